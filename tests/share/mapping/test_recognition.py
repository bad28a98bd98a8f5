"""Finding the mapping that fits a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecliptic.errors import DataProblemsError
from ecliptic.share.mapping import Mapping, read_mapping, recognise
from ecliptic.share.tables import open_tables
from foreign import ENVELOPE, write_workbook

TABLE = """
[[tables]]
kind = "function"
sheet = "Plan"
fields.id = "No."
fields.name = "Function"
"""
PLAN = {"Plan": [["My plan"], ["No.", "Function"]], "Notes": [["x"]]}


def mapping(title: str, recognise: str) -> Mapping:
    return read_mapping(ENVELOPE.replace("Test", title) + f"recognise = {recognise}\n" + TABLE, "m.toml")


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ('{ sheets = ["plan "] }', True),
        ('{ sheets = ["Plan", "Annex"] }', False),
        ('{ sheets = ["Plan"], without = ["Notes"] }', False),
        ('{ sheets = ["Plan"], columns = ["function", "NO."] }', True),
        ('{ sheets = ["Notes"], columns = ["Function"] }', False),
        ('{ columns = ["Function"] }', True),
        ('{ without = ["Annex"] }', True),
        ("{}", False),
    ],
)
def test_what_a_file_must_hold(tmp_path: Path, wanted: str, fits: bool) -> None:
    tables = open_tables(write_workbook(tmp_path / "a.xlsx", PLAN))
    found = recognise(tables, [mapping("One", wanted)])
    assert (found is not None) is fits


def test_the_mapping_with_the_most_conditions_is_taken(tmp_path: Path) -> None:
    tables = open_tables(write_workbook(tmp_path / "a.xlsx", PLAN))
    loose, strict = (
        mapping("Loose", '{ sheets = ["Plan"] }'),
        mapping("Strict", '{ sheets = ["Plan", "Notes"] }'),
    )
    assert recognise(tables, [loose, strict]) is strict


def test_a_draw_is_left_to_the_user(tmp_path: Path) -> None:
    tables = open_tables(write_workbook(tmp_path / "a.xlsx", PLAN))
    both = [mapping("One", '{ sheets = ["Plan"] }'), mapping("Two", '{ sheets = ["Notes"] }')]
    with pytest.raises(DataProblemsError, match='fits several mappings equally well: "One", "Two"'):
        recognise(tables, both)


def test_csv_is_recognised_by_its_columns_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("No.,Function,Remark\n", encoding="utf-8")
    tables = open_tables(tmp_path / "a.csv")
    assert recognise(tables, [mapping("One", '{ columns = ["No.", "Function"] }')]) is not None
    assert recognise(tables, [mapping("One", '{ sheets = ["a"] }')]) is None


def test_an_unknown_layout_fits_no_shipped_mapping(tmp_path: Path) -> None:
    assert recognise(open_tables(write_workbook(tmp_path / "a.xlsx", PLAN))) is None
