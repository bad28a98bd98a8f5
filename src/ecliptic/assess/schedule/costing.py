"""Joint confidence in time and cost, for phases of which estimates state what things cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf

from ecliptic.assess.schedule.answers.costs import Cost, Joint, Limits, cost_of, joint
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.plan import Milestone, Plan
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import ScheduleEstimate

Goals = Mapping[str, tuple[tuple[Milestone, ...], date]]
"""Of each phase its functions and the day on which they are needed."""


def joint_of(
    roadmap: Roadmap, plan: Plan, phases: Goals, budget: float | None, sampling: Sampling
) -> dict[str, Joint]:
    """The joint confidence of each phase; none without estimates of cost for anything that it waits for."""
    costs = costs_of(roadmap, plan)
    if not costs:
        return {}
    found = {}
    for phase, (goals, day) in phases.items():
        leading = _before(plan, goals)
        counted = {milestone: cost for milestone, cost in costs.items() if milestone in leading}
        if counted:
            within = inf if budget is None else budget
            found[phase] = joint(plan, counted, Limits(day, within), goals, sampling)
    return found


def costs_of(roadmap: Roadmap, plan: Plan) -> dict[Milestone, Cost]:
    """What steps cost by the estimates that time them; raises UsageError for several currencies.

    An estimate with nothing but a cost counts for the first step of its target.
    """
    found: dict[Milestone, Cost] = {}
    currencies: dict[str, list[str]] = {}
    for estimate in roadmap.records(ScheduleEstimate).values():
        cost, step = _cost(estimate), _step(plan, estimate)
        if cost is not None and step is not None:
            found.setdefault(step, cost)
            currencies.setdefault(estimate.cost_currency or "not stated", []).append(estimate.id)
    if len(currencies) > 1:
        told = "; ".join(f"{name}: {', '.join(ids)}" for name, ids in sorted(currencies.items()))
        message = f"Costs of schedule estimates are in several currencies ({told}). State them all in one."
        raise UsageError(message)
    return found


def _cost(estimate: ScheduleEstimate) -> Cost | None:
    given = (estimate.cost_likely, estimate.cost_low, estimate.cost_high)
    likely = next((amount for amount in given if amount is not None), None)
    if likely is None and estimate.cost_per_year is None:
        return None
    low = min(estimate.cost_low if estimate.cost_low is not None else likely or 0.0, likely or 0.0)
    high = max(estimate.cost_high if estimate.cost_high is not None else likely or 0.0, likely or 0.0)
    return cost_of(likely or 0.0, low, high, estimate.cost_per_year or 0.0)


def _step(plan: Plan, estimate: ScheduleEstimate) -> Milestone | None:
    """The open step that the estimate is about: the one that takes its time, else the first of its target."""
    own = [
        step
        for step in plan.steps
        if (step.milestone.kind, step.milestone.id) == (estimate.target_kind, estimate.target)
        and step.since is None
    ]
    timed = (s for s in own if any(st.kind == estimate.kind and st.id == estimate.id for st in s.statements))
    chosen = next(timed, own[0] if own else None)
    return None if chosen is None else chosen.milestone


def _before(plan: Plan, goals: tuple[Milestone, ...]) -> set[Milestone]:
    """The goals and everything that they wait for."""
    waits: dict[Milestone, list[Milestone]] = {}
    for wait in plan.waits:
        waits.setdefault(wait.after, []).append(wait.before)
    found: set[Milestone] = set()
    turned = list(goals)
    while turned:
        milestone = turned.pop()
        if milestone not in found:
            found.add(milestone)
            turned += waits.get(milestone, [])
    return found
