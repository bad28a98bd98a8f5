"""Reading .xlsx and .csv files: what stands in them comes out, and no file can do harm."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.share import archive_safety
from ecliptic.share.archive_safety import UnsafeArchiveError, column_letters, refuse_far_cells
from ecliptic.share.tables import open_tables
from foreign import read_all, refusal

SHEET = "xl/worksheets/sheet1.xml"
Fill = Callable[[xlsxwriter.Workbook], None]


def workbook(path: Path, fill: Fill) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        fill(book)
    return path


def small(path: Path) -> Path:
    return workbook(path, lambda book: book.add_worksheet("Plan").write(0, 0, "id"))


def changed(path: Path, **parts: bytes | None) -> Path:
    """The archive with some parts replaced, by the last word of their names."""
    with zipfile.ZipFile(path) as source:
        content = {name: source.read(name) for name in source.namelist()}
    for key, new in parts.items():
        name = next(name for name in content if Path(name).name == f"{key}.xml")
        if new is None:
            del content[name]
        else:
            content[name] = new
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in content.items():
            target.writestr(name, data)
    return path


def sheet_xml(rows: str, after: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


# --- what comes out -------------------------------------------------------------------------------


def test_rows_keep_the_numbers_that_spreadsheets_show(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Plan")
        sheet.write(3, 2, "fourth row, column C")
        sheet.write(5, 1, 12)

    table = open_tables(workbook(tmp_path / "a.xlsx", fill)).table("Plan")
    assert table.rows == [
        ["", "", ""],
        ["", "", ""],
        ["", "", ""],
        ["", "", "fourth row, column C"],
        ["", "", ""],
        ["", 12.0, ""],
    ]
    assert (table.file, table.sheet) == ("a.xlsx", "Plan")


def test_cells_keep_their_types(tmp_path: Path) -> None:
    day, instant = dt.date(2031, 12, 1), dt.datetime.fromisoformat("2031-12-01T06:30:00")
    book = openpyxl.Workbook()
    book.active.append(["text", 5, 2.5, True, day, instant, " pad\u00a0"])
    book.save(tmp_path / "types.xlsx")
    (row,) = open_tables(tmp_path / "types.xlsx").table("Sheet").rows
    assert row == ["text", 5.0, 2.5, True, day, instant, " pad\u00a0"]
    assert [type(cell) for cell in row[:5]] == [str, float, float, bool, dt.date]


def test_only_sheets_that_are_asked_for_are_parsed(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Good").write(0, 0, "x")
        book.add_worksheet("Bad").write(0, 0, "y")

    path = changed(workbook(tmp_path / "a.xlsx", fill), sheet2=b"<worksheet><sheetData><row><c>")
    file = open_tables(path)
    assert file.sheet_names == ("Good", "Bad")
    assert file.table("Good").rows == [["x"]]
    assert file.table("Good") is file.table("Good")
    assert refusal(path, "Bad").message.startswith("is damaged in its sheet Bad")


def test_merged_ranges_fill_even_where_they_reach_beyond_the_data(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>wide</t></is></c><c r="C1"><v>1</v></c></row>'
        '<row r="2"><c r="B2"><v>2</v></c></row>'
    )
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in ("A1:B1", "C1:C1048576", "D9:XFD99"))
    table = open_tables(changed(path, sheet1=sheet_xml(rows, f"<mergeCells>{merged}</mergeCells>"))).table(
        "Plan"
    )
    assert table.rows == [["wide", "", 1.0], ["", 2.0, ""]]
    assert table.filled == [["wide", "wide", 1.0], ["", 2.0, 1.0]]


def test_errors_and_formulas_without_a_result_are_no_empty_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "=1+1", "#REF!", "#N/A"])
    book.active["D1"].data_type = "e"
    book.save(tmp_path / "f.xlsx")
    table = open_tables(tmp_path / "f.xlsx").table("Sheet")
    assert [table.fault(0, column) is not None for column in range(4)] == [False, True, True, True]
    formula, error = table.fault(0, 1, "mass_kg"), table.fault(0, 2)
    assert formula is not None
    assert error is not None
    assert str(formula).startswith(
        "f.xlsx, sheet Sheet, row 1, mass_kg: holds a formula whose result was not stored."
    )
    assert (error.column, error.value) == ("C", "#REF!")


def test_formulas_with_a_stored_result_give_it(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>IF(1=2,"x","")</f><v></v></c>'
        '<c r="C1" t="str"><f>"a"</f><v>a</v></c></row>'
    )
    table = open_tables(changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml(rows))).table("Plan")
    assert table.rows == [[2.0, "", "a"]]
    assert table.faults == {}


def test_faults_below_the_last_filled_row_are_still_found(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="4"><c r="C4" t="e"><v>#DIV/0!</v></c></row>'
    table = open_tables(changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml(rows))).table("Plan")
    assert table.rows == [[1.0, "", ""], ["", "", ""], ["", "", ""], ["", "", ""]]
    assert table.fault(3, 2) is not None


def test_a_hundred_thousand_empty_rows_cost_nothing(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="Z{n}" s="0"/></row>' for n in range(2, 100_001))
    table = open_tables(changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml(rows))).table("Plan")
    assert len(table.rows) == 1


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an Excel workbook"),
        (b"hello", "is not an Excel workbook"),
        (b"PK\x03\x04 and then nothing", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is in the old .xls format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password",
        ),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path).message.startswith(message)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing.xlsx").message == "cannot be read: No such file or directory"
    assert refusal(tmp_path).message == "cannot be read: Is a directory"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert refusal(tmp_path / "a.xlsx").message == "is a zip file and no Excel workbook"


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path).message.startswith("is damaged")


@pytest.mark.parametrize("part", ["workbook", "sheet1"])
def test_a_workbook_that_lacks_a_part(tmp_path: Path, part: str) -> None:
    path = changed(small(tmp_path / "a.xlsx"), **{part: None})
    assert refusal(path).message in {
        "is a zip file and no Excel workbook",
        "is damaged: the part of its sheet Plan is missing",
    }


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    path = changed(small(tmp_path / "a.xlsx"), workbook=bomb)
    assert refusal(path).message == "holds XML with a document type"


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml("") + b" " * 20_000_000)
    assert "as a zip bomb does" in refusal(path).message


def test_a_part_may_not_be_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml("") + b" " * 5_000)
    monkeypatch.setattr(archive_safety, "MAX_PART_BYTES", 4_000)
    assert "in its part xl/worksheets/sheet1.xml" in refusal(path).message


def test_all_parts_together_may_not_be_larger_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml("") + b" " * 5_000)
    monkeypatch.setattr(archive_safety, "MAX_TOTAL_BYTES", 6_000)
    assert "when unpacked" in refusal(path).message


def test_a_part_that_lies_about_its_size_never_reaches_the_parser(tmp_path: Path) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml("") + b" " * 5_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo(SHEET).file_size
    start = 0
    while (start := data.find(struct.pack("<I", size), start + 1)) >= 0:
        data[start : start + 4] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))
    assert refusal(path).message == f"is damaged in its part {SHEET}"


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_safety, "MAX_PARTS", 3)
    assert refusal(small(tmp_path / "a.xlsx")).message == "has more than 3 parts"


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def test_a_far_cell_is_refused_before_its_rectangle_is_allocated(tmp_path: Path) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml(FAR))
    problem = refusal(path)
    assert problem.sheet == "Plan"
    assert problem.message == "reaches to column XFD and row 1048576, far from the data"


def test_a_far_cell_needs_little_memory(tmp_path: Path) -> None:
    path = changed(small(tmp_path / "a.xlsx"), sheet1=sheet_xml(FAR))
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "from ecliptic.errors import DataProblemsError\n"
        "from ecliptic.share.tables import open_tables\n"
        "try: open_tables(sys.argv[1]).table('Plan')\n"
        "except DataProblemsError: print('refused')"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "refused"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576">',
        b'<c t="n"r="XFD1048576">',
        b'<c r="A1"r="XFD1048576">',
        b"<c r='XFD1048576'>",
        b'<c r = "XFD1048576">',
        b'<c\nr\t=\n"XFD1048576">',
        b'<x:c r="XFD1048576">',
        b'<c r="xfd1048576">',
        b'<c r="A99999999999">',
        b'<c r="ZZZZZ9">',
        b'</row><row r="900000000"><c>',
        b'</row><row r="1048576">' + b"<c/>" * 16_384,
        b"</row>" + b"<row><c/></row>" * 200_000 + b'<row r="1"><c r="AAA1">',
    ],
)
def test_no_way_of_writing_hides_a_far_cell(cell: bytes) -> None:
    xml = b'<worksheet><sheetData><row r="1">' + cell + b"<v>1</v></c></row></sheetData></worksheet>"
    with pytest.raises(UnsafeArchiveError):
        refuse_far_cells(xml)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="A1048576"/></row>',
        b'<row r="1"><c r="XFD1"/></row>',
        b'<row r="99999"><c r="AN99999"/></row>',
        b"<row><c/><c/></row>" * 100,
        b'<row r="5"><c r="A5" t="inlineStr"><is><t>see r="XFD1048576" = far</t></is></c></row>',
    ],
)
def test_honest_sheets_pass(rows: bytes) -> None:
    refuse_far_cells(b'<worksheet xmlns:xr="http://x"><sheetData>' + rows + b"</sheetData></worksheet>")


@given(st.integers(min_value=1, max_value=16_384), st.integers(min_value=1, max_value=1_048_576))
def test_a_sheet_is_refused_exactly_when_its_rectangle_is_too_large(column: int, row: int) -> None:
    name = f"{column_letters(column)}{row}"
    xml = f'<sheetData><row r="{row}"><c r="{name}"><v>1</v></c></row></sheetData>'.encode()
    if row * column > archive_safety.MAX_AREA:
        with pytest.raises(UnsafeArchiveError, match=f"column {column_letters(column)} and row {row}"):
            refuse_far_cells(xml)
    else:
        refuse_far_cells(xml)


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=5_000))
def test_damage_anywhere_is_reported_and_never_escapes(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, where: int
) -> None:
    path = small(tmp_path_factory.mktemp("noise") / "a.xlsx")
    data = path.read_bytes()
    path.write_bytes(data[:where] + noise + data[where + len(noise) :])
    # Anything else that is raised fails the test.
    with contextlib.suppress(DataProblemsError):
        read_all(path)
