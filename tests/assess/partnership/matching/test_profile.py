"""Profiles: what each organisation says of itself, kept apart from its partners, parents and children."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import ecliptic as ec
from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.about import About
from ecliptic.assess.partnership.matching.profile import Profile, profiles
from ecliptic.assess.partnership.matching.topics import Topics
from ecliptic.assess.partnership.matching.weights import Reach
from ecliptic.assess.partnership.matching.words import codes_in, codes_of_data
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Element,
    Firmness,
    Function,
    Mission,
    PlannedDate,
    Role,
    Technology,
    TechnologyGap,
)
from invented_agencies import agency, can, topic, works
from saying import said

FACT: dict[str, Any] = {"firmness": Firmness.FACT}


def profile(*statements: Statement, of: str = "A") -> Profile:
    roadmap = Roadmap([agency("A"), agency("B", parent="A"), *statements])
    return profiles(roadmap, About(roadmap, Topics(roadmap)))[of]


def test_parents_and_children_are_named_and_what_they_can_is_kept_apart() -> None:
    statements = [topic("1/A"), can("A", "1/A"), works("A", "mission", "M", partners=("B",), **FACT)]
    parent, child = profile(*statements), profile(*statements, of="B")
    assert (parent.children, child.parent) == (("B",), "A")
    assert len(parent.abilities) == 1
    assert child.abilities == ()
    assert child.work == ()  # that A names it says nothing about what it does
    assert child.reach is Reach.UNKNOWN


def test_an_interest_is_never_work() -> None:
    found = profile(
        works("A", "mission", "M", Role.INTEREST),
        works("A", "mission", "N", Role.PARTNER, firmness=Firmness.INTEREST),
        works("A", "goal", "G", Role.INTEREST, title="A station for all"),
    )
    assert found.work == ()
    assert len(found.wishes) == 3
    assert [s.record.id for s in found.unplaced] == ["A interest goal G"]


@pytest.mark.parametrize(
    ("statements", "reach"),
    [
        ([works("A", "mission", "M", **FACT)], Reach.LEADER),
        ([said(Mission(id="M", name="M", lead="A"), **FACT)], Reach.LEADER),
        ([works("A", "mission", "M", Role.PARTNER, **FACT)], Reach.CONTRIBUTOR),
        ([works("A", "element", "E", Role.CONTRIBUTOR, **FACT)], Reach.CONTRIBUTOR),
        ([works("A", "mission", "M", Role.CONTRIBUTOR, **FACT)], Reach.PAYLOAD),
        ([works("A", "technology", "T", **FACT)], Reach.PAYLOAD),
        ([works("A", "mission", "M", Role.STUDY)], Reach.STUDY),
        ([works("A", "mission", "M", firmness=Firmness.PLANNED)], Reach.UNKNOWN),
        ([works("A", "mission", "M", Role.STUDY), works("A", "mission", "M", **FACT)], Reach.LEADER),
        ([], Reach.UNKNOWN),
    ],
)
def test_reach_is_the_largest_part_that_is_more_than_a_plan(
    statements: list[Statement], reach: Reach
) -> None:
    found = profile(*statements)
    assert found.reach is reach
    assert (found.reached_by is None) == (reach is Reach.UNKNOWN)


def test_what_others_record_is_work_too_but_not_twice_and_not_more_than_they_say() -> None:
    mission = said(Mission(id="M", name="M", lead="B", partners=("A",)), "B", **FACT)
    (work,) = profile(mission).work
    assert (work.role, work.firmness, work.themes) == (Role.PARTNER, None, ())
    (own,) = profile(mission, works("A", "mission", "M", Role.CONTRIBUTOR, **FACT)).work
    assert own.firmness is Firmness.FACT


def test_a_contribution_without_dates_has_those_of_its_thing() -> None:
    flight = said(Mission(id="M", name="M", launch=PlannedDate.parse("2030")))
    (work,) = profile(flight, works("A", "mission", "M", **FACT)).work
    assert work.span == (date(2030, 1, 1), None)
    (dated,) = profile(flight, works("A", "mission", "M", start="2026", end="2028", **FACT)).work
    assert dated.span == (date(2026, 1, 1), date(2028, 12, 31))


# --- what things are about ---


def about(*statements: Statement) -> About:
    roadmap = Roadmap(statements)
    return About(roadmap, Topics(roadmap))


def sub_architectures() -> list[Statement]:
    edition = "NASA sub-architectures"
    made = [topic("SA-P", edition=edition), topic("SA-P-300", "SA-P", edition=edition)]
    groups = [s.record.model_copy(update={"code": s.id.removeprefix("SA-")}) for s in made]
    return [said(record) for record in groups]


def test_a_function_belongs_to_the_group_that_its_number_names() -> None:
    named = Function(id="FN-P-301 L", name="Distribute power", sub_architecture="SA-P")
    other = Function(id="FN-P-901 L", name="Do else", sub_architecture="SA-P")
    found = about(*sub_architectures(), said(named), said(other))
    assert [t.topic for t in found.function("FN-P-301 L")] == ["SA-P-300"]
    assert [t.topic for t in found.function("FN-P-901 L")] == ["SA-P"]  # no such group is stated
    assert found.function("none") == ()


def test_a_gap_is_about_its_technologies_and_a_whole_field_is_told_more_exactly() -> None:
    statements = [
        *sub_architectures(),
        topic("2020/TX03.3", edition="NASA 2020"),
        topic("2020/TX07.1", edition="NASA 2020"),
        said(Technology(id="T1", name="Digging", taxonomy=("2020/TX07.1",))),
        said(Function(id="FN-P-301 L", name="Distribute power", sub_architecture="SA-P")),
        said(TechnologyGap(id="G1", title="Digging", technologies=("T1",))),
        said(
            TechnologyGap(
                id="G2",
                title="Power Management and Distribution",
                sub_architectures=("SA-P",),
                functions=("FN-P-301 L",),
            )
        ),
    ]
    found = about(*statements)
    assert [(t.topic, t.told) for t in found.gap("G1")] == [("2020/TX07.1", False)]
    assert [(t.topic, t.told) for t in found.gap("G2")] == [
        ("2020/TX03.3", True),
        ("SA-P", False),
        ("SA-P-300", False),
    ]


def test_who_leads_does_what_the_thing_is_and_others_what_their_title_says() -> None:
    statements = [
        *(topic(f"2020/{code}", edition="NASA 2020") for code in ("TX08.3", "TX09.3")),
        said(Mission(id="M", name="M", type="lander")),
    ]
    found = about(*statements)
    leads = works("A", "mission", "M").record
    supplies = works("B", "mission", "M", Role.CONTRIBUTOR, title="Laser retroreflector").record
    assert [t.topic for t in found.contribution(leads)] == ["2020/TX09.3"]  # type: ignore[arg-type]
    assert [t.topic for t in found.contribution(supplies)] == ["2020/TX08.3"]  # type: ignore[arg-type]
    aim = works("A", "goal", "G", Role.INTEREST, title="Land on the Moon with a lander").record
    assert found.contribution(aim) == ()  # type: ignore[arg-type]


def test_things_of_every_kind_are_about_something_or_nothing_is_said() -> None:
    statements = [
        topic("2020/TX06.1", edition="NASA 2020"),
        said(Element(id="E", name="E", type="habitat")),
        said(Element(id="F", name="F")),
    ]
    found = about(*statements)
    assert [t.topic for t in found.subject(Subject("element", "E"))] == ["2020/TX06.1"]
    assert found.subject(Subject("element", "F")) == ()
    assert found.subject(Subject("element", "none")) == ()
    assert found.subject(Subject("taxonomy-node", "2020/TX06.1"))[0].told is False


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("orbiter+lander+rover", ("TX04.2", "TX08.1", "TX09.3")),
        ("ground station service", ("TX05.2",)),
        ("commercial station", ("TX06.1",)),
        ("crewed mobility", ("TX04.2",)),
        ("uncrewed capsule test", ("TX15",)),
        ("Laser retroreflectors on Chang'e-7", ("TX08.3",)),
        ("cubesat", ()),
    ],
)
def test_words_tell_topics(text: str, codes: tuple[str, ...]) -> None:
    assert codes_in(text) == codes


def test_the_words_for_topics_name_topics_of_the_reference() -> None:
    topics = Topics(ec.reference())
    data = ("Remote Sensing", "In Situ Measurement/Sample Return", "Orbit-to-Surface Imagery")
    codes = {code for text in data for code in codes_of_data(text)}
    assert codes == {"TX08.1", "TX08.3", "TX08.3.3"}
    from ecliptic.assess.partnership.matching.words import _WORDS

    assert [code for code, _ in _WORDS if topics.by_code(code, "NASA 2020") is None] == []
