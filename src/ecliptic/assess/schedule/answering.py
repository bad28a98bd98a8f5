"""One look at a roadmap: its plan, samples of it, and all that tables, findings and figures tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ecliptic.assess.schedule.answers.chances import Chance, chances
from ecliptic.assess.schedule.answers.changes import Change, apply
from ecliptic.assess.schedule.answers.costs import Joint
from ecliptic.assess.schedule.answers.drivers import Drivers, drivers
from ecliptic.assess.schedule.answers.exposure import Exposure, exposure
from ecliptic.assess.schedule.answers.reading import read_changes
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.answers.second import Worth, worth
from ecliptic.assess.schedule.answers.slack import Slack, slack_to_goals
from ecliptic.assess.schedule.answers.whatif import Comparison, compare
from ecliptic.assess.schedule.building import Asked, Built, Needed, Wanted, needed, plan_of
from ecliptic.assess.schedule.costing import joint_of
from ecliptic.assess.schedule.plan import OWN_PLAN, Milestone, Plan, Step
from ecliptic.assess.schedule.question import ScheduleParameters
from ecliptic.assess.schedule.uncertainty import Calibration, Timings, calibrate
from ecliptic.assess.schedule.uncertainty.announcements import held_on
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Mission

PAIRED = 2_000
"""Samples for differences that are told sample by sample; these are sharp with few."""

EMPTY_DAY = date(2000, 1, 1)
"""The day of a plan without any statement; nothing depends on it."""

_SHOWN = ("mission", "element", "technology", "technology-gap", "project", "contribution")


@dataclass(frozen=True)
class Answered:
    """All that was found, in the order in which it is told."""

    roadmap: Roadmap
    parameters: ScheduleParameters
    timings: Timings
    built: Built
    plan: Plan
    needed: Mapping[str, Needed]
    chances: Mapping[Milestone, Chance]
    """Of functions, and of every other milestone that is still to come."""
    changes: tuple[Change, ...]
    comparison: Comparison | None
    """What the changes that were asked for do; None where none were."""

    @property
    def sampling(self) -> Sampling:
        """How the plan was sampled."""
        return sampling_of(self.parameters)

    @property
    def by(self) -> Mapping[Milestone, date]:
        """Day on which each function is needed, where that is known."""
        return _by(self.built.functions, self.needed)

    @cached_property
    def calibration(self) -> Calibration:
        """How well the same rules would have predicted launches of the past."""
        return calibrate(self.roadmap, seed=self.parameters.seed)

    @cached_property
    def drivers(self) -> Mapping[str, Drivers]:
        """What decides the functions of each phase that has any step."""
        return {p: drivers(self.plan, goals, self.by, self._paired) for p, goals in self.goals.items()}

    @cached_property
    def exposure(self) -> Exposure | None:
        """Who delays whom; None without open steps."""
        if not any(step.organisations and step.since is None for step in self.plan.steps):
            return None
        return exposure(self.plan, self.all_goals or None, self.by, self._paired)

    @cached_property
    def worth(self) -> Mapping[str, tuple[Worth, ...]]:
        """What second providers and earlier demonstrations are worth to each phase."""
        return {p: worth(self.plan, goals, self.by, self._paired) for p, goals in self.goals.items()}

    @cached_property
    def slacks(self) -> tuple[Slack, ...]:
        """How long what a coming mission waits for may slip before it moves."""
        return slack_to_goals(self.plan, self._waited_for(), self._paired) if self._waited_for() else ()

    @cached_property
    def joint(self) -> Mapping[str, Joint]:
        """Joint confidence in time and cost of each phase for which estimates state costs."""
        return joint_of(self.roadmap, self.plan, self._dated_goals(), self.parameters.budget, self._paired)

    @cached_property
    def goals(self) -> Mapping[str, tuple[Milestone, ...]]:
        """Functions of each phase that the plan can tell anything of."""
        found: dict[str, tuple[Milestone, ...]] = {}
        for phase in self.built.phases:
            of_phase = [w for w in self.built.functions if w.phase == phase and w.stated]
            if goals := tuple(w.milestone for w in of_phase if w.milestone is not None):
                found[phase] = goals
        return found

    @property
    def all_goals(self) -> tuple[Milestone, ...]:
        """The same for all phases together."""
        return tuple(goal for goals in self.goals.values() for goal in goals)

    @cached_property
    def unverified(self) -> frozenset[Milestone]:
        """Milestones that rest, by themselves or by what they wait for, on a statement not found."""
        following: dict[Milestone, list[Milestone]] = {}
        for wait in self.plan.waits:
            following.setdefault(wait.before, []).append(wait.after)
        turned = [s.milestone for s in self.plan.steps if any(x.unverified for x in s.statements)]
        turned += [w.after for w in self.plan.waits if any(x.unverified for x in w.statements)]
        found: set[Milestone] = set()
        while turned:
            milestone = turned.pop()
            if milestone not in found:
                found.add(milestone)
                turned += following.get(milestone, [])
        return frozenset(found)

    def basis(self, step: Step) -> str:
        """Where a step's own time and chance come from."""
        own = self.built.own.get(step.milestone, step.milestone)
        words = self.step(own).basis
        return f"{words}; and all that it waits for" if own != step.milestone and words else words

    def own(self, step: Step) -> Step:
        """The step that takes the own time of one that waits for something else besides."""
        return self.step(self.built.own.get(step.milestone, step.milestone))

    def step(self, milestone: Milestone) -> Step:
        """The step that reaches a milestone."""
        return self.plan.by_milestone[milestone]

    @property
    def _paired(self) -> Sampling:
        return paired_of(self.parameters)

    def _dated_goals(self) -> dict[str, tuple[tuple[Milestone, ...], date]]:
        days = {phase: self.needed[phase].day for phase in self.goals}
        return {p: (goals, day) for p, goals in self.goals.items() if (day := days[p]) is not None}

    def _waited_for(self) -> dict[Milestone, tuple[Milestone, ...]]:
        """What each mission to come waits for, but for its own plan."""
        found: dict[Milestone, list[Milestone]] = {}
        for wait in self.plan.waits:
            before, after = self.step(wait.before), self.step(wait.after)
            both_open = before.since is None and after.since is None and before.known
            if after.milestone.kind == Mission.kind and both_open and wait.before.id != wait.after.id:
                found.setdefault(wait.after, []).append(wait.before)
        return {goal: tuple(steps) for goal, steps in sorted(found.items())}


def answered(roadmap: Roadmap, parameters: ScheduleParameters) -> Answered:
    """Make the plan and sample it; what only some readers want is sampled when they ask."""
    day = parameters.day or latest_day(roadmap)
    timings = Timings.of(
        roadmap,
        day,
        learned=parameters.learned,
        sampled=parameters.sampled,
        correlation=parameters.correlation,
    )
    built = plan_of(
        roadmap, timings, Asked(parameters.phase, parameters.providers, parameters.gaps, once=True)
    )
    wanted, changes = _read(roadmap, built, parameters, day)
    plan, sampling, by = built.plan, sampling_of(parameters), _by(built.functions, wanted)
    open_steps = [s.milestone for s in plan.steps if s.since is None and _is_shown(s)]
    asked_for = tuple(dict.fromkeys((*plan.goals, *open_steps)))
    return Answered(
        roadmap=roadmap,
        parameters=parameters,
        timings=timings,
        built=built,
        plan=plan,
        needed=wanted,
        chances={c.milestone: c for c in chances(plan, asked_for, by, sampling)} if asked_for else {},
        changes=changes,
        comparison=_compared(built, changes, by, parameters),
    )


def _read(
    roadmap: Roadmap, built: Built, parameters: ScheduleParameters, day: date
) -> tuple[Mapping[str, Needed], tuple[Change, ...]]:
    """What is asked for in words; raises UsageError with all that is wrong in it."""
    faults = []
    wanted: Mapping[str, Needed] = {}
    changes: tuple[Change, ...] = ()
    try:
        wanted = needed(roadmap, built.phases, parameters.needed, day=day)
    except UsageError as error:
        faults.append(str(error))
    try:
        asked = parameters.slip, parameters.withdraw, parameters.second, parameters.hasten
        changes = read_changes(built.plan, *asked)
    except UsageError as error:
        faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return wanted, changes


def _compared(
    built: Built, changes: tuple[Change, ...], by: Mapping[Milestone, date], parameters: ScheduleParameters
) -> Comparison | None:
    """The plan with changes beside the plan without; None where there are none, or no functions."""
    goals = [w.milestone for w in built.functions if w.stated and w.milestone is not None]
    if not changes or not goals:
        return None
    return compare(built.plan, apply(built.plan, changes), goals, by, paired_of(parameters))


def _is_shown(step: Step) -> bool:
    """Whether a step is a milestone of its own, and not a part of one."""
    return step.milestone.kind in _SHOWN and step.milestone.stage != OWN_PLAN


def latest_day(roadmap: Roadmap) -> date:
    """The latest day of which any statement of the roadmap speaks."""
    return max((held_on(statement) for statement in roadmap.statements), default=EMPTY_DAY)


def sampling_of(parameters: ScheduleParameters) -> Sampling:
    """How to sample."""
    return Sampling(parameters.samples, parameters.precision, parameters.seed, parameters.quasi)


def paired_of(parameters: ScheduleParameters) -> Sampling:
    """How to sample differences: the same way, with few samples."""
    few = min(PAIRED, parameters.samples)
    return replace(sampling_of(parameters), samples=few, precision=None, quasi=False)


def _by(functions: Iterable[Wanted], wanted: Mapping[str, Needed]) -> dict[Milestone, date]:
    found = {}
    for function in functions:
        day = wanted[function.phase].day
        for milestone in (function.provided, function.available):
            if milestone is not None and day is not None:
                found[milestone] = day
    return found
