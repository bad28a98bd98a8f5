"""A table that holds statements of one kind: finding its header, and reading its rows.

Packages and workbooks share this, so that the same fault gives the same words in both.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement
from ecliptic.roadmap.statement import Key
from ecliptic.share.memory import without_collection
from ecliptic.share.rows import ENVELOPE_NAMES, Place, Reading, RowReader, columns_of, line_of
from ecliptic.share.tables import Cell, Table
from ecliptic.vocabulary import KINDS, Record

MEANING = "Meaning: "
"""Begins the cell of `id` in the row that explains the columns, by which that row is known."""

IGNORED = "#"
"""Begins the name of a column that is for people only."""

# People put titles and remarks above a table, but not pages of them.
_HEADER_WITHIN = 60
_UNIT = re.compile(r"^(?P<name>[^\[]*?)\s*\[(?P<unit>[^\]]*)\]$")


class Row(NamedTuple):
    """A filled row: its number as spreadsheets show it, what it states, and its further columns."""

    number: int
    statement: Statement | None
    extras: tuple[Cell, ...]
    """Cells of the further columns, in the order in which they were asked for; "" where one is absent."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column, by its position, holds which field, and which holds something else that is wanted."""

    header: int
    columns: tuple[tuple[int, str], ...]
    extras: tuple[int | None, ...]


def kind_named(name: str) -> type[Record] | None:
    """The kind whose sheet or file has this name."""
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    return next((kind for kind in KINDS.values() if kind.plural == wanted), None)


def looks_like_ours(table: Table) -> bool:
    """Whether a table has the columns of some kind, though its name is none."""
    names = {name for row in table.rows[:_HEADER_WITHIN] for name in map(_bare, row)}
    return "id" in names and len(names & ENVELOPE_NAMES) + len(names & _RECORD_NAMES) > 1


def read_table(kind: type[Record], table: Table, defaults: Mapping[str, Any]) -> Reading:
    """Read a table of one kind; `defaults` are envelope fields for rows that leave them empty."""
    problems: list[Problem] = []
    rows = read_rows(kind, table, defaults, problems)
    with without_collection():
        numbered = [(row.number, row.statement) for row in rows if row.statement is not None]
        statements = without_duplicates(numbered, lambda row: Place(table.file, table.sheet, row), problems)
        origins = {line_of(s): Place(table.file, table.sheet, number) for number, s in numbered}
    return Reading(tuple(statements), tuple(problems), origins)


def read_rows(
    kind: type[Record],
    table: Table,
    defaults: Mapping[str, Any],
    problems: list[Problem],
    extras: Sequence[str] = (),
) -> Iterator[Row]:
    """Read the filled rows one by one, adding what is wrong to the problems.

    A table with a column that cannot be placed is refused as a whole: whoever misspells `visibility` would
    otherwise show everyone what was private.
    """
    rows = table.filled
    layout = _layout(kind, rows, table, problems, extras)
    if layout is None:
        return
    reader = RowReader(kind, layout.columns, defaults, Place(table.file, table.sheet))
    faults = _faults_by_row(table)
    missing_checked = False
    for number, row in enumerate(rows[layout.header + 1 :], layout.header + 2):
        if not _is_filled(row) or _is_meaning(row, layout, number):
            continue
        if not missing_checked:
            missing_checked = True
            if _lacks_columns(kind, layout, table, defaults, problems):
                return
        if number in faults:
            problems += _fault_problems(table, layout, number, faults[number])
            continue
        statement, found = reader.read(row, number)
        if found:
            problems += found
        yield Row(number, statement, tuple([row[at] if at is not None else "" for at in layout.extras]))


def without_duplicates(
    numbered: Iterable[tuple[int, Statement]], place_of: Callable[[int], Place], problems: list[Problem]
) -> list[Statement]:
    """The statements of a table, without those that contradict each other as to what one version says."""
    statements: dict[Key, Statement] = {}
    numbers: dict[Key, int] = {}
    contradictory: set[Key] = set()
    for number, statement in numbered:
        key = statement.key
        first = statements.setdefault(key, statement)
        if first is statement:
            numbers[key] = number
            continue
        same = first.canonical() == statement.canonical()
        if not same:
            contradictory.add(key)
        problems.append(_duplicate(place_of(numbers[key]), place_of(number), statement, same))
    return [statement for key, statement in statements.items() if key not in contradictory]


# --- the header -----------------------------------------------------------------------------------


def _layout(
    kind: type[Record],
    rows: list[list[Cell]],
    table: Table,
    problems: list[Problem],
    extras: Sequence[str],
) -> _Layout | None:
    if not any(map(_is_filled, rows)):
        return None
    specs = {spec.name: spec for spec in columns_of(kind)}
    known = (*specs, *extras)
    header = _header(rows, known)
    if header is None:
        remedy = f"Give it a first row with the names of the columns: {', '.join(specs)}."
        problems.append(
            Place(table.file, table.sheet).problem(None, "has no row that names its columns", remedy)
        )
        return None
    place = Place(table.file, table.sheet, header + 1)
    positions: dict[str, int] = {}
    found: list[Problem] = []
    for at, cell in enumerate(rows[header]):
        name, unit = _named(cell)
        if name.startswith(IGNORED):
            continue
        if not name:
            found += _nameless(rows, header, at, table)
        elif name not in known:
            found.append(_unknown(place, str(cell), known))
        elif name in positions:
            remedy = "Remove or rename one of the two columns."
            found.append(place.problem(name, "names two columns", remedy))
        elif unit is not None and name in specs and unit != specs[name].unit:
            found.append(_other_unit(place, name, unit, specs[name].unit))
        else:
            positions[name] = at
    problems += found
    return None if found else _placed(header, positions, specs.keys(), extras)


def _placed(
    header: int, positions: Mapping[str, int], fields: Iterable[str], extras: Sequence[str]
) -> _Layout:
    # In the order of the vocabulary, so that problems do not depend on the order of columns.
    return _Layout(
        header,
        tuple((positions[name], name) for name in fields if name in positions),
        tuple(positions.get(name) for name in extras),
    )


def _header(rows: list[list[Cell]], known: Sequence[str]) -> int | None:
    """The row that names most columns."""
    best, most = None, 0
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        count = sum(_bare(cell) in known for cell in row)
        if count > most:
            best, most = index, count
    return best


def _named(cell: Cell) -> tuple[str, str | None]:
    """The name in a header cell and the unit, if it tells one."""
    text = " ".join(str(cell).split())
    match = _UNIT.match(text)
    name, unit = (match["name"], match["unit"].strip()) if match else (text, None)
    return name.casefold().replace(" ", "_"), unit


def _bare(cell: Cell) -> str:
    return _named(cell)[0]


def _unknown(place: Place, name: str, known: Sequence[str]) -> Problem:
    close = difflib.get_close_matches(_bare(name), known, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    remedy = (
        f"{meant}The columns are: {', '.join(known)}. "
        f"Put {IGNORED} before the name of a column that is for people only."
    )
    return place.problem(None, "is not a column of this table", remedy, name)


def _nameless(rows: list[list[Cell]], header: int, at: int, table: Table) -> list[Problem]:
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if at < len(row) and row[at] != "":
            place = Place(table.file, table.sheet, number)
            message = "stands in a column without a name"
            remedy = (
                f"Name the column in row {header + 1}, or start its name with {IGNORED} to have it ignored."
            )
            return [place.problem(None, message, remedy, row[at])]
    return []


def _other_unit(place: Place, name: str, unit: str, right: str | None) -> Problem:
    remedy = f"Convert the column to {right}." if right else "This column has no unit: remove it."
    return place.problem(name, "is another unit than this column has", remedy, unit)


def _lacks_columns(
    kind: type[Record],
    layout: _Layout,
    table: Table,
    defaults: Mapping[str, Any],
    problems: list[Problem],
) -> bool:
    """Whether a required column is missing; said once for the table instead of in every row."""
    place = Place(table.file, table.sheet, layout.header + 1)
    present = {name for _, name in layout.columns} | {
        name for name, value in defaults.items() if value not in (None, "")
    }
    lacking = [spec for spec in columns_of(kind) if spec.required and spec.name not in present]
    for spec in lacking:
        problems.append(place.problem(spec.name, "is a column that is missing", f"Add it: {spec.meaning}"))
    return bool(lacking)


# --- rows -----------------------------------------------------------------------------------------


def _is_filled(row: list[Cell]) -> bool:
    # The first test is quick and settles nearly all; zero and False are values too.
    return any(row) or any(cell != "" for cell in row)


def _is_meaning(row: list[Cell], layout: _Layout, number: int) -> bool:
    """Whether a row is the one under the header that explains it."""
    if number != layout.header + 2:
        return False
    at = next((at for at, name in layout.columns if name == "id"), None)
    return at is not None and str(row[at]).startswith(MEANING)


def _faults_by_row(table: Table) -> dict[int, list[int]]:
    by_row: dict[int, list[int]] = {}
    for row, column in table.faults:
        by_row.setdefault(row + 1, []).append(column)
    return by_row


def _fault_problems(table: Table, layout: _Layout, number: int, columns: list[int]) -> Iterator[Problem]:
    names = dict(layout.columns)
    for column in sorted(columns):
        if column in names and (problem := table.fault(number - 1, column, names[column])):
            yield problem


def _duplicate(first: Place, second: Place, statement: Statement, same: bool) -> Problem:
    stated = f"is stated by {statement.publisher} as version {statement.version} here and in {first.row_name}"
    if same:
        remedy = "It counts once; remove one of the two."
        return second.problem("id", f"{stated}, in the same words", remedy, statement.id, "warning")
    remedy = "Give the later one the next version number, or remove one of them."
    return second.problem("id", f"{stated}, in different words", remedy, statement.id)


_RECORD_NAMES = {name for kind in KINDS.values() for name in kind.model_fields} - {"id"}
