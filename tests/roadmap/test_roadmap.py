"""The roadmap: indexes, time travel, digest, and that nothing in it can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from ecliptic.errors import UsageError
from ecliptic.roadmap import Reference, Roadmap, Statement, Viewer, references
from ecliptic.vocabulary import Allocation, Contribution, Element, Firmness, Function, Role
from saying import said
from strategies import statement_lists, statements

GATEWAY = said(Element(id="EM-004", name="Gateway"), firmness=Firmness.APPROVED)
BERTH = said(Function(id="FN-1", name="Berth vehicles", phases=("FE+", "HLR")))
ALLOCATED = said(Allocation(id="A-1", function="FN-1", phase="HLR", element="EM-004"))
HAB = said(
    Contribution(
        id="C-1",
        organisation="ESA",
        role=Role.LEAD,
        target_kind="element",
        target="EM-004",
        functions=("FN-1", "FN-9"),
    ),
    by="ESA",
)
ALL = [GATEWAY, BERTH, ALLOCATED, HAB]


def instant(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_records_are_found_by_kind_and_identifier() -> None:
    roadmap = Roadmap.build(ALL)
    assert roadmap.records(Element) == {"EM-004": GATEWAY.record}
    assert roadmap.records(Element) is roadmap.records(Element)
    assert roadmap.get(Element, "EM-004") is GATEWAY.record
    assert roadmap.get(Function, "EM-004") is None
    assert roadmap.statement("element", "EM-004") is GATEWAY
    assert roadmap.firmness("element", "EM-004") is Firmness.APPROVED
    assert roadmap.firmness("element", "EM-999") is None
    assert roadmap.label("element", "EM-004") == "Gateway"
    assert roadmap.label("element", "EM-999") == "EM-999"
    assert roadmap.kinds == ("function", "element", "allocation", "contribution")
    assert len(roadmap) == 4
    assert roadmap.history("element", "EM-004") == (GATEWAY,)
    assert roadmap.history("element", "EM-999") == ()
    assert roadmap.others("element", "EM-004") == ()
    assert roadmap.disagreements == ()


def test_references_are_found_from_both_ends() -> None:
    roadmap = Roadmap.build(ALL)
    assert roadmap.referrers("element", "EM-004") == (
        Reference("allocation", "A-1", "element"),
        Reference("contribution", "C-1", "target"),
    )
    assert roadmap.referrers("function", "FN-9") == (Reference("contribution", "C-1", "functions"),)
    assert roadmap.referrers("phase", "nowhere") == ()
    assert set(references(HAB.record)) == {
        ("organisation", "organisation", "ESA"),
        ("functions", "function", "FN-1"),
        ("functions", "function", "FN-9"),
        ("target", "element", "EM-004"),
    }


def test_identifiers_come_in_order() -> None:
    elements = [said(Element(id=identifier, name="x")) for identifier in ("b", "a", "B", "10", "9")]
    assert list(Roadmap.build(elements).records(Element)) == ["10", "9", "B", "a", "b"]


def test_the_picture_of_an_earlier_day() -> None:
    first = said(Element(id="EM-004", name="Gateway", mass_kg=1), on="2024-12-02")
    second = said(Element(id="EM-004", name="Gateway", mass_kg=2), on="2025-12-01", version=2)
    gone = said(Element(id="EM-004", name="Gateway", mass_kg=2), on="2026-03-01", version=3, withdrawn=True)
    told = [gone, second, first]

    def mass(day: str) -> float | None:
        element = Roadmap.build(told, as_of=instant(day)).get(Element, "EM-004")
        return None if element is None else element.mass_kg

    assert Roadmap.build(told, as_of=instant("2024-12-01")).history("element", "EM-004") == ()
    assert mass("2024-12-02") == 1
    assert mass("2025-11-30") == 1
    assert mass("2025-12-01") == 2
    assert mass("2026-03-01") is None
    assert Roadmap.build(told, as_of=instant("2025-06-01")).as_of == instant("2025-06-01")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(statement_lists(max_size=6))
def test_time_travel_is_the_same_as_not_having_been_told_yet(told: list[Statement]) -> None:
    for as_of in {statement.stated_at for statement in told}:
        known = [statement for statement in told if statement.stated_at <= as_of]
        assert Roadmap.build(told, as_of=as_of).digest == Roadmap.build(known).digest


def test_an_instant_without_a_zone_is_refused_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="time zone"):
        Roadmap.build(ALL, as_of=datetime(2025, 1, 1))  # noqa: DTZ001 - what is tested


def test_nothing_in_a_roadmap_can_be_changed() -> None:
    roadmap = Roadmap.build(ALL)
    before = roadmap.digest
    for mapping in (roadmap.records(Element), roadmap.taken("element"), roadmap.taken("goal")):
        with pytest.raises(TypeError):
            mapping["EM-004"] = GATEWAY  # type: ignore[index] - what is tested
    for name in ("as_of", "viewer", "kinds"):
        with pytest.raises(AttributeError):
            setattr(roadmap, name, None)
    assert Roadmap.build(roadmap.statements).digest == before


def test_the_constructor_is_no_way_around_the_viewer() -> None:
    private = said(Element(id="EL-1", name="Lander"), visibility="private")
    assert list(Roadmap([private], viewer=Viewer.public()).statements) == []
    assert list(Roadmap([private]).statements) == [private]
    assert len(Roadmap()) == 0


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(statement_lists(max_size=4), statement_lists(max_size=4))
def test_digests_are_equal_exactly_where_the_statements_are(
    one: list[Statement], other: list[Statement]
) -> None:
    same = {s.canonical() for s in one} == {s.canonical() for s in other}
    assert (Roadmap.build(one).digest == Roadmap.build(other).digest) == same
    again = [Statement(s.record.model_copy(), s.envelope.model_copy()) for s in reversed(one)]
    assert Roadmap.build(again).digest == Roadmap.build(one).digest


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(statement_lists(min_size=1, max_size=4), statements())
def test_any_change_of_content_changes_the_digest(told: list[Statement], new: Statement) -> None:
    before = Roadmap.build(told).digest
    *rest, last = told
    assert Roadmap.build(rest).digest != before
    version = last.version + 10
    changed = Statement(last.record, last.envelope.model_copy(update={"version": version}))
    assert Roadmap.build([*rest, changed]).digest != before
    added = Statement(new.record, new.envelope.model_copy(update={"version": version}))
    assert Roadmap.build([*told, added]).digest != before


def test_an_empty_roadmap_answers_everything_with_nothing() -> None:
    roadmap = Roadmap.build([])
    assert roadmap.records(Element) == {}
    assert roadmap.kinds == ()
    assert roadmap.disagreements == ()
    assert len(roadmap.digest) == 64
