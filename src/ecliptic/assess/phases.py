"""Phases of plans: their order, what they embrace, and the names by which users call them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Phase

_LAST = 10_000


class Phases:
    """The phases that a roadmap states."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._records = roadmap.records(Phase)
        self._followed = {record.follows for record in self._records.values() if record.follows is not None}

    def label(self, phase: str) -> str:
        """Name of a phase; its identifier where nobody states it."""
        record = self._records.get(phase)
        return phase if record is None else record.name

    def resolve(self, name: str, used: Iterable[str], what: str) -> str:
        """The phase that a user means, among those that are used; another name of a phase is understood."""
        choices = self.in_order(used)
        if name in choices:
            return name
        for identifier, record in self._records.items():
            if name in record.also_known_as:
                return self.resolve(identifier, choices, what)
        if not choices:
            message = f"No phase has any {what}, so {name!r} cannot be chosen. Leave the phase out."
            raise UsageError(message)
        known = "There is no phase" if name not in self._records else f"No {what} is listed in the phase"
        around = [choice for choice in choices if name in self.embraced(choice)]
        hint = f" {name} is a part of {', '.join(around)}." if around else ""
        message = f"{known} {name!r}.{hint} Choose one of: {', '.join(choices)}."
        raise UsageError(message)

    def embraced(self, phase: str) -> frozenset[str]:
        """The phase itself and all that it includes."""
        found: set[str] = set()
        waiting = [phase]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                record = self._records.get(current)
                waiting += record.includes if record is not None else ()
        return frozenset(found)

    def place(self, phase: str) -> int | None:
        """How many phases come before it in its chain; None where nobody says what it follows."""
        return self._place(phase, frozenset())

    def _place(self, phase: str, seen: frozenset[str]) -> int | None:
        record = self._records.get(phase)
        if record is None or phase in seen:
            return None
        seen = seen | {phase}
        if record.follows is not None:
            before = self._place(record.follows, seen)
            return 1 if before is None else before + 1
        if phase in self._followed:
            return 0
        inner = [place for part in record.includes if (place := self._place(part, seen)) is not None]
        return min(inner, default=None)

    def start(self, phase: str) -> date | None:
        """First day on which a phase may begin, where a source says so."""
        record = self._records.get(phase)
        if record is None or record.start is None:
            return None
        return record.start.earliest or record.start.latest

    def in_order(self, phases: Iterable[str]) -> tuple[str, ...]:
        """Phases one after the other; those of unknown order come last, by identifier."""
        return tuple(sorted(set(phases), key=self._order))

    def _order(self, phase: str) -> tuple[int, date, str]:
        place = self.place(phase)
        return _LAST if place is None else place, self.start(phase) or date.max, phase

    def is_first(self, phase: str, phases: Iterable[str]) -> bool:
        """Whether it is known that no other of these phases comes before it."""
        others = set(phases) - {phase}
        place = self.place(phase)
        places = [self.place(other) for other in others]
        if not others:
            return True
        return place is not None and all(other is None or other >= place for other in places)

    def earliest(self, phases: Iterable[str]) -> str | None:
        """The one that comes first; None where their order is not known."""
        distinct = sorted(set(phases))
        if len(distinct) < 2:
            return distinct[0] if distinct else None
        places = {phase: self.place(phase) for phase in distinct}
        if None not in places.values():
            first, second = self.in_order(distinct)[:2]
            return first if places[first] != places[second] else None
        starts = {phase: self.start(phase) for phase in distinct}
        if None not in starts.values():
            return self.in_order(distinct)[0]
        return None
