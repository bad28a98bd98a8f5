"""What an audit finds, and what its checks look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ecliptic.roadmap.roadmap import Roadmap
from ecliptic.roadmap.statement import Statement

AuditSeverity = Literal["high", "medium", "low", "information"]

_LONGEST_LABEL = 70


class Thing(NamedTuple):
    """Something that is spoken of."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one thing, as a check tells it."""

    kind: str
    id: str
    sentence: str
    publisher: str | None = None
    """Whose statement is at fault, where it is one publisher's."""
    unverified: bool = False
    """Whether that statement is unverified."""
    field: str | None = None
    value: str | None = None
    others: tuple[Thing, ...] = ()
    """Other things that are part of the fault."""
    suggestions: tuple[str, ...] = ()
    """What may have been meant."""

    @classmethod
    def of(cls, statement: Statement, sentence: str, **more: Any) -> Fault:
        """A fault of one statement; `more` are fields of the fault."""
        return cls(
            kind=statement.kind,
            id=statement.id,
            sentence=sentence,
            publisher=statement.publisher,
            unverified=statement.unverified,
            **more,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding(Fault):
    """A fault with the check that found it and how much it matters."""

    check: str
    severity: AuditSeverity

    @property
    def subject(self) -> Thing:
        """The thing at fault."""
        return Thing(self.kind, self.id)


@dataclass(frozen=True)
class Inspection:
    """What a check may look at: the roadmap, and the day and the age by which statements count as stale."""

    roadmap: Roadmap
    today: date | None = None
    stale_after_days: int = 730

    @cached_property
    def current(self) -> tuple[Statement, ...]:
        """What each publisher says at present, whether it was taken or not."""
        roadmap = self.roadmap
        return tuple(
            statement
            for kind in roadmap.kinds
            for identifier, taken in roadmap.taken(kind).items()
            for statement in (taken, *roadmap.others(kind, identifier))
        )

    def name(self, kind: str, identifier: str) -> str:
        """A thing as a sentence names it: kind, identifier and what people call it."""
        label = self.roadmap.label(kind, identifier)
        thing = f"{kind.replace('-', ' ')} {identifier}"
        if label == identifier:
            return thing
        return f"{thing} ({label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + '…'})"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that an audit looks for."""

    name: str
    severity: AuditSeverity
    meaning: str
    run: Callable[[Inspection], Iterator[Fault]]
    needs_today: bool = False


def capitalised(sentence: str) -> str:
    """The sentence with a capital at its head, and the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
