"""Rows on their way to records: filled down, skipped, merged, taken apart, and all accounted for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.share.mapping import Mapped, apply, read_mapping
from ecliptic.share.tables import open_tables
from foreign import ENVELOPE, complaints, mapped, said

TRACE = """
[[tables]]
kind = "function"
repeats = "merge"
fill_down = ["Use case"]
skip = [{ column = "No.", matches = "BLANK", reason = "no function" }]
fields.id = "No."
fields.name = { column = "Function", optional = true }
fields.use_cases = { column = "Use case", blank = ["BLANK"] }
"""
MATRIX = """
[[tables]]
kind = "allocation"
each = "mark"
matrix = { after = "Function", marks = ["X", "(x)"] }
fields.id = { text = "{function}:{element}" }
fields.function = "No."
fields.element = { heading = true, lookup = { Lander = "EL-1", Rover = "EL-2" } }
fields.phase = { constant = "P1" }
fields.basis = { mark = true, lookup = { "(x)" = "subject to funding" }, unknown = "drop" }
"""


def balanced(result: Mapped) -> bool:
    return all(account.is_balanced for account in result.accounts)


def test_empty_cells_are_filled_down_and_several_rows_make_one_record() -> None:
    rows = [
        ["No.", "Function", "Use case"],
        ["F-1", "Land", "UC-1"],
        ["F-2", "Drive", None],
        ["F-1", "Land", "UC-2"],
        ["BLANK", "BLANK", "UC-3"],
        ["F-2", "Drive", "BLANK"],
        ["F-2", "Drive", None],
    ]
    result = mapped(TRACE, rows)
    assert said(result) == [
        {"kind": "function", "id": "F-1", "name": "Land", "use_cases": ("UC-1", "UC-2")},
        {"kind": "function", "id": "F-2", "name": "Drive", "use_cases": ("UC-1",)},
    ]
    (account,) = result.accounts
    assert account.skipped == {"no function": 1}
    assert balanced(result)
    assert str(account).startswith(
        "Plan to function: 7 rows, 1 above the data, 0 empty, 1 skipped (no function),"
    )


def test_merged_cells_count_as_filled() -> None:
    rows = [
        ["No.", "Function", "Use case"],
        ["F-1", "Land", "UC-1"],
        ["F-2", "Drive", None],
        ["F-3", "Stop", None],
    ]
    tables = TRACE.replace('fill_down = ["Use case"]\n', "")
    result = mapped(tables, rows, {"Plan": ["C2:C3"]})
    assert [record.get("use_cases") for record in said(result)] == [("UC-1",), ("UC-1",), None]


def test_the_first_wording_is_kept_and_another_gives_a_warning() -> None:
    rows = [
        ["No.", "Function", "Use case"],
        ["F-1", "Land", "UC-1"],
        ["F-1", "Land ", "UC-2"],
        ["F-1", "Touch down", None],
    ]
    result = mapped(TRACE, rows)
    assert said(result)[0]["name"] == "Land"
    (problem,) = result.problems
    assert problem.severity == "warning"
    assert str(problem) == (
        'plan.xlsx, sheet Plan, row 4, Function: "Touch down" is said differently from the first time '
        '("Land"), which is kept. Make both equal; the first stands in row 2.'
    )


def test_identifiers_that_come_again_are_refused_unless_the_mapping_says_otherwise() -> None:
    rows = [["No.", "Function", "Use case"], ["F-1", "Land", "UC-1"], ["F-1", "Drive", "UC-2"]]
    result = mapped(TRACE.replace('"merge"', '"refuse"'), rows)
    assert complaints(result) == [
        'plan.xlsx, sheet Plan, row 3, No.: "F-1" comes again; it stands in row 2 already. '
        'Give each an identifier of its own, or set repeats = "merge" in the mapping if they are one thing.'
    ]
    numbered = mapped(
        TRACE.replace('"merge"', '"number"'), [*rows, ["F-1 2", "Stop", "UC-3"], ["F-1", "Go", None]]
    )
    assert [record["id"] for record in said(numbered)] == ["F-1", "F-1 2", "F-1 2 2", "F-1 3"]


def test_a_thing_that_is_stated_again_has_as_many_versions_in_the_order_of_the_rows() -> None:
    rows = [["No.", "Function", "Use case"], ["F-1", "Land", "UC-1"], ["F-2", "Stop", None]]
    restated = mapped(
        TRACE.replace('"merge"', '"restate"'), [*rows, ["F-1", "Drive", "UC-2"], ["F-1", "Go", None]]
    )
    assert restated.problems == ()
    assert {(s.id, s.version, s.record.label) for s in restated.statements} == {
        ("F-1", 1, "Land"),
        ("F-2", 1, "Stop"),
        ("F-1", 2, "Drive"),
        ("F-1", 3, "Go"),
    }


def test_one_thing_said_by_two_publishers_is_two_statements() -> None:
    rows = [["No.", "Function", "Use case", "By"], ["F-1", "Land", "UC-1", "A"], ["F-1", "Land", "UC-1", "B"]]
    tables = TRACE.replace('"merge"', '"refuse"') + 'envelope.publisher = "By"\n'
    assert [s.publisher for s in mapped(tables, rows).statements] == ["A", "B"]


def test_parts_from_several_sources_keep_all_sources_and_stay_unverified() -> None:
    rows = [
        ["No.", "Function", "Use case", "From"],
        ["F-1", "Land", "UC-1", "one"],
        ["F-1", "Land", "UC-2", "recalled"],
    ]
    tables = (
        TRACE + 'envelope.sources = "From"\nenvelope.unverified = { column = "From", has = "recalled" }\n'
    )
    (statement,) = mapped(tables, rows).statements
    assert statement.envelope.sources == ("one", "recalled")
    assert statement.unverified


def test_rows_after_a_label_are_skipped() -> None:
    skip = 'skip = [{ column = "No.", matches = "Notes.*", onwards = true, reason = "notes at the foot" }]'
    rows = [
        ["No.", "Function", "Use case"],
        ["F-1", "Land", "UC-1"],
        [],
        ["Notes:"],
        ["this is a draft"],
        [],
        ["x"],
    ]
    result = mapped(TRACE.replace(TRACE.splitlines()[5], skip), rows)
    (account,) = result.accounts
    assert account.skipped == {"notes at the foot": 3}
    assert account.empty == 2
    assert balanced(result)


def test_rules_may_look_at_what_is_empty() -> None:
    skip = 'skip = [{ column = "Use case", empty = true, reason = "untraced" }]\nblank = ["-"]'
    tables = TRACE.replace(TRACE.splitlines()[5], skip).replace('fill_down = ["Use case"]\n', "")
    rows = [
        ["No.", "Function", "Use case"],
        ["F-1", "Land", "UC-1"],
        ["F-2", "Drive", None],
        ["F-3", "Stop", "-"],
    ]
    result = mapped(tables, rows)
    assert [record["id"] for record in said(result)] == ["F-1"]
    other = mapped(tables.replace("empty = true", "empty = false"), rows)
    assert [record["id"] for record in said(other)] == ["F-2", "F-3"]


def test_a_row_without_an_identifier_is_reported() -> None:
    result = mapped(TRACE, [["No.", "Function", "Use case"], [None, "Land", "UC-1"]])
    assert complaints(result) == [
        "plan.xlsx, sheet Plan, row 2, No.: is missing. Give it, or skip such rows by a rule in the mapping."
    ]


def test_each_mark_of_a_matrix_makes_a_record() -> None:
    rows = [["No.", "Function", "Lander", "Rover"], ["F-1", "Land", "X", None], ["F-2", "Drive", None, None]]
    result = mapped(MATRIX, [*rows, ["F-3", "Carry", " x ", "(X)"]])
    assert complaints(result) == []
    assert [(record["id"], record.get("basis")) for record in said(result)] == [
        ("F-1:EL-1", None),
        ("F-3:EL-1", None),
        ("F-3:EL-2", "subject to funding"),
    ]
    (account,) = result.accounts
    assert (account.made, account.nothing, account.marks, account.records) == (2, 1, 3, 3)
    assert balanced(result)


def test_what_is_no_mark_is_reported_and_the_others_are_kept() -> None:
    rows = [
        ["No.", "Function", "Lander", "Rover"],
        ["F-1", "Land", "X", "maybe"],
        ["F-2", "Drive", "X", None],
    ]
    result = mapped(MATRIX, rows)
    assert complaints(result) == [
        'plan.xlsx, sheet Plan, row 2, Rover: "maybe" is not a mark. Use "(x)", "x", or add it to the marks '
        "in the mapping."
    ]
    assert [record["id"] for record in said(result)] == ["F-1:EL-1", "F-2:EL-1"]


def test_headings_that_the_mapping_does_not_know_are_reported() -> None:
    rows = [["No.", "Function", "Lander", "Hopper"], ["F-1", "Land", "X", "X"]]
    (text,) = complaints(mapped(MATRIX, rows))
    assert text.startswith('plan.xlsx, sheet Plan, row 2: "Hopper" is not a word that the mapping knows.')


def test_marks_under_no_heading_are_reported() -> None:
    rows = [["No.", "Function", "Lander", None, "Rover"], ["F-1", "Land", "X", "X", None]]
    (text,) = complaints(mapped(MATRIX, rows))
    assert text == (
        'plan.xlsx, sheet Plan, row 2, column D: "X" stands in a matrix under no heading. '
        "Give the column a heading, or clear the cell."
    )


def test_a_matrix_may_end_before_a_column_and_leave_columns_out() -> None:
    rows = [["No.", "Function", "Lander", "Sum", "Rover", "Remark"], ["F-1", "Land", "X", "1", "X", "good"]]
    tables = MATRIX.replace('after = "Function"', 'after = "Function", until = "Remark", except = ["sum"]')
    result = mapped(tables, rows)
    assert [record["element"] for record in said(result)] == ["EL-1", "EL-2"]
    assert (
        result.unread_columns == {"Plan": ("Function", "Sum", "Remark")}
        or "Sum" in result.unread_columns["Plan"]
    )


def test_headings_of_a_matrix_make_records() -> None:
    tables = """
    [[tables]]
    kind = "element"
    each = "heading"
    matrix = { columns = "EL-.*" }
    let.parts = { heading = true, pattern = "(EL-[0-9]): (?P<name>.+)", text = "{name}" }
    fields.id = { heading = true, find = "EL-[0-9]" }
    fields.name = { text = "{parts}" }
    """
    result = mapped(tables, [["No.", "EL-1: Lander", "Sum", "EL-2:\nRover"], ["F-1", None, "X", None]])
    assert said(result) == [
        {"kind": "element", "id": "EL-1", "name": "Lander"},
        {"kind": "element", "id": "EL-2", "name": "Rover"},
    ]
    assert balanced(result)


def test_numbers_in_a_matrix_are_values() -> None:
    tables = """
    [[tables]]
    kind = "budget"
    each = "mark"
    matrix = { columns = "20[0-9]{2}" }
    fields.id = { text = "{organisation}-{year}" }
    let.year = { heading = true }
    fields.organisation = "Who"
    fields.period = { heading = true }
    fields.amount = { mark = true, scale = 1000000 }
    fields.currency = { constant = "EUR" }
    fields.scope = { constant = "total" }
    """
    records = said(mapped(tables, [["Who", 2027, 2028], ["A", 12.5, 0], ["B", None, 3]]))
    assert [(record["id"], record["amount"]) for record in records] == [
        ("A-2027", 12_500_000),
        ("A-2028", 0),
        ("B-2028", 3_000_000),
    ]


def test_each_item_of_a_cell_makes_a_record() -> None:
    tables = """
    [[tables]]
    kind = "contribution"
    each = "who"
    let.who = { column = "Agencies", split = ";" }
    fields.id = { text = "{who}-{target}" }
    fields.organisation = { text = "{who}" }
    fields.role = { constant = "partner" }
    fields.target_kind = { constant = "element" }
    fields.target = "Element"
    envelope.publisher = { text = "{who}" }
    """
    result = mapped(tables, [["Element", "Agencies"], ["EL-1", "A; B"], ["EL-2", None], ["EL-3", "C"]])
    assert [(s.id, s.publisher) for s in result.statements] == [
        ("A-EL-1", "A"),
        ("B-EL-1", "B"),
        ("C-EL-3", "C"),
    ]
    (account,) = result.accounts
    assert (account.made, account.nothing, account.records) == (2, 1, 3)


def test_groups_of_a_sheet_name_can_be_used() -> None:
    tables = """
    [[tables]]
    kind = "function"
    sheets = "(?P<phase>P[0-9]) Functions"
    repeats = "merge"
    fields.id = "No."
    fields.name = "Function"
    fields.phases = { text = "{phase}" }
    """
    rows = [["No.", "Function"], ["F-1", "Land"]]
    result = mapped(tables, {"P1 Functions": rows, "P2 \u00a0Functions": [*rows, ["F-2", "Drive"]]})
    assert [(record["id"], record["phases"]) for record in said(result)] == [
        ("F-1", ("P1", "P2")),
        ("F-2", ("P2",)),
    ]


def test_errors_and_formulas_without_a_result_are_reported_where_they_are_used(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    book.active.append(["No.", "Function", "Use case", "Sum"])
    book.active.append(["F-1", "=A1", "UC-1", "=1+1"])
    book.active.append(["F-2", "Drive", "#REF!", None])
    book.active.append(["F-3", "Stop", "UC-1", "=1+1"])
    book.save(tmp_path / "plan.xlsx")
    result = apply(read_mapping(ENVELOPE + TRACE, "test.toml"), open_tables(tmp_path / "plan.xlsx"))
    assert complaints(result) == [
        "plan.xlsx, sheet Plan, row 2, Function: holds a formula whose result was not stored. Open the file "
        "in a spreadsheet program, let it calculate, and save it; or type the value.",
        'plan.xlsx, sheet Plan, row 3, Use case: "#REF!" is an error that a formula gave. Mend the formula, '
        "or type the value.",
    ]
    assert [record["id"] for record in said(result)] == ["F-3"]
    assert balanced(result)


@given(st.lists(st.sampled_from(["F", "-", "skip", "bad", ""]), max_size=30))
def test_every_row_is_accounted_for(kinds: list[str]) -> None:
    tables = """
    [[tables]]
    kind = "function"
    repeats = "merge"
    skip = [{ column = "No.", matches = "skip", reason = "asked for" }]
    fields.id = { column = "No.", pattern = "F" }
    fields.name = { constant = "n" }
    """
    rows = [["No.", "Remark"], *([kind or None, "x" if kind in ("F", "bad") else None] for kind in kinds)]
    result = mapped(tables, rows)
    (account,) = result.accounts
    assert account.is_balanced
    assert account.made == kinds.count("F")
    assert account.skipped.total() == kinds.count("skip")
    assert account.failed == len(result.problems) == kinds.count("bad") + kinds.count("-")
