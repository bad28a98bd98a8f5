"""Form "gantt": rows with the days by which things are reached, as bands from likely early to likely late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import GanttData, GanttRow
from ecliptic.publish.figures.days import DateLines, Days
from ecliptic.publish.figures.gantt_rows import (
    BAND,
    axis_of,
    band_of,
    chance_of,
    chosen,
    day,
    half_words,
    hollow,
    need,
    shapes,
    told,
)
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.network_panels import runs
from ecliptic.publish.figures.parts import (
    SLIM_WIDTH,
    WIDTH,
    Link,
    group_heading,
    hover,
    linked,
    named,
    starts_group,
)
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.svg import (
    BOLD,
    Drawing,
    Piece,
    Value,
    label,
    number,
    shortened,
    tag,
    text_width,
    together,
    wrapped,
)

_GROUP = 32.0
_SMALL = 11.0
_SAID = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is, in px. Without columns, names and numbers stand above each band."""

    width: float
    names: float
    numbers: float
    row: float
    tallest: float

    @property
    def has_columns(self) -> bool:
        """Whether names and numbers have columns of their own."""
        return self.names > 0


WIDE = Sheet(WIDTH, 280, 196, 27, tallest=610)
SLIM = Sheet(SLIM_WIDTH, 0, 0, 56, tallest=1100)


def draw_gantt(data: GanttData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the rows under a key, in pieces with an axis each, and a sentence on what is left out."""
    rows = chosen(data["rows"])
    drawer = _Rows(data, sheet, link)
    headings = {place for place in range(len(rows)) if starts_group(rows, place)}
    parts = runs(
        rows, range(len(rows)), lambda n: sheet.row + (_GROUP if n in headings else 0), sheet.tallest
    )
    pieces = [drawer.piece([rows[place] for place in part], part[0] not in headings) for part in parts]
    return Drawing(sheet.width, _framed(pieces, data, rows, sheet), _described(data))


def _framed(
    pieces: Sequence[Piece], data: GanttData, rows: Sequence[GanttRow], sheet: Sheet
) -> tuple[Piece, ...]:
    """The pieces with the key over the first and what is left out under the last."""
    top, top_height = key(_key_items(rows, axis_of(data, 0, 100)), sheet.width)
    foot, foot_height = sentences(_left_out(data, rows), 0, sheet.width)
    made = list(pieces) or [Piece(0, Markup(""))]
    if top_height:
        body = tag("g", made[0].body, transform=f"translate(0 {number(top_height + 8)})")
        made[0] = Piece(made[0].height + top_height + 8, together([top, body]))
    if foot_height:
        below = tag("g", foot, transform=f"translate(0 {number(made[-1].height + 4)})")
        made[-1] = Piece(made[-1].height + foot_height + 10, together([made[-1].body, below]))
    return tuple(made)


# --- words ----------------------------------------------------------------------------------------


def _left_out(data: GanttData, rows: Sequence[GanttRow]) -> str:
    if not data["rows"]:
        return f"No row to draw: no {data['row_title'].lower()} has a date."
    missing = len(data["rows"]) - len(rows)
    if not missing:
        return ""
    return (
        f"Not drawn, to keep this legible: {missing} of {len(data['rows'])} rows. The data of the figure "
        "hold all."
    )


def _described(data: GanttData) -> str:
    rows = data["rows"]
    done = sum(row["since"] is not None for row in rows)
    open_ones = sum(row["since"] is None and row["p90"] is None for row in rows)
    unverified = sum(row["unverified"] for row in rows)
    if not rows:
        return _left_out(data, [])
    words = [
        f"Rows of days for {len(rows)} ({data['row_title']}): {done} done, {open_ones} not reached in 90 of "
        f"100 cases by any day; {unverified} unverified.",
        *(f"{told(row, data)}." for row in rows[:_SAID]),
        f"{len(rows) - _SAID} more rows are in the table." if len(rows) > _SAID else "",
    ]
    return " ".join(word for word in words if word)


def _key_items(rows: Sequence[GanttRow], axis: Days) -> list[KeyItem]:
    """What is used: band and half, stripes, announced and needed days, arrows, done."""
    bands = [(row, band) for row in rows if (band := band_of(row, axis)) is not None]
    items = []
    if bands:
        box = tag("path", d="M1 2.5h22v11h-22z", class_="g-pale")
        edge = tag("path", d="M1 2.5h22v11h-22z", class_="l-mid", stroke_width=1.2)
        half = tag("path", d="M10 0.5v15", class_="l-deep", stroke_width=3)
        words = "band: from 10 to 90 of 100 cases; its bar: 50"
        items.append(KeyItem(together([box, edge, half]), 29, words))
    if any(band.is_open for _, band in bands):
        arrow = tag("path", d="M1 3H15v-2.5L23 8L15 15.5v-2.5H1z", class_="l-mid", stroke_width=1.2)
        items.append(KeyItem(arrow, 29, "arrow: later, or never so likely"))
    if any(row["needed"] is not None for row in rows):
        items.append(KeyItem(need(5, 1.5, 13), 14, "day of need"))
        if any(_is_late(row) for row, _ in bands):
            stripes = block(MARKS["s1"], 0, 2, 22, BAND)
            items.append(KeyItem(stripes, 28, "striped: after the day of need"))
    if any(row["announced"] is not None and row["since"] is None for row in rows):
        items.append(KeyItem(hollow(8, 8), 19, "announced"))
    if any(row["since"] is not None for row in rows):
        tick = tag("path", d="M3.8 8l2.4 2.6l4 -5", class_="l-on-dark", stroke_width=1.8)
        items.append(KeyItem(tag("circle", cx=7, cy=8, r=7, class_="g-green") + tick, 19, "done"))
    return items


def _is_late(row: GanttRow) -> bool:
    needed, late = day(row, "needed"), day(row, "p90")
    return needed is not None and (late is None or late > needed)


# --- rows -----------------------------------------------------------------------------------------


class _Rows:
    """Draws rows on one axis of days."""

    def __init__(self, data: GanttData, sheet: Sheet, link: Link) -> None:
        self._sheet = sheet
        self._link = link
        self._data = data
        self._axis = axis_of(data, sheet.names + 8, sheet.width - sheet.numbers - 8)
        self._lines = DateLines.of(data["marks"], self._axis)
        self._chance = wrapped(f"chance {data['chance_title']}", sheet.numbers - 92, _SMALL, most=2)
        self._head = max(self._lines.height + 24, 13 * len(self._chance) + 10 if sheet.has_columns else 0)

    def piece(self, rows: Sequence[GanttRow], is_continued: bool) -> Piece:
        """Rows with an axis of their own, so that the years stay in sight."""
        parts: list[Markup] = []
        y = self._head + 8
        for place, row in enumerate(rows):
            if starts_group(rows, place):
                more = " (continued)" if place == 0 and is_continued else ""
                parts.append(self._heading(f"{row['group']}{more}", y + 18))
                y += _GROUP
            parts.append(tag("g", self._row(row), transform=f"translate(0 {number(y)})"))
            y += self._sheet.row
        top = self._head - self._lines.height - 24
        axis = [self._axis.grid(self._head, y), self._lines.drawn(top, y), *self._titles()]
        return Piece(y + 10, together([*axis, *parts]))

    def _heading(self, words: str, y: float) -> Markup:
        width = self._sheet.width
        ground = tag("rect", x=0, y=y - 14, width=width, height=18, class_="g-card")
        return ground + group_heading(shortened(words, width / BOLD, 12), y, width)

    def _titles(self) -> list[Markup]:
        """What the columns of numbers are."""
        if not self._sheet.has_columns:
            return []
        first = self._head - 6 - 13 * (len(self._chance) - 1)
        made = [label("half by", self._axis.right + 14, self._head - 6, "t ts tm")]
        for place, words in enumerate(self._chance):
            made.append(label(words, self._sheet.width, first + 13 * place, "t ts tm te"))
        return made

    def _row(self, row: GanttRow) -> Markup:
        """Name, band and numbers; the band under its name where there are no columns."""
        sheet = self._sheet
        target: dict[str, Value] = {"x": 0, "y": 0, "width": sheet.width, "height": sheet.row - 2}
        parts = [hover(told(row, self._data)), tag("rect", **target, fill="none", pointer_events="all")]
        if sheet.has_columns:
            half, chance = half_words(row), chance_of(row)
            parts += [_name(row, sheet.names - 14, 17), shapes(row, self._axis, 7)]
            parts.append(label(half, self._axis.right + 14, 17, "t ts"))
            parts.append(label(chance, sheet.width, 17, "t ts tb te"))
        else:
            # Names stand on the chart itself, where lines of days would run through them.
            parts.append(tag("rect", x=0, y=0, width=sheet.width, height=31, class_="g-card"))
            parts += [_name(row, sheet.width, 13), label(_in_short(row), 0, 27, "t ts tm")]
            parts.append(shapes(row, self._axis, 36))
        return linked(tag("g", *parts, class_="strand"), self._link(row["kind"], row["id"]))


def _in_short(row: GanttRow) -> str:
    """The numbers of a row as one line."""
    half = half_words(row)
    if row["since"] is not None:
        return half
    return f"{'half by ' if row['p50'] is not None else ''}{half}; chance {chance_of(row)}"


def _name(row: GanttRow, room: float, y: float) -> Markup:
    """The name, a mark if it is unverified, then organisations in what room is left."""
    written = shortened(row["label"], room - (12 if row["unverified"] else 0), 12)
    left = room - text_width(written, 12) - (24 if row["unverified"] else 12)
    who = shortened(", ".join(row["organisations"]), left, _SMALL) if left > 50 else ""
    return named(written, 0, y, unverified=row["unverified"], after=who)
