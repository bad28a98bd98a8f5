"""A row of any file made into a statement, or into problems that say where they are and how to mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from ecliptic.errors import DataProblemsError, Problem, Severity
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.roadmap.resolution import without_repeats
from ecliptic.roadmap.statement import Line
from ecliptic.share.cells import Read, reader_for
from ecliptic.vocabulary import KINDS, FieldSpec, Record, fields_of
from ecliptic.vocabulary.messages import FieldProblem, explain

ENVELOPE_FIELDS = fields_of(Envelope)
ENVELOPE_NAMES = frozenset(spec.name for spec in ENVELOPE_FIELDS)

Told = Callable[[str], None]
"""Called with the name of each part of a file before it is read."""

Wrapped = Envelope | tuple[FieldProblem, ...]
"""An envelope, or what is wrong with it."""

# Control characters would let a file paint on the reader's terminal; lone surrogates cannot be printed.
_UNPRINTABLE = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))}
_UNPRINTABLE |= dict.fromkeys(map(ord, "\t\n\r"), " ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the good statements, and all that is wrong with the rest."""

    statements: tuple[Statement, ...] = ()
    problems: tuple[Problem, ...] = ()
    origins: Mapping[Line, Place] = field(default_factory=dict)
    """Where each thing that a publisher states stands in its file."""
    only_news: bool = False
    """Whether what is not in it may still hold, as in a returned template: rows left alone say nothing."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that cost data; the others are warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def accepted(self, keep_good: bool) -> Reading:
        """The reading itself; raises DataProblemsError where data was lost and that is not allowed."""
        if not keep_good and self.errors:
            raise DataProblemsError(self.problems)
        return self

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Reading:
        """Several readings as one."""
        readings = list(readings)
        return cls(
            tuple(statement for reading in readings for statement in reading.statements),
            tuple(problem for reading in readings for problem in reading.problems),
            {line: place for reading in readings for line, place in reading.origins.items()},
            any(reading.only_news for reading in readings),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: file, sheet and row, and what its file calls the columns of the fields."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    """Put before each column, for files that have paths instead of rows, such as `element[3].`."""

    @property
    def row_name(self) -> str:
        """What to call the row in a sentence."""
        return f"row {self.row}" if self.row is not None else self.prefix.removesuffix(".")

    def problem(
        self,
        column: str | None,
        message: str,
        remedy: str,
        value: object = None,
        severity: Severity = "error",
    ) -> Problem:
        """Something wrong with one field at this place, or with all of it where no column is given."""
        label = self.prefix.removesuffix(".") or None
        if column is not None:
            label = self.prefix + self.columns.get(column, column)
        return Problem(
            message=message,
            remedy=remedy,
            file=self.file,
            sheet=self.sheet,
            row=self.row,
            column=printable(label),
            value=printable(value),
            severity=severity,
        )


def statement_from(
    kind: type[Record], values: Mapping[str, Any], envelope: Mapping[str, Any], place: Place
) -> tuple[Statement | None, list[Problem]]:
    """Make a statement from what a row holds by field name; None, and all that is wrong, where it cannot be.

    Values are as the file gives them: numbers and dates may be texts, lists may stand in one cell.
    """
    # Most rows of a file share their envelope, so each is validated once and then shared.
    wrapped = _kept_envelope(tuple([(name, _hashable(value)) for name, value in envelope.items()]))
    return _statement(kind, _body(values, readers_of(kind)), wrapped, place)


class RowReader:
    """Reads the rows of a table of one kind, of which it is known which column holds what.

    It does what `statement_from` does, several times as fast.
    """

    def __init__(
        self,
        kind: type[Record],
        columns: Sequence[tuple[int, str]],
        defaults: Mapping[str, Any],
        table: Place,
    ) -> None:
        readers = readers_of(kind)
        self._kind = kind
        self._table = table
        self._record = [(at, name, readers[name]) for at, name in columns if name in readers]
        self._envelope = [(at, name) for at, name in columns if name in ENVELOPE_NAMES]
        self._defaults = dict(defaults)
        self._wrapped: dict[Any, Wrapped] = {}

    def read(self, row: Sequence[Any], number: int) -> tuple[Statement | None, Sequence[Problem]]:
        """Make a statement from the cells of a row of this number."""
        body = {}
        for at, name, read in self._record:
            cell = row[at]
            if cell != "" and (meant := read(cell)) != "" and meant != ():
                body[name] = meant
        # Python holds 1, 1.0 and True equal, which as cells they are not.
        mark = tuple(
            [cell if type(cell := row[at]) is str else (type(cell), cell) for at, _ in self._envelope]
        )
        wrapped = self._wrapped.get(mark)
        if wrapped is None:
            said = {name: row[at] for at, name in self._envelope if row[at] != ""}
            wrapped = self._wrapped[mark] = _envelope({**self._defaults, **said})
        try:
            if isinstance(wrapped, Envelope) and not wrapped.narrowed:
                return Statement(self._kind.model_validate(body), wrapped), ()
        except ValidationError:
            # Said below, with all else that is wrong.
            pass
        return _statement(self._kind, body, wrapped, replace(self._table, row=number))


def line_of(statement: Statement) -> Line:
    """What all versions of a statement share: kind, identifier and publisher."""
    return statement.record.kind, statement.record.id, statement.envelope.publisher


def by_kind(statements: Roadmap | Iterable[Statement]) -> list[tuple[type[Record], list[Statement]]]:
    """Statements in the order in which files hold them: by kind, identifier, publisher and version.

    Raises DataProblemsError where two share all four and differ, because no file could hold both.
    """
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements.statements if isinstance(statements, Roadmap) else statements:
        groups.setdefault((statement.record.kind, statement.record.id), []).append(statement)
    ordered: dict[str, list[Statement]] = {kind: [] for kind in KINDS}
    for kind, identifier in sorted(groups):
        group = groups[kind, identifier]
        if len(group) > 1:
            group = sorted(without_repeats(group), key=lambda s: (s.publisher, s.version))
        ordered[kind] += group
    return [(KINDS[kind], group) for kind, group in ordered.items() if group]


def value_of(statement: Statement, spec: FieldSpec) -> Any:
    """What a statement holds in a column."""
    return getattr(statement.envelope if spec.name in ENVELOPE_NAMES else statement.record, spec.name)


@lru_cache(maxsize=256)
def columns_of(kind: type[Record]) -> tuple[FieldSpec, ...]:
    """The columns of a kind's table: the fields of the record, then those of the envelope."""
    return (*fields_of(kind), *ENVELOPE_FIELDS)


def printable(value: object) -> str | None:
    """A value as one may print it, None for nothing."""
    return None if value is None else str(value).translate(_UNPRINTABLE)


@lru_cache(maxsize=256)
def readers_of(model: type[BaseModel]) -> dict[str, Read]:
    """The function that reads the cells of each field."""
    return {spec.name: reader_for(spec) for spec in fields_of(model)}


def _statement(
    kind: type[Record], body: dict[str, Any], wrapped: Wrapped, place: Place
) -> tuple[Statement | None, list[Problem]]:
    problems: list[Problem] = []
    record = None
    try:
        record = kind.model_validate(body)
    except ValidationError as error:
        problems += [_placed(place, found) for found in explain(error, kind)]
    if not isinstance(wrapped, Envelope):
        problems += [_placed(place, found) for found in wrapped]
    elif wrapped.narrowed:
        problems += _unknown_marks(kind, wrapped, place)
    if record is None or problems or not isinstance(wrapped, Envelope):
        return None, problems
    return Statement(record, wrapped), problems


def _body(values: Mapping[str, Any], readers: Mapping[str, Read]) -> dict[str, Any]:
    body = {}
    for name, value in values.items():
        if value is None or value == "":
            continue
        read = readers.get(name)
        meant = value if read is None else read(value)
        if meant is not None and meant != "" and meant != ():
            body[name] = meant
    return body


@lru_cache(maxsize=4096)
def _kept_envelope(items: tuple[tuple[str, Any], ...]) -> Wrapped:
    return _envelope(
        {name: dict(value.items) if isinstance(value, _Marks) else value for name, value in items}
    )


def _envelope(values: Mapping[str, Any]) -> Wrapped:
    try:
        return Envelope.model_validate(_body(values, readers_of(Envelope)))
    except ValidationError as error:
        return tuple(explain(error, Envelope))


@dataclass(frozen=True, slots=True)
class _Marks:
    items: tuple[tuple[str, Any], ...]


def _hashable(value: Any) -> Any:
    """The same for the cache: lists as tuples, and truth apart from 1, to which Python holds it equal."""
    kind = type(value)
    if kind is str:
        return value
    if kind is bool:
        return str(value).upper()
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, Mapping):
        return _Marks(tuple((str(name), _hashable(mark)) for name, mark in value.items()))
    return value


def _unknown_marks(kind: type[Record], envelope: Envelope, place: Place) -> Iterator[Problem]:
    """Marks on what is no field of the kind: a misspelt one would show what was to be hidden."""
    remedy = f"Name fields of this kind: {', '.join(kind.model_fields)}."
    for name in envelope.narrowed:
        if name not in kind.model_fields:
            yield place.problem("narrowed", "is marked and is no field of this kind", remedy, name)


def _placed(place: Place, found: FieldProblem) -> Problem:
    return place.problem(found.field, found.message, found.remedy, found.value)
