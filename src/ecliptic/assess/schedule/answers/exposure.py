"""Who delays whom, and what is lost if somebody never delivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.answers.announced import otherwise_as_announced
from ecliptic.assess.schedule.answers.paired import Estimate, estimate, ratio, reached_by, share_in_time
from ecliptic.assess.schedule.answers.replay import Otherwise, Replay
from ecliptic.assess.schedule.answers.running import Sampling, present
from ecliptic.assess.schedule.answers.stages import is_own_plan
from ecliptic.assess.schedule.answers.whatif import limits
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Step


@dataclass(frozen=True, slots=True)
class Passed:
    """What the open steps of one organisation do to the open milestones of another, or to its own."""

    cause: str
    bearer: str
    milestones: int
    """Open milestones of the bearer, over which all means here are taken."""
    affected: int
    """Of these, those that wait for the cause, directly or not; the others are not moved at all."""
    delay_d: Estimate | None
    """How much earlier they would be reached if the cause went as announced, where reached either way.

    None where there is no sample in which one is.
    """
    gained: Estimate
    """By how much that would raise the chance that they are reached at all."""
    lost: Estimate
    """By how much that chance falls if the cause never delivers."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What an organisation's withdrawal does to goals."""

    cause: str
    in_time: Estimate
    """By how much the mean over the goals of the chance to be in time falls."""
    goals: Mapping[Milestone, Estimate]
    """By how much it falls for each goal."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The matrix of all organisations that lead open steps, row by row, with what their withdrawal does."""

    organisations: tuple[str, ...]
    passed: tuple[Passed, ...]
    """Every cause with every bearer."""
    withdrawn: tuple[Withdrawn, ...]
    """By organisation, in the same order."""
    samples: int

    def between(self, cause: str, bearer: str) -> Passed:
        """What one organisation passes on to another."""
        at, to = self.organisations.index(cause), self.organisations.index(bearer)
        return self.passed[at * len(self.organisations) + to]


def exposure(
    plan: Plan,
    goals: Iterable[Milestone] | None = None,
    by: Mapping[Milestone, date] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> Exposure:
    """Expected delay that one organisation passes on to another, from the same samples with and without.

    A step is the organisation's that it names first. Past steps, those without a known time and the own plan
    of a thing that also waits for others are no milestones here, though they may delay or be withdrawn.
    """
    wanted = tuple(plan.goals) if goals is None else present(plan, goals)
    replay = Replay(plan, sampling or Sampling(), unknown)
    own = _owners(plan)
    bearers = _Bearers(replay, own)
    passed: list[Passed] = []
    withdrawn = []
    for cause, steps in own.items():
        steady = {s.milestone: otherwise_as_announced(plan, s) for s in steps if s.known}
        never = {s.milestone: Otherwise(happens=False) for s in steps}
        with replay.again(steady) as hastened, replay.again(never) as gone:
            passed += [bearers.passed((cause, bearer), hastened, gone) for bearer in own]
            withdrawn.append(_withdrawn(replay, cause, wanted, gone, limits(plan, wanted, by)))
    return Exposure(tuple(own), tuple(passed), tuple(withdrawn), replay.samples)


def _owners(plan: Plan) -> dict[str, list[Step]]:
    """Open steps by who is responsible first of all, in the order of names."""
    own: dict[str, list[Step]] = {}
    for step in plan.steps:
        if step.organisations and step.since is None:
            own.setdefault(step.organisations[0], []).append(step)
    return dict(sorted(own.items()))


class _Bearers:
    """What the changes of each cause do to the open milestones of each organisation."""

    def __init__(self, replay: Replay, own: Mapping[str, Sequence[Step]]) -> None:
        self._replay = replay
        self._numbers = {
            bearer: [replay.number[s.milestone] for s in steps if s.known and not is_own_plan(s.milestone)]
            for bearer, steps in own.items()
        }
        self._there = {
            number: np.isfinite(replay.finish[number]) for rows in self._numbers.values() for number in rows
        }
        self._usual = {bearer: self._count(rows) for bearer, rows in self._numbers.items()}

    def passed(
        self, pair: tuple[str, str], hastened: Mapping[int, Reals], gone: Mapping[int, Reals]
    ) -> Passed:
        """What a cause passes on to a bearer, from finishes with its steps as announced and without them."""
        cause, bearer = pair
        numbers = self._numbers[bearer]
        delay, both = np.zeros(self._replay.samples), self._usual[bearer].copy()
        gained, lost = np.zeros(self._replay.samples), np.zeros(self._replay.samples)
        for number in numbers:
            if number in hastened:
                self._add_delay(number, hastened[number], (delay, both, gained))
            if number in gone:
                lost += self._there[number]
                lost -= np.isfinite(gone[number])
        count = max(len(numbers), 1)
        return Passed(
            cause=cause,
            bearer=bearer,
            milestones=len(numbers),
            affected=sum(number in gone for number in numbers),
            delay_d=ratio(delay, both),
            gained=estimate(gained / count),
            lost=estimate(lost / count),
        )

    def _add_delay(self, number: int, steady: Reals, sums: tuple[Reals, Reals, Reals]) -> None:
        """Adds up the delay where it is reached either way, how often that is, and how often more it is."""
        delay, both, gained = sums
        there, sooner = self._there[number], np.isfinite(steady)
        gained += sooner
        gained -= there
        either_way = there & sooner
        both -= there
        both += either_way
        with np.errstate(invalid="ignore"):
            saved = self._replay.finish[number] - steady
        np.copyto(saved, 0.0, where=~either_way)
        delay += saved

    def _count(self, numbers: Sequence[int]) -> Reals:
        """In each sample, how many of some milestones are reached."""
        total = np.zeros(self._replay.samples)
        for number in numbers:
            total += self._there[number]
        return total


def _withdrawn(
    replay: Replay, cause: str, goals: Sequence[Milestone], gone: Mapping[int, Reals], by_d: Sequence[float]
) -> Withdrawn:
    if not goals:
        return Withdrawn(cause, Estimate(0.0, 0.0), {})
    before = [replay.times(goal) for goal in goals]
    after = [gone.get(replay.number[goal], time) for goal, time in zip(goals, before, strict=True)]
    lost = {
        goal: estimate(reached_by(one, day) - reached_by(other, day))
        if one is not other
        else Estimate(0.0, 0.0)
        for goal, one, other, day in zip(goals, before, after, by_d, strict=True)
    }
    return Withdrawn(cause, estimate(share_in_time(before, by_d) - share_in_time(after, by_d)), lost)
