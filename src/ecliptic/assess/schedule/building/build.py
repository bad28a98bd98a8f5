"""A plan from a roadmap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ecliptic.assess.assessment import Missing
from ecliptic.assess.phases import Phases
from ecliptic.assess.schedule.building.assembly import Assembled, assembled, unknown_in
from ecliptic.assess.schedule.building.cycles import circles
from ecliptic.assess.schedule.building.dependencies import add_dependencies, carry, levels_asked
from ecliptic.assess.schedule.building.draft import Sketch
from ecliptic.assess.schedule.building.elements import add_elements
from ecliptic.assess.schedule.building.estimates import Estimates
from ecliptic.assess.schedule.building.faults import refuse
from ecliptic.assess.schedule.building.functions import Functions, Wanted
from ecliptic.assess.schedule.building.missing import missing_of
from ecliptic.assess.schedule.building.missions import add_missions
from ecliptic.assess.schedule.building.organisations import Responsible
from ecliptic.assess.schedule.building.technologies import add_gaps, add_technologies
from ecliptic.assess.schedule.building.timing import Timing
from ecliptic.assess.schedule.building.windows import add_windows
from ecliptic.assess.schedule.plan import Milestone, Plan, Shared
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class Asked:
    """What the plan is to show."""

    phase: str | None = None
    """Phase whose functions are asked for; None for every phase that lists functions."""
    providers: int = 1
    """How many of the elements allocated to a function must be in use."""
    gaps: bool = True
    """Whether functions are also asked for with the technology gaps closed that name them."""
    once: bool = False
    """Whether slip and chance count once where an element and its only mission are one undertaking.

    Otherwise the mission waits for the element as for any other, and each slips by itself.
    """


@dataclass(frozen=True)
class Built:
    """A plan, and what it says of each function that was asked for."""

    plan: Plan
    phases: tuple[str, ...]
    """The phases that were asked for, in order."""
    functions: tuple[Wanted, ...]
    """Their functions, by phase and identifier."""
    missing: tuple[Missing, ...]
    own: Mapping[Milestone, Milestone]
    """Of each milestone with a time of its own that is to come, the step that takes it."""
    unknown: frozenset[Milestone]
    """Milestones that are never reached if steps without a known time are not."""

    @property
    def unallocated(self) -> tuple[Wanted, ...]:
        """Functions of phases with allocations that no element provides."""
        return tuple(wanted for wanted in self.functions if wanted.unallocated)

    @property
    def too_few(self) -> tuple[Wanted, ...]:
        """Functions with fewer elements allocated than were asked for."""
        return tuple(wanted for wanted in self.functions if wanted.too_few)


def plan_of(roadmap: Roadmap, timings: Timing, asked: Asked = Asked()) -> Built:
    """Make a plan from what a roadmap says, as `timings` turns words into durations and chances.

    Raises UsageError with everything in the records of which no plan can be made.
    """
    if asked.providers < 1:
        message = f"{asked.providers} providers cannot be asked for. Give 1 or more."
        raise UsageError(message)
    phases = Phases(roadmap)
    responsible = Responsible(roadmap)
    estimates = Estimates(roadmap, timings, responsible)
    sketch = Sketch(roadmap, timings, phases, estimates, responsible, asked.once)
    over = _things(sketch)
    functions = Functions(sketch, asked.providers, asked.gaps)
    chosen = _chosen(phases, functions, asked.phase)
    listed = [wanted for phase in chosen for wanted in functions.of(phase)]
    add_dependencies(sketch, functions)
    carry(sketch)
    made = assembled(sketch)
    titles = {step.milestone: step.title for step in made.steps}
    refuse([*sketch.faults, *estimates.faults, *circles(made.waits, titles)])
    goals = tuple(m for wanted in listed for m in (wanted.provided, wanted.available) if m is not None)
    plan = Plan(timings.day, made.steps, made.waits, _shared(timings, made), goals)
    unknown = unknown_in(made.steps, made.waits)
    told = tuple(_judged(wanted, unknown) for wanted in listed)
    return Built(plan, chosen, told, missing_of(sketch, told, over), made.own, unknown)


def _things(sketch: Sketch) -> frozenset[str]:
    """Take up all but functions; returns the missions whose windows are over."""
    add_missions(sketch)
    over = add_windows(sketch)
    add_elements(sketch)
    levels = levels_asked(sketch)
    add_technologies(sketch, levels)
    add_gaps(sketch, levels)
    return over


def _chosen(phases: Phases, functions: Functions, asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return functions.phases
    return (phases.resolve(asked, functions.phases, "function"),)


def _shared(timings: Timing, made: Assembled) -> tuple[Shared, ...]:
    timed = set(made.own.values())
    return timings.shared([step for step in made.steps if step.milestone in timed])


def _judged(wanted: Wanted, unknown: Iterable[Milestone]) -> Wanted:
    """The function with what is known of its providers and its gaps."""
    provided = wanted.provided in frozenset(unknown)
    gaps = {Milestone("technology-gap", gap, "closed") for gap in wanted.gaps}
    return replace(wanted, unknown=provided, held_by_gaps=not gaps.isdisjoint(unknown))
