"""`ecliptic assess` on NASA's lunar workbook of 2025, against the counts of that workbook itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run

# Counted cell by cell in the sheets "HLR/FE+ Functional Allocation" and "... Use Cases to Objectives".
PUBLISHED = {
    "HLR": {
        "functions": 58,
        "elements": 13,
        "allocations": 86,
        "single_provider": 36,
        "marked": 1,
        "without_element": 2,
        "use_cases": 44,
        "objectives": 39,
    },
    "FE+": {
        "functions": 208,
        "elements": 21,
        "allocations": 216,
        "single_provider": 86,
        "marked": 76,
        "without_element": 74,
        "use_cases": 163,
        "objectives": 52,
    },
}


@pytest.mark.parametrize("phase", ["HLR", "FE+"])
def test_summary_gives_the_counts_of_the_workbook(
    ecliptic: Callable[..., Run], lunar_2025: Path, phase: str
) -> None:
    run = ecliptic(
        "assess", "coverage", lunar_2025, "--phase", phase, "--table", "summary", "--format", "csv"
    )
    assert run.code == 0, run.err
    (row,) = csv.DictReader(io.StringIO(run.out))
    # The heading gives the unit beside the name: "functions [functions]".
    counts = {heading.partition(" [")[0]: value for heading, value in row.items()}
    assert {name: int(counts[name]) for name in PUBLISHED[phase]} == PUBLISHED[phase]


def test_contradictions_are_told(ecliptic: Callable[..., Run], lunar_2025: Path) -> None:
    hlr = ecliptic("assess", "coverage", lunar_2025, "--phase", "HLR")
    assert "FN-M-504 L" in hlr.out
    later = ecliptic("assess", "coverage", lunar_2025, "--phase", "FE+", "--findings", "all")
    assert "FN-P-101 L" in later.out
    assert "FN-P-301 L" in later.out


def test_json_is_the_whole_assessment_and_the_same_twice(
    ecliptic: Callable[..., Run], lunar_2025: Path
) -> None:
    first = ecliptic("assess", "coverage", lunar_2025, "--format", "json")
    second = ecliptic("assess", "coverage", lunar_2025, "--format", "json")
    assert first.out == second.out
    content = json.loads(first.out)
    assert content["provenance"]["question"] == "coverage"
    assert all(finding["identity"].startswith("coverage-") for finding in content["findings"])


def test_list_names_every_question(ecliptic: Callable[..., Run]) -> None:
    run = ecliptic("assess", "list")
    assert run.code == 0
    for question in ("coverage", "readiness", "overlap", "health", "partnership", "schedule"):
        assert question in run.out


def test_unknown_table_names_the_tables(ecliptic: Callable[..., Run], lunar_2025: Path) -> None:
    run = ecliptic("assess", "coverage", lunar_2025, "--table", "nothing")
    assert run.code == 2
    assert "summary" in run.err


def test_unknown_phase_is_wrong_use_and_names_the_phases(
    ecliptic: Callable[..., Run], lunar_2025: Path
) -> None:
    run = ecliptic("assess", "coverage", lunar_2025, "--phase", "XYZ")
    assert run.code == 2
    assert "HLR" in run.err


def test_rows_must_be_a_number(ecliptic: Callable[..., Run], lunar_2025: Path) -> None:
    run = ecliptic("assess", "coverage", lunar_2025, "--rows", "few")
    assert run.code == 2
    assert "all" in run.err


def test_workbook_without_a_known_layout_is_a_problem_in_the_data(
    ecliptic: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"no workbook")
    run = ecliptic("assess", "coverage", path)
    assert run.code == 1
    assert "notes.xlsx" in run.err
    assert "Traceback" not in run.err


def test_time_travel_before_the_first_statement_is_an_empty_roadmap(
    ecliptic: Callable[..., Run], lunar_2025: Path
) -> None:
    run = ecliptic("assess", "coverage", lunar_2025, "--as-of", "2020-01-01")
    assert run.code == 0
    assert "no statement" in run.out


def test_bad_instant_is_wrong_use(ecliptic: Callable[..., Run], lunar_2025: Path) -> None:
    run = ecliptic("assess", "coverage", lunar_2025, "--as-of", "last year")
    assert run.code == 2
    assert "2025-06-30" in run.err
