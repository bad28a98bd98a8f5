"""What a change does to the goals of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.answers.changes import now
from ecliptic.assess.schedule.answers.paired import Difference, Estimate, difference, estimate, share_in_time
from ecliptic.assess.schedule.answers.running import Asking, Sampling, present, run
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans, in the same samples."""

    differences: tuple[Difference, ...]
    """Of each goal."""
    before: float
    """Mean over the goals of the chance to be in time, in the plan."""
    after: float
    """The same in the changed plan."""
    chance: Estimate
    """Change of that mean."""
    samples: int


def compare(
    plan: Plan,
    changed: Plan,
    goals: Iterable[Milestone] | None = None,
    by: Mapping[Milestone, date] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> Comparison:
    """What becomes of goals, each in time by its day in `by` or, without one, if it is ever reached."""
    wanted = present(plan, plan.goals if goals is None else goals)
    sampling = (sampling or Sampling()).kept(2 * len(wanted))
    times = _times(plan, wanted, sampling, unknown)
    others = [now(changed, goal) for goal in wanted]
    return compared(wanted, times, _times(changed, others, sampling, unknown), limits(plan, wanted, by))


def limits(plan: Plan, goals: Sequence[Milestone], by: Mapping[Milestone, date] | None) -> list[float]:
    """Days after the day of the plan by which goals are in time; infinite where no day is given."""
    return [plan.days_to(by[goal]) if by and goal in by else np.inf for goal in goals]


def compared(
    goals: Sequence[Milestone], before: Sequence[Reals], after: Sequence[Reals], by_d: Sequence[float]
) -> Comparison:
    """The comparison from finishes of the goals in days, sample by sample."""
    told = zip(goals, before, after, by_d, strict=True)
    was, becomes = share_in_time(before, by_d), share_in_time(after, by_d)
    return Comparison(
        differences=tuple(difference(goal, one, other, day) for goal, one, other, day in told),
        before=float(was.mean()),
        after=float(becomes.mean()),
        chance=estimate(becomes - was),
        samples=len(was),
    )


def _times(plan: Plan, goals: Sequence[Milestone], sampling: Sampling, unknown: str) -> list[Reals]:
    ran = run(plan, sampling, Asking(goals=goals, stored=goals), unknown)
    return [ran.times(goal) for goal in goals]
