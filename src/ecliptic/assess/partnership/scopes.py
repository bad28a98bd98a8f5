"""Which needs a limit, priority or estimate holds for: those it names, and those in its area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.needs import Need
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Crosswalk, DataGap, Function, TaxonomyNode, TechnologyGap

EVERYTHING, AREA, NAMED = 0, 1, 2
"""How narrowly a record holds for a need; among areas, the deeper is the narrower."""


class Scoped(Protocol):
    """A record that holds for some needs."""

    @property
    def area(self) -> str | None: ...
    @property
    def functions(self) -> Iterable[str]: ...
    @property
    def technology_gaps(self) -> Iterable[str]: ...
    @property
    def data_gaps(self) -> Iterable[str]: ...


class Scopes:
    """The areas that each need lies in, over all editions of taxonomies that crosswalks connect.

    `topics` are those of each need. What a crosswalk connects in part counts as connected: a limit had
    better hold too widely.
    """

    def __init__(self, roadmap: Roadmap, needs: Sequence[Need], topics: Sequence[Iterable[str]]) -> None:
        self._nodes = roadmap.records(TaxonomyNode)
        self._beside: dict[str, set[str]] = {}
        for crosswalk in roadmap.records(Crosswalk).values():
            self._beside.setdefault(crosswalk.source_node, set()).add(crosswalk.target_node)
            self._beside.setdefault(crosswalk.target_node, set()).add(crosswalk.source_node)
        self._places = {need.subject: place for place, need in enumerate(needs)}
        self._areas = [self._areas_of(tuple(of_need)) for of_need in topics]

    def needs_in(self, record: Scoped) -> dict[int, tuple[int, int]]:
        """Places of the needs that a record holds for, with how narrowly it does; the larger is narrower."""
        named = [
            *(Subject(Function.kind, name) for name in record.functions),
            *(Subject(TechnologyGap.kind, name) for name in record.technology_gaps),
            *(Subject(DataGap.kind, name) for name in record.data_gaps),
        ]
        if not named and record.area is None:
            return {place: (EVERYTHING, 0) for place in range(len(self._areas))}
        found: dict[int, tuple[int, int]] = {}
        if record.area is not None:
            depth = len(self._path(record.area))
            found = {place: (AREA, depth) for place, areas in enumerate(self._areas) if record.area in areas}
        found.update({self._places[subject]: (NAMED, 0) for subject in named if subject in self._places})
        return found

    def _areas_of(self, topics: Sequence[str]) -> frozenset[str]:
        own = {area for topic in topics for area in self._path(topic)}
        # One step over a crosswalk, from the need's own topics; from broader ones all would meet.
        beside = {other for topic in topics for other in self._beside.get(topic, ())}
        return frozenset(own | {area for topic in beside for area in self._path(topic)})

    def _path(self, topic: str) -> list[str]:
        path = [topic]
        while (node := self._nodes.get(path[-1])) is not None and node.parent not in (None, *path):
            path.append(str(node.parent))
        return path
