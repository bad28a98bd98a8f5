"""References that lead nowhere are told with file, sheet, row and column."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from ecliptic import reference, share
from ecliptic.share.loose_ends import loose_ends

HEADER = ["id", "name", "lead", "publisher", "stated_at"]


def workbook(path: Path, *rows: list[str]) -> Path:
    """A workbook of elements."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "elements"
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(path)
    return path


def test_the_place_of_a_dangling_reference_is_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "plan.xlsx",
        ["E1", "Rover", "NASA", "ESA", "2026-01-01"],
        ["E2", "Lander", "NSA", "ESA", "2026-01-01"],
    )
    (problem,) = loose_ends(share.read(path), reference.statements())
    assert (problem.file, problem.sheet, problem.row, problem.column) == ("plan.xlsx", "elements", 3, "lead")
    assert problem.value == "NSA"
    assert problem.severity == "error"
    assert problem.remedy


def test_what_the_inputs_state_themselves_is_no_loose_end(tmp_path: Path) -> None:
    content = {
        "element": [
            {"id": "E1", "name": "Rover", "realises": "E2", "publisher": "X", "stated_at": "2026-01-01"},
            {"id": "E2", "name": "Any rover", "publisher": "X", "stated_at": "2026-01-01"},
        ]
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert loose_ends(share.read(path)) == ()


def test_faults_of_the_known_statements_are_not_the_inputs(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", ["E1", "Rover", "NASA", "ESA", "2026-01-01"])
    known = share.read(workbook(tmp_path / "known.xlsx", ["E9", "Lander", "NOBODY", "ESA", "2026-01-01"]))
    found = loose_ends(share.read(path), known.statements)
    assert [problem.value for problem in found] == ["NASA"]


def test_the_place_in_a_json_file_is_its_path(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    entry = {"id": "E1", "name": "Rover", "lead": "NSA", "publisher": "ESA", "stated_at": "2026-01-01"}
    path.write_text(json.dumps({"element": [entry]}), encoding="utf-8")
    (problem,) = loose_ends(share.read(path))
    assert problem.column == "element[0].lead"


def test_a_foreign_workbook_has_places_too() -> None:
    lunar = reference.PACKAGES.parent / "sources" / "nasa" / "2025lunarobjectivedecomposition.xlsx"
    found = loose_ends(share.read(lunar))
    # Alone, the workbook refers to the publisher's objectives owner and to the segments that FE+ embraces.
    assert {problem.value for problem in found} == {"NASA", "FE", "SLE"}
    assert all(problem.sheet and problem.row for problem in found)
