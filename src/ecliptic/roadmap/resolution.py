"""Which of several statements about one thing is taken, and what the others say differently.

The rule: the newest version of each publisher counts; among publishers the lead organisation's own statement
wins, else the firmest, else the newest. What remains equal goes to the publisher first in the alphabet, so
that the answer never depends on the order of reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap.statement import Statement
from ecliptic.vocabulary import Firmness

_NO_FIRMNESS_RANK = len(Firmness)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field on which two statements differ."""

    field: str
    taken: Any
    other: Any


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A statement that was not taken and says something else than the one that was."""

    taken: Statement
    other: Statement
    differences: tuple[FieldDifference, ...]

    @property
    def kind(self) -> str:
        """Kind of the thing that is disputed."""
        return self.taken.record.kind

    @property
    def id(self) -> str:
        """Identifier of the thing that is disputed."""
        return self.taken.record.id


def preference(statement: Statement) -> tuple[bool, int, float, str]:
    """Sort key of a statement among those of other publishers; the least is taken."""
    record, envelope = statement.record, statement.envelope
    lead = getattr(record, record.lead_field) if record.lead_field else None
    rank = envelope.firmness.rank if envelope.firmness is not None else _NO_FIRMNESS_RANK
    return lead != envelope.publisher, rank, -envelope.stated_at.timestamp(), envelope.publisher


def newest_by_publisher(statements: Iterable[Statement]) -> list[Statement]:
    """The newest version of each publisher, without those that are withdrawn; best first."""
    newest: dict[str, Statement] = {}
    for statement in statements:
        envelope = statement.envelope
        known = newest.get(envelope.publisher)
        if known is None or known.envelope.version < envelope.version:
            newest[envelope.publisher] = statement
    standing = [s for s in newest.values() if not s.envelope.withdrawn]
    # Of most things there is but one publisher, who needs no comparison.
    return standing if len(standing) < 2 else sorted(standing, key=preference)


def without_repeats(statements: Sequence[Statement]) -> list[Statement]:
    """The statements of one thing, each once; two that share a key and differ are refused."""
    seen: dict[tuple[str, int], Statement] = {}
    for statement in statements:
        mark = statement.envelope.publisher, statement.envelope.version
        known = seen.setdefault(mark, statement)
        if known is not statement and known.canonical() != statement.canonical():
            problem = Problem(
                message=f"is stated twice by {statement.publisher} as version {statement.version}, "
                "in different words",
                remedy="Give the later one the next version number, or remove one of them.",
                value=f"{statement.kind} {statement.id}",
            )
            raise DataProblemsError([problem])
    return list(seen.values())


def disagreement(taken: Statement, other: Statement) -> Disagreement | None:
    """What two statements about one thing say differently; None where neither contradicts the other.

    Silence is not dissent: a field that either leaves empty does not count.
    """
    differences = []
    for name in type(taken.record).model_fields:
        ours, theirs = getattr(taken.record, name), getattr(other.record, name)
        if ours != theirs and ours not in (None, ()) and theirs not in (None, ()):
            differences.append(FieldDifference(name, ours, theirs))
    ours, theirs = taken.envelope.firmness, other.envelope.firmness
    if ours is not None and theirs is not None and ours is not theirs:
        differences.append(FieldDifference("firmness", ours, theirs))
    return Disagreement(taken, other, tuple(differences)) if differences else None
