"""Consortia without passengers, and places that suit an organisation."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import ecliptic as ec
from ecliptic.assess.partnership.matching import Matcher, Part, TermName, consortia, parts, places_for
from ecliptic.assess.partnership.needs import Want, needs_of
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import EffortClass, EffortEstimate, Firmness, Role, Strength, Visibility
from invented_agencies import agency, can, crosswalk, need, topic, works
from saying import said

FACT: dict[str, Any] = {"firmness": Firmness.FACT}
GROUND = [
    *(agency(name) for name in "ABCD"),
    *(topic(f"1/{code}") for code in ("K", "L", "M")),
    *(topic(f"1/{code}.1", f"1/{code}") for code in ("K", "L", "M")),
    topic("2/P", edition="Two"),
    *(crosswalk("2/P", f"1/{code}.1", "most") for code in ("K", "L", "M")),
]
WANTED = need("F", "2/P")
LEADER = works("A", "mission", "X", **FACT)


def matcher(*statements: Statement, wanted: object = WANTED) -> Matcher:
    return Matcher(Roadmap([*GROUND, *statements]), [wanted])  # type: ignore[list-item]


def test_members_complement_one_another() -> None:
    found = consortia(matcher(LEADER, can("A", "1/K.1"), can("B", "1/L.1"), can("C", "1/M.1")), WANTED)
    assert found[0].members == ("A", "B", "C")
    assert found[0].coverage == pytest.approx(1.0)
    assert {f.topic: f.covering for f in found[0].facets} == {"1/K.1": "A", "1/L.1": "B", "1/M.1": "C"}
    assert found[0].leads == ("A",)
    assert {c.members for c in found} == {
        ("A", "B", "C"),
        ("A", "B"),
        ("A", "C"),
    }  # without A none could lead


def test_nobody_who_adds_nothing_is_a_member() -> None:
    same = [can("A", "1/K.1"), can("B", "1/L.1"), can("C", "1/L.1", Strength.DEVELOPED)]
    found = consortia(matcher(LEADER, *same), WANTED)
    assert [c.members for c in found] == [("A", "B"), ("A", "C")]
    assert found[0].score > found[1].score


def test_where_nobody_could_lead_or_one_does_it_all_there_is_no_consortium() -> None:
    assert consortia(matcher(can("A", "1/K.1"), can("B", "1/L.1")), WANTED) == ()
    every = [can("A", f"1/{code}.1") for code in "KLM"]
    assert consortia(matcher(LEADER, *every, can("B", "1/L.1")), WANTED) == ()
    assert consortia(matcher(), WANTED) == ()


def test_who_has_worked_together_goes_first() -> None:
    able = [can("A", "1/K.1"), can("B", "1/L.1"), can("C", "1/L.1")]
    together = works("C", "mission", "Y", partners=("A",), **FACT)
    found = consortia(matcher(LEADER, *able, together), WANTED)
    assert [c.members for c in found[:2]] == [("A", "C"), ("A", "B")]
    joint = next(t for t in found[0].terms if t.name is TermName.JOINT_WORK)
    assert joint.value == 0.5
    assert joint.words == "A with C: Y"


def test_no_consortium_of_the_reference_has_a_passenger_or_lacks_a_leader() -> None:
    roadmap = ec.reference()
    found = Matcher(roadmap, needs_of(roadmap, wants=[Want.UNADDRESSED]))
    made = [c for wanted in found.needs for c in consortia(found, wanted)]
    assert made
    for consortium in made:
        assert 2 <= len(consortium.members) <= 3
        assert consortium.leads
        assert consortium.low <= consortium.score <= consortium.high
        assert {f.covering for f in consortium.facets} >= set(consortium.members)
    again = Matcher(roadmap, found.needs)
    assert made == [c for wanted in found.needs for c in consortia(again, wanted)]


# --- places ---


def test_what_is_known_decides_the_part() -> None:
    able, keen = can("A", "1/K.1"), works("B", "function", "F", Role.INTEREST)
    found = matcher(LEADER, able, keen)

    def could(who: str) -> tuple[Part, ...]:
        return parts(found.match(WANTED, who), found.profile(who), found.weights)

    assert could("A") == (Part.LEAD, Part.JOIN, Part.BACK_UP)
    assert could("B") == (Part.JOIN,)  # an interest is enough to join and never to lead
    assert could("C") == ()


def test_who_is_small_can_lead_what_is_small() -> None:
    small = EffortEstimate(id="e", organisation="B", effort=EffortClass.SMALL, functions=("F",))
    payload = works("B", "mission", "X", Role.CONTRIBUTOR, **FACT)
    without = matcher(payload, can("B", "1/K.1"))
    with_size = matcher(payload, can("B", "1/K.1"), said(small, "B", visibility=Visibility.MEMBERS))
    assert places_for(without, "B")[0].part is Part.JOIN
    assert places_for(with_size, "B")[0].part is Part.LEAD


def test_nobody_is_sent_to_lead_what_others_do_nor_where_it_is_already() -> None:
    able = [LEADER, can("A", "1/K.1")]
    (fragile,) = places_for(
        matcher(*able, wanted=need("F", "2/P", wants=[Want.FRAGILE], present=("B",))), "A"
    )
    assert (fragile.part, fragile.also) == (Part.BACK_UP, ())
    assert fragile.words == "could back up (one provider; there already: B)"
    late = need("E", "2/P", kind="element", wants=[Want.LATE], present=("B",))
    (joins,) = places_for(matcher(*able, wanted=late), "A")
    assert joins.part is Part.JOIN
    assert places_for(matcher(*able, wanted=need("F", "2/P", present=("A",))), "A") == ()
    with pytest.raises(UsageError, match="no organisation that can be matched"):
        places_for(matcher(), "Z")


def test_every_agency_of_the_reference_has_some_place() -> None:
    roadmap = ec.reference()
    found = Matcher(roadmap, needs_of(roadmap))
    without = [name for name in found.organisations if not places_for(found, name)]
    assert without == []
    order = [place.part for place in places_for(found, "LSA")]
    assert order == sorted(order, key=list(Part).index)
    assert all(
        one != other for one, other in combinations([p.need.subject for p in places_for(found, "LSA")], 2)
    )
