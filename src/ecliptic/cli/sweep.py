"""`ecliptic sweep`: put one question many times."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ecliptic.assess import sweep as sweeps
from ecliptic.assess.assessment import Table
from ecliptic.cli.options import Inputs, format_option, problems_exit, roadmap_options
from ecliptic.cli.output import Format, print_json, print_table
from ecliptic.errors import DataProblemsError, Problem, UsageError

_MOST_ROWS = 40
_MOST_TOLD = 20
_INCOMPLETE = 1
_THIS_MACHINE = ("tcp://127.", "tcp://localhost:", "tcp://[::1]:")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@roadmap_options("holder")
@click.option("--workers", type=click.IntRange(min=1), help="Answer in so many processes of this machine.")
@click.option("--scheduler", metavar="ADDRESS", help="Answer on a Dask cluster, such as tcp://host:8786.")
@click.option("--one-process", is_flag=True, help="Answer here, one case after the other: the default.")
@click.option("--table", metavar="NAME", help="Gather this table of the answers; the file names one too.")
@click.option(
    "--progress/--no-progress", default=None, help="Tell on standard error how far it is; a terminal is told."
)
@format_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the table to a .csv or .json.")
def sweep(file: Path, table: str | None, progress: bool | None, form: Format, **options: Any) -> int:
    """Put a question many times, with every combination of the choices that FILE names.

    \b
    Examples:
      ecliptic sweep scenarios.toml
      ecliptic sweep scenarios.toml plans/ --workers 2 --output scenarios.csv
      ecliptic sweep scenarios.toml --scheduler tcp://host:8786 --format csv

    The answers are the same wherever they are worked out. Exit code 1 tells that a case has no answer.
    """
    output: Path | None = options.pop("output")
    where = _where(options.pop("workers"), options.pop("scheduler"), options.pop("one_process"))
    _must_be_writable(output)
    plan = _read(file)
    if table is not None:
        plan = replace(plan, table=table)
    roadmap, problems = Inputs(**options).roadmap()
    with _telling(sys.stderr.isatty() if progress is None else progress) as tell:
        result = sweeps.run(plan, roadmap, where, progress=tell)
    _give(result, form, output)
    for lot in (result.refused, result.failed):
        _tell(lot, plan.size)
    return max(problems_exit(problems), 0 if result.complete else _INCOMPLETE)


def _where(workers: int | None, scheduler: str | None, one_process: bool) -> sweeps.Where:
    given = {"--workers": workers, "--scheduler": scheduler, "--one-process": one_process or None}
    named = [option for option, value in given.items() if value is not None]
    if len(named) > 1:
        message = f"{' and '.join(named)} name different places. Give one of them."
        raise UsageError(message)
    if workers is not None:
        return sweeps.LocalWorkers(workers)
    if scheduler is None:
        return sweeps.OneProcess()
    where = sweeps.RunningScheduler(scheduler)
    if scheduler.startswith("tcp://") and not scheduler.startswith(_THIS_MACHINE):
        click.echo("The roadmap travels unencrypted to this cluster; tls:// would encrypt it.", err=True)
    return where


def _must_be_writable(output: Path | None) -> None:
    """Tell before hours of work what would keep its result from being written."""
    if output is None:
        return
    if output.suffix.lower() not in (".csv", ".json"):
        message = f"{output.name} does not say what to write. Let its name end with .csv or .json."
        raise UsageError(message)
    if not output.parent.is_dir():
        message = f"There is no folder {output.parent}. Make it, or choose another."
        raise UsageError(message)


def _read(file: Path) -> sweeps.Sweep:
    try:
        return sweeps.read(file.read_text(encoding="utf-8"), file.name)
    except UnicodeDecodeError as error:
        raise DataProblemsError([Problem("is not in UTF-8", "Save it in UTF-8.", file.name)]) from error


@contextmanager
def _telling(wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """How many cases are done, on standard error: one line that a terminal writes over."""
    if not wanted:
        yield None
        return
    watched = sys.stderr.isatty()
    start = "\r" if watched else ""

    def tell(done: int, total: int) -> None:
        click.echo(f"{start}{done} of {total} cases", err=True, nl=not watched)

    try:
        yield tell
    finally:
        if watched:
            click.echo("\r\x1b[K", err=True, nl=False)


def _give(result: sweeps.SweepResult, form: Format, output: Path | None) -> None:
    if output is not None:
        from ecliptic.publish import write_table  # noqa: PLC0415 - only for these forms

        write_table(output, result.table)
        click.echo(f"Wrote {output}", err=True)
    elif form is Format.JSON:
        print_json(result.as_dict())
    else:
        print_table(result.table, form, most=_MOST_ROWS)


def _tell(lot: Table, cases: int) -> None:
    """Tell of cases without an answer, on standard error."""
    if not lot.rows:
        return
    click.echo(f"{lot.title}: {len(lot.rows)} of {cases}", err=True)
    axes = [column.name for column in lot.columns[:-1]]
    for *choices, reason in lot.rows[:_MOST_TOLD]:
        words = ", ".join(f"{axis} {choice}" for axis, choice in zip(axes, choices, strict=True))
        click.echo(f"  {words}: {' '.join(str(reason).split())}", err=True)
    if len(lot.rows) > _MOST_TOLD:
        click.echo(f"  … and {len(lot.rows) - _MOST_TOLD} more (--format json lists all)", err=True)
