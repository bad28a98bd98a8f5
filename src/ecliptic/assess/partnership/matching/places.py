"""The other way round: where an organisation could lead, join or back up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ecliptic.assess.partnership.matching.matches import Match, Matcher
from ecliptic.assess.partnership.matching.profile import Profile
from ecliptic.assess.partnership.matching.weights import Reach, TermName, Weights
from ecliptic.assess.partnership.needs import OPEN, Need, Want


class Part(StrEnum):
    """What an organisation could do for a need, by what is known of it."""

    LEAD = "lead"
    JOIN = "join"
    BACK_UP = "back up"


_PARTS = tuple(Part)
_ABLE = (TermName.CAPABILITY, TermName.RELATED_WORK)


@dataclass(frozen=True, slots=True)
class Place:
    """A part that an organisation could take in a need, with the match that shows why."""

    part: Part
    also: tuple[Part, ...]
    """Other parts that it could take there."""
    match: Match
    words: str

    @property
    def need(self) -> Need:
        """The need."""
        return self.match.need


def parts(match: Match, profile: Profile, weights: Weights) -> tuple[Part, ...]:
    """The parts that an organisation could take, by what is known: where nothing is, none.

    To lead it must have shown that it can (capability or related work) and have carried a part of a mission
    or an element before, or the need must be small enough for it. An interest is enough to join, never to
    lead.
    """
    found = []
    able = any((match.term(name).value or 0.0) >= weights.able_from for name in _ABLE)
    size = match.term(TermName.ENTRY_SIZE).value
    grown = profile.reach in (Reach.LEADER, Reach.CONTRIBUTOR)
    if able and (grown or (size is not None and size >= weights.suited_from)):
        found.append(Part.LEAD)
    if match.grounded:
        found.append(Part.JOIN)
    if (match.term(TermName.CAPABILITY).value or 0.0) >= weights.able_from:
        found.append(Part.BACK_UP)
    return tuple(found)


def places_for(matcher: Matcher, organisation: str) -> tuple[Place, ...]:
    """Every place that an organisation could take where it is not present yet: to lead first, then by score.

    Nobody is suggested to lead what others do already, nor to join what merely lacks a second provider.
    """
    profile = matcher.profile(organisation)
    found = []
    for need in matcher.needs:
        match = matcher.match(need, organisation)
        place = None if match.present else _place(match, parts(match, profile, matcher.weights))
        if place is not None:
            found.append(place)
    return tuple(sorted(found, key=lambda p: (_PARTS.index(p.part), -p.match.score, p.need.subject)))


def _place(match: Match, could: tuple[Part, ...]) -> Place | None:
    need = match.need
    wanted = _wanted(need)
    chosen = [part for part in wanted if part in could]
    if not chosen:
        return None
    others = ", ".join(need.present)
    there = f"; there already: {others}" if others else ""
    words = f"could {chosen[0]} ({', '.join(need.wants)}{there})"
    return Place(chosen[0], tuple(chosen[1:]), match, words)


def _wanted(need: Need) -> tuple[Part, ...]:
    """The parts that a need has to give, first choice first."""
    is_open = not set(OPEN).isdisjoint(need.wants)
    if not is_open:
        return (Part.BACK_UP,)
    if not need.present:
        return (Part.LEAD, Part.JOIN)
    return (Part.JOIN, Part.BACK_UP) if Want.FRAGILE in need.wants else (Part.JOIN,)
