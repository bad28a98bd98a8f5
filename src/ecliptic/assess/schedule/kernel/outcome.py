"""What samples tell: moments, chances and quantiles of finishes, and which activities decide them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite, nan, sqrt
from statistics import NormalDist

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals, Sums, Wanted, Whole
from ecliptic.assess.schedule.kernel.schedule import Arranged
from ecliptic.errors import UsageError


@dataclass(frozen=True, eq=False)
class Finish:
    """When one activity finishes, over all samples. Mean and deviation are of the samples in which it does.

    Kept are counts in bins with the earliest and latest finish in each, so a quantile is off by at most the
    bin's width, 1/4096 of 1.75 times the span of the first 4,096 samples: about 0.003 standard deviations for
    a normal finish, and nothing where all finishes of a bin are one time. Outside that span, at chances
    beyond about 1/10,000, quantiles are drawn straight to the earliest or latest finish seen.
    """

    samples: int
    reached: int
    mean: float
    deviation: float
    counts: Whole
    least: Reals
    most: Reals
    replicates: tuple[Finish, ...] = ()
    """Of quasi-random samples the parts that are independent of each other, from which errors are told."""

    @property
    def standard_error(self) -> float:
        """Of the mean."""
        if self.replicates:
            return _error_of([part.mean for part in self.replicates])
        return self.deviation / sqrt(self.reached) if self.reached else nan

    def quantile(self, chance: float) -> float:
        """The time by which it is finished with this chance; infinite where it never is as likely."""
        return self.quantiles((chance,))[0]

    def quantiles(self, chances: Sequence[float]) -> list[float]:
        """The times by which it is finished with each of these chances."""
        upto = np.cumsum(self.counts)
        return [self._quantile(chance, upto) for chance in chances]

    def _quantile(self, chance: float, upto: Whole) -> float:
        if not 0 <= chance <= 1:
            message = f"A chance lies between 0 and 1; {chance} was given."
            raise UsageError(message)
        wanted = chance * self.samples
        if not self.reached or wanted > upto[-1] + 1e-9 * self.samples:
            return inf
        at = int(np.searchsorted(upto, min(max(wanted, 1e-9), float(upto[-1]))))
        part = (wanted - (upto[at] - self.counts[at])) / self.counts[at]
        return float(self.least[at] + min(max(part, 0.0), 1.0) * (self.most[at] - self.least[at]))

    def chance(self, time: float) -> float:
        """How likely it is finished at this time or before."""
        return float(self.chances(np.array([time]))[0])

    def chances(self, times: Reals) -> Reals:
        """How likely it is finished at each of some times or before."""
        bounds, reached = self._line
        if not len(bounds):
            return np.zeros(len(times))
        # Where several bounds are one time, the last counts: what finishes at that time has finished by then.
        return np.asarray(np.interp(times, bounds, reached, left=0.0) / self.samples, dtype=np.float64)

    @cached_property
    def _line(self) -> tuple[Reals, Reals]:
        """Bounds of all bins that hold anything, and how many have finished at each."""
        filled = self.counts > 0
        upto = np.cumsum(self.counts[filled])
        bounds = np.column_stack((self.least[filled], self.most[filled])).ravel()
        return bounds, np.column_stack((upto - self.counts[filled], upto)).ravel().astype(np.float64)

    def chance_error(self, time: float) -> float:
        """The standard error of `chance`, by the binomial distribution or from replicates."""
        if self.replicates:
            return _error_of([part.chance(time) for part in self.replicates])
        p = self.chance(time)
        return sqrt(p * (1 - p) / self.samples)

    def bounds(self, chance: float, confidence: float = 0.95) -> tuple[float, float]:
        """Between which times the true quantile lies, beside the width of a bin.

        By the order of samples; or by how replicates differ, after Student.
        """
        if self.replicates:
            return self._bounds_by_replicates(chance, confidence)
        reach = NormalDist().inv_cdf(0.5 + confidence / 2) * sqrt(chance * (1 - chance) / self.samples)
        return self.quantile(max(chance - reach, 0.0)), self.quantile(min(chance + reach, 1.0))

    def _bounds_by_replicates(self, chance: float, confidence: float) -> tuple[float, float]:
        found = [part.quantile(chance) for part in self.replicates]
        if not all(isfinite(time) for time in found):
            return min(found), max(found)
        middle = self.quantile(chance)
        reach = student(confidence, len(found) - 1) * _error_of(found)
        return middle - reach, middle + reach


@dataclass(frozen=True, slots=True)
class Round:
    """How large the error was after so many samples in all."""

    samples: int
    error: float


@dataclass(frozen=True, slots=True)
class Convergence:
    """How a precision was approached, round by round; see `Precision` for what the error is of."""

    wanted: float
    rounds: tuple[Round, ...]
    reached: bool

    @property
    def error(self) -> float:
        """The error in the end."""
        return self.rounds[-1].error


@dataclass(frozen=True, eq=False)
class Outcome:
    """All answers. Arrays over activities are in the caller's numbering."""

    samples: int
    finishes: Mapping[int, Finish]
    """By watched activity."""
    criticality: Mapping[int, Reals]
    """By goal, of each activity: in which part of the samples that reach the goal it decided its finish.

    It did if it ends a chain of activities without slack to the goal. The chain ends at an activity that
    waited for its calendar: what came before could have been a little later.
    """
    cruciality: Mapping[int, Reals]
    """By goal: the correlation of each activity's duration with the finish; nan where either never varies."""
    waits: Reals
    """Of each activity, in which part of all samples it waited for its calendar."""
    wait: Reals
    """Of each activity, its mean wait over all samples."""
    stored: Mapping[int, Reals]
    """Finishes of the stored activities, sample by sample."""
    convergence: Convergence | None = None
    """Where a precision was asked for."""

    @property
    def converged(self) -> bool:
        """Whether the precision that was asked for is reached; true where none was."""
        return self.convergence is None or self.convergence.reached


def outcome_of(
    arrangement: Arranged, wanted: Wanted, sums: Sums, store: Reals, parts: Sequence[Sums] = ()
) -> Outcome:
    """Answers from sums over all samples, and over independent parts of them."""
    samples, place = store.shape[1], arrangement.place
    number = {int(at): activity for activity, at in enumerate(place)}
    finishes = {
        number[int(at)]: replace(
            _finish(samples, wanted.usual_finish[at], sums, w),
            replicates=tuple(
                _short(_finish(samples // len(parts), wanted.usual_finish[at], part, w)) for part in parts
            ),
        )
        for w, at in enumerate(wanted.watched)
    }
    goals = [number[int(at)] for at in wanted.goals]
    criticality, cruciality = {}, {}
    for g, goal in enumerate(goals):
        reached = finishes[goal].reached
        share = sums.critical[g] / reached if reached else np.full(len(place), nan)
        criticality[goal] = share[place]
        cruciality[goal] = correlations(sums, g, reached, wanted)[place]
    return Outcome(
        samples=samples,
        finishes=finishes,
        criticality=criticality,
        cruciality=cruciality,
        waits=sums.waits[place, 0] / samples,
        wait=sums.waits[place, 1] / samples,
        stored={number[int(at)]: store[row] for row, at in enumerate(wanted.stored)},
    )


def _finish(samples: int, usual: float, sums: Sums, w: int) -> Finish:
    reached, (total, squares) = int(sums.reached[w]), sums.moments[w]
    mean = usual + total / reached if reached else nan
    variance = (squares - total**2 / reached) / (reached - 1) if reached > 1 else nan
    deviation = sqrt(max(variance, 0.0)) if reached > 1 else nan
    return Finish(samples, reached, mean, deviation, sums.bins[w], sums.least[w], sums.most[w])


def _short(finish: Finish) -> Finish:
    """Without empty bins, since there is one for each replicate."""
    kept = finish.counts > 0
    return replace(finish, counts=finish.counts[kept], least=finish.least[kept], most=finish.most[kept])


def _error_of(found: Sequence[float]) -> float:
    """The standard error of the mean of independent estimates; nan where one is missing."""
    return float(np.std(found, ddof=1)) / sqrt(len(found))


def student(confidence: float, freedom: int) -> float:
    """How many standard errors hold this confidence: Student's quantile.

    M. Abramowitz and I. A. Stegun, Handbook of mathematical functions, 1964, 26.7.5; to 0.001 at 0.95 and 7
    degrees of freedom.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def correlations(sums: Sums, g: int, reached: int, wanted: Wanted) -> Reals:
    """Pearson's correlations of durations with the goal; nan where there is none to tell."""
    d1, d2, dt = sums.products[g].T
    t1, t2 = sums.goal_moments[g]
    if reached < 2:
        return np.full(len(d1), nan)
    spread = (d2 - d1**2 / reached) * (t2 - t1**2 / reached)
    # What rounding leaves of no variance is none.
    floor = (
        (1e-20 * reached**2)
        * (1 + wanted.usual_duration**2)
        * (1 + wanted.usual_finish[wanted.goals[g]] ** 2)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (dt - d1 * t1 / reached) / np.sqrt(spread)
    told: Reals = np.where((spread > floor) & (wanted.leads_to[g] > 0), found, nan)
    return told
