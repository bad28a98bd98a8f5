"""Coverage: which functions of each phase are provided, by whom, how firmly, and which are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from ecliptic.assess.assessment import Answer, Basis, Finding, Missing, gravest_first
from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.figures import figures
from ecliptic.assess.coverage.findings import Reader
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.selection import CoverageParameters, Selection
from ecliptic.assess.coverage.state import (
    Allocations,
    PhaseState,
    allocations_by_phase,
    functions_by_phase,
)
from ecliptic.assess.coverage.tables import tables
from ecliptic.assess.coverage.trace import Demands, Trace
from ecliptic.assess.involvement import Names
from ecliptic.assess.phases import Phases
from ecliptic.assess.registry import question
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Element, Function, Objective, UseCase

_GROUND_RULES = (
    "An element provides a function in a phase only where somebody states an allocation of the function to "
    "the element in that phase.",
    "A use case, objective, goal or sub-architecture is covered only if all its functions are, and partly "
    "covered if some are; a use case without a function keeps its objectives from being covered.",
    "Where nobody states any allocation in a phase, its coverage is unknown, not zero.",
    "An interest is never counted as a provider, nor as help with a function that has none.",
    "An element belongs to each phase that it lists, also where nothing is allocated to it.",
)
_ASSUMPTIONS = (
    "A contribution to an element stands behind every function that the element provides, unless it names "
    "functions: then it stands behind those only.",
    "A contribution that names a function counts in every phase that lists the function, because "
    "contributions name no phase.",
    "A contribution to an element that realises an element of the common architecture stands behind the "
    "latter too.",
)


@question(
    "coverage",
    title="Coverage of the architecture",
    asks="Which functions has nobody, or only one, taken on, by phase, and how firmly?",
    parameters=CoverageParameters,
)
def coverage(roadmap: Roadmap, parameters: CoverageParameters) -> Answer:
    """Answer the question for the phases and parts that the parameters choose."""
    picture = _picture(roadmap, parameters)
    found: list[Finding] = []
    for view in picture.views:
        found += Reader(picture, view).findings()
    return Answer(
        findings=gravest_first(found),
        tables=tables(picture),
        basis=_basis(picture),
        figures=figures(picture),
        ground_rules=_GROUND_RULES,
        assumptions=_ASSUMPTIONS,
        missing=_missing(picture.views),
    )


def _picture(roadmap: Roadmap, parameters: CoverageParameters) -> Picture:
    backing, demands, phases = Backing(roadmap), Demands(roadmap), Phases(roadmap)
    functions = functions_by_phase(roadmap)
    chosen: Sequence[str] = phases.in_order(functions)
    if parameters.phase is not None:
        chosen = [phases.resolve(parameters.phase, functions, "function")]
    selection = Selection(roadmap, parameters, backing)
    allocations = allocations_by_phase(roadmap)
    views = []
    for name in chosen:
        trace = Trace(demands, name, functions[name])
        phase = PhaseState(name, functions[name], allocations.get(name, Allocations()), trace, backing)
        views.append(View(phase, phases.label(name), selection.of(phase), phases.is_first(name, functions)))
    elements = _elements_by_phase(roadmap)
    return Picture(roadmap, tuple(views), backing, selection.nodes, Names(roadmap), elements)


def _elements_by_phase(roadmap: Roadmap) -> dict[str, tuple[str, ...]]:
    listed: dict[str, list[str]] = {}
    for identifier, element in roadmap.records(Element).items():
        for phase in element.phases:
            listed.setdefault(phase, []).append(identifier)
    return {phase: tuple(elements) for phase, elements in listed.items()}


def _basis(picture: Picture) -> Basis:
    """Count every statement that the answer rests on once."""
    used: dict[str, dict[str, Statement]] = {}
    allocations = unverified = 0
    for view in picture.views:
        listed = view.phase.functions
        if not view.selected.everything:
            listed = {function: listed[function] for function in view.selected.functions}
        used.setdefault(Function.kind, {}).update(listed)
        stated = _allocations(view)
        allocations, unverified = allocations + stated.statements, unverified + stated.unverified
        things: list[tuple[str, Iterable[str]]] = [
            (UseCase.kind, view.selected.use_cases),
            (Objective.kind, view.selected.objectives),
            (Element.kind, picture.elements(view)),
        ]
        for kind, identifiers in things:
            taken = picture.roadmap.taken(kind)
            used.setdefault(kind, {}).update((i, taken[i]) for i in identifiers if i in taken)
    elements = frozenset().union(*(view.used_elements for view in picture.views))
    for statement in picture.backing.statements_about(elements, used.get(Function.kind, {})):
        used.setdefault(statement.kind, {})[statement.id] = statement
    others = Basis.of(chain.from_iterable(by_id.values() for by_id in used.values()))
    return Basis(others.statements + allocations, others.unverified + unverified)


def _allocations(view: View) -> Basis:
    """Count statements that allocate or mark listed functions; mostly none can be unverified."""
    stated = view.phase.allocations
    if view.selected.everything and not stated.some_unverified and not view.phase.unlisted:
        more = [*stated.repeated.items(), *stated.marks.items()]
        listed = view.phase.functions
        return Basis(view.allocations + sum(len(s) for function, s in more if function in listed), 0)
    return Basis.of(view.allocation_statements())


def _missing(views: Sequence[View]) -> tuple[Missing, ...]:
    """What was unknown; each count is over all phases that were looked at."""
    counted = ((what, sum(map(count, views)), treatment) for what, count, treatment in _UNKNOWNS)
    return tuple(Missing(*unknown) for unknown in counted if unknown[1])


def _without_sub_architecture(view: View) -> int:
    functions = view.phase.functions
    records: list[Any] = [functions[function].record for function in view.selected.functions]
    return [record.sub_architecture for record in records].count(None)


_UNKNOWNS: tuple[tuple[str, Callable[[View], int], str], ...] = (
    (
        "functions with an element of which nobody says how firmly it is planned",
        lambda view: view.whole.firmness[-1] if view.phase.stated else 0,
        "their best firmness is unknown: counted neither as firm nor as weak",
    ),
    (
        "functions of phases in which nobody states any allocation",
        lambda view: 0 if view.phase.stated else len(view.selected.functions),
        "their coverage is unknown: counted neither as provided nor as missing",
    ),
    (
        "functions of phases in which nobody states any use case",
        lambda view: 0 if view.phase.trace.use_cases else len(view.selected.functions),
        "what they are for is unknown: none of them is reported as untraced",
    ),
    ("functions without a sub-architecture", _without_sub_architecture, "kept together as one group"),
    (
        "use cases or objectives that are referred to and that nobody states",
        lambda view: len(view.phase.trace.unstated),
        "left out of the trace",
    ),
    (
        "functions with allocations in a phase that does not list them",
        lambda view: view.phase.unlisted,
        "their allocations are left out",
    ),
)
