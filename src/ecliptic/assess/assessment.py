"""What an answer to a question looks like: findings, tables, figures to draw, and where they come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from ecliptic.errors import MissingExtraError
from ecliptic.roadmap import Roadmap, Statement

if TYPE_CHECKING:
    import polars

FindingSeverity = Literal["high", "medium", "low", "information"]
ColumnType = Literal["text", "integer", "number", "boolean", "date"]
FigureForm = Literal[
    "matrix", "flow", "heatmap", "timeline", "bars", "network", "front", "curves", "gantt", "tornado"
]
Cell = str | int | float | bool | None


class Subject(NamedTuple):
    """A thing that a finding is about."""

    kind: str
    id: str


class Evidence(NamedTuple):
    """A statement that a finding rests on."""

    kind: str
    id: str
    publisher: str
    version: int

    @classmethod
    def of(cls, statement: Statement) -> Evidence:
        """Point at a statement."""
        return cls(*statement.key)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a finding, with its unit; None where it is unknown."""

    name: str
    value: float | int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, about which things, and what shows it."""

    question: str
    kind: str
    subjects: tuple[Subject, ...]
    severity: FindingSeverity
    sentence: str
    numbers: tuple[Quantity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unverified: bool = False

    @property
    def identity(self) -> str:
        """The same for the same question, kind and subjects in every run, so that runs can be compared."""
        mark = "\x1f".join([self.question, self.kind, *(f"{s.kind}\x1e{s.id}" for s in self.subjects)])
        return f"{self.question}-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its meaning and, for numbers, its unit."""

    name: str
    meaning: str
    type: ColumnType = "text"
    unit: str | None = None
    kind: str | None = None
    """Kind of record that the cells identify, where they do: lets readers follow them."""


Row = tuple[Cell, ...]


class LazyRows(Sequence[Row]):
    """Rows that are made when somebody first looks at them: most readers want few of the tables."""

    def __init__(self, make: Callable[[], Iterable[Row]]) -> None:
        self._make = make

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return self._rows == tuple(other) if isinstance(other, (LazyRows, tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._rows)


@dataclass(frozen=True)
class Table:
    """A table with described columns; cells of type text may hold several identifiers joined by '; '."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]

    def frame(self) -> polars.DataFrame:
        """The table as a polars data frame; needs the extra `frames`."""
        try:
            import polars  # noqa: PLC0415 - heavy and optional: imported where it is used
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                package="polars", extra="frames", purpose="A table as a data frame"
            ) from error
        types = {
            "text": polars.String,
            "integer": polars.Int64,
            "number": polars.Float64,
            "boolean": polars.Boolean,
            "date": polars.String,
        }
        schema = {column.name: types[column.type] for column in self.columns}
        return polars.DataFrame(tuple(self.rows), schema=schema, orient="row")

    def column(self, name: str) -> tuple[Cell, ...]:
        """All cells of one column."""
        index = [column.name for column in self.columns].index(name)
        return tuple(row[index] for row in self.rows)


class Tables(Mapping[str, "polars.DataFrame"]):
    """The tables of an assessment by name, as data frames; `data` gives them without polars."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}

    def __getitem__(self, name: str) -> polars.DataFrame:
        return self.data(name).frame()

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def data(self, name: str) -> Table:
        """One table as plain rows."""
        try:
            return self._tables[name]
        except KeyError:
            message = f"there is no table {name!r}; there are: {', '.join(self._tables)}"
            raise KeyError(message) from None

    @property
    def all(self) -> tuple[Table, ...]:
        """Every table as plain rows."""
        return tuple(self._tables.values())


class LazyData(Mapping[str, Any]):
    """The data of a figure, made when somebody first looks at them."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, name: str) -> Any:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class Figure:
    """What to draw, not how: a form, the data, and the words that must stand beside it.

    What `data` holds is said for each form in `ecliptic.assess.figure_data`.
    """

    name: str
    form: FigureForm
    title: str
    caption: str
    source: str
    data: Mapping[str, Any]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was unknown and how it was treated; unknown is never counted as zero."""

    what: str
    count: int
    treatment: str


@dataclass(frozen=True, slots=True)
class Basis:
    """How many statements an answer rests on, and how many of them are unverified."""

    statements: int
    unverified: int

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Basis:
        """Count statements."""
        total = unverified = 0
        for statement in statements:
            total += 1
            unverified += statement.envelope.unverified
        return cls(total, unverified)

    @property
    def unverified_share(self) -> float | None:
        """Share of unverified statements from 0 to 1; None where there are no statements at all."""
        return self.unverified / self.statements if self.statements else None


@dataclass(frozen=True)
class Answer:
    """What a question's function returns; the registry adds provenance and makes it an Assessment."""

    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    basis: Basis
    figures: tuple[Figure, ...] = ()
    ground_rules: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """All that is needed to get the same answer again."""

    question: str
    roadmap: Roadmap = field(repr=False)
    parameters: Mapping[str, Any]
    version: str
    seed: int | None = None

    @property
    def roadmap_digest(self) -> str:
        """Digest of the roadmap; worked out when first asked for, since it reads every statement."""
        return self.roadmap.digest

    @property
    def as_of(self) -> str | None:
        """Instant that the roadmap shows; None for all that has been stated."""
        return None if self.roadmap.as_of is None else self.roadmap.as_of.isoformat()

    @property
    def viewer(self) -> str:
        """Who sees the roadmap."""
        return str(self.roadmap.viewer)

    def as_dict(self) -> dict[str, Any]:
        """Everything by name, as plain values."""
        return {
            "question": self.question,
            "roadmap_digest": self.roadmap_digest,
            "parameters": dict(self.parameters),
            "version": self.version,
            "as_of": self.as_of,
            "viewer": self.viewer,
            "seed": self.seed,
        }


@dataclass(frozen=True)
class Assessment:
    """The answer to one question put to one roadmap with one set of parameters."""

    title: str
    asks: str
    answer: Answer = field(repr=False)
    provenance: Provenance

    @property
    def question(self) -> str:
        """Name of the question."""
        return self.provenance.question

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, gravest first."""
        return self.answer.findings

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What to draw."""
        return self.answer.figures

    @property
    def basis(self) -> Basis:
        """How many statements the answer rests on, and how many are unverified."""
        return self.answer.basis

    @cached_property
    def tables(self) -> Tables:
        """The tables as data frames, by name."""
        return Tables(self.answer.tables)

    def to_json(self) -> bytes:
        """The whole assessment as JSON; the same inputs give the same bytes."""
        answer = self.answer
        whole = {
            "title": self.title,
            "asks": self.asks,
            "provenance": self.provenance.as_dict(),
            "findings": [{**asdict(finding), "identity": finding.identity} for finding in answer.findings],
            "tables": [_written(table) for table in answer.tables],
            "basis": asdict(answer.basis),
            "figures": [{**vars(figure), "data": dict(figure.data)} for figure in answer.figures],
            "ground_rules": answer.ground_rules,
            "assumptions": answer.assumptions,
            "missing": [asdict(missing) for missing in answer.missing],
        }
        return json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode()


def _written(table: Table) -> dict[str, Any]:
    columns = [asdict(column) for column in table.columns]
    return {"name": table.name, "title": table.title, "columns": columns, "rows": tuple(table.rows)}


_GRAVITY: dict[str, int] = {"high": 0, "medium": 1, "low": 2, "information": 3}


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order of severity, then kind, then subjects: an order that no run changes."""
    return tuple(sorted(findings, key=lambda f: (_GRAVITY[f.severity], f.kind, f.subjects)))


def evidence_of(roadmap: Roadmap, subjects: Iterable[Subject]) -> tuple[Evidence, ...]:
    """The statements that were taken for these things; things that nobody states have none."""
    statements = (roadmap.statement(kind, identifier) for kind, identifier in subjects)
    return tuple(Evidence.of(statement) for statement in statements if statement is not None)


def resting_on(finding: Finding, statements: Iterable[Statement]) -> Finding:
    """The finding with its evidence; unverified as soon as one statement that it rests on is."""
    used = {statement.key: statement for statement in statements}
    return replace(
        finding,
        evidence=tuple(Evidence(*key) for key in sorted(used)),
        unverified=finding.unverified or any(s.envelope.unverified for s in used.values()),
    )
