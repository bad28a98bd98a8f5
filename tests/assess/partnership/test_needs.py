"""Needs: what is open, told from what is unknown; NASA's own marks are the measure where it has made them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import ecliptic as ec
from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.needs import Need, Want, needs_of
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import (
    Allocation,
    Contribution,
    Element,
    Firmness,
    Function,
    Phase,
    PlannedDate,
    Role,
    TechnologyGap,
)
from saying import said


@pytest.fixture(scope="module")
def reference() -> Roadmap:
    return ec.reference()


def by_subject(needs: tuple[Need, ...]) -> dict[Subject, Need]:
    return {need.subject: need for need in needs}


def test_the_unallocated_functions_are_those_that_nasa_marks(reference: Roadmap) -> None:
    # NASA 2025 lunar objective decomposition workbook, column "Unallocated" of the phase FE+: 76 functions.
    found = needs_of(reference, phase="FE+", wants=[Want.UNALLOCATED])
    assert len(found) == 76
    marked = {
        a.function
        for a in reference.records(Allocation).values()
        if a.phase == "FE+" and a.status.value == "unallocated"
    }
    assert {need.subject.id for need in found} == marked


def test_gaps_that_nobody_addresses_are_needs_and_others_are_not(reference: Roadmap) -> None:
    # 26 of NASA's 57 ranked gaps are worked on (see the readiness question), 31 are left.
    found = [n for n in needs_of(reference, wants=[Want.UNADDRESSED]) if n.subject.id.startswith("ESDMD-")]
    assert len(found) == 31


def test_every_need_points_at_its_statements_and_is_told_in_a_fixed_order(reference: Roadmap) -> None:
    found = needs_of(reference, wants=list(Want))
    assert found == needs_of(reference, wants=list(Want))
    assert all(need.statements[0].id == need.subject.id for need in found)
    assert [n.subject for n in found] == [*by_subject(found)]


def test_a_function_waits_for_the_open_gaps_that_name_it(reference: Roadmap) -> None:
    found = by_subject(needs_of(reference))
    for need in found.values():
        for earlier in need.after:
            assert earlier in found
            assert need.subject.id in reference.records(TechnologyGap)[earlier.id].functions


PHASES = [
    said(Phase(id="P1", name="First", start=PlannedDate.parse("2030"))),
    said(Phase(id="P2", name="Second", follows="P1")),
]


def function(identifier: str, **fields: Any) -> Any:
    return said(Function(id=identifier, name=f"Do {identifier}", phases=("P1",), **fields))


def allocated(function_: str, element: str) -> Any:
    return said(Allocation(id=f"{function_}-{element}", function=function_, phase="P1", element=element))


def test_where_nobody_states_an_allocation_nothing_is_known_to_be_open() -> None:
    assert needs_of(Roadmap([*PHASES, function("F1")])) == ()


def test_one_provider_is_fragile_two_are_not_and_none_is_open() -> None:
    roadmap = Roadmap(
        [
            *PHASES,
            *(function(f"F{i}") for i in range(3)),
            *(said(Element(id=e, name=e, lead="ESA")) for e in "AB"),
            allocated("F1", "A"),
            allocated("F2", "A"),
            allocated("F2", "B"),
        ]
    )
    found = by_subject(needs_of(roadmap, wants=list(Want)))
    assert {s.id: n.wants for s, n in found.items()} == {"F0": (Want.NOBODY,), "F1": (Want.FRAGILE,)}
    assert found[Subject("function", "F1")].present == ("ESA",)
    assert found[Subject("function", "F0")].need_by == date(2030, 1, 1)


def test_who_is_only_interested_is_not_present() -> None:
    interest = Contribution(
        id="C1",
        organisation="JAXA",
        role=Role.INTEREST,
        target_kind="function",
        target="F1",
    )
    roadmap = Roadmap([*PHASES, function("F1"), allocated("F1", "A"), said(interest)])
    (need,) = needs_of(roadmap, wants=[Want.FRAGILE])
    assert need.present == ()


@pytest.mark.parametrize(
    ("first_use", "late"), [("2031", True), ("NET 2030-02", True), ("2030", False), ("NLT 2035", False)]
)
def test_an_element_is_late_only_if_no_reading_of_its_date_is_in_time(first_use: str, late: bool) -> None:
    element = Element(
        id="E1", name="Rover", lead="CSA", phases=("P1",), first_use=PlannedDate.parse(first_use)
    )
    found = needs_of(Roadmap([*PHASES, said(element)]))
    assert [need.wants for need in found] == ([(Want.LATE,)] if late else [])


def test_an_unknown_phase_is_told_with_those_there_are(reference: Roadmap) -> None:
    with pytest.raises(UsageError, match=r"There is no phase 'FX'.*HLR"):
        needs_of(reference, phase="FX")


def test_a_gap_that_is_worked_on_is_no_need() -> None:
    gaps = [said(TechnologyGap(id=g, title=g, phases=("P1",))) for g in ("G1", "G2")]
    work: Callable[[Role], Any] = lambda role: said(  # noqa: E731 - short
        Contribution(
            id=f"C-{role}",
            organisation="ESA",
            role=role,
            target_kind="technology-gap",
            target="G1" if role is Role.LEAD else "G2",
            technology_gaps=("G1",) if role is Role.LEAD else ("G2",),
        ),
        firmness=Firmness.PLANNED,
    )
    roadmap = Roadmap([*PHASES, *gaps, work(Role.LEAD), work(Role.INTEREST)])
    assert [need.subject.id for need in needs_of(roadmap)] == ["G2"]
