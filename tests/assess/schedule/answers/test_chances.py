"""Chances of milestones against closed forms, and what always holds of them."""

from dataclasses import replace
from datetime import date
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.chances import chances
from ecliptic.assess.schedule.answers.running import Asking, Sampling, run
from ecliptic.assess.schedule.kernel import exponential, fixed, periodic, triangular
from ecliptic.assess.schedule.plan import Plan
from ecliptic.errors import UsageError
from schedule_plans import DAY, at, generated, plan, step, wait

SAMPLES = Sampling(samples=20_000, seed=3, threads=1)
FEW = Sampling(samples=500, seed=7, threads=1)


def parallel() -> Plan:
    """A goal that waits for two exponential steps of 500 and 1,000 days."""
    steps = [step("A", exponential(500.0)), step("B", exponential(1000.0)), step("G", 0.0)]
    return plan(steps, [wait("A", "G"), wait("B", "G")], "G")


def test_two_exponentials_in_parallel() -> None:
    by = date(2029, 1, 1)
    [goal] = chances(parallel(), by={at("G"): by}, sampling=SAMPLES)
    days = (by - DAY).days
    chance = (1 - exp(-days / 500)) * (1 - exp(-days / 1000))
    assert goal.floor.error == pytest.approx(sqrt(chance * (1 - chance) / SAMPLES.samples), rel=0.05)
    assert goal.floor.chance == pytest.approx(chance, abs=4 * goal.floor.error)
    assert goal.floor == goal.ceiling
    assert goal.floor.ever == 1.0
    # Announced nowhere, so the longer of the likely durations.
    assert goal.floor.announced == date(2028, 9, 27)


def test_evenly_spread_samples_have_smaller_errors() -> None:
    by = {at("G"): date(2029, 1, 1)}
    [even] = chances(parallel(), by=by, sampling=Sampling(4_096, quasi=True, threads=1))
    [drawn] = chances(parallel(), by=by, sampling=Sampling(4_096, threads=1))
    days = (by[at("G")] - DAY).days
    chance = (1 - exp(-days / 500)) * (1 - exp(-days / 1000))
    assert even.floor.error < drawn.floor.error / 2
    assert even.floor.chance == pytest.approx(chance, abs=5 * even.floor.error)


def test_quantiles_of_one_exponential() -> None:
    [one] = chances(plan([step("A", exponential(500.0), chance=0.75)], goals="A"), sampling=SAMPLES)
    half = one.floor.dates[50]
    assert half is not None
    assert (half - DAY).days == pytest.approx(-500 * log(1 - 0.5 / 0.75), rel=0.03)
    assert one.floor.dates[80] is None
    assert one.floor.ever == pytest.approx(0.75, abs=0.013)


def test_unknown_steps_make_floor_and_ceiling() -> None:
    steps = [step("A", 100.0), step("U", 0.0, known=False), step("G", 0.0)]
    [goal] = chances(plan(steps, [wait("A", "G"), wait("U", "G")], "G"), sampling=FEW)
    assert (goal.floor.chance, goal.ceiling.chance) == (0.0, 1.0)
    assert (goal.floor.announced, goal.ceiling.announced) == (None, date(2026, 4, 11))
    assert goal.floor.dates[50] is None
    assert goal.ceiling.dates[50] == date(2026, 4, 11)
    assert {point.floor for point in goal.curve} == {0.0}
    assert goal.curve[-1].ceiling == 1.0


def test_what_is_never_reached_has_no_curve() -> None:
    [goal] = chances(plan([step("A", 10.0, chance=0.0)], goals="A"), sampling=FEW)
    assert (goal.floor.chance, goal.floor.ever, goal.curve) == (0.0, 0.0, ())


def test_announced_days_hold_and_wait() -> None:
    steps = [
        step("A", triangular(10.0, 20.0, 30.0), announced=date(2027, 1, 1)),
        step("W", 0.0, announced=date(2028, 12, 31), calendar=periodic(0.0, 780.0, 30.0)),
        step("P", 0.0, since=date(2020, 5, 6)),
        step("G", triangular(5.0, 10.0, 40.0), announced=date(2026, 6, 1), chance=0.5),
    ]
    made = chances(plan(steps, [wait("A", "G", lag_d=31.0)], "A W P G"), sampling=FEW)
    announced = {one.milestone.id: one.floor.announced for one in made}
    assert announced["A"] == date(2027, 1, 1)
    # The last open day up to the announced one: day 780 + 30.
    assert announced["W"] == date(2028, 3, 21)
    assert announced["P"] == date(2020, 5, 6)
    assert announced["G"] == date(2027, 2, 1)


def test_a_curve_has_quarters_or_forty_days() -> None:
    [wide] = chances(plan([step("A", triangular(100.0, 5000.0, 9000.0))], goals="A"), sampling=FEW)
    assert all(
        (point.day.month, point.day.day) in {(3, 31), (6, 30), (9, 30), (12, 31)} for point in wide.curve
    )
    [narrow] = chances(plan([step("A", triangular(100.0, 150.0, 200.0))], goals="A"), sampling=FEW)
    assert len(narrow.curve) >= 40
    assert (narrow.curve[0].floor, narrow.curve[-1].floor) == (0.0, pytest.approx(1.0, abs=0.01))


def test_missing_milestones_are_named() -> None:
    with pytest.raises(UsageError, match=r"element Z \(in use\)"):
        chances(parallel(), [at("Z")], sampling=FEW)
    with pytest.raises(UsageError, match="name at least one"):
        chances(replace(parallel(), goals=()), sampling=FEW)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=12)
def test_chances_and_dates_come_in_order(seed: int) -> None:
    made = generated(seed, steps=12, goals=3, unknown=2)
    by = {goal: date(2030, 1, 1) for goal in made.goals}
    for goal in chances(made, by=by, sampling=FEW):
        assert goal.floor.chance <= goal.ceiling.chance
        assert goal.floor.ever <= goal.ceiling.ever
        for chance in (goal.floor, goal.ceiling):
            days = [day or date.max for day in chance.dates.values()]
            assert days == sorted(days)
        for name in ("floor", "ceiling"):
            values = [getattr(point, name) for point in goal.curve]
            assert values == sorted(values)
        assert all(point.floor <= point.ceiling for point in goal.curve)
        assert [point.day for point in goal.curve] == sorted({point.day for point in goal.curve})


@given(seed=st.integers(0, 10_000))
@settings(max_examples=6)
def test_the_order_of_steps_changes_nothing(seed: int) -> None:
    made = generated(seed, steps=12, goals=2)
    random = np.random.default_rng(seed)
    mixed = replace(
        made,
        steps=tuple(made.steps[n] for n in random.permutation(len(made.steps))),
        waits=tuple(made.waits[n] for n in random.permutation(len(made.waits))),
    )
    one, other = (run(p, FEW, Asking(stored=made.goals)) for p in (made, mixed))
    for goal in made.goals:
        np.testing.assert_allclose(one.times(goal), other.times(goal), rtol=1e-12)
    assert chances(made, sampling=FEW) == chances(mixed, sampling=FEW)


def test_a_seed_decides_whatever_the_threads() -> None:
    made = generated(3)
    one = chances(made, sampling=replace(FEW, threads=1))
    assert one == chances(made, sampling=replace(FEW, threads=2))
    assert one != chances(made, sampling=replace(FEW, seed=8))


def test_a_precision_decides_how_many_are_drawn() -> None:
    by = {at("G"): date(2028, 2, 1)}
    [goal] = chances(parallel(), by=by, sampling=Sampling(precision=0.01, threads=1))
    assert goal.samples == 2_500
    assert 0.0 < goal.floor.error <= 0.01
    with pytest.raises(UsageError, match="precision of a chance"):
        chances(parallel(), sampling=Sampling(precision=0.0))


def test_a_curve_tells_the_chances_of_its_days() -> None:
    made = generated(8, steps=12, goals=2, unknown=1)
    ran = run(made, FEW, Asking(goals=made.goals))
    for goal in chances(made, sampling=FEW):
        for point in goal.curve:
            expected = ran.finish(goal.milestone).chance(made.days_to(point.day))
            assert point.floor == pytest.approx(expected, abs=1e-12)


def test_past_steps_keep_their_day() -> None:
    [one] = chances(plan([step("P", fixed(400.0), since=date(2021, 2, 3))], goals="P"), sampling=FEW)
    assert one.floor.dates[90] == date(2021, 2, 3)
    assert one.floor.chance == 1.0
