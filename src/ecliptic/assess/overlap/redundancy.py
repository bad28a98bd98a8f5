"""Where a second provider is wanted: ground rules that ask for one, standards that make systems one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import (
    Body,
    Contribution,
    Function,
    GroundRule,
    Phase,
    Standard,
    TaxonomyNode,
    TechnologyGap,
)

_ASKS_FOR_REDUNDANCY = re.compile(
    r"\bredundan|\bmore than one (?:provider|supplier|system)|\btwo (?:independent )?(?:providers|suppliers)",
    re.IGNORECASE,
)
_COMMUNICATION = re.compile(
    r"communicat|navigat|positioning|\bpnt\b|\brelay|lunanet|interoperab", re.IGNORECASE
)

_BODIES = {
    Body.MOON: re.compile(r"\b(?:cis)?luna|\bmoon", re.IGNORECASE),
    Body.MARS: re.compile(r"\bmars|\bmartian", re.IGNORECASE),
}


@dataclass(frozen=True)
class _Rule:
    id: str
    phases: frozenset[str] | None
    """Phases in which it holds; None where it always does."""
    areas: frozenset[str]
    functions: frozenset[str]

    def holds_for(self, function: str, area: str | None, phases: Collection[str]) -> bool:
        if self.phases is not None and self.phases.isdisjoint(phases):
            return False
        if not self.areas and not self.functions:
            return True
        return function in self.functions or area in self.areas


@dataclass(frozen=True)
class _Standard:
    id: str
    bodies: frozenset[Body]
    """Celestial bodies that its words name; none where it names none."""

    def serves(self, body: Body | None) -> bool:
        return not self.bodies or body is None or body in self.bodies


class WantedRedundancy:
    """What a roadmap says about second providers that are wanted on purpose."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._nodes = roadmap.records(TaxonomyNode)
        self._functions = roadmap.records(Function)
        self._rules = self._read_rules(roadmap)
        self._standards = _standards_by_organisation(roadmap)

    def rule_for(self, function: str, phases: Collection[str] | None) -> str | None:
        """The ground rule that asks for redundancy of a function in some of these phases, if there is one."""
        record = self._functions.get(function)
        stated = () if record is None else record.phases
        considered = [phase for phase in stated if phases is None or phase in phases]
        area = None if record is None else record.sub_architecture
        return next((r.id for r in self._rules if r.holds_for(function, area, considered)), None)

    def function_is_communication(self, function: str) -> bool:
        """Whether a function belongs to communication, positioning or navigation.

        Its sub-architecture decides where one is stated, and its own words where none is.
        """
        record = self._functions.get(function)
        return record is not None and self._speaks_of_communication([record.sub_architecture], record.name)

    def gap_is_communication(self, gap: TechnologyGap) -> bool:
        """The same for a technology gap."""
        return self._speaks_of_communication(gap.sub_architectures, gap.title)

    def shared_standard(
        self, some: Collection[str], others: Collection[str], body: Body | None
    ) -> str | None:
        """A communication standard to which both sides contribute: it makes their systems work together.

        A standard that names celestial bodies says nothing about others.
        """
        ours = {s.id: s for organisation in some for s in self._standards.get(organisation, ())}
        theirs = {s.id for organisation in others for s in self._standards.get(organisation, ())}
        return min((i for i in ours.keys() & theirs if ours[i].serves(body)), default=None)

    def _speaks_of_communication(self, areas: Collection[str | None], words: str) -> bool:
        titles = [self._nodes[area].title for area in areas if area is not None and area in self._nodes]
        return any(_COMMUNICATION.search(text) for text in titles or [words])

    def _read_rules(self, roadmap: Roadmap) -> list[_Rule]:
        areas = {f.sub_architecture for f in self._functions.values() if f.sub_architecture is not None}
        titles = {a: self._nodes[a].title for a in sorted(areas) if a in self._nodes}
        rules = []
        for rule in roadmap.records(GroundRule).values():
            if not rule.imposed or not _ASKS_FOR_REDUNDANCY.search(rule.statement):
                continue
            text = rule.statement.casefold()
            rules.append(
                _Rule(
                    rule.id,
                    _phases_of(roadmap, rule),
                    frozenset(a for a, title in titles.items() if title.casefold() in text),
                    frozenset(f for f in self._functions if f.casefold() in text),
                )
            )
        return rules


def _phases_of(roadmap: Roadmap, rule: GroundRule) -> frozenset[str] | None:
    phases = roadmap.records(Phase)
    named = frozenset(
        identifier
        for identifier in phases
        if re.search(rf"(?<![\w+-]){re.escape(identifier)}(?![\w+-])", rule.statement)
    )
    if named:
        return named
    if rule.scenario is None:
        return None
    return frozenset(i for i, phase in phases.items() if phase.scenario == rule.scenario)


def _standards_by_organisation(roadmap: Roadmap) -> dict[str, list[_Standard]]:
    standards = roadmap.records(Standard)
    words: dict[str, list[str]] = {}
    keepers: dict[str, set[str]] = {}
    for statement in roadmap.taken(Contribution.kind).values():
        contribution = cast("Contribution", statement.record)
        if contribution.target_kind != Standard.kind:
            continue
        words.setdefault(contribution.target, []).append(contribution.title or "")
        keepers.setdefault(contribution.target, set()).update(
            (contribution.organisation, *contribution.partners)
        )
    found: dict[str, list[_Standard]] = {}
    for identifier in sorted(keepers):
        record = standards.get(identifier)
        own = [] if record is None else [record.name, record.scope or ""]
        text = " ".join([*own, *words[identifier]])
        if _COMMUNICATION.search(text):
            bodies = frozenset(body for body, pattern in _BODIES.items() if pattern.search(text))
            for organisation in keepers[identifier]:
                found.setdefault(organisation, []).append(_Standard(identifier, bodies))
    return found
