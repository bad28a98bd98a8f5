"""Reading the rows of one sheet: each is skipped by a rule, made into records, or reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecliptic.errors import Problem
from ecliptic.share.mapping.account import Account
from ecliptic.share.mapping.gathering import Gathered, Gathering
from ecliptic.share.mapping.layout import data_rows
from ecliptic.share.mapping.plan import Plan
from ecliptic.share.mapping.recipes import Row
from ecliptic.share.mapping.wording import folded, is_filled, quoted, text_of
from ecliptic.share.rows import Place
from ecliptic.share.tables import Cell, column_letters


class TableReader:
    """Reads the rows of one sheet under one table of a mapping."""

    def __init__(
        self, fitted: Plan, groups: Mapping[str, str], constants: Mapping[str, Any], gathering: Gathering
    ) -> None:
        self._plan = fitted
        self._groups = groups
        self._constants = constants
        self._gathering = gathering
        self._seen_marks: set[Cell] = set()
        self.problems: list[Problem] = []
        table, rule = fitted.layout.table, fitted.rule
        self._account = Account(table.sheet, rule.kind, rule.each)
        self._header_width = self._width_of_header() if table.sheet is None else None
        self._places_by_heading: dict[str, Mapping[str, str]] = {"": fitted.places}
        each = [name for name, _ in fitted.makers].index(rule.each) + 1 if rule.each in rule.let else 0
        self._first, self._rest = fitted.makers[:each], fitted.makers[each:]

    def read(self) -> Account:
        """Read all rows, or all headings, and account for them."""
        if self._plan.rule.each == "heading":
            self._read_headings()
        else:
            self._read_rows()
        return self._account

    def _read_headings(self) -> None:
        layout, matrix = self._plan.layout, self._plan.matrix
        columns = matrix.columns if matrix else []
        self._account.rows = len(columns)
        index = layout.data_start - 1
        for column, heading in columns:
            row = self._row(index, layout.table.filled[index])
            row.heading, row.mark_column = heading, column
            self._count(row, self._made(row))

    def _read_rows(self) -> None:
        account, layout = self._account, self._plan.layout
        account.rows = len(layout.table.rows)
        account.above = min(layout.data_start, account.rows)
        ended: str | None = None
        for index, cells in data_rows(layout, self._plan.fill_down):
            if cells is None:
                account.empty += 1
                continue
            if ended is None:
                skip = next((rule for rule in self._plan.skips if rule.applies(cells)), None)
                if skip is None:
                    row = self._row(index, cells)
                    self._count(row, self._taken(row))
                    continue
                account.skipped[skip.reason] += 1
                ended = skip.reason if skip.onwards else None
            else:
                account.skipped[ended] += 1

    def _row(self, index: int, cells: Sequence[Cell]) -> Row:
        return Row(self._plan.layout, index, cells, dict(self._groups))

    def _count(self, row: Row, made: int) -> None:
        account = self._account
        account.records += made
        if row.problems and any(problem.severity == "error" for problem in row.problems):
            account.failed += 1
        elif made:
            account.made += 1
        else:
            account.nothing += 1
        self.problems += row.problems

    def _taken(self, row: Row) -> int:
        """Make all records of a row; how many it gave."""
        self._report_faults(row)
        if row.problems:
            return 0
        if self._plan.rule.each == "mark":
            return sum(self._made(marked) for marked in self._marked(row))
        if not self._first:
            return self._made(row)
        return sum(self._made(item) for item in self._items(row))

    def _report_faults(self, row: Row) -> None:
        layout = self._plan.layout
        if layout.table.faults:
            faults = (
                layout.table.fault(row.index, i, layout.shown_label(i)) for i in sorted(self._plan.used)
            )
            row.problems += filter(None, faults)
        if self._header_width is not None and any(map(is_filled, row.cells[self._header_width :])):
            row.report(
                None,
                "has more cells than the header",
                "Put texts that contain the separator in quotation marks.",
                text_of(next(filter(is_filled, row.cells[self._header_width :]))),
            )

    def _width_of_header(self) -> int:
        labels = self._plan.layout.own_labels
        return max((i + 1 for i, label in enumerate(labels) if label), default=len(labels))

    def _marked(self, row: Row) -> Iterator[Row]:
        """The row once for each of its marks."""
        matrix, marks, blank = self._plan.matrix, self._plan.marks, self._plan.blank
        if matrix is None:
            return
        for column, heading in matrix.columns:
            cell = row.cells[column]
            if cell == "" or not is_filled(cell) or (blank and folded(text_of(cell)) in blank):
                continue
            self._account.marks += 1
            if marks is not None and cell not in self._seen_marks and not self._is_mark(cell, marks):
                remedy = f"Use {quoted(sorted(marks))}, or add it to the marks in the mapping."
                row.report(heading, "is not a mark", remedy, text_of(cell))
                continue
            yield Row(
                row.layout, row.index, row.cells, dict(self._groups), heading, cell, column, row.problems
            )
        for column in matrix.unlabelled:
            if is_filled(row.cells[column]):
                remedy = "Give the column a heading, or clear the cell."
                label = f"column {column_letters(column + 1)}"
                row.report(label, "stands in a matrix under no heading", remedy, text_of(row.cells[column]))

    def _is_mark(self, cell: Cell, marks: frozenset[str]) -> bool:
        if folded(text_of(cell)) not in marks:
            return False
        if type(cell) is str:
            # Only texts: 1 and TRUE are equal to Python, not to the reader of a spreadsheet.
            self._seen_marks.add(cell)
        return True

    def _items(self, row: Row) -> Iterator[Row]:
        """The row once for each item of the value that `each` names."""
        for name, make in self._first:
            row.names[name] = make(row)
        each = self._plan.rule.each
        items = row.names[each]
        for item in items if isinstance(items, list) else [items] if items != "" else []:
            yield Row(row.layout, row.index, row.cells, {**row.names, each: item}, problems=row.problems)

    def _made(self, row: Row) -> int:
        """Make one record; 1 if it was made, 0 if something is wrong."""
        before = len(row.problems)
        names = row.names
        for name, make in self._rest:
            names[name] = make(row)
        values: dict[str, Any] = {}
        for name, many in self._plan.fields:
            value = names[name]
            if type(value) is list:
                self._take_several(row, values, name, value, many)
            elif value != "":
                values[name] = [value] if many else value
        envelope = self._envelope(row)
        if "id" not in values and len(row.problems) == before:
            remedy = "Give it, or skip such rows by a rule in the mapping."
            row.report(self._plan.places.get("id", "id"), "is missing", remedy)
        if len(row.problems) > before and any(p.severity == "error" for p in row.problems[before:]):
            return 0
        table = row.layout.table
        place = Place(table.file, table.sheet, row.index + 1, self._places(row.heading))
        part = Gathered(self._plan.kind, values, envelope, place)
        found = self._gathering.add(part, self._plan.rule.repeats)
        row.problems += found
        return 0 if found and any(problem.severity == "error" for problem in found) else 1

    def _places(self, heading: str) -> Mapping[str, str]:
        """What the table calls the place of each field; those without a column of their own, the heading."""
        if heading not in self._places_by_heading:
            elsewhere = {name: heading for name, _ in self._plan.fields if name not in self._plan.places}
            self._places_by_heading[heading] = {**self._plan.places, **elsewhere}
        return self._places_by_heading[heading]

    def _take_several(
        self, row: Row, values: dict[str, Any], name: str, items: list[Any], many: bool
    ) -> None:
        if many:
            if items:
                values[name] = list(dict.fromkeys(items))
        elif len(items) > 1:
            remedy = "Say which one with take, or join them, in the mapping."
            found = "; ".join(map(text_of, items))
            label = self._plan.places.get(name, name)
            row.report(label, "holds several values, and the field takes one", remedy, found)
        elif items:
            values[name] = items[0]

    def _envelope(self, row: Row) -> Mapping[str, Any]:
        if not self._plan.envelope:
            return self._constants
        envelope = dict(self._constants)
        for name, make, many in self._plan.envelope:
            value = make(row)
            if isinstance(value, list):
                self._take_several(row, envelope, name, value, many)
            elif value != "":
                envelope[name] = [value] if many else value
        return envelope
