"""Samples until an answer is as exact as was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, sqrt

from ecliptic.assess.schedule.kernel.outcome import Convergence, Finish, Outcome, Round
from ecliptic.assess.schedule.kernel.quasi import most_nets
from ecliptic.assess.schedule.kernel.runs import STRETCH, Progress
from ecliptic.assess.schedule.kernel.sampling import Asked, begin, simulate
from ecliptic.assess.schedule.kernel.schedule import Schedule
from ecliptic.errors import UsageError

CHANCE, MEAN, QUANTILE = "chance", "mean", "quantile"

EVENTS = 2
"""So many finishes in time, or late, may be thought to have been missed where none was seen."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Which error is to be how small, in all watched activities or in one.

    "chance": the standard error of the chance to finish by the time `at`, or ever without one. "mean": the
    standard error of the mean finish, in time. "quantile": half the width of the 95 % interval of the
    quantile with the chance `at`, in time; infinite while the interval reaches to never.
    """

    what: str
    value: float
    at: float | None = None
    activity: int | None = None
    most: int = 10_000_000
    """Samples after which drawing ends anyhow."""

    def __post_init__(self) -> None:
        if self.what not in (CHANCE, MEAN, QUANTILE):
            message = f"A precision is of a chance, a mean or a quantile, and not of {self.what!r}."
            raise UsageError(message)
        if not (isfinite(self.value) and self.value > 0):
            message = f"A precision is a number above 0; {self.value} was given."
            raise UsageError(message)
        if self.what == QUANTILE and not (self.at is not None and 0 < self.at < 1):
            message = f"Say of which quantile: a chance between 0 and 1, and not {self.at}."
            raise UsageError(message)
        if self.most < 2:
            message = f"Allow at least 2 samples; {self.most} were allowed."
            raise UsageError(message)

    def error(self, outcome: Outcome) -> float:
        """The largest error of those asked about; infinite where it cannot be told yet."""
        finishes = outcome.finishes
        if self.activity is not None:
            if self.activity not in finishes:
                message = f"Activity {self.activity} is not watched, so that its precision cannot be told."
                raise UsageError(message)
            finishes = {self.activity: finishes[self.activity]}
        errors = [self._error(finish) for finish in finishes.values()]
        return max((inf if isnan(error) else error for error in errors), default=0.0)

    def _error(self, finish: Finish) -> float:
        if self.what == CHANCE:
            return max(finish.chance_error(inf if self.at is None else self.at), _unseen(finish.samples))
        if self.what == MEAN:
            return finish.standard_error
        low, high = finish.bounds(self.at or 0.5)
        return 0.0 if low == high else (high - low) / 2


def simulate_until(
    schedule: Schedule,
    precision: Precision,
    seed: int,
    asked: Asked | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Draw in rounds that double all samples, until a precision is reached or no more samples are allowed.

    After n samples the outcome is that of `simulate` with n, to the bit; `convergence` tells the rounds.
    Errors are estimated from the same samples, so a stop is a little more likely where they came out small.
    """
    rounds: list[Round] = []
    for outcome in _rounds(schedule, precision.most, seed, asked or Asked(), (threads, progress)):
        rounds.append(Round(outcome.samples, precision.error(outcome)))
        if rounds[-1].error <= precision.value:
            break
    reached = rounds[-1].error <= precision.value
    return replace(outcome, convergence=Convergence(precision.value, tuple(rounds), reached))


def _rounds(
    schedule: Schedule, most: int, seed: int, asked: Asked, how: tuple[int | None, Progress | None]
) -> Iterator[Outcome]:
    """Outcomes of ever more samples. Quasi-random ones begin anew each time, as their nets are whole."""
    threads, progress = how
    begun = None if asked.quasi else begin(schedule, most, seed, asked, threads)
    most = most_nets(most) if asked.quasi else most
    samples = 0
    while samples < most:
        samples = min(2 * samples or STRETCH, most)
        if begun is None:
            yield simulate(schedule, samples, seed, asked, threads=threads, progress=progress)
        else:
            begun.run.extend(samples, progress)
            yield begun.outcome()


def _unseen(samples: int) -> float:
    """The standard error of a chance that no sample met, from two more of either: A. Agresti and B. A. Coull,
    The American Statistician 52 (1998) 119–126."""
    return sqrt(EVENTS) / (samples + 2 * EVENTS)
