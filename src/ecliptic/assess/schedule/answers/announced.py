"""Plans in which steps go as announced: no slip, and certain to come about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import inf

from ecliptic.assess.schedule.answers.replay import Otherwise
from ecliptic.assess.schedule.answers.running import Asking, Sampling, run
from ecliptic.assess.schedule.kernel import fixed
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Step


def as_announced(plan: Plan, step: Step) -> Step:
    """The step without chance: reached on its announced day, or once all that it waits for is there.

    Where it announces none it takes its likeliest time. A day outside its calendar is brought forward to the
    last allowed one, since an announcement such as "2028" means some day of it. Steps that are past or
    without a known time stay as they are.
    """
    if step.since is not None or not step.known:
        return step
    if step.announced is None:
        return replace(step, duration=fixed(step.duration.likely), chance=1.0)
    day = plan.days_to(step.announced)
    if step.calendar is not None and step.calendar.last(day) > -inf:
        day = step.calendar.last(day)
    return replace(step, duration=fixed(0.0), earliest_d=max(step.earliest_d, day, 0.0), chance=1.0)


def otherwise_as_announced(plan: Plan, step: Step) -> Otherwise:
    """As `as_announced`, for samples that are played again; of a step that is neither past nor unknown."""
    steady = as_announced(plan, step)
    return Otherwise(took=steady.duration.likely, happens=True, earliest_d=steady.earliest_d)


def announced_days(plan: Plan, unknown: str = NEVER, threads: int | None = None) -> Mapping[Milestone, float]:
    """Days after the day of the plan at which each milestone is reached if all goes as announced.

    Infinite for what waits for a step without a known time, where such steps are never reached.
    """
    steady = plan.changed({step.milestone: as_announced(plan, step) for step in plan.steps})
    milestones = tuple(plan.by_milestone)
    ran = run(
        steady, Sampling(samples=2, threads=threads), Asking(milestones[:1], stored=milestones), unknown
    )
    return {milestone: float(ran.times(milestone)[0]) for milestone in milestones}


def announced_dates(
    plan: Plan, unknown: str = NEVER, threads: int | None = None
) -> Mapping[Milestone, date | None]:
    """As `announced_days`, as dates; None for never."""
    return {milestone: plan.on(days) for milestone, days in announced_days(plan, unknown, threads).items()}
