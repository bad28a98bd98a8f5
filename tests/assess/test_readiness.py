"""Readiness: which gaps are open, who works on them, and what waits for them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import ecliptic
from ecliptic.assess import Assessment, Finding, questions, readiness
from ecliptic.errors import UsageError
from ecliptic.publish.figures import figure_svg
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Allocation,
    Contribution,
    Crosswalk,
    DataGap,
    Element,
    Firmness,
    Function,
    Mission,
    Objective,
    Organisation,
    Phase,
    Project,
    Record,
    Role,
    Scenario,
    TaxonomyNode,
    Technology,
    TechnologyGap,
    UseCase,
)
from saying import said

ROOT = Path(__file__).resolve().parents[2]
NASA_SOURCES = ROOT / "src" / "ecliptic" / "reference" / "sources" / "nasa"
GAP = "ESDMD-1"
PHASES = (
    Scenario(id="M2M", name="Moon to Mars"),
    Phase(id="HLR", name="Human Lunar Return", scenario="M2M"),
    Phase(id="FE", name="Foundational Exploration", scenario="M2M", follows="HLR"),
    Phase(id="SLE", name="Sustained Lunar Evolution", scenario="M2M", follows="FE"),
    Phase(id="FE+", name="Foundational and later lunar segments", includes=("FE", "SLE")),
    Phase(id="HTM", name="Humans to Mars", scenario="M2M", follows="SLE", also_known_as=("H2M",)),
)
ADDRESSES = ("nobody", "interest only", "one organisation", "several organisations")
STANDINGS = ("nobody", "interest only", "firmness not stated", "on paper", "planned", "firm")


def gap(identifier: str = GAP, **fields: Any) -> TechnologyGap:
    chosen = {"title": f"Gap {identifier}", "assessment": "ADD", "phases": ("FE", "SLE"), **fields}
    return TechnologyGap(id=identifier, **chosen)


def work(
    identifier: str, by: str = "NASA", on: str = GAP, role: str = "lead", firmness: str | None = "approved"
) -> Statement:
    record = Contribution(
        id=identifier,
        organisation=by,
        role=role,
        target_kind="mission",
        target="M1",
        technology_gaps=(on,),
    )
    return said(record, by, firmness=firmness)


def ask(*stated: Record | Statement, **parameters: Any) -> Assessment:
    statements = [said(item) if isinstance(item, Record) else item for item in (*PHASES, *stated)]
    return readiness(Roadmap.build(statements), **parameters)


def rows(assessment: Assessment, table: str = "gaps") -> list[dict[str, Any]]:
    found = assessment.tables.data(table)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def row(assessment: Assessment, identifier: str = GAP) -> dict[str, Any]:
    (found,) = [r for r in rows(assessment) if r["gap"] == identifier]
    return found


def kinds(assessment: Assessment) -> Counter[str]:
    return Counter(found.kind for found in assessment.findings)


def finding(assessment: Assessment, kind: str) -> Finding:
    (found,) = [f for f in assessment.findings if f.kind == kind]
    return found


def missing(assessment: Assessment, words: str) -> int:
    return sum(entry.count for entry in assessment.answer.missing if words in entry.what)


# --- who works on a gap ---------------------------------------------------------------------------


def test_a_gap_of_which_nobody_speaks_is_told_with_what_waits_for_it() -> None:
    assessment = ask(gap(rank=1, priority_bin=1, functions=("F1",)), *_trace())
    assert (row(assessment)["address"], row(assessment)["standing"]) == ("nobody", "nobody")
    found = finding(assessment, "gap-unaddressed")
    assert (found.severity, found.subjects) == ("high", (("technology-gap", GAP),))
    assert found.sentence.startswith(
        "Nobody is stated to work on ESDMD-1 (Gap ESDMD-1), rank 1 of 1 by NASA."
    )
    assert (
        "For it wait 1 objective, 1 use case and 1 function, 1 of them without an element." in found.sentence
    )
    assert found.sentence.endswith("It is needed first in FE, of which no start is stated.")


def test_an_interest_is_not_work_and_is_called_what_it_is() -> None:
    assessment = ask(gap(), work("C1", "ASA", role="interest", firmness=None))
    found = row(assessment)
    assert (found["address"], found["standing"]) == ("interest only", "interest only")
    assert (found["organisations"], found["interested"]) == (None, "ASA")
    told = finding(assessment, "gap-interest-only")
    assert "ASA has expressed interest" in told.sentence
    assert "which is no commitment; nobody is stated to work on it." in told.sentence
    assert "gap-unaddressed" not in kinds(assessment)


def test_one_organisation_is_told_with_its_firmness_and_its_partners() -> None:
    shared = Contribution(
        id="C1",
        organisation="CSA",
        role="provider",
        target_kind="technology-gap",
        target=GAP,
        partners=("NASA",),
    )
    interest = work("C2", "ASA", role="interest", firmness="interest")
    assessment = ask(gap(), said(shared, "CSA", firmness="approved", unverified=True), interest)
    found = finding(assessment, "gap-single-organisation")
    assert "Only CSA (provider, approved, unverified) is stated to work on" in found.sentence
    assert "shared with NASA, whose part in the gap is not stated" in found.sentence
    assert "ASA has expressed interest only, which is no commitment." in found.sentence
    assert found.unverified
    assert {e.id for e in found.evidence} == {GAP, "C1", "C2"}
    assert row(assessment)["address"] == "one organisation"


@pytest.mark.parametrize(
    ("firmness", "standing"),
    [
        ("fact", "firm"),
        ("approved", "firm"),
        ("planned", "planned"),
        ("considered", "on paper"),
        ("concept", "on paper"),
        (None, "firmness not stated"),
        ("interest", "interest only"),
    ],
)
def test_the_firmest_who_works_on_it_gives_the_standing(firmness: str | None, standing: str) -> None:
    assessment = ask(gap(), work("C1", firmness=firmness), work("C2", "ESA", firmness=firmness))
    assert row(assessment)["standing"] == standing
    assert ("gap-on-paper-only" in kinds(assessment)) == (standing == "on paper")


def test_organisations_named_by_the_gap_work_on_it_nobody_says_how_firmly() -> None:
    named = said(gap(organisations=("ESA", "JAXA")), firmness="fact")
    assessment = ask(named)
    found = row(assessment)
    assert (found["address"], found["standing"]) == ("several organisations", "firmness not stated")
    assert {(w["how"], w["role"], w["firmness"]) for w in rows(assessment, "workers")} == {
        ("named by the gap", None, None)
    }
    assert missing(assessment, "nobody says how firmly") == 1


def test_an_organisation_that_works_on_it_in_two_ways_counts_once() -> None:
    assessment = ask(gap(organisations=("NASA",)), work("C1"), work("C2", firmness="concept"))
    assert row(assessment)["address"] == "one organisation"
    assert "Only NASA (lead, approved) is" in finding(assessment, "gap-single-organisation").sentence
    assert len(rows(assessment, "workers")) == 3


def test_projects_count_if_they_name_the_gap_and_are_not_cancelled() -> None:
    linked = Project(id="P1", title="Works on it", lead="NASA", technology_gaps=(GAP,))
    leaderless = Project(id="P2", title="Has no lead", technology_gaps=(GAP,))
    cancelled = Project(id="P3", title="Stopped", lead="ESA", status="cancelled", technology_gaps=(GAP,))
    assert row(ask(gap(), linked))["address"] == "one organisation"
    assert row(ask(gap(), cancelled))["address"] == "nobody"
    both = ask(gap(), linked, leaderless, cancelled)
    assert (row(both)["address"], row(both)["organisations"]) == ("several organisations", "NASA")
    alone = finding(ask(gap(), leaderless), "gap-single-organisation")
    assert "Only the project P2 (project, firmness not stated) is stated" in alone.sentence


def test_to_share_a_topic_or_help_a_technology_is_not_to_work_on_a_gap() -> None:
    topics = (
        TaxonomyNode(id="2020/TX07", code="TX07", edition="2020", title="Destinations"),
        TaxonomyNode(
            id="2020/TX07.1", code="TX07.1", edition="2020", title="In-Situ Use", parent="2020/TX07"
        ),
        TaxonomyNode(id="2024/TX07.1", code="TX07.1", edition="2024", title="In Situ Use"),
        TaxonomyNode(id="2024/TX08.1", code="TX08.1", edition="2024", title="Other"),
        TaxonomyNode(id="2015/TA7.1", code="TA7.1", edition="2015", title="Resources"),
        Crosswalk(id="X1", source_node="2015/TA7.1", target_node="2020/TX07.1"),
    )
    technology = Technology(id="T25", name="Use of resources", taxonomy=("2020/TX07.1",))
    projects = [
        Project(id=f"P{n}", title=f"Project {n}", lead="NASA", taxonomy=(topic,), trl_now=level)
        for n, topic, level in (
            (1, "2024/TX07.1", 4),
            (2, "2015/TA7.1", None),
            (3, "2024/TX08.1", 6),
            (4, "2020/TX07", 2),
        )
    ]
    helping = Contribution(id="C1", organisation="LSA", role="lead", target_kind="technology", target="T25")
    assessment = ask(gap(technologies=("T25",)), technology, *topics, *projects, helping)
    assert row(assessment)["address"] == "nobody"
    shared = {r["project"]: (r["works_on"], r["same_topic"]) for r in rows(assessment, "projects")}
    assert shared == {"P1": (None, GAP), "P2": (None, GAP), "P3": (None, None), "P4": (None, None)}
    (technology_row,) = rows(assessment, "technologies")
    assert (technology_row["contributors"], technology_row["gaps"]) == ("LSA", GAP)
    levels = {r["topic"]: (r["projects"], r["now"], r["unrated"]) for r in rows(assessment, "topics")}
    assert levels["2015/TA7.1"] == (1, None, 1)
    assert levels["2020/TX07"] == (1, 2.0, 0)
    assert levels["2024/TX07.1"] == (1, 4.0, 0)


def test_a_topic_without_a_title_of_its_own_borrows_one_and_says_whose() -> None:
    nodes = (
        TaxonomyNode(id="2024/TX07.1", code="TX07.1", edition="2024", title="Use", parent="2024/TX07"),
        TaxonomyNode(id="2020/TX07", code="TX07", edition="2020", title="Destinations"),
    )
    assessment = ask(*nodes, Project(id="P1", title="Project", taxonomy=("2024/TX07.1",)))
    (topic,) = rows(assessment, "topics")
    assert (topic["topic"], topic["name"]) == ("2024/TX07", "TX07 Destinations (2020)")


# --- what waits -----------------------------------------------------------------------------------


def _trace() -> list[Record]:
    return [
        Objective(id="O1", title="Objective 1"),
        Objective(id="O2", title="Objective 2"),
        UseCase(id="U1", title="Use case 1", objectives=("O1",)),
        UseCase(id="U2", title="Use case 2", objectives=("O2", "O9")),
        Function(id="F1", name="Function 1", use_cases=("U1",), phases=("FE+",)),
        Function(id="F2", name="Function 2", use_cases=("U2",), phases=("FE+", "HLR")),
        Function(id="F3", name="Function 3", use_cases=("U2",), phases=("HTM",)),
        Allocation(id="A1", phase="FE+", function="F2", element="E1", status="allocated"),
        Allocation(id="A2", phase="FE+", function="F1", status="unallocated"),
        Allocation(id="A3", phase="HLR", function="F9", element="E1", status="allocated"),
        Element(id="E1", name="Element 1", phases=("FE+",)),
    ]


def _paths(assessment: Assessment) -> set[tuple[Any, ...]]:
    names = ("function", "use_case", "how", "provision", "objectives")
    return {tuple(r[name] for name in names) for r in rows(assessment, "waiting")}


def test_functions_lead_to_use_cases_and_objectives() -> None:
    assessment = ask(gap(functions=("F1", "F2"), use_cases=("U2",)), *_trace())
    assert _paths(assessment) == {
        ("F1", "U1", "through the function", "no element", "O1"),
        ("F2", "U2", "named by the gap", "provided", "O2"),
    }
    found = row(assessment)
    counts = ("functions", "functions_without_element", "use_cases_named", "use_cases", "objectives")
    assert tuple(found[name] for name in counts) == (2, 1, 1, 2, 2)


def test_a_use_case_named_without_functions_waits_for_all_of_its_own() -> None:
    assessment = ask(gap(use_cases=("U2", "U3")), UseCase(id="U3", title="Alone"), *_trace())
    assert _paths(assessment) == {
        ("F2", "U2", "all functions of the use case", "provided", "O2"),
        ("F3", "U2", "all functions of the use case", "not stated", "O2"),
        (None, "U3", "named by the gap", None, None),
    }
    assert missing(assessment, "in which nobody states any allocation") == 1
    # A lunar return before the gap's phases has no element for F2, which is no matter of this gap.
    assert row(assessment)["functions_without_element"] == 0


def test_what_nobody_states_is_unknown_and_not_none() -> None:
    assessment = ask(gap(functions=("F9",), use_cases=("U9",)), gap("ISRU-1", assessment="ISRU"))
    assert missing(assessment, "that nobody states") == 2
    assert _paths(assessment) >= {("F9", None, "named by the gap", "not stated", None)}
    untraced = row(assessment, "ISRU-1")
    assert untraced["functions"] is untraced["use_cases"] is untraced["objectives"] is None
    assert row(assessment)["functions_without_element"] is None
    found = finding(assessment, "gap-without-trace")
    assert found.subjects == (("technology-gap", "ISRU-1"),)
    assert "1 gap of ISRU, stated by NASA, names no function and no use case: ISRU-1." in found.sentence


def test_rank_and_waiting_objectives_make_an_open_gap_graver() -> None:
    gaps = [gap(f"G{n}", rank=n, functions=("F1",) if n == 3 else ()) for n in range(1, 10)]
    assessment = ask(*gaps, gap("N1"), *_trace())
    severities = {f.subjects[0].id: f.severity for f in assessment.findings if f.kind == "gap-unaddressed"}
    assert [severities[f"G{n}"] for n in (1, 3, 4, 6, 7, 9)] == [
        "high",
        "high",
        "medium",
        "medium",
        "low",
        "low",
    ]
    assert severities["N1"] == "medium"
    waited = ask(
        *[gap(f"G{n}", rank=n, functions=("F1",) if n == 9 else ()) for n in range(1, 10)], *_trace()
    )
    (last,) = [f for f in waited.findings if f.subjects[0].id == "G9" and f.kind == "gap-unaddressed"]
    assert last.severity == "medium"


# --- need dates -----------------------------------------------------------------------------------


def test_a_need_date_is_stated_or_unknown() -> None:
    stated = row(ask(gap(need_by="early 2030s", need_note="before the plant")))
    assert (stated["need_date"], stated["need_basis"]) == ("early 2030s", "stated by the gap")
    assert (stated["need_day"], stated["need_note"]) == ("2030-01-01", "before the plant")
    unknown = row(ask(gap()))
    assert unknown["need_date"] is unknown["need_basis"] is unknown["need_day"] is None
    assert unknown["first_phase"] == "FE"


def test_the_start_of_the_first_phase_that_needs_it_is_a_need_date() -> None:
    started = Phase(id="FE", name="Foundational Exploration", follows="HLR", start="2029")
    found = row(ask(gap(), said(started, on="2025-02-01", version=2)))
    assert (found["need_date"], found["need_basis"]) == ("2029", "start of FE")
    # The start of a later phase says nothing about the first.
    later = Phase(id="SLE", name="Sustained Lunar Evolution", follows="FE", start="2033")
    assert row(ask(gap(), said(later, on="2025-02-01", version=2)))["need_date"] is None
    # Phases whose order nobody tells have no first.
    apart = ask(gap(phases=("FE", "X")), Phase(id="X", name="Elsewhere", start="2029"))
    assert row(apart)["first_phase"] is row(apart)["need_date"] is None


def test_what_is_planned_for_the_phase_is_an_indication_and_no_need_date() -> None:
    planned = (
        Element(id="E1", name="Old", phases=("HLR", "FE+"), first_use="2022"),
        Element(id="E2", name="New", phases=("FE+",)),
        Element(id="E3", name="Ours", realises="E2", first_use="2031"),
        Mission(id="M1", name="First", elements=("E3",), launch="2030"),
        Mission(id="M2", name="Stopped", elements=("E3",), launch="2027", status="cancelled 2026"),
    )
    assessment = ask(gap(), gap("G2", phases=("SLE",)), *planned)
    found = row(assessment)
    assert (found["indication"], found["indication_from"]) == ("2030", "mission M1")
    assert found["need_date"] is None
    # Nobody says whether what comes with both segments is there for the later one.
    assert row(assessment, "G2")["indication"] is None
    assert "for 1 of them an indication" in assessment.answer.missing[0].treatment


def test_gaps_for_moon_and_mars_are_told_where_somebody_works_on_them() -> None:
    both = gap(phases=("FE", "HTM"))
    assert "gap-serves-moon-and-mars" not in kinds(ask(both))
    assert "gap-serves-moon-and-mars" not in kinds(ask(both, work("C1", role="interest", firmness=None)))
    assert "gap-serves-moon-and-mars" not in kinds(ask(gap(), work("C1")))
    assessment = ask(both, work("C1"))
    found = finding(assessment, "gap-serves-moon-and-mars")
    assert found.severity == "information"
    assert "(FE and HTM), and is worked on by NASA (lead, approved)" in found.sentence
    assert row(assessment)["moon_and_mars"] is True
    assert row(ask(gap(phases=())))["moon_and_mars"] is None


# --- technologies ---------------------------------------------------------------------------------


def test_technologies_below_their_target_say_when_they_are_needed_or_that_nobody_says() -> None:
    far = Technology(id="T1", name="Far", trl_now=3, trl_target=6, need_by="2030")
    near = Technology(id="T2", name="Near", trl_now=5, trl_target=6)
    done = Technology(id="T3", name="Done", trl_now=9, trl_target=6)
    assessment = ask(far, near, done, gap(technologies=("T1", "T8")))
    told = {f.subjects[0].id: f for f in assessment.findings if f.kind == "technology-below-target"}
    assert {name: f.severity for name, f in told.items()} == {"T1": "medium", "T2": "low"}
    assert "3 levels below the 6 that is wanted. It is needed by 2030. It would close" in told["T1"].sentence
    assert "When it is needed is not stated." in told["T2"].sentence
    ratings = {r["technology"]: (r["rating"], r["levels_missing"]) for r in rows(assessment, "technologies")}
    assert ratings["T3"] == ("at target", 0)
    assert ratings["T8"] == ("nobody states it", None)


def test_unrated_is_never_level_nought() -> None:
    unrated = Technology(id="T1", name="Unrated", trl_target=6)
    aimless = Technology(id="T2", name="Aimless", trl_now=4)
    assessment = ask(unrated, aimless)
    found = {r["technology"]: r for r in rows(assessment, "technologies")}
    assert (found["T1"]["rating"], found["T1"]["trl_now"]) == ("unrated", None)
    assert found["T2"]["rating"] == "target not stated"
    assert found["T1"]["levels_missing"] is found["T2"]["levels_missing"] is None
    told = finding(assessment, "technologies-unrated")
    assert "1 technology stated by NASA has no readiness level: Unrated." in told.sentence
    assert "unknown, not low" in told.sentence
    assert missing(assessment, "technologies without a readiness level") == 1


def test_progress_of_projects_leaves_unrated_ones_out_of_its_medians() -> None:
    projects = [
        Project(id=f"P{n}", title=f"Project {n}", trl_begin=begin, trl_now=now, trl_target=target)
        for n, (begin, now, target) in enumerate([(2, 4, 4), (3, 5, 6), (None, None, 6)])
    ]
    (topic,) = rows(ask(*projects), "topics")
    assert (topic["begin"], topic["now"], topic["target"]) == (2.5, 4.5, 6.0)
    assert (topic["reached"], topic["short"], topic["unrated"], topic["trl_4"]) == (1, 1, 1, 1)


# --- filters --------------------------------------------------------------------------------------


def _several() -> list[Record | Statement]:
    return [
        TaxonomyNode(id="SA-P", code="P", edition="SA", title="Power"),
        Organisation(id="CSA", name="CSA", type="agency"),
        gap("G1", sub_architectures=("SA-P",), rank=1),
        gap("G2", phases=("HTM",), rank=2),
        gap("G3", phases=(), assessment="Dust mitigation"),
        DataGap(id="D1", title="Images", phases=("FE",)),
        DataGap(id="D2", title="Dust", phases=("HTM",)),
        work("C1", "CSA", "G2", role="interest", firmness=None),
    ]


@pytest.mark.parametrize(
    ("parameters", "expected", "data_gaps"),
    [
        ({}, {"G1", "G2", "G3"}, {"D1", "D2"}),
        ({"phase": "FE"}, {"G1"}, {"D1"}),
        ({"phase": "FE+"}, {"G1"}, {"D1"}),
        ({"phase": "H2M"}, {"G2"}, {"D2"}),
        ({"sub_architecture": "SA-P"}, {"G1"}, set()),
        ({"sub_architecture": "P"}, {"G1"}, set()),
        ({"organisation": "CSA"}, {"G2"}, set()),
        ({"assessment": "dust"}, {"G3"}, set()),
        ({"assessment": "ADD", "phase": "HTM"}, {"G2"}, set()),
    ],
)
def test_filters_choose_what_is_listed(
    parameters: dict[str, str], expected: set[str], data_gaps: set[str]
) -> None:
    whole, part = ask(*_several()), ask(*_several(), **parameters)
    assert {r["gap"] for r in rows(part)} == expected
    assert {r["data_gap"] for r in rows(part, "data_gaps")} == data_gaps
    assert [r for r in rows(whole) if r["gap"] in expected] == rows(part)
    told = {f.identity: f for f in whole.findings}
    assert all(told[f.identity].severity == f.severity for f in part.findings if f.kind.startswith("gap-una"))
    assert missing(part, "while one is chosen") == ("phase" in parameters)
    assert missing(part, "data gaps") == (0 if data_gaps else 2)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"phase": "XX"}, "There is no phase 'XX'"),
        ({"phase": "HLR"}, "No gap is listed in the phase 'HLR'"),
        ({"sub_architecture": "Q"}, "Choose one of: SA-P"),
        ({"organisation": "ESA"}, "There is no organisation 'ESA'. Choose one of: CSA."),
        ({"assessment": "D"}, "There is no single assessment 'D'. Choose one of: ADD, Dust mitigation."),
        ({"assessment": "zzz"}, "There is no assessment 'zzz'"),
        ({"rank": 3}, "rank"),
    ],
)
def test_what_is_not_there_is_refused_with_a_choice(parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        ask(*_several(), **parameters)


def test_an_empty_roadmap_has_an_answer() -> None:
    assessment = readiness(Roadmap.build([]))
    assert (assessment.findings, assessment.figures) == ((), ())
    assert assessment.tables.data("summary").column("gaps") == (0,)
    assert assessment.basis.unverified_share is None
    with pytest.raises(UsageError, match="states no assessment"):
        readiness(Roadmap.build([]), assessment="ISRU")


# --- invariants -----------------------------------------------------------------------------------

GAPS = ("G1", "G2", "G3")
ORGANISATIONS = ("ESA", "JAXA", "NASA")
contributions = st.builds(
    lambda n, by, on, role, firmness, unverified: said(
        Contribution(
            id=f"C{n}",
            organisation=by,
            role=role,
            target_kind="mission",
            target="M1",
            technology_gaps=on,
        ),
        by,
        firmness=firmness,
        unverified=unverified,
    ),
    n=st.integers(0, 10**9),
    by=st.sampled_from(ORGANISATIONS),
    on=st.lists(st.sampled_from(GAPS), min_size=1, max_size=3, unique=True).map(tuple),
    role=st.sampled_from(Role),
    firmness=st.none() | st.sampled_from(Firmness),
    unverified=st.booleans(),
)
many_contributions = st.lists(contributions, max_size=8, unique_by=lambda statement: statement.id)
BASE = (
    gap("G1", rank=1, phases=("FE", "HTM"), functions=("F1",)),
    gap("G2", rank=2),
    gap("G3", organisations=("ESA",)),
)


@given(stated=many_contributions, data=st.data())
@settings(max_examples=60)
def test_the_order_of_statements_changes_no_byte(stated: list[Statement], data: st.DataObject) -> None:
    everything = [*(said(record) for record in (*PHASES, *BASE, *_trace())), *stated]
    shuffled = data.draw(st.permutations(everything))
    first = readiness(Roadmap.build(everything)).to_json()
    assert readiness(Roadmap.build(everything)).to_json() == first
    assert readiness(Roadmap.build(shuffled)).to_json() == first


@given(stated=many_contributions, added=contributions)
@settings(max_examples=100)
def test_one_more_contribution_never_makes_a_gap_less_addressed(
    stated: list[Statement], added: Statement
) -> None:
    others = [statement for statement in stated if statement.id != added.id]
    before, after = ask(*BASE, *others), ask(*BASE, *others, added)
    for name in GAPS:
        old, new = row(before, name), row(after, name)
        assert ADDRESSES.index(new["address"]) >= ADDRESSES.index(old["address"])
        assert STANDINGS.index(new["standing"]) >= STANDINGS.index(old["standing"])


@given(stated=many_contributions)
@settings(max_examples=100)
def test_interests_alone_never_address_a_gap(stated: list[Statement]) -> None:
    def is_interest(statement: Statement) -> bool:
        record = statement.record
        assert isinstance(record, Contribution)
        return record.role is Role.INTEREST or statement.envelope.firmness is Firmness.INTEREST

    whole = ask(*BASE, *stated)
    without = ask(*BASE, *(statement for statement in stated if not is_interest(statement)))
    for name in GAPS:
        assert row(whole, name)["organisations"] == row(without, name)["organisations"]
        if row(without, name)["address"] == "nobody":
            assert row(whole, name)["address"] in ADDRESSES[:2]
    summary = rows(whole, "summary")
    for line in summary:
        parts = ("firm", "planned", "on_paper", "firmness_unknown", "interest_only", "nobody")
        assert sum(line[part] for part in parts) == line["gaps"]
        parts = ("one_organisation", "several_organisations", "interest_only", "nobody")
        assert sum(line[part] for part in parts) == line["gaps"]
    assert len({found.identity for found in whole.findings}) == len(whole.findings)


# --- NASA's workbooks, read independently ---------------------------------------------------------


@cache
def reference() -> Assessment:
    return readiness(ecliptic.reference())


def sheet(file: str) -> list[list[Any]]:
    workbook = CalamineWorkbook.from_path(NASA_SOURCES / file)
    return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]


def gap_sheet() -> dict[str, list[Any]]:
    lines = sheet("2025architecturedriventechnologygaps.xlsx")
    return {str(line[0]).replace(" #", "-"): line for line in lines}


def test_all_57_gaps_of_nasa_come_with_rank_and_bin_in_order() -> None:
    lines = gap_sheet()
    nasas = [r for r in rows(reference()) if r["publisher"] == "NASA"]
    assert len(lines) == len(nasas) == 57
    assert [r["rank"] for r in nasas] == list(range(1, 58))
    assert [r["rank"] for r in rows(reference())][:57] == list(range(1, 58))
    assert {r["gap"]: (r["rank"], r["priority_bin"]) for r in nasas} == {
        name: (int(float(line[12])), int(float(line[11]))) for name, line in lines.items()
    }
    segments = {"Foundational Exploration": "FE", "Sustained Lunar Evolution": "SLE", "Humans to Mars": "HTM"}
    assert {r["gap"]: r["phases"] for r in nasas} == {
        name: "; ".join(segments[part.strip()] for part in str(line[9]).split("\n") if part.strip())
        for name, line in lines.items()
    }


def test_state_of_the_art_and_target_are_given_in_full() -> None:
    lines = gap_sheet()
    for found in rows(reference()):
        if found["publisher"] == "NASA":
            for column, place in (("state_of_the_art", 4), ("target", 5)):
                written = "".join(str(lines[found["gap"]][place]).replace("\u200b", "").split())
                assert "".join(found[column].replace("\u200b", "").split()) == written


# Where the workbook of gaps pairs a use case with a function, and the workbook of functions does not.
ONLY_IN_THE_GAP_SHEET = {
    ("ESDMD-0202", "UC-A-403 M", "FN-A-402 M"),
    *((f"ESDMD-040{n}", f"UC-X-10{m} M", f"FN-X-10{m} M") for n in (1, 2, 3, 4) for m in (1, 2)),
}
# There the same gap names both, without pairing them, and the workbook of functions does.
ONLY_IN_THE_FUNCTION_SHEET = {
    ("ESDMD-0305", "UC-H-104 M", "FN-X-101 M"),
    ("ESDMD-0305", "UC-H-105 M", "FN-X-102 M"),
}


def test_traces_are_those_of_the_workbook() -> None:
    paths = rows(reference(), "waiting")
    stated: set[tuple[str, str, str]] = set()
    for name, line in gap_sheet().items():
        text = str(line[7])
        named = {p["use_case"] for p in paths if p["gap"] == name and p["how"] != "through the function"}
        assert named == set(re.findall(r"UC-\w-\d+ [LM]+", text))
        own = {
            p["function"] for p in paths if p["gap"] == name and p["how"] != "all functions of the use case"
        }
        assert own - {None} == set(re.findall(r"FN-\w-\d+ [LM]+", text))
        stated |= {(name, *pair) for pair in re.findall(r"(UC-\w-\d+ [LM]+) -- (FN-\w-\d+ [LM]+)", text)}
    found = {
        (p["gap"], p["use_case"], p["function"])
        for p in paths
        if p["how"] == "named by the gap" and p["function"] and p["use_case"]
    }
    assert stated - found == ONLY_IN_THE_GAP_SHEET
    assert found - stated == ONLY_IN_THE_FUNCTION_SHEET


def test_every_row_of_the_data_gaps_is_there() -> None:
    lines = sheet("2025architecturedrivendatagaps.xlsx")
    found = {r["data_gap"]: r for r in rows(reference(), "data_gaps")}
    assert len(lines) == len(found) == 25
    for line in lines:
        shown = found[str(line[0])]
        assert shown["title"].split() == str(line[1]).split()
        assert set(shown["objectives"].split("; ")) == set(re.split(r"\s*\n\s*", str(line[6]).strip()))
    assert Counter(r["phases"] for r in found.values()) == {"HLR": 17, "HTM": 6, "FE": 2}


def test_contributions_touch_26_of_57_gaps_as_the_fact_sheet_counted() -> None:
    """Fact sheet on agencies' contributions, November 2026, counted from the table before this program."""
    (line,) = [r for r in rows(reference(), "summary") if r["publisher"] == "NASA"]
    assert (line["gaps"], line["nobody"], line["interest_only"]) == (57, 31, 0)
    assert line["one_organisation"] + line["several_organisations"] == 26
    open_gaps = {
        r["gap"][6:] for r in rows(reference()) if r["publisher"] == "NASA" and r["address"] == "nobody"
    }
    # "crew health countermeasures except medical care (0401 to 0404, 0406), four of eight habitat gaps,
    # avionics and computing, ..., Mars entry and ascent"
    assert open_gaps >= {"0401", "0402", "0403", "0404", "0406", "0201", "0202", "1103", "1105", "1201"}
    assert len({name for name in open_gaps if name.startswith("03")}) == 4
    assert "0405" not in open_gaps


def test_the_reference_roadmap_says_what_it_does_not_know() -> None:
    assessment = reference()
    total = rows(assessment, "summary")[0]
    assert total["gaps"] == len(rows(assessment)) == 115
    assert all(r["need_date"] is None for r in rows(assessment) if r["publisher"] == "NASA")
    assert missing(assessment, "technologies without a readiness level") == 57
    assert {r["works_on"] for r in rows(assessment, "projects")} == {None}
    assert 0 < assessment.basis.unverified < assessment.basis.statements
    for found in assessment.findings:
        assert found.evidence
        assert all(
            ecliptic.reference().statement(kind, name) is not None for kind, name, _, _ in found.evidence[:1]
        )


def test_the_figures_are_drawn() -> None:
    forms = {figure.name: figure.form for figure in reference().figures}
    assert forms == {
        "gaps": "heatmap",
        "gap-organisations": "matrix",
        "gap-address": "bars",
        "project-readiness": "bars",
    }
    heat = reference().figures[0].data
    assert [entry["label"].split()[0] for entry in heat["rows"]] == [str(n) for n in range(1, 58)]
    assert len(heat["cells"]) == sum(len(r["phases"].split("; ")) for r in rows(reference()) if r["phases"])
    assert sum(cell["value"] == 0 for cell in heat["cells"]) > 31
    for figure in reference().figures:
        assert "<svg" in figure_svg(figure)


def test_readiness_is_in_the_register() -> None:
    assert questions()["readiness"] is readiness
    assert list(reference().tables)[:2] == ["summary", "gaps"]


def test_the_page_explains_every_parameter_table_column_and_finding() -> None:
    page = (ROOT / "docs" / "explanation" / "readiness.md").read_text(encoding="utf-8")
    names = [*reference().provenance.parameters, *reference().tables]
    names += [column.name for table in reference().tables.all for column in table.columns]
    names += [*kinds(reference()), "gap-interest-only", "technology-below-target"]
    names += [figure.name for figure in reference().figures]
    assert [name for name in dict.fromkeys(names) if f"`{name}`" not in page] == []
