"""Rows: what a row holds becomes a statement, or problems that name their place and the remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.share.cells import as_text
from ecliptic.share.rows import (
    ENVELOPE_NAMES,
    Place,
    Reading,
    RowReader,
    by_kind,
    columns_of,
    printable,
    statement_from,
    value_of,
)
from ecliptic.vocabulary import KINDS, Element, Firmness, Visibility
from ecliptic.vocabulary.dates import FORMS
from strategies import NASTY, statement_lists, statements

ENVELOPE = {"publisher": "NASA", "stated_at": "2024-12-02"}
PLACE = Place("plans.csv", None, 14)


def problems_of(values: dict[str, Any], **envelope: Any) -> list[str]:
    statement, problems = statement_from(Element, values, {**ENVELOPE, **envelope}, PLACE)
    assert statement is None
    return [str(problem) for problem in problems]


@given(statements())
def test_what_is_written_is_read_back(statement: Statement) -> None:
    cells = {
        spec.name: as_text(spec, value_of(statement, spec)) for spec in columns_of(type(statement.record))
    }
    values = {name: cell for name, cell in cells.items() if name not in ENVELOPE_NAMES}
    envelope = {name: cell for name, cell in cells.items() if name in ENVELOPE_NAMES}
    read, problems = statement_from(type(statement.record), values, envelope, PLACE)
    assert problems == []
    assert read is not None
    assert read.canonical() == statement.canonical()


@given(statements(), st.data())
def test_the_quick_reader_of_tables_does_the_same(statement: Statement, data: st.DataObject) -> None:
    kind = type(statement.record)
    columns = columns_of(kind)
    row: list[Any] = [as_text(spec, value_of(statement, spec)) for spec in columns]
    spoilt = data.draw(st.integers(-1, len(row) - 1))
    if spoilt >= 0:
        row[spoilt] = data.draw(st.sampled_from([*NASTY, "", True, 1.0, 0.5]))
    reader = RowReader(kind, [(at, spec.name) for at, spec in enumerate(columns)], {}, Place("plans.csv"))
    cells = {spec.name: cell for spec, cell in zip(columns, row, strict=True) if cell != ""}
    values = {name: cell for name, cell in cells.items() if name not in ENVELOPE_NAMES}
    envelope = {name: cell for name, cell in cells.items() if name in ENVELOPE_NAMES}
    wanted, problems = statement_from(kind, values, envelope, PLACE)
    got, found = reader.read(row, 14)
    assert list(found) == problems
    assert (got and got.canonical()) == (wanted and wanted.canonical())


def test_rows_with_the_same_envelope_share_one() -> None:
    one, _ = statement_from(Element, {"id": "A", "name": "a"}, {**ENVELOPE, "sources": ["x"]}, PLACE)
    two, _ = statement_from(Element, {"id": "B", "name": "b"}, {**ENVELOPE, "sources": ["x"]}, PLACE)
    assert one is not None
    assert two is not None
    assert one.envelope is two.envelope


def test_envelope_cells_that_python_holds_equal_stay_apart() -> None:
    reader = RowReader(Element, list(enumerate(["id", "name", *ENVELOPE, "stated_by"])), {}, Place())
    names = []
    for value in (1.0, True, "1"):
        statement, _ = reader.read(["A", "a", *ENVELOPE.values(), value], 2)
        assert statement is not None
        names.append(statement.envelope.stated_by)
    assert names == ["1", "TRUE", "1"]


def test_each_fault_is_said_with_its_place_and_its_remedy() -> None:
    found = problems_of(
        {"id": "E;1", "mass_kg": "twelve", "first_use": "sometime", "crew": True},
        firmness="firm",
        publisher="",
    )
    assert found == [
        'plans.csv, row 14, id: "E;1" is not an identifier. Use at most 120 characters without semicolon, '
        "backslash, vertical bar, line break or outer spaces.",
        "plans.csv, row 14, name: is missing. Give it: What it is called.",
        f'plans.csv, row 14, first_use: "sometime" is not a date. Write it in one of these forms: {FORMS}, '
        "or leave the cell empty if unknown.",
        'plans.csv, row 14, crew: "TRUE" is not a whole number. Give a whole number in persons, such as 4, '
        "or leave the cell empty if unknown.",
        'plans.csv, row 14, mass_kg: "twelve" is not a number. Give a number in kg, such as 12000, '
        "or leave the cell empty if unknown.",
        "plans.csv, row 14, publisher: is missing. Give it: Organisation that states it.",
        'plans.csv, row 14, firmness: "firm" is not one of the terms. Use one of: fact, approved, planned, '
        "considered, concept, interest, or leave the cell empty if unknown.",
    ]


def test_an_unknown_field_is_refused_with_the_valid_names() -> None:
    (problem,) = problems_of({"id": "E1", "name": "x", "weight": "5"})
    assert 'weight: "5" is in a field that this kind does not have. The fields are: id, name, type' in problem


def test_a_mark_on_what_is_no_field_is_refused() -> None:
    # Whoever writes mass for mass_kg would show everyone what was to be private.
    (problem,) = problems_of({"id": "E1", "name": "x"}, narrowed="mass: private")
    assert problem.startswith('plans.csv, row 14, narrowed: "mass" is marked and is no field of this kind')


def test_lists_marks_and_truth_come_as_python_values_too() -> None:
    statement, problems = statement_from(
        Element,
        {"id": 5.0, "name": "x", "partners": ["ESA", " JAXA "], "mass_kg": 12, "crew": "4"},
        {
            "publisher": "NASA",
            "stated_at": datetime(2024, 12, 2, tzinfo=UTC),
            "sources": ["one; still one", "two"],
            "narrowed": {"mass_kg": "private"},
            "unverified": True,
            "firmness": "PLANNED",
        },
        PLACE,
    )
    assert problems == []
    assert statement == Statement(
        Element(id="5", name="x", partners=("ESA", "JAXA"), mass_kg=12, crew=4),
        Envelope(
            publisher="NASA",
            stated_at=datetime(2024, 12, 2, tzinfo=UTC),
            sources=("one; still one", "two"),
            narrowed={"mass_kg": Visibility.PRIVATE},
            unverified=True,
            firmness=Firmness.PLANNED,
        ),
    )


def test_a_place_names_columns_as_the_file_does() -> None:
    place = Place("nasa.xlsx", "Functions", 7, columns={"name": "Function Name"})
    statement, (problem,) = statement_from(Element, {"id": "F1"}, ENVELOPE, place)
    assert statement is None
    assert problem.place == "nasa.xlsx, sheet Functions, row 7, Function Name"


def test_what_is_printed_cannot_paint_on_a_terminal() -> None:
    problem = PLACE.problem("name", "is odd", "Mend it.", "\x1b[31mred\x1b[0m\r\nnext\ud800")
    assert problem.value == "\ufffd[31mred\ufffd[0m  next\ufffd"
    assert printable(None) is None
    str(problem).encode()


def test_no_field_of_a_record_is_called_like_one_of_the_envelope() -> None:
    for kind in KINDS.values():
        assert not ENVELOPE_NAMES & set(kind.model_fields)


@settings(max_examples=30)
@given(statement_lists(max_size=6), st.randoms())
def test_statements_are_ordered_whatever_order_they_come_in(listed: list[Statement], random: Any) -> None:
    shuffled = list(listed)
    random.shuffle(shuffled)
    assert by_kind(shuffled) == by_kind(listed) == by_kind([*listed, *listed])
    assert by_kind(Roadmap.build(listed)) == by_kind(listed)


def test_two_statements_that_no_file_could_hold_apart_are_refused() -> None:
    envelope = Envelope(publisher="NASA", stated_at=datetime(2024, 12, 2, tzinfo=UTC))
    with pytest.raises(DataProblemsError, match="stated twice by NASA as version 1"):
        by_kind([Statement(Element(id="E1", name=name), envelope) for name in ("one", "other")])


def test_a_reading_with_errors_is_accepted_only_where_that_is_allowed() -> None:
    error, warning = Problem("is wrong", "Mend it."), Problem("is odd", "Look.", severity="warning")
    assert Reading(problems=(warning,)).accepted(keep_good=False).errors == ()
    assert Reading(problems=(error, warning)).accepted(keep_good=True).errors == (error,)
    with pytest.raises(DataProblemsError) as raised:
        Reading(problems=(error, warning)).accepted(keep_good=False)
    assert raised.value.problems == (error, warning)
