"""The plan behind a roadmap: steps that take time, what each waits for, and the arrays that are sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from math import isfinite
from typing import NamedTuple

from ecliptic.assess.schedule.kernel import Calendar, CommonCause, Duration, Schedule, fixed, network
from ecliptic.errors import UsageError
from ecliptic.roadmap import Statement

OWN_PLAN = "by its own plan"
"""The stage that a thing reaches when its announced time has come, whatever else it waits for."""


class Milestone(NamedTuple):
    """A point that the plan reaches: a stage of a thing, such as the launch of a mission."""

    kind: str
    id: str
    stage: str
    """What is reached, in a word or two: "launch", "in use", "closed", "available in FE+"."""


@dataclass(frozen=True, slots=True)
class Step:
    """What it takes to reach a milestone once all that it waits for is there. Times are in days."""

    milestone: Milestone
    title: str
    duration: Duration
    """From the later of the day of the plan and what it waits for."""
    organisations: tuple[str, ...] = ()
    """Who is responsible, first of all; empty where nobody is stated."""
    programme: str | None = None
    """What it belongs to, where several steps succeed or fail together."""
    since: date | None = None
    """Day on which the milestone was reached, if that is past."""
    earliest_d: float = 0.0
    """Days after the day of the plan before which the step does not begin."""
    chance: float = 1.0
    """Chance that it is ever reached, if all it waits for is."""
    calendar: Calendar | None = None
    announced: date | None = None
    """Last day that its own announcement allows; None where it announces none."""
    known: bool = True
    """False where nothing says when: it is then never counted as reached, or at once, as the reader asks."""
    basis: str = ""
    """Where the duration and the chance come from, in words."""
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """A step waits for another; of those with the same `alternatives`, `enough` suffice."""

    before: Milestone
    after: Milestone
    lag_d: float = 0.0
    alternatives: str | None = None
    enough: int = 1
    basis: str = ""
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that delays several steps together, and how strongly each (a loading from -1 to 1)."""

    name: str
    loadings: Mapping[Milestone, float]


@dataclass(frozen=True)
class Plan:
    """Steps in an order that does not depend on the order of statements, and what they wait for."""

    day: date
    """The day from which all times count."""
    steps: tuple[Step, ...]
    waits: tuple[Wait, ...] = ()
    shared: tuple[Shared, ...] = ()
    goals: tuple[Milestone, ...] = ()
    """What is asked for: functions in their phases, or other ends of the plan."""

    @cached_property
    def by_milestone(self) -> Mapping[Milestone, Step]:
        """Each step by what it reaches."""
        return {step.milestone: step for step in self.steps}

    def changed(self, steps: Mapping[Milestone, Step], more: Iterable[Wait] = ()) -> Plan:
        """The plan with other steps in the place of some, and more waits."""
        unknown = sorted(set(steps) - set(self.by_milestone))
        if unknown:
            message = f"The plan has no {', '.join(' '.join(m) for m in unknown)}."
            raise UsageError(message)
        kept = tuple(steps.get(step.milestone, step) for step in self.steps)
        return replace(self, steps=kept, waits=(*self.waits, *more))

    def days_to(self, when: date) -> float:
        """Days from the day of the plan; below nought for what is past."""
        return float((when - self.day).days)

    def on(self, days: float) -> date | None:
        """The day so many days after the day of the plan; None where it is never or beyond the calendar."""
        if not isfinite(days):
            return None
        try:
            return self.day + timedelta(days=round(days))
        except OverflowError:
            return None


@dataclass(frozen=True, eq=False)
class Laid:
    """A plan as a schedule for the kernel; `number` is the activity that reaches each milestone."""

    plan: Plan
    schedule: Schedule
    number: Mapping[Milestone, int]
    milestones: tuple[Milestone, ...]
    """Of each activity, gates of alternatives included, the milestone that it reaches or is a gate of."""


NEVER, AT_ONCE = "never", "at once"


def laid(plan: Plan, unknown: str = NEVER) -> Laid:
    """Lay a plan out for the kernel; steps without a known time are reached never, or at once.

    A set of alternatives becomes an activity of its own that takes no time. The random stream of a step
    depends on its milestone alone, so that two plans draw the same for all that they have in common.
    Raises UsageError for a cycle, with the way around it, and for a wait for something that the plan lacks.
    """
    gates = _gates(plan)
    milestones = (*(step.milestone for step in plan.steps), *(gate.after for gate in gates))
    number = {step.milestone: place for place, step in enumerate(plan.steps)}
    edges, lags, needed = _edges(plan, gates, number)
    names = [step.title for step in plan.steps] + [f"alternatives for {_words(g.after)}" for g in gates]
    net = network(len(milestones), edges, lags, needed=needed, names=names)
    never = {number[s.milestone]: 0.0 for s in plan.steps if not s.known and unknown == NEVER}
    schedule = Schedule(
        net,
        [_duration(step) for step in plan.steps] + [fixed(0.0)] * len(gates),
        earliest={number[s.milestone]: s.earliest_d for s in plan.steps if s.earliest_d > 0},
        calendars={number[s.milestone]: s.calendar for s in plan.steps if s.calendar and s.since is None},
        happens={number[s.milestone]: s.chance for s in plan.steps if s.chance < 1 and s.known} | never,
        causes=[_cause(shared, number) for shared in plan.shared],
        streams=_streams(plan, len(gates)),
    )
    return Laid(plan, schedule, number, milestones)


@dataclass(frozen=True, slots=True)
class _Gate:
    after: Milestone
    alternatives: str
    waits: tuple[Wait, ...]
    enough: int


def _gates(plan: Plan) -> list[_Gate]:
    sets: dict[tuple[Milestone, str], list[Wait]] = {}
    for wait in plan.waits:
        if wait.alternatives is not None:
            sets.setdefault((wait.after, wait.alternatives), []).append(wait)
    made = []
    for (after, name), waits in sorted(sets.items()):
        enough = max(wait.enough for wait in waits)
        if not 1 <= enough <= len(waits):
            message = (
                f"{enough} of the alternatives {name!r} of {_words(after)} cannot be asked for: there are "
                f"{len(waits)}. Give a number from 1 to {len(waits)}."
            )
            raise UsageError(message)
        made.append(_Gate(after, name, tuple(waits), enough))
    return made


def _edges(
    plan: Plan, gates: Sequence[_Gate], number: Mapping[Milestone, int]
) -> tuple[list[tuple[int, int]], list[float], dict[int, int]]:
    missing = sorted({m for wait in plan.waits for m in (wait.before, wait.after) if m not in number})
    if missing:
        message = f"A wait names what the plan does not have: {'; '.join(map(_words, missing))}."
        raise UsageError(message)
    edges: list[tuple[int, int]] = []
    lags: list[float] = []
    for wait in plan.waits:
        if wait.alternatives is None:
            edges.append((number[wait.before], number[wait.after]))
            lags.append(wait.lag_d)
    needed = {}
    for place, gate in enumerate(gates, len(plan.steps)):
        edges += [(number[wait.before], place) for wait in gate.waits]
        lags += [wait.lag_d for wait in gate.waits]
        needed[place] = gate.enough
        edges.append((place, number[gate.after]))
        lags.append(0.0)
    return edges, lags, needed


def _duration(step: Step) -> Duration:
    return step.duration if step.known and step.since is None else fixed(0.0)


def _cause(shared: Shared, number: Mapping[Milestone, int]) -> CommonCause:
    return CommonCause({number[m]: loading for m, loading in shared.loadings.items() if m in number})


def _streams(plan: Plan, gates: int) -> list[int]:
    """Numbers that only the milestones decide; gates draw nothing, so that theirs do not matter."""

    names = ("\x1f".join(step.milestone).encode() for step in plan.steps)
    drawn = [int.from_bytes(blake2b(name, digest_size=7).digest(), "big") for name in names]
    return drawn + list(range(1, gates + 1))


def _words(milestone: Milestone) -> str:
    return f"{milestone.kind} {milestone.id} ({milestone.stage})"
