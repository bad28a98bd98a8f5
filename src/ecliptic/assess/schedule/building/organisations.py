"""Who is responsible for a thing, and what programme it belongs to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Firmness, Mission, Role

_ROLES = (Role.LEAD, Role.PROVIDER, Role.PARTNER, Role.CONTRIBUTOR)
"""Roles in which organisations make a thing come about, by how far they answer for it."""
_CARRYING = (Role.LEAD, Role.PROVIDER, Role.PARTNER)

# "Artemis IV", "Luna-27A", "Blue Ghost M2": the name before the number.
_NUMBERED = re.compile(r"(?P<series>\S.*?)[ -]+(?:[IVX]+|M?[0-9]+[A-Z]?)(?:\b|$)")


class Responsible:
    """Organisations behind things, by what records and contributions say."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._roadmap = roadmap
        self._contributions: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        for statement in roadmap.taken(Contribution.kind).values():
            record = _contribution(statement)
            if record.role in _ROLES and statement.firmness is not Firmness.INTEREST:
                self._contributions[record.target_kind, record.target].append(statement)

    def lead(self, kind: str, identifier: str) -> str | None:
        """The organisation that the record of a thing names as responsible."""
        statement = self._roadmap.statement(kind, identifier)
        if statement is None or statement.record.lead_field in (None, "id"):
            return None
        named = getattr(statement.record, str(statement.record.lead_field))
        return None if named is None else str(named)

    def contributions(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Contributions to a thing that are more than a study or an interest.

        The lead's own come first, then those in the roles that answer for most, then the firmest.
        """
        lead = self.lead(kind, identifier)

        def order(statement: Statement) -> tuple[bool, int, int, str]:
            record = _contribution(statement)
            rank = len(Firmness) if statement.firmness is None else statement.firmness.rank
            return record.organisation != lead, _ROLES.index(record.role), rank, record.id

        return tuple(sorted(self._contributions.get((kind, identifier), ()), key=order))

    def carrying(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Those contributions that bring the thing itself about and not a part of it."""
        found = self.contributions(kind, identifier)
        return tuple(s for s in found if _contribution(s).role in _CARRYING)

    def of(self, kind: str, identifier: str) -> tuple[str, ...]:
        """Who answers for a thing: its lead, else whoever contributes as lead, else partners."""
        lead = self.lead(kind, identifier)
        if lead is not None:
            return (lead,)
        found = [_contribution(statement) for statement in self.carrying(kind, identifier)]
        for role in _CARRYING:
            if named := sorted({c.organisation for c in found if c.role is role}):
                return tuple(named)
        statement = self._roadmap.statement(kind, identifier)
        partners = getattr(statement.record, "partners", ()) if statement is not None else ()
        return tuple(sorted(set(partners)))

    def firmness(self, kind: str, identifier: str) -> Firmness | None:
        """How firm the first contribution is that says so."""
        stated = (statement.firmness for statement in self.contributions(kind, identifier))
        return next((firmness for firmness in stated if firmness is not None), None)


def programmes(roadmap: Roadmap) -> Mapping[str, str]:
    """Missions by the series that they belong to: those of one lead that differ by a number.

    Records name no programme of a mission, so that only such series are told.
    """
    series: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for identifier, mission in roadmap.records(Mission).items():
        if found := _NUMBERED.match(mission.name):
            series[mission.lead, found["series"]].append(identifier)
    return {
        mission: name for (_, name), missions in series.items() if len(missions) > 1 for mission in missions
    }


def _contribution(statement: Statement) -> Contribution:
    record = statement.record
    if not isinstance(record, Contribution):
        message = f"a {record.kind} is no contribution"
        raise TypeError(message)
    return record
