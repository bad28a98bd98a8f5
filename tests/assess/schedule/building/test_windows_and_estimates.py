"""Windows become calendars, and of several estimates one holds."""

from math import inf

import pytest

from ecliptic.assess.schedule.building import plan_of
from ecliptic.assess.schedule.building.windows import HORIZON_D
from ecliptic.assess.schedule.kernel import Calendar
from ecliptic.assess.schedule.plan import Milestone, Plan
from ecliptic.errors import UsageError
from ecliptic.roadmap import Statement
from made_plans import DAY, Steady, before, element, mission, roadmap, said, waits

PLACES = (
    said("location", "mars", body="Mars"),
    said("location", "phobos", body="Mars", parent="mars"),
    said("location", "moon", body="Moon"),
    said("mission", "M", launch="2028-12-01", destination="phobos"),
    said("mission", "L", launch="2028", destination="moon"),
    said("mission", "gone", "fact", launch="2020", destination="mars"),
)


def plan(*statements: Statement) -> Plan:
    return plan_of(roadmap(*PLACES, *statements), Steady()).plan


def calendar(*statements: Statement, of: str = "M") -> Calendar | None:
    return plan(*statements).by_milestone[mission(of)].calendar


def day(text: str) -> float:
    from datetime import date

    return float((date.fromisoformat(text) - DAY).days)


MARS = said("window", "W", destination="mars", opens="2026-11-01", closes="2026-11-30", repeats_d=780)


def test_a_repeating_window_holds_for_all_that_lies_in_its_place() -> None:
    made = plan(MARS)
    launch = made.by_milestone[mission("M")]
    assert launch.calendar == Calendar(day("2026-11-01"), 780, 29)
    # The window holds for the launch itself and not for when work on it begins.
    own = mission("M")._replace(stage="by its own plan")
    assert [wait.before for wait in before(made, mission("M"))] == [own]
    assert made.by_milestone[own].calendar is None
    assert launch.duration.likely == 0
    assert made.by_milestone[mission("L")].calendar is None
    assert made.by_milestone[mission("gone")].calendar is None


def test_without_a_window_no_calendar_is_invented() -> None:
    assert calendar() is None


def test_windows_of_one_place_add_up() -> None:
    found = calendar(
        said("window", "A", destination="phobos", opens="2028-01-01", closes="2028-01-31"),
        said("window", "B", destination="phobos", opens="2028-01-20", closes="2028-02-10"),
        said("window", "C", missions=["M", "nobody"], opens="2028-02-01", closes="2028-03-31"),
    )
    assert found is not None
    assert found.windows == ((day("2028-02-01"), day("2028-02-10")),)


def test_blackouts_close_what_is_open() -> None:
    found = calendar(
        MARS, said("window", "B", destination="mars", opens="2026-11-10", closes="2026-11-20", blackout=True)
    )
    assert found is not None
    assert found.next(day("2026-11-12")) == day("2026-11-20")
    assert found.next(day("2026-12-12")) == day("2026-11-01") + 780


def test_blackouts_that_come_back() -> None:
    night = {"blackout": True, "repeats_d": 100.0}
    past = calendar(
        said("window", "N", missions=["L"], opens="2026-06-01", closes="2026-06-11", **night), of="L"
    )
    ahead = calendar(
        said("window", "N", missions=["L"], opens="2026-09-09", closes="2026-09-19", **night), of="L"
    )
    assert past is not None
    assert ahead is not None
    for found in (past, ahead):
        assert found.next(0.0) == 0.0
        assert found.next(day("2026-09-10")) == day("2026-09-19")
        assert found.next(day("2026-09-10") + 1000) == day("2026-09-19") + 1000


def test_two_repeating_windows_are_listed_for_a_hundred_years() -> None:
    found = calendar(
        MARS, said("window", "X", destination="mars", opens="2027-06-01", closes="2027-06-05", repeats_d=780)
    )
    assert found is not None
    assert found.period == 0
    assert found.next(day("2027-01-01")) == day("2027-06-01")
    assert found.next(day("2027-07-01")) == day("2026-11-01") + 780
    assert found.next(HORIZON_D - 2000) < inf


def test_windows_that_are_over() -> None:
    built = plan_of(
        roadmap(*PLACES, said("window", "A", destination="mars", opens="2024-01-01", closes="2024-02-01")),
        Steady(),
    )
    assert any(missing.what == "missions whose known windows are all over" for missing in built.missing)


def test_impossible_windows_are_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        plan(
            said("window", "A", destination="mars", opens="2028-05-01", closes="2028-04-01"),
            said("window", "B", destination="mars", opens="2028-05-01", closes="2028-06-01", repeats_d=10),
            said("window", "C", destination="mars", opens="NLT 2028"),
            said("window", "D", opens="2028", closes="2029"),
            said("window", "E", missions=["L"], opens="2028-01-01", closes="2028-02-01"),
            said("window", "F", destination="moon", opens="2028-03-01", closes="2028-04-01"),
        )
    text = str(told.value)
    for words in (
        'window A, closes: "2028-04-01"',
        "2028-05-01",
        'window B, repeats_d: "10.0"',
        'window C, opens: "NLT 2028"',
        "window C, closes",
        "window D, destination",
        "mission L: window E, window F together leave no day",
    ):
        assert words in text, words


def estimate(identifier: str, target: str, organisation: str = "NASA", **fields: object) -> Statement:
    kind, name = target.split(":")
    return said(
        "schedule-estimate", identifier, organisation=organisation, target_kind=kind, target=name, **fields
    )


def test_the_leads_own_estimate_goes_first_then_the_newest() -> None:
    lander = said("element", "E", lead="ESA", first_use="2030")
    by_all = [
        estimate("1", "element:E", likely_d=100.0, as_of="2026-01"),
        estimate("2", "element:E", "JAXA", likely_d=200.0, as_of="2026-05"),
        estimate("3", "element:E", "ESA", likely_d=300.0, as_of="2025-01"),
        estimate("4", "element:E", "ESA", likely_d=400.0, as_of="2025-06"),
    ]
    found = [plan(lander, *by_all[:n]).by_milestone[element("E")].duration.likely for n in (1, 2, 3, 4)]
    assert found == [100, 200, 300, 400]
    assert plan(lander, by_all[3]).by_milestone[element("E")].announced is not None


def test_an_estimate_counts_from_what_is_waited_for() -> None:
    made = plan(
        said("element", "E"),
        estimate("1", "element:E", likely_d=100.0, chance=0.5),
        waits("mission:L", "element:E"),
    )
    step = made.by_milestone[element("E")]
    assert (step.duration.likely, step.chance) == (100, 0.5)
    assert [wait.before for wait in before(made, element("E"))] == [mission("L")]
    assert "begun" not in step.basis
    alone = plan(said("element", "E"), estimate("1", "element:E", likely_d=100.0))
    assert "begun" in alone.by_milestone[element("E")].basis


def test_a_chance_alone_leaves_the_time_as_announced() -> None:
    step = plan(estimate("1", "mission:L", chance=0.3)).by_milestone[mission("L")]
    assert step.chance == 0.3
    assert step.duration.likely == day("2028-12-31")


def test_an_estimated_mission_still_keeps_to_its_window() -> None:
    made = plan(MARS, estimate("1", "mission:M", likely_d=100.0), waits("mission:L", "mission:M"))
    own = mission("M")._replace(stage="by its own plan")
    assert [wait.before for wait in before(made, own)] == [mission("L")]
    assert [wait.before for wait in before(made, mission("M"))] == [own]


def test_steps_of_a_technology_can_be_estimated() -> None:
    made = plan(
        said("technology", "T", trl_now=4, trl_target=6, lead="NASA"),
        estimate("1", "technology:T", from_trl=4, to_trl=5, likely_d=10.0),
        estimate("2", "technology:T", from_trl=5, to_trl=6, likely_d=20.0),
        said("technology", "U", trl_target=6),
        estimate("3", "technology:U", likely_d=30.0),
    ).by_milestone

    def takes(name: str, level: int) -> float:
        return made[Milestone("technology", name, f"ready at TRL {level}")].duration.likely

    assert (takes("T", 5), takes("T", 6), takes("U", 6)) == (10, 20, 30)


def test_estimates_that_cannot_be() -> None:
    with pytest.raises(UsageError) as told:
        plan(
            estimate("1", "organisation:NASA", likely_d=10.0),
            estimate("2", "mission:L", low_d=20.0, likely_d=10.0),
            estimate("3", "mission:L", from_trl=6, to_trl=5, likely_d=10.0),
        )
    for words in (
        "estimate 1, target_kind",
        "estimate 2, low_d",
        "least time is above",
        "estimate 3, from_trl",
    ):
        assert words in str(told.value)


def test_an_estimate_of_what_nobody_states_is_counted() -> None:
    built = plan_of(roadmap(estimate("1", "mission:X", likely_d=10.0)), Steady())
    assert [missing.what for missing in built.missing] == ["estimates of things that nobody states"]
