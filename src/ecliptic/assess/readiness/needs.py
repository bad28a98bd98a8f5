"""When a gap must be closed, and which worlds need it; what no source says stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ecliptic.assess.assessment import Subject
from ecliptic.assess.phases import Phases
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Body, Element, Mission, Phase, PlannedDate, Scenario, TechnologyGap

_WORDS = {
    Body.MOON: re.compile(r"\b(moon|lunar|cislunar)\b", re.IGNORECASE),
    Body.MARS: re.compile(r"\b(mars|martian)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Indication:
    """Something planned for the phase that hints at when it begins; it is no need date."""

    when: PlannedDate
    thing: Subject


@dataclass(frozen=True, slots=True)
class Need:
    """When a gap must be closed."""

    when: PlannedDate | None
    basis: str | None
    """What the date rests on; empty where it is unknown."""
    phase: str | None
    """Phase that uses it first; empty where that is unknown."""
    indication: Indication | None


class Needs:
    """Finds when gaps must be closed."""

    def __init__(self, roadmap: Roadmap, phases: Phases) -> None:
        self._phases = phases
        self._records = roadmap.records(Phase)
        self._planned = tuple(_planned(roadmap))
        self._indications: dict[str, tuple[Indication, ...]] = {}

    def of(self, gap: TechnologyGap) -> Need:
        """The date that the gap states, or else the stated start of the first phase that uses it."""
        first = self._phases.earliest(gap.phases)
        if gap.need_by is not None:
            return Need(gap.need_by, "stated by the gap", first, None)
        if first is None:
            return Need(None, None, None, None)
        record = self._records.get(first)
        start = None if record is None else record.start
        if start is not None and (start.earliest or start.latest) is not None:
            return Need(start, f"start of {first}", first, None)
        return Need(None, None, first, next(iter(self.indications(first)), None))

    def indications(self, phase: str) -> tuple[Indication, ...]:
        """All that is planned for a phase with a date and comes with no phase before it, earliest first."""
        if phase not in self._indications:
            found = [
                Indication(when, thing)
                for thing, listed, when in self._planned
                if self._belongs(phase, listed)
            ]
            found.sort(key=lambda hint: (day(hint.when) or date.max, hint.thing))
            self._indications[phase] = tuple(found)
        return self._indications[phase]

    def _belongs(self, phase: str, listed: tuple[str, ...]) -> bool:
        """Whether a thing comes with this phase: listed in it, and in none that comes before."""
        place = self._phases.place(phase)
        if place is None:
            return listed == (phase,)
        places = [self._phases.place(other) for other in listed]
        if any(other is None or other < place for other in places):
            return False
        return any(self._starts_with(phase, other) for other in listed)

    def _starts_with(self, phase: str, other: str) -> bool:
        if other in self._phases.embraced(phase):
            return True
        same_start = self._phases.place(other) == self._phases.place(phase)
        return same_start and phase in self._phases.embraced(other)


def _planned(roadmap: Roadmap) -> Iterable[tuple[Subject, tuple[str, ...], PlannedDate]]:
    """Elements with their first use and missions with their launch, where phases are known for them."""
    elements = roadmap.records(Element)
    listed: dict[str, tuple[str, ...]] = {}
    for identifier, element in elements.items():
        common = elements.get(element.realises) if element.realises is not None else None
        listed[identifier] = tuple(element.phases) or (() if common is None else tuple(common.phases))
        if element.first_use is not None and day(element.first_use) and listed[identifier]:
            yield Subject(Element.kind, identifier), listed[identifier], element.first_use
    for identifier, mission in roadmap.records(Mission).items():
        phases = tuple(sorted({p for element in mission.elements for p in listed.get(element, ())}))
        cancelled = "cancel" in (mission.status or "").lower()
        if phases and not cancelled and mission.launch is not None and day(mission.launch):
            yield Subject(Mission.kind, identifier), phases, mission.launch


def day(when: PlannedDate | None) -> date | None:
    """First day that a planned date allows; None where it names none."""
    return None if when is None else when.earliest or when.latest


class Worlds:
    """Which world a phase is about, from what it is called or what holds it."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._phases = roadmap.records(Phase)
        self._scenarios = roadmap.records(Scenario)
        self._known: dict[str, Body | None] = {}

    def of(self, phase: str) -> Body | None:
        """The Moon or Mars; None where the names do not tell."""
        if phase not in self._known:
            self._known[phase] = self._find(phase)
        return self._known[phase]

    def moon_and_mars(self, phases: Iterable[str]) -> bool:
        """Whether the phases include one about the Moon and one about Mars."""
        return {Body.MOON, Body.MARS} <= {self.of(phase) for phase in phases}

    def _find(self, phase: str) -> Body | None:
        record = self._phases.get(phase)
        if record is None:
            return None
        texts = [record.name]
        texts += [other.name for _, other in sorted(self._phases.items()) if phase in other.includes]
        scenario = self._scenarios.get(record.scenario) if record.scenario is not None else None
        texts += [scenario.name] if scenario is not None else []
        for text in texts:
            bodies = [body for body, words in _WORDS.items() if words.search(text)]
            if len(bodies) == 1:
                return bodies[0]
        return None
