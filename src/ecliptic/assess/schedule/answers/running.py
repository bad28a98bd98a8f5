"""Runs of a plan: the one place where the answers ask the kernel for samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.schedule.kernel import Asked, Finish, Outcome, Schedule, fixed, network, simulate
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import AT_ONCE, NEVER, Laid, Milestone, Plan, laid
from ecliptic.errors import UsageError

Bools = NDArray[np.bool_]

CELLS = 12_000_000
"""Steps × samples that are kept step by step at most, some 300 MB: 12,000 samples of 1,000 steps.

Differences between the same samples are sharp with far fewer.
"""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to sample: a number of samples, or a precision of chances; the same to the bit for a seed."""

    samples: int = 10_000
    precision: float | None = None
    """Largest standard error of any chance that is accepted; None where the number of samples decides."""
    seed: int = 1
    quasi: bool = False
    """Whether samples are quasi-random."""
    threads: int | None = None

    @property
    def number(self) -> int:
        """How many samples are drawn: for a precision, as many as a chance of a half needs."""
        if self.precision is None:
            return self.samples
        if not 0 < self.precision < 1:
            message = f"A precision of a chance lies between 0 and 1; {self.precision} was given."
            raise UsageError(message)
        return max(ceil(0.25 / self.precision**2), 2)

    def kept(self, rows: int) -> Sampling:
        """So many samples that they can be kept for so many steps, whatever precision is asked for.

        Drawn one by one, since evenly spread samples of two plans are not the same where the plans differ.
        """
        most = max(CELLS // max(rows, 1), 2)
        return replace(self, precision=None, quasi=False, samples=min(self.number, most))


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of samples, by milestone; see the kernel's `Asked`."""

    goals: Sequence[Milestone] = ()
    watched: Sequence[Milestone] = ()
    stored: Sequence[Milestone] = ()
    drivers: bool = False


@dataclass(frozen=True, eq=False)
class Ran:
    """What samples of a plan told."""

    laid: Laid
    outcome: Outcome

    @property
    def samples(self) -> int:
        """How many were drawn."""
        return self.outcome.samples

    def finish(self, milestone: Milestone) -> Finish:
        """When a goal or watched milestone is reached, over all samples."""
        return self.outcome.finishes[self.laid.number[milestone]]

    def times(self, milestone: Milestone) -> Reals:
        """Days after the day of the plan at which a stored milestone is reached, sample by sample."""
        return self.outcome.stored[self.laid.number[milestone]]


def run(plan: Plan, sampling: Sampling, asked: Asking, unknown: str = NEVER) -> Ran:
    """Draw samples of a plan; steps without a known time are reached never, or at once."""
    present(plan, (*asked.goals, *asked.watched, *asked.stored))
    made = laid(plan, unknown)
    return Ran(made, _simulated(made.schedule, sampling, _numbered(made.number, asked)))


@dataclass(frozen=True, eq=False)
class Drawn:
    """What steps of a laid plan drew, by activity and sample, whatever they wait for."""

    laid: Laid
    took: Reals
    """Activities × samples: days that each takes or, if it never comes about, would have taken."""
    happens: Bools
    """Activities × samples: whether it comes about once all that it waits for is there."""


def drawn(plan: Plan, sampling: Sampling, unknown: str = NEVER) -> Drawn:
    """Draw every step by itself: what it draws in `run` with the same number of samples and seed.

    Takes 9 bytes for each activity and sample.
    """
    made = laid(plan, unknown)
    full, everything = made.schedule, range(len(made.milestones))
    asked, alone = Asked(goals=(0,), stored=everything, drivers=False), network(len(everything), [])
    likely = replace(full, network=alone, earliest={}, calendars={}, happens={})
    # Chances are drawn apart, so that a cancelled step still tells how long it would have taken.
    whether = replace(likely, durations=[fixed(0.0)] * len(everything), causes=(), happens=full.happens)
    happens = np.array([row < np.inf for row in _rows(_simulated(whether, sampling, asked))])
    return Drawn(made, np.array(_rows(_simulated(likely, sampling, asked))), happens)


def _rows(outcome: Outcome) -> list[Reals]:
    """Stored finishes in the order of the activities."""
    return [outcome.stored[activity] for activity in sorted(outcome.stored)]


def unknowns(plan: Plan) -> tuple[str, ...]:
    """The ways in which steps without a known time are taken: one if there are none."""
    return (NEVER, AT_ONCE) if any(not step.known for step in plan.steps) else (NEVER,)


def present(plan: Plan, milestones: Iterable[Milestone]) -> tuple[Milestone, ...]:
    """The milestones, each once; raises UsageError where there are none, or for one that the plan lacks."""
    wanted = tuple(dict.fromkeys(milestones))
    if not wanted:
        message = "Nothing is asked for: name at least one milestone of the plan."
        raise UsageError(message)
    if missing := sorted(set(wanted) - set(plan.by_milestone)):
        names = "; ".join(f"{m.kind} {m.id} ({m.stage})" for m in missing)
        message = f"The plan does not have what is asked for: {names}."
        raise UsageError(message)
    return wanted


def _numbered(number: Mapping[Milestone, int], asked: Asking) -> Asked:
    return Asked(
        goals=[number[milestone] for milestone in asked.goals],
        watched=[number[milestone] for milestone in asked.watched],
        stored=list(dict.fromkeys(number[milestone] for milestone in asked.stored)),
        drivers=asked.drivers,
    )


def _simulated(schedule: Schedule, sampling: Sampling, asked: Asked) -> Outcome:
    """The only call of the kernel."""
    asked = replace(asked, quasi=sampling.quasi)
    return simulate(schedule, sampling.number, sampling.seed, asked, threads=sampling.threads)
