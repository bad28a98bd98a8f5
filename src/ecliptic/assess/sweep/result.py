"""The answers of a sweep, put together in the order of its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from ecliptic.assess.assessment import Cell, Column, Row, Table
from ecliptic.assess.sweep.asking import Answered, Failed, Outcome, Refused
from ecliptic.assess.sweep.description import Case, Sweep
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap


@dataclass(frozen=True)
class SweepResult:
    """The table of all cases, and the cases that gave none."""

    sweep: Sweep
    roadmap: Roadmap = field(repr=False)
    table: Table
    """All rows of all cases, with a column for each axis in front."""
    refused: Table
    """Cases whose parameters the question does not take on this roadmap, each with its reason."""
    failed: Table
    """Cases that broke, or that ended the processes that worked on them, each with what happened."""

    @property
    def complete(self) -> bool:
        """Whether every case was answered."""
        return not (self.refused.rows or self.failed.rows)

    def as_dict(self) -> dict[str, Any]:
        """Everything by name, as plain values, with what is needed to get the same again."""
        return {
            "question": self.sweep.question,
            "roadmap_digest": self.roadmap.digest,
            "version": version("ecliptic"),
            "as_of": None if self.roadmap.as_of is None else self.roadmap.as_of.isoformat(),
            "viewer": str(self.roadmap.viewer),
            "parameters": dict(self.sweep.parameters),
            "axes": [asdict(axis) for axis in self.sweep.axes],
            "cases": self.sweep.size,
            "complete": self.complete,
            **{table.name: _written(table) for table in (self.table, self.refused, self.failed)},
        }


def gathered(
    sweep: Sweep, roadmap: Roadmap, cases: Sequence[Case], outcomes: Sequence[Outcome]
) -> SweepResult:
    """Put together what came back; the n-th outcome is that of the n-th case."""
    pairs = list(zip(cases, outcomes, strict=True))
    answered = [(case, reply) for case, reply in pairs if isinstance(reply, Answered)]
    return SweepResult(
        sweep=sweep,
        roadmap=roadmap,
        table=_together(sweep, answered),
        refused=_without(sweep, "refused", "Cases that the question refused", _told(pairs, Refused)),
        failed=_without(sweep, "failed", "Cases that failed", _told(pairs, Failed)),
    )


def _together(sweep: Sweep, answered: Sequence[tuple[Case, Answered]]) -> Table:
    columns: dict[str, Column] = {}
    for _, reply in answered:
        for column in reply.columns:
            known = columns.setdefault(column.name, column)
            if (known.type, known.unit) != (column.type, column.unit):
                message = (
                    f"The column {column.name} of the table {sweep.table} does not hold the same in all "
                    "cases. Divide the sweep, so that its cases give like tables."
                )
                raise UsageError(message)
    return Table(
        name=sweep.table,
        title=answered[0][1].title if answered else sweep.table,
        columns=(*_axis_columns(sweep, columns), *columns.values()),
        rows=tuple(_rows(answered, tuple(columns))),
    )


def _rows(answered: Iterable[tuple[Case, Answered]], names: tuple[str, ...]) -> Iterator[Row]:
    for case, reply in answered:
        places = {column.name: place for place, column in enumerate(reply.columns)}
        for row in reply.rows:
            # A column that the answer to this case does not have is unknown there.
            cells: list[Cell] = [row[places[name]] if name in places else None for name in names]
            yield (*case.choices, *cells)


def _without(sweep: Sweep, name: str, title: str, told: Iterable[tuple[Case, str]]) -> Table:
    reason = Column("reason", "Why there is no answer")
    rows = tuple((*case.choices, sentence) for case, sentence in told)
    return Table(name, title, (*_axis_columns(sweep, ("reason",)), reason), rows)


def _told(
    pairs: Iterable[tuple[Case, Outcome]], sort: type[Refused] | type[Failed]
) -> Iterator[tuple[Case, str]]:
    return ((case, reply.sentence) for case, reply in pairs if isinstance(reply, sort))


def _axis_columns(sweep: Sweep, taken: Iterable[str]) -> Iterator[Column]:
    """A column for each axis; one that is called like a column of the answers says that it is the axis."""
    names = set(taken)
    for axis in sweep.axes:
        name = axis.name
        while name in names:
            name += " (axis)"
        names.add(name)
        yield Column(name, f"Choice on the axis {axis.name}")


def _written(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [asdict(column) for column in table.columns],
        "rows": [list(row) for row in table.rows],
    }
