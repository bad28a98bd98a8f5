"""Reading a workbook of our layout, as Ecliptic wrote it and as people have changed it since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecliptic.errors import DataProblemsError, Problem, Severity
from ecliptic.share.kind_tables import kind_named, looks_like_ours, read_table
from ecliptic.share.preamble import DEFAULTS, FORMAT, LISTS, MARKER, PLANS, README, TEMPLATE, read_preamble
from ecliptic.share.rows import Place, Reading, Told
from ecliptic.share.tables import Table, TableFile, open_tables
from ecliptic.vocabulary import KINDS, Record


@dataclass(frozen=True)
class OurWorkbook:
    """A workbook of ours that has been opened: its sheets of records, and what it says about itself."""

    tables: TableFile
    sheets: tuple[tuple[type[Record], str], ...]
    marker: tuple[tuple[Any, ...], ...]
    defaults: Mapping[str, Any]
    problems: tuple[Problem, ...]
    """What is wrong with the workbook as a whole."""

    @property
    def purpose(self) -> str:
        """What it was made for; ordinary where it does not say."""
        return str(self.said("purpose") or PLANS)

    def said(self, name: str) -> Any:
        """What its hidden sheet says under a name; None where that is nothing."""
        return next((row[1] for row in self.marker if len(row) > 1 and row[0] == name), None)

    def read_tables(self) -> Iterable[tuple[type[Record], Table]]:
        """The tables of records with their kinds."""
        tables = self.tables.tables(sheet for _, sheet in self.sheets)
        return zip((kind for kind, _ in self.sheets), tables, strict=True)


def is_ours(tables: TableFile) -> bool:
    """Whether a workbook has our layout: by its hidden mark, else by the names and heads of its sheets."""
    names = tables.sheet_names
    if tables.is_csv:
        return False
    return MARKER in names or any(
        kind_named(name) is not None and looks_like_ours(tables.table(name)) for name in names
    )


def read_workbook(path: str | Path, *, keep_good: bool = False, told: Told = lambda _: None) -> Reading:
    """Read a workbook of our layout; its heads may be lower down, and its columns in any order.

    Columns that are not required may be absent.
    Raises DataProblemsError with all problems, unless the good statements are to be kept. `told` is called
    with the name of each sheet before it is read.
    """
    try:
        tables = open_tables(path)
        if not is_ours(tables):
            remedy = "Write a mapping for it, or begin with a workbook that Ecliptic wrote."
            raise DataProblemsError([Problem("is not a workbook of Ecliptic", remedy, tables.name)])
        book = opened(tables)
        if book.purpose == TEMPLATE:
            remedy = "Read it as a returned template."
            raise DataProblemsError([Problem("is a template, not a workbook of plans", remedy, tables.name)])
        reading = read_opened(book, told)
    except DataProblemsError as error:
        reading = Reading(problems=error.problems)
    return reading.accepted(keep_good)


def read_opened(book: OurWorkbook, told: Told = lambda _: None) -> Reading:
    """Read the sheets of a workbook that is open."""
    readings = [Reading(problems=book.problems)]
    for kind, table in book.read_tables():
        told(f"{book.tables.name}, {table.sheet}")
        readings.append(read_table(kind, table, book.defaults))
    return Reading.of(readings)


def opened(tables: TableFile, given: Mapping[str, Any] | None = None) -> OurWorkbook:
    """Find out what a workbook of our layout holds; `given` are envelope fields where it says nothing."""
    problems = list(tables.problems)
    names = tables.sheet_names
    marker = tuple(tuple(row) for row in tables.table(MARKER).rows) if MARKER in names else ()
    form = next((row[1] for row in marker if len(row) > 1 and row[0] == "format"), FORMAT)
    defaults = _defaults(tables, form, problems)
    return OurWorkbook(
        tables=tables,
        sheets=tuple(_sheets(tables, problems)),
        marker=marker,
        defaults={**(given or {}), **defaults},
        problems=tuple(problems),
    )


def _sheets(tables: TableFile, problems: list[Problem]) -> Iterable[tuple[type[Record], str]]:
    found = False
    for name in tables.sheet_names:
        if name in (README, MARKER, LISTS):
            continue
        kind = kind_named(name)
        if kind is not None:
            found = True
            yield kind, name
        elif (table := tables.table(name)).rows:
            problems.append(_not_a_kind(table))
    if not found:
        remedy = f"Name sheets after kinds: {', '.join(kind.plural for kind in KINDS.values())}."
        problems.append(Problem("has no sheet of records", remedy, tables.name, severity="warning"))


def _not_a_kind(table: Table) -> Problem:
    """A sheet of notes is nobody's business, one of records would be lost."""
    severity: Severity = "error" if looks_like_ours(table) else "warning"
    remedy = f"If it holds records, call it one of: {', '.join(kind.plural for kind in KINDS.values())}."
    place = Place(table.file, table.sheet)
    return place.problem(None, "is not named after a kind and was not read", remedy, severity=severity)


def _defaults(tables: TableFile, form: Any, problems: list[Problem]) -> dict[str, Any]:
    found = {"format": form}
    if README in tables.sheet_names:
        for row in tables.table(README).rows:
            if len(row) > 1 and str(row[0]).strip() in DEFAULTS:
                found[str(row[0]).strip()] = row[1]
    return read_preamble(found, Place(tables.name, README), problems)
