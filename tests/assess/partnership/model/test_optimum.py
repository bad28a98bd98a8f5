"""The optimiser against every way to share out the roles of small problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import OBJECTIVES, Fixed, Model, Patience, Request, Solution, solve
from partnership_cases import SENSE, Ways, case, every_way

EXACT = Patience(gap=0.0, time_limit_s=30)
SAME = 1e-6
seeds = st.integers(0, 2**32 - 1)


def agrees(solution: Solution, ways: Ways, objective: str) -> None:
    """The same optimum, by roles that are allowed and come to what they are said to come to."""
    if not ways.count:
        assert solution.status == "infeasible"
        assert not solution.found
        return
    assert solution.status == "optimal"
    assert solution.objectives[objective] == pytest.approx(ways.best(objective), abs=SAME)
    assert solution.bound == pytest.approx(ways.best(objective), abs=SAME)
    # Allowed: individual rationality, budgets, limits, dates and order all hold in every row.
    row = ways.row_of(solution.roles)
    for name in OBJECTIVES:
        assert solution.objectives[name] == pytest.approx(ways.values[name][row], abs=SAME)
    assert solution.utility == pytest.approx(ways.utility[row], abs=SAME)


@settings(max_examples=500, deadline=None)
@given(seeds)
def test_the_optimum_of_every_objective_is_the_best_of_all_ways(seed: int) -> None:
    problem = case(seed)
    ways = every_way(problem)
    model = Model(problem)
    assert model.alone.utility == pytest.approx(ways.alone, abs=SAME)
    for objective in OBJECTIVES:
        agrees(model.ask(Request.of(objective), EXACT), ways, objective)
