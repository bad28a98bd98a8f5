"""Things whose own time stands apart from what else they wait for: two steps of one thing."""

from __future__ import annotations

from ecliptic.assess.schedule.kernel import fixed
from ecliptic.assess.schedule.plan import OWN_PLAN, Milestone, Plan


def own_plan(plan: Plan, milestone: Milestone) -> Milestone:
    """The step that takes a thing's own time: its own plan where that stands apart, else itself."""
    own = milestone._replace(stage=OWN_PLAN)
    return own if own in plan.by_milestone else milestone


def is_own_plan(milestone: Milestone) -> bool:
    """Whether this is only a part of a thing, which also waits for others."""
    return milestone.stage == OWN_PLAN


def gathers(plan: Plan, milestone: Milestone) -> bool:
    """Whether a step takes no time and is certain, and so only waits for others."""
    step = plan.by_milestone[milestone]
    return step.known and step.chance == 1 and step.duration == fixed(0.0)
