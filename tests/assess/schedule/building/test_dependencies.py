"""Dependencies that are stated: lags, alternatives, readiness levels, and what is refused."""

from datetime import date

import pytest

from ecliptic.assess.schedule.building import plan_of
from ecliptic.assess.schedule.plan import Milestone, Plan, laid
from ecliptic.errors import UsageError
from ecliptic.roadmap import Statement
from made_plans import DAY, Steady, before, early_dates, element, gap, mission, roadmap, said, waits

THINGS = (
    said("mission", "M", launch="2030"),
    said("mission", "N", launch="2032"),
    said("mission", "old", "fact", launch="2026-06-01"),
    said("element", "E", first_use="2031"),
    said("element", "later", first_use="2029"),
)


def plan(*statements: Statement) -> Plan:
    return plan_of(roadmap(*THINGS, *statements), Steady()).plan


def ready(identifier: str, level: int) -> Milestone:
    return Milestone("technology", identifier, f"ready at TRL {level}")


def test_a_dependency_makes_one_thing_wait_for_another() -> None:
    made = plan(waits("element:E", "mission:M", lag_d=30, basis="Loaded by hand."))
    wait = next(wait for wait in before(made, mission("M")) if wait.before == element("E"))
    assert (wait.lag_d, wait.basis, wait.statements[0].kind) == (30, "Loaded by hand.", "dependency")
    laid(made)


def test_of_alternatives_so_many_are_enough() -> None:
    made = plan(
        waits("element:E", "mission:M", alternatives="tugs", enough=2),
        waits("element:later", "mission:M", alternatives="tugs"),
        waits("mission:N", "mission:M", alternatives="tugs"),
    )
    chosen = [wait for wait in before(made, mission("M")) if wait.alternatives]
    assert len(chosen) == 3
    assert {wait.enough for wait in chosen} == {2}
    laid(made)


def test_a_technology_climbs_through_the_levels_that_are_asked_for() -> None:
    made = plan(
        said("technology", "T", trl_now=4, trl_target=8, lead="NASA"),
        waits("technology:T", "element:E", readiness=6),
        waits("technology:T", "mission:M"),
    )
    steps = made.by_milestone
    assert steps[ready("T", 6)].duration.likely == 2 * 365
    assert [wait.before for wait in before(made, ready("T", 8))] == [ready("T", 6)]
    assert ready("T", 6) in {wait.before for wait in before(made, element("E"))}
    assert ready("T", 8) in {wait.before for wait in before(made, mission("M"))}


def test_a_level_that_is_reached_is_past() -> None:
    made = plan(
        said("technology", "T", trl_now=7, assessed="2025-03"),
        waits("technology:T", "element:E", readiness=6),
    )
    assert made.by_milestone[ready("T", 6)].since == date(2025, 3, 31)


def test_nobody_at_work_is_unknown() -> None:
    made = plan(said("technology", "T"), waits("technology:T", "element:E"))
    assert not made.by_milestone[ready("T", 6)].known


def test_gaps_projects_contributions_and_functions_can_be_waited_for() -> None:
    made = plan(
        said("technology-gap", "G", organisations=["ESA"]),
        said("project", "P", end="2028", status="active", lead="ESA"),
        said("project", "Q", end="2024", status="completed"),
        said(
            "contribution",
            "C",
            "fact",
            organisation="ESA",
            role="lead",
            target_kind="element",
            target="E",
            start="2020",
        ),
        said("phase", "X"),
        said("function", "F", phases=["X"]),
        said("allocation", "1", function="F", phase="X", element="later"),
        waits("technology-gap:G", "element:E"),
        waits("project:P", "element:E"),
        waits("project:Q", "element:E"),
        waits("contribution:C", "element:E"),
        waits("function:F", "mission:N"),
        waits("element:E", "function:F"),
    )
    names = {wait.before[:2] for wait in before(made, element("E"))}
    assert names == {
        ("technology-gap", "G"),
        ("project", "P"),
        ("project", "Q"),
        ("contribution", "C"),
        ("element", "E"),
    }
    assert made.by_milestone[Milestone("project", "Q", "finished")].since == date(2024, 12, 31)
    assert made.by_milestone[Milestone("contribution", "C", "begun")].since == date(2020, 12, 31)
    anywhere = Milestone("function", "F", "available in any phase")
    assert anywhere in {wait.before for wait in before(made, mission("N"))}
    # A function that waits for an element does so beside those that provide it.
    provided = before(made, Milestone("function", "F", "provided in X"))
    assert {(wait.before, wait.alternatives is None) for wait in provided} == {
        (element("E"), True),
        (element("later"), False),
    }


def test_lags_count_from_what_is_past() -> None:
    passed = (DAY - date(2026, 6, 1)).days
    made = plan(waits("mission:old", "mission:M", lag_d=100), waits("mission:old", "mission:N", lag_d=-5))
    assert {wait.lag_d for wait in before(made, mission("M")) if wait.before == mission("old")} == {
        100 - passed
    }
    assert {wait.lag_d for wait in before(made, mission("N")) if wait.before == mission("old")} == {0}


def test_a_lead_reaches_through_what_takes_no_time() -> None:
    made = plan(
        waits("element:E", "mission:M", lag_d=10),
        waits("mission:M", "mission:N", lag_d=-40),
    )
    own = mission("M")._replace(stage="by its own plan")
    leads = {wait.before: wait.lag_d for wait in before(made, mission("N"))}
    assert leads[own] == -40
    assert leads[element("E")] == -30
    laid(made)


def test_a_lead_beyond_the_predecessor_is_refused() -> None:
    with pytest.raises(UsageError) as told:
        plan(waits("mission:M", "mission:N", id="D1", lag_d=-4000))
    for words in (
        "dependency D1, lag_d",
        "-4000 d",
        "Launch of N would begin before Launch of M",
        "-1644 d or more",
    ):
        assert words in str(told.value)


def test_a_lead_on_what_is_unknown_makes_no_difference() -> None:
    made = plan(said("element", "unknown"), waits("element:unknown", "mission:M", lag_d=-400))
    laid(made)


def test_things_that_nobody_states_are_named_and_unknown() -> None:
    built = plan_of(
        roadmap(*THINGS, waits("element:ghost", "mission:M", id="D1"), waits("mission:M", "element:nobody")),
        Steady(),
    )
    ghosts = [step for step in built.plan.steps if step.milestone.id == "ghost"]
    assert [step.known for step in ghosts] == [False]
    assert mission("M") in built.unknown
    (told,) = (missing for missing in built.missing if "stated by nobody" in missing.what)
    assert told.count == 2
    assert "element ghost (by dependency D1)" in told.what
    assert "element nobody" in told.what


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        plan(
            waits("organisation:NASA", "mission:M", id="D1"),
            waits("element:E", "mission:M", id="D2", readiness=6),
            waits("element:E", "mission:M", id="D3", enough=2),
            waits("element:E", "mission:N", id="D4", alternatives="tugs", enough=2),
            waits("mission:M", "mission:N", id="D5"),
            waits("mission:N", "mission:M", id="D6"),
        )
    text = str(told.value)
    for words in (
        'dependency D1, before_kind: "organisation"',
        'dependency D2, readiness: "6"',
        'dependency D3, enough: "2"',
        "There are only 1 alternatives tugs of mission N",
        "Launch of M → Launch of N → Launch of M",
        "dependency D5 (stated by NASA); dependency D6 (stated by NASA)",
    ):
        assert words in text, words


def test_a_circle_through_records_names_them() -> None:
    with pytest.raises(UsageError) as told:
        plan(
            said("mission", "L", launch="2031", elements=["E"]),
            waits("mission:L", "element:E", id="D1"),
        )
    text = str(told.value)
    assert "dependency D1: Things wait for one another in a circle" in text
    assert "mission L (stated by NASA)" in text
    assert "E in use" in text


def test_gaps_ready_at_a_level() -> None:
    made = plan(
        said("technology-gap", "G", organisations=["ESA"]),
        waits("technology-gap:G", "element:E", readiness=8),
    )
    top = Milestone("technology-gap", "G", "ready at TRL 8")
    assert [wait.before for wait in before(made, top)] == [gap("G")]
    assert made.by_milestone[top].duration.likely == 2 * 365


def test_a_mission_without_a_date_is_launched_with_the_mission_that_carries_it() -> None:
    stated = [
        said("mission", "lander", launch="2028", firmness="approved"),
        said("mission", "rover", firmness="approved"),
        said("mission", "lone", firmness="approved"),
        waits("mission:lander", "mission:rover"),
    ]
    built = plan_of(roadmap(*stated), Steady())
    steps = {step.milestone.id: step for step in built.plan.steps if step.milestone.stage == "launch"}
    assert steps["rover"].known
    assert "launched with the mission that it waits for" in steps["rover"].basis
    assert not steps["lone"].known
    dates = early_dates(built.plan)
    assert dates[steps["rover"].milestone] == dates[steps["lander"].milestone]
