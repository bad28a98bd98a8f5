"""The shape of an answer: findings with identities, tables, figures, and JSON that stays the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess import (
    Answer,
    Assessment,
    Basis,
    Column,
    Evidence,
    Figure,
    Finding,
    LazyData,
    LazyRows,
    Missing,
    Provenance,
    Quantity,
    Subject,
    Table,
    Tables,
    evidence_of,
    gravest_first,
    resting_on,
)
from ecliptic.assess.assessment import FindingSeverity, Row
from ecliptic.errors import MissingExtraError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Element
from saying import said

LANDER, ROVER = Subject("element", "EL-1"), Subject("element", "EL-2")
COLUMNS = (
    Column("element", "Element", kind="element"),
    Column("mass", "Its mass", "number", "kg"),
    Column("crew", "People that it holds", "integer", "persons"),
    Column("ready", "Whether it is ready", "boolean"),
    Column("first_use", "First day of use", "date"),
)
ROWS: tuple[Row, ...] = (("EL-1", 1200.5, 4, True, "2031-01-01"), ("EL-2", None, None, None, None))
TABLE = Table("elements", "Elements", COLUMNS, ROWS)


def finding(kind: str = "late", severity: FindingSeverity = "low", *subjects: Subject) -> Finding:
    return Finding("schedule", kind, subjects or (LANDER,), severity, f"{kind}.")


def assessment(roadmap: Roadmap, *, lazy: bool) -> Assessment:
    rows = LazyRows(lambda: iter(ROWS)) if lazy else ROWS
    data = LazyData(lambda: {"bars": [1, 2]}) if lazy else {"bars": [1, 2]}
    answer = Answer(
        findings=(replace(finding(), numbers=(Quantity("delay", None, "months"),)),),
        tables=(replace(TABLE, rows=rows),),
        basis=Basis(2, 1),
        figures=(Figure("bars", "bars", "Bars", "Some bars.", "Nobody.", data, "kg"),),
        ground_rules=("A rule.",),
        assumptions=("An assumption.",),
        missing=(Missing("masses", 1, "shown as unknown"),),
    )
    return Assessment("Schedule", "How late?", answer, Provenance("schedule", roadmap, {"seed": 1}, "0.1.0"))


# --- findings -------------------------------------------------------------------------------------


def test_a_finding_keeps_its_identity_while_its_words_and_numbers_change() -> None:
    first = finding()
    later = replace(first, sentence="Other words.", severity="high", numbers=(Quantity("n", 1, ""),))
    assert first.identity == later.identity == "schedule-8f08b39b6bac"


def test_other_subjects_kinds_or_questions_are_other_findings() -> None:
    first = finding()
    others = [
        replace(first, kind="early"),
        replace(first, subjects=(ROVER,)),
        replace(first, subjects=(LANDER, ROVER)),
        replace(first, subjects=(Subject("elementEL", "-1"),)),
        replace(first, question="coverage"),
    ]
    assert len({f.identity for f in [first, *others]}) == 6


@given(st.permutations([finding(k, s) for k in ("a", "b") for s in ("high", "medium", "low", "information")]))
def test_the_gravest_come_first_in_an_order_that_no_run_changes(found: list[Finding]) -> None:
    ordered = [(f.severity, f.kind) for f in gravest_first(found)]
    grades = ("high", "medium", "low", "information")
    assert ordered == [(severity, kind) for severity in grades for kind in ("a", "b")]


def test_a_finding_that_rests_on_one_unverified_statement_is_unverified() -> None:
    sure = said(Element(id="EL-1", name="Lander"))
    unsure = said(Element(id="EL-2", name="Rover"), unverified=True)
    assert not resting_on(finding(), [sure, sure]).unverified
    shown = resting_on(finding(), [unsure, sure, sure])
    assert shown.unverified
    assert shown.evidence == (
        Evidence("element", "EL-1", "NASA", 1),
        Evidence("element", "EL-2", "NASA", 1),
    )


def test_what_nobody_states_has_no_evidence() -> None:
    roadmap = Roadmap.build([said(Element(id="EL-1", name="Lander"))])
    assert evidence_of(roadmap, [LANDER, ROVER]) == (Evidence("element", "EL-1", "NASA", 1),)


def test_the_share_of_unverified_statements_is_unknown_where_there_are_none() -> None:
    statements = [said(Element(id="A", name="A")), said(Element(id="B", name="B"), unverified=True)]
    assert Basis.of(statements) == Basis(2, 1)
    assert Basis.of(statements).unverified_share == 0.5
    assert Basis.of([]).unverified_share is None


# --- tables ---------------------------------------------------------------------------------------


def test_a_frame_has_the_types_of_its_columns_and_keeps_the_unknown_unknown() -> None:
    polars = pytest.importorskip("polars")
    frame = TABLE.frame()
    assert frame.schema == {
        "element": polars.String,
        "mass": polars.Float64,
        "crew": polars.Int64,
        "ready": polars.Boolean,
        "first_use": polars.String,
    }
    assert frame.rows() == list(ROWS)
    assert replace(TABLE, rows=()).frame().shape == (0, 5)


def test_a_frame_without_polars_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'ecliptic\[frames\]'"):
        TABLE.frame()


def test_a_column_is_found_by_name() -> None:
    assert TABLE.column("crew") == (4, None)


def test_tables_are_found_by_name_with_or_without_polars() -> None:
    tables = Tables([TABLE, replace(TABLE, name="others")])
    assert (list(tables), len(tables)) == (["elements", "others"], 2)
    assert tables.data("elements") is TABLE
    assert tables.all == (TABLE, tables.data("others"))
    with pytest.raises(KeyError, match="there are: elements, others"):
        tables.data("element")
    pytest.importorskip("polars")
    assert tables["elements"].height == 2


def test_lazy_rows_are_made_once_and_only_when_looked_at() -> None:
    made = []

    def make() -> Iterator[Row]:
        made.append(True)
        return iter(ROWS)

    rows = LazyRows(make)
    assert made == []
    assert (len(rows), rows[0], rows[-1:], list(rows)) == (2, ROWS[0], ROWS[1:], list(ROWS))
    assert rows == ROWS
    assert rows == LazyRows(lambda: ROWS)
    assert rows != ROWS[:1]
    assert hash(rows) == hash(LazyRows(lambda: ROWS))
    assert made == [True]


def test_lazy_data_are_made_once_and_only_when_looked_at() -> None:
    made = []
    data = LazyData(lambda: made.append(True) or {"rows": [], "cells": [1]})
    assert made == []
    assert (data["cells"], len(data), list(data)) == ([1], 2, ["rows", "cells"])
    assert made == [True]


# --- the whole ------------------------------------------------------------------------------------


def test_json_holds_everything_and_lazy_parts_change_no_byte() -> None:
    roadmap = Roadmap.build([said(Element(id="EL-1", name="Lander"))])
    written = assessment(roadmap, lazy=False).to_json()
    assert assessment(roadmap, lazy=True).to_json() == written
    read = json.loads(written)
    assert read["provenance"]["roadmap_digest"] == roadmap.digest
    assert read["findings"][0]["identity"] == finding().identity
    assert read["findings"][0]["numbers"] == [{"name": "delay", "value": None, "unit": "months"}]
    assert read["tables"][0]["rows"] == [list(row) for row in ROWS]
    assert read["tables"][0]["columns"][1]["unit"] == "kg"
    assert read["figures"][0]["data"] == {"bars": [1, 2]}
    assert read["basis"] == {"statements": 2, "unverified": 1}
    assert read["missing"] == [{"what": "masses", "count": 1, "treatment": "shown as unknown"}]
    assert (read["ground_rules"], read["assumptions"]) == (["A rule."], ["An assumption."])


def test_an_assessment_shows_the_parts_of_its_answer() -> None:
    roadmap = Roadmap.build([])
    whole = assessment(roadmap, lazy=False)
    assert whole.question == "schedule"
    assert whole.findings == whole.answer.findings
    assert whole.figures == whole.answer.figures
    assert whole.basis == Basis(2, 1)
    assert whole.tables.data("elements") == TABLE
    assert whole == assessment(roadmap, lazy=False)
