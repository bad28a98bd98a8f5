"""What commands print: tables, findings and problems, plain where nobody watches."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import click

from ecliptic.assess.assessment import Cell, Column, Finding, Table
from ecliptic.errors import Problem

UNVERIFIED = "†"
_LONGEST_CELL = 72
_FEW_ROWS = 4
_NUMBERS = ("integer", "number")


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def print_problems(problems: Iterable[Problem]) -> None:
    """List problems on standard error, errors first, with their count."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    for problem in ordered:
        mark = "warning: " if problem.severity == "warning" else ""
        click.echo(f"{mark}{problem}", err=True)
    counts = Counter(problem.severity for problem in ordered)
    words = [
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in ("error", "warning")
        if counts[severity]
    ]
    if words:
        click.echo(", ".join(words), err=True)


def print_table(table: Table, form: Format, *, most: int | None = None) -> None:
    """Print a table; `most` limits rows of the table form and tells how many were left out."""
    if form is Format.TABLE:
        _print_grid(table, most)
        return
    from ecliptic.publish import table_csv, table_json  # noqa: PLC0415 - only for these forms

    text = table_csv(table) if form is Format.CSV else table_json(table)
    click.echo(text, nl=not text.endswith("\n"))


def print_findings(findings: Sequence[Finding], *, most: int) -> None:
    """Print findings under their severity; `most` limits how many of each kind are shown."""
    shown: Counter[tuple[str, str]] = Counter()
    totals = Counter((f.severity, f.kind) for f in findings)
    heading = None
    for finding in findings:
        group = finding.severity, finding.kind
        shown[group] += 1
        if heading != group:
            heading = group
            click.echo(f"\n{finding.severity}: {finding.kind} ({totals[group]})")
        if shown[group] <= most:
            mark = f" {UNVERIFIED}" if finding.unverified else ""
            click.echo(f"  {finding.sentence}{mark}")
        elif shown[group] == most + 1:
            click.echo(f"  … and {totals[group] - most} more (--findings all)")
    if any(finding.unverified for finding in findings):
        click.echo(f"\n{UNVERIFIED} rests on statements that are not verified")


def print_json(content: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))


@contextmanager
def reading_progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show progress on standard error while a terminal watches; give the function that reports it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only for people at a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _print_grid(table: Table, most: int | None) -> None:
    rows = table.rows if most is None else table.rows[:most]
    click.echo(table.title)
    head = [f"{c.name} [{c.unit}]" if c.unit else c.name for c in table.columns]
    body = [[_cell(value) for value in row] for row in rows]
    right = [column.type in _NUMBERS for column in table.columns]
    widths = _widths([head, *body])
    room = shutil.get_terminal_size((100, 24)).columns
    if 0 < len(body) <= _FEW_ROWS and sum(widths) + 2 * len(widths) > room:
        _print_upright(table.columns, body)
    elif not body:
        click.echo("no rows")
    else:
        click.echo(_line(head, widths, right))
        click.echo("  ".join("-" * width for width in widths))
        for row in body:
            click.echo(_line(row, widths, right))
    if len(rows) < len(table.rows):
        click.echo(f"… and {len(table.rows) - len(rows)} more rows (--rows all, or --format csv)")


def _print_upright(columns: Sequence[Column], body: Sequence[Sequence[str]]) -> None:
    """Print a few wide rows side by side, a line for each column, with what the column means."""
    lines = [
        [column.name, *cells, column.meaning]
        for column, cells in zip(columns, zip(*body, strict=True), strict=True)
    ]
    right = [False, *(True for _ in body), False]
    widths = _widths(lines)
    for line in lines:
        click.echo(_line(line, widths, right))


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, cells)) for cells in zip(*lines, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _cell(value: Cell) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if value != int(value) else str(int(value))
    flat = " ".join(str(value).split())
    return flat if len(flat) <= _LONGEST_CELL else flat[: _LONGEST_CELL - 1] + "…"
