"""Tables as files hold them: the cells of .xlsx and .csv files, read safely, with their row numbers kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.archive_safety import MAX_FILE_BYTES, UnsafeArchiveError, column_letters
from ecliptic.share.csv_cells import CsvCells, read_csv
from ecliptic.share.workbook_cells import Cell, Fault, Range, SheetCells, WorkbookCells, load

__all__ = ["Cell", "Fault", "Table", "TableFile", "column_letters", "is_table_file", "open_tables"]

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
_ZIP_SIGNATURE = b"PK\x03\x04"


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook, or the whole of a CSV file.

    `rows[0]` is the row that spreadsheets call 1; an empty cell is "". Rows after the last filled one are
    left out. `sheet` is None for CSV. `faults` tells the cells, by row and column counted from 0, that
    are not empty but whose value is not there: errors, and formulas whose result was not stored.
    """

    file: str
    sheet: str | None
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)

    @cached_property
    def filled(self) -> list[list[Cell]]:
        """The rows with each merged range filled with the value of its first cell."""
        if not self.merged:
            return self.rows
        rows = [list(row) for row in self.rows]
        for (top, left), (bottom, right) in self.merged:
            if top >= len(rows) or left >= len(rows[top]):
                continue
            value = rows[top][left]
            # Ranges may reach far beyond the data.
            for row in rows[top : bottom + 1]:
                width = min(right + 1, len(row)) - left
                row[left : left + width] = [value] * width
        return rows

    def fault(self, row: int, column: int, label: str | None = None) -> Problem | None:
        """What is wrong with a cell, counted from 0, that must not be taken as empty."""
        found = self.faults.get((row, column)) if self.faults else None
        if found is None:
            return None
        return Problem(
            message=found.message,
            remedy=found.remedy,
            file=self.file,
            sheet=self.sheet,
            row=row + 1,
            column=label or column_letters(column + 1),
            value=found.value,
        )


class TableFile:
    """An .xlsx or .csv file whose tables are parsed when they are asked for; make it with `open_tables`."""

    def __init__(
        self, path: Path, content: WorkbookCells | CsvCells, problems: Iterable[Problem] = ()
    ) -> None:
        self.path = path
        self.name = path.name
        self.problems = tuple(problems)
        """Warnings about the file as a whole."""
        self._content = content
        self._tables: dict[str, Table] = {}

    @property
    def is_csv(self) -> bool:
        """Whether the file is CSV, which has one table and no name for it."""
        return isinstance(self._content, CsvCells)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets, hidden ones too, in order; for CSV the name of the file without its ending."""
        return (self.path.stem,) if isinstance(self._content, CsvCells) else self._content.sheet_names

    def table(self, sheet: str) -> Table:
        """One table; parsed now if it was not yet."""
        return self.tables((sheet,))[0]

    def tables(self, sheets: Iterable[str]) -> list[Table]:
        """Several tables, which costs less than asking for one after the other."""
        sheets = list(sheets)
        missing = [sheet for sheet in dict.fromkeys(sheets) if sheet not in self._tables]
        if missing:
            self._tables.update(self._parsed(missing))
        return [self._tables[sheet] for sheet in sheets]

    def _parsed(self, sheets: list[str]) -> dict[str, Table]:
        if isinstance(self._content, CsvCells):
            rows: list[list[Cell]] = [list(row) for row in self._content.rows]
            return {self.path.stem: Table(self.name, None, rows)}
        try:
            cells = self._content.read(sheets)
        except UnsafeArchiveError as error:
            raise DataProblemsError([_refusal(self.name, error)]) from error
        return {sheet: self._table(sheet, content) for sheet, content in cells.items()}

    def _table(self, sheet: str, cells: SheetCells) -> Table:
        return Table(self.name, sheet, cells.rows, cells.merged, cells.faults)


def is_table_file(path: Path) -> bool:
    """Whether the name of a file says that it holds tables."""
    return path.suffix.lower() in WORKBOOK_SUFFIXES + CSV_SUFFIXES


def open_tables(path: str | Path) -> TableFile:
    """Open an .xlsx or .csv file; raises DataProblemsError where it is neither or not safe to read."""
    path = Path(path)
    try:
        data = load(path, MAX_FILE_BYTES)
        if path.suffix.lower() in CSV_SUFFIXES and not data.startswith(_ZIP_SIGNATURE):
            return _csv_tables(path, data)
        return TableFile(path, WorkbookCells(data))
    except UnsafeArchiveError as error:
        raise DataProblemsError([_refusal(path.name, error)]) from error
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(f"cannot be read: {reason}", "Check the name and your right to read it.", path.name)
        raise DataProblemsError([problem]) from error


def _csv_tables(path: Path, data: bytes) -> TableFile:
    content = read_csv(data)
    problems = [
        Problem(
            message=remark.message,
            remedy=remark.remedy,
            file=path.name,
            row=remark.row,
            severity="error" if remark.is_error else "warning",
        )
        for remark in content.remarks
    ]
    if any(problem.severity == "error" for problem in problems):
        raise DataProblemsError(problems)
    return TableFile(path, content, problems)


def _refusal(file: str, error: UnsafeArchiveError) -> Problem:
    return Problem(error.message, error.remedy, file, error.sheet)
