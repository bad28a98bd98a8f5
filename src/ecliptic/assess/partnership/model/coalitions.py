"""What a coalition could reach by itself, and the one with most reason to leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecliptic.assess.partnership.model.build import INFINITY, Formulation, formulate
from ecliptic.assess.partnership.model.problem import Problem, Whole
from ecliptic.assess.partnership.model.solver import Bounds, Patience, Search, Solver, Status
from ecliptic.assess.partnership.model.terms import add_limits, objective
from ecliptic.errors import UsageError

_PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Blocking:
    """The coalition with the largest excess: what it could reach alone above what its members are given.

    With an excess above 0 it would gain by leaving. `bound` is what no coalition's excess can surpass.
    """

    members: tuple[int, ...]
    excess: float
    worth: float
    bound: float
    status: Status


def worth(problem: Problem, members: Collection[int], patience: Patience = _PATIENCE) -> float:
    """The best coverage that the members reach by themselves, by the same rules; nan if not found in time.

    Budgets, dates, precedence and the limits of members hold; who stands outside has no part and sets no
    limit. Nobody is asked whether it is better off than alone, since members can share what they gain.
    """
    inside = np.zeros(len(problem.organisations), dtype=bool)
    inside[list(members)] = True
    made, column = _formulate(problem)
    solver = Solver(made)
    found = solver.run(_search(made, solver, Bounds(column, inside * 1.0, inside * 1.0)), patience)
    return float("nan") if found.values is None else found.objective


def blocking(problem: Problem, shares: npt.ArrayLike, patience: Patience = _PATIENCE) -> Blocking:
    """The coalition, neither empty nor all, that gains most above the shares (m,), by one search over all."""
    given = np.asarray(shares, dtype=np.float64)
    m = len(problem.organisations)
    if given.shape != (m,) or not np.isfinite(given).all():
        message = f"shares must be one number for each of the {m} organisations"
        raise UsageError(message)
    if m < 2:
        message = "there is no smaller coalition: at least two organisations are needed"
        raise UsageError(message)
    made, column = _formulate(problem)
    made.rows.add(1, 1, m - 1, (0, column, 1.0))
    solver = Solver(made)
    search = _search(made, solver, None)
    search.costs[column] = -given
    found = solver.run_guided(search, patience)
    if found.values is None:
        return Blocking((), np.nan, np.nan, found.bound, found.status)
    members = np.flatnonzero(found.values[column] > 0.5)
    reached = float(problem.weight @ (found.values[made.columns.met] > 0.5))
    excess = reached - float(given[members].sum())
    return Blocking(tuple(members.tolist()), excess, reached, max(found.bound, excess), found.status)


def _formulate(problem: Problem) -> tuple[Formulation, Whole]:
    """The model in which only members of a coalition have parts, and the columns of membership."""
    m = len(problem.organisations)
    made = formulate(problem)
    column = made.add_columns(np.zeros(m), np.ones(m), whole=True)
    add_limits(made, column)
    parts, n = made.columns.parts, made.columns.needs
    pairs, pair = np.unique(parts.organisation * n + parts.need, return_inverse=True)
    every = np.arange(len(pairs))
    inside = (every, column[pairs // n], -1.0)
    made.rows.add(len(pairs), -INFINITY, 0, (pair, parts.column, 1.0), inside)
    return made, column


def _search(made: Formulation, solver: Solver, columns: Bounds | None) -> Search:
    costs = np.zeros(solver.columns)
    index, values = objective(made, "coverage")
    costs[index] = values
    return Search(costs, columns)
