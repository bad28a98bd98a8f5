"""Joint confidence in time and cost, where costs of steps are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.answers.paired import Estimate, estimate, reached_by
from ecliptic.assess.schedule.answers.replay import Replay
from ecliptic.assess.schedule.answers.running import Asking, Sampling, present, run
from ecliptic.assess.schedule.kernel import Duration, cost_for, fixed, joint_chance, triangular
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Step
from ecliptic.errors import UsageError

DAYS_OF_YEAR = 365.25

CONFIDENCE = 0.7
"""Joint confidence at which NASA sets budgets and dates of its projects (NPR 7120.5)."""

QUANTILES = (50, 70, 80)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step costs; all costs of a plan are in one currency and one unit."""

    once: Duration
    """How much it costs whatever time it takes; drawn independently of all else."""
    per_year: float = 0.0
    """What each year of its duration adds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A day, a budget in the currency of the costs, and the joint confidence for which one is sought."""

    by: date
    within: float
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Joint:
    """How sure it is that goals are reached in time and within a budget."""

    in_time: Estimate
    within: Estimate
    """Chance that the cost stays within the budget."""
    both: Estimate
    """Joint confidence: in time and within the budget."""
    cost: Estimate
    cost_deviation: float
    cost_quantiles: Mapping[int, float]
    """Budgets that suffice with a chance of 50, 70 and 80 %."""
    correlation: float | None
    """Of cost and finish, where the goals are reached; None where either never varies."""
    needed: float | None
    """The least budget with the joint confidence that is asked for; None where no budget gives it."""
    counted: tuple[Milestone, ...]
    """Steps whose costs are in it."""
    missing: tuple[Milestone, ...]
    """Open steps for which the goals wait and whose costs nobody gives: they are not in it."""
    samples: int


def cost_of(
    likely: float, low: float | None = None, high: float | None = None, per_year: float = 0.0
) -> Cost:
    """A cost from its likely value, and its least and highest where given; in between triangular."""
    least, most = likely if low is None else low, likely if high is None else high
    return Cost(triangular(least, likely, most), per_year)


def joint(
    plan: Plan,
    costs: Mapping[Milestone, Cost],
    limits: Limits,
    goals: Iterable[Milestone] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> Joint:
    """Joint confidence that all goals are reached by a day and all that they wait for costs so much at most.

    Counted are the costs of steps for which a goal waits, of all alternatives too, and of steps that never
    come about as though they had. Waiting costs nothing.
    """
    wanted = present(plan, plan.goals if goals is None else goals)
    if costs:
        present(plan, costs)
    replay = Replay(plan, sampling := (sampling or Sampling()).kept(len(plan.steps)), unknown)
    leading = replay.leading([replay.number[goal] for goal in wanted])
    steps = [step for step in plan.steps if replay.number[step.milestone] in leading]
    counted = [step.milestone for step in steps if step.milestone in costs]
    if not counted:
        message = "No cost is given of any step for which the goals wait. Give one at least."
        raise UsageError(message)
    finish = np.max([replay.times(goal) for goal in wanted], axis=0)
    total = _total(replay, {milestone: costs[milestone] for milestone in counted}, sampling)
    limit, within = plan.days_to(limits.by), limits.within
    in_time, affordable = reached_by(finish, limit), (total <= within).astype(np.float64)
    return Joint(
        in_time=estimate(in_time),
        within=estimate(affordable),
        both=Estimate(joint_chance(finish, total, limit, within), estimate(in_time * affordable).error),
        cost=estimate(total),
        cost_deviation=float(total.std(ddof=1)),
        cost_quantiles={p: float(np.quantile(total, p / 100)) for p in QUANTILES},
        correlation=_correlation(finish, total),
        needed=_finite(cost_for(finish, total, limit, limits.confidence)),
        counted=tuple(counted),
        missing=_missing(steps, costs),
        samples=replay.samples,
    )


def _finite(cost: float) -> float | None:
    return cost if np.isfinite(cost) else None


def _total(replay: Replay, costs: Mapping[Milestone, Cost], sampling: Sampling) -> Reals:
    """Costs of all steps together, sample by sample."""
    once = _drawn_once(replay.plan, costs, sampling)
    total = np.zeros(replay.samples)
    for milestone, cost in costs.items():
        years = replay.drawn.took[replay.number[milestone]] / DAYS_OF_YEAR
        total += once[milestone] + cost.per_year * years
    return total


def _drawn_once(plan: Plan, costs: Mapping[Milestone, Cost], sampling: Sampling) -> dict[Milestone, Reals]:
    """Costs drawn as durations are, each from a stream of its own."""
    named = {milestone: milestone._replace(stage=f"cost of {milestone.stage}") for milestone in costs}
    steps = tuple(Step(named[milestone], "cost", cost.once) for milestone, cost in costs.items())
    asked = Asking(goals=[steps[0].milestone], stored=[step.milestone for step in steps])
    ran = run(Plan(plan.day, steps), sampling, asked)
    return {milestone: ran.times(name) for milestone, name in named.items()}


def _missing(steps: Sequence[Step], costs: Mapping[Milestone, Cost]) -> tuple[Milestone, ...]:
    """Open steps without a cost, but for those that only gather others and take no time."""
    return tuple(
        step.milestone
        for step in steps
        if step.milestone not in costs
        and step.since is None
        and not (step.known and step.duration == fixed(0.0))
    )


def _correlation(finish: Reals, total: Reals) -> float | None:
    reached = np.isfinite(finish)
    if reached.sum() < 2:
        return None
    times, costs = finish[reached], total[reached]
    if np.ptp(times) == 0 or np.ptp(costs) == 0:
        return None
    return float(np.corrcoef(times, costs)[0, 1])
