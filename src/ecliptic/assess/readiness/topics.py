"""Projects and the topics that they share with gaps; to share a topic is not to work on a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Crosswalk, Project, TaxonomyNode, Technology, TechnologyGap


class Topics:
    """Topics of taxonomies, where one topic may stand in several editions."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._nodes = roadmap.records(TaxonomyNode)
        self._technologies = roadmap.records(Technology)
        by_name: dict[tuple[str, str], list[str]] = {}
        for identifier, node in self._nodes.items():
            by_name.setdefault((node.code, _plain(node.title)), []).append(identifier)
        self._same: dict[str, set[str]] = {i: {i} for i in self._nodes}
        for twins in by_name.values():
            for twin in twins:
                self._same[twin].update(twins)
        for crosswalk in roadmap.records(Crosswalk).values():
            for one, other in (
                (crosswalk.source_node, crosswalk.target_node),
                (crosswalk.target_node, crosswalk.source_node),
            ):
                self._same.setdefault(one, {one}).add(other)

    def path(self, node: str) -> list[str]:
        """The topic and all that hold it, narrowest first."""
        path = [node]
        while (record := self._nodes.get(path[-1])) is not None and record.parent not in (None, *path):
            path.append(str(record.parent))
        return path

    def top(self, node: str) -> str:
        """The broadest topic that holds this one, by its code where the topics between are not stated."""
        top = self.path(node)[-1]
        while top not in self._nodes and "." in top:
            top = self.path(top.rpartition(".")[0])[-1]
        return top

    def label(self, node: str) -> str:
        """Code and title of a topic, from another edition where its own is not stated."""
        record = self._nodes.get(node)
        if record is not None:
            return f"{record.code} {record.title}"
        code = node.rpartition("/")[2]
        twins = sorted((n.edition, n.title) for n in self._nodes.values() if n.code == code)
        return f"{code} {twins[-1][1]} ({twins[-1][0]})" if twins else node

    def of_gap(self, gap: TechnologyGap) -> frozenset[str]:
        """Topics of the technologies that would close a gap, in every edition that has them."""
        found: set[str] = set()
        for name in gap.technologies:
            technology = self._technologies.get(name)
            for node in () if technology is None else technology.taxonomy:
                found |= self._same.get(node, {node})
        return frozenset(found)

    def of_project(self, project: Project) -> frozenset[str]:
        """Topics of a project and all that hold them."""
        return frozenset(step for node in project.taxonomy for step in self.path(node))

    def sharing(self, project: Project, topics: Iterable[tuple[str, frozenset[str]]]) -> tuple[str, ...]:
        """Gaps, given with their topics, to whose topics the project belongs."""
        own = self.of_project(project)
        return tuple(gap for gap, wanted in topics if not own.isdisjoint(wanted))


def _plain(title: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", title.lower()))
