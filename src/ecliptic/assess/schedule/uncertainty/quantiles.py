"""Durations of the kernel from any quantile function, and the normal distribution on arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import pi, sqrt

import numpy as np
from scipy.special import erfcx, ndtr, ndtri  # type: ignore[import-untyped]

from ecliptic.assess.schedule.kernel import Duration, discrete, shapes
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.kernel.beta import beta_chance
from ecliptic.errors import UsageError

PARTS, SPLITS = 256, 6
"""Equally likely parts, of which the outermost are halved so many times towards either end."""

FINE = 20_000
"""Parts into which chances are cut to find how much of a duration has passed."""


def _parts() -> tuple[Reals, Reals]:
    tail = 1 / (PARTS * 2.0 ** np.arange(SPLITS, -1, -1))
    edges = np.concatenate(([0.0], tail, np.arange(2, PARTS - 1) / PARTS, 1 - tail[::-1], [1.0]))
    return (edges[1:] + edges[:-1]) / 2, np.diff(edges)


def duration_of(quantile: Callable[[Reals], Reals]) -> Duration:
    """A duration with about this quantile function of an array of chances, never below nought.

    It takes 268 values, each the quantile in the middle of a part of the chances. So the chance to end by
    any time is right to 0.2 % (half of one part in 256), and the longest time is the one kept with a chance
    of 99.997 %. Its likely value, for dates without chance, is the median.
    """
    middles, widths = _parts()
    found = np.maximum(quantile(np.array([*middles, 0.5])), 0.0)
    values = np.maximum.accumulate(found[:-1])
    made = discrete(list(zip(values.tolist(), widths.tolist(), strict=True)))
    return replace(made, likely=float(found[-1]))


def rest_of(duration: Duration, elapsed: float) -> Duration | None:
    """What remains of a duration of which some time has passed; None where none of it lasts so long."""
    times = quantiles(duration, (np.arange(FINE) + 0.5) / FINE)
    past = int(np.searchsorted(times, elapsed, side="right")) / FINE
    if past == 1:
        return None
    return duration_of(lambda chances: quantiles(duration, past + (1 - past) * chances) - elapsed)


def quantiles(duration: Duration, chances: Reals) -> Reals:
    """Quantiles of a duration of the kernel, on an array of chances inside (0, 1)."""
    shape = duration.shape
    match duration.kind:
        case shapes.FIXED:
            return np.full(len(chances), shape[0])
        case shapes.UNIFORM:
            return shape[0] + shape[1] * chances
        case shapes.TRIANGULAR:
            low, high, turn, rising, falling = shape
            late = high - np.sqrt((1 - chances) * falling)
            return np.asarray(np.where(chances < turn, low + np.sqrt(chances * rising), late))
        case shapes.LOGNORMAL:
            return np.asarray(np.exp(shape[0] + shape[1] * ndtri(chances)))
        case shapes.TABLED if duration.table is not None:
            places = np.linspace(0, 1, FINE + 1)[1:-1]
            reached = beta_chance(places, *duration.table)
            return shape[0] + shape[1] * np.interp(chances, reached, places)
        case shapes.DISCRETE:
            place = np.searchsorted(np.array(duration.reached_by), chances)
            return np.array(duration.values)[np.minimum(place, len(duration.values) - 1)]
    message = "What remains is told of fixed, uniform, triangular, PERT, lognormal and discrete durations."
    raise UsageError(message)


def normal_chance(z: Reals) -> Reals:
    """The standard normal distribution function."""
    return np.asarray(ndtr(z))


def hazard(z: Reals) -> Reals:
    """Density of the standard normal above z over the chance to lie above: the inverse Mills ratio."""
    # Scaled, since density and chance both fall below what a number can hold.
    return np.asarray(sqrt(2 / pi) / erfcx(z / sqrt(2)))
