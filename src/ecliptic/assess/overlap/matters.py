"""The matters on which plans are compared: functions, technology gaps, and kinds of mission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from ecliptic.assess.overlap.mission_kinds import INTEROPERABLE, LABELS, kinds_of
from ecliptic.assess.overlap.redundancy import WantedRedundancy
from ecliptic.assess.overlap.spans import Span, days_apart, period
from ecliptic.assess.overlap.undertakings import Key, Things, Undertaking, flight, undertaking
from ecliptic.assess.phases import Phases
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Firmness, Function, Mission, Phase, Project, TechnologyGap

MISSION_KIND = "mission kind"
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Matter:
    """One function, technology gap or kind of mission, with everything that is undertaken about it."""

    channel: str
    """Kind of the record that it is, or "mission kind"."""
    id: str
    label: str
    undertakings: tuple[Undertaking, ...]
    placed: bool = True
    """Whether two undertakings must be at one place to be the same."""
    window_days: int | None = None
    """How far apart events may be; None where spans must share a day."""
    interoperable: bool = False
    """Whether several systems may be meant to serve the same users."""
    ground_rule: str | None = None
    """Ground rule that asks for redundancy."""


@dataclass(frozen=True)
class PhaseSelection:
    """A phase with all that it embraces, and its days where they are stated."""

    phases: frozenset[str]
    span: Span | None


def select_phase(roadmap: Roadmap, name: str | None) -> PhaseSelection | None:
    """The phase that a user means; UsageError names the choices where there is none such."""
    if name is None:
        return None
    records = roadmap.records(Phase)
    used: set[str] = {phase for f in roadmap.records(Function).values() for phase in f.phases}
    used |= {phase for gap in roadmap.records(TechnologyGap).values() for phase in gap.phases}
    used |= {identifier for identifier, phase in records.items() if phase.start is not None}
    phases = Phases(roadmap)
    found = phases.resolve(name, used, "function")
    record = records.get(found)
    span = None if record is None else period(record.start, record.end)
    return PhaseSelection(phases.embraced(found), span)


class Matters:
    """Gathers the matters of a roadmap, and counts what could not be compared."""

    def __init__(
        self, roadmap: Roadmap, things: Things, wanted: WantedRedundancy, phase: PhaseSelection | None
    ) -> None:
        self._roadmap = roadmap
        self._things = things
        self._wanted = wanted
        self._phase = phase
        self.left_out: Counter[str] = Counter()

    def all(self, window_years: float) -> Iterator[Matter]:
        """Every matter on which there is at least one undertaking, in a fixed order."""
        yield from self.functions()
        yield from self.gaps()
        yield from self.mission_kinds(round(window_years * DAYS_PER_YEAR))

    def functions(self) -> Iterator[Matter]:
        """Functions that contributions name, or go to."""
        named: dict[str, dict[Key, list[Statement]]] = {}
        for key, statement in self._things.contributions():
            contribution = cast("Contribution", statement.record)
            _enter(named, _named(contribution, contribution.functions, Function.kind), key, statement)
        functions = self._roadmap.records(Function)
        phases = None if self._phase is None else self._phase.phases
        for identifier in sorted(named):
            function = functions.get(identifier)
            if not self._in_phase("functions", () if function is None else function.phases):
                continue
            place = None if function is None else function.location
            yield Matter(
                Function.kind,
                identifier,
                self._roadmap.label(Function.kind, identifier),
                self._undertakings(named[identifier], place),
                interoperable=self._wanted.function_is_communication(identifier),
                ground_rule=self._wanted.rule_for(identifier, phases),
            )

    def gaps(self) -> Iterator[Matter]:
        """Technology gaps on which contributions or projects work."""
        named: dict[str, dict[Key, list[Statement]]] = {}
        for key, statement in self._things.contributions():
            contribution = cast("Contribution", statement.record)
            gaps = _named(contribution, contribution.technology_gaps, TechnologyGap.kind)
            _enter(named, gaps, key, statement)
        for identifier, statement in self._roadmap.taken(Project.kind).items():
            project = cast("Project", statement.record)
            _enter(named, project.technology_gaps, Key(Project.kind, identifier), statement)
        gap_records = self._roadmap.records(TechnologyGap)
        for identifier in sorted(named):
            gap = gap_records.get(identifier)
            if not self._in_phase("technology gaps", self._phases_of(gap)):
                continue
            yield Matter(
                TechnologyGap.kind,
                identifier,
                self._roadmap.label(TechnologyGap.kind, identifier),
                self._undertakings(named[identifier], None),
                placed=False,
                interoperable=gap is not None and self._wanted.gap_is_communication(gap),
            )

    def mission_kinds(self, window_days: int) -> Iterator[Matter]:
        """Kinds of mission, by the words of each mission's type."""
        found: dict[str, list[Undertaking]] = {}
        for identifier, statement in self._roadmap.taken(Mission.kind).items():
            mission = cast("Mission", statement.record)
            kinds = kinds_of(mission.type)
            if not kinds:
                self.left_out["missions whose type names no kind"] += 1
                continue
            undertaken = flight(self._things.get(Key(Mission.kind, identifier)), statement)
            if self._excluded(undertaken):
                continue
            for kind in kinds:
                found.setdefault(kind, []).append(undertaken)
        for kind in LABELS:
            if kind in found:
                yield Matter(
                    MISSION_KIND,
                    kind,
                    LABELS[kind],
                    tuple(sorted(found[kind], key=lambda u: u.sort_key)),
                    window_days=window_days,
                    interoperable=kind in INTEROPERABLE,
                )

    def _excluded(self, mission: Undertaking) -> bool:
        if mission.firmness is Firmness.INTEREST and not self._things.include_interest:
            self.left_out["missions that are no more than an interest"] += 1
            return True
        if self._phase is None:
            return False
        if self._phase.span is None or mission.span is None:
            self.left_out["missions that no date puts into the phase"] += 1
            return True
        return days_apart(mission.span, self._phase.span) > 0

    def _in_phase(self, what: str, phases: Collection[str]) -> bool:
        if self._phase is None:
            return True
        if not phases:
            self.left_out[f"{what} of which no phase is stated"] += 1
            return False
        return not self._phase.phases.isdisjoint(phases)

    def _phases_of(self, gap: TechnologyGap | None) -> tuple[str, ...]:
        if gap is None or gap.phases:
            return () if gap is None else gap.phases
        functions = self._roadmap.records(Function)
        return tuple(phase for f in gap.functions if f in functions for phase in functions[f].phases)

    def _undertakings(
        self, bearing: dict[Key, list[Statement]], place: str | None
    ) -> tuple[Undertaking, ...]:
        found = [undertaking(self._things.get(key), bearing[key], place=place) for key in bearing]
        return tuple(sorted(found, key=lambda u: u.sort_key))


def _named(contribution: Contribution, listed: Iterable[str], kind: str) -> tuple[str, ...]:
    if contribution.target_kind == kind and contribution.target not in listed:
        return (*listed, contribution.target)
    return tuple(dict.fromkeys(listed))


def _enter(
    named: dict[str, dict[Key, list[Statement]]], identifiers: Iterable[str], key: Key, statement: Statement
) -> None:
    for identifier in identifiers:
        named.setdefault(identifier, {}).setdefault(key, []).append(statement)
