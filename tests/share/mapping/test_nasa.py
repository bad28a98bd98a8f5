"""NASA's workbooks through the shipped mappings, against counts made from their cells.

The workbooks are those in `src/ecliptic/reference/sources/nasa`; SOURCE.md there tells their origin. Counts
without another source were made by hand from the sheets, apart from this program.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import ecliptic.reference
from ecliptic.roadmap import Roadmap, references
from ecliptic.share.mapping import Mapped, apply, joined, recognise, shipped_mappings
from ecliptic.share.tables import open_tables
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Characteristic,
    DataGap,
    Element,
    Firmness,
    Function,
    Objective,
    Phase,
    Project,
    TaxonomyNode,
    TechnologyGap,
    UseCase,
)

SOURCES = Path(ecliptic.reference.__file__).parent / "sources"
FILES = {
    "lunar-2025": "nasa/2025lunarobjectivedecomposition.xlsx",
    "mars-2025": "nasa/2025marsobjectivedecomposition.xlsx",
    "technology-gaps-2025": "nasa/2025architecturedriventechnologygaps.xlsx",
    "data-gaps-2025": "nasa/2025architecturedrivendatagaps.xlsx",
    "lunar-2024": "nasa/acr24latfinal20241202.xlsx",
    "mars-2024": "nasa/acr24matfinal202410312.xlsx",
    "techport": "techport/techport_projects_batch1.csv",
}


@cache
def brought_in(name: str) -> Mapped:
    return apply(shipped_mappings()[name], open_tables(SOURCES / FILES[name]))


@cache
def roadmap(name: str) -> Roadmap:
    return Roadmap.build(brought_in(name).statements)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_recognised(name: str) -> None:
    assert recognise(open_tables(SOURCES / FILES[name])) is shipped_mappings()[name]


@pytest.mark.parametrize("name", FILES)
def test_there_is_no_problem_and_every_row_is_accounted_for(name: str) -> None:
    result = brought_in(name)
    assert [str(problem) for problem in result.problems] == []
    assert [str(account) for account in result.accounts if not account.is_balanced] == []
    assert sum(account.failed for account in result.accounts) == 0


@pytest.mark.parametrize("name", FILES)
def test_everything_is_said_by_nasa_with_its_source_and_no_firmness_that_the_source_does_not_give(
    name: str,
) -> None:
    for statement in brought_in(name).statements:
        assert statement.publisher == "NASA"
        assert statement.envelope.sources
        assert statement.envelope.stated_by == "compiled from public sources for Ecliptic"
        assert statement.firmness is None or statement.kind == "project"


# --- Moon, 2025 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "functions", "elements", "allocated", "marked", "single", "without"),
    # Shows of the first issue, counted from the sheets "... Functional Allocation".
    [("HLR", 58, 13, 86, 1, 36, 2), ("FE+", 208, 21, 216, 76, 86, 74)],
)
def test_lunar_2025_allocations(  # noqa: PLR0913 - one number for each count of the source
    phase: str, functions: int, elements: int, allocated: int, marked: int, single: int, without: int
) -> None:
    plan = roadmap("lunar-2025")
    listed = {f.id for f in plan.records(Function).values() if phase in f.phases}
    assert len(listed) == functions
    assert sum(phase in element.phases for element in plan.records(Element).values()) == elements
    allocations = [a for a in plan.records(Allocation).values() if a.phase == phase]
    provided = Counter(a.function for a in allocations if a.status is AllocationStatus.ALLOCATED)
    unallocated = {a.function for a in allocations if a.status is AllocationStatus.UNALLOCATED}
    assert provided.total() == allocated
    assert len(unallocated) == marked
    assert sum(count == 1 for count in provided.values()) == single
    assert len(listed - provided.keys()) == without
    contradictions = {"HLR": {"FN-M-504 L"}, "FE+": {"FN-P-101 L", "FN-P-301 L"}}
    assert (unallocated & provided.keys()) | (listed - provided.keys() - unallocated) == contradictions[phase]


def test_lunar_2025_allocations_are_the_marks_of_the_sheets() -> None:
    book = CalamineWorkbook.from_path(SOURCES / FILES["lunar-2025"])
    plan = roadmap("lunar-2025")
    names = {element.id: element.name for element in plan.records(Element).values()}
    ours = {
        (a.phase, a.function, names[a.element].replace("Gateway Expanded Capability", "Gateway"))
        for a in plan.records(Allocation).values()
        if a.element is not None
    }
    theirs = set()
    for phase in ("HLR", "FE+"):
        rows = book.get_sheet_by_name(f"{phase} Functional Allocation").to_python(skip_empty_area=False)
        header = rows[2]
        for row in rows[3:]:
            for label, mark in list(zip(header, row, strict=True))[3 : header.index("Unallocated")]:
                if str(mark).strip() == "X":
                    name = str(label).strip().replace("Gateway Expanded Capability", "Gateway")
                    theirs.add((phase, row[1], name))
    assert ours == theirs


@pytest.mark.parametrize(("phase", "use_cases", "objectives"), [("HLR", 44, 39), ("FE+", 163, 52)])
def test_lunar_2025_use_cases_and_objectives(phase: str, use_cases: int, objectives: int) -> None:
    plan = roadmap("lunar-2025")
    assert sum(phase in use_case.phases for use_case in plan.records(UseCase).values()) == use_cases
    assert sum(phase in objective.phases for objective in plan.records(Objective).values()) == objectives


def test_lunar_2025_blank_cells_are_gaps_in_the_trace_and_no_records() -> None:
    plan = roadmap("lunar-2025")
    assert all("BLANK" not in identifier for kind in plan.kinds for identifier in plan.taken(kind))
    traced = {use_case for function in plan.records(Function).values() for use_case in function.use_cases}
    # 17 rows of "FE+ Functions to Use Cases" name BLANK as the function of a use case.
    assert len(plan.records(UseCase).keys() - traced) == 17
    served = {objective for use_case in plan.records(UseCase).values() for objective in use_case.objectives}
    assert plan.records(Objective).keys() - served == {"OP-10 LM"}


def test_lunar_2025_trace_of_the_first_phase_is_that_of_the_later_restricted_to_it() -> None:
    book = CalamineWorkbook.from_path(SOURCES / FILES["lunar-2025"])
    plan = roadmap("lunar-2025")
    rows = book.get_sheet_by_name("HLR Functions to Use Cases").to_python(skip_empty_area=False)
    use_case, theirs = "", set()
    for row in rows[2:]:
        use_case = str(row[4]).strip() or use_case
        theirs.add((str(row[2]).strip(), use_case))
    listed = {u.id for u in plan.records(UseCase).values() if "HLR" in u.phases}
    ours = {
        (function.id, use_case)
        for function in plan.records(Function).values()
        if "HLR" in function.phases
        for use_case in function.use_cases
        if use_case in listed
    }
    assert ours == {pair for pair in theirs if "BLANK" not in pair}


def test_lunar_2025_sub_architectures_and_phases() -> None:
    plan = roadmap("lunar-2025")
    nodes = plan.records(TaxonomyNode)
    assert sum(node.level == 1 for node in nodes.values()) == 12
    assert sum(node.level == 2 for node in nodes.values()) == 44
    assert nodes["SA-C-200"].title == "PNT"
    assert nodes["SA-C-200"].parent == "SA-C"
    assert {f.sub_architecture for f in plan.records(Function).values()} <= nodes.keys()
    assert {phase.id: phase.includes for phase in plan.records(Phase).values()} == {
        "HLR": (),
        "FE+": ("FE", "SLE"),
    }


def test_lunar_2025_elements_keep_the_identifiers_of_the_edition_before() -> None:
    now, before = roadmap("lunar-2025").records(Element), roadmap("lunar-2024").records(Element)
    pairs = [(before[i].name, now[i].name) for i in sorted(now.keys() & before.keys())]
    relay = "Lunar Communications Relay and Navigation System"
    assert [pair for pair in pairs if pair[0] != pair[1]] == [
        (relay + "s", relay),
        ("Initial Surface Habitat", "Initial Surface Habitation"),
    ]
    assert now.keys() - before.keys() == {
        "lunar-utility-rover",
        "lunar-nuclear-fission-system",
        "communication-pnt-asset",
    }
    assert before.keys() - now.keys() == set()
    assert now["EM-004"].name == "Gateway"


# --- Mars, and the edition of 2024 ----------------------------------------------------------------


def test_mars_2025() -> None:
    plan = roadmap("mars-2025")
    assert len(plan.records(Function)) == 263
    assert len(plan.records(UseCase)) == 148
    assert len(plan.records(Objective)) == 46
    assert [phase.name for phase in plan.records(Phase).values()] == ["Humans to Mars"]
    assert not plan.records(Element)


def test_lunar_2024() -> None:
    plan = roadmap("lunar-2024")
    assert len(plan.records(Function)) == 206
    assert len(plan.records(UseCase)) == 162
    assert len(plan.records(Characteristic)) == 133
    assert len(plan.records(Objective)) == 53
    assert len(plan.records(Element)) == 18
    counts = Counter((a.phase, a.status.value) for a in plan.records(Allocation).values())
    assert counts == {
        ("HLR", "allocated"): 108,
        ("HLR", "unallocated"): 128,
        ("FE+", "allocated"): 188,
        ("FE+", "unallocated"): 81,
    }
    assert not any(use_case.objectives for use_case in plan.records(UseCase).values())
    assert plan.records(UseCase)["UC-T-105 L"].characteristics
    assert plan.records(Characteristic)["CN-T-108 L"].objectives[0] == "LPS-01 LM"


def test_mars_2024_whose_headings_are_merged_over_identifier_and_text() -> None:
    plan = roadmap("mars-2024")
    assert len(plan.records(Function)) == 218
    assert len(plan.records(UseCase)) == 113
    assert len(plan.records(Characteristic)) == 115
    assert len(plan.records(Objective)) == 46
    assert plan.records(Function)["FN-T-101 M"].name == "Staging of crewed Mars mission(s) in Earth vicinity"


def test_the_moon_and_mars_workbooks_of_an_edition_share_objectives() -> None:
    both = [*brought_in("lunar-2025").statements, *brought_in("mars-2025").statements]
    statements, problems = joined(both)
    assert problems == []
    plan = Roadmap.build(statements)
    assert plan.records(Objective)["LPS-01 LM"].phases == ("HLR", "FE+", "HTM")
    assert len(plan.records(Objective)) == 63  # NASA's Moon to Mars Objectives of 2022 are 63.


# --- gaps and projects ----------------------------------------------------------------------------


def test_technology_gaps() -> None:
    gaps = roadmap("technology-gaps-2025").records(TechnologyGap)
    assert sorted(gap.rank or 0 for gap in gaps.values()) == list(range(1, 58))
    assert Counter(gap.priority_bin for gap in gaps.values()) == {1: 6, 2: 9, 3: 15, 4: 6, 5: 12, 6: 9}
    first = next(gap for gap in gaps.values() if gap.rank == 1)
    assert first.id == "ESDMD-0801"
    pnt = gaps["ESDMD-0101"]
    assert pnt.title == "Positioning, Navigation, and Timing for Lunar Surface Extreme Environments"
    assert pnt.use_cases == ("UC-M-601 L", "UC-C-202 L", "UC-C-203 L")
    assert pnt.functions == ("FN-C-201 L",)
    assert pnt.phases == ("FE", "SLE")
    assert pnt.sub_architectures == ("SA-C",)
    assert len(pnt.child_gaps) == 3
    assert pnt.child_gaps[0] == "0101-01: Positioning and navigation systems for lunar surface applications"
    assert gaps["ESDMD-0103"].definition_tasks[0] == "LD-103 Surface Communications Strategy"
    assert not any(task.endswith(":") for gap in gaps.values() for task in gap.definition_tasks)


def test_traces_of_technology_gaps_are_all_that_the_cells_name() -> None:
    book = CalamineWorkbook.from_path(SOURCES / FILES["technology-gaps-2025"])
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
    gaps = roadmap("technology-gaps-2025").records(TechnologyGap)
    for row in rows:
        gap = gaps[str(row[0]).replace(" #", "-")]
        trace = str(row[7]).replace("\u00a0", " ")
        assert set(gap.use_cases) == set(re.findall(r"UC-[A-Z]-\d+ [LM]", trace))
        assert set(gap.functions) == set(re.findall(r"FN-[A-Z]-\d+ [LM]", trace))
        assert len(gap.child_gaps) == len(str(row[6]).strip().splitlines())


def test_data_gaps() -> None:
    gaps = roadmap("data-gaps-2025").records(DataGap)
    assert Counter(identifier[-1] for identifier in gaps) == {"L": 19, "M": 6}
    assert Counter(gap.phases for gap in gaps.values()) == {("HLR",): 17, ("FE",): 2, ("HTM",): 6}
    assert gaps["DN-001 L"].objectives == ("LPS-01 LM", "SE-05 LM", "LI-03 L")


def test_techport_projects() -> None:
    projects = roadmap("techport").records(Project)
    assert len(projects) == 299
    assert Counter(str(project.status) for project in projects.values()) == {
        "completed": 286,
        "active": 12,
        "cancelled": 1,
    }
    project = projects["techport-157166"]
    assert (project.title, project.techport) == ("Sensorimotor Countermeasures", 157166)
    assert (project.trl_begin, project.trl_now, project.trl_target) == (2, 5, 9)
    assert project.taxonomy == ("2024/TX06.3.2",)
    assert (str(project.start), str(project.end)) == ("2020-10-01", "2030-09-30")
    assert roadmap("techport").firmness("project", "techport-157166") is Firmness.APPROVED
    assert sum(project.trl_target is None for project in projects.values()) == 82


def test_what_the_workbooks_refer_to_is_in_the_workbooks() -> None:
    names = [name for name in FILES if name.endswith("2025")]
    statements, _ = joined(s for name in names for s in brought_in(name).statements)
    plan = Roadmap.build(statements)
    missing = {
        (kind, identifier)
        for origin in plan.kinds
        for statement in plan.taken(origin).values()
        for _, kind, identifier in references(statement.record)
        if plan.statement(kind, identifier) is None
    }
    # Two segments that the workbooks name in FE+ only, and the publisher itself, stand in other tables.
    assert missing == {("phase", "FE"), ("phase", "SLE"), ("organisation", "NASA")}
