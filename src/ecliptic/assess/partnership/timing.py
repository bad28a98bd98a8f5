"""When: each need as early as means and what must come before allow.

The optimiser is asked who and whether; of the years that serve equally well it takes any. An option should
not seem to wait for no reason.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecliptic.assess.partnership.model import Problem, Solution, effort_by_year
from ecliptic.assess.partnership.stakes import Numbers

_PLAY = 1e-9


def as_early(problem: Problem, solution: Solution) -> Solution:
    """The same solution with every need moved to the earliest year that keeps budgets and precedence."""
    roles = solution.roles
    start = roles.start.copy()
    effort = effort_by_year(problem, roles)
    before: dict[int, list[int]] = {}
    for earlier, later in problem.precedence.tolist():
        before.setdefault(later, []).append(earlier)
    # In order of their starts, so that whatever comes before has been moved already.
    for need in sorted(np.flatnonzero(roles.lead >= 0).tolist(), key=lambda n: (roles.start[n], n)):
        ready = [int(start[e] + problem.duration[e]) for e in before.get(need, ()) if roles.lead[e] >= 0]
        own = _effort_of(problem, solution, need)
        for year in range(max([int(problem.earliest_start[need]), *ready]), int(start[need])):
            moved = effort + _spread(problem, own, need, year) - _spread(problem, own, need, int(start[need]))
            if not (moved > np.where(np.isnan(problem.budget), np.inf, problem.budget) + _PLAY).any():
                start[need], effort = year, moved
                break
    return replace(solution, start=start, effort=effort)


def _effort_of(problem: Problem, solution: Solution, need: int) -> dict[int, float]:
    """Points that each member of the need's team spends on it."""
    return {
        who: share * float(problem.effort[who, need])
        for who, what, share, _ in solution.roles.parts(problem)
        if what == need
    }


def _spread(problem: Problem, own: dict[int, float], need: int, year: int) -> Numbers:
    effort = np.zeros((len(problem.organisations), problem.years))
    lasts = int(problem.duration[need])
    for who, points in own.items():
        effort[who, year : year + lasts] = points / lasts
    return effort
