"""Which technology gaps an organisation works on, and which it could close by what the plans say of it.

Three rules, each told beside its result: somebody says that it works on the gap; it leads a technology that
the gap names; or it has a capability in the branch of a taxonomy in which such a technology lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ecliptic.roadmap import Roadmap
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import Capability, Contribution, Project, TaxonomyNode, Technology, TechnologyGap

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an organisation is thought of for a gap: the rule, and the thing by which it holds."""

    rule: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The gaps of one organisation, each with the reasons."""

    works_on: Mapping[str, list[Reason]]
    could: Mapping[str, list[Reason]]


def closing(view: View, organisation: str) -> Closing:
    """The gaps that an organisation works on, and those that it could close besides."""
    works: dict[str, dict[str, list[Reason]]]
    could: dict[str, dict[str, list[Reason]]]
    works, could = view.kept("closing", _all)
    working = works.get(organisation, {})
    others = {gap: reasons for gap, reasons in could.get(organisation, {}).items() if gap not in working}
    return Closing(working, others)


def _all(
    roadmap: Roadmap,
) -> tuple[dict[str, dict[str, list[Reason]]], dict[str, dict[str, list[Reason]]]]:
    works: dict[str, dict[str, list[Reason]]] = {}
    could: dict[str, dict[str, list[Reason]]] = {}
    for organisation, gap, reason in _working(roadmap):
        works.setdefault(organisation, {}).setdefault(gap, []).append(reason)
    for organisation, gap, reason in _able(roadmap):
        could.setdefault(organisation, {}).setdefault(gap, []).append(reason)
    return works, could


def _working(roadmap: Roadmap) -> Iterator[tuple[str, str, Reason]]:
    for identifier, contribution in roadmap.records(Contribution).items():
        gaps: list[str] = [*contribution.technology_gaps]
        if contribution.target_kind == TechnologyGap.kind:
            gaps.append(contribution.target)
        for gap in dict.fromkeys(gaps):
            yield contribution.organisation, gap, Reason("it contributes", Contribution.kind, identifier)
    for identifier, project in roadmap.records(Project).items():
        for gap in project.technology_gaps:
            if project.lead:
                yield project.lead, gap, Reason("its project", Project.kind, identifier)
    for identifier, record in roadmap.records(TechnologyGap).items():
        for organisation in record.organisations:
            yield organisation, identifier, Reason("the gap names it", TechnologyGap.kind, identifier)


def _able(roadmap: Roadmap) -> Iterator[tuple[str, str, Reason]]:
    technologies = roadmap.records(Technology)
    topics = _branches(roadmap)
    capabilities: dict[str, list[Capability]] = {}
    for capability in roadmap.records(Capability).values():
        for node in topics.get(capability.area, {capability.area}):
            capabilities.setdefault(node, []).append(capability)
    for gap, record in roadmap.records(TechnologyGap).items():
        named = [technologies[t] for t in record.technologies if t in technologies]
        for technology in named:
            if technology.lead:
                yield technology.lead, gap, Reason("it develops", Technology.kind, technology.id)
        nodes = dict.fromkeys([*record.sub_architectures, *(n for t in named for n in t.taxonomy)])
        able = {c.id: c for node in nodes for c in capabilities.get(node, ())}
        for capability in able.values():
            yield capability.organisation, gap, Reason("it can", Capability.kind, capability.id)


def _branches(roadmap: Roadmap) -> dict[str, set[str]]:
    """For each topic the topics of its branch: itself, all broader ones, and all that lie within it."""
    nodes = roadmap.records(TaxonomyNode)
    found: dict[str, set[str]] = {identifier: {identifier} for identifier in nodes}
    for identifier in nodes:
        parent, depth = nodes[identifier].parent, 0
        # Plans may hold circles; no taxonomy is as deep as this.
        while parent is not None and parent in nodes and depth < _DEEPEST:
            found[identifier].add(parent)
            found[parent].add(identifier)
            parent, depth = nodes[parent].parent, depth + 1
    return found
