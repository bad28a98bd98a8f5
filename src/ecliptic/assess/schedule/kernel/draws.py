"""Compiled loops that draw durations: a stream of its own for each activity, and shapes by their quantiles.

All that a sample draws follows from its number and the key of the stream, so it does not matter who draws it,
and when; and the same activity draws the same in a network that was changed elsewhere.

Imported only where samples are drawn, since numba takes seconds to load.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import erfc, exp, log, sqrt
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from ecliptic.assess.schedule.kernel.arrays import LANES, Plan, Reals, Room, Whole
from ecliptic.assess.schedule.kernel.shapes import (
    BINS_OF_OCTAVE,
    DISCRETE,
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    NORMAL,
    OCTAVES,
    TABLED,
    TRIANGULAR,
    UNIFORM,
)

F = TypeVar("F", bound=Callable[..., Any])

GAMMA = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
U12, U27, U30, U31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
STEP, COARSE = 2.0**-52, 2.0**-32
ROOT_HALF = sqrt(0.5)

make: Any = partial(
    njit, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"}, no_cfunc_wrapper=True
)
"""Sums may be taken in another, fixed order, but infinity stays infinity."""


def compiled(function: F) -> F:
    """Compile for other compiled functions only, without what Python would call."""
    return cast(F, make(function, no_cpython_wrapper=True))


def inlined(function: F) -> F:
    """Make it a piece of its caller, never compiled alone: for what takes large bundles of arrays."""
    return cast(F, make(function, inline="always"))


def callable_loop(function: F) -> F:
    """Compile at the first call from Python, and keep the outcome on disk where there is a place for it."""
    try:
        made = make(function, cache=True)
    except RuntimeError:  # there is nowhere to keep it
        made = make(function)
    return cast(F, made)


@compiled
def uniforms(key: Any, first: int, lanes: int, chance: Reals) -> None:
    """Numbers between 0 and 1, never either, of 52 bits; a sample's place in the stream is its number.

    SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, figure 16), seeded with the key.
    """
    state = key + np.uint64(first) * GAMMA
    for lane in range(lanes):
        state += GAMMA
        bits = (state ^ (state >> U30)) * FIRST
        bits = (bits ^ (bits >> U27)) * SECOND
        bits = bits ^ (bits >> U31)
        chance[lane] = (np.float64(np.int64(bits >> U12)) + 0.5) * STEP


@compiled
def _tail(chance: float) -> float:
    """The standard normal quantile of a chance below 0.075, by the outer polynomials of AS 241."""
    r = sqrt(-log(chance))
    if r <= 5.0:
        r -= 1.6
        up = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
        up = ((up * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258) * r + 3.64784832476320460504
        up = ((up * r + 5.76949722146069140550) * r + 4.63033784615654529590) * r + 1.42343711074968357734
        down = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
        down = (down * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1
        down = (down * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940
        return -up / ((down * r + 2.05319162663775882187) * r + 1.0)
    r -= 5.0
    up = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    up = (
        (up * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2
    ) * r + 2.96560571828504891230e-1
    up = ((up * r + 1.78482653991729133580) * r + 5.46378491116411436990) * r + 6.65790464350110377720
    down = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
    down = (down * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4
    down = (down * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1
    return -up / ((down * r + 5.99832206555887937690e-1) * r + 1.0)


@compiled
def normals(chance: Reals, lanes: int, out: Reals, row: int) -> None:
    """Standard normal quantiles: M. J. Wichura, Applied Statistics 37 (1988) 477–484, AS 241, to 1e-16."""
    for lane in range(lanes):
        q = chance[lane] - 0.5
        r = 0.180625 - q * q
        up = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
        up = ((up * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r + 1.3731693765509461125e4
        up = ((up * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2) * r + 3.3871328727963666080
        down = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
        down = (
            (down * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4
        ) * r + 5.3941960214247511077e3
        down = ((down * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1) * r + 1.0
        out[row, lane] = q * up / down
    for lane in range(lanes):
        p = chance[lane]
        if p < 0.075:
            out[row, lane] = _tail(p)
        elif p > 0.925:
            out[row, lane] = -_tail(1.0 - p)


@compiled
def _tabled(shape: Reals, a: int, chance: Reals, duration: Reals, table: Any) -> None:
    """Quantiles from a table: cubics over bins that halve in width with each octave towards either end."""
    low, times = shape[a, 0], shape[a, 1]
    for lane in range(len(chance)):
        upper = chance[lane] > 0.5
        octave, edge = 0, 0.25
        v = 1.0 - chance[lane] if upper else chance[lane]
        while v < edge and octave < OCTAVES - 1:
            octave += 1
            edge *= 0.5
        place = min(max((v / edge - 1.0) * BINS_OF_OCTAVE, 0.0), BINS_OF_OCTAVE - 1e-9)
        at = int(place)
        t = place - at
        row = ((OCTAVES if upper else 0) + octave) * BINS_OF_OCTAVE + at
        cubic = ((table[row, 3] * t + table[row, 2]) * t + table[row, 1]) * t + table[row, 0]
        duration[a, lane] = low + times * cubic


@compiled
def _discrete(
    span: tuple[int, int], a: int, chance: Reals, duration: Reals, outcomes: tuple[Reals, Reals]
) -> None:
    """The first outcome whose chance, together with those before, reaches as far as the sample's."""
    values, reached_by = outcomes
    for lane in range(len(chance)):
        low, high = span[0], span[1] - 1
        while low < high:
            middle = (low + high) // 2
            if reached_by[middle] < chance[lane]:
                low = middle + 1
            else:
                high = middle
        duration[a, lane] = values[low]


@compiled
def _triangular(shape: Reals, a: int, chance: Reals, lanes: int, duration: Reals) -> None:
    low, high, turn, rising, falling = shape[a, 0], shape[a, 1], shape[a, 2], shape[a, 3], shape[a, 4]
    # Two loops, since one would take both roots.
    for lane in range(lanes):
        u = chance[lane]
        duration[a, lane] = u * rising if u < turn else (1.0 - u) * falling
    for lane in range(lanes):
        root = sqrt(duration[a, lane])
        duration[a, lane] = low + root if chance[lane] < turn else high - root


@compiled
def _linear(shape: Reals, a: int, chance: Reals, lanes: int, duration: Reals) -> None:
    low, times = shape[a, 0], shape[a, 1]
    for lane in range(lanes):
        duration[a, lane] = low + times * chance[lane]


@compiled
def _exponential(shape: Reals, a: int, chance: Reals, lanes: int, duration: Reals) -> None:
    mean = shape[a, 0]
    for lane in range(lanes):
        duration[a, lane] = -mean * log(1.0 - chance[lane])


@compiled
def _gaussian(shape: Reals, a: int, lanes: int, duration: Reals, logarithm: bool) -> None:
    """Normal durations, none below nought, or lognormal ones, from standard normals."""
    middle, spread = shape[a, 0], shape[a, 1]
    for lane in range(lanes):
        z = middle + spread * duration[a, lane]
        duration[a, lane] = exp(z) if logarithm else max(z, 0.0)


@compiled
def _mix(duration: Reals, a: int, lanes: int, source: int, sources: tuple[Reals, float]) -> None:
    rows, weight = sources
    for lane in range(lanes):
        duration[a, lane] += weight * rows[source, lane]


@compiled
def _chances(duration: Reals, a: int, lanes: int, chance: Reals) -> None:
    """Chances of standard normals, never 0 or 1, where the quantiles of some durations are infinite."""
    for lane in range(lanes):
        chance[lane] = min(max(0.5 * erfc(-duration[a, lane] * ROOT_HALF), 0.5 * STEP), 1.0 - 0.5 * STEP)


@compiled
def taken(points: Whole, moves: Whole, first: int, lanes: int, chance: Reals) -> None:
    """Numbers between 0 and 1, never either, from points that a block shares but for a move.

    Moves are exclusive ors; bits of the block's number for which there are none do not count.
    """
    move, block = moves[0], first // LANES
    for bit in range(1, len(moves)):
        if block & 1:
            move ^= moves[bit]
        block >>= 1
    for lane in range(lanes):
        chance[lane] = (np.float64(points[lane] ^ move) + 0.5) * COARSE


@inlined
def draw(plan: Plan, room: Room, first: int, lanes: int) -> None:  # noqa: C901 - calls cost, see below
    """The durations of all activities, from their shapes and their places in the correlations.

    The loop is in here and arrays are taken out of their bundles once, since numba counts at each call.
    """
    kinds, shape, keys, rows = plan.kind, plan.shape, plan.key, plan.key_row
    points, moves, duration, chance = room.points, room.moves, room.duration, room.chance
    parts, part_source, part_weight = plan.first_part, plan.part_source, plan.part_weight
    outcomes, tables, first_value = (plan.values, plan.reached_by), plan.tables, plan.first_value
    for a in range(len(kinds)):
        kind = kinds[a]
        gaussian = kind in (NORMAL, LOGNORMAL)
        if parts[a + 1] > parts[a]:
            duration[a, :lanes] = 0.0
            for part in range(parts[a], parts[a + 1]):
                _mix(duration, a, lanes, part_source[part], (room.sources, part_weight[part]))
            if not gaussian:
                _chances(duration, a, lanes, chance)
        elif kind != FIXED:
            if rows[a] >= 0:
                taken(points[rows[a]], moves[rows[a]], first, lanes, chance)
            else:
                uniforms(keys[a], first, lanes, chance)
            if gaussian:
                normals(chance, lanes, duration, a)
        if gaussian:
            _gaussian(shape, a, lanes, duration, kind == LOGNORMAL)
        elif kind == TRIANGULAR:
            _triangular(shape, a, chance, lanes, duration)
        elif kind == UNIFORM:
            _linear(shape, a, chance, lanes, duration)
        elif kind == EXPONENTIAL:
            _exponential(shape, a, chance, lanes, duration)
        elif kind == DISCRETE:
            span = (first_value[a], first_value[a] + int(shape[a, 0]))
            _discrete(span, a, chance[:lanes], duration, outcomes)
        elif kind == TABLED:
            _tabled(shape, a, chance[:lanes], duration, tables[first_value[a]])
        else:
            duration[a, :lanes] = shape[a, 0]


@inlined
def draw_sources(plan: Plan, room: Room, first: int, lanes: int) -> None:
    """The standard normals that correlated activities mix."""
    keys, rows, points, moves = plan.source_key, plan.source_row, room.points, room.moves
    chance, sources = room.chance, room.sources
    for source in range(len(keys)):
        if rows[source] >= 0:
            taken(points[rows[source]], moves[rows[source]], first, lanes, chance)
        else:
            uniforms(keys[source], first, lanes, chance)
        normals(chance, lanes, sources, source)
