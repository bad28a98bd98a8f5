"""Changes of plans, their differences in the same samples, and how they are written."""

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.answers.changes import (
    Change,
    Hasten,
    Second,
    Slip,
    Withdraw,
    apply,
    either,
    led_by,
)
from ecliptic.assess.schedule.answers.reading import read_changes
from ecliptic.assess.schedule.answers.running import Asking, Sampling, run
from ecliptic.assess.schedule.answers.stretching import stretched
from ecliptic.assess.schedule.answers.whatif import compare
from ecliptic.assess.schedule.kernel import (
    discrete,
    exponential,
    fixed,
    lognormal,
    normal,
    pert,
    triangular,
    uniform,
)
from ecliptic.assess.schedule.plan import AT_ONCE, OWN_PLAN, Milestone, Plan, Shared, Step, Wait
from ecliptic.errors import UsageError
from schedule_plans import DAY, at, generated, plan, step, wait

SAMPLES = Sampling(samples=4_000, seed=11, threads=1)


def chain(**more: object) -> Plan:
    """A, then B, then the goal G."""
    steps = [step("A", exponential(300.0), "ESA"), step("B", lognormal(400.0, 0.4), "JAXA"), step("G", 0.0)]
    return plan(steps, [wait("A", "B"), wait("B", "G", lag_d=30.0)], "G", **more)


def test_a_slip_moves_a_chain_by_itself() -> None:
    made = chain()
    for name in "AB":
        found = compare(made, apply(made, [Slip(at(name), 123.25)]), sampling=SAMPLES)
        [goal] = found.differences
        assert goal.finish_d is not None
        assert goal.finish_d.mean == pytest.approx(123.25, abs=1e-9)
        assert goal.finish_d.error == pytest.approx(0.0, abs=1e-10)


def test_errors_of_paired_differences_are_much_smaller() -> None:
    made = chain()
    by = {at("G"): date(2028, 1, 1)}
    changed = apply(made, [Hasten(at("A"), share=0.05)])
    found = compare(made, changed, by=by, sampling=SAMPLES)
    [goal] = found.differences
    assert 0.3 < goal.before < 0.8
    unpaired = sqrt(2 * goal.before * (1 - goal.before) / SAMPLES.samples)
    assert 0.0 < goal.chance.error < unpaired / 3
    assert goal.chance.mean > 3 * goal.chance.error
    assert found.chance == goal.chance
    # Finishes are spread by about 350 days, their differences by 5 % of A's 300.
    assert goal.finish_d is not None
    assert goal.finish_d.mean == pytest.approx(-15.0, abs=4 * goal.finish_d.error)
    assert goal.finish_d.error < 350 * sqrt(2 / SAMPLES.samples) / 10


def test_differences_are_of_samples_drawn_one_by_one() -> None:
    made = chain()
    changed = apply(made, [Slip(at("A"), 5.0)])
    even = replace(SAMPLES, quasi=True)
    assert compare(made, changed, sampling=even) == compare(made, changed, sampling=SAMPLES)


def test_a_second_provider() -> None:
    """With chances p and q of two providers one of them is there with 1 − (1 − p)(1 − q)."""
    made = plan([step("P", 100.0, "ESA", chance=0.6), step("G", 0.0)], [wait("P", "G")], "G P")
    changed = apply(made, [Second(at("P"), chance=0.5)])
    assert changed.goals == (at("G"), either(at("P")))
    for found in compare(made, changed, sampling=SAMPLES).differences:
        assert found.after == pytest.approx(1 - 0.4 * 0.5, abs=4 * sqrt(0.2 * 0.8 / SAMPLES.samples))
        assert found.before == pytest.approx(0.6, abs=4 * sqrt(0.6 * 0.4 / SAMPLES.samples))
    third = apply(changed, [Second(at("P"), chance=0.5)])
    [found, _] = compare(made, third, sampling=SAMPLES).differences
    assert found.after == pytest.approx(1 - 0.4 * 0.25, abs=4 * sqrt(0.1 * 0.9 / SAMPLES.samples))


def test_a_second_provider_is_one_of_several_only_once() -> None:
    """Two of A and B are needed: a second provider of A cannot stand for B."""
    steps = [step("A", 1.0), step("B", 1.0, chance=0.0), step("G", 0.0)]
    made = plan(steps, [wait(n, "G", alternatives="any", enough=2) for n in "AB"], "G")
    [found] = compare(made, apply(made, [Second(at("A"))]), sampling=SAMPLES).differences
    assert found.after == 0.0
    assert found.finish_d is None


def test_a_second_provider_shares_what_delays_its_organisation() -> None:
    shared = (Shared("JAXA", {at("B"): 0.5}), Shared("ESA", {at("A"): 0.3}))
    changed = apply(chain(shared=shared), [Second(at("A"), like="JAXA")])
    [new] = [one for one in changed.steps if "another" in one.milestone.stage]
    assert new.organisations == ("JAXA",)
    assert [one.loadings.get(new.milestone) for one in changed.shared] == [0.5, None]
    assert [one.milestone for one in led_by(changed, "JAXA")] == [at("B"), new.milestone]


def test_who_withdraws_never_delivers() -> None:
    past = step("P", 0.0, "JAXA", since=date(2020, 1, 1))
    made = chain()
    unknown = step("U", 0.0, "JAXA", known=False)
    made = replace(made, steps=(*made.steps, past, unknown), goals=(*made.goals, at("P"), at("U")))
    changed = apply(made, [Withdraw("JAXA")])
    found = compare(made, changed, sampling=SAMPLES, unknown=AT_ONCE)
    assert [one.after for one in found.differences] == [0.0, 1.0, 0.0]
    assert found.chance.mean == pytest.approx(-2 / 3)
    assert found.differences[0].finish_d is None


def test_haste_by_days_is_of_the_likely_time() -> None:
    made = plan([step("A", uniform(100.0, 300.0))], goals="A")
    [found] = compare(made, apply(made, [Hasten(at("A"), days=50.0)]), sampling=SAMPLES).differences
    assert found.finish_d is not None
    assert found.finish_d.mean == pytest.approx(-50.0, abs=1.0)
    [found] = compare(made, apply(made, [Hasten(at("A"), days=900.0)]), sampling=SAMPLES).differences
    assert found.finish_d is not None
    assert found.finish_d.mean == pytest.approx(-200.0, abs=4.0)


@pytest.mark.parametrize(
    "duration",
    [
        fixed(10.0),
        uniform(10.0, 20.0),
        triangular(10.0, 12.0, 30.0),
        triangular(10.0, 10.0, 30.0),
        exponential(15.0),
        normal(20.0, 9.0),
        lognormal(20.0, 0.7),
        pert(10.0, 12.0, 30.0),
        discrete([(1.0, 0.25), (5.0, 0.5), (9.0, 0.25)]),
    ],
)
def test_stretching_stretches_every_sample(duration: object) -> None:
    made = plan([step("A", duration)], goals="A")  # type: ignore[arg-type]
    longer = made.changed({at("A"): replace(made.steps[0], duration=stretched(made.steps[0].duration, 2.5))})
    few = replace(SAMPLES, samples=200)
    one, other = (run(p, few, Asking(stored=[at("A")])).times(at("A")) for p in (made, longer))
    np.testing.assert_allclose(other, 2.5 * one, rtol=1e-12)
    assert stretched(made.steps[0].duration, 0.0) == fixed(0.0)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=6)
def test_what_never_helps_and_what_never_hurts(seed: int) -> None:
    made = generated(seed, steps=12, goals=2, unknown=1)
    by = {goal: date(2031, 1, 1) for goal in made.goals}
    lead = next(one.organisations[0] for one in made.steps if one.organisations)
    open_one = next(one.milestone for one in made.steps[3:] if one.known)
    few = replace(SAMPLES, samples=300)
    worse: list[Change] = [Withdraw(lead), Slip(open_one, 365.0)]
    better: list[Change] = [Second(open_one), Hasten(open_one, share=0.5)]
    for change in worse:
        for one in compare(made, apply(made, [change]), by=by, sampling=few).differences:
            assert one.after <= one.before
            assert one.finish_d is None or one.finish_d.mean >= -1e-9
    for change in better:
        for one in compare(made, apply(made, [change]), by=by, sampling=few).differences:
            assert one.after >= one.before
            assert one.finish_d is None or one.finish_d.mean <= 1e-9


def named() -> Plan:
    """Things of several kinds."""
    things = [
        Milestone("mission", "M045", "launch"),
        Milestone("element", "EM-005", "in use"),
        Milestone("technology", "T05", "ready at TRL 6"),
        Milestone("technology", "T06", "ready at TRL 5"),
        Milestone("technology", "T06", "ready at TRL 6"),
        Milestone("technology-gap", "0101", "closed"),
    ]
    steps = [Step(thing, thing.id, exponential(100.0), ("JAXA",)) for thing in things]
    past = Step(Milestone("mission", "M001", "launch"), "M001", fixed(0.0), ("NASA",), since=date(2022, 1, 1))
    return Plan(DAY, (*steps, past))


def test_changes_are_read_as_written() -> None:
    read = read_changes(
        named(),
        slip=["mission:M045=730", "technology:T06/ready at TRL 6=10"],
        withdraw=["organisation:JAXA"],
        second=["element:EM-005", "element:EM-005=JAXA", "element:EM-005=900"],
        hasten=["technology:T05=0.5", "technology-gap:0101=-365"],
    )
    element = Milestone("element", "EM-005", "in use")
    assert read == (
        Slip(Milestone("mission", "M045", "launch"), 730.0),
        Slip(Milestone("technology", "T06", "ready at TRL 6"), 10.0),
        Withdraw("JAXA"),
        Second(element),
        Second(element, like="JAXA"),
        Second(element, duration=fixed(900.0)),
        Hasten(Milestone("technology", "T05", "ready at TRL 6"), share=0.5),
        Hasten(Milestone("technology-gap", "0101", "closed"), days=365.0),
    )
    apply(named(), read)


def test_a_thing_of_two_steps_slips_as_a_whole_and_hastens_its_own_plan() -> None:
    launch = Milestone("mission", "M9", "launch")
    own = launch._replace(stage=OWN_PLAN)
    steps = (Step(own, "own plan", uniform(100.0, 200.0)), Step(launch, "launch", fixed(0.0)))
    made = Plan(DAY, (*steps, step("E", 120.0)), (Wait(own, launch), Wait(at("E"), launch)), goals=(launch,))
    read = read_changes(made, ["mission:M9=50"], (), ["mission:M9"], ["mission:M9=0.5"])
    assert read == (Slip(launch, 50.0), Second(own), Hasten(own, share=0.5))
    [slipped] = compare(made, apply(made, read[:1]), sampling=SAMPLES).differences
    assert slipped.finish_d is not None
    assert (slipped.finish_d.mean, slipped.finish_d.error) == (
        pytest.approx(50.0),
        pytest.approx(0.0, abs=1e-9),
    )
    assert read_changes(made, hasten=[f"mission:M9/{OWN_PLAN}=0.5"]) == read[2:]


def test_all_faults_are_named_with_what_would_be_right() -> None:
    with pytest.raises(UsageError) as refused:
        read_changes(
            named(),
            slip=["mission:M45=730", "M045=1", "mission:M045=soon", "mission:M045=-3", "technology:T06=5"],
            withdraw=["organisation:JAXXA", "mission:M045"],
            second=["element:EM-005=NOBODY", "rover:R1"],
            hasten=["mission:M001=0.5", "technology:T05"],
        )
    lines = str(refused.value).splitlines()
    expected = [
        "Perhaps M045",
        "Write a slip as",
        "'soon' is not a number",
        "to be earlier, hasten",
        "technology:T06/ready at TRL 5 or technology:T06/ready at TRL 6",
        "Those who do: JAXA",
        "Write who withdraws",
        "neither days nor an organisation",
        "the plan has no rover. It has: element, mission, technology, technology-gap",
        "reached on 2022-01-01",
        "Write haste as",
    ]
    assert len(lines) == len(expected)
    for line, words in zip(lines, expected, strict=True):
        assert words in line


def test_impossible_changes_are_refused_together() -> None:
    with pytest.raises(UsageError) as refused:
        apply(chain(), [Slip(at("Z"), 1.0), Second(at("A"), chance=1.5), Hasten(at("A"))])
    assert len(str(refused.value).splitlines()) == 3
