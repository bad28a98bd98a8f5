"""What each organisation could reach alone: the measure of whether a partnership makes it better off."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ecliptic.assess.partnership.model.build import formulate
from ecliptic.assess.partnership.model.eligible import Eligible, eligible
from ecliptic.assess.partnership.model.problem import Floats, Problem
from ecliptic.assess.partnership.model.solver import Patience, Search, Solver, Status
from ecliptic.assess.partnership.model.terms import utility

_PATIENCE = Patience(gap=1e-7, time_limit_s=20.0)
_SAME = 1e-9
_OF_ORGANISATIONS = ("own_weight", "effort", "fit", "interest", "budget", "most_leads")


@dataclass(frozen=True, eq=False)
class StandAlone:
    """The best utility that each organisation reaches by its own parts only, and by what."""

    utility: Floats
    """(m,) Reached for certain, so that asking for no less can never ask too much."""
    status: tuple[Status, ...] = ()
    """How the search for each ended; empty where the utilities were given."""
    seconds: float = 0.0


def stand_alone(problem: Problem, patience: Patience = _PATIENCE) -> StandAlone:
    """The stand-alone optimum of each organisation, one model each, since nothing couples them.

    It leads without contributors or backups; its own budget, most leads, dates, limits on having a part, and
    precedence hold, where what must come before must be met by itself as well.
    """
    open_ = eligible(problem)
    found = [_alone(problem, open_, who, patience) for who in range(len(problem.organisations))]
    utilities, states, seconds = zip(*found, strict=True)
    return StandAlone(np.array(utilities), states, sum(seconds))


def _alone(problem: Problem, open_: Eligible, who: int, patience: Patience) -> tuple[float, Status, float]:
    worth = problem.own_weight[who] - problem.effort_price * np.nan_to_num(problem.effort[who])
    leads = open_.lead[who]
    if not (leads & (worth > _SAME)).any():
        # Needs that are worth no more than they take are met only for the sake of others that wait for them.
        return 0.0, "optimal", 0.0
    made = formulate(_by_itself(problem, open_, who))
    solver = Solver(made)
    costs = np.zeros(solver.columns)
    for _, columns, values in utility(made):
        np.add.at(costs, columns, values)
    found = solver.run(Search(costs), patience)
    if found.values is None:  # cut short; doing nothing is always possible
        return 0.0, found.status, found.seconds
    reached = float(worth @ (found.values[made.columns.met] > 0.5))
    return max(0.0, reached), found.status, found.seconds


def _by_itself(problem: Problem, open_: Eligible, who: int) -> Problem:
    """The problem of one organisation that works by itself; its limits are in what it may lead."""
    n = len(problem.needs)
    own = {name: getattr(problem, name)[[who]] for name in _OF_ORGANISATIONS}
    return replace(
        problem,
        organisations=(problem.organisations[who],),
        **own,
        may_lead=open_.lead[[who]],
        may_help=np.zeros((1, n), dtype=bool),
        helpers_wanted=np.zeros(n, dtype=np.int64),
        backups_wanted=np.zeros(n, dtype=np.int64),
        limits=(),
    )
