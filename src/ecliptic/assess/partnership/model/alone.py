"""What each organisation could reach alone: the measure of whether a partnership makes it better off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import NamedTuple

import numpy as np

from ecliptic.assess.partnership.model.build import Formulation, formulate
from ecliptic.assess.partnership.model.eligible import eligible
from ecliptic.assess.partnership.model.problem import Floats, Problem, Truth, Whole
from ecliptic.assess.partnership.model.solver import Bounds, Patience, Search, Solver, Status

_PATIENCE = Patience(gap=1e-9, time_limit_s=10.0)


@dataclass(frozen=True, eq=False)
class StandAlone:
    """The best utility that each organisation reaches by its own parts only."""

    utility: Floats
    """(m,) Reached for certain, so that asking for no less can never ask too much."""
    status: Status = "optimal"
    """How the search ended; a time limit may have left a utility too low."""
    seconds_building: float = 0.0
    seconds_solving: float = 0.0


def stand_alone(problem: Problem, patience: Patience = _PATIENCE) -> StandAlone:
    """The stand-alone optimum of each organisation.

    It leads without contributors or backups; its own budget, most leads, dates, limits on having a part, and
    precedence hold, where what must come before must be met by itself as well. Nothing couples organisations,
    so all are solved as one model with a need for each pair; if that is cut short, each by itself.
    """
    began = perf_counter()
    worlds = _worlds(problem)
    if worlds is None:
        return StandAlone(np.zeros(len(problem.organisations)))
    made = formulate(worlds.problem)
    solver = Solver(made)
    costs = np.zeros(solver.columns)
    costs[made.columns.met] = worlds.worth
    built = perf_counter() - began
    found = solver.run(Search(costs), patience)
    status, seconds = found.status, found.seconds
    chosen = _chosen(made, found.values)
    if status == "time limit":
        chosen, status, again = _one_by_one(worlds, made, solver, patience)
        seconds += again
    utility = np.bincount(worlds.who, worlds.worth * chosen, minlength=len(problem.organisations))
    return StandAlone(np.maximum(utility, 0.0), status, built, seconds)


class _Worlds(NamedTuple):
    """A problem in which each pair of organisation and need is a need of its own."""

    problem: Problem
    who: Whole
    worth: Floats
    """Own weight less priced effort of each pair."""


def _worlds(problem: Problem) -> _Worlds | None:
    """All organisations beside one another, each with needs of its own; None where nobody can lead any."""
    m, n = problem.size
    lead = eligible(problem).lead
    who, need = np.nonzero(lead)
    count = len(who)
    if not count:
        return None
    place = np.full((m, n), -1)
    place[who, need] = np.arange(count)
    before, after = (place[:, side].ravel() for side in problem.precedence.T)
    waits = after >= 0
    able = np.zeros((m, count), dtype=bool)
    able[who, np.arange(count)] = True
    # What waits for a need that the organisation cannot meet by itself is closed to it.
    able[:, after[waits & (before < 0)]] = False
    effort = np.full((m, count), np.nan)
    effort[who, np.arange(count)] = problem.effort[who, need]
    none, closed = np.zeros((m, count)), np.zeros((m, count), dtype=bool)
    apart = replace(
        problem,
        needs=tuple(str(number) for number in range(count)),
        weight=np.full(count, 1 / count),
        own_weight=none,
        effort=effort,
        fit=none,
        interest=none,
        may_lead=able,
        may_help=closed,
        duration=problem.duration[need],
        earliest_start=problem.earliest_start[need],
        latest_end=problem.latest_end[need],
        helpers_wanted=np.zeros(count, dtype=np.int64),
        backups_wanted=np.zeros(count, dtype=np.int64),
        precedence=np.column_stack((before, after))[waits & (before >= 0)],
        limits=(),
    )
    return _Worlds(
        apart, who, problem.own_weight[who, need] - problem.effort_price * problem.effort[who, need]
    )


def _chosen(made: Formulation, values: Floats | None) -> Truth:
    """Which pairs are led; none where nothing was found, which is always possible."""
    met = made.columns.met
    return np.zeros(len(met), dtype=bool) if values is None else np.asarray(values[met] > 0.5)


def _one_by_one(
    worlds: _Worlds, made: Formulation, solver: Solver, patience: Patience
) -> tuple[Truth, Status, float]:
    """Each organisation by itself, with the needs of all others closed."""
    chosen, seconds, states = np.zeros(len(worlds.who), dtype=bool), 0.0, set()
    for organisation in np.unique(worlds.who):
        own = worlds.who == organisation
        others = made.columns.met[~own]
        costs = np.zeros(solver.columns)
        costs[made.columns.met[own]] = worlds.worth[own]
        shut = Bounds(others, np.zeros(len(others)), np.zeros(len(others)))
        found = solver.run(Search(costs, shut), patience)
        chosen |= own & _chosen(made, found.values)
        seconds += found.seconds
        states.add(found.status)
    status: Status = "time limit" if "time limit" in states else "optimal"
    return chosen, status, seconds
