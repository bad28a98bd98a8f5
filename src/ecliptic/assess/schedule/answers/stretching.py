"""Durations that take a part of their time, or more of it, in every sample."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, log

from ecliptic.assess.schedule.kernel import Duration, fixed
from ecliptic.assess.schedule.kernel.shapes import (
    DISCRETE,
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    NORMAL,
    TABLED,
    TRIANGULAR,
    UNIFORM,
)
from ecliptic.errors import UsageError


def stretched(duration: Duration, factor: float) -> Duration:
    """The duration times a factor of 0 or more; from the same random number it draws as many times more."""
    if not (isfinite(factor) and factor >= 0):
        message = f"A duration is stretched by 0 or more; {factor} was given."
        raise UsageError(message)
    if factor == 0:
        return fixed(0.0)
    return replace(
        duration,
        shape=_shape(duration, factor),
        least=duration.least * factor,
        likely=duration.likely * factor,
        values=tuple(value * factor for value in duration.values),
    )


def _shape(duration: Duration, factor: float) -> tuple[float, ...]:
    shape = duration.shape
    if duration.kind in (FIXED, UNIFORM, EXPONENTIAL, NORMAL, TABLED):
        return tuple(number * factor for number in shape)
    if duration.kind == LOGNORMAL:
        return (shape[0] + log(factor), *shape[1:])
    if duration.kind == TRIANGULAR:
        low, high, place, rising, falling = shape
        return (low * factor, high * factor, place, rising * factor**2, falling * factor**2)
    if duration.kind == DISCRETE:
        return shape
    message = f"Durations of kind {duration.kind} cannot be stretched."
    raise UsageError(message)
