"""Where letters and names of curves stand, so that each is read with its own curve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

Place = tuple[float, float]
"""x and y in px."""

_CANDIDATES = 28
_SAMPLES = 48
_SAME_PX = 6.0


def letters_apart(
    curves: Sequence[Sequence[Place]], frame: tuple[float, float, float, float], radius: float
) -> list[Place | None]:
    """A place on each curve for its letter: far from the other curves, the letters so far and the frame.

    None for a curve that has no length.
    """
    samples = [_along(places, _SAMPLES) for places in curves]
    taken: list[Place] = []
    made: list[Place | None] = []
    for index, places in enumerate(curves):
        others = [spot for other, spots in enumerate(samples) if other != index for spot in spots]
        options = _along(places, _CANDIDATES)
        if len(places) < 2 or not options:
            made.append(None)
            continue
        best = max(options, key=lambda spot: _room(spot, others, taken, frame, radius))
        taken.append(best)
        made.append(best)
    return made


def _room(
    spot: Place,
    others: Sequence[Place],
    taken: Sequence[Place],
    frame: tuple[float, float, float, float],
    radius: float,
) -> float:
    """How far a letter would be from what it could be taken for; beyond three radii more is no better."""
    enough = 3 * radius
    near = min((hypot(spot[0] - x, spot[1] - y) for x, y in others), default=enough)
    letters = min((hypot(spot[0] - x, spot[1] - y) - 2 * radius for x, y in taken), default=enough)
    edge = min(spot[0] - frame[0], spot[1] - frame[1], frame[2] - spot[0], frame[3] - spot[1])
    middle = abs(spot[1] - (frame[1] + frame[3]) / 2) / (frame[3] - frame[1])
    return min(near, enough) + min(letters, 0) * 4 + min(edge, enough) * 0.7 - middle * radius


def _along(places: Sequence[Place], count: int) -> list[Place]:
    """Places at even distances along a line, its ends among them."""
    if len(places) < 2:
        return list(places)
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
    total = sum(lengths)
    if total <= 0:
        return [places[0]]
    made = []
    part, passed = 0, 0.0
    for step in range(count):
        wanted = total * step / (count - 1)
        while part < len(lengths) - 1 and passed + lengths[part] < wanted:
            passed += lengths[part]
            part += 1
        share = min(1.0, (wanted - passed) / lengths[part]) if lengths[part] else 0.0
        a, b = places[part], places[part + 1]
        made.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
    return made


def spread(
    wanted: Sequence[float], heights: Sequence[float], ties: Sequence[float], ends: tuple[float, float]
) -> list[float]:
    """Tops of boxes as near to the wanted middles as they can be without meeting, from end to end.

    Of boxes that want the same place, the one with the least tie stands highest. What does not fit between
    the ends goes on below.
    """
    order = sorted(range(len(wanted)), key=lambda n: (round(wanted[n] / _SAME_PX), ties[n], n))
    tops = [0.0] * len(wanted)
    free = ends[0]
    for n in order:
        tops[n] = max(free, wanted[n] - heights[n] / 2)
        free = tops[n] + heights[n]
    limit = max(ends[1], ends[0] + sum(heights))
    for n in reversed(order):
        tops[n] = min(tops[n], limit - heights[n])
        limit = tops[n]
    return tops
