"""What several organisations undertake together: cooperation, which is no overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from ecliptic.assess.overlap.matters import Matter
from ecliptic.assess.overlap.undertakings import TOPICS, Key, Thing, firmness_of, rank
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Contribution, Firmness, Role


@dataclass(frozen=True)
class Part:
    """One organisation's part, with the statement that says how firm it is, if any does."""

    organisation: str
    role: Role
    firmness: Firmness | None
    statement: Statement | None


@dataclass(frozen=True)
class Joint:
    """A thing that more than one organisation undertakes."""

    thing: Thing
    parts: tuple[Part, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything that says so."""
        own = () if self.thing.own is None else (self.thing.own,)
        return (*own, *self.thing.contributions)


def joint_undertakings(matters: Iterable[Matter], organisation: str | None) -> list[Joint]:
    """Every thing in some matters that several organisations undertake, in order of identifiers."""
    things: dict[Key, Thing] = {u.thing.key: u.thing for m in matters for u in m.undertakings}
    found = []
    for key in sorted(things):
        thing = things[key]
        together = thing.participants - thing.companies
        if key.kind in TOPICS or len(together) < 2:
            continue
        if organisation is None or organisation in together:
            found.append(Joint(thing, _parts(thing)))
    return found


def _parts(thing: Thing) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for statement in sorted(thing.contributions, key=lambda s: (rank(firmness_of(s)), s.key)):
        contribution = cast("Contribution", statement.record)
        part = Part(contribution.organisation, contribution.role, firmness_of(statement), statement)
        parts.setdefault(contribution.organisation, part)
    record = None if thing.own is None else thing.own.record
    lead = getattr(record, "lead", None)
    if lead is not None and thing.own is not None:
        parts.setdefault(lead, Part(lead, Role.LEAD, thing.own.firmness, thing.own))
    for organisation in sorted(thing.participants - thing.companies - parts.keys()):
        # Named by others only: how firmly it takes part is for it to say.
        parts[organisation] = Part(organisation, Role.PARTNER, None, None)
    return tuple(
        sorted(parts.values(), key=lambda p: (p.role is not Role.LEAD, rank(p.firmness), p.organisation))
    )
