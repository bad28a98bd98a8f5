"""Joint confidence in time and cost against its exact value."""

import json
from datetime import date
from math import sqrt
from pathlib import Path

import pytest

from ecliptic.assess.schedule.answers.costs import DAYS_OF_YEAR, Cost, Limits, cost_of, joint
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.kernel import fixed, normal, uniform
from ecliptic.errors import UsageError
from schedule_plans import DAY, at, plan, step, wait

CASES = Path(__file__).parents[3] / "cases" / "schedule" / "sched_exact.json"
[JCL] = [case for case in json.loads(CASES.read_text())["cases"] if case["id"] == "jcl"]
SAMPLES = Sampling(samples=40_000, seed=12, threads=1)


def on(days: int) -> date:
    """So many days after the day of the plan."""
    return date.fromordinal(DAY.toordinal() + days)


def test_joint_confidence_of_normal_time_and_cost() -> None:
    """Exact case `jcl` of sched_exact.json: D ~ N(48, 6), cost = 500 + 20 D + e, e ~ N(0, 60).

    Its months are days here. Held within 4 standard errors.
    """
    made, expected = plan([step("A", normal(48.0, 6.0))], goals="A"), JCL["expected"]
    costs = {at("A"): Cost(normal(500.0, 60.0), 20 * DAYS_OF_YEAR)}
    found = joint(made, costs, Limits(on(JCL["plan"]["finish"]), JCL["plan"]["cost"]), sampling=SAMPLES)
    assert found.in_time.mean == pytest.approx(expected["P_schedule"], abs=4 * found.in_time.error)
    assert found.within.mean == pytest.approx(expected["P_cost"], abs=4 * found.within.error)
    assert found.both.mean == pytest.approx(expected["JCL"], abs=4 * found.both.error)
    assert found.cost.mean == pytest.approx(expected["cost_mean"], abs=4 * found.cost.error)
    assert found.cost_deviation == pytest.approx(expected["cost_sd"], rel=0.02)
    assert found.correlation == pytest.approx(expected["rho"], abs=0.005)
    later = joint(made, costs, Limits(on(54), 0.0), sampling=SAMPLES)
    # The density of the joint confidence at this cost is some 0.0023, so 4 errors are 4 units of cost.
    assert later.needed == pytest.approx(expected["cost_for_JCL70_at_finish_54"], abs=4.0)
    assert later.both.mean == 0.0
    assert joint(made, costs, Limits(on(45), 1e9), sampling=SAMPLES).needed is None


def test_costs_of_cancelled_steps_and_alternatives_count() -> None:
    steps = [step("A", 365.25, chance=0.5), step("B", 10.0), step("O", 1.0), step("T", 3.0), step("G", 0.0)]
    waits = [wait("T", "G"), *(wait(name, "G", alternatives="either") for name in "AB")]
    costs = {at("A"): cost_of(100.0, per_year=50.0), at("B"): cost_of(3.0, 0.0, 6.0), at("O"): cost_of(1e6)}
    few = Sampling(2_000, threads=1)
    found = joint(plan(steps, waits, "G"), costs, Limits(on(400), 1e5), sampling=few)
    assert found.cost.mean == pytest.approx(153.0, abs=4 * found.cost.error)
    assert found.cost.error == pytest.approx(3 / sqrt(6) / sqrt(2_000), rel=0.1)
    assert (found.in_time.mean, found.within.mean, found.both.mean) == (1.0, 1.0, 1.0)
    assert found.counted == (at("A"), at("B"))
    assert found.missing == (at("T"),)
    assert found.correlation is None


def test_costs_must_be_of_what_the_goals_wait_for() -> None:
    made = plan([step("A", uniform(1.0, 2.0)), step("O", 1.0)], goals="A")
    with pytest.raises(UsageError, match="No cost is given"):
        joint(made, {at("O"): Cost(fixed(1.0))}, Limits(on(1), 1.0))
    with pytest.raises(UsageError, match="does not have"):
        joint(made, {at("Z"): Cost(fixed(1.0))}, Limits(on(1), 1.0))
