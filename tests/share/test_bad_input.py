"""What goes wrong in spreadsheets: each fault gives a list that says where it is and what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Roadmap, audit
from ecliptic.share import read
from ecliptic.vocabulary import Element
from plans import lines

HEAD = ["id", "name", "publisher", "stated_at", "mass_kg", "first_use", "firmness", "partners"]
GOOD = ["E1", "Lander", "NASA", "2024-12-02", 12_000, "2028", "planned", "ESA"]

Change = Callable[[Any], None]


def workbook(
    path: Path, rows: list[list[Any]], change: Change = lambda _: None, sheet: str = "elements"
) -> Path:
    """A workbook of ours with these rows in one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.create_sheet("_ecliptic").append(["format", 1])
    change(book)
    book.save(path)
    return path


def row(**values: Any) -> list[Any]:
    return [values.get(name, good) for name, good in zip(HEAD, GOOD, strict=True)]


def problems(path: Path) -> tuple[Problem, ...]:
    """What is wrong, after checking that nothing is taken unless that is asked for."""
    with pytest.raises(DataProblemsError) as raised:
        read(path)
    assert read(path, keep_good=True).problems == raised.value.problems
    for problem in raised.value.problems:
        assert problem.file
        assert problem.remedy.endswith(".")
        assert "Traceback" not in str(problem)
    return raised.value.problems


def good(path: Path) -> list[str]:
    """Identifiers of what survives where that is asked for."""
    return [statement.id for statement in read(path, keep_good=True).statements]


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"mass_kg": "twelve"}, 'mass_kg: "twelve" is not a number. Give a number in kg, such as 12000'),
        ({"mass_kg": "12,000"}, 'mass_kg: "12,000" is not a number'),
        ({"mass_kg": "12000 kg"}, 'mass_kg: "12000 kg" is not a number'),
        ({"mass_kg": -5}, 'mass_kg: "-5" is out of range'),
        ({"mass_kg": date(2024, 1, 2)}, 'mass_kg: "2024-01-02" is not a number'),
        ({"first_use": "soon"}, 'first_use: "soon" is not a date. Write it in one of these forms: 2028, '),
        ({"first_use": "2028-02-30"}, 'first_use: "2028-02-30" is not a date'),
        ({"first_use": 47_000}, 'first_use: "47000" is not a date'),
        ({"firmness": "firm"}, 'firmness: "firm" is not one of the terms. Use one of: fact, approved, '),
        ({"partners": "ESA|JAXA"}, 'partners: "ESA|JAXA" is not an identifier'),
        ({"id": None}, "id: is missing. Give it: Identifier"),
        ({"stated_at": "yesterday"}, 'stated_at: "yesterday" is not an instant. Write it as 2026-03-14'),
        ({"name": "=NA()"}, "name: holds a formula whose result was not stored"),
    ],
)
def test_a_bad_cell_is_told_with_sheet_row_column_value_and_remedy(
    tmp_path: Path, values: dict[str, Any], line: str
) -> None:
    path = workbook(tmp_path / "p.xlsx", [HEAD, GOOD, row(**{"id": "E2", **values}), row(id="E3")])
    (problem,) = problems(path)
    assert str(problem).startswith(f"p.xlsx, sheet elements, row 3, {line}")
    assert good(path) == ["E1", "E3"]


@pytest.mark.parametrize(
    "values",
    [
        {"mass_kg": "12000"},
        {"mass_kg": " 12000\u00a0"},
        {"mass_kg": "1.2e4"},
        {"first_use": 2028},
        {"first_use": 2028.0},
        {"first_use": "\u00a02028 "},
        {"firmness": "Planned"},
        {"firmness": "planned\u00a0"},
        {"partners": "ESA;"},
        {"partners": "\u00a0ESA\n"},
        {"stated_at": date(2024, 12, 2)},
        {"stated_at": datetime(2024, 12, 2)},  # noqa: DTZ001 - as spreadsheets have it
        {"name": " Lander\u00a0"},
        {"id": "E1\u00a0"},
    ],
)
def test_what_can_be_understood_is_understood(tmp_path: Path, values: dict[str, Any]) -> None:
    clean = read(workbook(tmp_path / "p.xlsx", [HEAD, GOOD])).statements
    assert read(workbook(tmp_path / "q.xlsx", [HEAD, row(**values)])).statements == clean


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [HEAD, row(mass_kg="x", first_use="y"), row(id="a;b")])
    workbook(tmp_path / "b.xlsx", [HEAD, row(name=None)])
    (tmp_path / "c.json").write_text('{"element": [{}]}')
    (tmp_path / "d.xlsx").write_bytes(b"no workbook")
    with pytest.raises(DataProblemsError) as raised:
        read([*sorted(tmp_path.iterdir()), tmp_path / "e.xlsx"])
    found = [(problem.file, problem.row, problem.column) for problem in raised.value.problems]
    assert found == [
        (str(tmp_path / "e.xlsx"), None, None),
        ("a.xlsx", 2, "first_use"),
        ("a.xlsx", 2, "mass_kg"),
        ("a.xlsx", 3, "id"),
        ("b.xlsx", 2, "name"),
        ("c.json", None, "element[0].id"),
        ("c.json", None, "element[0].name"),
        ("c.json", None, "element[0].publisher"),
        ("c.json", None, "element[0].stated_at"),
        ("d.xlsx", None, None),
    ]
    assert str(raised.value).startswith("10 problems in the data\n- ")


def test_duplicated_identifiers_name_both_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [HEAD, GOOD, row(id="E2"), row(name="Other")])
    (problem,) = problems(path)
    assert str(problem) == (
        'p.xlsx, sheet elements, row 4, id: "E1" is stated by NASA as version 1 here and in row 2, in '
        "different words. Give the later one the next version number, or remove one of them."
    )
    assert good(path) == ["E2"]


def test_dangling_references_are_found_by_the_audit(tmp_path: Path) -> None:
    # Plans arrive one by one, so a reference that leads nowhere yet is no reason to refuse them.
    roadmap = Roadmap.build(read(workbook(tmp_path / "p.xlsx", [HEAD, GOOD])).statements)
    assert any("ESA" in str(finding) for finding in audit(roadmap).findings)


# --- sheets ---------------------------------------------------------------------------------------


def test_a_head_that_moved_is_found(tmp_path: Path) -> None:
    rows = [["Plans for the Moon"], [], ["name", "is what people call it"], [None, *HEAD], [None, *GOOD]]
    (statement,) = read(workbook(tmp_path / "p.xlsx", rows)).statements
    assert statement.id == "E1"


def test_a_head_that_is_missing_is_told(tmp_path: Path) -> None:
    (problem,) = problems(workbook(tmp_path / "p.xlsx", [GOOD, row(id="E2")]))
    assert str(problem).startswith(
        "p.xlsx, sheet elements: has no row that names its columns. Give it a first row with the names of "
        "the columns: id, name, type, lead,"
    )


def test_a_misspelt_column_is_told_with_the_right_name(tmp_path: Path) -> None:
    head = [name.replace("firmness", "firmnes") for name in HEAD]
    (problem,) = problems(workbook(tmp_path / "p.xlsx", [head, GOOD]))
    assert '"firmnes" is not a column of this table. Did you mean firmness?' in str(problem)


def test_a_misspelt_sheet_is_told_with_the_right_names(tmp_path: Path) -> None:
    found = problems(workbook(tmp_path / "p.xlsx", [HEAD, GOOD], sheet="elemets"))
    assert "p.xlsx, sheet elemets: is not named after a kind and was not read." in lines(found)[0]
    assert "organisations, scenarios, phases" in str(found[0])


def test_merged_cells_hold_for_each_row_and_are_no_duplicates_where_they_differ(tmp_path: Path) -> None:
    def merge(book: Any) -> None:
        book["elements"].merge_cells("C2:C3")
        book["elements"].merge_cells("D2:D3")

    rows = [HEAD, GOOD, row(id="E2", publisher=None, stated_at=None)]
    one, two = read(workbook(tmp_path / "p.xlsx", rows, merge)).statements
    assert (one.publisher, two.publisher) == ("NASA", "NASA")


def test_merged_heads_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [HEAD, GOOD], lambda book: book["elements"].merge_cells("A1:B1"))
    assert "row 1, id: names two columns" in lines(problems(path))[0]


def test_results_of_formulas_are_read_and_errors_are_told(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("elements")
    book.add_worksheet("_ecliptic").write_row(0, 0, ["format", 1])
    page.write_row(0, 0, HEAD)
    for at, identifier in enumerate(("E1", "E2"), 1):
        page.write_row(at, 0, row(id=identifier))
    page.write_formula(1, 4, "=6000*2", None, 12_000)
    page.write_formula(2, 4, "=1/0", None, "#DIV/0!")
    book.close()
    (problem,) = problems(path)
    assert problem.place == "p.xlsx, sheet elements, row 3, mass_kg"
    (statement,) = read(path, keep_good=True).statements
    assert isinstance(statement.record, Element)
    assert statement.record.mass_kg == 12_000


# --- files ----------------------------------------------------------------------------------------


def _zip_bomb(path: Path) -> None:
    workbook(path, [HEAD, GOOD])
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData>" + b" " * 400_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name, content in parts.items():
            bomb.writestr(name, content)


def _far_cell(path: Path) -> None:
    workbook(path, [HEAD, GOOD], lambda book: book["elements"].cell(1_048_576, 16_384, "far"))


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("text.xlsx", lambda path: path.write_text("just text"), "is not an Excel workbook"),
        ("empty.xlsx", lambda path: path.write_bytes(b""), "is not an Excel workbook"),
        ("cut.xlsx", lambda path: path.write_bytes(b"PK\x03\x04 cut off"), "is damaged"),
        (
            "page.xlsx",
            lambda path: path.write_text("<html><table><tr><td>id</td></tr></table></html>"),
            "is not an",
        ),
        (
            "locked.xlsx",
            lambda path: path.write_bytes(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
            ),
            "is protected by a password. Remove the password",
        ),
        (
            "old.xlsx",
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
            "old .xls format",
        ),
        ("bomb.xlsx", _zip_bomb, "as a zip bomb does|holds more than"),
        ("far.xlsx", _far_cell, "far from the data"),
        ("nul.csv", lambda path: path.write_bytes(b"id,name\nE1,\x00\n"), "row 2: holds NUL bytes"),
        ("broken.json", lambda path: path.write_text('{"element": ['), "row 1: is not JSON"),
        (
            "plans.docx",
            lambda path: path.write_bytes(b"PK\x03\x04"),
            "is not a file that can be read. Give a package",
        ),
        (
            "strange.csv",
            lambda path: path.write_text("a,b\n1,2\n"),
            "has a layout that is not known. Give a mapping",
        ),
    ],
)
def test_files_that_are_no_plans_are_told(
    tmp_path: Path, name: str, make: Callable[[Path], None], message: str
) -> None:
    make(tmp_path / name)
    found = problems(tmp_path / name)
    assert len(found) == 1
    assert str(found[0]).startswith(name)
    assert any(part in str(found[0]) for part in message.split("|"))
    assert good(tmp_path / name) == []


def test_a_zip_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as photos:
        photos.writestr("moon.jpg", b"...")
    (problem,) = problems(tmp_path / "photos.xlsx")
    assert "photos.xlsx: is a zip file and no Excel workbook" in str(problem)


def test_a_hundred_thousand_empty_rows_cost_nothing(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEAD, GOOD]
    content = "\n".join([",".join(map(str, cells)) for cells in rows] + ["," * (len(HEAD) - 1)] * 100_000)
    (tmp_path / "elements.csv").write_text(content)
    assert [statement.id for statement in read(tmp_path / "elements.csv").statements] == ["E1"]
