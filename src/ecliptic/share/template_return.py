"""A template that an organisation has sent back, and what it states anew by it.

Silence confirms nothing: a row that comes back untouched and unconfirmed says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share.cells import NO, YES, read_text
from ecliptic.share.kind_tables import Row, read_rows, without_duplicates
from ecliptic.share.preamble import MARKER, README, TEMPLATE
from ecliptic.share.rows import Place, Reading, Told, line_of
from ecliptic.share.tables import Table, open_tables
from ecliptic.share.workbook_reading import OurWorkbook, is_ours, opened
from ecliptic.vocabulary import Record

STATED = "stated"
"""Begins the rows of the hidden sheet that tell what was stated when the template was made."""
SAID_ONCE = ("stated_at", "stated_by")
"""Fields of the envelope that are said for the whole template, in its sheet README."""
LEFT_OUT = ("publisher", "version", *SAID_ONCE)
"""Columns that a template lacks: the program also knows whose it is, and which version comes next."""

_STILL_TRUE = "still_true"
_MARKED = 5
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TRUTH = {YES: True, "true": True, "1": True, NO: False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class _Before:
    """What the organisation had stated about a thing when the template was made."""

    version: int
    content: str


def read_template(
    path: str | Path,
    roadmap: Roadmap | None = None,
    *,
    stated_at: datetime | None = None,
    stated_by: str | None = None,
    keep_good: bool = False,
) -> Reading:
    """The new statements that a returned template makes, and nothing that it does not say anew.

    The instant and the person are those written in its sheet README unless they are given here. With a
    roadmap, versions follow on what it holds, and rows that were stated anew since are warned of. Raises
    DataProblemsError with all problems, unless the good statements are to be kept.
    """
    try:
        tables = open_tables(path)
        book = opened(tables) if is_ours(tables) else None
        if book is None or book.purpose != TEMPLATE:
            remedy = "Return the workbook that Ecliptic made for your organisation."
            raise DataProblemsError([Problem("is not a template of Ecliptic", remedy, tables.name)])
        reading = read_returned(book, roadmap, stated_at=stated_at, stated_by=stated_by)
    except DataProblemsError as error:
        reading = Reading(problems=error.problems)
    return reading.accepted(keep_good)


def read_returned(
    book: OurWorkbook,
    roadmap: Roadmap | None = None,
    *,
    stated_at: datetime | None = None,
    stated_by: str | None = None,
    told: Told = lambda _: None,
) -> Reading:
    """Read a returned template that is open."""
    given = {"stated_at": stated_at, "stated_by": stated_by}
    defaults = {name: given[name] or book.defaults.get(name) for name in SAID_ONCE}
    defaults["publisher"] = book.said("organisation")
    if defaults["stated_at"] is None:
        remedy = "Write the date of your statement there, or tell the program when it was stated."
        problem = Place(book.tables.name, README).problem("stated_at", "is missing", remedy)
        return Reading(problems=(*book.problems, problem))
    returned = _Return(defaults, _before(book), roadmap)
    readings = [Reading(problems=book.problems)]
    for kind, table in book.read_tables():
        told(f"{book.tables.name}, {table.sheet}")
        readings.append(returned.read(kind, table))
    return Reading.of(readings)


def _before(book: OurWorkbook) -> dict[tuple[str, str], _Before]:
    before = {}
    for row in book.marker:
        if len(row) < _MARKED or row[0] != STATED:
            continue
        _, kind, identifier, version, content = row[:_MARKED]
        if not isinstance(version, float | int):
            remedy = "Make the template again, and copy your changes into it."
            message = "is a hidden sheet that was altered"
            raise DataProblemsError([Place(book.tables.name, MARKER).problem(None, message, remedy)])
        before[str(kind), str(identifier)] = _Before(int(version), str(content))
    return before


class _Return:
    """Reads the tables of a returned template."""

    def __init__(
        self,
        defaults: Mapping[str, Any],
        before: Mapping[tuple[str, str], _Before],
        roadmap: Roadmap | None,
    ) -> None:
        self._defaults = defaults
        self._before = before
        self._roadmap = roadmap

    def read(self, kind: type[Record], table: Table) -> Reading:
        problems: list[Problem] = []
        rows = list(read_rows(kind, table, self._defaults, problems, (_STILL_TRUE,)))
        place_of = partial(Place, table.file, table.sheet)
        numbered = ((row.number, row.statement) for row in rows if row.statement is not None)
        once = {id(statement) for statement in without_duplicates(numbered, place_of, problems)}
        stated = [
            statement
            for row in rows
            if id(row.statement) in once and (statement := self._stated(row, place_of(row.number), problems))
        ]
        places = {line_of(row.statement): place_of(row.number) for row in rows if row.statement is not None}
        return Reading(tuple(stated), tuple(problems), places, only_news=True)

    def _stated(self, row: Row, place: Place, problems: list[Problem]) -> Statement | None:
        """What a row states anew; None where it states nothing."""
        statement, (confirmation,) = row.statement, row.extras
        if statement is None:
            return None
        answer = _TRUTH.get(str(read_text(confirmation)).lower())
        if answer is None and confirmation != "":
            remedy = "Write yes, or leave the cell empty."
            problems.append(place.problem(_STILL_TRUE, "is neither yes nor no", remedy, confirmation))
            return None
        before = self._before.get((statement.kind, statement.id))
        if before is None:
            if statement.envelope.withdrawn:
                remedy = "Remove the row, or correct its id."
                message = "was never stated and cannot be withdrawn"
                problems.append(place.problem("withdrawn", message, remedy, statement.id))
                return None
            return self._numbered(statement, 0, place, problems)
        if statement.envelope.withdrawn or content_of(statement) != before.content:
            return self._numbered(statement, before.version, place, problems)
        if answer is False:
            message = "is denied, but nothing in the row is changed"
            remedy = "Edit what has changed, or choose yes under withdrawn."
            problems.append(place.problem(_STILL_TRUE, message, remedy))
        if not answer:
            return None
        # Whoever confirms it says that it holds now, not at the date that the earlier version gave.
        confirmed = statement.envelope.model_copy(update={"as_of": None})
        return self._numbered(replace(statement, envelope=confirmed), before.version, place, problems)

    def _numbered(
        self, statement: Statement, before: int, place: Place, problems: list[Problem]
    ) -> Statement:
        """The statement with the version after the last that is known."""
        history = self._roadmap.history(statement.kind, statement.id) if self._roadmap else ()
        newest = max([before, *(s.version for s in history if s.publisher == statement.publisher)])
        if newest > before > 0:
            message = f"was stated again, as version {newest}, since this template was made"
            remedy = "Look at that version; this row now follows it."
            problems.append(place.problem("id", message, remedy, statement.id, "warning"))
        if newest == 0:
            return statement
        envelope = statement.envelope.model_copy(update={"version": newest + 1})
        return replace(statement, envelope=envelope)


def content_of(statement: Statement) -> str:
    """Digest of what a statement says, apart from who says it when, and from whether it is withdrawn."""
    update = {"version": 1, "stated_at": _EPOCH, "stated_by": None, "withdrawn": False}
    return replace(statement, envelope=statement.envelope.model_copy(update=update)).digest
