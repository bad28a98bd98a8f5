"""How complete, how fresh and how well founded is what each publisher states of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ecliptic.roadmap.audit.finding import Inspection
from ecliptic.roadmap.audit.times import known_on
from ecliptic.roadmap.statement import Statement
from ecliptic.vocabulary import KINDS, Record


@dataclass(frozen=True, slots=True)
class Filling:
    """How many records fill a field that is expected of them, or one of a group of such fields."""

    fields: tuple[str, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The state of what one publisher states at present of one kind, taken or not."""

    publisher: str
    kind: str
    statements: int
    unverified: int
    oldest: date
    """The longest ago that one of the statements held."""
    newest: date
    stale: int | None
    """How many are older than the limit; None where no day was given to measure from."""
    fillings: tuple[Filling, ...]
    """For each expected field, or group of fields that stand for one another, how many records have it."""

    @property
    def expected(self) -> int:
        """How many values complete records would hold."""
        return self.statements * len(self.fillings)

    @property
    def filled(self) -> int:
        """How many of them are there."""
        return sum(filling.filled for filling in self.fillings)

    @property
    def completeness(self) -> float | None:
        """Share of the expected values that are there, from 0 to 1; None where the kind expects none."""
        return self.filled / self.expected if self.expected else None

    @property
    def unverified_share(self) -> float:
        """Share of unverified statements, from 0 to 1."""
        return self.unverified / self.statements


def conditions(inspection: Inspection) -> Iterator[Condition]:
    """The state of every publisher's statements, by publisher and kind in the order of the vocabulary."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in inspection.current:
        groups.setdefault((statement.publisher, statement.kind), []).append(statement)
    places = {kind: place for place, kind in enumerate(KINDS)}
    for publisher, kind in sorted(groups, key=lambda group: (group[0], places[group[1]])):
        statements = groups[publisher, kind]
        days = [known_on(statement) for statement in statements]
        yield Condition(
            publisher=publisher,
            kind=kind,
            statements=len(statements),
            unverified=sum(statement.unverified for statement in statements),
            oldest=min(days),
            newest=max(days),
            stale=_stale(days, inspection),
            fillings=tuple(_fillings(KINDS[kind], [statement.record for statement in statements])),
        )


def _stale(days: Iterable[date], inspection: Inspection) -> int | None:
    if inspection.today is None:
        return None
    limit = timedelta(days=inspection.stale_after_days)
    return sum(inspection.today - day > limit for day in days)


def _fillings(kind: type[Record], records: list[Record]) -> Iterator[Filling]:
    for group in kind.expected:
        filled = sum(any(getattr(record, name) not in (None, ()) for name in group) for record in records)
        yield Filling(group, filled)
