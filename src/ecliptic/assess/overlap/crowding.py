"""How many organisations serve each function, and how firmly each does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from ecliptic.assess.overlap.matters import Matter
from ecliptic.assess.overlap.undertakings import Key, firmness_of, rank
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Firmness, Function


@dataclass
class AreaPart:
    """What one organisation does in one area of functions."""

    firmness: Firmness | None
    """How firm its firmest contribution is."""
    unverified: bool = False
    """Whether any of its contributions was not found in a document."""
    things: set[Key] = field(default_factory=set)


class Crowding:
    """Organisations by function and by area, each with its firmest contribution."""

    def __init__(self, roadmap: Roadmap, matters: Sequence[Matter]) -> None:
        self.matters = matters
        self._functions = roadmap.records(Function)

    def area(self, function: str) -> str | None:
        """Sub-architecture of a function; None where it is not stated."""
        record = self._functions.get(function)
        return None if record is None else record.sub_architecture

    @cached_property
    def firmness(self) -> Mapping[str, dict[str, Firmness | None]]:
        """For each function, the organisations with their firmest contribution."""
        found: dict[str, dict[str, Firmness | None]] = {}
        for matter in self.matters:
            known = found[matter.id] = {}
            for _, statement in _contributions(matter):
                organisation, firmness = _organisation(statement), firmness_of(statement)
                if organisation not in known or rank(firmness) < rank(known[organisation]):
                    known[organisation] = firmness
        return found

    @cached_property
    def areas(self) -> Mapping[tuple[str, str | None], AreaPart]:
        """What each organisation does in each area."""
        found: dict[tuple[str, str | None], AreaPart] = {}
        for matter in self.matters:
            area = self.area(matter.id)
            for thing, statement in _contributions(matter):
                firmness = firmness_of(statement)
                part = found.setdefault((_organisation(statement), area), AreaPart(firmness))
                if rank(firmness) < rank(part.firmness):
                    part.firmness = firmness
                part.unverified = part.unverified or statement.unverified
                part.things.add(thing)
        return found


def _contributions(matter: Matter) -> list[tuple[Key, Statement]]:
    return [
        (u.thing.key, s) for u in matter.undertakings for s in u.statements if s.kind == Contribution.kind
    ]


def _organisation(statement: Statement) -> str:
    return cast("Contribution", statement.record).organisation
