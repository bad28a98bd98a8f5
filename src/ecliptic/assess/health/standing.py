"""The standing of statements: how many, how old, how complete and how well founded, for any share of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from ecliptic.assess.health.ages import Freshness
from ecliptic.assess.health.problems import Group, Problem
from ecliptic.roadmap import Condition, Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on


@dataclass
class Standing:
    """What can be said about some statements; each statement of a roadmap is in one of three counts."""

    current: int = 0
    earlier: int = 0
    """Replaced by a later version of the same publisher."""
    withdrawn: int = 0
    ages_months: list[int] = field(default_factory=list)
    oldest: date | None = None
    newest: date | None = None
    expected_values: int = 0
    filled_values: int = 0
    problems: Counter[Group] = field(default_factory=Counter)

    @property
    def statements(self) -> int:
        """All statements, whether or not they still count."""
        return self.current + self.earlier + self.withdrawn

    @property
    def median_age_months(self) -> float | None:
        """Median age of what is stated at present; None where nothing is."""
        return float(median(self.ages_months)) if self.ages_months else None

    @property
    def completeness(self) -> float | None:
        """Share of the values of complete records that are there; None where none are expected."""
        return self.filled_values / self.expected_values if self.expected_values else None

    def share(self, group: Group) -> float | None:
        """Share of the present statements that have a problem of which each has one at most."""
        return self.problems[group] / self.current if self.current else None

    def add(self, statement: Statement, state: str, freshness: Freshness) -> None:
        """Count a statement."""
        if state == EARLIER:
            self.earlier += 1
        elif state == WITHDRAWN:
            self.withdrawn += 1
        else:
            known = known_on(statement)
            self.current += 1
            self.ages_months.append(freshness.age_months(statement))
            self.oldest = known if self.oldest is None else min(self.oldest, known)
            self.newest = known if self.newest is None else max(self.newest, known)


CURRENT, EARLIER, WITHDRAWN = "current", "earlier", "withdrawn"


def states(roadmap: Roadmap) -> list[tuple[Statement, str]]:
    """Every statement once, and whether it counts at present, was replaced, or is withdrawn."""
    newest: dict[tuple[str, str, str], int] = {}
    for statement in roadmap.statements:
        mark = statement.kind, statement.id, statement.publisher
        newest[mark] = max(newest.get(mark, 0), statement.version)
    return [(statement, _state(statement, newest)) for statement in roadmap.statements]


def _state(statement: Statement, newest: dict[tuple[str, str, str], int]) -> str:
    if statement.version < newest[statement.kind, statement.id, statement.publisher]:
        return EARLIER
    return WITHDRAWN if statement.envelope.withdrawn else CURRENT


Grouping = Callable[[str, str], tuple[str, ...]]
"""Makes the name of a share of the statements from publisher and kind."""


def by_publisher(publisher: str, kind: str) -> tuple[str, ...]:
    """One share for each publisher."""
    return (publisher,)


def by_kind(publisher: str, kind: str) -> tuple[str, ...]:
    """One share for each kind."""
    return (kind,)


def by_both(publisher: str, kind: str) -> tuple[str, ...]:
    """One share for each kind of each publisher."""
    return publisher, kind


@dataclass(frozen=True)
class Standings:
    """All that is needed to say how any share of the statements stands."""

    states: list[tuple[Statement, str]]
    conditions: tuple[Condition, ...]
    problems: list[Problem]
    freshness: Freshness

    def by(self, grouping: Grouping) -> dict[tuple[str, ...], Standing]:
        """The standing of each share, in the order in which statements come."""
        found: dict[tuple[str, ...], Standing] = {}
        for statement, state in self.states:
            name = grouping(statement.publisher, statement.kind)
            found.setdefault(name, Standing()).add(statement, state, self.freshness)
        for condition in self.conditions:
            standing = found[grouping(condition.publisher, condition.kind)]
            standing.expected_values += condition.expected
            standing.filled_values += condition.filled
        for problem in self.problems:
            name = grouping(problem.publisher, problem.kind)
            found.setdefault(name, Standing()).problems[problem.group] += 1
        return found


def present(states: Iterable[tuple[Statement, str]]) -> list[Statement]:
    """What is stated at present."""
    return [statement for statement, state in states if state == CURRENT]
