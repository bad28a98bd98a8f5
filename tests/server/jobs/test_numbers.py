"""Numbers lead to what they count: for all tables of all questions on the reference roadmap."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from ecliptic.assess import Assessment, questions
from ecliptic.server.jobs.answers import read_answer
from ecliptic.server.jobs.show.tables import Drill, Search
from reference_answers import reference_answer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", list(questions()))
def test_answers_survive_the_archive_and_numbers_lead_to_the_rows_that_they_count(name: str) -> None:
    """What is read back says the same as what was stored; each link opens as many rows as the number says."""
    made = reference_answer(name)
    read = read_answer(made.to_json())
    assert read.answer.findings == made.findings
    assert [f.identity for f in read.answer.findings] == [f.identity for f in made.findings]
    for table in made.answer.tables:
        assert read.tables[table.name].rows == tuple(tuple(row) for row in table.rows)
        assert read.tables[table.name].columns == table.columns
    assert [figure.name for figure in read.answer.figures] == [figure.name for figure in made.figures]
    _check_leads(name, read)


def _check_leads(name: str, answer: Assessment) -> None:
    drill = Drill(name, answer.tables, lambda table: f"/t/{table}/")
    led = 0
    for table in answer.answer.tables:
        for row in table.rows[:40]:
            for column, cell in zip(table.columns, row, strict=True):
                lead = drill(table, row, column, cell) if isinstance(cell, int) and cell else None
                if lead is None or isinstance(cell, bool):
                    continue
                path, _, query = lead.address.partition("?")
                target = answer.tables[path.split("/")[2]]
                search = Search.of(QueryDict(query), target)
                found = search.rows(target)
                if column.name in ("use_cases", "functions", "functions_without_element", "objectives") and (
                    name == "readiness"
                ):
                    # Rows of what waits are paths; the number counts what the paths lead to.
                    assert found, lead.address
                else:
                    assert len(found) == cell, (table.name, column.name, row[0], lead.address)
                led += 1
    assert led > 0


def test_rows_of_unknown_value_come_last() -> None:
    """Whether up or down: what is not stated is neither the least nor the most."""
    table = reference_answer("readiness").tables.data("gaps")
    place = [column.name for column in table.columns].index("rank")
    for sort in ("rank", "-rank"):
        cells = [row[place] for row in Search.of(QueryDict(f"sort={sort}"), table).rows(table)]
        known = [cell for cell in cells if cell is not None]
        assert cells[: len(known)] == known
        assert known == sorted(known, reverse=sort.startswith("-"))
        assert len(known) < len(cells)
