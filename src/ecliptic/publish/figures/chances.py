"""Chances that grow from day to day, read at a day or for a chance, and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isfinite

from ecliptic.publish.figures.days import ordinal

Growth = Sequence[tuple[int, float]]
"""Days by their numbers, in order, each with a chance from 0 to 1."""


def growth(points: Iterable[Sequence[str | float]]) -> Growth:
    """Points of a curve by the numbers of their days; chances are cut to 0 and 1, unknown ones left out."""
    made = {
        ordinal(str(day)): min(1.0, max(0.0, float(chance))) for day, chance in points if _is_known(chance)
    }
    return sorted(made.items())


def _is_known(chance: object) -> bool:
    return isinstance(chance, int | float) and isfinite(chance)


def chance_at(points: Growth, day: int) -> float | None:
    """The chance by a day; None before the first and after the last point."""
    if not points or not points[0][0] <= day <= points[-1][0]:
        return None
    for (before, low), (after, high) in pairwise(points):
        if day <= after:
            return low + (high - low) * (day - before) / (after - before)
    return points[-1][1]


def day_of(points: Growth, chance: float) -> int | None:
    """The first day by which a chance is reached; None where no point reaches it."""
    if points and points[0][1] >= chance:
        return points[0][0]
    for (before, low), (after, high) in pairwise(points):
        if high >= chance:
            return before + round((after - before) * (chance - low) / (high - low))
    return None


def chance_words(chance: float | None) -> str:
    """A chance with two decimals; never 0 or 1 unless it is."""
    if chance is None or not isfinite(chance):
        return "unknown"
    if 0 < chance < 0.01:
        return "under 0.01"
    if 0.99 < chance < 1:
        return "over 0.99"
    return str(int(chance)) if chance in (0, 1) else f"{chance:.2f}"


def span_words(low: float | None, high: float | None) -> str:
    """A chance that lies between two, or the only one known of them."""
    if low is None or high is None or chance_words(low) == chance_words(high):
        return chance_words(low if low is not None else high)
    return f"{chance_words(low)} to {chance_words(high)}"
