"""Quasi-random samples: Sobol points, scrambled eight times over, instead of independent chances.

I. M. Sobol, USSR Computational Mathematics and Mathematical Physics 7 (1967) 86–112, with the direction
numbers of S. Joe and F. Y. Kuo (2008), which scipy has, scrambled after J. Matoušek, Journal of Complexity 14
(1998) 527–556. The points of one scrambling depend on each other, so errors come from how the scramblings
differ; see A. B. Owen, Monte Carlo theory, methods and examples, 2013, section 17.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import LANES, Bits, Flags, Plan, Reals, Sums, Wanted, Whole
from ecliptic.assess.schedule.kernel.outcome import correlations
from ecliptic.assess.schedule.kernel.runs import (
    Points,
    Progress,
    Run,
    added,
    added_bins,
    compiled_loops,
    leads_to,
    no_sums,
    room_for,
)
from ecliptic.assess.schedule.kernel.shapes import FIXED
from ecliptic.errors import MissingExtraError, UsageError

REPLICATES = 8
MOST_DIMENSIONS = 21_201
"""For so many there are direction numbers; whatever is left draws independent chances."""

FINEST = 32
"""Bits of a point, and so the logarithm of how many there may be."""

PILOT = 4096
"""Independent samples that tell what matters most."""


def whole_nets(samples: int) -> int:
    """The next number of samples that gives each replicate a power of two, where points spread evenly."""
    if samples > REPLICATES << FINEST:
        message = f"Ask for at most {REPLICATES << FINEST} quasi-random samples; {samples} were asked for."
        raise UsageError(message)
    each = max(-(-samples // REPLICATES), 2)
    return REPLICATES << (each - 1).bit_length()


def most_nets(samples: int) -> int:
    """As `whole_nets`, but not above the number where that can be."""
    number = whole_nets(samples)
    return number if number == samples else max(number // 2, whole_nets(2))


def replicated(
    plan: Plan, wanted: Wanted, samples: int, seed: int, threads: int | None, progress: Progress | None
) -> tuple[list[Sums], Reals]:
    """The sums of each replicate, and what is stored of all; `samples` as from `whole_nets`."""
    keys = dimensions(plan, wanted)
    plan = with_rows(plan, keys)
    each = samples // REPLICATES
    directions = _directions(len(keys), each.bit_length() - 1)
    sums, stores = [], []
    for replicate in range(REPLICATES):
        points = _scrambled(directions, seed, replicate)
        run = Run(plan, wanted, threads, replicate * each, points)
        run.extend(each, progress)
        sums.append(run.sums())
        stores.append(run.store)
    return sums, np.concatenate(stores, axis=1)


def together(parts: Sequence[Sums]) -> Sums:
    """The sums over all replicates."""
    return reduce(lambda one, other: added_bins(added(one, other), one, other), parts)


def dimensions(plan: Plan, wanted: Wanted) -> Bits:
    """Keys of the streams that Sobol's points are for, those first that matter most to what is watched.

    First whether activities happen; then durations, by their correlation with a watched finish in a pilot
    of independent samples. Low dimensions are the most even, and a different order gives other samples.
    """
    weights, leads = _weights(plan, wanted)
    score: dict[int, float] = {}
    for a in np.flatnonzero(leads).tolist():
        parts = range(plan.first_part[a], plan.first_part[a + 1])
        for part in parts:
            key = int(plan.source_key[plan.part_source[part]])
            share = float(weights[a] * abs(plan.part_weight[part]))
            score[key] = max(score.get(key, 0.0), share)
        if not parts and plan.kind[a] != FIXED:
            score[int(plan.key[a])] = max(score.get(int(plan.key[a]), 0.0), float(weights[a]))
        if 0 < plan.happens[a] < 1:
            score[int(plan.happens_key[a])] = 2.0
    ordered = sorted(score, key=lambda key: -score[key])
    return np.array(ordered[:MOST_DIMENSIONS], dtype=np.uint64)


def with_rows(plan: Plan, keys: Bits) -> Plan:
    """A plan whose streams take their chances from a table with a row for each of these keys."""
    rows = {int(key): row for row, key in enumerate(keys)}

    def found(streams: Bits) -> Whole:
        return np.array([rows.get(int(key), -1) for key in streams], dtype=np.int64)

    return plan._replace(
        key_row=found(plan.key), source_row=found(plan.source_key), happens_row=found(plan.happens_key)
    )


def _weights(plan: Plan, wanted: Wanted) -> tuple[Reals, Flags]:
    """Of each activity the largest correlation with a watched finish, and whether it leads to any."""
    leads = leads_to(plan, wanted.watched)
    look = wanted._replace(goals=wanted.watched, stored=wanted.stored[:0], leads_to=leads)
    sums = no_sums(plan, look, 1)
    compiled_loops()(plan, look, (0, PILOT), room_for(plan), sums, np.empty((0, PILOT)))
    found = [correlations(sums, g, int(sums.reached[g]), look) for g in range(len(look.goals))]
    return np.nan_to_num(np.abs(found)).max(axis=0, initial=0.0), leads.max(axis=0, initial=0)


def _directions(rows: int, bits: int) -> Whole:
    """Rows × bits: the point of number 2^j as a whole number of 32 bits, for each j.

    scipy's sequence counts in Gray's code, so its neighbours at 2^j and the number before differ by it.
    """
    if not rows:
        return np.zeros((0, bits), dtype=np.int64)
    try:
        from scipy.stats import qmc  # type: ignore[import-untyped]  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        package = "scipy"
        if (missing.name or "").partition(".")[0] != package:
            raise
        raise MissingExtraError(package, "schedule", "Quasi-random sampling") from missing
    sequence: Any = qmc.Sobol(rows, scramble=False, bits=FINEST)
    found = np.empty((rows, bits), dtype=np.int64)
    last = _whole(sequence.random(1))
    for bit in range(bits):
        if (skipped := (1 << bit) - 1 - sequence.num_generated) >= 0:
            if skipped:
                sequence.fast_forward(skipped)
            last = _whole(sequence.random(1))
        new = _whole(sequence.random(1))
        found[:, bit] = last ^ new
        last = new
    return found


def _whole(points: Reals) -> Whole:
    return np.asarray(points[0] * 2.0**FINEST, dtype=np.int64)


def _scrambled(directions: Whole, seed: int, replicate: int) -> Points:
    """One scrambling: a random triangular matrix over the bits of each dimension, and a random shift."""
    rows = len(directions)
    draw = np.random.Generator(np.random.PCG64([seed & (1 << 64) - 1, replicate]))
    mixed = np.zeros_like(directions)
    for bit in range(FINEST):
        # Each bit keeps itself, and takes up any of the more significant ones.
        higher = draw.integers(0, 1 << bit, rows) << (FINEST - bit)
        mask = higher | 1 << (FINEST - 1 - bit)
        parity = np.bitwise_count(directions & mask[:, None]).astype(np.int64) & 1
        mixed |= parity << (FINEST - 1 - bit)
    shift = draw.integers(0, 1 << FINEST, (rows, 1))
    inside = LANES.bit_length() - 1
    block = np.zeros((rows, LANES), dtype=np.int64)
    for bit in range(min(inside, mixed.shape[1])):
        block[:, 1 << bit : 2 << bit] = block[:, : 1 << bit] ^ mixed[:, bit : bit + 1]
    return block, np.concatenate((shift, mixed[:, inside:]), axis=1)
