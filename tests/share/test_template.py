"""Templates: confirmed, edited, withdrawn and new rows become statements, and silence becomes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.share import read, read_template, read_workbook, write_template, write_workbook
from ecliptic.share.template import template_bytes
from ecliptic.vocabulary import KINDS, Element, Firmness, Mission, PlannedDate, Visibility
from plans import NASA, STATED, STATEMENTS, lines
from strategies import statement_lists

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
SECOND = Envelope(
    publisher="NASA",
    version=2,
    stated_at=datetime(2025, 12, 1, tzinfo=UTC),
    as_of=PlannedDate.parse("2025-11"),
    firmness=Firmness.APPROVED,
    visibility=Visibility.MEMBERS,
    narrowed={"mass_kg": Visibility.PRIVATE},
    sources=("ADD Rev C", "a; b"),
)
LANDER = Element(id="EM-003", name="Lander", mass_kg=12_000)
ROADMAP = Roadmap.build(
    [
        *STATEMENTS,
        Statement(LANDER, NASA),
        Statement(LANDER, SECOND),
        Statement(Element(id="EM-009", name="Gone"), NASA.model_copy(update={"withdrawn": True})),
        Statement(Mission(id="M-ESA", name="Not NASA's"), NASA.model_copy(update={"publisher": "ESA"})),
    ]
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    write_template(tmp_path / "nasa.xlsx", ROADMAP, "NASA")
    return tmp_path / "nasa.xlsx"


def filled(path: Path, sheet: str, change: Callable[[dict[str, Any], Any], None]) -> Path:
    """The template after somebody changed a sheet; `change` gets the columns by name, and the sheet."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heads = {str(cell.value).split(" [")[0]: cell.column for cell in page[1]}
    change(heads, page)
    book.save(path)
    return path


def put(identifier: str, **values: Any) -> Callable[[dict[str, Any], Any], None]:
    """Write into the row of a thing, or into a new row."""

    def change(heads: dict[str, Any], page: Any) -> None:
        rows = (row for row in range(3, page.max_row + 1) if page.cell(row, heads["id"]).value == identifier)
        row = next(rows, page.max_row + 1)
        for name, value in {"id": identifier, **values}.items():
            page.cell(row, heads["still true" if name == "still_true" else name]).value = value

    return change


def stated(path: Path, **options: Any) -> list[Statement]:
    return list(read_template(path, stated_at=NOW, **options).statements)


# --- what it shows --------------------------------------------------------------------------------


def test_it_shows_what_the_organisation_last_stated_and_nothing_else(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert set(book.sheetnames) == {"README", *(kind.plural for kind in KINDS.values()), "lists", "_ecliptic"}
    page = book["elements"]
    heads = [cell.value for cell in page[1]]
    assert heads[:3] == ["still true", "id", "name"]
    assert not {"publisher", "version", "stated_at", "stated_by"} & set(heads)
    rows = [dict(zip(heads, row, strict=True)) for row in page.iter_rows(3, values_only=True)]
    assert [row["id"] for row in rows] == ["EM-001", "EM-002", "EM-003"]
    assert rows[2]["firmness"] == "approved"
    assert rows[2]["narrowed"] == "mass_kg: private"
    assert {row["still true"] for row in rows} == {None}
    assert [row[1].value for row in book["missions"].iter_rows(3)] == ["A3"]
    rules = {rule.formula1 for rule in page.data_validations.dataValidation if "A3" in str(rule.sqref)}
    assert rules == {"yes_or_no"}


def test_it_is_the_same_for_the_same_roadmap() -> None:
    assert template_bytes(ROADMAP, "NASA") == template_bytes(ROADMAP, "NASA")


def test_an_organisation_that_nobody_knows_gets_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No organisation 'NSAA' is known"):
        write_template(tmp_path / "x.xlsx", ROADMAP, "NSAA")
    # Where no organisation is known at all, nobody can be told from another.
    write_template(tmp_path / "x.xlsx", Roadmap.build([]), "NSAA")
    assert stated(tmp_path / "x.xlsx") == []


# --- what it states when it comes back ------------------------------------------------------------


def test_silence_confirms_nothing(template: Path) -> None:
    assert read_template(template, ROADMAP, stated_at=NOW).statements == ()


@settings(max_examples=15)
@given(listed=statement_lists(max_size=5))
def test_silence_confirms_nothing_whatever_was_stated(
    listed: list[Statement], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("template") / "nasa.xlsx"
    write_template(path, Roadmap.build(listed), listed[0].publisher if listed else "NASA")
    assert read_template(path, stated_at=NOW) == read_template(path, stated_at=NOW)
    assert stated(path) == []


def test_a_confirmed_row_is_stated_anew_as_it_is(template: Path) -> None:
    filled(template, "elements", put("EM-003", still_true="yes"))
    (statement,) = stated(template, stated_by="A. Person")
    assert statement.record == LANDER
    # It holds at the instant of the statement, no longer as of the date that was given before.
    kept = SECOND.model_copy(update={"version": 3, "stated_at": NOW, "stated_by": "A. Person", "as_of": None})
    assert statement.envelope == kept


def test_an_edited_row_is_the_next_version(template: Path) -> None:
    filled(template, "elements", put("EM-001", mass_kg=90_000, firmness="fact"))
    (statement,) = stated(template)
    assert isinstance(statement.record, Element)
    assert (statement.record.mass_kg, statement.record.partners) == (90_000, ("ESA", "JAXA"))
    assert (statement.version, statement.firmness, statement.stated_at) == (2, Firmness.FACT, NOW)


def test_a_withdrawn_row_is_a_withdrawal(template: Path) -> None:
    filled(template, "missions", put("A3", withdrawn="yes"))
    (statement,) = stated(template)
    assert (statement.id, statement.version, statement.envelope.withdrawn) == ("A3", 2, True)
    resolved = Roadmap.build([*ROADMAP.statements, statement])
    assert resolved.get(Mission, "A3") is None


def test_a_new_row_is_a_first_version(template: Path) -> None:
    filled(template, "elements", put("EM-100", name="Rover", mass_kg="150"))
    (statement,) = stated(template)
    assert statement.record == Element(id="EM-100", name="Rover", mass_kg=150)
    assert (statement.publisher, statement.version) == ("NASA", 1)


def test_what_was_stated_since_is_warned_of_and_followed(template: Path) -> None:
    since = Statement(Element(id="EM-001", name="SLS Block 2"), NASA.model_copy(update={"version": 5}))
    filled(template, "elements", put("EM-001", still_true="yes"))
    reading = read_template(template, Roadmap.build([*ROADMAP.statements, since]), stated_at=NOW)
    assert [statement.version for statement in reading.statements] == [6]
    (warning,) = reading.problems
    assert warning.severity == "warning"
    assert '"EM-001" was stated again, as version 5, since this template was made' in str(warning)


def test_a_thing_that_was_taken_back_may_be_stated_again(template: Path) -> None:
    filled(template, "elements", put("EM-009", name="Back again"))
    (statement,) = read_template(template, ROADMAP, stated_at=NOW).statements
    assert statement.version == 2


def test_time_and_person_may_be_written_into_the_readme(template: Path) -> None:
    def say(heads: dict[str, Any], page: Any) -> None:
        for row in page.iter_rows():
            if row[0].value == "stated_at":
                row[1].value = "2026-02-01"
            if row[0].value == "stated_by":
                row[1].value = "B. Person"

    filled(template, "elements", put("EM-001", still_true="yes"))
    with pytest.raises(DataProblemsError, match="sheet README, stated_at: is missing"):
        read(template)
    filled(template, "README", say)
    (statement,) = read(template).statements
    assert (statement.stated_at, statement.envelope.stated_by) == (
        datetime(2026, 2, 1, tzinfo=UTC),
        "B. Person",
    )
    (given,) = stated(template, stated_by="C. Person")
    assert (given.stated_at, given.envelope.stated_by) == (NOW, "C. Person")


def test_the_return_joins_what_was_stated_before(template: Path, tmp_path: Path) -> None:
    filled(template, "elements", put("EM-003", still_true="yes"))
    write_workbook(tmp_path / "new.xlsx", stated(template))
    write_workbook(tmp_path / "old.xlsx", ROADMAP)
    whole = Roadmap.build(read([tmp_path / "old.xlsx", tmp_path / "new.xlsx"]).statements)
    assert [statement.version for statement in whole.history("element", "EM-003")] == [1, 2, 3]
    taken = whole.statement("element", "EM-003")
    assert taken is not None
    assert taken.stated_at == NOW


# --- what is wrong with it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"still_true": "perhaps"},
            'row 3, still_true: "perhaps" is neither yes nor no. Write yes, or leave',
        ),
        ({"still_true": "no"}, "row 3, still_true: is denied, but nothing in the row is changed. Edit what"),
        ({"mass_kg": "heavy"}, 'row 3, mass_kg: "heavy" is not a number'),
    ],
)
def test_rows_that_cannot_be_understood_are_told(
    template: Path, values: dict[str, Any], message: str
) -> None:
    filled(template, "elements", put("EM-001", **values))
    filled(template, "elements", put("EM-002", still_true="yes"))
    with pytest.raises(DataProblemsError) as raised:
        read_template(template, stated_at=NOW)
    (problem,) = lines(raised.value.problems)
    assert message in problem
    kept = read_template(template, stated_at=NOW, keep_good=True)
    assert [statement.id for statement in kept.statements] == ["EM-002"]


def test_nobody_can_take_back_what_was_never_stated(template: Path) -> None:
    filled(template, "elements", put("EM-555", name="x", withdrawn="yes"))
    with pytest.raises(DataProblemsError, match="was never stated and cannot be withdrawn"):
        read_template(template, stated_at=NOW)


def test_a_thing_that_stands_in_two_rows_is_told(template: Path) -> None:
    filled(template, "elements", put("EM-001", id="EM-002"))
    with pytest.raises(DataProblemsError, match="here and in row 3, in different words"):
        read_template(template, stated_at=NOW)


def test_other_workbooks_are_no_templates(template: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "plans.xlsx", STATEMENTS)
    with pytest.raises(DataProblemsError, match="is not a template of Ecliptic"):
        read_template(tmp_path / "plans.xlsx", stated_at=NOW)
    with pytest.raises(DataProblemsError, match=r"none\.xlsx: cannot be read"):
        read_template(tmp_path / "none.xlsx", stated_at=NOW)
    with pytest.raises(DataProblemsError, match="is a template, not a workbook of plans"):
        read_workbook(template)


def test_a_template_whose_hidden_sheet_was_altered_is_refused(template: Path) -> None:
    def alter(heads: dict[str, Any], page: Any) -> None:
        page["D4"].value = "two"

    filled(template, "_ecliptic", alter)
    with pytest.raises(DataProblemsError, match="is a hidden sheet that was altered"):
        read_template(template, stated_at=NOW)


def test_the_time_of_the_examples_is_not_now() -> None:
    assert STATED < NOW
