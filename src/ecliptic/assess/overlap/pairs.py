"""Pairs of sides that undertake the same, found place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ecliptic.assess.overlap.matters import Matter
from ecliptic.assess.overlap.places import ANYWHERE, Meeting, Places
from ecliptic.assess.overlap.redundancy import WantedRedundancy
from ecliptic.assess.overlap.undertakings import Key, Party, Undertaking
from ecliptic.assess.overlap.verdicts import Verdict, judge

MOST_COUPLES = 100
"""So many couples of undertakings on one matter at one place are compared one and all."""
NEIGHBOURS = 3
"""Where there are more, each is compared with so many that follow it in time."""


class Pair(NamedTuple):
    """Two sides that undertake the same, the undertaking of each that decides, and what that is."""

    verdict: Verdict
    meeting: Meeting
    first: Undertaking
    second: Undertaking

    @property
    def order(self) -> tuple[int, str, Party, Party]:
        """Most telling first."""
        return self.verdict.weight, self.meeting.place or "", self.first.party, self.second.party


class Compared(NamedTuple):
    """What came of comparing all that is undertaken on one matter at one place."""

    matter: Matter
    place: str | None
    pairs: tuple[Pair, ...]
    thinned: bool
    """Whether there was so much that only neighbours in time were compared."""
    by_party: dict[Party, list[Undertaking]]
    """Everything that each side undertakes there, firmest first."""


@dataclass
class _Spot:
    """What is undertaken exactly at a place, and within it."""

    exact: list[Undertaking] = field(default_factory=list)
    inside: list[Undertaking] = field(default_factory=list)

    def by_party(self) -> dict[Party, list[Undertaking]]:
        found: dict[Party, list[Undertaking]] = {}
        for undertaken in sorted((*self.exact, *self.inside), key=_by_firmness):
            found.setdefault(undertaken.party, []).append(undertaken)
        return found

    @property
    def couples(self) -> int:
        return len(self.exact) * (len(self.exact) - 1) // 2 + len(self.exact) * len(self.inside)


@dataclass(frozen=True)
class Comparison:
    """How undertakings are compared: places, the wish for redundancy, and whose pairs are asked for."""

    places: Places
    wanted: WantedRedundancy
    organisation: str | None = None

    def compare(self, matter: Matter) -> Iterator[Compared]:
        """The pairs of sides on a matter, each place in turn."""
        spots = self._spots(matter)
        for place in sorted(spots, key=lambda p: p or ""):
            spot = spots[place]
            thinned = spot.couples > MOST_COUPLES
            pairs = self._pairs(matter, place, _neighbours(spot) if thinned else _couples(spot))
            if pairs:
                yield Compared(matter, place, pairs, thinned, spot.by_party())

    def _pairs(
        self, matter: Matter, place: str | None, couples: Iterable[tuple[Undertaking, Undertaking]]
    ) -> tuple[Pair, ...]:
        """Each two sides with the most telling couple of their undertakings."""
        best: dict[tuple[Party, Party], Pair] = {}
        meetings = self.places.meetings(place) if matter.placed else (ANYWHERE, ANYWHERE)
        for couple in couples:
            one, other = couple if couple[0].party < couple[1].party else couple[::-1]
            # Sides that share an organisation which answers for both carry out one plan.
            if not one.members.isdisjoint(other.members) or not self._concerns(one, other):
                continue
            meeting = meetings[one.bearing.place == other.bearing.place]
            verdict = judge(matter, meeting, one, other, self.wanted)
            if verdict is None:
                continue
            sides = one.party, other.party
            known = best.get(sides)
            if known is None or _precedes(verdict, one, other, known):
                best[sides] = Pair(verdict, meeting, one, other)
        return tuple(best.values())

    def _concerns(self, one: Undertaking, other: Undertaking) -> bool:
        wanted = self.organisation
        return wanted is None or wanted in one.participants or wanted in other.participants

    def _spots(self, matter: Matter) -> dict[str | None, _Spot]:
        """Undertakings by place: each is exactly at its own, and inside all that hold it.

        None stands for a place that is not stated, which may be any.
        """
        spots: dict[str | None, _Spot] = {}
        for undertaken in matter.undertakings:
            where = undertaken.bearing.place if matter.placed else None
            chain = () if where is None else self.places.chain(where)
            for number, place in enumerate((*chain, None)):
                spot = spots.setdefault(place, _Spot())
                (spot.inside if number else spot.exact).append(undertaken)
        return {place: spot for place, spot in spots.items() if spot.exact}


def _couples(spot: _Spot) -> Iterator[tuple[Undertaking, Undertaking]]:
    """All couples of which at least one is exactly at the place.

    Two that both lie inside it meet at a smaller place, or nowhere.
    """
    for number, one in enumerate(spot.exact):
        for other in spot.exact[number + 1 :]:
            yield one, other
        for other in spot.inside:
            yield one, other


def _neighbours(spot: _Spot) -> Iterator[tuple[Undertaking, Undertaking]]:
    """Couples that are near in time; of any two stated spans that meet, neighbours do too."""
    exact = {id(undertaken) for undertaken in spot.exact}
    order = sorted((*spot.exact, *spot.inside), key=_by_time)
    for ordered in (order, order[::-1]):
        forwards = ordered is order
        following = _next_of_others(ordered)
        for number, one in enumerate(ordered):
            if id(one) not in exact:
                continue
            for other in _few(ordered, following, number):
                # Backwards, those at the place itself have met already.
                if forwards or id(other) not in exact:
                    yield one, other


def _few(order: list[Undertaking], following: list[int], number: int) -> Iterator[Undertaking]:
    own, other = order[number].party, following[number]
    for _ in range(NEIGHBOURS):
        if other < len(order) and order[other].party == own:
            other = following[other]
        if other >= len(order):
            return
        yield order[other]
        other += 1


def _next_of_others(order: list[Undertaking]) -> list[int]:
    """For each, the place of the next one of another side."""
    following = [len(order)] * len(order)
    for number in range(len(order) - 2, -1, -1):
        same = order[number].party == order[number + 1].party
        following[number] = following[number + 1] if same else number + 1
    return following


def _by_time(undertaken: Undertaking) -> tuple[date, tuple[int, Key]]:
    span = undertaken.span
    return date.max if span is None else span.first, undertaken.sort_key


def _by_firmness(undertaken: Undertaking) -> tuple[int, Key]:
    return undertaken.sort_key


def _precedes(verdict: Verdict, one: Undertaking, other: Undertaking, known: Pair) -> bool:
    """Whether a couple tells more than the one known; of equals the firmer and then the first is taken."""
    if verdict.weight != known.verdict.weight:
        return verdict.weight < known.verdict.weight
    return (one.sort_key, other.sort_key) < (known.first.sort_key, known.second.sort_key)
