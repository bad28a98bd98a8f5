"""What `Figure.data` holds, for each form of figure: plain dicts and lists that any drawer can read.

Rules that all forms share:

- An `Entry` names a row, column, lane, bar or end of a line. Where it stands for a record, `kind` and `id`
  identify that record, so that a drawer can link to it; `kind` is None where it stands for a group or a
  number.
- Entries come in the order in which they are to be drawn. `group` is a heading that neighbours share.
- A category is named in `legend` (in order of drawing) and nowhere else. Categories of firmness are the
  terms of the commitment grammar and "unknown"; others are named by the question. Colour alone must not
  carry one: its `label` is always there.
- A cell that is absent says nothing. A value of None is unknown, and is never drawn as zero.
- Dates are ISO 8601 days. `text` beside them is what the plan says.
"""

from __future__ import annotations

import re
from typing import Literal, NotRequired, TypedDict


class Entry(TypedDict):
    """A row, column, lane, bar or end of a line."""

    id: str
    label: str
    kind: str | None
    group: str | None


class Category(TypedDict):
    """What a colour means."""

    value: str
    label: str


class MatrixCell(TypedDict):
    """One cell of a matrix: `row` and `column` are places in the lists of rows and columns, from 0."""

    row: int
    column: int
    value: str
    """A category of the legend."""
    label: str
    """The cell in words, such as "Crew lander provides FN-T-101 L: approved"."""
    text: NotRequired[str]
    """At most three characters to write in the cell."""
    unverified: NotRequired[bool]


class MatrixData(TypedDict):
    """Form "matrix": categories in cells, as in functions x elements."""

    rows: list[Entry]
    columns: list[Entry]
    cells: list[MatrixCell]
    legend: list[Category]
    row_title: str
    column_title: str


class HeatCell(TypedDict):
    """One cell of a heat map; `row` and `column` as in a matrix."""

    row: int
    column: int
    value: float | int | None
    """Amount, in the figure's unit."""
    label: str
    unverified: NotRequired[bool]
    own: NotRequired[bool]
    """What a thing has to do with itself, as on a diagonal: framed, so that it is not read as the others."""


class HeatmapData(TypedDict):
    """Form "heatmap": amounts in cells; `low` and `high` are the ends of the scale of colours."""

    rows: list[Entry]
    columns: list[Entry]
    cells: list[HeatCell]
    low: float | int
    high: float | int
    row_title: str
    column_title: str


class FlowNode(TypedDict):
    """A node of a flow; `id` is unique in the figure, `kind` and `record` lead to a record if it is one."""

    id: str
    label: str
    layer: int
    value: int | float
    """Its size: how many things of its layer it stands for."""
    kind: str | None
    record: str | None


class FlowLink(TypedDict):
    """A link from a node of one layer to a node of the next."""

    source: str
    target: str
    value: int | float
    label: str
    category: NotRequired[str]
    """A category of the legend."""


class FlowData(TypedDict):
    """Form "flow": layers from left to right, nodes in order, links between neighbouring layers."""

    layers: list[str]
    nodes: list[FlowNode]
    links: list[FlowLink]
    legend: list[Category]


class TimelineBar(TypedDict):
    """A span on a lane; None leaves that side open, both None means that no date is known."""

    lane: int
    kind: str
    id: str
    label: str
    start: str | None
    end: str | None
    text: str
    """The date as the plan says it; empty where it says none."""
    firmness: str
    """A category of the legend."""
    unverified: bool
    organisations: NotRequired[list[str]]


class TimelineData(TypedDict):
    """Form "timeline": lanes that hold bars; the group of a lane may be a destination."""

    lanes: list[Entry]
    bars: list[TimelineBar]
    legend: list[Category]


class Segment(TypedDict):
    """A part of a bar."""

    category: str
    value: int | float | None
    label: str


class Bar(Entry):
    """A bar that is made of segments, drawn end to end in the order of the legend."""

    segments: list[Segment]


class Reference(TypedDict):
    """An amount to compare all bars with, drawn as a line across them; None is unknown and draws none."""

    value: int | float | None
    label: str
    """What it is, such as "with all organisations"."""


class BarsData(TypedDict):
    """Form "bars": stacked bars on one scale; one segment each where nothing is stacked."""

    bars: list[Bar]
    legend: list[Category]
    bar_title: str
    value_title: str
    reference: NotRequired[Reference]


class NetworkEnd(Entry):
    """An end of lines, such as an organisation or a need."""

    note: NotRequired[str]
    """A few words under the name of an end on the right, such as "no provider; wanted by 2031". Ends on the
    left show how many lines of each sort they have instead."""


class NetworkLink(TypedDict):
    """A line; `left` and `right` are places in the lists of ends, from 0."""

    left: int
    right: int
    category: str | None
    """What sort of line it is: a category of the legend; None is unknown. The roles "lead", "partner",
    "contributor", "provider", "study", "interest", "backup" and "present" (does it already) and the terms of
    firmness have lines and letters of their own; others get theirs in turn."""
    label: str
    """The line in words, such as "CSA leads the rover's power supply, from 2029 to 2031"."""
    unverified: NotRequired[bool]


class NetworkData(TypedDict):
    """Form "network": lines between ends on the left (organisations) and ends on the right (needs).

    Ends of one group are neighbours, groups come in the order in which they are to be drawn; within its group
    the most important end comes first, as it is drawn where there are too many. The drawer orders each group
    so that few lines cross.
    """

    left: list[NetworkEnd]
    right: list[NetworkEnd]
    links: list[NetworkLink]
    legend: list[Category]
    left_title: str
    right_title: str
    unlinked: NotRequired[str]
    """What it means that an end on the right has no line, such as "nobody takes it on"."""


class Axis(TypedDict):
    """An objective."""

    title: str
    unit: str | None
    better: Literal["less", "more"]


class FrontPoint(TypedDict):
    """An option by its two objectives, each in the unit of its axis; None is unknown, and is not placed."""

    id: str
    label: str
    """Its name, which is written beside the point if it is picked."""
    kind: str | None
    x: int | float | None
    y: int | float | None
    dominated: bool
    """Whether another option is at least as good in both objectives and better in one."""
    picked: NotRequired[bool]
    text: NotRequired[str]
    """The option in words, such as "best for coverage: 34 of 40 needs met by 11 organisations"."""
    category: NotRequired[str]
    """A category of the legend, told by the shape of the point. "optimal", "within gap" and "time limit"
    have shapes of their own; others get theirs in turn."""


class Corner(TypedDict):
    """The best or the worst of each objective over the options that nothing dominates."""

    x: int | float | None
    y: int | float | None


class FrontData(TypedDict):
    """Form "front": options over two objectives. Axes carry the units, so that the figure may have none."""

    x: Axis
    y: Axis
    points: list[FrontPoint]
    ideal: Corner | None
    nadir: Corner | None
    legend: list[Category]
    point_title: str
    """What a point is, such as "Option"."""


class DateMark(TypedDict):
    """A day to compare all others with, such as the day of the plan: an upright line with its name."""

    date: str
    label: str


class Curve(TypedDict):
    """How likely a thing is to be reached by each day. A point is a day and a chance from 0 to 1.

    Points come in the order of their days and are joined by straight lines; nothing is said before the
    first and after the last.
    """

    id: str
    label: str
    kind: str | None
    points: list[tuple[str, float]]
    """The headline. A curve without points is listed as unknown."""
    announced: str | None
    """The last day that its own announcement allows: marked on the curve."""
    low: NotRequired[list[tuple[str, float]]]
    """The lower edge of a band, such as a floor; the curve itself where it is absent."""
    high: NotRequired[list[tuple[str, float]]]
    """The upper edge of a band, such as a ceiling; the curve itself where it is absent."""
    context: NotRequired[bool]
    """Drawn thin and grey, without a name. So are curves for which there are no more lines to tell apart."""
    unverified: NotRequired[bool]


class CurvesData(TypedDict):
    """Form "curves": chances that grow over calendar days; the most important curves come first."""

    curves: list[Curve]
    marks: list[DateMark]
    start: str | None
    """First day of the axis; None leaves it to the points and marks."""
    end: str | None
    curve_title: str
    """What a curve is, such as "Element in use"."""


class GanttRow(Entry):
    """When a thing is reached: days by which it is in 10, 50 and 90 of 100 cases.

    None is a chance that no day reaches, drawn as an open arrow. All three are None where nothing is known,
    too; `text` then tells why.
    """

    announced: str | None
    """The last day that its own announcement allows."""
    p10: str | None
    p50: str | None
    p90: str | None
    since: str | None
    """Day on which it was reached, if that is past; the three days and the chance then count for nothing."""
    needed: str | None
    """Day on which it is needed."""
    chance: float | None
    """Chance from 0 to 1 of what `chance_title` names; None is unknown."""
    unverified: bool
    organisations: list[str]
    """Names to show beside that of the row."""
    ceiling: NotRequired[float | None]
    """The chance if all that is unknown were there at once, where it differs: told as a range."""
    text: NotRequired[str]
    """A few words in the place of the days, such as "nothing says when"."""


class GanttData(TypedDict):
    """Form "gantt": rows with bands of days. Rows of a group are neighbours, the most important first."""

    rows: list[GanttRow]
    marks: list[DateMark]
    start: str | None
    """First day of the axis; None leaves it to the rows and marks."""
    end: str | None
    row_title: str
    """What a row is, such as "Element in use"."""
    chance_title: str
    """What the chances are of, such as "in time for its phase"."""


class TornadoBar(TypedDict):
    """What a result becomes when one thing is at either end of its range; None is unknown."""

    id: str
    label: str
    kind: str | None
    low: int | float | None
    """The result at the low end of the thing; it need not be below the result at the high end."""
    high: int | float | None
    text: str
    """The bar in words, such as "Lander ready a year sooner or later"."""
    unverified: bool


class TornadoData(TypedDict):
    """Form "tornado": bars to both sides of a base value, in the order given, longest first as a rule."""

    bars: list[TornadoBar]
    base: int | float | None
    value_title: str
    unit: str | None
    bar_title: str
    """What a bar is, such as "Delay of"."""
    low_title: str
    """What the low ends are, such as "a year sooner"."""
    high_title: str


def slug(text: str) -> str:
    """A text as a part of a figure's name: small letters, digits and hyphens."""
    words = text.lower().replace("+", " plus ")
    return "-".join(re.findall(r"[a-z0-9]+", words)) or "other"
