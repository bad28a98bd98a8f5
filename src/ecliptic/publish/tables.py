"""Tables of assessments as CSV and JSON, with the unit of each column beside its name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell

# Spreadsheet programs run a cell that begins so as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Table) -> str:
    """The table as CSV (RFC 4180): names with units in the first row, empty cells for what is unknown.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    return "".join(csv_lines(table))


def csv_lines(table: Table) -> Iterator[str]:
    """The lines of `table_csv`, one after the other."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    head: Iterable[Any] = [heading(column) for column in table.columns]
    for row in chain((head,), map(_cells, table.rows)):
        writer.writerow(row)
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def table_json(table: Table) -> str:
    """The table as JSON: its title, the meaning, type and unit of each column, and a row per object."""
    names = [column.name for column in table.columns]
    whole = {
        "name": table.name,
        "title": table.title,
        "columns": [_described(column) for column in table.columns],
        "rows": [dict(zip(names, row, strict=True)) for row in table.rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def heading(column: Column) -> str:
    """Name of a column with its unit in brackets where it has one."""
    return f"{column.name} [{column.unit}]" if column.unit else column.name


def _described(column: Column) -> dict[str, str | None]:
    return {
        "name": column.name,
        "meaning": column.meaning,
        "type": column.type,
        "unit": column.unit,
        "kind": column.kind,
    }


def _cells(row: Iterable[Cell]) -> list[str | int | float]:
    return [_cell(cell) for cell in row]


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
