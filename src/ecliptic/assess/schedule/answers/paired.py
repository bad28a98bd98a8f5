"""Differences between the same samples of two plans, with the standard errors of the differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import Milestone


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over samples with its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does to a milestone: changed plan less plan, sample by sample."""

    milestone: Milestone
    finish_d: Estimate | None
    """How much later it is reached, over samples in which it is in both; None where there are none."""
    both: float
    """Share of the samples in which it is reached in both plans."""
    before: float
    """Chance to be in time, or to be reached at all where no day is given, in the plan."""
    after: float
    """The same in the changed plan."""
    chance: Estimate
    """Change of that chance."""


def difference(milestone: Milestone, before: Reals, after: Reals, by_d: float = np.inf) -> Difference:
    """The difference that a change makes, from finishes in days after the day of the plan."""
    both = np.isfinite(before) & np.isfinite(after)
    in_time, still = reached_by(before, by_d), reached_by(after, by_d)
    return Difference(
        milestone=milestone,
        finish_d=estimate(after[both] - before[both]) if both.any() else None,
        both=float(both.mean()),
        before=float(in_time.mean()),
        after=float(still.mean()),
        chance=estimate(still - in_time),
    )


def reached_by(times: Reals, by_d: float = np.inf) -> Reals:
    """1 in each sample in which it is reached by a time, or at all, and 0 in the others."""
    return ((times <= by_d) & np.isfinite(times)).astype(np.float64)


def share_in_time(times: Sequence[Reals], by_d: Sequence[float]) -> Reals:
    """In each sample, the share of several milestones that are reached in time."""
    total = np.zeros(len(times[0]))
    for row, limit in zip(times, by_d, strict=True):
        total += reached_by(row, limit)
    return total / len(times)


def estimate(values: Reals) -> Estimate:
    """The mean of at least one value; its error is 0 where only one is known."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Estimate(float(values.mean()), spread / sqrt(len(values)))


def ratio(totals: Reals, counts: Reals) -> Estimate | None:
    """Mean of many values, from their total and number in each sample; None where there are none.

    Values of one sample may go together, so the error counts samples, not values (linearised ratio).
    """
    number = float(counts.sum())
    if number == 0:
        return None
    mean = float(totals.sum()) / number
    rest = totals - mean * counts
    return Estimate(mean, sqrt(float(np.square(rest).sum())) / number)
