"""How far each phase is covered: its functions, the elements that provide them, the marks of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.trace import Trace
from ecliptic.assess.involvement import FIRMNESSES
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Allocation, AllocationStatus, Firmness, Function, TaxonomyNode

SEVERAL, SINGLE, NONE, UNKNOWN = "several providers", "single provider", "no provider", "not stated"


Provided = dict[str, dict[str, Statement]]
"""By function, then by element: the statement that the element provides the function."""


@dataclass(slots=True)
class Allocations:
    """What is stated about the provision of functions in one phase, by function."""

    provided: Provided = field(default_factory=dict)
    repeated: dict[str, list[Statement]] = field(default_factory=dict)
    """Statements that say again, mostly by another publisher, what `provided` holds."""
    marks: dict[str, list[Statement]] = field(default_factory=dict)
    publishers: set[str] = field(default_factory=set)
    some_unverified: bool = False


def allocations_by_phase(roadmap: Roadmap) -> dict[str, Allocations]:
    """Read every allocation once.

    Of all that coverage reads, allocations are by far the most, hence the detours: fields are taken from the
    record's own dictionary, terms are looked up once, and neighbours are expected to share phase, envelope
    and function.
    """
    phases: dict[str, Allocations] = {}
    known = Allocations()
    unallocated = AllocationStatus.UNALLOCATED
    phase: Any = None
    function: Any = None
    envelope: Any = None
    elements: dict[str, Statement] = {}
    for statement in roadmap.taken(Allocation.kind).values():
        record: dict[str, Any] = statement.record.__dict__
        if record["phase"] != phase or statement.envelope is not envelope:
            phase, envelope, function = record["phase"], statement.envelope, None
            known = phases.setdefault(phase, Allocations())
            known.publishers.add(envelope.publisher)
            known.some_unverified |= envelope.unverified
        element = record["element"]
        if element is None or record["status"] is unallocated:
            if record["status"] is unallocated:
                known.marks.setdefault(record["function"], []).append(statement)
            continue
        if record["function"] != function:
            function = record["function"]
            found = known.provided.get(function)
            if found is None:
                found = known.provided[function] = {}
            elements = found
        if element in elements:
            known.repeated.setdefault(function, []).append(statement)
        else:
            elements[element] = statement
    return phases


@dataclass(frozen=True, slots=True)
class FunctionState:
    """One function in one phase."""

    statement: Statement
    elements: tuple[str, ...]
    """Elements that provide it, in order of the identifiers of their allocations."""
    allocations: tuple[Statement, ...]
    """Statements that allocate it to an element."""
    marks: tuple[Statement, ...]
    """Statements that mark it as unallocated."""
    firmness: Firmness | None
    """Best firmness among those behind its elements; None where it is unknown."""

    @property
    def record(self) -> Function:
        """What is said of the function."""
        return cast("Function", self.statement.record)

    @property
    def id(self) -> str:
        """Identifier of the function."""
        return self.statement.record.id

    @property
    def marked_yet_allocated(self) -> bool:
        """Whether one publisher says both that no element provides it and that one does."""
        if not self.marks or not self.elements:
            return False
        return not {s.publisher for s in self.marks}.isdisjoint(s.publisher for s in self.allocations)


class PhaseState:
    """One phase: what it asks for and what is provided."""

    def __init__(
        self,
        phase: str,
        functions: Mapping[str, Statement],
        allocations: Allocations,
        trace: Trace,
        backing: Backing,
    ) -> None:
        self.id = phase
        self.functions = functions
        self.allocations = allocations
        self.trace = trace
        self.stated = bool(allocations.provided or allocations.marks)
        self.markers = frozenset(s.publisher for marks in allocations.marks.values() for s in marks)
        self.provided: Provided = allocations.provided
        self.unlisted = 0
        """Functions with allocations that the phase does not list."""
        if not self.provided.keys() <= functions.keys():
            self.provided = {f: elements for f, elements in self.provided.items() if f in functions}
            self.unlisted = len(allocations.provided) - len(self.provided)
        self.ranks = backing.best_ranks(self.provided)
        """Rank of the best firmness behind each function, where it is known."""
        self._states: dict[str, FunctionState] = {}

    def state(self, function: str) -> FunctionState:
        """Everything that is known about one function."""
        known = self._states.get(function)
        if known is None:
            elements = self.provided.get(function, {})
            rank = self.ranks.get(function)
            known = self._states[function] = FunctionState(
                statement=self.functions[function],
                elements=tuple(elements),
                allocations=(*elements.values(), *self.allocations.repeated.get(function, ())),
                marks=tuple(self.allocations.marks.get(function, ())),
                firmness=None if rank is None else FIRMNESSES[rank],
            )
        return known

    def status(self, state: FunctionState) -> str:
        """How many elements provide a function; not stated where the phase has no allocation at all."""
        if not self.stated:
            return UNKNOWN
        count = len(state.elements)
        return SEVERAL if count > 1 else SINGLE if count else NONE

    def contradictory(self, state: FunctionState) -> bool:
        """Whether a publisher marks and allocates a function or, marking others, does neither with it."""
        if state.elements:
            return state.marked_yet_allocated
        return not state.marks and state.statement.publisher in self.markers


def functions_by_phase(roadmap: Roadmap) -> dict[str, dict[str, Statement]]:
    """Functions by each phase that lists them."""
    phases: dict[str, dict[str, Statement]] = {}
    for identifier, statement in roadmap.taken(Function.kind).items():
        record: Any = statement.record
        for phase in record.phases:
            if phase not in phases:
                phases[phase] = {}
            phases[phase][identifier] = statement
    return phases


class SubArchitectures:
    """Sub-architectures as a tree: which is the broadest that holds a topic."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.nodes: Mapping[str, TaxonomyNode] = roadmap.records(TaxonomyNode)
        self._top: dict[str | None, str | None] = {None: None}

    def top(self, node: str | None) -> str | None:
        """The broadest topic that holds this one."""
        if node not in self._top:
            self._top[node] = self.path(node)[-1] if node is not None else None
        return self._top[node]

    def path(self, node: str) -> list[str]:
        """The topic and all that hold it, narrowest first."""
        path = [node]
        while (record := self.nodes.get(path[-1])) is not None and record.parent not in (None, *path):
            path.append(str(record.parent))
        return path
