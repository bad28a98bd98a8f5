"""What to draw of coverage: who provides which function, who addresses what, and how firmly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ecliptic.assess.assessment import Figure, FigureForm, LazyData
from ecliptic.assess.coverage.flow import flow
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.rollup import COUNTED_FIRMNESSES, Rollup
from ecliptic.assess.coverage.state import FunctionState
from ecliptic.assess.figure_data import (
    Bar,
    BarsData,
    Category,
    Entry,
    MatrixCell,
    MatrixData,
    Segment,
    slug,
)
from ecliptic.assess.involvement import Involvement, committed, counted, firmest, titled
from ecliptic.vocabulary import Contribution, Element, Firmness, Function

# Beyond this a matrix of single functions cannot be read; its table and the other figures remain.
_MOST_FUNCTIONS, _MOST_ELEMENTS, _MOST_ORGANISATIONS = 400, 60, 40

UNKNOWN = "unknown"
FIRMNESS_LEGEND: list[Category] = [
    *(Category(value=f.value, label=f"{f.value}: {f.meaning}") for f in Firmness),
    Category(value=UNKNOWN, label="firmness not stated"),
]
_GAP_LEGEND: list[Category] = [
    Category(value="addressed", label="no element, but a contribution addresses it"),
    Category(value="none", label="no element"),
]
_NO_ELEMENT = "no-element"


def figures(picture: Picture) -> tuple[Figure, ...]:
    """The figures of every phase that has functions to show."""
    source = _source(picture)
    return tuple(
        _drawn(plan, picture, view, source)
        for view in picture.views
        if view.selected.functions
        for plan in _PLANS
        if plan.suits(picture, view)
    )


def _drawn(plan: _Plan, picture: Picture, view: View, source: str) -> Figure:
    phase = f"{view.label} ({view.phase.id})" if view.label != view.phase.id else view.phase.id
    return Figure(
        name=f"{plan.name}-{slug(view.phase.id)}",
        form=plan.form,
        title=f"{plan.title}, {phase}",
        caption=plan.caption,
        source=source,
        data=LazyData(lambda: plan.make(picture, view)),
        unit="functions",
    )


def _source(picture: Picture) -> str:
    listed = picture.names.publishers
    functions = listed(s.envelope.publisher for view in picture.views for s in view.phase.functions.values())
    allocations = listed(
        publisher for view in picture.views for publisher in view.phase.allocations.publishers
    )
    contributions = listed(s.publisher for s in picture.roadmap.taken(Contribution.kind).values())
    return f"Functions stated by {functions}, allocations by {allocations}, contributions by {contributions}."


# --- functions x elements -------------------------------------------------------------------------


def function_matrix(picture: Picture, view: View) -> MatrixData:
    """Functions by sub-architecture against elements, with a last column for what is missing."""
    groups, elements = picture.by_sub_architecture(view), picture.elements(view)
    ordered = [(node, state) for node, states in groups.items() for state in states]
    rows = [
        Entry(id=s.id, label=s.record.name, kind=Function.kind, group=picture.node_label(node))
        for node, s in ordered
    ]
    columns = [Entry(id=e, label=picture.element_label(e), kind=Element.kind, group=None) for e in elements]
    columns.append(Entry(id=_NO_ELEMENT, label="No element", kind=None, group=None))
    places = {element: place for place, element in enumerate(elements)}
    cells: list[MatrixCell] = []
    for row, (_, state) in enumerate(ordered):
        cells += [_allocation_cell(picture, state, e, (row, places[e])) for e in state.elements]
        if view.phase.stated and (not state.elements or view.phase.contradictory(state)):
            cells.append(_gap_cell(picture, view, state, (row, len(elements))))
    return MatrixData(
        rows=rows,
        columns=columns,
        cells=cells,
        legend=[entry for entry in FIRMNESS_LEGEND if entry["value"] != Firmness.INTEREST] + _GAP_LEGEND,
        row_title="Function",
        column_title="Element",
    )


def _allocation_cell(picture: Picture, state: FunctionState, element: str, at: tuple[int, int]) -> MatrixCell:
    behind = [i for i in picture.backing.behind(state.id, (element,)) if not i.is_interest]
    best = firmest(behind)
    who = f": {picture.names.who(behind)}" if behind else ", with nobody stated behind it"
    return MatrixCell(
        row=at[0],
        column=at[1],
        value=UNKNOWN if best is None else best.value,
        label=f"{titled(element, picture.element_label(element))} provides {state.id}{who}",
        unverified=any(i.unverified for i in behind) or any(s.envelope.unverified for s in state.allocations),
    )


def _gap_cell(picture: Picture, view: View, state: FunctionState, at: tuple[int, int]) -> MatrixCell:
    involved = picture.involved(state)
    mark = "marked as unallocated" if state.marks else "not marked as unallocated"
    words = f"{state.id} has {'an' if state.elements else 'no'} element and is {mark}"
    if involved.helpers:
        words += f"; addressed by {picture.names.who(involved.helpers)}"
    return MatrixCell(
        row=at[0],
        column=at[1],
        value="addressed" if involved.helpers else "none",
        label=words,
        text="!" if view.phase.contradictory(state) else "",
        unverified=involved.unverified,
    )


# --- sub-architectures x organisations ------------------------------------------------------------


def organisation_matrix(picture: Picture, view: View) -> MatrixData:
    """Sub-architectures against organisations: how many functions, and how firmly at best."""
    groups = picture.by_sub_architecture(view)
    reach = [_reach(picture, node, states) for node, states in groups.items()]
    totals: dict[str, int] = {}
    for found in reach:
        for organisation, (functions, _) in found.items():
            totals[organisation] = totals.get(organisation, 0) + len(functions)
    ordered = sorted(totals, key=lambda organisation: (-totals[organisation], organisation))
    shown = ordered[:_MOST_ORGANISATIONS]
    cells = [
        _reach_cell(picture, node, organisation, found[organisation], (row, column))
        for row, (node, found) in enumerate(zip(groups, reach, strict=True))
        for column, organisation in enumerate(shown)
        if organisation in found
    ]
    return MatrixData(
        rows=[_node_entry(picture, node) for node in groups],
        columns=[Entry(id=o, label=picture.names.short(o), kind="organisation", group=None) for o in shown],
        cells=cells,
        legend=FIRMNESS_LEGEND,
        row_title="Sub-architecture",
        column_title="Organisation",
    )


Reach = dict[str, tuple[set[str], list[Involvement]]]


def _reach(picture: Picture, node: str | None, states: list[FunctionState]) -> Reach:
    """Functions that each organisation does more than be interested in, and all its involvements."""
    reach: Reach = {}
    for state in states:
        involved = picture.involved(state)
        for involvement in [*involved.behind, *involved.addressing]:
            functions, involvements = reach.setdefault(involvement.organisation, (set(), []))
            involvements.append(involvement)
            if not involvement.is_interest:
                functions.add(state.id)
    for involvement in picture.interest_in(node):
        reach.setdefault(involvement.organisation, (set(), []))[1].append(involvement)
    return reach


def _reach_cell(
    picture: Picture,
    node: str | None,
    organisation: str,
    found: tuple[set[str], list[Involvement]],
    at: tuple[int, int],
) -> MatrixCell:
    functions, involvements = found
    name, topic = picture.names.short(organisation), picture.node_label(node)
    best = firmest(involvements)
    shown = committed(involvements) or involvements
    if functions:
        value = UNKNOWN if best is None else best.value
        firmly = "firmness not stated" if best is None else f"at best {best.value}"
        label = f"{name}: {counted(len(functions), 'function')} of {topic}, {firmly}"
    else:
        value, label = Firmness.INTEREST.value, f"{name}: interest in {topic}, no commitment"
    return MatrixCell(
        row=at[0],
        column=at[1],
        value=value,
        label=label,
        text=str(len(functions)) if functions else "",
        unverified=any(involvement.unverified for involvement in shown),
    )


def _node_entry(picture: Picture, node: str | None) -> Entry:
    kind = None if node is None else "taxonomy-node"
    return Entry(id=node or "none", label=picture.node_label(node), kind=kind, group=None)


# --- firmness -------------------------------------------------------------------------------------


def firmness_bars(picture: Picture, view: View) -> BarsData:
    """Functions of each sub-architecture by how firmly they are provided, and those without an element."""
    bars: list[Bar] = []
    for node, states in picture.by_sub_architecture(view).items():
        rollup = Rollup.of(view.phase, [state.id for state in states])
        title = picture.node_label(node)
        segments = [
            Segment(category=term, value=count, label=f"{title}: {counted(count, 'function')}, {term}")
            for term, count in zip(COUNTED_FIRMNESSES, rollup.firmness, strict=True)
            if count
        ]
        if rollup.none:
            segments.append(_missing_segment(view, title, rollup.none))
        bars.append(Bar(**_node_entry(picture, node), segments=segments))
    return BarsData(
        bars=bars,
        legend=[
            *(entry for entry in FIRMNESS_LEGEND if entry["value"] != Firmness.INTEREST),
            Category(value="none", label="no element"),
            Category(value="not stated", label="nobody states who provides it"),
        ],
        bar_title="Sub-architecture",
        value_title="Functions",
    )


def _missing_segment(view: View, title: str, count: int) -> Segment:
    category = "none" if view.phase.stated else "not stated"
    words = "without an element" if view.phase.stated else "of which nobody states who provides them"
    return Segment(category=category, value=count, label=f"{title}: {counted(count, 'function')} {words}")


# --- which figures there are ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """One figure of a phase, before its data are made."""

    name: str
    form: FigureForm
    title: str
    caption: str
    make: Callable[[Picture, View], Mapping[str, Any]]
    suits: Callable[[Picture, View], bool] = lambda picture, view: True


def _somebody_is_involved(picture: Picture, view: View) -> bool:
    return picture.backing.anybody


def _can_be_read(picture: Picture, view: View) -> bool:
    functions, elements = len(view.selected.functions), len(picture.elements(view))
    return functions <= _MOST_FUNCTIONS and elements <= _MOST_ELEMENTS


_PLANS = (
    _Plan(
        "firmness",
        "bars",
        "How firmly each sub-architecture is covered",
        "Functions of each sub-architecture by the best firmness among the organisations behind the elements "
        "that provide them; interests are not counted.",
        firmness_bars,
    ),
    _Plan(
        "flow",
        "flow",
        "From objectives to elements",
        "Objectives by category, the sub-architectures whose functions they rest on through use cases, and "
        "the elements that provide these functions. The width counts functions.",
        flow,
    ),
    _Plan(
        "organisations",
        "matrix",
        "Who is behind which sub-architecture",
        "Number of functions that each organisation provides or addresses, coloured by its best firmness. An "
        "interest is shown apart and carries no number.",
        organisation_matrix,
        _somebody_is_involved,
    ),
    _Plan(
        "matrix",
        "matrix",
        "Functions and the elements that provide them",
        "Each cell is an allocation, coloured by the best firmness among the organisations behind the "
        "element. An exclamation mark shows where a source contradicts itself.",
        function_matrix,
        _can_be_read,
    ),
)
