"""Rows for resilience: the coverage that is left when any one organisation withdraws."""

from __future__ import annotations

import numpy as np

from ecliptic.assess.partnership.model.build import INFINITY, Formulation
from ecliptic.assess.partnership.model.columns import BACK
from ecliptic.assess.partnership.model.problem import Truth, Whole


def add_resilience(made: Formulation) -> int:
    """The least coverage left after one withdrawal; gives its column.

    A need is lost if the organisation leads it and nobody backs it up, or if it waits for one that is lost.
    """
    saved = _saved(made)
    lost = _lost(made, saved)
    m, n = made.problem.size
    left = int(made.add_columns(np.zeros(1), np.ones(1))[0])
    who, need = np.nonzero(lost >= 0)
    losses = (who, lost[who, need], made.problem.weight[need])
    everybody, every_need = np.divmod(np.arange(m * n), n)
    covered = (everybody, made.columns.met[every_need], -made.problem.weight[every_need])
    least = (np.arange(m), np.full(m, left), 1.0)
    made.rows.add(m, -INFINITY, 0, least, covered, losses)
    return left  # (18)


def _saved(made: Formulation) -> Whole:
    """(m, n) columns: the organisation leads the need and somebody backs it up; -1 where that cannot be."""
    parts, n = made.columns.parts, made.columns.needs
    backed = np.zeros(n, dtype=bool)
    backed[parts.need[parts.of_kind(BACK)]] = True
    may = made.open.lead & backed
    who, need = np.nonzero(may)
    found = np.full(may.shape, -1, dtype=np.int64)
    found[who, need] = made.add_columns(np.zeros(len(who)), np.ones(len(who)), whole=True)
    leads = parts.leading[backed[parts.need[parts.leading]]]
    row = np.full(may.shape, -1, dtype=np.int64)
    row[who, need] = np.arange(len(who))
    led = (row[parts.organisation[leads], parts.need[leads]], parts.column[leads], -1.0)
    every = np.arange(len(who))
    made.rows.add(len(who), -INFINITY, 0, (every, found[who, need], 1.0), led)  # (19)
    backs = parts.of_kind(BACK)
    by = (parts.need[backs], parts.column[backs], -1.0)
    made.rows.add(n, -INFINITY, 0, (need, found[who, need], 1.0), by)  # (20)
    return found


def _lost(made: Formulation, saved: Whole) -> Whole:
    """(m, n) columns: the need is met, and lost without the organisation; -1 where that cannot be."""
    parts = made.columns.parts
    touched = _touched(made)
    who, need = np.nonzero(touched)
    found = np.full(touched.shape, -1, dtype=np.int64)
    found[who, need] = made.add_columns(np.zeros(len(who)), np.ones(len(who)), whole=True)
    row = np.full(touched.shape, -1, dtype=np.int64)
    row[who, need] = np.arange(len(who))
    leads = parts.leading
    led = (row[parts.organisation[leads], parts.need[leads]], parts.column[leads], -1.0)
    by, what = np.nonzero(saved >= 0)
    back = (row[by, what], saved[by, what], 1.0)
    every = np.arange(len(who))
    made.rows.add(len(who), 0, INFINITY, (every, found[who, need], 1.0), led, back)  # (21)
    before, after = made.problem.precedence.T
    whom, pair = np.nonzero(touched[:, before])
    first, then, met = before[pair], after[pair], made.columns.met
    every = np.arange(len(pair))
    later = ((every, found[whom, then], 1.0), (every, met[then], -1.0))
    earlier = ((every, found[whom, first], -1.0), (every, met[first], 1.0))
    made.rows.add(len(pair), 0, INFINITY, *later, *earlier)  # (22)
    return found


def _touched(made: Formulation) -> Truth:
    """(m, n) whether the organisation may lead the need or one that must come before it."""
    before, after = made.problem.precedence.T
    touched = np.array(made.open.lead)
    while (spread := touched[:, before] & ~touched[:, after]).any():
        who, pair = np.nonzero(spread)
        touched[who, after[pair]] = True
    return touched
