"""What the compiled loops take and give: bundles of plain arrays, all numbered in an order of time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]
Flags = NDArray[np.uint8]


LANES = 128
"""Samples in a block: 500 activities then take 1 MB."""


class Plan(NamedTuple):
    """Activities, each after those it waits for. `first_x[i]` to `first_x[i + 1]` are the x of the i-th."""

    first_edge: Whole
    before: Whole
    lag: Reals
    needed: Whole
    earliest: Reals
    kind: Whole
    shape: Reals
    """Up to five numbers of each activity's duration, by kind."""
    key: Bits
    key_row: Whole
    """The row of the points from which chances are taken; -1: they follow from the key."""
    first_value: Whole
    """Of a discrete duration its first outcome; of a tabled one its table."""
    values: Reals
    reached_by: Reals
    """Chance that an outcome or an earlier one of the same activity comes."""
    tables: Reals
    first_part: Whole
    part_source: Whole
    part_weight: Reals
    source_key: Bits
    source_row: Whole
    happens: Reals
    happens_key: Bits
    happens_row: Whole
    calendar: Whole
    """The number of the calendar that holds the start, or -1."""
    period: Reals
    """Of each calendar: first opening, period (0: none), length of an opening."""
    first_window: Whole
    opens: Reals
    closes: Reals


class Wanted(NamedTuple):
    """What is to be added up, and from which origins, so that sums of squares stay exact."""

    goals: Whole
    watched: Whole
    stored: Whole
    low: Reals
    bins_per_time: Reals
    usual_finish: Reals
    usual_duration: Reals
    same: float
    """Times nearer than this are one time."""
    leads_to: Flags
    """Goals × activities: whether the activity comes before the goal."""


class Sums(NamedTuple):
    """Of a stretch of samples; all but `bins` and their bounds are added up in the order of the samples."""

    reached: Whole
    moments: Reals
    """Watched × 2: sums of (finish − usual finish) and its square."""
    goal_moments: Reals
    """Goals × 2, as `moments`."""
    critical: Whole
    """Goals × activities."""
    products: Reals
    """Goals × activities × 3, where the goal is reached: sums of d, d² and d t, from usual values."""
    durations: Reals
    """Activities: sum of (duration − usual duration) over all samples."""
    waits: Reals
    """Activities × 2: how often the start waited for its calendar, and how long in all."""
    bins: Whole
    least: Reals
    most: Reals
    """Watched × bins: how many finishes, the earliest and the latest of them."""


class Room(NamedTuple):
    """Where a block of samples is worked on; each thread has its own."""

    duration: Reals
    finish: Reals
    ready: Reals
    critical: Flags
    sources: Reals
    chance: Reals
    weight: Reals
    points: Whole
    """By row, see `key_row`: points of a block in 32 bits, before they are moved to where a block is."""
    moves: Whole
    """By row: where the first block is; then how far it is to those by 1, 2, 4 and so on further."""
