"""Durations: how long an activity takes, as quantile functions for the compiled loops.

Times are in one unit of the caller's choice. Durations are never negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, isfinite, sqrt

import numpy as np

from ecliptic.errors import UsageError

FIXED, UNIFORM, TRIANGULAR, EXPONENTIAL, NORMAL, LOGNORMAL, TABLED, DISCRETE = range(8)

OCTAVES, BINS_OF_OCTAVE = 24, 32
"""A table of quantiles halves its bins towards either end 24 times, down to a chance of 3e-8."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long an activity takes. Made by the functions of this module, which check what they are given."""

    kind: int
    shape: tuple[float, ...]
    least: float
    likely: float
    """The most likely value, or the middle one where none is more likely: for dates without chance."""
    values: tuple[float, ...] = ()
    reached_by: tuple[float, ...] = ()
    table: tuple[float, float] | None = None
    """The parameters of the beta distribution whose quantiles are tabled."""


def fixed(time: float) -> Duration:
    """Always the same."""
    _finite(time=time)
    _ordered("A fixed duration", 0.0, time)
    return Duration(FIXED, (time,), time, time)


def uniform(low: float, high: float) -> Duration:
    """Anything between two values, equally likely."""
    _finite(low=low, high=high)
    _ordered("A uniform duration", 0.0, low, high)
    return Duration(UNIFORM, (low, high - low), low, (low + high) / 2)


def triangular(low: float, mode: float, high: float) -> Duration:
    """Between two values, most likely a third, falling in straight lines to both ends."""
    _finite(low=low, mode=mode, high=high)
    _ordered("A triangular duration", 0.0, low, mode, high)
    if low == high:
        return fixed(low)
    width = high - low
    shape = (low, high, (mode - low) / width, width * (mode - low), width * (high - mode))
    return Duration(TRIANGULAR, shape, low, mode)


def pert(low: float, mode: float, high: float, weight: float = 4.0) -> Duration:
    """A beta distribution between two values with the given mode.

    Its mean is (low + weight × mode + high) / (weight + 2). D. G. Malcolm and others, Operations Research 7
    (1959) 646–669, for a weight of 4. Sampled from a table of its quantiles, to 1e-6 of the width.
    """
    _finite(low=low, mode=mode, high=high, weight=weight)
    _ordered("A PERT duration", 0.0, low, mode, high)
    if not 0 < weight <= 100:
        message = f"The weight of the mode lies above 0 and up to 100; {weight} was given. Usual is 4."
        raise UsageError(message)
    if low == high:
        return fixed(low)
    place = (mode - low) / (high - low)
    parameters = (round(1 + weight * place, 12), round(1 + weight * (1 - place), 12))
    return Duration(TABLED, (low, high - low), low, mode, table=parameters)


def exponential(mean: float) -> Duration:
    """As likely to end in the next moment however long it has taken."""
    _finite(mean=mean)
    _ordered("The mean of an exponential duration", 0.0, mean)
    return Duration(EXPONENTIAL, (mean,), 0.0, mean) if mean > 0 else fixed(0.0)


def normal(mean: float, deviation: float) -> Duration:
    """Normal, but nought where it would be negative."""
    _finite(mean=mean, deviation=deviation)
    _ordered("The standard deviation of a normal duration", 0.0, deviation)
    if deviation == 0:
        return fixed(max(mean, 0.0))
    return Duration(NORMAL, (mean, deviation), 0.0, max(mean, 0.0))


def lognormal(median: float, log_deviation: float) -> Duration:
    """Its logarithm is normal; `log_deviation` is the standard deviation of the natural logarithm."""
    _finite(median=median, log_deviation=log_deviation)
    if not median > 0:
        message = f"The median of a lognormal duration is above 0; {median} was given."
        raise UsageError(message)
    _ordered("The deviation of a lognormal duration", 0.0, log_deviation)
    if log_deviation == 0:
        return fixed(median)
    return Duration(LOGNORMAL, (float(np.log(median)), log_deviation), 0.0, median)


def lognormal_of(mean: float, deviation: float) -> Duration:
    """The lognormal duration with this mean and standard deviation."""
    if not (0 < mean < inf and 0 <= deviation < inf):
        message = f"Give a mean above 0 and a deviation of 0 or more; {mean} and {deviation} were given."
        raise UsageError(message)
    square = float(np.log1p((deviation / mean) ** 2))
    return lognormal(mean * exp(-square / 2), sqrt(square))


def discrete(outcomes: Sequence[tuple[float, float]]) -> Duration:
    """One of several values; `outcomes` are pairs of value and chance, and the chances add up to 1."""
    if not outcomes:
        message = "A discrete duration needs at least one value with its chance."
        raise UsageError(message)
    values = [value for value, _ in sorted(outcomes)]
    chances = [chance for _, chance in sorted(outcomes)]
    for value, chance in zip(values, chances, strict=True):
        _finite(value=value)
        if not 0 <= chance <= 1:
            message = f"A chance lies between 0 and 1; {chance} was given for the value {value}."
            raise UsageError(message)
    if abs(sum(chances) - 1) > 1e-9:
        message = f"The chances of a discrete duration add up to {sum(chances)} and not to 1."
        raise UsageError(message)
    _ordered("A value of a discrete duration", 0.0, values[0])
    reached = (*np.cumsum(chances)[:-1].tolist(), 1.0)
    likely = values[chances.index(max(chances))]
    return Duration(DISCRETE, (float(len(values)),), values[0], likely, tuple(values), reached)


def empirical(seen: Sequence[float]) -> Duration:
    """One of the durations that were seen, each equally likely; never shorter or longer than any of them."""
    if not len(seen):
        message = "An empirical duration needs at least one value that was seen."
        raise UsageError(message)
    return discrete([(float(value), 1 / len(seen)) for value in seen])


def _finite(**numbers: float) -> None:
    for name, number in numbers.items():
        if not isfinite(number):
            message = f"{name} is {number}; give a finite number."
            raise UsageError(message)


def _ordered(what: str, *numbers: float) -> None:
    if any(low > high for low, high in pairwise(numbers)):
        given = ", ".join(f"{number:g}" for number in numbers[1:])
        message = f"{what} is 0 or more, and its values come in order; {given} was given."
        raise UsageError(message)
