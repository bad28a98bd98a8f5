"""Figures as a report shows them: SVG or table, with legend, words, and the data that a reader can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from markupsafe import Markup

from ecliptic.assess import Figure
from ecliptic.publish.figures import draw, draw_slim
from ecliptic.publish.figures.frame import categories, marks_unverified
from ecliptic.publish.figures.heatmap import compact
from ecliptic.publish.figures.matrix import panels
from ecliptic.publish.figures.parts import marks_for
from ecliptic.publish.palette import SHADES, Mark, is_strong, shade
from ecliptic.publish.report.anchors import DAGGER, Anchors
from ecliptic.publish.report.cells import figure as amount
from ecliptic.publish.report.cells import firmness, mark
from ecliptic.publish.report.choices import front_table, network_table
from ecliptic.publish.report.dated import curves_table, gantt_table, tornado_table
from ecliptic.publish.svg import Drawing, number, tag, together

_MANY_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a matrix or heat map as a table."""

    content: Markup
    class_: str


@dataclass(frozen=True, slots=True)
class GridPanel:
    """A group of rows with the columns that it uses."""

    group: str | None
    columns: list[Markup]
    rows: list[tuple[Markup, list[GridCell]]]
    filled: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure ready to be written: an SVG or panels of tables, never both."""

    anchor: str
    figure: Figure
    description: str
    legend: list[tuple[str, str]]
    svg: Markup | None
    panels: list[GridPanel]
    scale: list[tuple[str, str]]
    unverified: bool
    headings: list[str]
    rows: list[list[Markup]]


def picture(figure: Figure, anchor: str, anchors: Anchors, *, data: bool = True) -> Picture:
    """Prepare a figure: matrices and heat maps become tables, which readers can search, scroll and hear.

    A drawing gets a table of its data, unless `data` is false because one stands beside it already.
    """
    drawing = draw(figure, anchors.address)
    grid = _GRIDS.get(figure.form)
    table = _TABLES.get(figure.form) if data else None
    headings, rows = table(figure.data, anchors) if table else ([], [])
    marks = marks_for(figure.data)
    return Picture(
        anchor=anchor,
        figure=figure,
        description=drawing.description,
        legend=[(marks[value].slug, words) for value, words in categories(figure)],
        svg=None if grid else _svgs(anchor, figure, drawing, draw_slim(figure, anchors.address)),
        panels=grid(figure.data, anchors, marks) if grid else [],
        scale=_scale(figure) if figure.form == "heatmap" else [],
        unverified=marks_unverified(figure),
        headings=headings,
        rows=rows,
    )


def _svgs(anchor: str, figure: Figure, drawing: Drawing, slim: Drawing | None) -> Markup:
    """The drawing; where there is one for phones too, the style sheet shows the one that fits."""
    if slim is None:
        return _svg(anchor, figure, drawing, "")
    return together([_svg(anchor, figure, drawing, " wide"), _svg(anchor, figure, slim, " slim")])


def _svg(anchor: str, figure: Figure, drawing: Drawing, width: str) -> Markup:
    """The pieces of a drawing; the first speaks for all of them.

    The shapes are hidden from screen readers, which get the description and the table of the same data.
    """
    made = []
    for index, piece in enumerate(drawing.pieces):
        spoken = {"role": "group", "aria_label": figure.title, "aria_describedby": f"{anchor}-words"}
        made.append(
            tag(
                "svg",
                tag("g", piece.body, aria_hidden="true"),
                viewBox=f"0 0 {drawing.width:g} {number(piece.height)}",
                width=drawing.width,
                height=piece.height,
                class_=f"drawn {figure.form}{width}",
                **(spoken if index == 0 else {}),
            )
        )
    return together(made)


# --- matrices and heat maps as tables -------------------------------------------------------------


def _entry(anchors: Anchors, entry: Mapping[str, Any], *, code: bool = False) -> Markup:
    if entry["kind"] is None:
        return tag("span", entry["label"])
    link = anchors.link(entry["kind"], entry["id"], entry["label"])
    if not code or entry["id"] in entry["label"]:
        return link
    return together([tag("code", entry["id"]), Markup(" "), link])


def _matrix_panels(data: Any, anchors: Anchors, marks: Mapping[str, Mark]) -> list[GridPanel]:
    made = []
    for panel in panels(data):
        columns = [_entry(anchors, data["columns"][column]) for column in panel.columns]
        rows = []
        for row in panel.rows:
            cells = [_matrix_cell(panel.cells.get((row, column)), marks) for column in panel.columns]
            rows.append((_entry(anchors, data["rows"][row], code=True), cells))
        filled = len({row for row, _ in panel.cells})
        made.append(GridPanel(panel.group, columns, rows, filled, len(data["columns"]) - len(columns)))
    return made


def _matrix_cell(cell: Mapping[str, Any] | None, marks: Mapping[str, Mark]) -> GridCell:
    if cell is None:
        return GridCell(Markup(""), "")
    chosen = marks[cell["value"]]
    written = cell.get("text")
    shown: Markup | str = tag("b", written, aria_hidden="true") if written else ""
    dagger = DAGGER if cell.get("unverified") else Markup("")
    words = tag("span", cell["label"], class_="vh")
    return GridCell(together([mark(chosen.slug), Markup("") + shown, words, dagger]), "")


def _heat_panels(data: Any, anchors: Anchors, marks: Mapping[str, Mark]) -> list[GridPanel]:
    cells = {(cell["row"], cell["column"]): cell for cell in data["cells"]}
    columns = [_entry(anchors, column) for column in data["columns"]]
    made = []
    for group, members in groupby(range(len(data["rows"])), key=lambda r: data["rows"][r]["group"]):
        places = list(members)
        rows = [
            (
                _entry(anchors, data["rows"][row]),
                [_heat_cell(cells.get((row, column)), data) for column in range(len(columns))],
            )
            for row in places
        ]
        filled = len({row for row in places if any((row, c) in cells for c in range(len(columns)))})
        made.append(GridPanel(group, columns, rows, filled, 0))
    return made


def _heat_cell(cell: Mapping[str, Any] | None, data: Any) -> GridCell:
    if cell is None:
        return GridCell(Markup(""), "")
    dagger = DAGGER if cell.get("unverified") else Markup("")
    value = cell["value"]
    own = " own" if cell.get("own") else ""
    if value is None:
        words = tag("span", "unknown", class_="vh")
        sign = tag("span", "?", title=cell["label"])
        return GridCell(together([words, sign, dagger]), f"heat unknown{own}")
    step = shade(value, data["low"], data["high"])
    tone = " strong" if is_strong(step) else ""
    written = compact(value) if len(data["columns"]) > _MANY_COLUMNS else amount(value)
    shown = tag("span", written, title=cell["label"])
    return GridCell(together([shown, dagger]), f"heat h{step}{tone}{own}")


def _scale(figure: Figure) -> list[tuple[str, str]]:
    """The shades of a heat map with the lowest amount of each."""
    low, high = figure.data["low"], figure.data["high"]
    steps = [(f"h{step}", low + (high - low) * step / SHADES) for step in range(SHADES)]
    whole = isinstance(low, int) and isinstance(high, int)
    return [(class_, amount(ceil(least) if whole else round(least, 1))) for class_, least in steps]


# --- the data beside a drawing --------------------------------------------------------------------


def _bars_table(data: Any, anchors: Anchors) -> tuple[list[str], list[list[Markup]]]:
    legend = data["legend"]
    headings = [data["bar_title"], *(category["label"] for category in legend)]
    rows = []
    for bar in data["bars"]:
        values = {segment["category"]: segment["value"] for segment in bar["segments"]}
        cells = [
            tag("span", amount(values[c["value"]])) if c["value"] in values else Markup("–") for c in legend
        ]
        rows.append([_entry(anchors, bar), *cells])
    reference = data.get("reference")
    if reference is not None:
        whole = f"{'in all ' if len(legend) > 1 else ''}{amount(reference['value'])}"
        dashes = [Markup("–")] * (len(legend) - 1)
        rows.append([tag("span", reference["label"]), tag("span", whole), *dashes])
    return headings, rows


def _flow_table(data: Any, anchors: Anchors) -> tuple[list[str], list[list[Markup]]]:
    nodes = {node["id"]: node for node in data["nodes"]}
    legend = {category["value"]: category["label"] for category in data["legend"]}
    marks = marks_for(data)

    def node(identifier: str) -> Markup:
        found = nodes[identifier]
        return _entry(anchors, {"kind": found["kind"], "id": found["record"], "label": found["label"]})

    rows = [
        [
            node(flow["source"]),
            node(flow["target"]),
            tag("span", amount(flow["value"])),
            _category(flow.get("category"), legend, marks),
        ]
        for flow in data["links"]
    ]
    return ["From", "To", "Size", "Category"], rows


def _category(value: str | None, legend: Mapping[str, str], marks: Mapping[str, Mark]) -> Markup:
    if value is None:
        return Markup("–")
    return tag("span", mark(marks[value].slug), " ", legend.get(value, value), class_="firm")


def _timeline_table(data: Any, anchors: Anchors) -> tuple[list[str], list[list[Markup]]]:
    rows = []
    for bar in data["bars"]:
        lane = data["lanes"][bar["lane"]]
        label = _entry(anchors, bar)
        dagger = DAGGER if bar["unverified"] and "unv" not in label else Markup("")
        rows.append(
            [
                tag("span", lane["group"] or "–"),
                _entry(anchors, lane),
                label + dagger,
                tag("span", bar["text"] or "no date stated"),
                firmness(bar["firmness"]),
            ]
        )
    return ["Group", "Lane", "What", "When, in the plan's words", "Firmness"], rows


_GRIDS = {"matrix": _matrix_panels, "heatmap": _heat_panels}
_TABLES = {
    "bars": _bars_table,
    "curves": curves_table,
    "flow": _flow_table,
    "front": front_table,
    "gantt": gantt_table,
    "network": network_table,
    "timeline": _timeline_table,
    "tornado": tornado_table,
}
