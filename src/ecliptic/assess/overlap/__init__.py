"""Overlap: where several organisations plan the same, told apart from wanted redundancy and cooperation.

Sides are compared on functions, technology gaps and kinds of mission. Two sides overlap where what they
undertake is at one place and in the same time, both at least plan it, and nothing that says so is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Annotated

from pydantic import Field

from ecliptic.assess.assessment import Answer, Basis, Missing, gravest_first
from ecliptic.assess.overlap.clusters import Cluster, clusters
from ecliptic.assess.overlap.crowding import Crowding
from ecliptic.assess.overlap.figures import Drawer
from ecliptic.assess.overlap.findings import QUESTION, Writer
from ecliptic.assess.overlap.joint import joint_undertakings
from ecliptic.assess.overlap.matters import Matter, Matters, select_phase
from ecliptic.assess.overlap.pairs import MOST_COUPLES, NEIGHBOURS, Comparison
from ecliptic.assess.overlap.places import Places
from ecliptic.assess.overlap.redundancy import WantedRedundancy
from ecliptic.assess.overlap.statuses import BIT, Reason
from ecliptic.assess.overlap.tables import (
    cluster_table,
    function_table,
    joint_table,
    member_table,
    pair_table,
)
from ecliptic.assess.overlap.undertakings import Things, Undertaking
from ecliptic.assess.registry import Parameters, question
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Function, GroundRule, Organisation, Phase, Ref

__all__ = ["OverlapParameters", "overlap"]


class OverlapParameters(Parameters):
    """What to compare, and how close in time missions must be."""

    window_years: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 2.0
    """Missions of one kind to one place launched at most this many years apart are in the same time."""
    phase: Ref[Phase] | None = None
    """Compare only what belongs to this phase, by identifier or another name of it."""
    organisation: Ref[Organisation] | None = None
    """Tell only of pairs in which this organisation takes part, by identifier."""
    include_interest: bool = False
    """Show interests beside plans too; an interest never counts as an overlap."""


@question(
    QUESTION,
    title="Overlap",
    asks="Where do several organisations plan the same, at one place and time, without wanting redundancy?",
    parameters=OverlapParameters,
)
def overlap(roadmap: Roadmap, parameters: OverlapParameters) -> Answer:
    """Compare what organisations undertake, matter by matter."""
    _check_organisation(roadmap, parameters.organisation)
    phase = select_phase(roadmap, parameters.phase)
    things = Things(roadmap, include_interest=parameters.include_interest)
    wanted = WantedRedundancy(roadmap)
    gathered = Matters(roadmap, things, wanted, phase)
    matters = list(gathered.all(parameters.window_years))
    comparison = Comparison(Places(roadmap), wanted, parameters.organisation)
    found = clusters(chain.from_iterable(comparison.compare(matter) for matter in matters))
    joints = joint_undertakings(matters, parameters.organisation)
    writer = Writer(roadmap, parameters.window_years)
    findings = gravest_first([*(f for c in found for f in writer.about(c)), *map(writer.joint, joints)])
    crowding = Crowding(roadmap, _functions(matters, parameters.organisation))
    drawer = Drawer(roadmap)
    with_interest = parameters.include_interest
    return Answer(
        findings=findings,
        tables=(
            cluster_table(found, findings, with_interest=with_interest),
            pair_table(found),
            member_table(found),
            function_table(crowding, with_interest=with_interest),
            joint_table(joints),
        ),
        basis=Basis.of(_statements(matters)),
        figures=(drawer.timeline(found), drawer.matrix(crowding), drawer.bars(crowding)),
        ground_rules=_ground_rules(roadmap, found),
        assumptions=_assumptions(parameters),
        missing=_missing(matters, found, gathered, things),
    )


def _check_organisation(roadmap: Roadmap, organisation: str | None) -> None:
    if organisation is None or roadmap.get(Organisation, organisation) is not None:
        return
    known = ", ".join(roadmap.records(Organisation)) or "none at all"
    message = f'organisation: "{organisation}" is not stated in this roadmap. The organisations are: {known}.'
    raise UsageError(message)


def _functions(matters: Iterable[Matter], organisation: str | None) -> list[Matter]:
    return [
        m
        for m in matters
        if m.channel == Function.kind
        and (organisation is None or any(organisation in u.thing.participants for u in m.undertakings))
    ]


def _statements(matters: Iterable[Matter]) -> Iterable[Statement]:
    return {s.key: s for m in matters for u in m.undertakings for s in u.statements}.values()


def _things(matters: Iterable[Matter], lacking: Callable[[Undertaking], bool]) -> int:
    """How many things lack something in any matter; each counts once."""
    return len({u.thing.key for m in matters for u in m.undertakings if lacking(u)})


def _ground_rules(roadmap: Roadmap, found: Iterable[Cluster]) -> tuple[str, ...]:
    used = {
        pair.verdict.detail
        for cluster in found
        for pair in cluster.pairs
        if pair.verdict.reasons & BIT[Reason.GROUND_RULE]
    }
    rules = roadmap.records(GroundRule)
    return tuple(f"{rule}: {rules[rule].statement}" for rule in sorted(r for r in used if r is not None))


def _assumptions(parameters: OverlapParameters) -> tuple[str, ...]:
    return (
        "A thing that several contributions go to is undertaken once, by all of them together.",
        "A side is whoever leads a thing or is a partner in it; failing these its providers, those who study "
        "it, or its contributors. Two sides that share an organisation carry out one plan.",
        "A contribution without dates has the date of what it goes to. Open dates count as stated.",
        f"Missions of one kind to one place are in the same time when launches are at most "
        f"{parameters.window_years:g} years apart.",
        "What a mission is follows from the words of its type; words such as cubesat name no kind.",
        "Both sides must at least plan it: what is considered, a concept or a study may overlap, and an "
        "interest never does.",
        "Organisations that keep to one communication or navigation standard want their systems to work "
        "together, and services that are offered may have several providers.",
    )


def _missing(
    matters: list[Matter], found: Iterable[Cluster], gathered: Matters, things: Things
) -> tuple[Missing, ...]:
    entries = [
        Missing(
            "undertakings without a date",
            _things(matters, lambda u: u.span is None),
            "may overlap with any other",
        ),
        Missing(
            "undertakings without a place",
            _things((m for m in matters if m.placed), lambda u: u.bearing.place is None),
            "may be at the place of any other",
        ),
        Missing(
            "undertakings without firmness",
            _things(matters, lambda u: u.firmness is None),
            "may overlap; never counted as planned",
        ),
        Missing("interests", things.interests_left_out, "left out; include_interest shows them"),
        Missing(
            f"clusters with more than {MOST_COUPLES} couples of undertakings at a place",
            sum(cluster.thinned for cluster in found),
            f"each undertaking compared with the {NEIGHBOURS} of other sides that follow it in time",
        ),
    ]
    entries += [Missing(what, count, "left out") for what, count in sorted(gathered.left_out.items())]
    return tuple(entry for entry in entries if entry.count)
