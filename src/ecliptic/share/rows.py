"""A row of any file made into a statement, or into problems that say where they are and how to mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from ecliptic.errors import DataProblemsError, Problem, Severity
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.roadmap.resolution import without_repeats
from ecliptic.share.cells import Read, reader_for
from ecliptic.vocabulary import KINDS, FieldSpec, Record, fields_of
from ecliptic.vocabulary.messages import FieldProblem, explain

ENVELOPE_FIELDS = fields_of(Envelope)
ENVELOPE_NAMES = frozenset(spec.name for spec in ENVELOPE_FIELDS)

# Control characters would let a file paint on the reader's terminal; lone surrogates cannot be printed.
_UNPRINTABLE = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))}
_UNPRINTABLE |= dict.fromkeys(map(ord, "\t\n\r"), " ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the good statements, and all that is wrong with the rest."""

    statements: tuple[Statement, ...] = ()
    problems: tuple[Problem, ...] = ()

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
    problems: list[Problem] = []
    record = _record(kind, values, place, problems)
    wrapped = _enveloped(envelope)
    if not isinstance(wrapped, Envelope):
        problems += [_placed(place, found) for found in wrapped]
        return None, problems
    if wrapped.narrowed and not _marks_known(kind, wrapped, place, problems):
        return None, problems
    return (None if record is None else Statement(record, wrapped)), problems


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
def _readers(model: type[BaseModel]) -> dict[str, Read]:
    return {spec.name: reader_for(spec) for spec in fields_of(model)}


def _body(values: Mapping[str, Any], readers: Mapping[str, Read]) -> dict[str, Any]:
    body = {}
    for name, value in values.items():
        if value is None or value == "":
            continue
        read: Callable[[Any], Any] | None = readers.get(name)
        meant = value if read is None else read(value)
        if meant is not None and meant != "":
            body[name] = meant
    return body


def _record(
    kind: type[Record], values: Mapping[str, Any], place: Place, problems: list[Problem]
) -> Record | None:
    try:
        return kind.model_validate(_body(values, _readers(kind)))
    except ValidationError as error:
        problems += [_placed(place, found) for found in explain(error, kind)]
        return None


def _enveloped(values: Mapping[str, Any]) -> Envelope | tuple[FieldProblem, ...]:
    # Most rows of a file share their envelope, so each is validated once and then shared.
    return _validated_envelope(tuple([(name, _hashable(value)) for name, value in values.items()]))


@lru_cache(maxsize=4096)
def _validated_envelope(items: tuple[tuple[str, Any], ...]) -> Envelope | tuple[FieldProblem, ...]:
    values = {name: dict(value.items) if isinstance(value, _Marks) else value for name, value in items}
    try:
        return Envelope.model_validate(_body(values, _readers(Envelope)))
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


def _marks_known(kind: type[Record], envelope: Envelope, place: Place, problems: list[Problem]) -> bool:
    """Whether all marks are on fields of the kind: a misspelt one would show what was to be hidden."""
    unknown = [name for name in envelope.narrowed if name not in kind.model_fields]
    remedy = f"Name fields of this kind: {', '.join(kind.model_fields)}."
    problems += [
        place.problem("narrowed", "is marked and is no field of this kind", remedy, name) for name in unknown
    ]
    return not unknown


def _placed(place: Place, found: FieldProblem) -> Problem:
    return place.problem(found.field, found.message, found.remedy, found.value)
