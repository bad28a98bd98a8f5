"""Slack of known networks, and slack found by trying out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.replay import Otherwise, Replay
from ecliptic.assess.schedule.answers.running import Asking, Sampling, run
from ecliptic.assess.schedule.answers.slack import slack, slack_to_goals, slacks
from ecliptic.assess.schedule.kernel import exponential, periodic
from schedule_plans import at, generated, plan, step, wait

SAMPLES = Sampling(samples=2_000, seed=2, threads=1)


def test_two_paths() -> None:
    steps = [step("A", 100.0), step("B", 70.0), step("C", 20.0), step("G", 5.0), step("O", 1.0)]
    made = plan(steps, [wait("A", "G"), wait("B", "C"), wait("C", "G", lag_d=2.0)], "G")
    told = {one.step.id: one for one in slack(made, at("G"), sampling=SAMPLES)}
    assert set(told) == {"A", "B", "C", "G"}
    assert [told[name].mean_d for name in "ABCG"] == [0.0, 8.0, 8.0, 0.0]
    assert [told[name].none for name in "ABCG"] == [1.0, 0.0, 0.0, 1.0]
    assert told["B"].p10_d == 8.0
    [other] = slack(made, at("G"), [at("O")], SAMPLES)
    assert (other.mean_d, other.free) == (None, 1.0)


def test_two_exponential_paths() -> None:
    """A's slack is what B takes longer: with means of a and b nought with chance a / (a + b)."""
    steps = [step("A", exponential(300.0)), step("B", exponential(100.0)), step("G", 0.0)]
    made = plan(steps, [wait("A", "G"), wait("B", "G")], "G")
    [told] = slack(made, at("G"), [at("A")], SAMPLES)
    assert told.none == pytest.approx(0.75, abs=0.04)
    assert told.mean_d == pytest.approx(0.25 * 100.0, abs=6.0)
    ran = run(made, SAMPLES, Asking(goals=[at("G")], drivers=True))
    assert ran.outcome.criticality[2][0] == told.none


def test_waiting_for_a_window_is_slack() -> None:
    made = plan(
        [step("A", 100.0), step("L", 7.3, calendar=periodic(150.1, 780.0, 30.0))], [wait("A", "L")], "L"
    )
    told = slack(made, at("L"), sampling=SAMPLES)
    assert [one.mean_d for one in told] == [pytest.approx(50.1, abs=1e-5), 0.0]


def test_alternatives_make_good_unless_both_are_late() -> None:
    """The second is there by day 300; both wait for X, which must not be later than the first allows."""
    steps = [step("X", 10.0), step("A", 90.0), step("B", 40.0), step("S", 250.0), step("G", 0.0)]
    waits = [wait("X", "A"), wait("X", "B"), wait("S", "G")]
    waits += [wait(name, "G", alternatives="providers") for name in "AB"]
    told = {one.step.id: one for one in slack(plan(steps, waits, "G"), at("G"), sampling=SAMPLES)}
    assert (told["A"].mean_d, told["A"].free) == (None, 1.0)
    assert (told["B"].mean_d, told["B"].free) == (None, 1.0)
    assert told["X"].mean_d == 200.0


def test_what_is_never_reached_has_no_slack_to_tell() -> None:
    made = plan([step("A", 1.0, chance=0.0), step("G", 0.0)], [wait("A", "G")], "G")
    [told, _] = slack(made, at("G"), sampling=SAMPLES)
    assert (told.mean_d, told.p10_d, told.samples) == (None, None, 0)


def test_several_goals_share_their_samples() -> None:
    made = generated(2, steps=14, goals=2)
    one, other = made.goals
    few = replace(SAMPLES, samples=300)
    both = slack_to_goals(made, {one: None, other: [at("E0001")]}, few)
    assert both == (*slack(made, one, sampling=few), *slack(made, other, [at("E0001")], few))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_slack_is_how_far_a_step_may_slip(seed: int) -> None:
    """A day less than the slack leaves the goal where it is, and a day more moves it."""
    made = generated(seed, steps=14, goals=2, unknown=1)
    nested = [wait(f"E{n:04}", "E0013", alternatives="either") for n in (3, 5, 7)]
    held = replace(made.by_milestone[at("E0005")], calendar=periodic(50.0, 400.0, 60.0))
    made = made.changed({held.milestone: held}, nested)
    kept = Replay(made, replace(SAMPLES, samples=300))
    for goal in made.goals:
        found, before = slacks(kept, goal), kept.times(goal)
        for one in made.steps:
            number = kept.number[one.milestone]
            there = np.isfinite(before) & np.isfinite(kept.finish[number])
            if number not in found or number == kept.number[goal] or not there.any():
                continue
            room = np.maximum(found[number], 0.0)
            for days, moves in ((np.minimum(room - 1e-3, 1e6), False), (room + 1e-3, True)):
                slip = np.where(np.isfinite(days), np.maximum(days, 0.0), 1e6)
                took = kept.drawn.took[number] + np.where(there, slip, 0.0)
                with kept.again({one.milestone: Otherwise(took=took)}) as again:
                    moved = again[kept.number[goal]] > before + 1e-5
                asked = there & np.isfinite(room) if moves else there
                assert (moved[asked] == moves).all(), (one.milestone, goal)
