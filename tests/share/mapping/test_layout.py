"""Finding headers and columns wherever somebody has moved them."""

from __future__ import annotations

import pytest

from foreign import complaints, mapped, mapped_csv, said

TABLE = """
[[tables]]
kind = "function"
sheet = "Plan"
fields.id = "No."
fields.name = "Function"
"""


def test_header_and_columns_may_move() -> None:
    rows = [
        ["Title of the plan"],
        [],
        ["Remark", " Function\u00a0", None, "NO.\n"],
        ["x", "Land", None, "F-1"],
    ]
    result = mapped(TABLE, rows)
    assert complaints(result) == []
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land"}]
    assert result.unread_columns == {"Plan": ("Remark",)}
    (account,) = result.accounts
    assert (account.rows, account.above, account.empty, account.made) == (4, 3, 0, 1)


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    assert complaints(mapped(TABLE, [["No.", "Title"], ["F-1", "Land"]])) == [
        'plan.xlsx, sheet Plan, row 1: has no column "Function". Give the mapping the label that the column '
        'has now. The header has "No.", "Title".'
    ]


def test_a_missing_header_is_reported() -> None:
    (text,) = complaints(mapped(TABLE, [["a", "b"], ["c", "d"]]))
    assert text.startswith('plan.xlsx, sheet Plan: has no row with the labels "No.", "Function".')


def test_a_missing_sheet_is_reported_with_those_that_are_there() -> None:
    result = mapped(TABLE, {"Other": [["No.", "Function"]], "Notes": [["x"]]})
    assert complaints(result)[0] == (
        'plan.xlsx: has no sheet called "Plan", which holds function. Name the sheet in the mapping. '
        'The file has "Other", "Notes".'
    )


def test_sheets_that_nobody_reads_give_a_warning_unless_they_are_ignored() -> None:
    sheets = {"Plan": [["No.", "Function"], ["F-1", "Land"]], "Notes": [["x"]], "Old plan": [["y"]]}
    ignore = 'ignore = [{ sheets = "Old .*", reason = "the last edition" }]\n'
    (problem,) = mapped(ignore + TABLE, sheets).problems
    assert (problem.sheet, problem.severity) == ("Notes", "warning")


def test_an_optional_sheet_may_be_missing() -> None:
    tables = TABLE + TABLE.replace('"Plan"', '"Annex"\noptional = true')
    assert complaints(mapped(tables, [["No.", "Function"], ["F-1", "Land"]])) == []


def test_two_columns_of_one_label_must_be_told_apart() -> None:
    rows = [["No.", "Function", "Function"], ["F-1", "Land", "Landing"]]
    (text,) = complaints(mapped(TABLE, rows))
    assert 'has several columns "Function". Say which one in the mapping: "Function#1" for the first' in text
    result = mapped(TABLE.replace('"Function"', '"Function#2"'), rows)
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Landing"}]


def test_a_heading_merged_over_two_columns_names_both() -> None:
    tables = TABLE.replace('"No."', '"Function#1"').replace('name = "Function"', 'name = "Function#2"')
    result = mapped(tables, [["Function", None], ["F-1", "Land"]], {"Plan": ["A1:B1"]})
    assert complaints(result) == []
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land"}]


def test_headers_of_several_lines_are_read_together() -> None:
    rows = [["Function", None, "No."], ["short", "long", None], ["L", "Land softly", "F-1"]]
    tables = TABLE.replace('"Function"', '"Function / long"') + "header_lines = 2\n"
    result = mapped(tables, rows, {"Plan": ["A1:B1", "C1:C2"]})
    assert complaints(result) == []
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land softly"}]


def test_tables_without_a_header_are_read_by_letter() -> None:
    tables = (
        TABLE.replace('"No."', '"@B"').replace('"Function"', '"@C"') + "header_lines = 0\nfirst_row = 2\n"
    )
    result = mapped(tables, [["some title"], [None, "F-1", "Land"]])
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land"}]


def test_a_column_letter_beyond_the_table_is_reported() -> None:
    tables = TABLE.replace('"No."', '"@A"').replace('"Function"', '"@Z"') + "header_lines = 0\n"
    (text,) = complaints(mapped(tables, [["F-1", "Land"]]))
    assert 'has no column "@Z"' in text


def test_csv_needs_no_sheet() -> None:
    result = mapped_csv(TABLE.replace('sheet = "Plan"\n', ""), "No.;Function\nF-1;Land\n")
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land"}]


def test_a_csv_row_longer_than_its_header_is_reported() -> None:
    result = mapped_csv(
        TABLE.replace('sheet = "Plan"\n', ""), "No.,Function\nF-1,Land, then drive\nF-2,Drive\n"
    )
    assert complaints(result) == [
        'plan.csv, row 2: "then drive" has more cells than the header. '
        "Put texts that contain the separator in quotation marks."
    ]
    assert [record["id"] for record in said(result)] == ["F-2"]


@pytest.mark.parametrize("rows", [[], [[]], [["No."]]])
def test_empty_sheets_are_reported(rows: list[list[str]]) -> None:
    assert complaints(mapped(TABLE, rows))


def test_a_header_of_two_lines_below_an_empty_row_is_read_whole() -> None:
    rows = [["Plan"], [], ["No.", "Function", "Budget"], [None, None, 2027], ["F-1", "Land", 5]]
    tables = TABLE + "header_lines = 2\n"
    result = mapped(tables, rows, {"Plan": ["A3:A4", "B3:B4"]})
    assert complaints(result) == []
    assert result.accounts[0].above == 4
    assert said(result) == [{"kind": "function", "id": "F-1", "name": "Land"}]
    assert result.unread_columns == {"Plan": ("2027",)} or result.unread_columns == {
        "Plan": ("Budget / 2027",)
    }
