"""Everything that one run looks at: the phases, what is listed of each, and who stands behind what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import filterfalse

from ecliptic.assess.assessment import Subject
from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.rollup import Rollup, by_firmness
from ecliptic.assess.coverage.selection import Selected
from ecliptic.assess.coverage.state import FunctionState, PhaseState, SubArchitectures
from ecliptic.assess.involvement import Involvement, Names, committed, interests
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Element, Firmness

NO_SUB_ARCHITECTURE = "no sub-architecture stated"


@dataclass(frozen=True)
class View:
    """One phase and what is listed of it."""

    phase: PhaseState
    label: str
    selected: Selected
    first: bool
    """Whether no other phase comes before it."""

    @cached_property
    def provided(self) -> Mapping[str, Mapping[str, Statement]]:
        """The listed functions that have an element, with their elements and allocations."""
        if self.selected.everything:
            return self.phase.provided
        listed = [function for function in self.selected.functions if function in self.phase.provided]
        return {function: self.phase.provided[function] for function in listed}

    @cached_property
    def states(self) -> tuple[FunctionState, ...]:
        """Everything about the listed functions."""
        return tuple(self.phase.state(function) for function in self.selected.functions)

    @cached_property
    def unprovided(self) -> list[str]:
        """The listed functions that no element provides."""
        return list(filterfalse(self.provided.__contains__, self.selected.functions))

    @cached_property
    def gaps(self) -> list[str]:
        """The listed functions that no element provides, or that a source marks as unallocated."""
        marked = [function for function in self.provided if function in self.phase.allocations.marks]
        return [*self.unprovided, *marked]

    @cached_property
    def with_single_provider(self) -> list[str]:
        """The listed functions that exactly one element provides."""
        return [function for function, elements in self.provided.items() if len(elements) == 1]

    def weaker_than(self, firmness: Firmness) -> list[str]:
        """The listed functions whose best firmness is known and below this."""
        ranks, provided = self.phase.ranks, self.provided
        weak = [f for f, rank in ranks.items() if rank > firmness.rank]
        return [function for function in weak if function in provided]

    @cached_property
    def untraced(self) -> list[str]:
        """The listed functions that serve no use case of the phase; none where it has no use case at all."""
        untraced = self.phase.trace.untraced
        return [f for f in self.selected.functions if f in untraced] if untraced else []

    @cached_property
    def contradictory(self) -> list[str]:
        """The listed functions about which their source contradicts itself."""
        suspects = {*self.unprovided, *self.phase.allocations.marks}
        suspects.intersection_update(self.selected.functions)
        return [f for f in sorted(suspects) if self.phase.contradictory(self.phase.state(f))]

    @cached_property
    def used_elements(self) -> frozenset[str]:
        """Elements that provide a listed function."""
        return frozenset().union(*self.provided.values())

    @cached_property
    def whole(self) -> Rollup:
        """Counts over all listed functions."""
        ranks, provided, marks = self.phase.ranks, self.provided, self.phase.allocations.marks
        return Rollup(
            functions=len(self.selected.functions),
            covered=len(provided),
            single=len(self.with_single_provider),
            marked=sum(map(marks.__contains__, self.selected.functions)),
            firmness=by_firmness([rank for f, rank in ranks.items() if f in provided], len(provided)),
        )

    @property
    def allocations(self) -> int:
        """Pairs of a listed function and an element that provides it."""
        return sum(map(len, self.provided.values()))

    def allocation_statements(self) -> Iterator[Statement]:
        """Every statement that allocates a listed function or marks it as unallocated."""
        for state in self.states:
            yield from state.allocations
            yield from state.marks

    def rollup_of_use_case(self, use_case: str) -> Rollup:
        """Counts over every function of the phase that a use case needs, listed or not."""
        return Rollup.of(self.phase, self.phase.trace.functions_of[use_case])

    def rollup_of_objective(self, objective: str) -> Rollup:
        """Counts over every function of the phase that an objective rests on, listed or not."""
        return Rollup.of(self.phase, self.phase.trace.functions_for(objective))

    def has_all_functions(self, objective: str) -> bool:
        """Whether each use case of an objective has a function."""
        trace = self.phase.trace
        return all(trace.functions_of[use_case] for use_case in trace.use_cases_for[objective])


@dataclass(frozen=True)
class Involved:
    """Who is involved in one function in one phase."""

    behind: list[Involvement]
    """Behind an element that provides it."""
    addressing: list[Involvement]
    """Naming the function without being behind such an element."""

    @property
    def providers(self) -> list[Involvement]:
        """Those behind its elements with more than an interest."""
        return committed(self.behind)

    @property
    def helpers(self) -> list[Involvement]:
        """Those who address it with more than an interest."""
        return committed(self.addressing)

    @property
    def interested(self) -> list[Involvement]:
        """Those who have expressed interest only."""
        return interests([*self.behind, *self.addressing])

    @property
    def unverified(self) -> bool:
        """Whether any of the statements was not found in a document."""
        return any(involvement.unverified for involvement in [*self.behind, *self.addressing])


@dataclass(frozen=True)
class Picture:
    """The phases of one run."""

    roadmap: Roadmap
    views: tuple[View, ...]
    backing: Backing
    nodes: SubArchitectures
    names: Names
    phase_elements: dict[str, tuple[str, ...]]
    """Elements that list each phase."""

    def involved(self, state: FunctionState) -> Involved:
        """Who is involved in a function."""
        return Involved(
            self.backing.behind(state.id, state.elements), self.backing.addressing(state.id, state.elements)
        )

    def elements(self, view: View) -> tuple[str, ...]:
        """Elements of a phase; under a filter, those that provide a listed function."""
        listed = self.phase_elements.get(view.phase.id, ()) if view.selected.everything else ()
        return tuple(sorted(view.used_elements.union(listed)))

    def element_label(self, element: str) -> str:
        """Name of an element."""
        return self.roadmap.label(Element.kind, element)

    def node_label(self, node: str | None) -> str:
        """Title of a sub-architecture."""
        return NO_SUB_ARCHITECTURE if node is None else self.roadmap.label("taxonomy-node", node)

    def interest_in(self, node: str | None) -> list[Involvement]:
        """Interests expressed in a sub-architecture as a whole."""
        return [] if node is None else self.backing.interested.get(Subject("taxonomy-node", node), [])

    def by_sub_architecture(self, view: View) -> dict[str | None, list[FunctionState]]:
        """The listed functions by the broadest sub-architecture that holds them."""
        groups: dict[str | None, list[FunctionState]] = {}
        for state in view.states:
            groups.setdefault(self.nodes.top(state.record.sub_architecture), []).append(state)
        return dict(sorted(groups.items(), key=lambda item: (item[0] is None, item[0] or "")))

    def addressed_gaps(self, view: View) -> list[str]:
        """Listed gaps that a contribution addresses all the same."""
        addressing, provided = self.backing.addressing, view.phase.provided
        return [f for f in view.gaps if committed(addressing(f, provided.get(f, ())))]
