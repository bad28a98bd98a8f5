"""Statements that cannot all be true."""

from __future__ import annotations

from typing import Any

import pytest

from ecliptic.roadmap import AuditFinding, Roadmap, Statement, audit
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Contribution,
    Element,
    Firmness,
    Function,
    Mission,
    Role,
)
from saying import said

MARK = said(Allocation(id="M", function="FN-1", phase="HLR", status=AllocationStatus.UNALLOCATED))


def found(check: str, *statements: Statement) -> tuple[AuditFinding, ...]:
    return audit(Roadmap.build(statements)).of_check(check)


def allocated(phase: str = "HLR", element: str = "EM-1", by: str = "NASA") -> Statement:
    return said(Allocation(id=f"{phase}:{element}", function="FN-1", phase=phase, element=element), by=by)


def claim(role: Role = Role.LEAD, firmness: Firmness | None = Firmness.APPROVED, **fields: Any) -> Statement:
    target = {"target_kind": "element", "target": "EM-1", "functions": ("FN-1",), **fields}
    return said(
        Contribution.model_validate({"id": "C-1", "organisation": "ESA", "role": role, **target}),
        by="ESA",
        firmness=firmness,
    )


def test_a_disagreement_is_told_field_by_field_and_says_whose_statement_is_taken() -> None:
    lead = said(Element(id="E", name="Lander", lead="ESA", mass_kg=1, crew=2), by="ESA")
    other = said(Element(id="E", name="Landing craft", lead="ESA", mass_kg=2, crew=2), by="NASA")
    findings = found("disagreement", lead, other)
    assert {finding.field: finding.value for finding in findings} == {
        "name": "Landing craft",
        "mass_kg": "2.0",
    }
    assert {finding.publisher for finding in findings} == {"NASA"}
    assert "ESA, whose statement is taken, as 1.0" in findings[1].sentence


def test_a_function_marked_and_allocated_in_one_phase_is_a_contradiction() -> None:
    function = said(Function(id="FN-1", name="Power a habitat"))
    (finding,) = found(
        "marked-yet-allocated", function, MARK, allocated(), allocated(element="EM-2", by="ESA")
    )
    assert finding.subject == ("allocation", "M")
    assert ("function", "FN-1") in finding.others
    assert ("phase", "HLR") in finding.others
    assert finding.sentence == (
        "Function FN-1 (Power a habitat) is marked as unallocated in phase HLR by NASA, "
        "yet ESA and NASA allocate it to EM-1, EM-2."
    )
    assert found("marked-yet-allocated", MARK, allocated(phase="FE+")) == ()


def test_an_organisation_that_provides_what_another_marks_as_unallocated_is_told() -> None:
    (finding,) = found("marked-yet-claimed", MARK, claim())
    assert (finding.kind, finding.id, finding.publisher) == ("contribution", "C-1", "ESA")
    assert finding.value == "FN-1"
    assert "(approved)" in finding.sentence
    assert "NASA marks as unallocated in HLR" in finding.sentence
    direct = claim(target_kind="function", target="FN-1", functions=())
    assert len(found("marked-yet-claimed", MARK, direct)) == 1


@pytest.mark.parametrize("role", [Role.INTEREST, Role.STUDY])
def test_an_interest_or_a_study_claims_nothing(role: Role) -> None:
    assert found("marked-yet-claimed", MARK, claim(role=role)) == ()


@pytest.mark.parametrize(
    ("role", "firmness", "contradicts"),
    [
        (Role.LEAD, Firmness.INTEREST, True),
        (Role.PARTNER, Firmness.INTEREST, True),
        (Role.INTEREST, Firmness.APPROVED, True),
        (Role.INTEREST, Firmness.CONCEPT, True),
        (Role.INTEREST, Firmness.INTEREST, False),
        (Role.STUDY, Firmness.INTEREST, False),
        (Role.LEAD, Firmness.CONCEPT, False),
        (Role.INTEREST, None, False),
        (Role.LEAD, None, False),
    ],
)
def test_an_interest_binds_nobody(role: Role, firmness: Firmness | None, contradicts: bool) -> None:
    assert len(found("role-against-firmness", claim(role=role, firmness=firmness))) == contradicts


def test_an_allocation_names_an_element_exactly_if_it_is_one() -> None:
    both = said(Allocation(id="A", function="F", phase="P", element="E", status=AllocationStatus.UNALLOCATED))
    neither = said(Allocation(id="B", function="F", phase="P"))
    first, second = found("ill-formed-allocation", both, neither, MARK, allocated())
    assert (first.id, first.value) == ("A", "E")
    assert (second.id, second.value) == ("B", None)


def test_who_does_not_say_how_firm_is_asked() -> None:
    mission = Mission(id="M-1", name="Relay")
    assert len(found("unsaid-firmness", claim(firmness=None), said(mission))) == 2
    assert found("unsaid-firmness", claim(), said(mission, firmness="planned")) == ()
    assert found("unsaid-firmness", said(Function(id="F", name="Land"))) == ()
