"""The tables of coverage about single functions: summary, functions, allocations, providers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import PHASE, UNVERIFIED, joined, word
from ecliptic.assess.coverage.groups import group_tables
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.rollup import COUNTED_FIRMNESSES
from ecliptic.assess.coverage.state import FunctionState
from ecliptic.assess.involvement import Involvement, committed, firmest, organisations_in
from ecliptic.vocabulary import Allocation

_FUNCTION = Column("function", "Function", kind="function")


def tables(picture: Picture) -> tuple[Table, ...]:
    """All tables; the first is the summary."""
    return (
        _summary(picture),
        _functions(picture),
        *group_tables(picture),
        _allocations(picture),
        _providers(picture),
    )


# --- summary --------------------------------------------------------------------------------------

_SUMMARY_COLUMNS = (
    PHASE,
    Column("name", "Name of the phase"),
    Column("functions", "Functions that the phase lists", "integer", "functions"),
    Column(
        "elements",
        "Elements of the phase; under a filter, those that provide a listed function",
        "integer",
        "elements",
    ),
    Column("elements_used", "Elements that provide at least one listed function", "integer", "elements"),
    Column("allocations", "Pairs of a function and an element that provides it", "integer", "allocations"),
    Column("single_provider", "Functions that exactly one element provides", "integer", "functions"),
    Column("marked", "Functions that a source marks as unallocated", "integer", "functions"),
    Column("without_element", "Functions that no element provides", "integer", "functions"),
    Column(
        "addressed",
        "Functions without an element or marked as unallocated that a contribution addresses, interests "
        "left aside",
        "integer",
        "functions",
    ),
    Column(
        "contradictory",
        "Functions that their source marks as unallocated and allocates, or does neither",
        "integer",
        "functions",
    ),
    Column(
        "untraced",
        "Functions that serve no use case of the phase; empty where it has no use case at all",
        "integer",
        "functions",
    ),
    Column("use_cases", "Use cases of the phase", "integer", "use cases"),
    Column("use_cases_without_function", "Use cases that no function makes possible", "integer", "use cases"),
    Column("objectives", "Objectives of the phase", "integer", "objectives"),
    Column("objectives_without_use_case", "Objectives that no use case serves", "integer", "objectives"),
    *(
        Column(f"covered_{term}", f"Provided functions whose best firmness is {term}", "integer", "functions")
        for term in COUNTED_FIRMNESSES
    ),
)


def _summary(picture: Picture) -> Table:
    rows = tuple(_summary_row(picture, view) for view in picture.views)
    return Table("summary", "Coverage of each phase", _SUMMARY_COLUMNS, rows)


def _summary_row(picture: Picture, view: View) -> Row:
    whole, trace, chosen = view.whole, view.phase.trace, view.selected
    known = view.phase.stated
    return (
        view.phase.id,
        view.label,
        whole.functions,
        len(picture.elements(view)),
        len(view.used_elements),
        view.allocations,
        whole.single if known else None,
        whole.marked,
        whole.none if known else None,
        len(picture.addressed_gaps(view)) if known else None,
        len(view.contradictory),
        len(view.untraced) if trace.use_cases else None,
        len(chosen.use_cases),
        len(set(chosen.use_cases).intersection(trace.use_cases_without_function)),
        len(chosen.objectives),
        sum(1 for objective in chosen.objectives if not trace.use_cases_for[objective]),
        *(count if known else None for count in whole.firmness),
    )


# --- functions ------------------------------------------------------------------------------------

_FUNCTION_COLUMNS = (
    PHASE,
    _FUNCTION,
    Column("name", "The action"),
    Column("sub_architecture", "Sub-architecture that it belongs to", kind="taxonomy-node"),
    Column("status", "Whether several elements, a single one or none provide it, or nobody says"),
    Column("marked", "Whether a source marks it as unallocated", "boolean"),
    Column("contradictory", "Whether its source contradicts itself about it", "boolean"),
    Column("providers", "Elements that provide it", "integer", "elements"),
    Column("elements", "Elements that provide it", kind="element"),
    Column("organisations", "Organisations behind those elements, interests left aside", kind="organisation"),
    Column("firmness", "Best firmness among these organisations; empty where it is unknown"),
    Column(
        "addressed_by",
        "Organisations whose contribution names it without being behind such an element",
        kind="organisation",
    ),
    Column("addressed_firmness", "Best firmness among the latter; empty where it is unknown"),
    Column("interested", "Organisations that have expressed interest only", kind="organisation"),
    Column("use_cases", "Use cases of the phase that it serves", kind="use-case"),
    Column("objectives", "Objectives of the phase that it serves through them", kind="objective"),
    UNVERIFIED,
)


def _functions(picture: Picture) -> Table:
    def rows() -> Iterator[Row]:
        for view in picture.views:
            for state in view.states:
                yield _function_row(picture, view, state)

    return Table("functions", "Functions and who provides them", _FUNCTION_COLUMNS, LazyRows(rows))


def _function_row(picture: Picture, view: View, state: FunctionState) -> Row:
    involved = picture.involved(state)
    trace = view.phase.trace
    return (
        view.phase.id,
        state.id,
        state.record.name,
        state.record.sub_architecture,
        view.phase.status(state),
        bool(state.marks),
        view.phase.contradictory(state),
        len(state.elements) if view.phase.stated else None,
        joined(state.elements),
        joined(organisations_in(involved.providers)),
        word(state.firmness),
        joined(organisations_in(involved.helpers)),
        word(firmest(involved.helpers)),
        joined(organisations_in(involved.interested)),
        joined(trace.use_cases_of(state.id)),
        joined(trace.objectives_behind(state.id)),
        involved.unverified
        or any(s.envelope.unverified for s in (state.statement, *state.allocations, *state.marks)),
    )


# --- allocations and providers --------------------------------------------------------------------

_ALLOCATION_COLUMNS = (
    PHASE,
    Column("allocation", "Allocation, or mark as unallocated", kind="allocation"),
    _FUNCTION,
    Column("element", "Element that provides it; empty in a mark", kind="element"),
    Column("status", "allocated, or unallocated for a mark"),
    Column("basis", "Where the allocation comes from, or what it is subject to"),
    Column("publisher", "Organisation that states it", kind="organisation"),
    Column("organisations", "Organisations behind the element for this function", kind="organisation"),
    Column("firmness", "Best firmness among them; empty where it is unknown"),
    UNVERIFIED,
)


def _allocations(picture: Picture) -> Table:
    def rows() -> Iterator[Row]:
        for view in picture.views:
            for state in view.states:
                yield from _allocation_rows(picture, view, state)

    return Table("allocations", "Allocations and marks as stated", _ALLOCATION_COLUMNS, LazyRows(rows))


def _allocation_rows(picture: Picture, view: View, state: FunctionState) -> Iterator[Row]:
    for statement in (*state.allocations, *state.marks):
        record = cast("Allocation", statement.record)
        behind = picture.backing.behind(state.id, () if record.element is None else (record.element,))
        providers = committed(behind)
        yield (
            view.phase.id,
            statement.id,
            state.id,
            record.element,
            record.status.value,
            record.basis,
            statement.publisher,
            joined(organisations_in(providers)),
            word(firmest(providers)),
            statement.envelope.unverified or any(i.unverified for i in providers),
        )


_PROVIDER_COLUMNS = (
    PHASE,
    _FUNCTION,
    Column("organisation", "Organisation involved", kind="organisation"),
    Column("involvement", "Whether it provides the function, addresses it, or is interested only"),
    Column("role", "What it does"),
    Column("firmness", "How firmly; empty where it is unknown"),
    Column("through_kind", "Kind of the thing that it contributes to"),
    Column("through", "The thing that it contributes to"),
    Column("statement_kind", "Kind of the statement that says so"),
    Column("statement", "The contribution or element whose statement says so"),
    UNVERIFIED,
)


def _providers(picture: Picture) -> Table:
    def rows() -> Iterator[Row]:
        for view in picture.views:
            for state in view.states:
                involved = picture.involved(state)
                yield from _provider_rows(view, state, involved.behind, "provides")
                yield from _provider_rows(view, state, involved.addressing, "addresses")

    title = "Organisations involved in each function"
    return Table("providers", title, _PROVIDER_COLUMNS, LazyRows(rows))


def _provider_rows(
    view: View, state: FunctionState, involvements: Iterable[Involvement], what: str
) -> Iterator[Row]:
    for involvement in sorted(involvements, key=lambda i: (i.organisation, i.statement.key, i.through)):
        yield (
            view.phase.id,
            state.id,
            involvement.organisation,
            "interest only" if involvement.is_interest else what,
            involvement.role.value,
            word(involvement.firmness),
            involvement.through.kind,
            involvement.through.id,
            involvement.statement.kind,
            involvement.statement.id,
            involvement.unverified,
        )
