"""Pairs gathered into what is discussed at once: a function, a gap, a kind of mission at a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ecliptic.assess.assessment import FindingSeverity, Subject
from ecliptic.assess.overlap.matters import MISSION_KIND, Matter
from ecliptic.assess.overlap.pairs import Compared, Pair
from ecliptic.assess.overlap.statuses import Status
from ecliptic.assess.overlap.undertakings import Key, Party, Undertaking
from ecliptic.assess.overlap.verdicts import SEVERITIES
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Location

SAME = (Status.OVERLAP, Status.POSSIBLE)
"""What makes a cluster crowded; the rest is wanted, shared or no more than an interest."""


@dataclass(frozen=True)
class Cluster:
    """Everything that several sides undertake on one matter; for missions, at one place."""

    matter: Matter
    place: str | None
    pairs: tuple[Pair, ...]
    parts: tuple[Compared, ...]
    """Its comparisons, place by place."""

    @property
    def thinned(self) -> bool:
        """Whether it holds so much that only neighbours in time were compared."""
        return any(part.thinned for part in self.parts)

    def undertakings(self, place: str | None, party: Party) -> Sequence[Undertaking]:
        """Everything that a side undertakes at one of its places, firmest first."""
        return next(part.by_party.get(party, ()) for part in self.parts if part.place == place)

    @cached_property
    def name(self) -> str:
        """Tells clusters apart, in words."""
        if self.matter.channel != MISSION_KIND:
            return f"{self.matter.channel.replace('-', ' ')} {self.matter.id}"
        return f"{self.matter.label} missions at {self.place or 'places not stated'}"

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The records that it is about."""
        if self.matter.channel != MISSION_KIND:
            return (Subject(self.matter.channel, self.matter.id),)
        return () if self.place is None else (Subject(Location.kind, self.place),)

    @cached_property
    def status(self) -> Status:
        """The most telling status of its pairs, which come in this order."""
        return self.pairs[0].verdict.status

    @cached_property
    def severity(self) -> FindingSeverity:
        """The gravest severity of its pairs."""
        return SEVERITIES[min(pair.verdict.gravity for pair in self.pairs)]

    @cached_property
    def _by_status(self) -> dict[Status, list[Pair]]:
        found: dict[Status, list[Pair]] = {status: [] for status in Status}
        for pair in self.pairs:
            found[pair.verdict.status].append(pair)
        return found

    def of(self, *statuses: Status) -> list[Pair]:
        """Its pairs of some statuses, which come in their order."""
        return [pair for status in statuses for pair in self._by_status[status]]

    def where(self, roadmap: Roadmap) -> str | None:
        """Its place in words; for a function or gap, where all its overlaps are at one."""
        if self.matter.channel == MISSION_KIND:
            return None if self.place is None else roadmap.label(Location.kind, self.place)
        places = {pair.meeting.place for pair in self.of(Status.OVERLAP)}
        (place,) = places if len(places) == 1 else (None,)
        return None if place is None else roadmap.label(Location.kind, place)

    @cached_property
    def sides(self) -> dict[Party, Undertaking]:
        """The sides that overlap, or may, each with its firmest undertaking that does."""
        return sides_of(self.of(*SAME))

    @cached_property
    def members(self) -> tuple[Undertaking, ...]:
        """What makes it crowded: the undertakings of sides that overlap, or may."""
        sides = {(pair.meeting.place, u.party) for pair in self.of(*SAME) for u in (pair.first, pair.second)}
        unique: dict[Key, Undertaking] = {u.thing.key: u for side in sides for u in self.undertakings(*side)}
        return tuple(sorted(unique.values(), key=lambda u: u.sort_key))


def clusters(compared: Iterable[Compared]) -> list[Cluster]:
    """Gather pairs into clusters, in order of their names."""
    gathered: dict[tuple[str, str, str | None], list[Compared]] = {}
    for item in compared:
        place = item.place if item.matter.channel == MISSION_KIND else None
        gathered.setdefault((item.matter.channel, item.matter.id, place), []).append(item)
    made = []
    for (_, _, place), items in gathered.items():
        pairs = sorted((pair for item in items for pair in item.pairs), key=lambda p: p.order)
        made.append(Cluster(items[0].matter, place, tuple(pairs), tuple(items)))
    return sorted(made, key=lambda c: c.name)


def sides_of(pairs: Iterable[Pair]) -> dict[Party, Undertaking]:
    """Each side of some pairs with the firmest of the undertakings that decided them, firmest side first."""
    found: dict[Party, Undertaking] = {}
    for pair in pairs:
        for undertaken in (pair.first, pair.second):
            known = found.get(undertaken.party)
            if known is None or (undertaken is not known and undertaken.sort_key < known.sort_key):
                found[undertaken.party] = undertaken
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))
