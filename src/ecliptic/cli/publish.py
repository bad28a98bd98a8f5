"""`ecliptic publish`: reports, figures and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from ecliptic import publish as publishing
from ecliptic.assess import Assessment, questions
from ecliptic.cli.options import Inputs, problems_exit, roadmap_options
from ecliptic.errors import Problem, UsageError
from ecliptic.roadmap import Roadmap

F = TypeVar("F", bound=Callable[..., Any])


def question_option(function: F) -> F:
    """Which questions to answer."""
    return click.option(
        "--question", "names", multiple=True, help="Only this question; may be given several times."
    )(function)


def folder_options(*suffixes: str) -> Callable[[F], F]:
    """Where to write several files, and in which format; the first suffix is the default."""

    def decorate(function: F) -> F:
        function = click.option(
            "--as",
            "suffix",
            type=click.Choice(suffixes),
            default=suffixes[0],
            show_default=True,
            help="File format.",
        )(function)
        return click.option(
            "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write to."
        )(function)

    return decorate


@click.group()
def publish() -> None:
    """Make a report, figures or tables; by default only from what the public may see."""


@publish.command()
@roadmap_options("public")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="HTML file to write.")
@click.option("--title", default=None, help="Title of the report.")
@question_option
def report(output: Path, title: str | None, names: tuple[str, ...], **options: Any) -> int:
    """Write one self-contained HTML report that answers all questions.

    \b
    Examples:
      ecliptic publish report --output report.html
      ecliptic publish report plans/ --title "Lunar plans 2026" --output plans.html
    """
    if not output.parent.is_dir():
        # Told before minutes of work and not after it.
        message = f"--output: there is no folder {output.parent}. Make it first, or write to another."
        raise UsageError(message)
    roadmap, assessments, problems = _answered(names, options)
    wanted = {"title": title} if title else {}
    publishing.write_report(output, roadmap, assessments, **wanted)
    click.echo(f"Wrote {output}", err=True)
    return problems_exit(problems)


@publish.command()
@roadmap_options("public")
@folder_options("svg", "png")
@question_option
def figures(output: Path, names: tuple[str, ...], suffix: str, **options: Any) -> int:
    """Write every figure as a file of its own.

    \b
    Examples:
      ecliptic publish figures --output figures/
      ecliptic publish figures plans/ --question coverage --as png --output figures/
    """
    roadmap, assessments, problems = _answered(names, options)
    drawn = [(f"{a.question}-{figure.name}", figure) for a in assessments for figure in a.figures]
    if not names:
        drawn.append(("missions", publishing.mission_timeline(roadmap)))
    _write_all(output, suffix, drawn, publishing.write_figure)
    return problems_exit(problems)


@publish.command()
@roadmap_options("public")
@folder_options("csv", "json")
@question_option
def tables(output: Path, names: tuple[str, ...], suffix: str, **options: Any) -> int:
    """Write every table as a file of its own.

    \b
    Examples:
      ecliptic publish tables --output tables/
      ecliptic publish tables plans/ --question health --as json --output tables/
    """
    roadmap, assessments, problems = _answered(names, options)
    written = [(f"{a.question}-{table.name}", table) for a in assessments for table in a.tables.all]
    if not names:
        written.append(("missions", publishing.mission_table(roadmap)))
    _write_all(output, suffix, written, publishing.write_table)
    return problems_exit(problems)


def _answered(
    names: tuple[str, ...], options: dict[str, Any]
) -> tuple[Roadmap, list[Assessment], tuple[Problem, ...]]:
    unknown = [name for name in names if name not in questions()]
    if unknown:
        message = f"There is no question {', '.join(unknown)}. The questions are: {', '.join(questions())}."
        raise UsageError(message)
    roadmap, problems = Inputs(**options).roadmap()
    return roadmap, [questions()[name](roadmap) for name in names or questions()], problems


def _write_all(
    folder: Path, suffix: str, named: Iterable[tuple[str, Any]], write: Callable[[Path, Any], object]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, content in named:
        write(folder / f"{name}.{suffix}", content)
        count += 1
    click.echo(f"Wrote {count} files to {folder}", err=True)
