"""Workbooks: what goes out comes back, also after people worked in them; CSV says the same of the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share import read_package, read_workbook, workbook_sheets, write_workbook
from ecliptic.share.cells import as_text, joined
from ecliptic.share.rows import by_kind, columns_of, value_of
from ecliptic.share.workbook_writing import workbook_bytes
from ecliptic.vocabulary import KINDS, Element, Firmness, Satellite
from plans import NASA, STATEMENTS, csv_package, lines
from strategies import NASTY, long_texts, statement_lists, statements

HEAD = ["id", "name", "publisher", "stated_at"]
ROW = ["E1", "Lander", "NASA", "2024-12-02"]


def made(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook with these sheets that somebody else has made."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.add_worksheet("_ecliptic").write_row(0, 0, ["format", 1])
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for index, row in enumerate(rows):
            page.write_row(index, 0, row)
    book.close()
    return path


def changed(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """The workbook after somebody has worked in it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(DataProblemsError) as raised:
        read_workbook(path)
    return lines(raised.value.problems)


# --- round trips and bytes ------------------------------------------------------------------------


@settings(max_examples=40)
@given(listed=statement_lists(min_size=1, max_size=6))
def test_any_statements_come_back(listed: list[Statement], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("workbook") / "plans.xlsx"
    write_workbook(path, listed)
    reading = read_workbook(path)
    assert reading.problems == ()
    assert by_kind(reading.statements) == by_kind(listed)
    assert Roadmap.build(reading.statements).digest == Roadmap.build(listed).digest


@settings(max_examples=10)
@given(listed=statement_lists(max_size=4))
def test_the_same_statements_give_the_same_bytes(listed: list[Statement]) -> None:
    assert workbook_bytes(listed) == workbook_bytes(list(reversed(listed)))


@settings(max_examples=3)
@given(text=long_texts())
def test_the_longest_text_comes_back(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("workbook") / "plans.xlsx"
    statement = Statement(Element(id="E", name="x", notes=text), NASA)
    write_workbook(path, [statement])
    assert read_workbook(path).statements == (statement,)


def test_every_nasty_text_comes_back(tmp_path: Path) -> None:
    listed = [Statement(Element(id=f"E{n:02}", name=text, notes=text), NASA) for n, text in enumerate(NASTY)]
    write_workbook(tmp_path / "plans.xlsx", listed)
    assert list(read_workbook(tmp_path / "plans.xlsx").statements) == listed


def test_numbers_keep_all_their_digits(tmp_path: Path) -> None:
    # Spreadsheets hold doubles, and the writer of the file keeps 16 digits of them.
    numbers = {"x_km": 0.1 + 0.2, "y_km": -0.0, "z_km": 5e-324, "sma_km": 12345678901234567.0}
    statement = Statement(Satellite(id="S", name="x", constellation="c", **numbers), NASA)
    element = Statement(Element(id="E", name="x", crew=2**60 + 1), NASA)
    write_workbook(tmp_path / "plans.xlsx", [element, statement])
    back = read_workbook(tmp_path / "plans.xlsx").statements
    assert [s.canonical() for s in back] == [element.canonical(), statement.canonical()]


def test_what_does_not_fit_into_a_cell_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    many = Element(id="E", name="x", partners=tuple(f"{n:0120}" for n in range(300)))
    wide = Element(id="E", name="x", notes="🚀" * 20_000)
    for element in (many, wide):
        with pytest.raises(DataProblemsError, match=r"sheet elements, row 3.* is longer than the 32,767"):
            write_workbook(tmp_path / "plans.xlsx", [Statement(element, NASA)])
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_can_hold_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_sheets, "_MOST_ROWS", 3)
    with pytest.raises(
        DataProblemsError, match="sheet elements: has 2 rows, more than a spreadsheet can hold"
    ):
        write_workbook(tmp_path / "plans.xlsx", STATEMENTS)


# --- what people see ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("workbook") / "plans.xlsx"
    write_workbook(path, STATEMENTS)
    return openpyxl.load_workbook(path)


def test_sheets_are_named_after_kinds(shown: openpyxl.Workbook) -> None:
    visible = [page.title for page in shown.worksheets if page.sheet_state == "visible"]
    assert visible == ["README", "organisations", "elements", "missions"]
    assert shown["lists"].sheet_state == "hidden"
    assert shown["_ecliptic"].sheet_state == "veryHidden"


def test_the_first_rows_name_and_explain_each_column(shown: openpyxl.Workbook) -> None:
    page = shown["elements"]
    heads, meanings = ([cell.value for cell in row] for row in page.iter_rows(max_row=2))
    specs = columns_of(Element)
    assert heads == [f"{spec.name} [{spec.unit}]" if spec.unit else spec.name for spec in specs]
    assert meanings[0].startswith("Meaning: Identifier, unique within the kind")
    assert all(spec.meaning in meaning for spec, meaning in zip(specs, meanings, strict=True))
    assert 'Several are separated by "; ".' in meanings[heads.index("partners")]
    assert page.freeze_panes == "B3"


def test_terms_are_chosen_from_lists(shown: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in shown["elements"].data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(
        [spec.name for spec in columns_of(Element)].index("firmness") + 1
    )
    rule = rules[f"{column}3:{column}1048576"]
    assert (rule.type, rule.formula1) == ("list", "terms_Firmness")
    (destination,) = shown.defined_names["terms_Firmness"].destinations
    sheet, cells = destination
    assert [cell.value for (cell,) in shown[sheet][cells]] == [str(term) for term in Firmness]
    assert {rule.formula1 for rule in rules.values()} == {"terms_Firmness", "terms_Visibility", "yes_or_no"}


def test_text_columns_keep_what_is_typed_into_them(shown: openpyxl.Workbook) -> None:
    # In other columns a spreadsheet program takes 2028-07 for the first of July.
    page = shown["elements"]
    forms = page.column_dimensions.values()
    for at, spec in enumerate(columns_of(Element), 1):
        form = next(form for form in forms if form.min <= at <= form.max)
        wanted = "General" if spec.type in ("number", "integer") else "@"
        assert form.number_format == wanted, spec.name


def test_nothing_in_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    listed = [Statement(Element(id=f"E{n:02}", name=text), NASA) for n, text in enumerate(NASTY)]
    write_workbook(tmp_path / "plans.xlsx", listed)
    page = openpyxl.load_workbook(tmp_path / "plans.xlsx")["elements"]
    assert [cell.data_type for (cell,) in page.iter_rows(3, min_col=2, max_col=2)] == ["s"] * len(NASTY)
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)


def test_the_readme_explains_the_terms(shown: openpyxl.Workbook) -> None:
    words = [cell for row in shown["README"].iter_rows(values_only=True) for cell in row if cell]
    for term in Firmness:
        assert term.value in words
        assert term.meaning in words


# --- what people do to workbooks ------------------------------------------------------------------


def test_rows_above_the_head_and_moved_columns_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    write_workbook(path, STATEMENTS)

    def work(book: openpyxl.Workbook) -> None:
        page = book["elements"]
        page.insert_rows(1, 3)
        page["A1"] = "Elements, as discussed in Turin"
        page["B2"] = "name and id are to be checked"
        page.move_range("B4:B7", cols=40)
        page.insert_rows(6)

    changed(path, work)
    assert read_workbook(path).statements == STATEMENTS


def test_sheets_of_notes_are_passed_over_and_sheets_of_records_are_not(tmp_path: Path) -> None:
    sheets = {"elements": [HEAD, ROW], "notes": [["Ask Bob"]], "elements (2)": [HEAD, ROW], "empty": []}
    path = made(tmp_path / "plans.xlsx", sheets)
    warning, error = read_workbook(path, keep_good=True).problems
    assert (warning.severity, warning.sheet) == ("warning", "notes")
    assert (error.severity, error.sheet) == ("error", "elements (2)")
    assert "is not named after a kind and was not read. If it holds records, call it one of: " in str(error)


def test_cells_as_spreadsheet_programs_make_them(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    heads = [*HEAD, "mass_kg", "crew", "first_use", "unverified", "type", "partners"]

    def work(book: openpyxl.Workbook) -> None:
        page = book["elements"]
        page.append(heads)
        page.append(
            [
                "E1",
                2028,
                "NASA",
                datetime(2024, 12, 2),  # noqa: DTZ001 - spreadsheets know no zones
                "12000",
                4.0,
                date(2028, 7, 4),
                True,
                "=1+1",
                " ESA ;\nJAXA\u00a0",
            ]
        )
        page.append(["E2", "b", "NASA", "2024-12-02", 12.5, "4", 2028, "No", None, 5])

    made(path, {"elements": []})
    changed(path, work)
    reading = read_workbook(path, keep_good=True)
    (statement,) = reading.statements
    assert statement.record == Element.model_validate(
        {"id": "E2", "name": "b", "mass_kg": 12.5, "crew": 4, "first_use": "2028", "partners": ("5",)}
    )
    # The formula has no stored result, since no spreadsheet program ever calculated it.
    assert [(problem.row, problem.column) for problem in reading.problems] == [(2, "type")]


def test_merged_cells_hold_for_all_rows_that_they_span(tmp_path: Path) -> None:
    path = made(tmp_path / "plans.xlsx", {"elements": [HEAD, ROW, ["E2", "Rover"], ["E3", "Base"]]})

    def work(book: openpyxl.Workbook) -> None:
        book["elements"].merge_cells("C2:C4")
        book["elements"].merge_cells("D2:D4")

    changed(path, work)
    assert [s.publisher for s in read_workbook(path).statements] == ["NASA", "NASA", "NASA"]


def test_publisher_and_time_may_be_said_once_in_the_readme(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    write_workbook(path, STATEMENTS[:1])

    def work(book: openpyxl.Workbook) -> None:
        said = {row[0].value: row[1] for row in book["README"].iter_rows() if row[0].value}
        said["publisher"].value = "ESA"
        said["stated_at"].value = "2026-01-01"
        book["organisations"].append(["DLR", "DLR", None, None, "agency"])

    changed(path, work)
    nasa, dlr = sorted(read_workbook(path).statements, key=lambda s: -len(s.publisher))
    assert (nasa.id, nasa.publisher) == ("NASA", "NASA")
    assert (dlr.id, dlr.publisher, dlr.stated_at.year) == ("DLR", "ESA", 2026)


def test_what_the_readme_says_is_checked(tmp_path: Path) -> None:
    sheets = {"README": [["publisher", "E;S"], ["format", 7]], "elements": [HEAD, ROW]}
    (problem,) = refused(made(tmp_path / "plans.xlsx", sheets))
    assert 'plans.xlsx, sheet README, publisher: "E;S" is not an identifier' in problem


def test_a_hundred_thousand_empty_rows_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.add_worksheet("_ecliptic")
    page = book.add_worksheet("elements")
    grey = book.add_format({"bg_color": "#DDDDDD"})
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, ROW)
    for row in range(2, 100_000):
        page.write_blank(row, 0, None, grey)
        page.write_blank(row, 3, None, grey)
    book.close()
    assert [statement.id for statement in read_workbook(path).statements] == ["E1"]


def test_a_workbook_of_another_layout_is_not_taken_for_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Functions").write_row(0, 0, ["Function ID", "Function"])
    book.close()
    (problem,) = refused(path)
    assert problem.startswith("other.xlsx: is not a workbook of Ecliptic")
    (tmp_path / "other.csv").write_text("id,name\n")
    (problem,) = refused(tmp_path / "other.csv")
    assert problem.startswith("other.csv: is not a workbook of Ecliptic")


def test_a_workbook_that_lost_its_hidden_sheets_is_known_by_its_heads(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    write_workbook(path, STATEMENTS)

    def work(book: openpyxl.Workbook) -> None:
        del book["_ecliptic"]
        del book["lists"]

    changed(path, work)
    assert read_workbook(path).statements == STATEMENTS


def test_an_empty_roadmap_gives_a_workbook_that_can_be_read(tmp_path: Path) -> None:
    write_workbook(tmp_path / "plans.xlsx", [])
    reading = read_workbook(tmp_path / "plans.xlsx")
    assert (reading.statements, reading.errors) == ((), ())


def test_whoever_waits_is_told_what_is_being_read(tmp_path: Path) -> None:
    write_workbook(tmp_path / "plans.xlsx", STATEMENTS)
    told: list[str] = []
    read_workbook(tmp_path / "plans.xlsx", told=told.append)
    assert told == ["plans.xlsx, organisations", "plans.xlsx, elements", "plans.xlsx, missions"]


# --- the same words -------------------------------------------------------------------------------


def csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


@settings(max_examples=40)
@given(data=st.data())
def test_the_same_bad_rows_get_the_same_words_in_both(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kind = data.draw(st.sampled_from(list(KINDS.values())))
    columns = columns_of(kind)
    rows = [[spec.name for spec in columns]]
    for statement in data.draw(st.lists(statements(kind), min_size=1, max_size=4)):
        row = [as_text(spec, value_of(statement, spec)) for spec in columns]
        for at in data.draw(st.lists(st.integers(0, len(columns) - 1), max_size=4)):
            row[at] = data.draw(
                st.sampled_from(["", "twelve", "-1", "1.5", "a;b", joined(["x", "y"]), *NASTY])
            )
        rows.append(row)
    folder = tmp_path_factory.mktemp("words")
    package = csv_package(folder / "p", **{kind.plural.replace("-", "_"): "".join(map(csv_line, rows))})
    workbook = made(folder / "plans.xlsx", {kind.plural: rows})
    in_csv = read_package(package, keep_good=True)
    in_xlsx = read_workbook(workbook, keep_good=True)
    assert [apart(problem) for problem in in_csv.problems] == [apart(problem) for problem in in_xlsx.problems]
    assert in_csv.statements == in_xlsx.statements


def apart(problem: Problem) -> tuple[Any, ...]:
    """A problem without the names of its file and sheet."""
    return problem.row, problem.column, problem.value, problem.message, problem.remedy, problem.severity
