"""What many statements would change, before any of them is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ecliptic.errors import Problem
from ecliptic.roadmap import Roadmap, Statement, says_the_same
from ecliptic.roadmap.statement import Line
from ecliptic.server.statements.picture import newest_versions
from ecliptic.server.statements.store import CLOCK_TOLERANCE, Proposal, line_of
from ecliptic.share.rows import Place, Reading


@dataclass(frozen=True, slots=True)
class Plan:
    """Statements sorted by what they would do."""

    new: tuple[Proposal, ...]
    changed: tuple[Proposal, ...]
    unchanged: tuple[Statement, ...]
    problems: tuple[Problem, ...]

    @property
    def proposals(self) -> list[Proposal]:
        """What there is to state."""
        return [*self.new, *self.changed]

    @property
    def errors(self) -> list[Problem]:
        """Problems that cost data."""
        return [problem for problem in self.problems if problem.severity == "error"]


def planned(reading: Reading, roadmap: Roadmap, organisation: str, at: datetime) -> Plan:
    """What an organisation would change by stating what was read; `roadmap` holds all that it has stated.

    What says the same as the newest statement, or is a statement that is known already, changes nothing, so
    that sending the same again does nothing.
    """
    newest = newest_versions(roadmap, dict.fromkeys(map(line_of, reading.statements)))
    known = {s.key: s for line in newest for s in roadmap.history(line[0], line[1])}
    new: list[Proposal] = []
    changed: list[Proposal] = []
    unchanged: list[Statement] = []
    problems = list(reading.problems)
    numbered = _Numbering()
    for statement in sorted(reading.statements, key=lambda s: s.version):
        line = line_of(statement)
        before = newest.get(line)
        wrong = _refused(statement, before, organisation, at)
        if _is_known(statement, before, known):
            unchanged.append(statement)
        elif wrong is not None:
            problems.append(_placed(wrong, reading.origins.get(line)))
        else:
            base = 0 if before is None else before.version
            newest[line] = numbered(statement, base + 1)
            (changed if base else new).append(Proposal(newest[line], base))
    return Plan(tuple(new), tuple(changed), tuple(unchanged), tuple(problems))


def _is_known(statement: Statement, before: Statement | None, known: Mapping[object, Statement]) -> bool:
    if before is None:
        return False
    if says_the_same(before, statement):
        return True
    same = known.get(statement.key)
    return same is not None and same.canonical() == statement.canonical()


def _refused(
    statement: Statement, before: Statement | None, organisation: str, at: datetime
) -> Problem | None:
    if statement.publisher != organisation:
        message = f"is another organisation's to state; you state for {organisation}"
        return Problem(message, "Leave it out.", column="publisher", value=statement.publisher)
    said = statement.stated_at
    remedy = "Give the instant at which it was stated, or leave it out for now."
    if said > at + CLOCK_TOLERANCE:
        return Problem("lies in the future", remedy, column="stated_at", value=said.isoformat())
    if before is not None and said < before.stated_at:
        message = f"lies before version {before.version}, which was stated at {before.stated_at.isoformat()}"
        return Problem(message, remedy, column="stated_at", value=said.isoformat())
    return None


def _placed(problem: Problem, place: Place | None) -> Problem:
    if place is None:
        return problem
    return place.problem(problem.column, problem.message, problem.remedy, problem.value)


class _Numbering:
    """Gives statements their versions; those that shared an envelope share one afterwards too."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], tuple[object, Statement]] = {}

    def __call__(self, statement: Statement, version: int) -> Statement:
        envelope = statement.envelope
        if envelope.version == version:
            return statement
        mark = id(envelope), version
        if mark not in self._made:
            made = replace(statement, envelope=envelope.model_copy(update={"version": version}))
            self._made[mark] = envelope, made
        return replace(statement, envelope=self._made[mark][1].envelope)
