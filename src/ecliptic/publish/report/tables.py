"""Tables as a report shows them: cells that lead to records, and numbers that lead to lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell, Row
from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.cells import NOT_STATED, linked, plain
from ecliptic.publish.report.drills import Lead
from ecliptic.publish.svg import tag, together

SHOWN_ROWS = 30
_MOST_AT_ONCE = 60
_SHORT = 28
_FINDING = "finding"
_MOST_IDENTIFIERS = 5

Drill = Callable[[Table, Row, Column, Cell], Lead | None]
"""Where the things are that a number in a table counts, or None where nothing tells."""


def nowhere(table: Table, row: Row, column: Column, cell: Cell) -> Lead | None:
    """Lead nowhere."""
    return None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    key: str
    """Name by which a search asks for the column."""

    name: str
    meaning: str
    unit: str | None
    class_: str
    """n for numbers, w for columns of running text, which need room."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to be written; a long one keeps its later rows as text until a reader unfolds it."""

    anchor: str
    title: str
    headings: tuple[Heading, ...]
    rows: list[list[Markup]]
    kept: list[list[Markup]]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.rows) + len(self.kept)

    @property
    def kept_json(self) -> Markup:
        """The cells of later rows as JSON for a data block in HTML, which only an end tag could leave."""
        written = json.dumps(self.kept, ensure_ascii=False, separators=(",", ":"))
        return Markup(written.replace("</", "<\\/"))  # noqa: S704 - cells are escaped already  # nosec B704


def table_view(table: Table, anchor: str, anchors: Anchors, drill: Drill = nowhere) -> TableView:
    """The table with its links."""
    headings = tuple(
        Heading(
            column.name,
            column.name.replace("_", " "),
            column.meaning,
            column.unit,
            _class(table, index, column),
        )
        for index, column in enumerate(table.columns)
    )
    kinds = [_kind_column(table.columns, column) for column in table.columns]
    rows = []
    for row in table.rows:
        cells = []
        for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            place = kinds[index]
            kind = str(row[place]) if place is not None and row[place] is not None else column.kind
            if kind is not None and not isinstance(cell, int | float):
                written = _identifiers(cell, kind, anchors)
            else:
                written = _unlinked(table, row, column, cell, drill)
            cells.append(written)
        rows.append(cells)
    first = len(rows) if len(rows) <= _MOST_AT_ONCE else SHOWN_ROWS
    return TableView(anchor, table.title, headings, rows[:first], rows[first:])


def _class(table: Table, index: int, column: Column) -> str:
    if column.type in ("integer", "number"):
        return "n"
    running = column.kind is None and any(
        isinstance(row[index], str) and len(str(row[index])) > _SHORT for row in table.rows
    )
    return "w" if running else ""


def _kind_column(columns: Sequence[Column], column: Column) -> int | None:
    """Place of the column that gives the kind of what another one identifies, such as `through_kind`."""
    if column.kind is not None or column.type != "text":
        return None
    names = [other.name for other in columns]
    stem = column.name.removesuffix("id").removesuffix("_")
    wanted = f"{stem}_kind" if stem else "kind"
    return names.index(wanted) if wanted in names else None


def _unlinked(table: Table, row: Row, column: Column, cell: Cell, drill: Drill) -> Markup:
    if column.name == "unverified" and cell is True:
        return tag("span", "† unverified", class_="unv")
    written = plain(cell)
    if column.name != _FINDING and (isinstance(cell, bool | str) or not cell):
        return written
    lead = drill(table, row, column, cell)
    return written if lead is None else tag("a", written, href=lead.address, data_search=lead.search)


def _identifiers(cell: Cell, kind: str, anchors: Anchors) -> Markup:
    if cell is None or cell == "":
        return NOT_STATED
    parts = str(cell).split("; ")
    if len(parts) <= _MOST_IDENTIFIERS + 1:
        return linked(cell, kind, anchors.link)
    first = linked("; ".join(parts[:_MOST_IDENTIFIERS]), kind, anchors.link)
    rest = linked("; ".join(parts[_MOST_IDENTIFIERS:]), kind, anchors.link)
    more = tag("summary", f"and {len(parts) - _MOST_IDENTIFIERS} more")
    return together([first, tag("details", more, rest, class_="more")])
