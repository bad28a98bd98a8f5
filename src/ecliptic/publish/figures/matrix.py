"""Form "matrix": categories in cells. Each group of rows is a panel with the columns that it uses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from ecliptic.assess.figure_data import Entry, MatrixCell, MatrixData
from ecliptic.publish.figures.parts import WIDTH, Link, group_heading, hover, linked, marks_for
from ecliptic.publish.palette import Mark, block
from ecliptic.publish.svg import Drawing, label, shortened, tag, text_width, together, wrapped

_ROW = 20.0
_HEADING = 34.0
_GAP = 26.0
_LEAST_PITCH = 30.0
_WIDE_CELL = 44.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A group of rows and the columns in which at least one of them has a cell, as places in the data."""

    group: str | None
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    cells: dict[tuple[int, int], MatrixCell]


def panels(data: MatrixData) -> list[Panel]:
    """The groups of a matrix, each with the columns that it uses; all columns where there are few."""
    by_row: dict[int, list[MatrixCell]] = {}
    for cell in data["cells"]:
        by_row.setdefault(cell["row"], []).append(cell)
    made = []
    for group, members in groupby(range(len(data["rows"])), key=lambda r: data["rows"][r]["group"]):
        rows = tuple(members)
        cells = {(cell["row"], cell["column"]): cell for row in rows for cell in by_row.get(row, ())}
        made.append(Panel(group, rows, tuple(sorted({column for _, column in cells})), cells))
    return made


def draw_matrix(data: MatrixData, link: Link) -> Drawing:
    """Draw the panels one under the other."""
    marks = marks_for(data)
    drawn = panels(data)
    most = max((len(panel.columns) for panel in drawn), default=0)
    names = max((_row_width(row) for row in data["rows"]), default=0) + 18
    left = max(150.0, min(430.0, names, WIDTH - most * _LEAST_PITCH))
    parts: list[Markup] = []
    y = 0.0
    for panel in drawn:
        body, height = _panel(data, panel, left, marks, link)
        parts.append(tag("g", body, transform=f"translate(0 {y:g})"))
        y += height + _GAP
    return Drawing.whole(WIDTH, max(y - _GAP, 20), together(parts), _described(data))


def _row_width(row: Entry) -> float:
    return text_width(_row_label(row), 11)


def _row_label(row: Entry) -> str:
    return (
        row["label"] if row["id"] in row["label"] or row["kind"] is None else f"{row['id']}  {row['label']}"
    )


def _described(data: MatrixData) -> str:
    counted: dict[str, int] = {}
    for cell in data["cells"]:
        counted[cell["value"]] = counted.get(cell["value"], 0) + 1
    filled = {cell["row"] for cell in data["cells"]}
    parts = [f"{c['label']} {counted[c['value']]}" for c in data["legend"] if c["value"] in counted]
    return (
        f"Matrix of {len(data['rows'])} rows ({data['row_title']}) and {len(data['columns'])} columns "
        f"({data['column_title']}) with {len(data['cells'])} filled cells: {', '.join(parts) or 'none'}. "
        f"{len(data['rows']) - len(filled)} rows have no filled cell."
    )


def _panel(
    data: MatrixData, panel: Panel, left: float, marks: dict[str, Mark], link: Link
) -> tuple[Markup, float]:
    parts: list[Markup] = []
    y = 0.0
    if panel.group is not None:
        parts.append(group_heading(panel.group, 14))
        y = _HEADING
    pitch = min(92.0, (WIDTH - left) / max(1, len(panel.columns)))
    places = {column: left + pitch * (index + 0.5) for index, column in enumerate(panel.columns)}
    heads, height = _column_heads(data["columns"], places, pitch, y, link)
    parts.append(heads)
    y += height
    for row in panel.rows:
        parts.append(_row(data["rows"][row], y, left, link))
        cells = [
            (column, panel.cells[row, column]) for column in panel.columns if (row, column) in panel.cells
        ]
        for column, cell in cells:
            parts.append(_cell(cell, marks, (places[column], y, pitch)))
        if not cells:
            parts.append(label("nothing", left + 4, y + 14, "t ts tm"))
        y += _ROW
    return together(parts), y


def _column_heads(
    columns: list[Entry], places: dict[int, float], pitch: float, top: float, link: Link
) -> tuple[Markup, float]:
    """Names of columns, in lines where there is room and upright where there is not."""
    if not places:
        return Markup(""), 4.0
    upright = pitch < 60
    parts = []
    if upright:
        height = min(150.0, max(text_width(columns[c]["label"], 11) for c in places) + 8)
        for column, x in places.items():
            text = label(
                shortened(columns[column]["label"], height - 4, 11),
                x + 4,
                top + height - 4,
                "t ts",
                transform=f"rotate(-90 {x + 4:.1f} {top + height - 4:.1f})",
            )
            parts.append(_head(text, columns[column], link))
        return together(parts), height + 4
    names = {c: wrapped(columns[c]["label"], pitch - 6, 11, most=4) for c in places}
    lines = max(len(name) for name in names.values())
    for column, x in places.items():
        name = names[column]
        first = top + 11 + 13 * (lines - len(name))
        spans = [label(line, x, first + 13 * index, "t ts tc") for index, line in enumerate(name)]
        parts.append(_head(together(spans), columns[column], link))
    return together(parts), lines * 13 + 6


def _head(text: Markup, entry: Entry, link: Link) -> Markup:
    return linked(tag("g", hover(entry["label"]), text), link(entry["kind"], entry["id"]))


def _row(row: Entry, y: float, left: float, link: Link) -> Markup:
    text = label(shortened(_row_label(row), left - 14, 11), 0, y + 14, "t ts")
    whole = linked(tag("g", hover(row["label"]), text), link(row["kind"], row["id"]))
    return tag("path", d=f"M0 {y + _ROW - 0.5:g}H{WIDTH:g}", class_="axis") + whole


def _cell(cell: MatrixCell, marks: dict[str, Mark], place: tuple[float, float, float]) -> Markup:
    """A mark; what is written in the cell stands after its letters where there is room for both."""
    x, y, pitch = place
    mark = marks[cell["value"]]
    written = cell.get("text") or ""
    both = f"{mark.letters} {written}".strip()
    letters = both if not written or pitch >= _WIDE_CELL else written
    width = min(pitch - 3, max(26.0, text_width(letters, 11, bold=True) + 8))
    tone = "on" if mark.pattern == "solid" else "halo"
    unverified = label("?", x + width / 2 + 1, y + 9, "t ts unv halo")
    return tag(
        "g",
        hover(cell["label"]),
        block(mark, x - width / 2, y + 2, width, 16, rx=3),
        label(letters, x, y + 14, f"t ts tc tb {tone}"),
        *([unverified] if cell.get("unverified") else []),
    )
