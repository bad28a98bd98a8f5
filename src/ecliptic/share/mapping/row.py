"""A row of a table on its way to a record, and what recipes can refer to besides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecliptic.errors import Problem, Severity
from ecliptic.share.mapping.layout import Layout
from ecliptic.share.rows import printable
from ecliptic.share.tables import Cell

Make = Callable[["Row"], Any]
"""Makes a value from a row: "" for nothing, one value, or a list of several."""
Words = Mapping[str, str | list[str]]
"""Meaning of each word, by the word as folded for comparison."""


@dataclass(slots=True)
class Row:
    """One row of a table, or one mark or heading of it, on its way to a record."""

    layout: Layout
    index: int
    cells: Sequence[Cell]
    names: dict[str, Any]
    """Values by name, for templates."""
    heading: str = ""
    mark: Cell = ""
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, label: str | None, message: str, remedy: str, value: Any = None, severity: Severity = "error"
    ) -> None:
        """Note that something is wrong here."""
        table = self.layout.table
        shown = printable(value)
        self.problems.append(
            Problem(message, remedy, table.file, table.sheet, self.index + 1, label, shown, severity)
        )


def has_error(problems: Sequence[Problem]) -> bool:
    """Whether any of these costs data."""
    return any(problem.severity == "error" for problem in problems)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a recipe can refer to besides the row."""

    layout: Layout
    lookups: Mapping[str, Words]
    blank: frozenset[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    """What the pattern of the sheet's name found."""
    texts: dict[str, str] = field(default_factory=dict)
    """Texts of cells that have been cleaned."""
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What recipes, by their identity, gave for texts of cells."""
