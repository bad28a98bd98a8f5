"""Missions and elements in a plan: what is past, what waits for what, and what is unknown."""

from datetime import date

import pytest

from ecliptic.assess.schedule.building import Asked, plan_of
from ecliptic.assess.schedule.plan import AT_ONCE, Plan
from ecliptic.errors import UsageError
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Firmness
from made_plans import DAY, FAR, Steady, before, early, element, mission, roadmap, said

OWN = "by its own plan"


def plan(*statements: Statement) -> Plan:
    return plan_of(roadmap(*statements), Steady()).plan


def test_an_empty_roadmap_gives_an_empty_plan() -> None:
    built = plan_of(roadmap(), Steady())
    assert built.plan.steps == built.plan.waits == built.plan.goals == built.functions == built.missing == ()
    assert built.plan.day == DAY


def test_a_mission_is_announced_flown_cancelled_or_unknown() -> None:
    made = plan(
        said("mission", "A", "approved", name="Artemis IV", launch="2028", lead="NASA"),
        said("mission", "B", "fact", launch="2022-11-16"),
        said("mission", "C", launch="2025-10", status="launched and berthed"),
        said("mission", "D", "planned", launch="2025", status="planned (no launch report found)"),
        said("mission", "E", launch="2028", status="effectively cancelled"),
        said("mission", "F"),
        said("mission", "G", "fact", status="operating", as_of="2024-03"),
        said("mission", "H", "fact", launch="2029"),
    ).by_milestone
    first = made[mission("A")]
    assert (first.title, first.announced, first.organisations) == (
        "Launch of Artemis IV",
        date(2028, 12, 31),
        ("NASA",),
    )
    assert first.duration.likely == (date(2028, 12, 31) - DAY).days
    assert made[mission("B")].since == date(2022, 11, 16)
    assert made[mission("C")].since == date(2025, 10, 31)
    # Long overdue, and still to come: a date that has passed is no launch.
    assert made[mission("D")].since is None
    assert made[mission("D")].known
    assert made[mission("E")].chance == 0
    assert made[mission("E")].known
    assert not made[mission("F")].known
    assert made[mission("G")].since == date(2024, 3, 31)
    # A fact cannot lie ahead; the date wins.
    assert made[mission("H")].since is None
    assert made[mission("H")].known


def test_firmness_is_the_chance() -> None:
    statements = roadmap(said("mission", "A", "concept", launch="2028"))
    steady = Steady(chances={Firmness.CONCEPT: 0.25})
    step = plan_of(statements, steady).plan.by_milestone[mission("A")]
    assert step.chance == 0.25
    assert step.basis == "2028 as announced by NASA; firmness: concept"


def test_a_series_of_one_lead_is_a_programme() -> None:
    made = plan(
        said("mission", "A", name="Artemis IV", lead="NASA"),
        said("mission", "B", name="Artemis V", lead="NASA"),
        said("mission", "C", name="Luna-27A", lead="ROSCOSMOS"),
        said("mission", "D", name="Mars 2", lead="ESA"),
        said("mission", "E", name="Mars 3", lead="ROSCOSMOS"),
    ).by_milestone
    assert [made[mission(i)].programme for i in "ABCDE"] == ["Artemis", "Artemis", None, None, None]


def test_an_element_is_in_use_by_its_own_date() -> None:
    made = plan(
        said("element", "A", name="Orion", lead="NASA"),
        said("contribution", "a", "interest", "ESA", **_to("A", "ESA", "partner", "2020")),
        said("contribution", "b", "fact", **_to("A", "NASA", "lead", "2022")),
        said("element", "B", first_use="2030", lead="JAXA"),
        said("contribution", "c", "approved", "JAXA", **_to("B", "JAXA", "lead", "2028")),
        said("element", "C", lead="ESA"),
        said("contribution", "d", "planned", "CNES", **_to("C", "CNES", "partner", "2027")),
        said("contribution", "e", "planned", "ESA", **_to("C", "ESA", "lead", "2029")),
        said("element", "D"),
        said("contribution", "f", "concept", "ESA", **_to("D", "ESA", "study", "2027")),
        said("element", "E", "fact"),
    ).by_milestone
    assert made[element("A")].since == date(2022, 12, 31)
    assert made[element("A")].title == "Orion in use"
    assert made[element("B")].announced == date(2030, 12, 31)
    assert made[element("C")].announced == date(2029, 12, 31)
    assert not made[element("D")].known
    assert made[element("E")].since == DAY


def _to(target: str, organisation: str, role: str, start: str) -> dict[str, str]:
    return {
        "organisation": organisation,
        "role": role,
        "target_kind": "element",
        "target": target,
        "start": start,
    }


def test_a_mission_waits_for_elements_with_a_date_of_their_own() -> None:
    made = plan(
        said("mission", "A", launch="2028-06-30", elements=["lander", "suit", "old"]),
        said("element", "lander", first_use="2028"),
        said("element", "suit"),
        said("element", "old", "fact", first_use="2020"),
    )
    own = mission("A")._replace(stage=OWN)
    # Its announced date stands beside what it waits for, and is not added to it.
    assert {w.before for w in before(made, mission("A"))} == {own, element("lander")}
    assert early(made, mission("A")) == made.days_to(date(2028, 12, 31))
    assert made.by_milestone[own].duration.likely == made.days_to(date(2028, 6, 30))
    assert made.by_milestone[mission("A")].duration.likely == 0
    # What has no date of its own comes with the mission.
    assert [w.before for w in before(made, element("suit"))] == [mission("A")]


def test_a_mission_that_goes_before_the_first_use_delivers() -> None:
    made = plan(
        said("mission", "A", launch="2027", elements=["rover"]),
        said("mission", "B", launch="2028", elements=["rover"]),
        said("mission", "C", launch="2031", elements=["rover"]),
        said("mission", "X", launch="2026", status="cancelled", elements=["rover"]),
        said("element", "rover", first_use="2030"),
    )
    waits = before(made, element("rover"))
    assert {w.before for w in waits if w.alternatives} == {mission("A"), mission("B")}
    assert all(w.enough == 1 for w in waits)
    assert element("rover") in {w.before for w in before(made, mission("C"))}
    assert before(made, mission("X")) == []


def test_what_has_been_delivered_waits_for_no_delivery() -> None:
    made = plan(
        said("mission", "A", "fact", launch="2026-02", elements=["rover"]),
        said("mission", "B", launch="2028", elements=["rover"]),
        said("element", "rover", first_use="2030"),
    )
    assert before(made, element("rover")) == []


UNDERTAKING = (
    said("mission", "A", "planned", launch="2031", elements=["lander", "old"], lead="ESA"),
    said("element", "lander", "approved", first_use="2031-06", lead="ESA"),
    said("element", "old", "fact", first_use="2020", lead="ESA"),
    said("mission", "B", "planned", launch="2031", elements=["rover"], lead="JAXA"),
    said("element", "rover", "approved", first_use="2032", lead="JAXA"),
)


def test_one_undertaking_slips_once() -> None:
    steady = Steady(chances={Firmness.PLANNED: 0.7, Firmness.APPROVED: 0.9})
    built = plan_of(roadmap(*UNDERTAKING), steady, Asked(once=True))
    made = built.plan
    timed = {m for m in made.by_milestone if made.by_milestone[m].duration.likely > 0}
    assert timed == {element("lander"), mission("B")} == set(built.own.values())
    assert {m: made.by_milestone[m].chance for m in timed} == dict.fromkeys(timed, 0.7)
    for milestone, day in (
        (mission("A"), date(2031, 12, 31)),
        (element("lander"), date(2031, 12, 31)),
        (mission("B"), date(2031, 12, 31)),
        # As long after the launch as the stated dates are apart.
        (element("rover"), date(2032, 1, 1)),
    ):
        assert early(made, milestone) == made.days_to(day), milestone
    # The time is that of the mission, and so is the statement from which its slip is told.
    assert made.by_milestone[element("lander")].statements[0].id == "A"
    apart = plan_of(roadmap(*UNDERTAKING), steady).plan
    assert sum(step.chance == 0.9 for step in apart.steps) == 2


@pytest.mark.parametrize(
    "more",
    [
        said("mission", "C", launch="2033", elements=["lander"]),
        said("mission", "A", "planned", launch="2031", elements=["lander", "new"], lead="ESA"),
        said("mission", "A", "planned", launch="2031", elements=["lander"], lead="NASA"),
        said("mission", "A", "planned", elements=["lander"], lead="ESA"),
    ],
)
def test_other_missions_leads_and_elements_are_undertakings_of_their_own(more: Statement) -> None:
    statements = {statement.key: statement for statement in (*UNDERTAKING[:3], more)}
    made = plan_of(roadmap(*statements.values()), Steady(), Asked(once=True)).plan
    apart = plan_of(roadmap(*statements.values()), Steady()).plan
    assert made == apart


def test_a_common_element_waits_for_one_that_fills_it() -> None:
    made = plan(
        said("element", "common"),
        said("element", "one", realises="common", first_use="2032"),
        said("element", "two", realises="common", first_use="2030"),
        said("element", "three", realises="common"),
    )
    assert early(made, element("common")) == made.days_to(date(2030, 12, 31))
    assert early(made, element("common"), AT_ONCE) == 0


def test_what_only_unknown_missions_carry_is_unknown() -> None:
    built = plan_of(
        roadmap(
            said("element", "common"),
            said("element", "station", realises="common"),
            said("mission", "A", elements=["station"]),
            said("mission", "B", elements=["station"]),
        ),
        Steady(),
    )
    assert {element("common"), element("station"), mission("A"), mission("B")} == built.unknown
    assert early(built.plan, element("common")) == FAR


def test_an_element_that_has_flown_has_been_used_since_the_first_flight() -> None:
    made = plan(
        said("mission", "A", "fact", launch="2026-04-01", elements=["rocket"]),
        said("mission", "B", "fact", launch="2022-11-16", elements=["rocket"]),
        said("mission", "C", launch="2028", elements=["rocket"]),
        said("element", "rocket"),
    )
    assert made.by_milestone[element("rocket")].since == date(2022, 11, 16)
    assert before(made, mission("C")) == []


def test_elements_that_fill_one_another_are_a_circle_told_in_words() -> None:
    with pytest.raises(UsageError) as told:
        plan(said("element", "one", realises="two"), said("element", "two", realises="one"))
    assert "one in use → two in use → one in use" in str(told.value)
    assert "element one (stated by NASA); element two (stated by NASA)" in str(told.value)


def test_missing_things_are_counted() -> None:
    built = plan_of(
        roadmap(said("mission", "A"), said("element", "B"), said("technology-gap", "C")), Steady()
    )
    assert [missing.count for missing in built.missing] == [1, 1, 1]
    assert all("never reached in the lower bound" in missing.treatment for missing in built.missing)
