"""Foreign tables and mappings for tests: cells in, what a mapping makes of them out."""

from __future__ import annotations

from collections.abc import Mapping as Cells
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.mapping import Mapped, apply, read_mapping
from ecliptic.share.tables import open_tables

ENVELOPE = """
title = "Test"
envelope = { publisher = "EXA", stated_at = 2026-05-01 }
"""

Rows = list[list[Any]]


def write_workbook(path: Path, sheets: Cells[str, Rows], merged: Cells[str, list[str]] | None = None) -> Path:
    """An .xlsx file with these cells, None for an empty one, and these ranges merged."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for range_ in (merged or {}).get(name, []):
                sheet.merge_range(range_, "")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return path


def mapped(
    tables: str,
    sheets: Cells[str, Rows] | Rows,
    merged: Cells[str, list[str]] | None = None,
    head: str = ENVELOPE,
) -> Mapped:
    """What a mapping with these tables makes of a workbook; one list of rows makes one sheet called Plan."""
    mapping = read_mapping(head + tables, "test.toml")
    by_name = {"Plan": sheets} if isinstance(sheets, list) else sheets
    with TemporaryDirectory() as folder:
        return apply(mapping, open_tables(write_workbook(Path(folder) / "plan.xlsx", by_name, merged)))


def mapped_csv(tables: str, content: str, head: str = ENVELOPE) -> Mapped:
    """What a mapping with these tables makes of a CSV file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_text(content, encoding="utf-8")
        return apply(read_mapping(head + tables, "test.toml"), open_tables(path))


def said(result: Mapped) -> list[dict[str, Any]]:
    """The records as dictionaries of what they say."""
    return [s.record.model_dump(exclude_defaults=True) | {"kind": s.kind} for s in result.statements]


def complaints(result: Mapped) -> list[str]:
    """The problems as people read them, errors first."""
    return [str(problem) for problem in sorted(result.problems, key=lambda problem: problem.severity)]


def read_all(path: Path, sheet: str | None = None) -> None:
    """Read every cell of a file, or of one sheet."""
    file = open_tables(path)
    for name in [sheet] if sheet else file.sheet_names:
        assert file.table(name).filled is not None


def refusal(path: Path, sheet: str | None = None) -> Problem:
    """The one problem for which a file cannot be read."""
    with pytest.raises(DataProblemsError) as caught:
        read_all(path, sheet)
    (problem,) = caught.value.problems
    assert problem.file == path.name
    assert problem.remedy.endswith(".")
    return problem
