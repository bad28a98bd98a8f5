"""Kept samples are those of the kernel, and playing them again is what the kernel makes of a changed plan."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.openings import last_openings, next_openings
from ecliptic.assess.schedule.answers.replay import Otherwise, Replay
from ecliptic.assess.schedule.answers.running import Asking, Sampling, run
from ecliptic.assess.schedule.kernel import Calendar, closed, periodic
from ecliptic.assess.schedule.plan import AT_ONCE, NEVER, Plan
from schedule_plans import at, generated

SAMPLES = Sampling(samples=600, seed=5, threads=1)
CALENDARS = (
    periodic(100.0, 780.0, 40.0),
    Calendar(windows=((200.0, 260.0), (900.0, 1000.0), (2500.0, 2500.0))),
    closed([(300.0, 700.0), (650.0, 800.0)], periodic(0.0, 90.0, 30.0)),
    Calendar(0.0, 100.0, 10.0, ((50.0, 60.0), (350.0, 420.0))),
)


def with_calendars(plan: Plan) -> Plan:
    """Every fifth step waits for a calendar."""
    chosen = [step.milestone for step in plan.steps[::5]]
    held = {
        milestone: replace(plan.by_milestone[milestone], calendar=CALENDARS[place % 3])
        for place, milestone in enumerate(chosen)
    }
    return plan.changed(held)


@pytest.mark.parametrize("unknown", [NEVER, AT_ONCE])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kept_samples_are_those_of_the_kernel(seed: int, unknown: str) -> None:
    plan = with_calendars(generated(seed, unknown=2))
    everything = tuple(plan.by_milestone)
    ran = run(plan, SAMPLES, Asking(stored=everything), unknown)
    kept = Replay(plan, SAMPLES, unknown)
    for milestone in everything:
        np.testing.assert_allclose(kept.times(milestone), ran.times(milestone), rtol=1e-12)


def test_playing_again_is_sampling_the_changed_plan() -> None:
    plan = with_calendars(generated(4))
    step = plan.by_milestone[at("E0003")]
    changed = plan.changed({step.milestone: replace(step, chance=1.0, earliest_d=400.0)})
    everything = tuple(plan.by_milestone)
    ran = run(changed, SAMPLES, Asking(stored=everything))
    kept = Replay(plan, SAMPLES)
    for _ in range(2):
        with kept.again({step.milestone: Otherwise(happens=True, earliest_d=400.0)}) as again:
            for milestone in everything:
                number = kept.number[milestone]
                found = again.get(number, kept.finish[number])
                np.testing.assert_allclose(found, ran.times(milestone), rtol=1e-12)


@given(place=st.integers(0, 3), times=st.lists(st.floats(-500, 5000), min_size=1, max_size=20))
@settings(max_examples=60)
def test_openings_of_many_times_are_those_of_each(place: int, times: list[float]) -> None:
    calendar, given_times = CALENDARS[place], np.array([*times, np.inf])
    each = [calendar.next(time) for time in given_times.tolist()]
    assert next_openings(calendar, given_times).tolist() == each
    before = [calendar.last(time) for time in given_times.tolist()]
    assert last_openings(calendar, given_times).tolist() == before
