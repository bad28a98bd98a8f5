"""What a second provider of an element is worth, and what an earlier demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.answers.changes import Second, another, apply, now
from ecliptic.assess.schedule.answers.paired import Estimate, estimate, share_in_time
from ecliptic.assess.schedule.answers.replay import Otherwise, Replay
from ecliptic.assess.schedule.answers.running import Sampling, present
from ecliptic.assess.schedule.answers.stages import gathers, is_own_plan, own_plan
from ecliptic.assess.schedule.answers.whatif import limits
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Step, Wait

EARLIER_D = 365.0

DEMONSTRATED = ("technology", "technology-gap")


@dataclass(frozen=True, slots=True)
class Worth:
    """What could be gained at one element, in the mean over the goals of the chance to be in time."""

    element: Milestone
    organisations: tuple[str, ...]
    second: Estimate
    """Gain from a second provider, as slow and as sure as the first and independent of it."""
    earlier: Estimate
    """Gain from demonstrations that take a year less."""
    demonstrated: tuple[Milestone, ...]
    """What is demonstrated earlier: the technologies that the element waits for, or itself without any."""


def worth(
    plan: Plan,
    goals: Iterable[Milestone] | None = None,
    by: Mapping[Milestone, date] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> tuple[Worth, ...]:
    """What a second provider and an earlier demonstration are worth at each element of one provider.

    The element that gains most comes first. Elements that are past or without a known time are left out.
    """
    wanted = present(plan, plan.goals if goals is None else goals)
    elements = single(plan)
    providers = [own_plan(plan, step.milestone) for step in elements]
    widened = apply(plan, [Second(provider) for provider in providers])
    absent = [another(provider) for provider in providers]
    trial = _Trial(Replay(widened, sampling or Sampling(), unknown, absent), wanted, limits(plan, wanted, by))
    told = [trial.worth(plan, step) for step in elements if trial.matters(step)]
    return tuple(sorted(told, key=lambda one: (-max(one.second.mean, one.earlier.mean), one.element)))


def single(plan: Plan) -> tuple[Step, ...]:
    """Open elements with a time of their own that are goals, or that something awaits without alternative."""
    sets: dict[tuple[Milestone, str | None], list[Wait]] = {}
    for wait in plan.waits:
        sets.setdefault((wait.after, wait.alternatives), []).append(wait)
    alone = set(plan.goals)
    for (_, alternatives), waits in sets.items():
        if alternatives is None or max(wait.enough for wait in waits) == len(waits):
            alone.update(wait.before for wait in waits)
    return tuple(
        step
        for step in plan.steps
        if step.milestone.kind == "element"
        and step.milestone in alone
        and not is_own_plan(step.milestone)
        and _is_open(step)
        and not gathers(plan, own_plan(plan, step.milestone))
    )


class _Trial:
    """Samples of a plan in which every element of one provider has a second one that does not come yet."""

    def __init__(self, replay: Replay, goals: Sequence[Milestone], by_d: Sequence[float]) -> None:
        self._replay, self._by_d = replay, by_d
        self._goals = [replay.number[now(replay.plan, goal)] for goal in goals]
        self._usual = share_in_time([replay.finish[goal] for goal in self._goals], by_d)
        self._leading = replay.leading(self._goals)

    def matters(self, step: Step) -> bool:
        """Whether a goal waits for a step."""
        return self._replay.number[step.milestone] in self._leading

    def worth(self, plan: Plan, step: Step) -> Worth:
        """The gains at one element."""
        drawn, new = self._replay.drawn, another(own_plan(plan, step.milestone))
        comes = Otherwise(happens=drawn.happens[self._replay.number[new]])
        shown = demonstrated(plan, step)
        sooner = {m: Otherwise(took=self._sooner(m)) for m in shown}
        return Worth(step.milestone, step.organisations, self._gain({new: comes}), self._gain(sooner), shown)

    def _sooner(self, milestone: Milestone) -> Reals:
        took = self._replay.drawn.took[self._replay.number[milestone]]
        return np.asarray(np.maximum(took - EARLIER_D, 0.0), dtype=np.float64)

    def _gain(self, changes: Mapping[Milestone, Otherwise]) -> Estimate:
        with self._replay.again(changes) as finishes:
            times = [finishes.get(goal, self._replay.finish[goal]) for goal in self._goals]
            return estimate(share_in_time(times, self._by_d) - self._usual)


def demonstrated(plan: Plan, step: Step) -> tuple[Milestone, ...]:
    """What would be demonstrated earlier for an element: open technologies it waits for, else the element."""
    own = own_plan(plan, step.milestone)
    before = dict.fromkeys(wait.before for wait in plan.waits if wait.after in (step.milestone, own))
    shown = (m for m in before if m.kind in DEMONSTRATED and _is_open(plan.by_milestone[m]))
    return tuple(sorted(shown)) or (own,)


def _is_open(step: Step) -> bool:
    return step.known and step.since is None
