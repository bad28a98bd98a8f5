"""What changed between two roadmaps, told the same from both ends."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.roadmap import FieldChange, Providers, Roadmap, Statement, difference
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Characteristic,
    Element,
    Firmness,
    Function,
    Objective,
)
from saying import said
from strategies import statement_lists


def allocation(function: str, element: str | None = None, phase: str = "HLR") -> Allocation:
    status = AllocationStatus.UNALLOCATED if element is None else AllocationStatus.ALLOCATED
    identifier = f"{phase}:{function}:{element or 'unallocated'}"
    return Allocation(id=identifier, function=function, phase=phase, element=element, status=status)


OLD = Roadmap.build(
    [
        said(Function(id="FN-1", name="Land crew", phases=("HLR",))),
        said(Function(id="FN-2", name="Berth vehicles")),
        said(Function(id="FN-3", name="Return samples")),
        said(Element(id="EM-1", name="Lander", mass_kg=1000), firmness=Firmness.PLANNED),
        said(Element(id="EM-2", name="Rover"), firmness=Firmness.PLANNED),
        said(Element(id="EM-3", name="Relay"), sources=("Edition of 2024",)),
        said(Characteristic(id="CN-1", title="Safe")),
        said(Characteristic(id="CN-2", title="Sustained")),
        said(allocation("FN-1", "EM-1")),
        said(allocation("FN-2")),
        said(allocation("FN-3", "EM-1")),
    ]
)
NEW = Roadmap.build(
    [
        said(Function(id="FN-1", name="Land crew", phases=("HLR", "FE+")), on="2026-01-01"),
        said(Function(id="FN-2", name="Dock vehicles"), on="2026-01-01"),
        said(Function(id="FN-4", name="Move cargo"), on="2026-01-01"),
        said(Element(id="EM-1", name="Lander", mass_kg=1200), firmness=Firmness.PLANNED),
        said(Element(id="EM-2", name="Rover"), firmness=Firmness.CONCEPT),
        said(Element(id="EM-3", name="Relay"), sources=("Edition of 2025",), on="2026-01-01"),
        said(Objective(id="OB-1", title="Explore")),
        said(allocation("FN-1", "EM-2")),
        said(allocation("FN-2", "EM-2")),
        said(allocation("FN-4", "EM-2", "FE+")),
    ]
)


def ids(statements: tuple[Statement, ...], kind: str) -> list[str]:
    return [statement.id for statement in statements if statement.kind == kind]


def test_things_are_added_and_withdrawn() -> None:
    found = difference(OLD, NEW)
    assert ids(found.added, "function") == ["FN-4"]
    assert ids(found.withdrawn, "function") == ["FN-3"]
    functions = found.of("function")
    assert (functions.before, functions.after) == (3, 3)
    assert [change.id for change in functions.changed] == ["FN-1", "FN-2"]
    assert list(found.kinds) == ["objective", "characteristic", "function", "element", "allocation"]


def test_changes_are_told_field_by_field_with_firmness_among_them() -> None:
    lander, rover = difference(OLD, NEW).of("element").changed
    assert lander.fields == (FieldChange("mass_kg", 1000, 1200),)
    assert lander.circumstances == ()
    assert rover.fields == (FieldChange("firmness", Firmness.PLANNED, Firmness.CONCEPT),)
    assert rover.only_envelope
    assert not lander.only_envelope


def test_of_a_list_it_is_told_what_came_and_what_went() -> None:
    (phases,) = difference(OLD, NEW).of("function").changed[0].fields
    assert (phases.new, phases.gone) == (("FE+",), ())
    assert FieldChange("mass_kg", None, 3).new == (3,)


def test_a_new_label_is_a_rewording() -> None:
    (change,) = difference(OLD, NEW).reworded
    assert (change.before.record.label, change.after.record.label) == ("Berth vehicles", "Dock vehicles")


def test_saying_the_same_again_is_no_change_of_plan() -> None:
    (relay,) = difference(OLD, NEW).restated
    assert relay.id == "EM-3"
    assert {change.field for change in relay.circumstances} == {"stated_at", "sources"}
    assert relay.fields == ()


def test_reallocation_is_told_by_function_and_phase() -> None:
    found = {(r.function, r.phase): r for r in difference(OLD, NEW).reallocated}
    moved = found["FN-1", "HLR"]
    assert (moved.before, moved.after) == (Providers(("EM-1",)), Providers(("EM-2",)))
    assert (moved.gone, moved.new, moved.presence) == (("EM-1",), ("EM-2",), "kept")
    assert not moved.only_mark
    filled = found["FN-2", "HLR"]
    assert (filled.before.unallocated, filled.after.unallocated) == (True, False)
    assert found["FN-3", "HLR"].presence == "withdrawn"
    assert found["FN-3", "HLR"].after == Providers()
    assert found["FN-4", "FE+"].presence == "added"
    assert len(found) == 4
    silent = Roadmap.build([said(Function(id="FN-2", name="Dock vehicles"))])
    marked = Roadmap.build([said(allocation("FN-2"))])
    (mark,) = difference(silent, marked).reallocated
    assert mark.only_mark


def test_a_layer_that_is_gone_is_named() -> None:
    found = difference(OLD, NEW)
    assert [(k.kind, k.before, k.after) for k in found.dropped_kinds] == [("characteristic", 2, 0)]
    assert [(k.kind, k.before, k.after) for k in found.introduced_kinds] == [("objective", 0, 1)]


def test_whether_only_envelopes_differ_is_told() -> None:
    one = Roadmap.build([said(Element(id="EM-1", name="Lander"), firmness=Firmness.PLANNED)])
    firmer = Roadmap.build([said(Element(id="EM-1", name="Lander"), firmness=Firmness.APPROVED)])
    later = Roadmap.build(
        [said(Element(id="EM-1", name="Lander"), on="2026-01-01", firmness=Firmness.PLANNED)]
    )
    assert difference(one, firmer).only_envelopes
    assert not difference(one, firmer).same
    assert difference(one, later).only_envelopes
    assert difference(one, later).same
    assert not difference(one, one).only_envelopes
    assert not difference(one, Roadmap()).only_envelopes
    assert not difference(OLD, NEW).only_envelopes


def test_what_was_not_taken_does_not_count() -> None:
    taken = said(Element(id="EM-1", name="Lander", lead="ESA"), by="ESA")
    loser = said(Element(id="EM-1", name="Landing craft"), by="NASA")
    assert difference(Roadmap.build([taken]), Roadmap.build([taken, loser])).same


def resolved(roadmap: Roadmap) -> dict[tuple[str, str], object]:
    return {
        (kind, identifier): (statement.record, statement.firmness)
        for kind in roadmap.kinds
        for identifier, statement in roadmap.taken(kind).items()
    }


def few() -> st.SearchStrategy[list[Statement]]:
    """Statements about few things in few words, so that two sets share some."""
    records = st.one_of(
        st.builds(Function, id=st.sampled_from(["FN-1", "FN-2"]), name=st.sampled_from(["Land", "Fly"])),
        st.builds(
            allocation,
            st.sampled_from(["FN-1", "FN-2"]),
            st.sampled_from([None, "EM-1", "EM-2"]),
            st.just("HLR"),
        ),
    )
    statements = st.builds(
        said,
        records,
        by=st.sampled_from(["NASA", "ESA"]),
        on=st.sampled_from(["2025-01-01", "2026-01-01"]),
        firmness=st.none() | st.sampled_from(Firmness),
        withdrawn=st.booleans(),
    )
    return st.lists(statements, unique_by=lambda s: s.key, max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(few() | statement_lists(max_size=4), few() | statement_lists(max_size=4))
def test_the_way_back_is_the_mirror_of_the_way_there(one: list[Statement], other: list[Statement]) -> None:
    old, new = Roadmap.build(one), Roadmap.build(other)
    there, back = difference(old, new), difference(new, old)
    assert there.mirrored() == back
    assert there.mirrored().mirrored() == there
    assert there.same == (resolved(old) == resolved(new))


@given(few())
def test_nothing_differs_from_itself(statements: list[Statement]) -> None:
    found = difference(Roadmap.build(statements), Roadmap.build(statements[::-1]))
    assert found.same
    assert found.added == found.withdrawn == found.changed == found.restated == ()
    assert found.reallocated == ()


@given(few(), few())
def test_every_thing_is_told_once(one: list[Statement], other: list[Statement]) -> None:
    old, new = Roadmap.build(one), Roadmap.build(other)
    found = difference(old, new)
    told = [s.key[:2] for s in (*found.added, *found.withdrawn)]
    told += [(c.kind, c.id) for c in (*found.changed, *found.restated)]
    assert len(told) == len(set(told))
    assert {s.key[:2] for s in found.added} == resolved(new).keys() - resolved(old).keys()
    assert {s.key[:2] for s in found.withdrawn} == resolved(old).keys() - resolved(new).keys()
