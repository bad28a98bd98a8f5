"""Functions in phases: enough of the elements allocated to them, and the gaps that they wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from ecliptic.assess.coverage.state import Allocations, allocations_by_phase, functions_by_phase
from ecliptic.assess.readiness.waiting import touches
from ecliptic.assess.schedule.building.draft import (
    CLOSED,
    Draft,
    Sketch,
    available_in,
    once,
    provided_in,
)
from ecliptic.assess.schedule.building.elements import use_of
from ecliptic.assess.schedule.plan import Milestone, Wait
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Function, TechnologyGap

PROVIDERS = "elements allocated to it"
NOT_STATED = "Nobody states in this phase whether any element provides a function."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A function that a phase asks for, and what is known of its coming about."""

    function: str
    phase: str
    elements: tuple[str, ...]
    """Elements allocated to it there."""
    marked: bool
    """Whether somebody marks it as provided by no element."""
    stated: bool
    """Whether anybody states for this phase which elements provide functions."""
    gaps: tuple[str, ...]
    """Gaps that name it and concern the phase."""
    provided: Milestone | None
    """None where the plan has no step: nothing is allocated to it, or less than is asked for."""
    available: Milestone | None
    """Provided, and the gaps closed; None where there is no step or gaps are left out."""
    statements: tuple[Statement, ...]
    unknown: bool = False
    """Whether it cannot be known when enough of its elements are there, gaps left aside."""
    held_by_gaps: bool = False
    """Whether it cannot be known when the gaps are closed that it waits for."""

    @property
    def milestone(self) -> Milestone | None:
        """What is asked for: available where gaps count, else provided."""
        return self.available or self.provided

    @property
    def unallocated(self) -> bool:
        """Whether elements provide functions in the phase, and none this one."""
        return self.stated and not self.elements

    @property
    def too_few(self) -> bool:
        """Whether elements are allocated to it, but fewer than are asked for."""
        return bool(self.elements) and self.provided is None


class Functions:
    """The functions of each phase, taken up as they are needed."""

    def __init__(self, sketch: Sketch, providers: int, gaps: bool) -> None:
        self._sketch = sketch
        self._providers = providers
        self._with_gaps = gaps
        self._listed = functions_by_phase(sketch.roadmap)
        self._allocated = allocations_by_phase(sketch.roadmap)
        self._gaps = _gaps_by_function(sketch)
        self._made: dict[tuple[str, str], Wanted] = {}

    @property
    def phases(self) -> tuple[str, ...]:
        """Phases that list functions, in order."""
        return self._sketch.phases.in_order(self._listed)

    def of(self, phase: str) -> tuple[Wanted, ...]:
        """The functions of a phase, in order."""
        return tuple(self._wanted(function, phase) for function in sorted(self._listed[phase]))

    def everywhere(self, function: str) -> tuple[Wanted, ...]:
        """A function in all the phases that list it."""
        return tuple(self._wanted(function, p) for p in self.phases if function in self._listed[p])

    def _wanted(self, function: str, phase: str) -> Wanted:
        known = self._made.get((function, phase))
        if known is None:
            known = self._made[function, phase] = self._taken_up(function, phase)
        return known

    def _taken_up(self, function: str, phase: str) -> Wanted:
        statement = self._listed[phase][function]
        allocations = self._allocated.get(phase, Allocations())
        elements = allocations.provided.get(function, {})
        stated = bool(allocations.provided or allocations.marks)
        behind = (statement, *elements.values(), *allocations.marks.get(function, ()))
        gaps = self._concerning(function, phase)
        provided = available = None
        if not stated or len(elements) >= self._providers:
            provided = self._provided(function, phase, elements, behind)
            available = self._available(provided, phase, gaps, behind) if self._with_gaps else None
        return Wanted(
            function,
            phase,
            tuple(sorted(elements)),
            function in allocations.marks,
            stated,
            tuple(sorted(gaps)),
            provided,
            available,
            once((*behind, *gaps.values())),
        )

    def _provided(
        self, function: str, phase: str, elements: Mapping[str, Statement], behind: tuple[Statement, ...]
    ) -> Milestone:
        milestone = Milestone(Function.kind, function, provided_in(phase))
        title = f"{function} {milestone.stage}"
        known = bool(elements)
        basis = f"{self._providers} of {len(elements)} allocated elements in use." if known else NOT_STATED
        statements = once(behind)
        self._sketch.add(Draft(milestone, title, known=known, basis=basis, statements=statements))
        for element, allocation in sorted(elements.items()):
            use = use_of(element)
            if use not in self._sketch.drafts:
                self._sketch.named(use, f"allocation {allocation.id}")
            self._sketch.waits.append(
                Wait(
                    use,
                    milestone,
                    alternatives=PROVIDERS,
                    enough=self._providers,
                    basis=f"Allocated in {phase}.",
                    statements=(allocation,),
                )
            )
        return milestone

    def _available(
        self,
        provided: Milestone,
        phase: str,
        gaps: Mapping[str, Statement],
        behind: tuple[Statement, ...],
    ) -> Milestone:
        milestone = Milestone(Function.kind, provided.id, available_in(phase))
        basis = "Provided, and every gap closed that names the function and concerns the phase."
        title = f"{provided.id} {milestone.stage}"
        statements = once((*behind, *gaps.values()))
        self._sketch.add(Draft(milestone, title, basis=basis, statements=statements))
        self._sketch.waits.append(Wait(provided, milestone, basis="A function is provided first."))
        for gap, statement in sorted(gaps.items()):
            before = Milestone(TechnologyGap.kind, gap, CLOSED)
            basis = "The gap names the function."
            self._sketch.waits.append(Wait(before, milestone, basis=basis, statements=(statement,)))
        return milestone

    def _concerning(self, function: str, phase: str) -> dict[str, Statement]:
        """Gaps that name the function, if they concern the phase or name none."""
        found = {}
        for statement in self._gaps.get(function, ()):
            listed = cast("TechnologyGap", statement.record).phases
            if not listed or any(touches(self._sketch.phases, phase, other) for other in listed):
                found[statement.id] = statement
        return found


def _gaps_by_function(sketch: Sketch) -> Mapping[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in sketch.roadmap.taken(TechnologyGap.kind).values():
        for function in sorted(set(cast("TechnologyGap", statement.record).functions)):
            found[function].append(statement)
    return found
