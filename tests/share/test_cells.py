"""Cells: any value of any field comes back from what was written for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.roadmap import Statement
from ecliptic.share.cells import NotRead, as_cell, as_text, joined, read_text, reader_for, split
from ecliptic.share.rows import columns_of
from ecliptic.vocabulary import Allocation, Element, FieldSpec, Phase, PlannedDate, Satellite
from ecliptic.vocabulary.dates import FORMS
from strategies import statements, texts


def field(kind: Any, name: str) -> FieldSpec:
    return next(spec for spec in columns_of(kind) if spec.name == name)


@given(st.lists(texts()))
def test_any_list_of_texts_comes_back(items: list[str]) -> None:
    assert split(joined(items)) == items


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("a; b", ["a", "b"]),
        (" a ;b;; ", ["a", "b"]),
        (r"C:\new\plans", [r"C:\new\plans"]),
        (r"one\; still one; two", ["one; still one", "two"]),
        (r"ends\\; next", ["ends\\", "next"]),
        ("trailing\\", ["trailing\\"]),
        ("a\\b; c", ["a\\b", "c"]),
    ],
)
def test_lists_are_read_as_people_write_them(cell: str, items: list[str]) -> None:
    assert split(cell) == items


@given(statements())
def test_every_field_comes_back_from_text_and_from_a_spreadsheet_cell(statement: Statement) -> None:
    for spec in columns_of(type(statement.record)):
        holder = statement.record if hasattr(statement.record, spec.name) else statement.envelope
        value = getattr(holder, spec.name)
        model = type(holder)
        for cell in (as_text(spec, value), as_cell(spec, value)):
            read = "" if cell in (None, "") else reader_for(spec)(cell)
            if read in ("", ()):
                assert value in (None, (), {}, spec.default)
                continue
            whole = {name: getattr(holder, name) for name in model.model_fields} | {spec.name: read}
            assert getattr(model.model_validate(whole), spec.name) == value


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 5e-324, -0.0, 1e300, 12000.0, 1e15, 123456789.125])
def test_numbers_keep_all_their_digits(number: float) -> None:
    spec = field(Satellite, "x_km")
    assert repr(float(as_text(spec, number))) == repr(number)
    cell = as_cell(spec, number)
    assert repr(float(cell)) == repr(number)  # type: ignore[arg-type] # a number has a cell
    if isinstance(cell, float):
        # A spreadsheet keeps 16 digits.
        assert float(f"{cell:.16G}") == number


def test_whole_numbers_are_written_as_people_write_them() -> None:
    assert as_text(field(Element, "mass_kg"), 12000.0) == "12000"
    assert as_text(field(Element, "mass_kg"), 0.5) == "0.5"
    assert as_cell(field(Element, "crew"), 2**60) == str(2**60)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (5.0, "5"),
        (5.5, "5.5"),
        (7, "7"),
        (True, "TRUE"),
        (" \u00a0outer\u00a0 ", "outer"),
        ("inner\u00a0stays", "inner\u00a0stays"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        (date(2028, 7, 4), "2028-07-04"),
        (datetime(2028, 7, 4), "2028-07-04"),  # noqa: DTZ001 - spreadsheets know no zones
        (datetime(2028, 7, 4, 12, 30), "2028-07-04 12:30:00"),  # noqa: DTZ001 - as above
        (time(12, 30), "12:30:00"),
        ("   ", ""),
    ],
)
def test_text_is_read_as_a_spreadsheet_shows_it(raw: Any, text: str) -> None:
    assert read_text(raw) == text


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("id", " EM\u00a0001 ", "EM 001"),
        ("partners", "ESA; JAXA\nCSA", ("ESA", "JAXA", "CSA")),
        ("partners", ["ESA", "", None, " JAXA "], ("ESA", "JAXA")),
        ("partners", "; ", ()),
        ("mass_kg", " 12000\u00a0", "12000"),
        ("first_use", 2028.0, "2028"),
        ("first_use", datetime(2028, 7, 4), "2028-07-04"),  # noqa: DTZ001 - spreadsheets know no zones
        ("first_use", 47000.0, "47000"),
        ("firmness", " Planned ", "planned"),
        ("firmness", "firmish", "firmish"),
        ("unverified", " Yes", "yes"),
        ("stated_at", "2026-03-14", datetime(2026, 3, 14, tzinfo=UTC)),
        ("stated_at", date(2026, 3, 14), datetime(2026, 3, 14, tzinfo=UTC)),
        ("stated_at", datetime(2026, 3, 14), datetime(2026, 3, 14, tzinfo=UTC)),  # noqa: DTZ001 - as above
        ("stated_at", datetime(2026, 3, 14, tzinfo=UTC), datetime(2026, 3, 14, tzinfo=UTC)),
        ("narrowed", "mass_kg: Private; name:members", {"mass_kg": "private", "name": "members"}),
    ],
)
def test_cells_are_read_leniently(name: str, raw: Any, value: Any) -> None:
    assert reader_for(field(Element, name))(raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2028-07-04", date(2028, 7, 4)),
        (datetime(2028, 7, 4), date(2028, 7, 4)),  # noqa: DTZ001 - spreadsheets know no zones
        ("", ""),
        (None, None),
    ],
)
def test_plain_days_are_read(raw: Any, value: Any) -> None:
    read = reader_for(FieldSpec("day", "A day.", "day", required=False))
    assert read(raw) == value
    assert str(read("2028")) == "2028"
    assert isinstance(read("2028"), NotRead)


@pytest.mark.parametrize(
    ("name", "raw", "shown"),
    [
        ("mass_kg", True, "TRUE"),
        ("stated_at", "5", "5"),
        ("stated_at", "in March", "in March"),
        ("narrowed", "mass_kg", "mass_kg"),
    ],
)
def test_what_would_be_misread_is_not_read(name: str, raw: Any, shown: str) -> None:
    read = reader_for(field(Element, name))(raw)
    assert isinstance(read, NotRead)
    assert str(read) == shown


def test_defaults_and_emptiness_are_written_apart() -> None:
    assert as_text(field(Allocation, "status"), "allocated") == "allocated"
    assert as_text(field(Allocation, "element"), None) == ""
    assert as_cell(field(Phase, "includes"), ()) is None
    assert as_text(field(Phase, "start"), PlannedDate.parse("NET 2031-12")) == "NET 2031-12"


def test_every_form_of_date_that_messages_offer_can_be_read() -> None:
    for form in FORMS.split(", "):
        assert PlannedDate.parse(form.partition(" (")[0])
