"""Health: every statement counted once, and what each publisher could settle."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess import Assessment, Finding
from ecliptic.assess.health import health
from ecliptic.assess.health.ages import Freshness, months_before, months_between
from ecliptic.assess.health.problems import REMEDIES, Group
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.roadmap.audit import CHECKS
from ecliptic.vocabulary import (
    KINDS,
    Allocation,
    Contribution,
    Element,
    Location,
    Mission,
    Organisation,
    PlannedDate,
)
from saying import said
from strategies import statements

TODAY = date(2026, 11, 22)
NASA = Organisation(
    id="NASA", name="National Aeronautics and Space Administration", acronym="NASA", type="agency"
)
ESA = Organisation(id="ESA", name="European Space Agency", acronym="ESA", type="agency")
SOURCED: dict[str, Any] = {"sources": ("a document",)}


def ask(*stated: Statement, **parameters: Any) -> Assessment:
    return health(Roadmap.build(stated), **parameters)


def rows(assessment: Assessment, table: str) -> list[dict[str, Any]]:
    found = assessment.tables.data(table)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def row(assessment: Assessment, publisher: str) -> dict[str, Any]:
    (found,) = [r for r in rows(assessment, "publishers") if r["publisher"] == publisher]
    return found


def finding(assessment: Assessment, kind: str, publisher: str = "NASA") -> Finding:
    (found,) = [
        f for f in assessment.findings if f.kind == kind and f.subjects == (("organisation", publisher),)
    ]
    return found


def rover(identifier: str = "R", **fields: Any) -> Element:
    return Element(id=identifier, name=f"Rover {identifier}", **fields)


# --- counting -------------------------------------------------------------------------------------


def test_versions_and_withdrawals_are_counted_apart() -> None:
    assessment = ask(
        said(NASA, **SOURCED),
        said(rover("R1"), on="2024-01-01", version=1),
        said(rover("R1", crew=2), on="2025-01-01", version=2),
        said(rover("R2"), on="2024-01-01", version=1),
        said(rover("R2"), on="2025-01-01", version=2, withdrawn=True),
    )
    found = row(assessment, "NASA")
    assert (found["statements"], found["current"], found["earlier"], found["withdrawn"]) == (5, 2, 2, 1)
    assert found["name"] == NASA.name
    assert assessment.basis.statements == 2


def test_a_publisher_whose_statements_are_all_withdrawn_has_no_shares() -> None:
    gone = said(rover(), by="ESA", on="2025-01-01", version=2, withdrawn=True)
    found = row(ask(said(rover(), by="ESA", on="2024-01-01"), gone), "ESA")
    assert (found["current"], found["stale_share"], found["unverified_share"]) == (0, None, None)
    assert (found["median_age"], found["oldest_day"], found["completeness"]) == (None, None, None)


@settings(max_examples=40)
@given(st.lists(statements(), max_size=12))
def test_every_statement_is_counted_exactly_once(stated: list[Statement]) -> None:
    unique = list({statement.key: statement for statement in stated}.values())
    roadmap = Roadmap.build(unique)
    assessment = health(roadmap, today=TODAY)
    number = len(list(roadmap.statements))
    assert number == len(unique)
    for table in ("publishers", "kinds", "publisher_kinds"):
        found = rows(assessment, table)
        assert sum(r["statements"] for r in found) == number
        assert all(r["statements"] == r["current"] + r["earlier"] + r["withdrawn"] for r in found)
    by_both = Counter((r["publisher"], r["kind"]) for r in rows(assessment, "publisher_kinds"))
    assert set(by_both.values()) <= {1}
    for column in ("stale", "unverified", "without_source", "dangling", "contradictions", "duplicates"):
        totals = {
            sum(r[column] for r in rows(assessment, t)) for t in ("publishers", "kinds", "publisher_kinds")
        }
        assert len(totals) == 1


@settings(max_examples=40)
@given(st.lists(statements(), max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_nothing(stated: list[Statement], chance: Any) -> None:
    unique = list({statement.key: statement for statement in stated}.values())
    shuffled = chance.sample(unique, len(unique))
    assert ask(*unique, today=TODAY).to_json() == ask(*shuffled, today=TODAY).to_json()


@settings(max_examples=40)
@given(st.lists(statements(), max_size=10))
def test_findings_have_unique_identities_and_a_remedy(stated: list[Statement]) -> None:
    unique = {statement.key: statement for statement in stated}.values()
    assessment = ask(*unique, today=TODAY)
    identities = [f.identity for f in assessment.findings]
    assert len(set(identities)) == len(identities)
    json.loads(assessment.to_json())
    for found in assessment.findings:
        assert found.sentence.endswith((*REMEDIES.values(), "leave the rest empty."))
        assert all(e.publisher for e in found.evidence)


# --- freshness ------------------------------------------------------------------------------------


def test_stale_statements_are_told_with_age_and_remedy() -> None:
    assessment = ask(
        said(NASA, on="2026-01-01", **SOURCED),
        said(rover("R1"), on="2023-05-01", **SOURCED),
        said(rover("R2"), on="2026-01-01", as_of="2024", **SOURCED),
        said(rover("R3"), on="2026-01-01", as_of="2025-01", **SOURCED),
        today=TODAY,
    )
    (stale,) = rows(assessment, "stale")
    assert (stale["id"], stale["age"], stale["stated_on"], stale["as_of"]) == ("R1", 42, "2023-05-01", None)
    found = finding(assessment, "stale-statements")
    assert found.sentence == (
        "NASA: 1 of 4 statements older than 24 months, the oldest as of 2023-05-01. "
        "Confirm that it still holds, or state what does."
    )
    assert {q.name: q.value for q in found.numbers} == {"statements": 1, "of_statements": 4, "share": 0.25}
    assert found.evidence == (("element", "R1", "NASA", 1),)
    assert found.severity == "low"


def test_the_limit_moves_with_the_parameter() -> None:
    stated = said(rover(), on="2025-11-22")
    assert rows(ask(stated, today=TODAY, stale_after_months=12), "stale") == []
    assert len(rows(ask(stated, today=TODAY + timedelta(days=1), stale_after_months=12), "stale")) == 1


def test_without_a_day_the_newest_statement_is_the_measure() -> None:
    assessment = ask(said(rover("R1"), on="2020-01-15"), said(rover("R2"), on="2024-03-20"))
    assert [(r["id"], r["age"]) for r in rows(assessment, "stale")] == [("R1", 50)]
    assert "2024-03-20, the day of the newest statement" in assessment.answer.assumptions[0]
    assert assessment.provenance.parameters["today"] is None
    given_day = ask(said(rover("R1"), on="2020-01-15"), today=TODAY)
    assert given_day.answer.assumptions[0] == "Ages are measured from 2026-11-22."


def test_statements_after_the_day_are_of_age_0_and_said_so() -> None:
    assessment = ask(said(rover(), on="2026-01-01"), today=date(2025, 1, 1))
    assert row(assessment, "NASA")["median_age"] == 0
    assert any(m.count == 1 and m.treatment == "age 0" for m in assessment.answer.missing)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2024-01-31", "2024-02-29", 0),
        ("2024-01-31", "2024-03-31", 2),
        ("2023-11-22", "2026-11-22", 36),
        ("2023-11-23", "2026-11-22", 35),
        ("2026-11-22", "2025-01-01", 0),
    ],
)
def test_months_are_whole(earlier: str, later: str, months: int) -> None:
    assert months_between(date.fromisoformat(earlier), date.fromisoformat(later)) == months


def test_months_before_a_long_month_end_with_the_short_one() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2026, 1, 15), 24) == date(2024, 1, 15)
    assert months_before(date(5, 1, 1), 1200) == date.min


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)), st.integers(1, 600))
def test_what_is_older_than_so_many_months_is_before_the_limit(day: date, months: int) -> None:
    limit = Freshness(day, months).limit
    assert months_between(limit, day) in (months - 1, months)
    assert months_between(limit - timedelta(days=31), day) >= months


# --- foundations ----------------------------------------------------------------------------------


def test_unverified_and_unsourced_statements_are_told() -> None:
    assessment = ask(
        said(NASA, **SOURCED),
        said(rover("R1"), sources=("recalled, unverified",)),
        said(rover("R2"), unverified=True),
        said(rover("R3")),
        today=date(2025, 6, 1),
    )
    found = row(assessment, "NASA")
    assert (found["unverified"], found["unverified_share"], found["without_source"]) == (2, 0.5, 2)
    unverified = finding(assessment, "unverified-statements")
    assert unverified.sentence == (
        "NASA: 2 of 4 statements not found in a document. Name the document that says so."
    )
    assert (unverified.severity, unverified.unverified) == ("medium", True)
    assert {e.id for e in unverified.evidence} == {"R1", "R2"}
    assert {e.id for e in finding(assessment, "statements-without-source").evidence} == {"R2", "R3"}
    assert assessment.basis.unverified == 2


def test_completeness_counts_expected_values_that_are_stated() -> None:
    expected = Mission.expected
    assert expected
    full = {
        "lead": "NASA",
        "destination": "moon",
        "type": "lander",
        "launch": "2028",
        "objective": "Land",
        "status": "built",
    }
    moon = said(Location(id="moon", name="Moon", body="Moon"), by="ISECG")
    empty = Mission(id="M1", name="One")
    filled = Mission(id="M2", name="Two", **full)
    stated = sum(any(getattr(filled, name) not in (None, ()) for name in group) for group in expected)
    assessment = ask(said(NASA), moon, said(empty, firmness="planned"), said(filled, firmness="planned"))
    (missions,) = [
        r for r in rows(assessment, "publisher_kinds") if (r["publisher"], r["kind"]) == ("NASA", "mission")
    ]
    assert missions["completeness"] == stated / (2 * len(expected))
    assert missions["values_missing"] == 2 * len(expected) - stated


def test_a_publisher_with_few_values_is_told_so_without_blame() -> None:
    assessment = ask(said(NASA), said(Mission(id="M1", name="One"), firmness="planned"))
    found = finding(assessment, "incomplete-statements")
    assert found.sentence.startswith("NASA: ")
    assert found.sentence.endswith("Fill what is known; leave the rest empty.")
    assert found.severity == "low"


# --- consistency ----------------------------------------------------------------------------------


def test_disagreements_say_who_says_what() -> None:
    assessment = ask(
        said(NASA, **SOURCED),
        said(ESA, by="ESA", **SOURCED),
        said(rover(lead="NASA", crew=2), **SOURCED),
        said(rover(lead="NASA", crew=4), by="ESA", unverified=True, **SOURCED),
    )
    (differing,) = rows(assessment, "disagreements")
    assert (differing["kind"], differing["id"], differing["name"], differing["field"]) == (
        "element",
        "R",
        "Rover R",
        "crew",
    )
    assert (differing["taken_publisher"], differing["taken"]) == ("NASA", "2")
    assert (differing["other_publisher"], differing["other"]) == ("ESA", "4")
    assert differing["unverified"] is True
    found = finding(assessment, "disagreements", "ESA")
    assert found.severity == "information"
    assert (row(assessment, "ESA")["disagreements"], row(assessment, "NASA")["disagreements"]) == (1, 0)


def test_references_contradictions_duplicates_and_passed_dates_are_told() -> None:
    contribution = Contribution(
        id="C1",
        organisation="NASA",
        role="lead",
        target_kind="mission",
        target="M9",
        start="2030",
        end="2028",
    )
    assessment = ask(
        said(NASA, **SOURCED),
        said(contribution, firmness="planned"),
        said(rover("EL-1")),
        said(rover("EL 1")),
        said(Mission(id="M1", name="One", launch="2024"), on="2023-01-01", firmness="planned"),
        today=TODAY,
    )
    found = row(assessment, "NASA")
    assert (found["dangling"], found["contradictions"], found["passed"]) == (1, 1, 1)
    assert found["duplicates"] >= 1
    assert finding(assessment, "contradictions").severity == "high"
    dangling = finding(assessment, "dangling-references")
    assert "1 reference that leads nowhere (contribution C1)" in dangling.sentence
    listed = {(r["problem"], r["id"]): r for r in rows(assessment, "problems")}
    assert listed["dangling references", "C1"]["remedy"] == REMEDIES[Group.DANGLING]
    assert listed["dangling references", "C1"]["value"] == "M9"


def test_a_claim_on_an_unallocated_function_is_information() -> None:
    mark = Allocation(id="HLR:F1:unallocated", function="F1", phase="HLR", status="unallocated")
    claim = Contribution(
        id="C1", organisation="ESA", role="lead", target_kind="element", target="R", functions=("F1",)
    )
    assessment = ask(said(mark), said(claim, by="ESA", firmness="planned"))
    found = finding(assessment, "claims-on-unallocated-functions", "ESA")
    assert found.severity == "information"
    assert found.sentence == (
        "ESA: 1 claim on a function marked as unallocated (contribution C1). "
        "Whoever allocates functions can take it up."
    )
    assert row(assessment, "ESA")["claims"] == 1


def test_unknown_publishers_and_missing_firmness_are_told() -> None:
    assessment = ask(said(Mission(id="M1", name="One"), by="NOBODY"))
    assert "(organisation NOBODY)" in finding(assessment, "dangling-references", "NOBODY").sentence
    assert finding(assessment, "firmness-not-stated", "NOBODY").severity == "information"


def test_every_check_of_the_audit_has_a_group_and_a_remedy() -> None:
    assert set(REMEDIES) == set(Group)
    assert len(CHECKS) == len({check.name for check in CHECKS})


# --- the whole ------------------------------------------------------------------------------------


def test_figures_follow_the_tables() -> None:
    assessment = ask(
        said(NASA, on="2026-05-01", **SOURCED),
        said(ESA, by="ESA", on="2026-05-01", **SOURCED),
        said(rover("R1"), on="2024-05-22", unverified=True),
        today=TODAY,
    )
    ages, completeness, unverified = assessment.figures
    publishers = [entry["id"] for entry in ages.data["rows"]]
    kinds = [entry["id"] for entry in ages.data["columns"]]
    assert (publishers, kinds) == (["ESA", "NASA"], ["organisation", "element"])
    cells = {(publishers[c["row"]], kinds[c["column"]]): c for c in ages.data["cells"]}
    assert {where: cell["value"] for where, cell in cells.items()} == {
        ("NASA", "organisation"): 6.0,
        ("ESA", "organisation"): 6.0,
        ("NASA", "element"): 30.0,
    }
    assert cells["NASA", "element"]["unverified"] is True
    assert (ages.data["low"], ages.data["high"], ages.unit) == (0, 30.0, "months")
    assert all(0 <= cell["value"] <= 100 for cell in completeness.data["cells"])
    first, second = unverified.data["bars"]
    assert (first["id"], second["id"]) == ("NASA", "ESA")
    assert [s["value"] for s in first["segments"]] == [50.0]
    assert [s["value"] for s in second["segments"]] == [0.0]


def test_the_same_inputs_give_the_same_bytes() -> None:
    stated = [said(NASA), said(rover(), as_of=PlannedDate.parse("late 2023"))]
    assert ask(*stated, today=TODAY).to_json() == ask(*stated, today=TODAY).to_json()


def test_a_viewer_is_told_only_of_what_they_may_see() -> None:
    hidden = said(rover("SECRET"), visibility="private", unverified=True)
    roadmap = Roadmap.build([said(NASA), hidden], viewer=Viewer.public())
    assessment = health(roadmap, today=TODAY)
    assert row(assessment, "NASA")["statements"] == 1
    assert b"SECRET" not in assessment.to_json()


def test_an_empty_roadmap_has_nothing_to_tell() -> None:
    assessment = ask()
    assert assessment.findings == ()
    assert assessment.answer.assumptions == ()
    assert all(len(table.rows) == 0 for table in assessment.tables.all)
    assert assessment.basis.unverified_share is None


def test_wrong_parameters_are_explained() -> None:
    with pytest.raises(UsageError, match="stale_after_months"):
        ask(stale_after_months=0)
    with pytest.raises(UsageError, match="today"):
        ask(today="some day")


def test_kinds_come_in_the_order_of_the_vocabulary() -> None:
    assessment = ask(said(rover()), said(NASA), said(Location(id="moon", name="Moon", body="Moon")))
    found = [r["kind"] for r in rows(assessment, "kinds")]
    assert found == [kind for kind in KINDS if kind in found]


def test_the_page_explains_every_parameter_table_and_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "health.md").read_text(encoding="utf-8")
    assessment = ask(said(NASA))
    names = [*assessment.provenance.parameters, *assessment.tables]
    names += [column.name for table in assessment.tables.all for column in table.columns]
    assert [name for name in dict.fromkeys(names) if f"`{name}`" not in page] == []
