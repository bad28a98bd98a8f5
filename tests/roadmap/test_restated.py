"""A roadmap brought up to date is the roadmap that all statements together would have made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.vocabulary import (
    KINDS,
    Contribution,
    Element,
    Firmness,
    Function,
    Organisation,
    OrganisationType,
    Record,
    Role,
    Visibility,
)
from saying import said

PUBLISHERS = ("ESA", "JAXA", "NASA")
VIEWERS = [Viewer.public(), Viewer.members(), *map(Viewer.of, PUBLISHERS), Viewer.of("KARI"), Viewer.holder()]
MARKS = {
    Organisation: ("name", "notes"),
    Element: ("name", "lead", "partners", "description"),
    Contribution: ("role", "functions", "notes"),
}


@st.composite
def records(draw: st.DrawFn) -> Record:
    """One of a few things that refer to one another, so that what is stated meets what is known."""
    words = st.none() | st.sampled_from(["one", "two"])
    agencies = st.sampled_from(PUBLISHERS)
    kind = draw(st.sampled_from(list(MARKS)))
    if kind is Organisation:
        agency = draw(agencies)
        return Organisation(id=agency, name=agency, type=OrganisationType.AGENCY, notes=draw(words))
    if kind is Element:
        return Element(
            id=draw(st.sampled_from(["EL-1", "EL-10", "EL-2", "el-2"])),
            name=draw(st.sampled_from(["Lander", "Rover"])),
            lead=draw(st.none() | agencies),
            partners=tuple(draw(st.lists(agencies, max_size=2, unique=True))),
            description=draw(words),
        )
    return Contribution(
        id=draw(st.sampled_from(["C-1", "C-2"])),
        organisation=draw(agencies),
        role=draw(st.sampled_from(Role)),
        target_kind=draw(st.sampled_from(["element", "contribution"])),
        target=draw(st.sampled_from(["EL-1", "EL-2", "C-1"])),
        functions=tuple(draw(st.lists(st.sampled_from(["FN-1", "FN-2"]), max_size=2, unique=True))),
        notes=draw(words),
    )


@st.composite
def told(draw: st.DrawFn) -> Statement:
    """A statement with any mark, in any version, perhaps withdrawing."""
    record = draw(records())
    marks = st.dictionaries(st.sampled_from(MARKS[type(record)]), st.sampled_from(Visibility), max_size=2)
    version = draw(st.integers(1, 3))
    return said(
        record,
        by=draw(st.sampled_from(PUBLISHERS)),
        on=draw(st.sampled_from([f"202{version}-01-01", "2022-06-01"])),
        version=version,
        visibility=draw(st.sampled_from(Visibility)),
        narrowed=draw(marks),
        firmness=draw(st.none() | st.sampled_from(Firmness)),
        withdrawn=draw(st.sampled_from([False, False, False, True])),
    )


BATCHES = st.lists(told(), max_size=24, unique_by=lambda s: s.key).flatmap(
    lambda statements: st.lists(st.integers(0, 3), min_size=len(statements), max_size=len(statements)).map(
        lambda places: [[s for s, p in zip(statements, places, strict=True) if p == n] for n in range(4)]
    )
)


def everything(roadmap: Roadmap) -> dict[str, Any]:
    """All that a roadmap answers, with the order in which it does."""
    kinds = KINDS.items()
    stated = {(s.kind, s.id) for s in roadmap.statements}
    asked = sorted(stated | {("function", "FN-1"), ("function", "FN-2"), ("organisation", "KARI")})
    return {
        "digest": roadmap.digest,
        "kinds": roadmap.kinds,
        "count": len(roadmap),
        "statements": list(roadmap.statements),
        "records": {name: list(roadmap.records(kind).items()) for name, kind in kinds},
        "taken": {name: list(roadmap.taken(name).items()) for name in KINDS},
        "others": {thing: roadmap.others(*thing) for thing in asked},
        "history": {thing: roadmap.history(*thing) for thing in asked},
        "referrers": {thing: roadmap.referrers(*thing) for thing in asked},
        "indexed": roadmap._referrers,
        "disagreements": roadmap.disagreements,
        "viewer": roadmap.viewer,
        "as_of": roadmap.as_of,
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=BATCHES,
    viewer=st.sampled_from(VIEWERS),
    as_of=st.none() | st.sampled_from([datetime(2022, 3, 1, tzinfo=UTC), datetime(2023, 3, 1, tzinfo=UTC)]),
    asked=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_restating_is_the_same_as_building_from_all_statements(
    batches: list[list[Statement]], viewer: Viewer, as_of: datetime | None, asked: list[bool]
) -> None:
    known: list[Statement] = []
    roadmap = Roadmap.build([], viewer=viewer, as_of=as_of)
    for batch, ask in zip(batches, asked, strict=True):
        before = everything(roadmap) if ask else None
        known += batch
        touched = {(s.kind, s.id) for s in batch}
        restated = roadmap.restated([s for s in reversed(known) if (s.kind, s.id) in touched])
        full = Roadmap.build(known, viewer=viewer, as_of=as_of)
        assert restated.digest == full.digest
        if ask:
            assert everything(restated) == everything(full)
            assert everything(roadmap) == before
        roadmap = restated
    assert everything(roadmap) == everything(Roadmap.build(known, viewer=viewer, as_of=as_of))


LANDER = said(Element(id="EL-1", name="Lander"), by="ESA")
ROVER = said(Element(id="EL-2", name="Rover"), by="ESA")
BERTH = said(Function(id="FN-1", name="Berth"), by="ESA")


def test_kinds_that_nothing_is_said_about_are_shared() -> None:
    old = Roadmap.build([LANDER, BERTH])
    functions, elements = old.records(Function), old.records(Element)
    new = old.restated([ROVER])
    assert new.records(Function) is functions
    assert new.taken("function") is old.taken("function")
    assert list(new.records(Element)) == ["EL-1", "EL-2"]
    assert list(elements) == list(old.records(Element)) == ["EL-1"]
    assert len(old) == 2


def test_a_thing_that_the_viewer_may_no_longer_see_disappears_and_its_kind_with_it() -> None:
    hidden = said(Element(id="EL-1", name="Lander"), by="ESA", version=2, visibility="private")
    old = Roadmap.build([LANDER, BERTH], viewer=Viewer.public())
    new = old.restated([LANDER, hidden])
    assert new.kinds == ("function",)
    assert new.history("element", "EL-1") == ()
    assert new.digest == Roadmap.build([BERTH], viewer=Viewer.public()).digest
    assert old.kinds == ("function", "element")


def test_a_thing_that_is_withdrawn_keeps_its_history() -> None:
    gone = said(Element(id="EL-1", name="Lander"), by="ESA", version=2, withdrawn=True)
    new = Roadmap.build([LANDER, BERTH]).restated([LANDER, gone])
    assert new.kinds == ("function",)
    assert new.history("element", "EL-1") == (LANDER, gone)


@pytest.mark.parametrize("later", [{"withdrawn": True}, {"visibility": "private"}], ids=["gone", "hidden"])
def test_who_no_longer_says_otherwise_disagrees_no_more(later: dict[str, Any]) -> None:
    otherwise = said(Element(id="EL-1", name="Ladder"), by="JAXA")
    old = Roadmap.build([LANDER, otherwise], viewer=Viewer.of("ESA"))
    assert len(old.disagreements) == 1
    new = old.restated([LANDER, otherwise, said(otherwise.record, by="JAXA", version=2, **later)])
    assert new.others("element", "EL-1") == new.disagreements == ()
    assert old.others("element", "EL-1") == (otherwise,)


def test_nothing_said_is_nothing_changed() -> None:
    old = Roadmap.build([LANDER, BERTH], viewer=Viewer.members())
    assert everything(old.restated([])) == everything(old)


def test_what_building_refuses_restating_refuses_and_the_roadmap_stays_as_it_was() -> None:
    old = Roadmap.build([LANDER])
    other_words = said(Element(id="EL-1", name="Ladder"), by="ESA")
    idle_mark = said(Element(id="EL-3", name="Relay"), by="ESA", narrowed={"mas_kg": "private"})
    for refused in ([LANDER, other_words], [idle_mark]):
        with pytest.raises(DataProblemsError):
            old.restated(refused)
    assert list(old.statements) == [LANDER]
