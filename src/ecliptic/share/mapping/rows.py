"""Reading the rows of one sheet: each is skipped by a rule, made into records, or reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from ecliptic.errors import Problem
from ecliptic.share.mapping.account import Account
from ecliptic.share.mapping.layout import data_rows
from ecliptic.share.mapping.plan import Plan, Skip
from ecliptic.share.mapping.records import RecordMaker
from ecliptic.share.mapping.row import Row, has_error
from ecliptic.share.mapping.wording import folded, is_filled, quoted, text_of
from ecliptic.share.tables import Cell, column_letters

_ONLY_TEXT = {str}


class TableReader:
    """Reads the rows of one sheet under one table of a mapping."""

    def __init__(self, fitted: Plan, groups: Mapping[str, str], maker: RecordMaker) -> None:
        self._plan = fitted
        self._groups = groups
        self._maker = maker
        self._seen_marks: set[Cell] = set()
        self.problems: list[Problem] = []
        table, rule = fitted.layout.table, fitted.rule
        self._account = Account(table.sheet, rule.kind, rule.each)
        self._header_width = self._width_of_header() if table.sheet is None else None

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
        for _, heading in columns:
            row = Row(layout, index, layout.table.filled[index], dict(self._groups), heading)
            self._count(row, self._maker.made(row))

    def _read_rows(self) -> None:
        account, layout = self._account, self._plan.layout
        account.rows = len(layout.table.rows)
        account.above = min(layout.data_start, account.rows)
        has_been_read = self._repetition()
        # Most tables need nothing but this for a row.
        is_plain = not (layout.table.faults or self._header_width or self._plan.before_each)
        take = self._maker.made if is_plain and self._plan.rule.each == "row" else self._taken
        ended: str | None = None
        for index, cells in data_rows(layout, self._plan.fill_down):
            if cells is None:
                account.empty += 1
            elif ended is not None:
                account.skipped[ended] += 1
            elif skip := self._skip(cells):
                account.skipped[skip.reason] += 1
                ended = skip.reason if skip.onwards else None
            elif has_been_read is not None and has_been_read(cells):
                account.made += 1
                account.records += 1
            else:
                row = Row(layout, index, cells, dict(self._groups))
                self._count(row, take(row))

    def _skip(self, cells: Sequence[Cell]) -> Skip | None:
        for rule in self._plan.skips:
            if rule.applies(cells):
                return rule
        return None

    def _repetition(self) -> _Repetition | None:
        """Tells rows that say again what a row said before: where parts are merged they add nothing."""
        rule, table = self._plan.rule, self._plan.layout.table
        if rule.repeats != "merge" or rule.each != "row" or self._plan.tells_rows_apart or table.faults:
            return None
        return _Repetition(sorted(self._plan.used)) if len(self._plan.used) > 1 else None

    def _count(self, row: Row, made: int) -> None:
        account = self._account
        account.records += made
        if row.problems:
            self.problems += row.problems
            if has_error(row.problems):
                account.failed += 1
                return
        if made:
            account.made += 1
        else:
            account.nothing += 1

    def _taken(self, row: Row) -> int:
        """Make all records of a row; how many it gave."""
        self._report_faults(row)
        if row.problems:
            return 0
        if self._plan.rule.each == "mark":
            return sum(self._maker.made(marked) for marked in self._marked(row))
        if not self._plan.before_each:
            return self._maker.made(row)
        return sum(self._maker.made(item) for item in self._items(row))

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
            yield Row(row.layout, row.index, row.cells, dict(self._groups), heading, cell, row.problems)
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
        for name, make in self._plan.before_each:
            row.names[name] = make(row)
        each = self._plan.rule.each
        items = row.names[each]
        for item in items if isinstance(items, list) else [items] if items != "" else []:
            yield Row(row.layout, row.index, row.cells, {**row.names, each: item}, problems=row.problems)


class _Repetition:
    """Remembers what the columns that are used said in earlier rows."""

    def __init__(self, columns: list[int]) -> None:
        self._used = itemgetter(*columns)
        self._seen: set[tuple[Cell, ...]] = set()

    def __call__(self, cells: Sequence[Cell]) -> bool:
        said: tuple[Cell, ...] = self._used(cells)
        if said in self._seen:
            return True
        # Only texts: 1 and TRUE are equal to Python, not to the reader of a spreadsheet.
        if set(map(type, said)) == _ONLY_TEXT:
            self._seen.add(said)
        return False
