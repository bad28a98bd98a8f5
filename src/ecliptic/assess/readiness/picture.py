"""All that is known about technology gaps, gathered once for tables, findings and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from ecliptic.assess.involvement import Names
from ecliptic.assess.phases import Phases
from ecliptic.assess.readiness.needs import Need, Needs, Worlds
from ecliptic.assess.readiness.topics import Topics
from ecliptic.assess.readiness.waiting import Demand, Waiting
from ecliptic.assess.readiness.workers import Workers, workers_by_gap
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import DataGap, Phase, Project, Scenario, TaxonomyNode, Technology, TechnologyGap

# A gap for which this share of the objectives waits is grave.
_MANY_OBJECTIVES = 0.2
_MIDDLE = 1


@dataclass(frozen=True)
class GapState:
    """One gap and all that is known about it."""

    statement: Statement
    workers: Workers
    waiting: Waiting
    need: Need
    moon_and_mars: bool
    peers: int
    """How many gaps of the same assessment have a rank."""

    @property
    def record(self) -> TechnologyGap:
        """What is said of the gap."""
        return cast("TechnologyGap", self.statement.record)

    @property
    def id(self) -> str:
        """Identifier of the gap."""
        return self.statement.record.id

    @property
    def family(self) -> tuple[str, str]:
        """Assessment and publisher."""
        return self.record.assessment or "", self.statement.publisher

    @property
    def order(self) -> tuple[bool, int, str]:
        """By rank; what has none comes last."""
        return self.record.rank is None, self.record.rank or 0, self.id

    @property
    def urgency(self) -> int:
        """2 for the upper third of the source's order, 0 for the lower; the middle where it gives none."""
        rank = self.record.rank
        if rank is None or not self.peers:
            return _MIDDLE
        return 2 - min(2, 3 * max(0, rank - 1) // self.peers)

    @property
    def traced(self) -> bool:
        """Whether the source says what waits for it."""
        return bool(self.record.functions or self.record.use_cases)

    @property
    def unverified(self) -> bool:
        """Whether the gap, or who works on it, was not found in a document."""
        return self.statement.envelope.unverified or self.workers.unverified


class Picture:
    """Every gap of a roadmap, whatever a user wants to see of it."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        self.names = Names(roadmap)
        self.phases = Phases(roadmap)
        self.topics = Topics(roadmap)
        self.demand = Demand(roadmap, self.phases)
        self.worlds = Worlds(roadmap)
        self.gaps: tuple[GapState, ...] = tuple(sorted(self._gathered(), key=lambda gap: gap.order))
        waiting = {objective for gap in self.gaps for objective in gap.waiting.objectives}
        self._many = _MANY_OBJECTIVES * len(waiting)

    def _gathered(self) -> Iterable[GapState]:
        workers = workers_by_gap(self.roadmap)
        needs = Needs(self.roadmap, self.phases)
        statements = self.roadmap.taken(TechnologyGap.kind)
        records = self.roadmap.records(TechnologyGap)
        ranked: dict[tuple[str | None, str], int] = {}
        for identifier, record in records.items():
            family = record.assessment, statements[identifier].publisher
            ranked[family] = ranked.get(family, 0) + (record.rank is not None)
        for identifier, record in records.items():
            yield GapState(
                statement=statements[identifier],
                workers=workers.get(identifier, Workers()),
                waiting=self.demand.behind(record),
                need=needs.of(record),
                moon_and_mars=self.worlds.moon_and_mars(record.phases),
                peers=ranked[record.assessment, statements[identifier].publisher],
            )

    def many_wait(self, gap: GapState) -> bool:
        """Whether a fifth or more of all objectives that wait for any gap wait for this one."""
        return bool(gap.waiting.objectives) and len(gap.waiting.objectives) >= self._many

    def label(self, kind: str, identifier: str) -> str:
        """Name of a record; its identifier where nobody states it."""
        return self.roadmap.label(kind, identifier)

    @cached_property
    def technologies(self) -> Mapping[str, Technology]:
        """Every technology that is stated."""
        return self.roadmap.records(Technology)

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        """Every project that is stated."""
        return self.roadmap.records(Project)


@dataclass(frozen=True)
class View:
    """What is shown of a picture."""

    picture: Picture
    gaps: tuple[GapState, ...]
    data_gaps: Mapping[str, DataGap]
    everything: bool

    @cached_property
    def technologies(self) -> Mapping[str, tuple[str, ...]]:
        """Technologies with the shown gaps that they would close; all technologies under no filter."""
        closing: dict[str, list[str]] = {}
        if self.everything:
            closing = {technology: [] for technology in self.picture.technologies}
        for gap in self.gaps:
            for technology in dict.fromkeys(gap.record.technologies):
                closing.setdefault(technology, []).append(gap.id)
        return {technology: tuple(closing[technology]) for technology in sorted(closing)}

    @cached_property
    def projects(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Projects with the shown gaps they work on, and those whose topic they share and no more."""
        topics = [(gap.id, self.picture.topics.of_gap(gap.record)) for gap in self.gaps]
        shown = {gap.id for gap in self.gaps}
        found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for identifier, project in self.picture.projects.items():
            direct = tuple(gap for gap in dict.fromkeys(project.technology_gaps) if gap in shown)
            shared = tuple(gap for gap in self.picture.topics.sharing(project, topics) if gap not in direct)
            if self.everything or direct or shared:
                found[identifier] = direct, shared
        return found

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that what is shown rests on, once."""
        roadmap = self.picture.roadmap
        found: dict[tuple[str, str, str, int], Statement] = {}
        named: list[tuple[str, Iterable[str]]] = [
            (DataGap.kind, self.data_gaps),
            (Technology.kind, self.technologies),
            (Project.kind, self.projects),
        ]
        for gap in self.gaps:
            for statement in (gap.statement, *(worker.statement for worker in gap.workers.all)):
                found[statement.key] = statement
            named += [
                ("function", gap.waiting.functions),
                ("use-case", gap.waiting.use_cases),
                ("objective", gap.waiting.objectives),
                (Phase.kind, gap.record.phases),
                (TaxonomyNode.kind, gap.record.sub_architectures),
            ]
        scenarios = {p.scenario for p in roadmap.records(Phase).values() if p.scenario is not None}
        named.append((Scenario.kind, scenarios if self.gaps else ()))
        for kind, identifiers in named:
            taken = roadmap.taken(kind)
            found.update((taken[i].key, taken[i]) for i in identifiers if i in taken)
        return tuple(found[key] for key in sorted(found))
