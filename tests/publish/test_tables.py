"""Tables as CSV and JSON: units beside names, unknown left empty, no formula for a spreadsheet to run."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess import Column, Table
from ecliptic.publish import table_csv, table_json
from publish.sample import table


def rows_of(written: str) -> list[list[str]]:
    """A CSV text as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(written, newline="")))


def test_csv() -> None:
    assert rows_of(table_csv(table())) == [
        ["function", "name", "mass [kg]", "count [elements]", "marked", "firmness"],
        ["FN-T-101 L; FN-T-102 L", "Orion", "12.5", "3", "yes", "approved"],
        ["", "", "", "", "", ""],
    ]


def test_json() -> None:
    whole = json.loads(table_json(table()))
    assert whole["title"] == "Things of Orion"
    assert whole["columns"][2] == {
        "name": "mass",
        "meaning": "Mass",
        "type": "number",
        "unit": "kg",
        "kind": None,
    }
    assert whole["columns"][0]["kind"] == "function"
    assert whole["rows"][0]["count"] == 3
    assert whole["rows"][1] == dict.fromkeys(whole["rows"][0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    written = table_csv(Table("t", "T", (Column("a", "A"),), ((f"{start}1+1",),)))
    assert rows_of(written)[1] == [f"'{start}1+1"]


def test_negative_numbers_stay_numbers() -> None:
    written = table_csv(Table("t", "T", (Column("a", "A", "number"),), ((-1.5,),)))
    assert rows_of(written)[1] == ["-1.5"]


cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_no_cell_moves_to_another_place(rows: list[tuple[Any, Any]]) -> None:
    made = Table("t", "T", (Column("a", "A"), Column("b", "B")), tuple(rows))
    read = rows_of(table_csv(made))
    assert len(read) == len(rows) + 1
    assert all(len(row) == 2 for row in read)
    assert [list(row.values()) for row in json.loads(table_json(made))["rows"]] == [list(row) for row in rows]
