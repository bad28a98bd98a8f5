"""The plan of the how-to: a layout that is nobody's, brought in by its mapping file alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecliptic.roadmap import Roadmap
from ecliptic.share import read
from ecliptic.share.mapping import apply, load_mapping, recognise
from ecliptic.share.tables import open_tables
from ecliptic.vocabulary import Allocation, Budget, Element, Function, Mission, Organisation
from invented_plan import write_plan

DOCS = Path(__file__).parents[3] / "docs" / "how-to"
EXAMPLES = DOCS / "examples"
MAPPING = EXAMPLES / "plan.toml"


@pytest.fixture
def plan() -> Roadmap:
    return Roadmap.build(read(EXAMPLES / "plan.xlsx", mapping=MAPPING).statements)


def test_the_workbook_of_the_page_is_the_one_that_the_script_makes(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.xlsx")
    ours, shown = open_tables(tmp_path / "plan.xlsx"), open_tables(EXAMPLES / "plan.xlsx")
    assert ours.sheet_names == shown.sheet_names
    for sheet in ours.sheet_names:
        assert ours.table(sheet).rows == shown.table(sheet).rows
        assert ours.table(sheet).merged == shown.table(sheet).merged


def test_there_are_no_problems_and_all_rows_are_accounted_for() -> None:
    tables = open_tables(EXAMPLES / "plan.xlsx")
    mapping = load_mapping(MAPPING)
    assert recognise(tables, [mapping]) is mapping
    result = apply(mapping, tables)
    assert [str(problem) for problem in result.problems] == []
    assert all(account.is_balanced for account in result.accounts)
    assert result.accounts[1].skipped == {"sums": 2, "notes at the foot": 2}


def test_projects_become_missions(plan: Roadmap) -> None:
    missions = plan.records(Mission)
    assert {identifier: str(mission.launch) for identifier, mission in missions.items()} == {
        "HOP-1": "late 2028",
        "HOP-2": "NET 2032",
        "ROV-A": "2030/2031",
        "GAR-1": "None",
    }
    assert missions["HOP-1"].partners == ("JAXA", "ISRO")
    assert missions["HOP-2"].partners == ()
    assert [missions[i].type for i in ("HOP-1", "HOP-2", "GAR-1")] == [
        "Surface access",
        "Surface access",
        "Living on the Moon",
    ]
    firmness = {identifier: str(plan.firmness("mission", identifier)) for identifier in missions}
    assert firmness == {"HOP-1": "approved", "HOP-2": "concept", "ROV-A": "planned", "GAR-1": "concept"}


def test_years_become_budgets_and_what_is_not_decided_is_not_zero(plan: Roadmap) -> None:
    budgets = plan.records(Budget)
    assert budgets["HOP-1-2027"].amount == 45_500_000
    assert str(budgets["HOP-1-2027"].period) == "2027"
    assert "GAR-1-2028" not in budgets
    assert len(budgets) == 11


def test_marks_become_allocations_under_merged_headings(plan: Roadmap) -> None:
    assert {a.id: a.basis for a in plan.records(Allocation).values()} == {
        "MSA-first-steps:L-1:HOP-1": None,
        "MSA-first-steps:L-2:ROV-A": "helps to provide it",
        "MSA-settled:L-1:HOP-2": None,
        "MSA-settled:L-1:ROV-A": None,
        "MSA-settled:L-2:ROV-A": None,
    }
    assert list(plan.records(Function)) == ["L-1", "L-2", "L-3"]
    assert plan.records(Element)["ROV-A"].phases == ("MSA-first-steps", "MSA-settled")
    assert plan.records(Organisation)["MSA"].name == "Meridian Space Agency"


def test_the_page_shows_parts_of_the_mapping_that_exist() -> None:
    page = (DOCS / "import-a-workbook.md").read_text(encoding="utf-8")
    mapping = MAPPING.read_text(encoding="utf-8")
    marks = re.findall(r":(?:start-after|end-before): '(.+)'", page)
    assert marks
    assert [mark for mark in marks if mark not in mapping] == []
