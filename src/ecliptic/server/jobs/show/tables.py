"""Tables of answers on pages: filtered, sorted and paged by the address; numbers lead to their rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell, Row
from ecliptic.publish.report.drills import EVERYTHING, Lead, Rule, rule_for
from ecliptic.publish.report.tables import TableView, table_view
from ecliptic.server.jobs.show.links import Links

ROWS_ON_A_PAGE = 50
_RESERVED = frozenset({"page", "sort", "q", "as_of", "edition", "with"})
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_ANY, _NONE, _OR = "*", "–", "|"
_LONGEST = 400
_CLASSES = {"n": "n", "w": "words"}

TableAddress = Callable[[str], str]
"""Where a table of the same answer is shown, by name."""

# Numbers of the summary of coverage that reports lead to lists of their own.
_MORE: Mapping[tuple[str, str, str], Rule] = {
    ("coverage", "summary", "contradictory"): Rule("functions", {"phase": "phase"}, {"contradictory": "yes"}),
    ("coverage", "summary", "untraced"): Rule("functions", {"phase": "phase"}, {"use_cases": _NONE}),
}


@dataclass(frozen=True, slots=True)
class Search:
    """What an address asks of a table: cells by column, words anywhere, an order."""

    cells: Mapping[str, str]
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict, table: Table) -> Search:
        """Read it; what names no column asks for nothing."""
        names = {key_of(column): column.name for column in table.columns}
        cells = {names[key]: str(query[key])[:_LONGEST] for key in query if key in names and query[key]}
        sort = query.get("sort", "")
        known = sort.removeprefix("-") in names.values()
        return cls(cells, query.get("q", "").strip()[:_LONGEST], sort if known else "")

    def rows(self, table: Table) -> Sequence[Row]:
        """The rows that are asked for, in their order."""
        names = [column.name for column in table.columns]
        asked = [
            (names.index(name), {choice.strip().casefold() for choice in text.split(_OR)})
            for name, text in self.cells.items()
        ]
        words = self.words.casefold().split()
        found = [row for row in table.rows if _fits(row, asked, words)]
        if self.sort:
            place = names.index(self.sort.removeprefix("-"))
            known = [row for row in found if row[place] is not None]
            known.sort(key=partial(_order, place), reverse=self.sort.startswith("-"))
            # What is not known is neither the least nor the most.
            return [*known, *(row for row in found if row[place] is None)]
        return found


def key_of(column: Column) -> str:
    """The name by which an address asks for a column."""
    return f"column-{column.name}" if column.name in _RESERVED else column.name


def _order(place: int, row: Row) -> tuple[bool, Any]:
    cell = row[place]
    return (False, cell) if isinstance(cell, int | float) else (True, str(cell).casefold())


def _fits(row: Row, asked: Sequence[tuple[int, set[str]]], words: Sequence[str]) -> bool:
    for place, choices in asked:
        texts = _texts(row[place])
        if not (choices & texts or (_ANY in choices and _NONE not in texts)):
            return False
    if not words:
        return True
    whole = " ".join(str(cell) for cell in row if cell is not None).casefold()
    return all(word in whole for word in words)


def _texts(cell: Cell) -> set[str]:
    """What a cell may be asked for by: the whole of it, and each of several parts."""
    if cell is None or cell == "":
        return {_NONE}
    if isinstance(cell, bool):
        return {"yes" if cell else "no"}
    whole = str(cell).casefold()
    return {whole, *whole.split("; ")}


# --- as pages show them ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, which sorts."""

    key: str
    name: str
    meaning: str
    unit: str | None
    class_: str
    sort: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in force, and the query without it."""

    key: str
    value: str
    name: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One page of a table; each cell with the class of its column."""

    table: Table
    heads: Sequence[Head]
    rows: Sequence[Sequence[tuple[Markup, str]]]
    page: Page[Row]
    search: Search
    filters: Sequence[Filter]


@dataclass(frozen=True, slots=True)
class Drill:
    """Leads from numbers to the rows of another table that they count."""

    question: str
    tables: Mapping[str, Table]
    address: TableAddress

    def __call__(self, table: Table, row: Row, column: Column, cell: Cell) -> Lead | None:
        """Where a number leads; None where no rule tells."""
        rule = rule_for(self.question, table, column) or _MORE.get((self.question, table.name, column.name))
        if rule is None or rule.target not in self.tables:
            return None
        wanted = wanted_by(rule, table, row)
        keys = {c.name: key_of(c) for c in self.tables[rule.target].columns}
        query = QueryDict(mutable=True)
        query.update({keys[name]: text for name, text in wanted.items() if name in keys})
        address = self.address(rule.target)
        joint = "&" if "?" in address else "?"
        return Lead(f"{address}{joint}{query.urlencode()}" if query else address)


def wanted_by(rule: Rule, table: Table, row: Row) -> dict[str, str]:
    """The cells that the rows behind a number must have; an empty cell of this row asks for nothing."""
    names = [column.name for column in table.columns]
    wanted = dict(rule.fixed)
    for own, other in rule.same.items():
        value = row[names.index(own)] if own in names else None
        if value not in (None, EVERYTHING) and other not in wanted:
            wanted[other] = str(value)
    return wanted


def shown_table(table: Table, query: QueryDict, links: Links, drill: Drill) -> ShownTable:
    """The page of a table that an address asks for."""
    search = Search.of(query, table)
    number = query.get("page", "")
    page = Paginator(search.rows(table), ROWS_ON_A_PAGE).get_page(
        int(number) if _NUMBER.fullmatch(number) else 1
    )
    view = table_view(replace(table, rows=tuple(page.object_list)), table.name, links, drill)
    heads = _heads(table, view, search)
    rows = [
        [(cell, head.class_) for cell, head in zip(row, heads, strict=True)]
        for row in (*view.rows, *view.kept)
    ]
    return ShownTable(table, heads, rows, page, search, _filters(table, search, query))


def _filters(table: Table, search: Search, query: QueryDict) -> list[Filter]:
    keys = {column.name: key_of(column) for column in table.columns}
    words = {_ANY: "stated", _NONE: "not stated"}
    made = []
    for name, text in search.cells.items():
        rest = query.copy()
        rest.pop(keys[name], None)
        rest.pop("page", None)
        told = words.get(text, text.replace(_OR, " or "))
        made.append(Filter(keys[name], text, name.replace("_", " "), told, f"?{rest.urlencode()}"))
    return made


def _heads(table: Table, view: TableView, search: Search) -> list[Head]:
    made = []
    for column, heading in zip(table.columns, view.headings, strict=True):
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(search.sort)
        made.append(
            Head(
                key_of(column),
                heading.name,
                heading.meaning,
                column.unit,
                _CLASSES.get(heading.class_, ""),
                f"-{column.name}" if direction == "ascending" else column.name,
                direction,
            )
        )
    return made
