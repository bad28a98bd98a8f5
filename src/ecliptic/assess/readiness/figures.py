"""What to draw of readiness: which gaps are worked on, by whom, how firmly, and how far projects are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecliptic.assess.assessment import Figure, LazyData
from ecliptic.assess.figure_data import (
    Bar,
    BarsData,
    Category,
    Entry,
    HeatCell,
    HeatmapData,
    MatrixCell,
    MatrixData,
    Segment,
)
from ecliptic.assess.involvement import counted, titled
from ecliptic.assess.readiness.picture import GapState, View
from ecliptic.assess.readiness.progress import NO_TOPIC, UNRATED, by_topic
from ecliptic.assess.readiness.workers import Address, who
from ecliptic.vocabulary import Firmness, Organisation, Phase, TaxonomyNode, TechnologyGap

# More rows than this cannot be read; the tables remain.
_MOST_GAPS, _MOST_ORGANISATIONS = 200, 40
_UNKNOWN = "unknown"
# Nine levels cannot be told apart by marks; these three groups are those of research, proof and use.
_LEVEL_GROUPS: dict[str, tuple[int | None, ...]] = {
    "TRL 1 to 3": (1, 2, 3),
    "TRL 4 to 6": (4, 5, 6),
    "TRL 7 to 9": (7, 8, 9),
    UNRATED: (None,),
}
_CATEGORIES = {
    Address.SEVERAL: "several",
    Address.ONE: "single",
    Address.INTEREST: "interest",
    Address.NOBODY: "none",
}
_ADDRESS_LEGEND: list[Category] = [
    Category(value="several", label="several organisations work on it"),
    Category(value="single", label="one organisation works on it"),
    Category(value="interest", label="interest only, no commitment"),
    Category(value="none", label="nobody is stated to work on it"),
]


def figures(view: View) -> tuple[Figure, ...]:
    """The figures for which there is something to show."""
    found: list[Figure] = []
    source = _source(view)
    if any(gap.record.phases for gap in view.gaps):
        found.append(_heat(view, source))
    if any(gap.workers.all for gap in view.gaps):
        found.append(_matrix(view, source))
    if view.gaps:
        found.append(_bars(view, source))
    if view.projects:
        found.append(_projects(view))
    return tuple(found)


def _source(view: View) -> str:
    publishers = view.picture.names.publishers
    gaps = publishers(gap.statement.publisher for gap in view.gaps)
    workers = publishers(w.statement.publisher for gap in view.gaps for w in gap.workers.all)
    return f"Gaps stated by {gaps}, work on them by {workers}."


def _gap_entry(gap: GapState) -> Entry:
    rank, group = gap.record.rank, gap.record.priority_bin
    label = gap.record.title if rank is None else f"{rank}  {gap.record.title}"
    heading = gap.record.assessment if group is None else f"Priority bin {group}"
    return Entry(id=gap.id, label=label, kind=TechnologyGap.kind, group=heading)


# --- gaps x phases --------------------------------------------------------------------------------


def _heat(view: View, source: str) -> Figure:
    return Figure(
        name="gaps",
        form="heatmap",
        title="Technology gaps by rank, and how many organisations work on them",
        caption=(
            "Gaps in the order of their source, in the phases that need them closed. A cell counts the "
            "organisations that work on the gap, in whatever phase; 0 is a gap that nobody is stated to work "
            "on. Interests are not counted. Gaps that name no phase are left out."
        ),
        source=source,
        data=LazyData(lambda: heat_data(view)),
        unit="organisations",
    )


def heat_data(view: View) -> dict[str, Any]:
    """Gaps in order of rank against phases."""
    gaps = [gap for gap in view.gaps if gap.record.phases][:_MOST_GAPS]
    phases = view.picture.phases.in_order(phase for gap in gaps for phase in gap.record.phases)
    cells = [
        _heat_cell(view, gap, phase, (row, column))
        for row, gap in enumerate(gaps)
        for column, phase in enumerate(phases)
        if phase in gap.record.phases
    ]
    columns = [Entry(id=p, label=view.picture.phases.label(p), kind=Phase.kind, group=None) for p in phases]
    data = HeatmapData(
        rows=[_gap_entry(gap) for gap in gaps],
        columns=columns,
        cells=cells,
        low=0,
        high=max((cell["value"] or 0 for cell in cells), default=0),
        row_title="Technology gap",
        column_title="Phase",
    )
    return {**data}


def _heat_cell(view: View, gap: GapState, phase: str, at: tuple[int, int]) -> HeatCell:
    return HeatCell(
        row=at[0],
        column=at[1],
        value=len(gap.workers.parties),
        label=f"{titled(gap.id, gap.record.title)}, needed in {phase}: {_by_whom(view, gap)}",
        unverified=gap.unverified,
    )


def _by_whom(view: View, gap: GapState) -> str:
    names, workers = view.picture.names, gap.workers
    if workers.working:
        return f"{workers.address.value}, {who(names, workers.working)}"
    return f"interest only, {who(names, workers.interested)}" if workers.all else "nobody"


# --- gaps x organisations -------------------------------------------------------------------------


def _matrix(view: View, source: str) -> Figure:
    return Figure(
        name="gap-organisations",
        form="matrix",
        title="Who works on which technology gap",
        caption=(
            "Gaps that somebody works on or is interested in, in order of rank, with the firmest part of "
            "each organisation. An interest is no commitment."
        ),
        source=source,
        data=LazyData(lambda: matrix_data(view)),
    )


def matrix_data(view: View) -> dict[str, Any]:
    """Gaps in order of rank against the organisations that work on them or are interested."""
    gaps = [gap for gap in view.gaps if gap.workers.all][:_MOST_GAPS]
    totals: dict[str, int] = {}
    for gap in gaps:
        for organisation in {w.organisation for w in gap.workers.all if w.organisation is not None}:
            totals[organisation] = totals.get(organisation, 0) + 1
    shown = sorted(totals, key=lambda o: (-totals[o], o))[:_MOST_ORGANISATIONS]
    cells = [
        cell
        for row, gap in enumerate(gaps)
        for column, organisation in enumerate(shown)
        if (cell := _part(view, gap, organisation, (row, column))) is not None
    ]
    short = view.picture.names.short
    legend = [Category(value=f.value, label=f"{f.value}: {f.meaning}") for f in Firmness]
    data = MatrixData(
        rows=[_gap_entry(gap) for gap in gaps],
        columns=[Entry(id=o, label=short(o), kind=Organisation.kind, group=None) for o in shown],
        cells=cells,
        legend=[*legend, Category(value=_UNKNOWN, label="firmness not stated")],
        row_title="Technology gap",
        column_title="Organisation",
    )
    return {**data}


def _part(view: View, gap: GapState, organisation: str, at: tuple[int, int]) -> MatrixCell | None:
    workers = [worker for worker in gap.workers.all if worker.organisation == organisation]
    if not workers:
        return None
    best = workers[0]
    return MatrixCell(
        row=at[0],
        column=at[1],
        value=_UNKNOWN if best.firmness is None else best.firmness.value,
        label=f"{titled(gap.id, gap.record.title)}: {who(view.picture.names, [best])}",
        unverified=any(worker.statement.envelope.unverified for worker in workers),
    )


# --- state of address -----------------------------------------------------------------------------


def _bars(view: View, source: str) -> Figure:
    return Figure(
        name="gap-address",
        form="bars",
        title="Technology gaps by how many organisations work on them",
        caption=(
            "Gaps of each sub-architecture; one that concerns several counts in each. Gaps that name none "
            "are shown by their assessment."
        ),
        source=source,
        data=LazyData(lambda: bars_data(view)),
        unit="gaps",
    )


def bars_data(view: View) -> dict[str, Any]:
    """Gaps of each sub-architecture, or else of each assessment, by who works on them."""
    groups: dict[tuple[str, str], list[GapState]] = {}
    for gap in view.gaps:
        nodes: list[tuple[str, str]] = [
            ("Sub-architecture", node) for node in dict.fromkeys(gap.record.sub_architectures)
        ]
        for key in nodes or [("No sub-architecture stated", gap.record.assessment or "not stated")]:
            groups.setdefault(key, []).append(gap)
    bars: list[Bar] = []
    for heading, name in sorted(groups, key=lambda key: (key[0] != "Sub-architecture", key[1])):
        is_node = heading == "Sub-architecture"
        label = view.picture.label(TaxonomyNode.kind, name) if is_node else name
        kind = TaxonomyNode.kind if is_node else None
        segments = _segments(label, groups[heading, name])
        bars.append(Bar(id=name, label=label, kind=kind, group=heading, segments=segments))
    data = BarsData(bars=bars, legend=_ADDRESS_LEGEND, bar_title="Sub-architecture", value_title="Gaps")
    return {**data}


def _segments(title: str, gaps: Iterable[GapState]) -> list[Segment]:
    addresses = [gap.workers.address for gap in gaps]
    return [
        Segment(
            category=category,
            value=addresses.count(address),
            label=f"{title}: {counted(addresses.count(address), 'gap')}, {address.value}",
        )
        for address, category in _CATEGORIES.items()
        if address in addresses
    ]


# --- projects -------------------------------------------------------------------------------------


def _projects(view: View) -> Figure:
    return Figure(
        name="project-readiness",
        form="bars",
        title="Readiness of development projects by topic",
        caption=(
            "Projects by the readiness level that they have now and by broad topic; one with several topics "
            "counts in each. To share a topic with a gap is not to work on it."
        ),
        source=f"{counted(len(view.projects), 'project')} in this roadmap.",
        data=LazyData(lambda: project_data(view)),
        unit="projects",
    )


def project_data(view: View) -> dict[str, Any]:
    """Projects of each broad topic by group of levels."""
    bars: list[Bar] = []
    for topic, projects in by_topic(view).items():
        title = NO_TOPIC if topic is None else view.picture.topics.label(topic)
        kind = None if topic is None else TaxonomyNode.kind
        segments = [
            Segment(category=term, value=count, label=f"{title}: {counted(count, 'project')}, {term}")
            for term, levels in _LEVEL_GROUPS.items()
            if (count := sum(project.trl_now in levels for project in projects))
        ]
        bars.append(Bar(id=topic or NO_TOPIC, label=title, kind=kind, group=None, segments=segments))
    labels = {UNRATED: "level now not stated"}
    legend = [Category(value=term, label=labels.get(term, term)) for term in _LEVEL_GROUPS]
    data = BarsData(bars=bars, legend=legend, bar_title="Topic", value_title="Projects")
    return {**data}
