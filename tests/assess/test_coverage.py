"""Coverage: who provides each function, what nobody provides, and what NASA's own workbook says about it."""

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
from ecliptic.assess import Assessment, Finding, Subject, coverage, questions
from ecliptic.errors import UsageError
from ecliptic.publish.figures import figure_svg
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Characteristic,
    Contribution,
    Element,
    Firmness,
    Function,
    Goal,
    Objective,
    Organisation,
    OrganisationType,
    Phase,
    Record,
    Role,
    TaxonomyNode,
    UseCase,
)
from saying import said

ROOT = Path(__file__).resolve().parents[2]
LUNAR = ROOT / "src/ecliptic/reference/sources/nasa/2025lunarobjectivedecomposition.xlsx"
FIRMNESSES = ("fact", "approved", "planned", "considered", "concept", "unknown")

PHASES = (
    Phase(id="HLR", name="Human Lunar Return", also_known_as=("M2M-S1",)),
    Phase(id="FE", name="Foundational Exploration", follows="HLR"),
    Phase(id="FE+", name="Later segments", includes=("FE",)),
)
TOPICS = (
    TaxonomyNode(id="SA-P", code="P", edition="SA", title="Power"),
    TaxonomyNode(id="SA-P-100", code="100", edition="SA", title="Generation", parent="SA-P"),
    TaxonomyNode(id="SA-M", code="M", edition="SA", title="Mobility"),
)


def function(identifier: str = "F1", *, phases: tuple[str, ...] = ("FE+",), **fields: Any) -> Function:
    return Function(id=identifier, name=f"Do {identifier}", phases=phases, **fields)


def allocated(function: str, element: str, phase: str = "FE+", **fields: Any) -> Allocation:
    identifier = f"{phase}:{function}:{element}"
    return Allocation(id=identifier, function=function, phase=phase, element=element, **fields)


def marked(function: str, phase: str = "FE+") -> Allocation:
    identifier = f"{phase}:{function}:unallocated"
    status = AllocationStatus.UNALLOCATED
    return Allocation(id=identifier, function=function, phase=phase, status=status)


def helps(organisation: str, target: str, firmness: str | None = None, **fields: Any) -> Statement:
    """A contribution; to an element unless told otherwise."""
    said_of = {"unverified": fields.pop("unverified", False), "firmness": firmness}
    chosen = {"role": "lead", "target_kind": "element", "id": f"{organisation}-{target}", **fields}
    return said(Contribution(organisation=organisation, target=target, **chosen), organisation, **said_of)


def roadmap_of(*records: Record | Statement) -> Roadmap:
    return Roadmap.build(r if isinstance(r, Statement) else said(r) for r in (*PHASES, *TOPICS, *records))


def ask(*records: Record | Statement, **parameters: Any) -> Assessment:
    return coverage(roadmap_of(*records), **parameters)


def rows(assessment: Assessment, table: str) -> list[dict[str, Any]]:
    data = assessment.tables.data(table)
    names = [column.name for column in data.columns]
    return [dict(zip(names, row, strict=True)) for row in data.rows]


def row(assessment: Assessment, table: str, **where: Any) -> dict[str, Any]:
    (found,) = [r for r in rows(assessment, table) if all(r[k] == v for k, v in where.items())]
    return found


def found(assessment: Assessment, kind: str) -> list[Finding]:
    return [finding for finding in assessment.findings if finding.kind == kind]


def only(assessment: Assessment, kind: str) -> Finding:
    (finding,) = found(assessment, kind)
    return finding


def kinds(assessment: Assessment) -> Counter[str]:
    return Counter(finding.kind for finding in assessment.findings)


# --- who provides a function ----------------------------------------------------------------------


def test_elements_organisations_and_best_firmness_of_a_function() -> None:
    answer = ask(
        function(),
        Element(id="E1", name="Lander", phases=("FE+",)),
        Element(id="E2", name="Rover", phases=("FE+",)),
        Element(id="E3", name="Unused", phases=("FE+",)),
        allocated("F1", "E1"),
        allocated("F1", "E2"),
        helps("ESA", "E1", "planned"),
        helps("JAXA", "E2", "approved", role="contributor"),
    )
    f1 = row(answer, "functions", function="F1")
    assert (f1["status"], f1["providers"], f1["elements"]) == ("several providers", 2, "E1; E2")
    assert (f1["organisations"], f1["firmness"]) == ("ESA; JAXA", "approved")
    assert (f1["marked"], f1["contradictory"], f1["unverified"]) == (False, False, False)
    summary = row(answer, "summary", phase="FE+")
    assert (summary["elements"], summary["elements_used"], summary["allocations"]) == (3, 2, 2)
    assert (summary["covered_approved"], summary["covered_unknown"]) == (1, 0)
    assert row(answer, "allocations", element="E1")["firmness"] == "planned"
    assert row(answer, "providers", organisation="JAXA")["role"] == "contributor"


def test_a_firmness_that_nobody_states_is_unknown() -> None:
    answer = ask(function(), allocated("F1", "E1"), helps("ESA", "E1"))
    f1 = row(answer, "functions", function="F1")
    assert (f1["organisations"], f1["firmness"]) == ("ESA", None)
    assert row(answer, "summary", phase="FE+")["covered_unknown"] == 1
    assert answer.answer.missing[0].count == 1
    assert "ESA (lead, firmness not stated)" in only(answer, "single-provider").sentence


def test_an_interest_is_no_provider_whether_its_role_or_its_firmness_says_so() -> None:
    answer = ask(
        function(),
        allocated("F1", "E1"),
        helps("ESA", "E1", "interest"),
        helps("JAXA", "E1", "approved", role="interest"),
    )
    f1 = row(answer, "functions", function="F1")
    assert (f1["organisations"], f1["firmness"], f1["interested"]) == (None, None, "ESA; JAXA")
    assert {r["involvement"] for r in rows(answer, "providers")} == {"interest only"}
    sentence = only(answer, "single-provider").sentence
    assert "Nobody is stated to be behind it." in sentence
    assert "ESA and JAXA have expressed interest only, which is no commitment." in sentence


def test_who_realises_an_element_is_behind_it() -> None:
    answer = ask(
        function(),
        Element(id="EM-15", name="Pressurised rover"),
        Element(id="EL-PR", name="Lunar Cruiser", realises="EM-15"),
        allocated("F1", "EM-15"),
        helps("JAXA", "EL-PR", "approved"),
    )
    assert row(answer, "functions", function="F1")["organisations"] == "JAXA"
    assert row(answer, "functions", function="F1")["firmness"] == "approved"
    assert row(answer, "providers", organisation="JAXA")["through"] == "EL-PR"


def test_lead_and_partners_of_an_element_are_behind_it_as_firmly_as_it_is_stated() -> None:
    element = said(Element(id="E1", name="Lander", lead="ESA", partners=("DLR",)), firmness="planned")
    answer = ask(function(), element, allocated("F1", "E1"))
    assert row(answer, "functions", function="F1")["organisations"] == "DLR; ESA"
    assert {r["role"] for r in rows(answer, "providers")} == {"lead", "partner"}
    assert row(answer, "functions", function="F1")["firmness"] == "planned"


def test_what_an_organisation_says_itself_goes_before_what_the_element_says_of_it() -> None:
    element = said(Element(id="E1", name="Lander", lead="ESA"), firmness="fact")
    answer = ask(function(), element, allocated("F1", "E1"), helps("ESA", "E1", "concept"))
    assert row(answer, "functions", function="F1")["firmness"] == "concept"
    assert row(answer, "providers", organisation="ESA")["statement_kind"] == "contribution"


def test_a_contribution_that_names_functions_stands_behind_those_only() -> None:
    answer = ask(
        function("F1"),
        function("F2"),
        said(Element(id="E1", name="Lander", lead="NASA"), firmness="considered"),
        allocated("F1", "E1"),
        allocated("F2", "E1"),
        helps("DLR", "E1", "approved", functions=("F2",)),
        helps("NASA", "E1", "planned", functions=("F2",)),
    )
    first, second = (row(answer, "functions", function=name) for name in ("F1", "F2"))
    assert (first["organisations"], first["firmness"]) == ("NASA", "considered")
    assert (second["organisations"], second["firmness"]) == ("DLR; NASA", "approved")
    assert second["addressed_by"] is None
    nasa = [r for r in rows(answer, "providers") if r["organisation"] == "NASA"]
    assert [(r["function"], r["firmness"]) for r in nasa] == [("F1", "considered"), ("F2", "planned")]


def test_the_same_provision_stated_by_two_publishers_is_one_provider() -> None:
    again = Allocation(id="again", function="F1", phase="FE+", element="E1")
    answer = ask(function(), allocated("F1", "E1"), said(again, "ESA", unverified=True))
    assert row(answer, "summary", phase="FE+")["allocations"] == 1
    assert row(answer, "functions", function="F1")["status"] == "single provider"
    assert {r["publisher"] for r in rows(answer, "allocations")} == {"ESA", "NASA"}
    single = only(answer, "single-provider")
    assert single.unverified
    assert {e.publisher for e in single.evidence} == {"ESA", "NASA"}
    assert (answer.basis.statements, answer.basis.unverified) == (3, 1)


# --- gaps -----------------------------------------------------------------------------------------


def test_a_function_that_nobody_provides_or_addresses() -> None:
    answer = ask(function("F1"), marked("F1"), function("F2"), allocated("F2", "E1"))
    gap = only(answer, "unallocated")
    assert gap.subjects == (Subject("function", "F1"), Subject("phase", "FE+"))
    assert gap.sentence == "NASA marks F1 (Do F1) as unallocated in FE+, and no contribution reaches it."
    assert {n.name: n.value for n in gap.numbers} == {
        "organisations addressing it": 0,
        "objectives waiting for it": 0,
    }
    assert [e.kind for e in gap.evidence] == ["allocation", "function"]
    assert row(answer, "functions", function="F1")["status"] == "no provider"


def test_a_marked_function_that_others_address_is_told_with_who_and_how_firmly() -> None:
    answer = ask(
        function(),
        marked("F1"),
        helps("ESA", "M1", "considered", target_kind="mission", functions=("F1",), unverified=True),
        helps("JAXA", "E9", "approved", functions=("F1",)),
        helps("CSA", "F1", "interest", target_kind="function"),
    )
    gap = only(answer, "unallocated-but-addressed")
    assert gap.sentence == (
        "NASA marks F1 (Do F1) as unallocated in FE+, but JAXA (lead, approved) and ESA (lead, considered, "
        "unverified) address it. Best firmness: approved. CSA has expressed interest only, which is no "
        "commitment."
    )
    assert gap.unverified
    assert [n.value for n in gap.numbers] == [2, 0]
    f1 = row(answer, "functions", function="F1")
    assert (f1["addressed_by"], f1["addressed_firmness"], f1["interested"]) == (
        "ESA; JAXA",
        "approved",
        "CSA",
    )
    assert (f1["organisations"], f1["firmness"]) == (None, None)
    assert row(answer, "summary", phase="FE+")["addressed"] == 1
    assert kinds(answer)["unallocated"] == 0


def test_interest_alone_does_not_address_a_gap() -> None:
    answer = ask(function(), marked("F1"), helps("CSA", "F1", role="interest", target_kind="function"))
    gap = only(answer, "unallocated")
    assert "no contribution reaches it. CSA has expressed interest only" in gap.sentence
    assert row(answer, "summary", phase="FE+")["addressed"] == 0


def test_a_mark_of_one_publisher_and_an_allocation_of_another_is_no_contradiction() -> None:
    answer = ask(function(), marked("F1"), said(allocated("F1", "E1"), "ESA"))
    assert kinds(answer)["contradiction"] == 0
    assert row(answer, "functions", function="F1")["marked"]
    assert row(answer, "functions", function="F1")["providers"] == 1


def test_a_source_that_marks_and_allocates_contradicts_itself() -> None:
    answer = ask(function(), marked("F1"), allocated("F1", "E1"), Element(id="E1", name="Reactor"))
    words = "NASA marks F1 (Do F1) as unallocated in FE+, yet allocates it to Reactor (E1)."
    assert only(answer, "contradiction").sentence.startswith(words)
    assert len(only(answer, "contradiction").evidence) == 3


def test_a_source_that_marks_its_gaps_and_leaves_one_out_contradicts_itself() -> None:
    lists = (function("F1"), function("F2"), marked("F2"))
    answer = ask(*lists)
    assert only(answer, "contradiction").subjects[0].id == "F1"
    # Another publisher's function need not be marked by NASA, and without marks there is nothing to miss.
    assert kinds(ask(said(function("F1"), "ESA"), function("F2"), marked("F2")))["contradiction"] == 0
    assert kinds(ask(function("F1"), function("F2"), allocated("F2", "E1")))["contradiction"] == 0


def test_help_for_a_marked_function_is_told_also_where_an_element_provides_it() -> None:
    reached = helps("UKSA", "E2", "concept", functions=("F1",))
    answer = ask(function(), marked("F1"), allocated("F1", "E1"), reached)
    assert "UKSA (lead, concept) addresses it" in only(answer, "unallocated-but-addressed").sentence
    assert kinds(ask(function(), marked("F1"), allocated("F1", "E1")))["unallocated"] == 0


def test_a_function_with_providers_on_paper_only_is_weakly_covered() -> None:
    weak = ask(function(), allocated("F1", "E1"), helps("NASA", "E1", "concept"))
    assert "the best firmness known is concept" in only(weak, "weakly-covered").sentence
    firm = ask(function(), allocated("F1", "E1"), helps("NASA", "E1", "planned"))
    assert kinds(firm)["weakly-covered"] == 0


def test_where_nobody_states_allocations_coverage_is_unknown_and_not_nought() -> None:
    answer = ask(function("F1"), function("F2"))
    assert "coverage" in str(answer.answer.missing)
    only(answer, "allocation-not-stated")
    assert kinds(answer)["unallocated"] == 0
    summary = row(answer, "summary", phase="FE+")
    assert (summary["without_element"], summary["single_provider"], summary["covered_unknown"]) == (None,) * 3
    assert row(answer, "functions", function="F1")["status"] == "not stated"
    assert row(answer, "functions", function="F1")["providers"] is None


def test_allocations_of_functions_that_the_phase_does_not_list_are_left_out_and_counted() -> None:
    answer = ask(function("F1"), allocated("F1", "E1"), allocated("F9", "E1"))
    assert row(answer, "summary", phase="FE+")["allocations"] == 1
    assert ("functions with allocations in a phase that does not list them", 1) in [
        (m.what, m.count) for m in answer.answer.missing
    ]
    assert answer.basis.statements == 2


# --- how grave ------------------------------------------------------------------------------------


def demands(phase: str, objectives: int, waiting: int) -> list[Record]:
    """A use case of F1 that serves some of the objectives of a phase."""
    names = [f"O{n}" for n in range(objectives)]
    return [
        *(Objective(id=name, title=name, phases=(phase,)) for name in names),
        UseCase(id="U1", title="Use", phases=(phase,), objectives=tuple(names[:waiting])),
        function("F1", phases=(phase,), use_cases=("U1",)),
        marked("F1", phase),
    ]


@pytest.mark.parametrize(
    ("phase", "objectives", "waiting", "severity"),
    [
        ("HLR", 20, 1, "high"),
        ("FE+", 20, 2, "high"),
        ("FE+", 20, 1, "medium"),
        ("FE+", 20, 0, "low"),
        ("HLR", 20, 0, "low"),
    ],
)
def test_a_gap_is_graver_the_sooner_it_comes_and_the_more_objectives_wait(
    phase: str, objectives: int, waiting: int, severity: str
) -> None:
    # A function of the first phase, so that FE+ is not the only one.
    other = function("F0", phases=("HLR",))
    answer = ask(*demands(phase, objectives, waiting), other)
    (gap,) = [finding for finding in found(answer, "unallocated") if finding.subjects[0].id == "F1"]
    assert gap.severity == severity


@pytest.mark.parametrize(
    ("firmness", "severity"),
    [("fact", "medium"), ("planned", "medium"), ("considered", "high"), (None, "high")],
)
def test_a_gap_that_somebody_plans_to_close_is_a_step_less_grave(firmness: str | None, severity: str) -> None:
    helper = helps("ESA", "M1", firmness, target_kind="mission", functions=("F1",))
    answer = ask(*demands("HLR", 20, 1), helper)
    assert only(answer, "unallocated-but-addressed").severity == severity


# --- what functions are for -----------------------------------------------------------------------


def traced() -> list[Record]:
    return [
        Goal(id="G1", title="Live on the Moon"),
        Objective(id="O1", title="Power", phases=("FE+",), goals=("G1",)),
        Objective(id="O2", title="Science", phases=("FE+",), category="Science"),
        Objective(id="O3", title="Nobody's", phases=("FE+",)),
        Characteristic(id="C1", title="Need", objectives=("O2",)),
        UseCase(id="U1", title="Generate", phases=("FE+",), objectives=("O1",)),
        UseCase(id="U2", title="Sample", phases=("FE+",), characteristics=("C1",)),
        UseCase(id="U3", title="Blank", phases=("FE+",), objectives=("O2",)),
        function("F1", use_cases=("U1", "U2"), sub_architecture="SA-P-100"),
        function("F2", use_cases=("U1",), sub_architecture="SA-P"),
        function("F3", use_cases=("U2",), sub_architecture="SA-M"),
        function("F4"),
        allocated("F1", "E1"),
        allocated("F3", "E1"),
        allocated("F3", "E2"),
        marked("F2"),
    ]


def test_use_cases_objectives_and_goals_are_covered_only_if_all_their_functions_are() -> None:
    answer = ask(*traced())
    statuses = {r["use_case"]: r["status"] for r in rows(answer, "use_cases")}
    assert statuses == {"U1": "partly covered", "U2": "covered", "U3": "no function"}
    objectives = {r["objective"]: r["status"] for r in rows(answer, "objectives")}
    # O2 rests on covered functions only, but one of its use cases has none.
    assert objectives == {"O1": "partly covered", "O2": "partly covered", "O3": "no function"}
    goals = {(r["goal"], r["name"]): (r["objectives"], r["status"]) for r in rows(answer, "goals")}
    assert goals == {
        ("G1", "Live on the Moon"): (1, "partly covered"),
        (None, "Science"): (1, "partly covered"),
        (None, "no goal or category stated"): (1, "no function"),
    }
    f1 = row(answer, "functions", function="F1")
    assert (f1["use_cases"], f1["objectives"]) == ("U1; U2", "O1; O2")


def test_sub_architectures_are_counted_by_the_broadest() -> None:
    power = row(ask(*traced()), "sub_architectures", sub_architecture="SA-P")
    assert (power["name"], power["functions"], power["covered"]) == ("Power", 2, 1)
    assert (power["single_provider"], power["marked"], power["without_element"]) == (1, 1, 1)
    none = row(ask(*traced()), "sub_architectures", sub_architecture=None)
    assert (none["functions"], none["status"]) == (1, "not covered")


def test_what_leads_nowhere_is_found() -> None:
    answer = ask(*traced())
    assert only(answer, "untraced-function").subjects[0].id == "F4"
    assert only(answer, "use-case-without-function").sentence == (
        "No function makes U3 (Blank) possible in FE+. 1 objective waits for it."
    )
    assert only(answer, "objective-without-use-case").subjects[0] == Subject("objective", "O3")
    summary = row(answer, "summary", phase="FE+")
    assert (summary["use_cases_without_function"], summary["objectives_without_use_case"]) == (1, 1)


def test_where_no_use_case_is_stated_no_function_is_called_untraced() -> None:
    answer = ask(function(), allocated("F1", "E1"))
    assert kinds(answer)["untraced-function"] == 0
    assert row(answer, "summary", phase="FE+")["untraced"] is None


def test_a_use_case_of_no_phase_belongs_where_a_function_refers_to_it() -> None:
    answer = ask(
        function("F1", use_cases=("U1", "U9")),
        function("F2", phases=("HLR",)),
        UseCase(id="U1", title="Somewhere", objectives=("O1",)),
        Objective(id="O1", title="Somewhere too"),
    )
    assert [(r["phase"], r["use_case"]) for r in rows(answer, "use_cases")] == [("FE+", "U1")]
    assert [(r["phase"], r["objective"]) for r in rows(answer, "objectives")] == [("FE+", "O1")]
    unstated = "use cases or objectives that are referred to and that nobody states"
    assert unstated in [missing.what for missing in answer.answer.missing]


def test_interest_in_a_sub_architecture_is_shown_with_it_and_with_nothing_firmer() -> None:
    interest = helps("KARI", "SA-P", "interest", target_kind="taxonomy-node", role="interest")
    answer = ask(*traced(), interest)
    power = row(answer, "sub_architectures", sub_architecture="SA-P")
    assert (power["interested"], power["organisations"], power["addressed_by"]) == ("KARI", None, None)
    assert rows(answer, "organisations") == []


def test_organisations_are_counted_by_what_they_do() -> None:
    answer = ask(
        *traced(),
        helps("ESA", "E1", "approved"),
        helps("JAXA", "E2", "concept"),
        helps("UKSA", "E9", "concept", functions=("F2",)),
        helps("CSA", "F2", role="interest", target_kind="function"),
    )
    esa, jaxa, uksa, csa = (
        row(answer, "organisations", organisation=o) for o in ("ESA", "JAXA", "UKSA", "CSA")
    )
    assert (esa["provides"], esa["provides_alone"], esa["provides_approved"]) == (2, 1, 2)
    assert (jaxa["provides"], jaxa["provides_alone"], jaxa["elements"]) == (1, 0, "E2")
    assert (uksa["provides"], uksa["addresses"], uksa["addresses_gaps"]) == (0, 1, 1)
    assert (csa["provides"], csa["addresses"], csa["interested"]) == (0, 0, 1)


# --- filters --------------------------------------------------------------------------------------


def test_phases_come_in_order_and_are_found_by_their_other_names() -> None:
    records = (function("F1"), function("F2", phases=("HLR",)))
    assert [r["phase"] for r in rows(ask(*records), "summary")] == ["HLR", "FE+"]
    assert [r["phase"] for r in rows(ask(*records, phase="M2M-S1"), "summary")] == ["HLR"]


@pytest.mark.parametrize(
    ("parameters", "functions", "use_cases", "objectives"),
    [
        ({}, "F1 F2 F3 F4", "U1 U2 U3", "O1 O2 O3"),
        ({"sub_architecture": "SA-P"}, "F1 F2", "U1 U2", "O1 O2"),
        ({"sub_architecture": "SA-P-100"}, "F1", "U1 U2", "O1 O2"),
        ({"sub_architecture": "M"}, "F3", "U2", "O2"),
        ({"objective": "O1"}, "F1 F2", "U1", "O1"),
        ({"objective": "O2"}, "F1 F3", "U2 U3", "O2"),
        ({"objective": "O3"}, "", "", "O3"),
        ({"organisation": "ESA"}, "F2 F3", "U1 U2", "O1 O2"),
        ({"organisation": "ESA", "objective": "O2"}, "F3", "U2", "O2"),
    ],
)
def test_filters_choose_what_is_listed(
    parameters: dict[str, str], functions: str, use_cases: str, objectives: str
) -> None:
    esa = Organisation(id="ESA", name="ESA", type=OrganisationType.INTERGOVERNMENTAL)
    helper = (helps("ESA", "E2", "fact"), helps("ESA", "E9", "concept", functions=("F2",)))
    answer = ask(*traced(), esa, *helper, **parameters)
    assert [r["function"] for r in rows(answer, "functions")] == functions.split()
    assert [r["use_case"] for r in rows(answer, "use_cases")] == use_cases.split()
    assert [r["objective"] for r in rows(answer, "objectives")] == objectives.split()
    about = {f.subjects[0].id for f in answer.findings}
    assert about <= {*functions.split(), *use_cases.split(), *objectives.split()}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"phase": "LEO"}, "There is no phase 'LEO'. Choose one of: FE+."),
        (
            {"phase": "FE"},
            "No function is listed in the phase 'FE'. FE is a part of FE+. Choose one of: FE+.",
        ),
        ({"sub_architecture": "X"}, "There is no sub-architecture 'X'. Choose one of: SA-M, SA-P, SA-P-100."),
        ({"objective": "O9"}, "There is no objective 'O9'. Choose one of: O1, O2, O3."),
        ({"organisation": "ESA"}, "There is no organisation 'ESA'. The roadmap states no organisation."),
    ],
)
def test_what_is_not_there_is_refused_with_a_choice(parameters: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        ask(*traced(), **parameters)


def test_an_empty_roadmap_has_an_answer() -> None:
    answer = coverage(Roadmap.build([]))
    assert (answer.findings, answer.figures) == ((), ())
    assert all(len(table.rows) == 0 for table in answer.tables.all)
    with pytest.raises(UsageError, match="Leave the phase out"):
        coverage(Roadmap.build([]), phase="HLR")


# --- invariants -----------------------------------------------------------------------------------

FUNCTIONS, ELEMENTS, ORGANISATIONS = ("F1", "F2", "F3", "F4"), ("E1", "E2", "E3"), ("ESA", "JAXA", "NASA")
BASE = (
    *traced()[:12],
    *(Organisation(id=o, name=o, type=OrganisationType.AGENCY) for o in ORGANISATIONS),
    Element(id="E3", name="Realised", realises="E1", lead="JAXA"),
)
publishers = st.sampled_from(("NASA", "ESA"))
allocations = st.builds(
    lambda f, e, p, by, unsure: said(allocated(f, e, p), by, unverified=unsure),
    f=st.sampled_from(FUNCTIONS),
    e=st.sampled_from(ELEMENTS),
    p=st.sampled_from(("FE+", "HLR")),
    by=publishers,
    unsure=st.booleans(),
)
marks = st.builds(lambda f, by: said(marked(f), by), f=st.sampled_from(FUNCTIONS), by=publishers)
contributions = st.builds(
    lambda n, by, to, named, role, firmness: helps(
        by, to, firmness, id=f"C{n}-{by}", role=role, functions=named
    ),
    n=st.integers(0, 10**9),
    by=st.sampled_from(ORGANISATIONS),
    to=st.sampled_from((*ELEMENTS, "E9")),
    named=st.lists(st.sampled_from(FUNCTIONS), max_size=2, unique=True).map(tuple),
    role=st.sampled_from(Role),
    firmness=st.none() | st.sampled_from(Firmness),
)
plans = st.lists(allocations | marks | contributions, max_size=16, unique_by=lambda s: s.key)


@given(plans)
@settings(max_examples=150)
def test_counts_add_up(stated: list[Statement]) -> None:
    answer = ask(*BASE, *stated)
    summary = row(answer, "summary", phase="FE+")
    functions = rows(answer, "functions")
    assert summary["functions"] == len(functions) == len(FUNCTIONS)
    assert summary["marked"] == sum(r["marked"] for r in functions)
    nodes = rows(answer, "sub_architectures")
    for column in ("functions", "marked"):
        assert sum(node[column] for node in nodes) == summary[column]
    if functions[0]["status"] == "not stated":
        return
    assert summary["allocations"] == sum(r["providers"] for r in functions)
    assert summary["single_provider"] == [r["providers"] for r in functions].count(1)
    assert summary["without_element"] == [r["providers"] for r in functions].count(0)
    firmness = [summary[f"covered_{term}"] for term in FIRMNESSES]
    assert sum(firmness) == summary["functions"] - summary["without_element"]
    for term in FIRMNESSES:
        stated_as = None if term == "unknown" else term
        expected = sum(r["firmness"] == stated_as for r in functions if r["providers"])
        assert summary[f"covered_{term}"] == expected == sum(node[f"covered_{term}"] for node in nodes)
    counted = kinds(answer)
    assert counted["single-provider"] == summary["single_provider"]
    assert counted["contradiction"] == summary["contradictory"]
    assert counted["unallocated-but-addressed"] == summary["addressed"]
    assert len({f.identity for f in answer.findings}) == len(answer.findings)


@given(plans, st.data())
@settings(max_examples=60)
def test_the_order_of_statements_changes_no_byte(stated: list[Statement], data: st.DataObject) -> None:
    everything = [*(said(record) for record in (*PHASES, *TOPICS, *BASE)), *stated]
    shuffled = data.draw(st.permutations(everything))
    first = coverage(Roadmap.build(everything)).to_json()
    assert coverage(Roadmap.build(everything)).to_json() == first
    assert coverage(Roadmap.build(shuffled)).to_json() == first


@given(plans, allocations)
@settings(max_examples=100)
def test_one_more_allocation_never_lowers_coverage(stated: list[Statement], added: Statement) -> None:
    others = [statement for statement in stated if statement.id != added.id]
    before, after = ask(*BASE, *others), ask(*BASE, *others, added)
    steps = ("no function", "not stated", "not covered", "partly covered", "covered")
    for old, new in zip(rows(before, "functions"), rows(after, "functions"), strict=True):
        assert (new["providers"] or 0) >= (old["providers"] or 0)
        ranks = [FIRMNESSES.index(r["firmness"] or "unknown") for r in (old, new)]
        assert ranks[1] <= ranks[0]
    for table, key in (("use_cases", "use_case"), ("objectives", "objective"), ("goals", "name")):
        old_steps = {r[key]: steps.index(r["status"]) for r in rows(before, table)}
        new_steps = {r[key]: steps.index(r["status"]) for r in rows(after, table)}
        assert all(new_steps[name] >= step for name, step in old_steps.items())


@given(plans)
@settings(max_examples=100)
def test_interests_alone_provide_and_address_nothing(stated: list[Statement]) -> None:
    def is_interest(statement: Statement) -> bool:
        record = statement.record
        if not isinstance(record, Contribution):
            return False
        return record.role is Role.INTEREST or statement.envelope.firmness is Firmness.INTEREST

    whole = ask(*BASE, *stated)
    without = ask(*BASE, *(statement for statement in stated if not is_interest(statement)))
    for one, other in zip(rows(whole, "functions"), rows(without, "functions"), strict=True):
        assert (one["elements"], one["addressed_by"]) == (other["elements"], other["addressed_by"])
        assert one["addressed_firmness"] == other["addressed_firmness"]
        # Who speaks of an interest only is no longer spoken for by the element that names it as lead.
        ours, theirs = ((r["organisations"] or "").split("; ") for r in (one, other))
        assert {*ours} <= {*theirs, ""}


@given(
    plans,
    st.fixed_dictionaries(
        {},
        optional={
            "sub_architecture": st.sampled_from(("SA-P", "SA-P-100", "SA-M")),
            "objective": st.sampled_from(("O1", "O2", "O3")),
            "organisation": st.sampled_from(ORGANISATIONS),
        },
    ),
)
@settings(max_examples=100)
def test_a_filter_says_of_a_thing_what_the_whole_says(
    stated: list[Statement], parameters: dict[str, str]
) -> None:
    roadmap = roadmap_of(*BASE, *stated)
    whole, part = coverage(roadmap), coverage(roadmap, **parameters)
    for table in ("functions", "use_cases", "objectives", "allocations", "providers"):
        assert set(part.tables.data(table).rows) <= set(whole.tables.data(table).rows)
    said_of_whole = {f.identity: f for f in whole.findings}
    for finding in part.findings:
        if finding.kind != "allocation-not-stated":
            assert said_of_whole[finding.identity] == finding
    assert part.basis.statements <= whole.basis.statements
    assert part.basis.unverified <= whole.basis.unverified


# --- NASA's workbook of 2025, read by hand --------------------------------------------------------


@cache
def lunar() -> Assessment:
    return coverage(ecliptic.read(LUNAR))


@cache
def sheet(name: str) -> list[list[str]]:
    """A sheet as it stands, with merged cells filled."""
    read = CalamineWorkbook.from_path(LUNAR).get_sheet_by_name(name)
    cells = [[str(cell).strip() for cell in line] for line in read.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in read.merged_cell_ranges or ():
        for line in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[line][column] = cells[top][left]
    return cells


def matrix(phase: str) -> tuple[list[str], dict[str, tuple[list[str], bool]]]:
    """Names of elements; and by function the elements marked with X and NASA's own mark "Unallocated"."""
    lines = sheet(f"{phase} Functional Allocation")
    header = lines[2]
    last = header.index("Unallocated")
    marks = {
        line[1]: ([header[c] for c in range(3, last) if line[c] == "X"], line[last] == "X")
        for line in lines[3:]
    }
    return header[3:last], marks


PUBLISHED = {
    "HLR": (58, 13, 86, 36, 1, 2, 44, 39),
    "FE+": (208, 21, 216, 86, 76, 74, 163, 52),
}
COUNTED = (
    "functions",
    "elements",
    "allocations",
    "single_provider",
    "marked",
    "without_element",
    "use_cases",
    "objectives",
)


@pytest.mark.parametrize("phase", PUBLISHED)
def test_the_summary_of_the_workbook_counts_what_nasa_wrote(phase: str) -> None:
    summary = row(lunar(), "summary", phase=phase)
    assert tuple(summary[name] for name in COUNTED) == PUBLISHED[phase]
    elements, marks = matrix(phase)
    assert summary["elements"] == len(elements)
    assert summary["functions"] == len(marks)
    assert summary["allocations"] == sum(len(provided) for provided, _ in marks.values())
    assert summary["marked"] == sum(mark for _, mark in marks.values())


@pytest.mark.parametrize("phase", PUBLISHED)
def test_every_function_has_the_elements_and_the_mark_of_its_row(phase: str) -> None:
    labels = {element.id: element.name for element in ecliptic.read(LUNAR).records(Element).values()}
    alike = {"Gateway Expanded Capability": "Gateway"}
    _, marks = matrix(phase)
    shown = {r["function"]: r for r in rows(lunar(), "functions") if r["phase"] == phase}
    assert shown.keys() == marks.keys()
    for name, (provided, mark) in marks.items():
        found_elements = sorted(labels[e] for e in (shown[name]["elements"] or "").split("; ") if e)
        assert found_elements == sorted(alike.get(element, element) for element in provided)
        assert shown[name]["marked"] is mark
        assert shown[name]["contradictory"] is (bool(provided) == mark)


def test_the_contradictions_are_those_of_the_workbook() -> None:
    pairs = [tuple(s.id for s in finding.subjects) for finding in found(lunar(), "contradiction")]
    assert sorted(pairs) == [("FN-M-504 L", "HLR"), ("FN-P-101 L", "FE+"), ("FN-P-301 L", "FE+")]


@pytest.mark.parametrize("phase", PUBLISHED)
def test_use_cases_and_objectives_with_blank_cells_are_findings(phase: str) -> None:
    functions = {(r[2], r[4]) for r in sheet(f"{phase} Functions to Use Cases")[2:]}
    blank_functions = {use_case for name, use_case in functions if name == "BLANK"} - {"BLANK"}
    use_cases = {(r[2], r[4]) for r in sheet(f"{phase} Use Cases to Objectives")[2:]}
    served = {objective for name, objective in use_cases if name != "BLANK"}
    blank_use_cases = {objective for name, objective in use_cases if name == "BLANK"} - served - {""}
    here = [finding for finding in lunar().findings if finding.subjects[-1].id == phase]
    without = {f.subjects[0].id for f in here if f.kind == "use-case-without-function"}
    assert without == blank_functions
    assert len(without) == {"HLR": 9, "FE+": 17}[phase]
    unserved = {f.subjects[0].id for f in here if f.kind == "objective-without-use-case"}
    assert unserved == blank_use_cases == {"HLR": set(), "FE+": {"OP-10 LM"}}[phase]


def test_the_workbook_alone_says_nothing_of_who_and_how_firmly() -> None:
    assert {r["firmness"] for r in rows(lunar(), "functions")} == {None}
    assert row(lunar(), "summary", phase="FE+")["covered_unknown"] == 134
    assert kinds(lunar())["unallocated"] == 76


# --- the reference roadmap ------------------------------------------------------------------------


@cache
def whole() -> Assessment:
    return coverage(ecliptic.reference())


def test_contributions_reach_the_functions_that_the_fact_sheet_counted() -> None:
    """129 of the 208 functions have a contribution, 63 one from outside NASA, and of the marked ones 9."""
    contributions = ecliptic.reference().records(Contribution)
    named = {
        (r["function"], r["organisation"] != "NASA")
        for r in rows(whole(), "providers")
        if r["phase"] == "FE+"
        and r["statement_kind"] == "contribution"
        and r["function"] in contributions[r["statement"]].functions
    }
    assert len({name for name, _ in named}) == 129
    assert len({name for name, outside in named if outside}) == 63
    assert row(whole(), "summary", phase="FE+")["addressed"] == 9


def test_the_reference_roadmap_keeps_nasas_counts_and_adds_who_and_how_firmly() -> None:
    for phase, published in PUBLISHED.items():
        summary = row(whole(), "summary", phase=phase)
        assert tuple(summary[name] for name in COUNTED) == published
        assert summary["covered_unknown"] < summary["functions"] - summary["without_element"]
    rover = row(whole(), "functions", phase="FE+", function="FN-M-305 L")
    assert (rover["organisations"], rover["firmness"]) == ("JAXA", "approved")
    # Nobody states what provides the functions of the Mars phase.
    assert row(whole(), "summary", phase="HTM")["without_element"] is None


def test_gateway_is_on_paper_only_since_it_was_paused() -> None:
    weak = {f.subjects[0].id for f in found(whole(), "weakly-covered") if f.subjects[1].id == "HLR"}
    gateway = {
        r["function"] for r in rows(whole(), "functions") if r["phase"] == "HLR" and r["elements"] == "EM-004"
    }
    assert gateway
    assert gateway <= weak


def test_an_unverified_contribution_marks_the_finding_and_its_words() -> None:
    resting = [f for f in found(whole(), "unallocated-but-addressed") if f.unverified]
    assert resting
    assert all("unverified" in finding.sentence for finding in resting)
    assert 0 < whole().basis.unverified < whole().basis.statements


def test_the_figures_are_drawn() -> None:
    for figure in whole().figures:
        assert figure_svg(figure).startswith("<svg")
        assert figure.caption
        assert figure.source.startswith("Functions stated by NASA")
    names = [figure.name for figure in whole().figures]
    assert len(set(names)) == len(names)
    by_name = {figure.name: figure for figure in whole().figures}
    cells = by_name["matrix-fe-plus"].data["cells"]
    assert sum(cell["value"] not in ("none", "addressed") for cell in cells) == 216
    bars = by_name["firmness-fe-plus"].data["bars"]
    assert sum(s["value"] for bar in bars for s in bar["segments"]) == 208
    links = by_name["flow-fe-plus"].data["links"]
    assert sum(link["value"] for link in links if link.get("category") == "gap") == 74


def test_an_interest_carries_no_number_in_the_figure_of_organisations() -> None:
    (figure,) = [f for f in whole().figures if f.name == "organisations-fe-plus"]
    for cell in figure.data["cells"]:
        assert (cell["value"] == "interest") == (cell["text"] == "")


def test_coverage_is_in_the_register() -> None:
    assert questions()["coverage"] is coverage
    assert next(iter(whole().tables)) == "summary"


def test_the_page_explains_every_parameter_table_column_and_finding() -> None:
    page = (ROOT / "docs" / "explanation" / "coverage.md").read_text(encoding="utf-8")
    names = [*whole().provenance.parameters, *whole().tables]
    names += [column.name for table in whole().tables.all for column in table.columns]
    names += [*kinds(whole()), "untraced-function"]
    names += [figure.name.removesuffix("-fe-plus") for figure in whole().figures if "fe-plus" in figure.name]
    assert [name for name in dict.fromkeys(names) if f"`{name}`" not in page] == []
