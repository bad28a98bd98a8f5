"""The mixed-integer model of a problem: rows over the columns of all decisions, as arrays.

Whether and when a need starts, and who has which part, are whole; loads by year follow from them. See the
page on the method for the equations; their numbers stand in the comments here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.model.columns import BACK, CONTRIBUTE, JOINT, Columns, lay_out
from ecliptic.assess.partnership.model.eligible import Eligible, eligible
from ecliptic.assess.partnership.model.problem import Floats, Problem, Truth, Whole
from ecliptic.assess.partnership.model.rows import Rows

INFINITY = np.inf
_PLAY = 1e-9


@dataclass
class Formulation:
    """A model under construction: problem, columns, rows; further columns may be added behind."""

    problem: Problem
    open: Eligible
    columns: Columns
    rows: Rows
    lower: list[Floats]
    upper: list[Floats]
    whole: list[Truth]
    count: int

    def add_columns(self, lower: Floats, upper: Floats, whole: bool = False) -> Whole:
        """Columns behind all others; gives their numbers."""
        first, length = self.count, len(lower)
        self.lower.append(np.asarray(lower, dtype=np.float64))
        self.upper.append(np.asarray(upper, dtype=np.float64))
        self.whole.append(np.full(length, whole))
        self.count += length
        return np.arange(first, first + length)

    @property
    def effort_unit(self) -> float:
        """Points that count as one within the model, which keeps numbers near 1 for the solver."""
        largest = np.nanmax(self.problem.effort, initial=0.0)
        return float(largest) if largest > 0 else 1.0


def formulate(problem: Problem) -> Formulation:
    """Columns, and the rows that every solution obeys whatever is asked: teams, dates, budgets, limits."""
    open_ = eligible(problem)
    columns = lay_out(problem, open_)
    made = Formulation(problem, open_, columns, Rows(), [], [], [], 0)
    whole = np.zeros(columns.count, dtype=bool)
    # Met needs and sizes of teams would be whole without being told; untold, the presolve of HiGHS 1.14 takes
    # some models that have solutions for impossible (compare its issue 3090).
    whole[: columns.load_first] = True
    made.lower.append(np.zeros(columns.count))
    made.upper.append(np.ones(columns.count))
    made.whole.append(whole)
    made.count = columns.count
    _teams(made)
    _one_part_each(made)
    _most_leads(made)
    _precedence(made)
    _loads(made)
    return made


def _teams(made: Formulation) -> None:
    """Met means one start and one lead; contributors come in the number that the team's size says."""
    columns, parts, n = made.columns, made.columns.parts, made.columns.needs
    needs, years = np.nonzero(columns.start >= 0)
    met = (np.arange(n), columns.met, -1.0)
    made.rows.add(n, 0, 0, (needs, columns.start[needs, years], 1.0), met)  # (1)
    leads = parts.leading
    made.rows.add(n, 0, 0, (parts.need[leads], parts.column[leads], 1.0), met)  # (2)
    joint = parts.of_kind(JOINT)
    sizes = columns.size_column
    made.rows.add(n, 0, 0, (parts.need[joint], parts.column[joint], 1.0), (columns.size_need, sizes, -1.0))
    of_size = np.full((n, int(columns.size.max(initial=0)) + 1), -1, dtype=np.int64)
    of_size[columns.size_need, columns.size] = np.arange(len(sizes))
    shared = parts.of_kind(CONTRIBUTE)
    team = of_size[parts.need[shared], parts.contributors[shared]]
    every = np.arange(len(sizes))
    made.rows.add(len(sizes), 0, 0, (team, parts.column[shared], 1.0), (every, sizes, -columns.size))  # (4)
    larger = parts.contributors[shared] > 1
    one, of = parts.column[shared[larger]], sizes[team[larger]]
    every = np.arange(len(one))
    made.rows.add(len(one), -INFINITY, 0, (every, one, 1.0), (every, of, -1.0))  # (5)


def _one_part_each(made: Formulation) -> None:
    """At most one part each in a need, and none in a need that is not met; no more backups than wanted."""
    parts, met = made.columns.parts, made.columns.met
    pairs, pair = np.unique(parts.organisation * len(met) + parts.need, return_inverse=True)
    count = len(pairs)
    taken = (pair, parts.column, 1.0)
    made.rows.add(count, -INFINITY, 0, taken, (np.arange(count), met[pairs % len(met)], -1.0))  # (6)
    back = parts.of_kind(BACK)
    held = (parts.need[back], parts.column[back], 1.0)
    made.rows.add(len(met), -INFINITY, 0, held, (met, met, -made.open.most_backups))  # (7)


def _most_leads(made: Formulation) -> None:
    parts, most = made.columns.parts, made.problem.most_leads
    leads = parts.leading
    leads = leads[most[parts.organisation[leads]] >= 0]
    limited, row = np.unique(parts.organisation[leads], return_inverse=True)
    made.rows.add(len(limited), -INFINITY, most[limited], (row, parts.column[leads], 1.0))  # (8)


def _precedence(made: Formulation) -> None:
    """By each year, the later need has started no oftener than the earlier has ended.

    Summed over years this is the strong form of time-indexed precedence (Christofides, Alvarez-Valdes and
    Tamarit 1987, European Journal of Operational Research 29, pp. 262-273).
    """
    start, problem = made.columns.start, made.problem
    before, after = problem.precedence.T
    years = np.arange(problem.years)
    pair, year = np.nonzero(start[after] >= 0)
    row = np.arange(len(pair))
    later = start[after[pair]]
    at, when = np.nonzero((later >= 0) & (years <= year[:, None]))
    earlier = start[before[pair]]
    ended = years + problem.duration[before[pair]][:, None] <= year[:, None]
    by, then = np.nonzero((earlier >= 0) & ended)
    started = (row[at], later[at, when], 1.0)
    made.rows.add(len(pair), -INFINITY, 0, started, (row[by], earlier[by, then], -1.0))  # (9)


def _loads(made: Formulation) -> None:
    """Effort falls into the years in which the work is done, within yearly budgets."""
    columns, parts = made.columns, made.columns.parts
    n = columns.needs
    pairs, pair, starts = np.unique(
        columns.load_organisation * n + columns.load_need, return_inverse=True, return_counts=True
    )
    index = np.full(len(made.problem.organisations) * n, -1, dtype=np.int64)
    index[pairs] = np.arange(len(pairs))
    owner = index[parts.organisation * n + parts.need]
    bearing = np.flatnonzero(owner >= 0)
    borne = (owner[bearing], parts.column[bearing], -parts.share[bearing])
    made.rows.add(len(pairs), 0, 0, (pair, columns.load_column, 1.0), borne)  # (10)
    # Every part with every load of its organisation in its need; loads stand pair by pair.
    counts = starts[owner[bearing]]
    part = np.repeat(bearing, counts)
    load = (np.cumsum(starts) - starts)[owner[part]] + _counted(counts)
    _within_years(made, part, load, _budgets(made))


def _within_years(made: Formulation, part: Whole, load: Whole, room: Floats) -> None:
    """No load before its need starts, nor of a part that the budget of a year forbids by itself.

    The budgets say so too, but only for whole decisions; said here, it brings the bound of the linear
    relaxation much closer.
    """
    columns, parts = made.columns, made.columns.parts
    begun = columns.start[columns.load_need, columns.load_year]
    fits = parts.share[part] <= room[load] * (1 + _PLAY)
    most = np.zeros(len(room))
    np.maximum.at(most, load[fits], parts.share[part[fits]])
    every = np.arange(len(room))
    made.rows.add(len(room), -INFINITY, 0, (every, columns.load_column, 1.0), (every, begun, -most))  # (11)
    tight = np.unique(part[~fits])
    row_of = np.full(parts.count, -1, dtype=np.int64)
    row_of[tight] = np.arange(len(tight))
    some = fits & (row_of[part] >= 0)
    chosen = (np.arange(len(tight)), parts.column[tight], 1.0)
    when = (row_of[part[some]], begun[load[some]], -1.0)
    made.rows.add(len(tight), -INFINITY, 0, chosen, when)  # (12)


def _budgets(made: Formulation) -> Floats:
    """Rows of yearly budgets; gives for each load the share of effort that the budget of no year forbids."""
    columns, problem = made.columns, made.problem
    lasts = problem.duration[columns.load_need]
    which = np.repeat(np.arange(len(lasts)), lasts)
    year = columns.load_year[which] + _counted(lasts)
    organisation, need = columns.load_organisation[which], columns.load_need[which]
    a_year = problem.effort[organisation, need] / problem.duration[need] / made.effort_unit
    place = organisation * problem.years + year
    limit = problem.budget.ravel() / made.effort_unit
    known = np.flatnonzero(~np.isnan(limit[place]))
    limited, row = np.unique(place[known], return_inverse=True)
    load = columns.load_column[which[known]]
    made.rows.add(len(limited), -INFINITY, limit[limited], (row, load, a_year[known]))  # (13)
    room = np.where(np.isnan(limit[place]), INFINITY, limit[place] / a_year)
    return np.minimum.reduceat(room, np.cumsum(lasts) - lasts) if len(lasts) else np.zeros(0)


def _counted(counts: Whole) -> Whole:
    """0, 1, 2 … for each count, one after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
