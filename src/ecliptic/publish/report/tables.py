"""Tables as a report shows them: cells that lead to records, and numbers that lead to lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell, Row
from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.cells import NOT_STATED, firmness, linked, plain
from ecliptic.publish.svg import tag, together

MOST_ROWS = 1000
_MOST_IDENTIFIERS = 5

Drill = Callable[[Table, Row, Column, Cell], str | None]
"""Address of the list behind a number in a table, or None where there is none."""


def no_drill(table: Table, row: Row, column: Column, cell: Cell) -> str | None:
    """Lead nowhere."""
    return None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    name: str
    meaning: str
    unit: str | None
    number: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to be written."""

    anchor: str
    title: str
    headings: tuple[Heading, ...]
    rows: list[list[Markup]]
    total: int

    @property
    def left_out(self) -> int:
        """Rows that are not shown because there are too many for a page."""
        return self.total - len(self.rows)


def table_view(table: Table, anchor: str, anchors: Anchors, drill: Drill = no_drill) -> TableView:
    """The table with its links; rows beyond the most that a page bears are counted and left out."""
    headings = tuple(
        Heading(c.name.replace("_", " "), c.meaning, c.unit, c.type in ("integer", "number"))
        for c in table.columns
    )
    kinds = [_kind_column(table.columns, column) for column in table.columns]
    graded = [column.name.endswith("firmness") for column in table.columns]
    rows = []
    for row in table.rows[:MOST_ROWS]:
        cells = []
        for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            place = kinds[index]
            kind = str(row[place]) if place is not None and row[place] is not None else column.kind
            if kind is not None and not isinstance(cell, int | float):
                written = _identifiers(cell, kind, anchors)
            elif graded[index] and not isinstance(cell, bool | int | float):
                written = firmness(cell)
            else:
                written = _unlinked(table, row, column, cell, drill)
            cells.append(written)
        rows.append(cells)
    return TableView(anchor, table.title, headings, rows, len(table.rows))


def _kind_column(columns: Sequence[Column], column: Column) -> int | None:
    """Place of the column that gives the kind of another one's identifiers, such as `through_kind`."""
    names = [other.name for other in columns]
    wanted = f"{column.name}_kind"
    return names.index(wanted) if column.kind is None and wanted in names else None


def _unlinked(table: Table, row: Row, column: Column, cell: Cell, drill: Drill) -> Markup:
    if column.name == "unverified" and cell is True:
        return tag("span", "† unverified", class_="unv")
    written = plain(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell == 0:
        return written
    address = drill(table, row, column, cell)
    return written if address is None else tag("a", written, href=address)


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
