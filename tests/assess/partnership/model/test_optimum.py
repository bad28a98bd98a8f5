"""The optimiser against every way to share out the roles of small problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import (
    OBJECTIVES,
    Fixed,
    Limit,
    Model,
    Patience,
    Problem,
    Request,
    Roles,
    Solution,
    solve,
    stand_alone,
)
from ecliptic.errors import UsageError
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
    # Every row keeps individual rationality, budgets, limits, dates and order.
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


@settings(max_examples=100, deadline=None)
@given(seeds, st.sampled_from(OBJECTIVES), st.sampled_from(OBJECTIVES), st.floats(0, 1))
def test_bounds_on_another_objective_are_kept(seed: int, aim: str, other: str, share: float) -> None:
    problem = case(seed)
    ways = every_way(problem)
    if not ways.count:
        return
    values = ways.values[other]
    bound = float(np.quantile(values, share, method="nearest"))
    side = "at_least" if SENSE[other] > 0 else "at_most"
    kept = ways.keep(SENSE[other] * values >= SENSE[other] * bound - SAME)
    solution = solve(problem, aim, patience=EXACT, **{side: {other: bound}})
    agrees(solution, kept, aim)


@settings(max_examples=100, deadline=None)
@given(seeds, st.data())
def test_decisions_that_are_fixed_are_kept(seed: int, data: st.DataObject) -> None:
    problem = case(seed)
    ways = every_way(problem)
    m, n = problem.size
    need, other = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    who = data.draw(st.integers(0, m - 1))
    kind = data.draw(st.sampled_from(["met", "not_met", "led", "not_led"]))
    value = (need, who) if kind.endswith("led") else need
    wanted = {
        "met": ways.met()[:, need],
        "not_met": ~ways.met()[:, need],
        "led": ways.lead(need) == who,
        "not_led": ways.lead(need) != who,
    }[kind] & ways.met()[:, other]
    fixed = Fixed(**{"met": (other,), kind: (value,) if kind != "met" else (need, other)})
    agrees(solve(problem, fixed=fixed, patience=EXACT), ways.keep(wanted), "coverage")


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_a_weighted_sum_counts_effort_as_a_loss(seed: int) -> None:
    problem = case(seed)
    ways = every_way(problem)
    solution = solve(problem, {"coverage": 1.0, "effort": 0.03}, patience=EXACT)
    if ways.count:
        best = (ways.values["coverage"] - 0.03 * ways.values["effort"]).max()
        reached = solution.objectives["coverage"] - 0.03 * solution.objectives["effort"]
        assert reached == pytest.approx(best, abs=SAME)
        assert solution.bound == pytest.approx(best, abs=SAME)


def same(one: Roles, other: Roles) -> bool:
    return (
        one.lead.tolist() == other.lead.tolist()
        and one.start.tolist() == other.start.tolist()
        and one.contributors == other.contributors
        and one.backups == other.backups
    )


def test_the_same_question_has_the_same_answer_whatever_was_asked_before() -> None:
    for seed in range(25):
        problem = case(seed)
        model = Model(problem)
        first = [model.ask(Request.of(name)).roles for name in OBJECTIVES]
        again = [model.ask(Request.of(name)).roles for name in reversed(OBJECTIVES)][::-1]
        anew = [Model(problem).ask(Request.of(name)).roles for name in OBJECTIVES]
        assert all(map(same, first, again))
        assert all(map(same, first, anew))


def two(**changed: object) -> Problem:
    """Two organisations and two needs, each able to do either for four points in two years."""
    given: dict[str, object] = {
        "organisations": ("A", "B"),
        "needs": ("rover", "relay"),
        "first_year": 2030,
        "years": 4,
        "weight": [0.5, 0.5],
        "own_weight": [[0.5, 0.5], [0.5, 0.5]],
        "effort": [[4.0, 4.0], [4.0, 4.0]],
        "fit": np.ones((2, 2)),
        "interest": np.ones((2, 2)),
        "may_lead": np.ones((2, 2)),
        "may_help": np.ones((2, 2)),
        "duration": [2, 2],
        "earliest_start": [0, 0],
        "latest_end": [4, 4],
        "helpers_wanted": [1, 1],
        "backups_wanted": [1, 1],
        "budget": np.full((2, 4), np.nan),
        "most_leads": [-1, -1],
        "precedence": [],
        "limits": (),
        "effort_price": 0.01,
    }
    return Problem(**{**given, **changed})  # type: ignore[arg-type]


def test_a_contributor_takes_its_share_of_what_the_need_would_take_it() -> None:
    solution = solve(two(), "coverage", at_most={"effort": 8.0})
    assert solution.objectives["effort"] == pytest.approx(8.0)
    roomy = solve(two(effort=[[10.0, 10.0], [5.0, 5.0]], may_lead=[[1, 1], [0, 0]]), "fairness")
    # The lead keeps 0.6 of its 10 points; the contributor does 0.4 of its own 5.
    assert roomy.effort.sum(axis=1) == pytest.approx([12.0, 4.0])
    assert roomy.contributors == ((1,), (1,))


def test_more_can_be_met_together_than_alone_where_means_are_short() -> None:
    problem = two(budget=np.full((2, 4), 1.0))
    assert stand_alone(problem).utility.tolist() == [0.0, 0.0]
    solution = solve(problem)
    assert solution.objectives["coverage"] == 0.0, "0.6 of two points a year is more than one"
    assert solve(two(budget=np.full((2, 4), 1.2))).objectives["coverage"] == 1.0
    assert (solve(two(budget=np.full((2, 4), 1.2))).effort <= 1.2 + 1e-6).all()


def test_where_nobody_can_gain_fairness_is_whole() -> None:
    assert solve(two(own_weight=np.zeros((2, 2))), "fairness").objectives["fairness"] == 1.0


def test_resilience_counts_what_waits_for_a_lost_need() -> None:
    problem = two(precedence=[[0, 1]], backups_wanted=[0, 0], may_lead=[[1, 0], [0, 1]])
    assert solve(problem, "coverage").objectives["resilience"] == 0.0
    backed = replace(problem, backups_wanted=np.array([1, 0]))
    assert solve(backed, "resilience").objectives["resilience"] == pytest.approx(0.5)


def test_a_limit_that_wants_a_backup_makes_room_for_one() -> None:
    limit = Limit("A rests on nobody alone", "no sole dependence", 0, None, (0, 1))
    problem = two(backups_wanted=[0, 0], limits=(limit,), may_lead=[[0, 0], [1, 1]])
    solution = solve(problem)
    assert solution.objectives["coverage"] == 1.0
    assert solution.backups == ((0,), (0,))


def test_what_cannot_be_asked_is_refused_all_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        solve(two(), {"price": 1.0, "coverage": -1.0}, at_most={"fairness": 0.5}, fixed=Fixed(met=(7,)))
    for part in (
        "'price' is no objective",
        "weight of coverage is -1",
        "fairness can be bounded",
        "no need 7",
    ):
        assert part in str(refused.value)
    with pytest.raises(UsageError, match="built without resilience"):
        Model(two(), ("coverage",)).ask(Request.of("resilience"))


def test_decisions_that_clash_have_no_solution() -> None:
    assert solve(two(), fixed=Fixed(met=(0,), not_met=(0,))).status == "infeasible"
