"""The tables of coverage rolled up: use cases, objectives, goals, sub-architectures, organisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ecliptic.assess.assessment import Cell, Column, LazyRows, Row, Table
from ecliptic.assess.cells import PHASE, joined
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.rollup import COUNTED_FIRMNESSES, Rollup
from ecliptic.assess.coverage.state import FunctionState
from ecliptic.assess.involvement import (
    FIRMNESSES,
    Involvement,
    committed,
    firmest,
    organisations_in,
)
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Objective, UseCase

RowMaker = Callable[[Picture, View], Iterator[Row]]

_COUNTS = (
    Column("status", "covered, partly covered, not covered, no function, or not stated"),
    Column("functions", "Functions of the phase that it rests on", "integer", "functions"),
    Column("covered", "Of these, functions that an element provides", "integer", "functions"),
    Column(
        "single_provider", "Of these, functions that exactly one element provides", "integer", "functions"
    ),
    Column("without_element", "Of these, functions that no element provides", "integer", "functions"),
    Column("marked", "Of these, functions that a source marks as unallocated", "integer", "functions"),
    *(
        Column(f"covered_{term}", f"Provided functions whose best firmness is {term}", "integer", "functions")
        for term in COUNTED_FIRMNESSES
    ),
)


def group_tables(picture: Picture) -> tuple[Table, ...]:
    """Every table that is about more than one function a row."""
    return (
        _table(picture, "sub_architectures", "Coverage by sub-architecture", _NODE_COLUMNS, _node_rows),
        _table(picture, "organisations", "What each organisation provides", _ORGANISATION_COLUMNS, _org_rows),
        _table(picture, "goals", "Coverage by goal or category of objectives", _GOAL_COLUMNS, _goal_rows),
        _table(picture, "objectives", "Coverage by objective", _OBJECTIVE_COLUMNS, _objective_rows),
        _table(picture, "use_cases", "Coverage by use case", _USE_CASE_COLUMNS, _use_case_rows),
    )


def _table(picture: Picture, name: str, title: str, columns: tuple[Column, ...], make: RowMaker) -> Table:
    def rows() -> Iterator[Row]:
        for view in picture.views:
            yield from make(picture, view)

    return Table(name, title, columns, LazyRows(rows))


def _counts(rollup: Rollup, *, stated: bool, complete: bool = True) -> tuple[Cell, ...]:
    return (
        rollup.status(stated=stated, complete=complete),
        rollup.functions,
        rollup.covered if stated else None,
        rollup.single if stated else None,
        rollup.none if stated else None,
        rollup.marked,
        *(count if stated else None for count in rollup.firmness),
    )


_OWN_UNVERIFIED = Column("unverified", "Whether the statement about it is unverified", "boolean")

# --- use cases, objectives, goals -----------------------------------------------------------------

_USE_CASE_COLUMNS = (
    PHASE,
    Column("use_case", "Use case", kind="use-case"),
    Column("title", "The operation"),
    *_COUNTS,
    Column("objectives", "Objectives of the phase that it serves", kind="objective"),
    _OWN_UNVERIFIED,
)


def _use_case_rows(picture: Picture, view: View) -> Iterator[Row]:
    for use_case in view.selected.use_cases:
        yield (
            view.phase.id,
            use_case,
            picture.roadmap.label(UseCase.kind, use_case),
            *_counts(view.rollup_of_use_case(use_case), stated=view.phase.stated),
            joined(view.phase.trace.objectives_of[use_case]),
            _is_unverified(picture.roadmap, UseCase.kind, use_case),
        )


_OBJECTIVE_COLUMNS = (
    PHASE,
    Column("objective", "Objective", kind="objective"),
    Column("title", "The objective"),
    Column("category", "Group of objectives that it belongs to"),
    Column("goals", "Goals that it serves", kind="goal"),
    *_COUNTS,
    Column("use_cases", "Use cases of the phase that serve it", "integer", "use cases"),
    Column("use_cases_without_function", "Use cases that no function makes possible", "integer", "use cases"),
    _OWN_UNVERIFIED,
)


def _objective_rows(picture: Picture, view: View) -> Iterator[Row]:
    trace = view.phase.trace
    for objective in view.selected.objectives:
        record = picture.roadmap.get(Objective, objective)
        use_cases = trace.use_cases_for[objective]
        counts = _counts(
            view.rollup_of_objective(objective),
            stated=view.phase.stated,
            complete=view.has_all_functions(objective),
        )
        yield (
            view.phase.id,
            objective,
            picture.roadmap.label(Objective.kind, objective),
            None if record is None else record.category,
            None if record is None else joined(record.goals),
            *counts,
            len(use_cases),
            sum(1 for use_case in use_cases if not trace.functions_of[use_case]),
            _is_unverified(picture.roadmap, Objective.kind, objective),
        )


_GOAL_COLUMNS = (
    PHASE,
    Column("goal", "Goal; empty where the row is about a category", kind="goal"),
    Column("name", "Title of the goal, or the category that its source puts objectives in"),
    Column("objectives", "Objectives of the phase that belong to it", "integer", "objectives"),
    *_COUNTS,
)


def goals_of(picture: Picture, view: View) -> dict[tuple[str | None, str], list[str]]:
    """Objectives by goal, or by category where they name no goal."""
    groups: dict[tuple[str | None, str], list[str]] = {}
    for objective in view.selected.objectives:
        record = picture.roadmap.get(Objective, objective)
        goals = () if record is None else record.goals
        keys: list[tuple[str | None, str]] = [(goal, picture.roadmap.label("goal", goal)) for goal in goals]
        if not keys:
            keys = [(None, (record.category if record is not None else None) or "no goal or category stated")]
        for key in keys:
            groups.setdefault(key, []).append(objective)
    return dict(sorted(groups.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", item[0][1])))


def _goal_rows(picture: Picture, view: View) -> Iterator[Row]:
    for (goal, name), objectives in goals_of(picture, view).items():
        functions = sorted({f for o in objectives for f in view.phase.trace.functions_for(o)})
        counts = _counts(
            Rollup.of(view.phase, functions),
            stated=view.phase.stated,
            complete=all(view.has_all_functions(objective) for objective in objectives),
        )
        yield (view.phase.id, goal, name, len(objectives), *counts)


def _is_unverified(roadmap: Roadmap, kind: str, identifier: str) -> bool:
    statement = roadmap.statement(kind, identifier)
    return statement is not None and statement.envelope.unverified


# --- sub-architectures ----------------------------------------------------------------------------

_NODE_COLUMNS = (
    PHASE,
    Column("sub_architecture", "Sub-architecture", kind="taxonomy-node"),
    Column("name", "Title of the sub-architecture"),
    *_COUNTS,
    Column("organisations", "Organisations behind its elements, interests left aside", kind="organisation"),
    Column("addressed_by", "Organisations that address its functions otherwise", kind="organisation"),
    Column(
        "interested",
        "Organisations that have expressed interest only, in it or in its functions",
        kind="organisation",
    ),
)


def _node_rows(picture: Picture, view: View) -> Iterator[Row]:
    for node, states in picture.by_sub_architecture(view).items():
        involved = [picture.involved(state) for state in states]
        interested = [i for each in involved for i in each.interested] + picture.interest_in(node)
        yield (
            view.phase.id,
            node,
            picture.node_label(node),
            *_counts(Rollup.of(view.phase, [state.id for state in states]), stated=view.phase.stated),
            joined(organisations_in(i for each in involved for i in each.providers)),
            joined(organisations_in(i for each in involved for i in each.helpers)),
            joined(organisations_in(interested)),
        )


# --- organisations --------------------------------------------------------------------------------

_ORGANISATION_COLUMNS = (
    PHASE,
    Column("organisation", "Organisation", kind="organisation"),
    Column("name", "Short name"),
    Column("provides", "Functions that it is behind through an element", "integer", "functions"),
    Column(
        "provides_alone",
        "Of these, functions behind which no other organisation is",
        "integer",
        "functions",
    ),
    *(
        Column(f"provides_{term}", f"Of these, functions that it is behind as {term}", "integer", "functions")
        for term in COUNTED_FIRMNESSES
    ),
    Column("addresses", "Functions that it addresses otherwise", "integer", "functions"),
    Column("addresses_gaps", "Of these, functions that no element provides", "integer", "functions"),
    Column("interested", "Functions in which it has expressed interest only", "integer", "functions"),
    Column("elements", "Elements of the phase that it is behind", kind="element"),
)


@dataclass(slots=True)
class Part:
    """What one organisation does in one phase."""

    provides: int = 0
    alone: int = 0
    addresses: int = 0
    gaps: int = 0
    interested: int = 0
    firmness: Counter[int] = field(default_factory=Counter)
    elements: set[str] = field(default_factory=set)


def _org_rows(picture: Picture, view: View) -> Iterator[Row]:
    for organisation, part in sorted(_parts(picture, view).items()):
        yield (
            view.phase.id,
            organisation,
            picture.names.short(organisation),
            part.provides,
            part.alone,
            *(part.firmness[rank] for rank in range(len(COUNTED_FIRMNESSES))),
            part.addresses,
            part.gaps,
            part.interested,
            joined(sorted(part.elements)),
        )


def _parts(picture: Picture, view: View) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for state in view.states:
        _add_function(parts, picture, state)
    return parts


def _add_function(parts: dict[str, Part], picture: Picture, state: FunctionState) -> None:
    involved = picture.involved(state)
    providers = _by_organisation(involved.providers)
    for organisation, involvements in providers.items():
        part = parts.setdefault(organisation, Part())
        best = firmest(involvements)
        part.provides += 1
        part.alone += len(providers) == 1
        part.firmness[len(FIRMNESSES) if best is None else best.rank] += 1
    for element in state.elements:
        for involvement in committed(picture.backing.behind(state.id, (element,))):
            parts[involvement.organisation].elements.add(element)
    helpers = _by_organisation(involved.helpers)
    for organisation in helpers.keys() - providers.keys():
        part = parts.setdefault(organisation, Part())
        part.addresses += 1
        part.gaps += not state.elements
    for organisation in organisations_in(involved.interested):
        if organisation not in providers and organisation not in helpers:
            parts.setdefault(organisation, Part()).interested += 1


def _by_organisation(involvements: list[Involvement]) -> dict[str, list[Involvement]]:
    grouped: dict[str, list[Involvement]] = {}
    for involvement in involvements:
        grouped.setdefault(involvement.organisation, []).append(involvement)
    return grouped
