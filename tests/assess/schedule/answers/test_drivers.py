"""Drivers of networks in which it is known what decides."""

from datetime import date
from math import sqrt

import pytest

from ecliptic.assess.schedule.answers.drivers import drivers
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.kernel import exponential, uniform
from ecliptic.assess.schedule.plan import AT_ONCE
from schedule_plans import DAY, at, generated, plan, step, wait

SAMPLES = Sampling(samples=5_000, seed=6, threads=1)


def on(days: int) -> date:
    """So many days after the day of the plan."""
    return date.fromordinal(DAY.toordinal() + days)


def test_indices_and_tornado_of_a_sum() -> None:
    """Two uniform steps in a row: each explains its part of the variance, and its quantiles are known."""
    steps = [step("A", uniform(0.0, 300.0)), step("B", uniform(0.0, 100.0)), step("O", 9.0), step("G", 0.0)]
    made = plan(steps, [wait("A", "B"), wait("B", "G")], "G")
    found = drivers(made, by={at("G"): on(200)}, sampling=SAMPLES)
    first, second = (bar for bar in found.tornado)
    assert (first.milestone, second.milestone) == (at("A"), at("B"))
    assert first.index.cruciality == pytest.approx(3 / sqrt(10), abs=0.02)
    assert second.index.cruciality == pytest.approx(1 / sqrt(10), abs=0.05)
    assert {one.criticality for one in found.indices} == {1.0}
    assert at("O") not in {one.milestone for one in found.indices}
    assert (first.early_d, first.late_d) == (pytest.approx(30.0, abs=6.0), pytest.approx(270.0, abs=6.0))
    assert found.chance == pytest.approx(0.5, abs=0.03)
    assert first.early.mean == pytest.approx(0.5, abs=0.03)
    assert first.late.mean == pytest.approx(-0.5, abs=0.03)
    # With A uniform, B at 10 and 90 days: (200 - 10) / 300 and (200 - 90) / 300.
    assert second.early.mean == pytest.approx(190 / 300 - 0.5, abs=0.03)
    assert second.late.mean == pytest.approx(110 / 300 - 0.5, abs=0.03)
    assert found.worst == found.tornado
    assert first.certain.mean == 0.0


def test_what_may_be_cancelled_is_a_driver_though_its_time_is_fixed() -> None:
    steps = [step("A", 10.0, chance=0.5), step("B", exponential(5.0)), step("G", 0.0)]
    made = plan(steps, [wait("A", "G"), wait("B", "G")], "G")
    found = drivers(made, sampling=SAMPLES)
    assert found.worst[0].milestone == at("A")
    assert found.worst[0].certain.mean == pytest.approx(0.5, abs=0.03)
    assert [bar.milestone for bar in found.worst] == [at("A")]


def test_steps_without_a_known_time_are_told_apart() -> None:
    steps = [step("A", 10.0, chance=0.5), step("U", 0.0, known=False), step("G", 0.0), step("H", 0.0)]
    made = plan(steps, [wait("A", "G"), wait("U", "G"), wait("U", "H")], "G H")
    found = drivers(made, sampling=SAMPLES)
    [held] = found.held
    assert (held.milestone, held.goals) == (at("U"), 2)
    assert held.alone.mean == pytest.approx(0.75, abs=0.03)
    assert found.chance == 0.0
    assert all(one.criticality == 0.0 for one in found.indices)
    assert drivers(made, sampling=SAMPLES, unknown=AT_ONCE).held == ()


def test_drivers_of_a_generated_plan_come_in_order() -> None:
    made = generated(5, steps=40, goals=4, unknown=1)
    found = drivers(made, by=dict.fromkeys(made.goals, date(2034, 1, 1)), sampling=Sampling(500, threads=1))
    widths = [bar.width for bar in found.tornado]
    assert widths == sorted(widths, reverse=True)
    for bar in found.tornado:
        assert bar.late.mean <= 0.0 <= bar.early.mean
        assert bar.certain.mean >= 0.0
    assert len(found.worst) <= 10
