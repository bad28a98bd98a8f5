"""Which steps decide when goals are reached, and whether they are in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.answers.paired import Estimate, estimate, reached_by, share_in_time
from ecliptic.assess.schedule.answers.replay import Otherwise, Replay
from ecliptic.assess.schedule.answers.running import Asking, Ran, Sampling, present, run
from ecliptic.assess.schedule.answers.whatif import limits
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Step

TOLD, WORST = 12, 10
"""Steps that a tornado tells, and those that are told as the worst drivers."""

WORK = 20_000
"""Finishes that may be worked out again to find them; at least `TOLD` steps are tried out all the same."""

EARLY, LATE = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Index:
    """How much a step decides the finishes of goals, as a mean over the goals that are ever reached."""

    milestone: Milestone
    criticality: float
    """Chance that it is on a chain without slack to the goal; 0 for goals that do not wait for it."""
    cruciality: float
    """Size of the correlation of its duration with the finish; 0 where either never varies."""
    goals: int
    """How many of the goals wait for it, by alternatives too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one step does to the chance that goals are in time, as a mean over the goals.

    Every change is told against the plan in the same samples.
    """

    milestone: Milestone
    early_d: float
    """Its duration that is kept with a chance of 10 %."""
    late_d: float
    """Its duration that is kept with a chance of 90 %."""
    early: Estimate
    """Change of the chance if it took `early_d`."""
    late: Estimate
    """Change of the chance if it took `late_d`."""
    certain: Estimate
    """Change of the chance if it were certain to come about."""
    index: Index

    @property
    def width(self) -> float:
        """From the worst to the best of its changes."""
        ends = (self.early.mean, self.late.mean, self.certain.mean, 0.0)
        return max(ends) - min(ends)


@dataclass(frozen=True, slots=True)
class Held:
    """A step without a known time, and how much hangs on it."""

    milestone: Milestone
    goals: int
    """How many of the goals wait for it, by alternatives too."""
    alone: Estimate
    """Change of the chance that goals are in time if this one alone were reached at once."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """What decides goals."""

    chance: float
    """Mean over the goals of the chance to be in time."""
    indices: tuple[Index, ...]
    """Of every step for which a goal waits, the most crucial first."""
    tornado: tuple[Bar, ...]
    """The widest of the steps that were tried out, the widest first."""
    held: tuple[Held, ...]
    """Steps without a known time, where these are never reached, those of most goals first."""
    samples: int

    @property
    def worst(self) -> tuple[Bar, ...]:
        """The ten worst drivers that change anything."""
        return tuple(bar for bar in self.tornado if bar.width > 0)[:WORST]


def drivers(
    plan: Plan,
    goals: Iterable[Milestone] | None = None,
    by: Mapping[Milestone, date] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> Drivers:
    """What decides a set of goals: indices of all steps, and a tornado of those that promise to matter most.

    Tried out are steps in the order of their cruciality, with the chance that they never come about weighted
    by the goals that wait for them, as far as the work allows; in sparse plans that is all of them.
    """
    wanted = present(plan, plan.goals if goals is None else goals)
    sampling = sampling or Sampling()
    replay = Replay(plan, sampling, unknown)
    found = indices(plan, wanted, sampling, unknown)
    trial = _Trial(replay, wanted, limits(plan, wanted, by))
    tornado = trial.bars(_promising(plan, found, len(wanted)))
    held = [trial.held(plan.by_milestone[i.milestone], i.goals) for i in found] if unknown == NEVER else []
    return Drivers(
        chance=float(trial.usual.mean()),
        indices=found,
        tornado=tuple(sorted(tornado, key=lambda bar: (-bar.width, bar.milestone))[:TOLD]),
        held=tuple(sorted((h for h in held if h), key=lambda h: (-h.goals, h.milestone))),
        samples=replay.samples,
    )


def indices(
    plan: Plan, goals: Sequence[Milestone], sampling: Sampling, unknown: str = NEVER
) -> tuple[Index, ...]:
    """Criticality and cruciality of every step for which a goal waits, the most crucial first."""
    ran = run(plan, sampling, Asking(goals=goals, drivers=True), unknown)
    reached = [goal for goal in goals if ran.finish(goal).reached]
    count = len(ran.laid.milestones)
    critical, crucial = np.zeros(count), np.zeros(count)
    for goal in reached:
        number = ran.laid.number[goal]
        critical += ran.outcome.criticality[number]
        crucial += np.abs(np.nan_to_num(ran.outcome.cruciality[number], nan=0.0))
    waiting = _waiting(ran, goals)
    told = [
        Index(
            step.milestone,
            float(critical[number]) / max(len(reached), 1),
            float(crucial[number]) / max(len(reached), 1),
            int(waiting[number]),
        )
        for number, step in enumerate(plan.steps)
        if waiting[number]
    ]
    return tuple(sorted(told, key=lambda one: (-one.cruciality, -one.criticality, one.milestone)))


def _waiting(ran: Ran, goals: Sequence[Milestone]) -> Reals:
    """How many goals wait for each activity."""
    net = ran.laid.schedule.network
    leads = np.zeros((net.activities, len(goals)), dtype=np.bool_)
    for place, goal in enumerate(goals):
        leads[ran.laid.number[goal], place] = True
    for activity in reversed(net.order.tolist()):
        for before in net.before[net.first_edge[activity] : net.first_edge[activity + 1]].tolist():
            leads[before] |= leads[activity]
    return np.asarray(leads.sum(axis=1), dtype=np.float64)


def _promising(plan: Plan, found: Sequence[Index], goals: int) -> list[Index]:
    """Steps that are worth trying out: open ones whose duration or chance goes along with a goal."""

    def promise(index: Index) -> float:
        return index.cruciality + (1 - plan.by_milestone[index.milestone].chance) * index.goals / goals

    open_steps = [i for i in found if _is_open(plan.by_milestone[i.milestone]) and promise(i) > 0]
    return sorted(open_steps, key=lambda one: (-promise(one), one.milestone))


def _is_open(step: Step) -> bool:
    return step.known and step.since is None


class _Trial:
    """Goals of kept samples, with single steps gone otherwise."""

    def __init__(self, replay: Replay, goals: Sequence[Milestone], by_d: Sequence[float]) -> None:
        self._replay, self._by_d = replay, by_d
        self._goals = [replay.number[goal] for goal in goals]
        self.usual: Reals = share_in_time([replay.finish[goal] for goal in self._goals], by_d)

    def bars(self, promising: Sequence[Index]) -> list[Bar]:
        """The trials of steps, until they have taken enough work."""
        made: list[Bar] = []
        work = 0
        for index in promising:
            work += 3 * len(self._replay.following([self._replay.number[index.milestone]]))
            if work > WORK and len(made) >= TOLD:
                break
            made.append(self.bar(index))
        return made

    def bar(self, index: Index) -> Bar:
        """The three trials of one step."""
        number = self._replay.number[index.milestone]
        took = self._replay.drawn.took[number]
        early, late = (float(time) for time in np.quantile(took, [EARLY, LATE]))
        varies, sure = early < late, bool(self._replay.drawn.happens[number].all())
        same = Estimate(0.0, 0.0)
        return Bar(
            milestone=index.milestone,
            early_d=early,
            late_d=late,
            early=self._with(index.milestone, Otherwise(took=early)) if varies else same,
            late=self._with(index.milestone, Otherwise(took=late)) if varies else same,
            certain=same if sure else self._with(index.milestone, Otherwise(happens=True)),
            index=index,
        )

    def held(self, step: Step, goals: int) -> Held | None:
        """What hangs on a step without a known time; None for others."""
        if step.known or step.since is not None:
            return None
        return Held(step.milestone, goals, self._with(step.milestone, Otherwise(happens=True)))

    def _with(self, milestone: Milestone, change: Otherwise) -> Estimate:
        gain = np.zeros(self._replay.samples)
        with self._replay.again({milestone: change}) as finishes:
            for goal, day in zip(self._goals, self._by_d, strict=True):
                if goal in finishes:
                    gain += reached_by(finishes[goal], day)
                    gain -= reached_by(self._replay.finish[goal], day)
        return estimate(gain / len(self._goals))
