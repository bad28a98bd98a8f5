"""What organisations pass on: chains whose exposure is known."""

from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.exposure import exposure
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.kernel import fixed, uniform
from ecliptic.assess.schedule.plan import AT_ONCE
from schedule_plans import DAY, at, generated, plan, step, wait

SAMPLES = Sampling(samples=4_000, seed=4, threads=1)


def test_a_chain_passes_all_its_delay_on() -> None:
    """A is announced for day 100 and takes 100 to 300; B follows it, and C waits for nobody."""
    announced = date.fromordinal(DAY.toordinal() + 100)
    steps = [
        step("A", uniform(100.0, 300.0), "A", announced=announced, chance=0.8),
        step("B", uniform(50.0, 150.0), "B"),
        step("B2", 40.0, "B"),
        step("C", 10.0, "C"),
        step("P", 0.0, "C", since=date(2020, 1, 1)),
        step("U", 0.0, "C", known=False),
        step("G", 0.0),
    ]
    made = plan(steps, [wait("A", "B"), wait("B", "G"), wait("C", "G")], "G")
    found = exposure(made, by={at("G"): date(2030, 1, 1)}, sampling=SAMPLES)
    assert found.organisations == ("A", "B", "C")
    own, to_b, to_c = (found.between("A", name) for name in "ABC")
    assert own.delay_d is not None
    assert own.delay_d.mean == pytest.approx(100.0, abs=4 * own.delay_d.error)
    assert own.delay_d.error == pytest.approx(200 / sqrt(12) / sqrt(0.8 * SAMPLES.samples), rel=0.05)
    # Of B's two milestones one is delayed as A is, in the 80 % in which it is reached; the other never.
    assert to_b.delay_d is not None
    assert to_b.delay_d.mean == pytest.approx(0.8 * 100 / 1.8, abs=4 * to_b.delay_d.error)
    assert to_b.gained.mean == pytest.approx(0.1, abs=4 * to_b.gained.error)
    assert to_b.lost.mean == pytest.approx(0.4, abs=4 * to_b.lost.error)
    assert (to_b.milestones, to_b.affected) == (2, 1)
    assert to_c.delay_d is not None
    assert (to_c.delay_d.mean, to_c.delay_d.error, to_c.affected, to_c.milestones) == (0.0, 0.0, 0, 1)
    back = found.between("B", "A")
    assert back.delay_d is not None
    assert (back.delay_d.mean, back.lost.mean) == (0.0, 0.0)
    # B announces nothing: its likely 100 days, against 100 on average.
    own_b = found.between("B", "B")
    assert own_b.delay_d is not None
    assert own_b.delay_d.mean == pytest.approx(0.0, abs=4 * own_b.delay_d.error)
    assert [one.in_time.mean for one in found.withdrawn] == pytest.approx([0.8, 0.8, 0.8], abs=0.03)
    assert found.withdrawn[0].goals[at("G")] == found.withdrawn[0].in_time


def test_what_is_never_reached_passes_nothing_on() -> None:
    made = plan([step("A", fixed(5.0), "A"), step("B", 1.0, "B", chance=0.0)], [wait("A", "B")], "B")
    found = exposure(made, sampling=SAMPLES)
    assert found.between("A", "B").delay_d is None
    assert found.between("B", "B").gained.mean == 1.0
    assert found.withdrawn[0].in_time.mean == 0.0


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8)
def test_withdrawal_never_helps_and_sureness_never_hurts(seed: int) -> None:
    made = generated(seed, steps=15, goals=3, unknown=1)
    for unknown in ("never", AT_ONCE):
        found = exposure(made, sampling=Sampling(300, threads=1), unknown=unknown)
        assert all(one.lost.mean >= 0 and one.gained.mean >= 0 for one in found.passed)
        assert all(one.in_time.mean >= 0 for one in found.withdrawn)
        assert all(np.isfinite(one.delay_d.mean) for one in found.passed if one.delay_d)
        assert found == exposure(made, sampling=Sampling(300, threads=1), unknown=unknown)
