"""The exceptions that users of Ecliptic may catch, and the problem report that bad data becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one place of an input, and what would be right.

    `row` counts from 1 as spreadsheets show it; `value` is what was found there.
    """

    message: str
    remedy: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """Where the problem is, from the file down to the column."""
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else None,
            f"row {self.row}" if self.row is not None else None,
            self.column,
        ]
        return ", ".join(part for part in parts if part) or "input"

    def __str__(self) -> str:
        found = f'"{_shortened(self.value)}" ' if self.value is not None else ""
        return f"{self.place}: {found}{self.message}. {self.remedy}"


class EclipticError(Exception):
    """Base of every error that Ecliptic raises on purpose."""


class UsageError(EclipticError):
    """A call or a command that cannot be understood: an unknown option, name or combination."""


class MissingExtraError(EclipticError):
    """An optional package is needed and not installed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed. "
            f"Install it with: pip install 'ecliptic[{extra}]'"
        )


class DataProblemsError(EclipticError):
    """Input data that cannot be taken as it is; `problems` lists all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'' if count == 1 else 's'} in the data"
        shown = [f"- {problem}" for problem in self.problems[:20]]
        if count > len(shown):
            shown.append(f"- and {count - len(shown)} more")
        super().__init__("\n".join([head, *shown]))


def _shortened(value: str, limit: int = 80) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
