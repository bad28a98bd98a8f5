"""`ecliptic publish`: reports, figures and tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ecliptic import publish as publishing
from ecliptic.assess import Assessment, questions
from ecliptic.cli.options import (
    Inputs,
    as_of_option,
    inputs_argument,
    problems_exit,
    reading_options,
    viewer_option,
)
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap


@click.group()
def publish() -> None:
    """Make a report, figures or tables; by default only from what the public may see."""


@publish.command()
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="HTML file to write.")
@click.option("--title", default=None, help="Title of the report.")
@click.option("--question", "names", multiple=True, help="Only this question; may be given several times.")
@as_of_option
@viewer_option("public")
@reading_options
def report(output: Path, title: str | None, names: tuple[str, ...], **options: Any) -> int:
    """Write one self-contained HTML report that answers all questions.

    \b
    Examples:
      ecliptic publish report --output report.html
      ecliptic publish report plans/ --title "Lunar plans 2026" --output plans.html
    """
    chosen = _chosen(names)
    roadmap, problems = Inputs(**options).roadmap()
    wanted = {"title": title} if title else {}
    publishing.write_report(output, roadmap, _assessments(roadmap, chosen), **wanted)
    click.echo(f"Wrote {output}", err=True)
    return problems_exit(problems)


@publish.command()
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--question", "names", multiple=True, help="Only this question; may be given several times.")
@click.option(
    "--as", "suffix", type=click.Choice(["svg", "png"]), default="svg", show_default=True, help="File format."
)
@as_of_option
@viewer_option("public")
@reading_options
def figures(output: Path, names: tuple[str, ...], suffix: str, **options: Any) -> int:
    """Write every figure as a file of its own.

    \b
    Examples:
      ecliptic publish figures --output figures/
      ecliptic publish figures plans/ --question coverage --as png --output figures/
    """
    chosen = _chosen(names)
    roadmap, problems = Inputs(**options).roadmap()
    output.mkdir(parents=True, exist_ok=True)
    drawn = [
        (f"{assessment.question}-{figure.name}", figure)
        for assessment in _assessments(roadmap, chosen)
        for figure in assessment.figures
    ]
    if not names:
        drawn.append(("missions", publishing.mission_timeline(roadmap)))
    for name, figure in drawn:
        publishing.write_figure(output / f"{name}.{suffix}", figure)
    click.echo(f"Wrote {len(drawn)} figures to {output}", err=True)
    return problems_exit(problems)


@publish.command()
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--question", "names", multiple=True, help="Only this question; may be given several times.")
@click.option(
    "--as",
    "suffix",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="File format.",
)
@as_of_option
@viewer_option("public")
@reading_options
def tables(output: Path, names: tuple[str, ...], suffix: str, **options: Any) -> int:
    """Write every table as a file of its own.

    \b
    Examples:
      ecliptic publish tables --output tables/
      ecliptic publish tables plans/ --question health --as json --output tables/
    """
    chosen = _chosen(names)
    roadmap, problems = Inputs(**options).roadmap()
    output.mkdir(parents=True, exist_ok=True)
    written = [
        (f"{assessment.question}-{table.name}", table)
        for assessment in _assessments(roadmap, chosen)
        for table in assessment.tables.all
    ]
    if not names:
        written.append(("missions", publishing.mission_table(roadmap)))
    for name, table in written:
        publishing.write_table(output / f"{name}.{suffix}", table)
    click.echo(f"Wrote {len(written)} tables to {output}", err=True)
    return problems_exit(problems)


def _chosen(names: tuple[str, ...]) -> list[str]:
    unknown = [name for name in names if name not in questions()]
    if unknown:
        message = f"There is no question {', '.join(unknown)}. The questions are: {', '.join(questions())}."
        raise UsageError(message)
    return list(names or questions())


def _assessments(roadmap: Roadmap, names: list[str]) -> list[Assessment]:
    return [questions()[name](roadmap) for name in names]
