"""Where things are: which of two places holds the other, and how much that says."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Body, Location

_LARGE = re.compile(r"\b(?:surface|vicinity|side|hemisphere|space)\b", re.IGNORECASE)


class Match(StrEnum):
    """How exactly two places are known to be the same, most exactly first."""

    SAME = "same place"
    WITHIN = "one within the other"
    VAGUE = "same body, site not stated"
    UNKNOWN = "place not stated"
    NOT_ASKED = "place does not matter"


class Meeting(NamedTuple):
    """Where two undertakings are both known to be, and how much that says."""

    place: str | None
    body: Body | None
    match: Match


ANYWHERE = Meeting(None, None, Match.NOT_ASKED)
"""The meeting of two undertakings of which it does not matter where they are."""


class Places:
    """The tree of locations of a roadmap, by the larger place that each lies in."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._records = roadmap.records(Location)
        self._chains: dict[str, tuple[str, ...]] = {}

    def chain(self, place: str) -> tuple[str, ...]:
        """The place and everything that holds it, smallest first; a circle of places ends where it closes."""
        known = self._chains.get(place)
        if known is not None:
            return known
        chain = [place]
        while (record := self._records.get(chain[-1])) is not None:
            if record.parent is None or record.parent in chain:
                break
            chain.append(record.parent)
        self._chains[place] = tuple(chain)
        return self._chains[place]

    def is_vague(self, place: str) -> bool:
        """Whether two things may both be there and far apart: a body, its surface, or a side of it."""
        record = self._records.get(place)
        if record is None or record.parent is None:
            return True
        return record.name.casefold() == record.body.casefold() or _LARGE.search(record.name) is not None

    def meetings(self, place: str | None) -> tuple[Meeting, Meeting]:
        """How two things are at a place that holds both: where one lies within, and where both are there."""
        if place is None:
            unknown = Meeting(None, None, Match.UNKNOWN)
            return unknown, unknown
        record = self._records.get(place)
        body = None if record is None else record.body
        if self.is_vague(place):
            vague = Meeting(place, body, Match.VAGUE)
            return vague, vague
        return Meeting(place, body, Match.WITHIN), Meeting(place, body, Match.SAME)
