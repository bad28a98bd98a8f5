"""Where things stand in a table: its header row, its columns, its matrix, and the rows that hold data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ecliptic.errors import Problem
from ecliptic.share.mapping.model import Matrix, TableRule, is_letter_column
from ecliptic.share.mapping.wording import cleaned, folded, is_filled, quoted, text_of
from ecliptic.share.tables import Cell, Table, column_letters

HEADER_SEARCH_ROWS = 50
_NUMBERED = re.compile(r"(.+)#([0-9]+)", re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """A table with its header found: labels by column, and where the data begin."""

    table: Table
    labels: list[str]
    """Label of each column, empty where it has none."""
    own_labels: list[str]
    """The same without those that only reach a column because their heading is merged over it."""
    data_start: int

    def column(self, name: str) -> int | None:
        """Index of a column by its name in the mapping; None where the table has no such column."""
        if is_letter_column(name):
            index = _letter_index(name[1:])
            return index if index < len(self.labels) else None
        wanted = folded(name)
        found = [i for i, label in enumerate(self.labels) if label == wanted]
        if found:
            return found[0]
        if numbered := _NUMBERED.fullmatch(name):
            wanted = folded(numbered[1])
            found = [i for i, label in enumerate(self.labels) if label == wanted]
            number = int(numbered[2])
            return found[number - 1] if 1 <= number <= len(found) else None
        return None

    def is_ambiguous(self, name: str) -> bool:
        """Whether several columns have this label of their own."""
        return not is_letter_column(name) and self.own_labels.count(folded(name)) > 1

    def shown_label(self, index: int) -> str:
        """What to call a column when speaking to people."""
        lines = self.table.filled[: self.data_start]
        text = next((text_of(row[index]) for row in reversed(lines) if text_of(row[index])), "")
        return " ".join(text.split()) or f"column {column_letters(index + 1)}"


def lay_out(rule: TableRule, table: Table, needed: Sequence[str]) -> Layout | list[Problem]:
    """Find the header of a table by the labels that are needed; problems where any is missing."""
    if rule.header_lines == 0:
        width = max(map(len, table.rows), default=0)
        layout = Layout(table, [""] * width, [""] * width, rule.first_row - 1)
    else:
        start = _header_row(rule, table, needed)
        if start is None:
            return [_no_header(table, needed)]
        end = start + rule.header_lines
        layout = Layout(table, _labels(table.filled[start:end]), _labels(table.rows[start:end]), end)
    problems = [_no_column(layout, name) for name in needed if layout.column(name) is None]
    problems += [_ambiguous(layout, name) for name in needed if layout.is_ambiguous(name)]
    return problems or layout


def _header_row(rule: TableRule, table: Table, needed: Sequence[str]) -> int | None:
    wanted = {_plain_label(name) for name in rule.header or needed if not is_letter_column(name)}
    if not wanted:
        return _first_heading_row(rule, table)
    best, best_count = None, 0
    for start in range(min(HEADER_SEARCH_ROWS, len(table.rows) - rule.header_lines + 1)):
        labels = _labels(table.filled[start : start + rule.header_lines])
        count = len(wanted.intersection(labels))
        # An empty row above the header and its first line look like the whole header: the last fit counts.
        if count > best_count or (count == best_count > 0 and rule.header_lines > 1 and best == start - 1):
            best, best_count = start, count
        elif best_count == len(wanted):
            break
    return best if best_count == len(wanted) or (best_count * 2 >= len(wanted) and not rule.header) else None


def _first_heading_row(rule: TableRule, table: Table) -> int | None:
    """The header of a table of which nothing but its matrix is used."""
    pattern = re.compile(rule.matrix.columns or ".+") if rule.matrix else re.compile(".+")
    for start, row in enumerate(table.filled[:HEADER_SEARCH_ROWS]):
        if any(pattern.fullmatch(_one_line(cell)) for cell in row):
            return start
    return None


def _plain_label(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    return folded(numbered[1] if numbered else name)


def _labels(lines: Sequence[Sequence[Cell]]) -> list[str]:
    if len(lines) == 1:
        return [
            "" if cell == "" else folded(cell if type(cell) is str else text_of(cell)) for cell in lines[0]
        ]
    width = max(map(len, lines), default=0)
    labels = []
    for column in range(width):
        texts = (text_of(line[column]) for line in lines if column < len(line))
        labels.append(folded(" / ".join(dict.fromkeys(text for text in texts if text))))
    return labels


def _letter_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


# --- matrix ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MatrixColumns:
    """The columns of a matrix with their headings, and those between them that have no heading."""

    columns: list[tuple[int, str]]
    unlabelled: list[int]


def matrix_columns(matrix: Matrix, layout: Layout, header_lines: int) -> MatrixColumns:
    """Find the columns of a matrix."""
    after = layout.column(matrix.after) if matrix.after else None
    until = layout.column(matrix.until) if matrix.until else None
    start = 0 if after is None else after + 1
    end = len(layout.labels) if until is None else until
    left_out = {folded(label) for label in matrix.except_}
    pattern = re.compile(matrix.columns) if matrix.columns else None
    header = layout.table.filled[layout.data_start - header_lines : layout.data_start]
    columns, unlabelled = [], []
    for index in range(start, end):
        heading = " / ".join(dict.fromkeys(t for row in header if (t := _one_line(row[index]))))
        if not heading:
            unlabelled.append(index)
        elif folded(heading) not in left_out and (pattern is None or pattern.fullmatch(heading)):
            columns.append((index, heading))
    return MatrixColumns(columns, unlabelled if matrix.after or matrix.until else [])


def _one_line(cell: Any) -> str:
    return " ".join(text_of(cell).split())


# --- rows -----------------------------------------------------------------------------------------


def data_rows(layout: Layout, fill_down: Iterable[int]) -> Iterator[tuple[int, list[Cell] | None]]:
    """Each row below the header with its index, filled down; None for a row without anything in it."""
    filling = list(fill_down)
    last: dict[int, Cell] = {}
    faulty = {row for row, _ in layout.table.faults}
    rows = layout.table.filled
    for index in range(layout.data_start, len(rows)):
        row = rows[index]
        if index not in faulty and not _has_content(row):
            yield index, None
            continue
        for column in filling:
            if is_filled(row[column]):
                last[column] = row[column]
            elif column in last and (index, column) not in layout.table.faults:
                if row is rows[index]:
                    row = list(row)
                row[column] = last[column]
        yield index, row


def _has_content(row: Sequence[Cell]) -> bool:
    for cell in row:  # noqa: SIM110 - a loop, for this is asked of every row
        if cell != "" and is_filled(cell):
            return True
    return False


# --- problems -------------------------------------------------------------------------------------


def _no_header(table: Table, needed: Sequence[str]) -> Problem:
    labels = quoted(list(needed)) or "of a matrix"
    return Problem(
        message=f"has no row with the labels {labels}",
        remedy="Check that it is the right sheet, or give the labels that it has in the mapping.",
        file=table.file,
        sheet=table.sheet,
    )


def _no_column(layout: Layout, name: str) -> Problem:
    have = [layout.shown_label(i) for i, label in enumerate(layout.own_labels) if label]
    labels = quoted(have) or "no labels"
    return Problem(
        message=f'has no column "{cleaned(name)}"',
        remedy=f"Give the mapping the label that the column has now. The header has {labels}.",
        file=layout.table.file,
        sheet=layout.table.sheet,
        row=layout.data_start or None,
    )


def _ambiguous(layout: Layout, name: str) -> Problem:
    return Problem(
        message=f'has several columns "{cleaned(name)}"',
        remedy=f'Say which one in the mapping: "{name}#1" for the first, "{name}#2" for the second.',
        file=layout.table.file,
        sheet=layout.table.sheet,
        row=layout.data_start or None,
    )
