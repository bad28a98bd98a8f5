"""Numbers lead to exactly the rows that they count, on the whole reference roadmap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell, Row
from ecliptic.publish.report.drills import RULES, Rule, rule_for, search_of
from reference_answers import reference_answer

TABLE = Table("t", "T", (Column("phase", "Phase"), Column("objective", "Objective")), ())
# Their rows tell ways of waiting; what the number counts stands in a column of them, maybe several times.
INDIRECT = {("readiness", "waiting"): {"functions": "function", "use_cases": "use_case"}}


@cache
def tables_of(question: str) -> Mapping[str, Table]:
    """The tables of a question put to the reference roadmap."""
    return {table.name: table for table in reference_answer(question).tables.all}


def texts(cell: Cell) -> set[str]:
    """What a search sees in a cell: the whole and, where it names several things, each of them."""
    words = {None: "–", True: "yes", False: "no"}
    shown = words[cell] if cell is None or isinstance(cell, bool) else str(cell)
    plain = shown.replace('"', "").lower()
    return {plain, *plain.split("; ")}


def names(table: Table) -> list[str]:
    """Names of the columns."""
    return [column.name for column in table.columns]


def found(search: str, table: Table) -> Iterator[Row]:
    """The rows that a search finds, as the script of the report does."""
    asked = [(key, values.lower().split("|")) for key, values in re.findall(r'(\w+):"([^"]*)"', search)]
    places = [(names(table).index(key), values) for key, values in asked]
    for row in table.rows:
        cells = [(texts(row[place]), values) for place, values in places]
        if all(any(v in seen or (v == "*" and "–" not in seen) for v in values) for seen, values in cells):
            yield row


@pytest.mark.parametrize("question", sorted(RULES))
def test_rules_name_what_is_there(question: str) -> None:
    tables = tables_of(question)
    for (table, column), rule in RULES[question].items():
        assert {column, *rule.same} <= set(names(tables[table])), (table, column)
        assert {*rule.same.values(), *rule.fixed} <= set(names(tables[rule.target])), (table, column)


@pytest.mark.parametrize("question", sorted(RULES))
def test_numbers_lead_to_as_many_rows(question: str) -> None:
    tables = tables_of(question)
    checked = 0
    for (name, column), rule in RULES[question].items():
        table, target = tables[name], tables[rule.target]
        indirect = INDIRECT.get((question, rule.target))
        if indirect is not None and column not in indirect:
            continue
        for row in table.rows[:40]:
            number = row[names(table).index(column)]
            if not number:
                continue
            rows = list(found(search_of(rule, table, row), target))
            if indirect is not None:
                rows = list({row[names(target).index(indirect[column])]: row for row in rows}.values())
            assert len(rows) == number, (name, column, row)
            checked += 1
    assert checked > 10


def test_a_search_asks_for_cells_of_this_row_and_for_fixed_values() -> None:
    rule = Rule("functions", {"phase": "phase", "objective": "objectives"}, {"status": "no provider"})
    search = search_of(rule, TABLE, ("HLR", 'LPS "1" L'))
    assert search == 'status:"no provider" phase:"HLR" objectives:"LPS 1 L"'


@pytest.mark.parametrize("cell", [None, "all"])
def test_empty_cells_and_wholes_ask_for_nothing(cell: str | None) -> None:
    assert search_of(Rule("functions", {"phase": "phase"}), TABLE, (cell, None)) == ""


def test_plug_ins_have_no_rules() -> None:
    assert rule_for("weather", TABLE, TABLE.columns[0]) is None
