"""`ecliptic share`: in, out, templates and comparisons."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import ecliptic as ec
from cli.conftest import Run


def test_check_counts_what_it_read(ecliptic: Callable[..., Run], lunar_2025: Path) -> None:
    run = ecliptic("share", "check", lunar_2025)
    assert run.code == 0, run.err
    assert "function" in run.out
    assert "208" in run.out


def test_check_without_input_is_wrong_use(ecliptic: Callable[..., Run]) -> None:
    assert ecliptic("share", "check").code == 2


def test_missing_input_is_a_problem_not_a_traceback(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("share", "check", tmp_path / "nowhere.xlsx")
    assert run.code == 1
    assert "nowhere.xlsx" in run.err


@pytest.mark.parametrize("name", ["plans", "plans.xlsx", "plans.json"])
def test_import_and_read_again_give_the_same_digest(
    ecliptic: Callable[..., Run], lunar_2025: Path, tmp_path: Path, name: str
) -> None:
    run = ecliptic("share", "import", lunar_2025, "--output", tmp_path / name)
    assert run.code == 0, run.err
    assert ec.read(tmp_path / name).digest == ec.read(lunar_2025).digest


def test_output_of_unknown_suffix_is_wrong_use(
    ecliptic: Callable[..., Run], lunar_2025: Path, tmp_path: Path
) -> None:
    run = ecliptic("share", "import", lunar_2025, "--output", tmp_path / "plans.docx")
    assert run.code == 2
    assert ".xlsx" in run.err


def test_export_of_an_unknown_kind_names_the_kinds(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("share", "export", "--kind", "rocket", "--output", tmp_path / "x.json")
    assert run.code == 2
    assert "mission" in run.err


def test_template_goes_out_and_confirmed_rows_come_back(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    made = ecliptic("share", "template", "ESA", "--output", tmp_path / "esa.xlsx")
    assert made.code == 0, made.err
    back = ecliptic(
        "share",
        "submit",
        tmp_path / "esa.xlsx",
        "--output",
        tmp_path / "esa.json",
        "--stated-at",
        "2026-11-01",
    )
    # Nothing was confirmed, so nothing is said: silence is not agreement.
    assert back.code == 0, back.err
    assert "Wrote 0 statements" in back.err


def test_bad_instant_of_a_submission_is_wrong_use(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("share", "submit", "x.xlsx", "--output", tmp_path / "x.json", "--stated-at", "soon")
    assert run.code == 2
    assert "2025-06-30" in run.err


def test_template_for_an_unknown_organisation_is_wrong_use(
    ecliptic: Callable[..., Run], tmp_path: Path
) -> None:
    run = ecliptic("share", "template", "NOBODY", "--output", tmp_path / "x.xlsx")
    assert run.code == 2
    assert "NOBODY" in run.err


def test_compare_tells_editions_apart(
    ecliptic: Callable[..., Run], lunar_2024: Path, lunar_2025: Path
) -> None:
    run = ecliptic("share", "compare", lunar_2024, lunar_2025, "--format", "json")
    assert run.code == 0, run.err
    found = json.loads(run.out)
    kinds = {row["kind"]: row for row in found["kinds"]}
    # Sheet "C&Ns" of the 2024 workbook lists 133 of them; the 2025 workbook has no such sheet.
    assert kinds["characteristic"]["before"] == 133
    assert "characteristic" in found["dropped_kinds"]
    assert kinds["characteristic"]["after"] == 0
    # Sheets "Functions" (2024) and "FE+ Functions" (2025).
    assert (kinds["function"]["before"], kinds["function"]["after"]) == (206, 208)
    assert (kinds["function"]["added"], kinds["function"]["withdrawn"]) == (2, 0)
    changes = {row["change"] for row in found["changes"] if row["kind"] == "function"}
    assert changes >= {"added", "reworded"}
    assert found["reallocated"]


def test_compare_prints_tables(ecliptic: Callable[..., Run], lunar_2024: Path, lunar_2025: Path) -> None:
    run = ecliptic("share", "compare", lunar_2024, lunar_2025)
    assert "What changed, by kind" in run.out
    assert "Functions allocated otherwise" in run.out
