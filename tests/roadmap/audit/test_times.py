"""Dates that cannot be, dates that have passed, and statements that have grown old."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ecliptic.roadmap import AuditFinding, Roadmap, Statement, audit
from ecliptic.vocabulary import Contribution, Element, Event, Mission, Organisation, Phase
from saying import said

TODAY = date(2026, 11, 22)


def found(check: str, *statements: Statement) -> tuple[AuditFinding, ...]:
    return audit(Roadmap.build(statements), today=TODAY).of_check(check)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2030", "2028", True),
        ("2030-06", "2030-05", True),
        ("NET 2030", "NLT 2029", True),
        ("2030", "2030-01", False),
        ("2030-06", "2030", False),
        ("about 2030", "2029", False),
        ("NET 2030", "NET 2020", False),
        ("2030", None, False),
        (None, "2020", False),
    ],
)
def test_only_what_surely_ends_before_it_begins_is_wrong(
    start: str | None, end: str | None, wrong: bool
) -> None:
    event = {"id": "EV-1", "name": "Workshop", "start": start, "end": end}
    role = {"id": "C-1", "organisation": "ESA", "role": "lead", "target_kind": "element", "target": "E"}
    for record in (
        Event.model_validate(event),
        Contribution.model_validate({**role, "start": start, "end": end}),
    ):
        findings = found("dates-out-of-order", said(record))
        assert len(findings) == wrong
        assert all((finding.field, finding.value) == ("end", end) for finding in findings)


def test_nobody_leaves_before_joining() -> None:
    organisation = {"id": "X", "name": "X", "type": "agency", "joined": "2010", "left": "2008"}
    assert len(found("dates-out-of-order", said(Organisation.model_validate(organisation)))) == 1


def test_a_phase_does_not_start_before_the_one_that_it_follows() -> None:
    def phase(identifier: str, start: str | None, follows: str | None = None) -> Statement:
        data = {"id": identifier, "name": identifier, "start": start, "follows": follows}
        return said(Phase.model_validate(data))

    (finding,) = found("phases-out-of-order", phase("HLR", "2028"), phase("FE", "2027", "HLR"))
    assert (finding.id, finding.others) == ("FE", (("phase", "HLR"),))
    assert found("phases-out-of-order", phase("HLR", "2028"), phase("FE", "2028", "HLR")) == ()
    assert found("phases-out-of-order", phase("HLR", None), phase("FE", "2027", "HLR")) == ()
    assert found("phases-out-of-order", phase("FE", "2027", "nowhere")) == ()


def mission(launch: str, **envelope: Any) -> Statement:
    return said(Mission.model_validate({"id": "M-1", "name": "Relay", "launch": launch}), **envelope)


@pytest.mark.parametrize(
    ("launch", "firmness", "passed"),
    [
        ("2026-10", "planned", True),
        ("2025", "approved", True),
        ("2024", "interest", True),
        ("2026", "planned", False),
        ("2026-11-22", "planned", False),
        ("NET 2020", "planned", False),
        ("2024", "fact", False),
        ("2024", None, False),
    ],
)
def test_a_plan_whose_day_has_passed_is_told(launch: str, firmness: str | None, passed: bool) -> None:
    findings = found("past-launch", mission(launch, firmness=firmness))
    assert len(findings) == passed
    assert all(f"still stated as {firmness}" in finding.sentence for finding in findings)


def test_a_fact_cannot_be_stated_before_it_happens() -> None:
    (finding,) = found("fact-to-come", mission("2031", firmness="fact"))
    assert finding.value == "2031"
    assert found("fact-to-come", mission("2031", firmness="approved")) == ()
    assert found("fact-to-come", mission("2024", firmness="fact")) == ()
    assert found("fact-to-come", mission("2025", firmness="fact")) == ()
    habitat = Element.model_validate({"id": "E", "name": "Habitat", "first_use": "2031"})
    assert len(found("fact-to-come", said(habitat, firmness="fact"))) == 1


@pytest.mark.parametrize(
    ("stated", "as_of", "stale"),
    [
        ("2026-01-01", None, False),
        ("2024-01-01", None, True),
        ("2026-01-01", "2023", True),
        ("2026-01-01", "2025-06", False),
        ("2024-01-01", "2030", True),
        ("2024-01-01", "NET 2020", True),
        ("2026-01-01", "NET 2020", False),
    ],
)
def test_a_statement_is_as_old_as_the_day_it_holds_for(stated: str, as_of: str | None, stale: bool) -> None:
    statement = said(Element(id="E", name="Lander"), on=stated, as_of=as_of)
    findings = found("stale-statement", statement)
    assert len(findings) == stale
    assert all(finding.field == ("as_of" if as_of else "stated_at") for finding in findings)


def test_a_later_version_that_bears_an_earlier_date_is_told() -> None:
    first = said(Element(id="E", name="Lander"), on="2025-01-01")
    second = said(Element(id="E", name="Lander"), on="2024-01-01", version=2)
    (finding,) = found("versions-out-of-order", first, second)
    assert finding.value == "2"
    assert found("versions-out-of-order", first, said(second.record, on="2025-01-01", version=2)) == ()
    assert found("versions-out-of-order", first, said(second.record, on="2024-01-01", by="ESA")) == ()
