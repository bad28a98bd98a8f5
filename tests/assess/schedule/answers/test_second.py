"""The worth of second providers and of earlier demonstrations."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.changes import Second, apply
from ecliptic.assess.schedule.answers.running import Sampling
from ecliptic.assess.schedule.answers.second import worth
from ecliptic.assess.schedule.answers.whatif import compare
from ecliptic.assess.schedule.kernel import fixed, uniform
from ecliptic.assess.schedule.plan import OWN_PLAN, Milestone, Step, Wait
from schedule_plans import at, generated, plan, step, wait

SAMPLES = Sampling(samples=4_000, seed=9, threads=1)


def test_worth_of_a_second_provider() -> None:
    """A comes about with 60 %, and two of it with 84 %; B and C stand in for one another already."""
    steps = [step("A", 10.0, "X", chance=0.6), step("B", 1.0), step("C", 1.0), step("G", 0.0, chance=0.9999)]
    waits = [wait("A", "G"), *(wait(name, "G", alternatives="either") for name in "BC")]
    made = plan(steps, waits, "G")
    first, *rest = worth(made, sampling=SAMPLES)
    assert (first.element, first.organisations) == (at("A"), ("X",))
    assert first.second.mean == pytest.approx(0.24, abs=4 * first.second.error)
    assert first.earlier.mean == 0.0
    assert first.demonstrated == (at("A"),)
    assert [one.element for one in rest] == [at("G")]


def test_worth_of_an_earlier_demonstration() -> None:
    """A technology of 0 to 1,000 days before an element of 100: a year less adds 36.5 % of the chance."""
    technology = Milestone("technology", "T", "ready at TRL 6")
    made = plan(
        [step("A", 100.0), Step(technology, "T", uniform(0.0, 1000.0))], [Wait(technology, at("A"))], "A"
    )
    [one] = worth(made, by={at("A"): date(2026, 11, 7)}, sampling=SAMPLES)
    assert one.demonstrated == (technology,)
    assert one.earlier.mean == pytest.approx(0.365, abs=4 * one.earlier.error)
    assert one.second.mean == 0.0


def test_a_second_provider_of_a_thing_of_two_steps_is_of_its_own_plan() -> None:
    """The element waits for a technology too, which is hastened and not doubled."""
    technology, own = Milestone("technology", "T", "ready at TRL 6"), at("A", stage=OWN_PLAN)
    steps = [
        step("A", 0.0),
        Step(own, "A", fixed(10.0), chance=0.5),
        Step(technology, "T", uniform(0.0, 1000.0)),
    ]
    made = plan(steps, [Wait(own, at("A")), Wait(technology, at("A"))], "A")
    [one] = worth(made, by={at("A"): date(2027, 5, 16)}, sampling=SAMPLES)
    assert (one.element, one.demonstrated) == (at("A"), (technology,))
    assert one.second.mean == pytest.approx(0.5 * 0.25, abs=4 * one.second.error)
    assert one.earlier.mean == pytest.approx(0.5 * 0.365, abs=4 * one.earlier.error)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5)
def test_worth_is_the_difference_of_the_changed_plan(seed: int) -> None:
    made, few = generated(seed, steps=12, goals=2), Sampling(300, threads=1)
    by = dict.fromkeys(made.goals, date(2031, 1, 1))
    found = worth(made, by=by, sampling=few)
    assert [max(one.second.mean, one.earlier.mean) for one in found] == sorted(
        (max(one.second.mean, one.earlier.mean) for one in found), reverse=True
    )
    for one in found[:2]:
        changed = apply(made, [Second(one.element)])
        assert compare(made, changed, by=by, sampling=few).chance == one.second
        assert one.second.mean >= 0.0
        assert one.earlier.mean >= 0.0
