"""`ecliptic share`: statements in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ecliptic import share as formats
from ecliptic.assess.assessment import Column, Table
from ecliptic.cli.comparison import difference_json, difference_tables
from ecliptic.cli.lazy import LazyGroup
from ecliptic.cli.options import (
    Inputs,
    as_of_option,
    format_option,
    inputs_argument,
    instant_option,
    problems_exit,
    reading_options,
    roadmap_options,
    viewer_option,
)
from ecliptic.cli.output import Format, print_json, print_table
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.difference import Difference, difference
from ecliptic.share.loose_ends import loose_ends
from ecliptic.vocabulary import KINDS


@click.group(
    cls=LazyGroup,
    lazy={
        "new-key": ("ecliptic.cli.signing:new_key", "Make a key for signing packages."),
        "sign": ("ecliptic.cli.signing:sign", "Sign a package, to publish it at an address of your own."),
        "verify": ("ecliptic.cli.signing:verify", "Check a signed package against its publisher's key."),
    },
)
def share() -> None:
    """Bring statements in and out: packages, workbooks, JSON files, workbooks of other layouts."""


@share.command()
@inputs_argument
@click.option(
    "--beside",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Plans whose things the inputs may refer to; without any, the reference roadmap.",
)
@reading_options
@format_option
def check(
    paths: tuple[Path, ...], beside: tuple[Path, ...], mapping: Path | None, keep_good: bool, form: Format
) -> int:
    """Read the inputs and list every problem, references that lead nowhere too; nothing is written.

    \b
    Examples:
      ecliptic share check plans/
      ecliptic share check plan.xlsx --mapping plan.toml
      ecliptic share check plan.xlsx --beside plans/
    """
    if not paths:
        message = "Name at least one input to check."
        raise UsageError(message)
    reading = Inputs(paths, mapping, keep_good).read()
    known = Inputs(beside).read()
    print_table(_counts(reading.statements), form)
    return problems_exit((*reading.problems, *loose_ends(reading, known.statements)))


@share.command("import")
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where to write.")
@reading_options
def import_(paths: tuple[Path, ...], output: Path, mapping: Path | None, keep_good: bool) -> int:
    """Turn inputs of any layout into one package (a folder), workbook (.xlsx) or JSON file (.json).

    \b
    Examples:
      ecliptic share import nasa.xlsx --output plans/nasa
      ecliptic share import plan.xlsx --mapping plan.toml --output plan.json
    """
    if not paths:
        message = "Name at least one input to import."
        raise UsageError(message)
    reading = Inputs(paths, mapping, keep_good).read()
    _write(output, reading.statements)
    return problems_exit(reading.problems)


@share.command()
@roadmap_options("holder")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where to write.")
@click.option("--publisher", help="Only what this organisation states.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given several times.")
def export(output: Path, publisher: str | None, kinds: tuple[str, ...], **options: Any) -> int:
    """Write what the viewer may see as a package (a folder), workbook (.xlsx) or JSON file (.json).

    \b
    Examples:
      ecliptic share export --output reference.xlsx
      ecliptic share export plans/ --viewer public --publisher ESA --output esa.json
    """
    _known_kinds(kinds)
    roadmap, problems = Inputs(**options).roadmap()
    statements = [
        statement
        for statement in roadmap.statements
        if (publisher is None or statement.publisher == publisher) and (not kinds or statement.kind in kinds)
    ]
    if not statements:
        message = "Nothing is left to write: no statement matches the choice of publisher, kind and viewer."
        raise UsageError(message)
    _write(output, statements)
    return problems_exit(problems)


@share.command()
@click.argument("organisation")
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Workbook to write.")
@as_of_option
@reading_options
def template(organisation: str, output: Path, **options: Any) -> int:
    """Make a workbook for ORGANISATION, filled with what it last stated, to confirm, edit or extend.

    \b
    Examples:
      ecliptic share template ESA --output esa.xlsx
      ecliptic share template CSA plans/ --output csa.xlsx
    """
    roadmap, problems = Inputs(**options, viewer=organisation).roadmap()
    if roadmap.statement("organisation", organisation) is None:
        message = f"No organisation {organisation!r} is stated in the inputs; see: ecliptic show organisation"
        raise UsageError(message)
    formats.write_template(output, roadmap, organisation)
    click.echo(f"Wrote {output}", err=True)
    return problems_exit(problems)


@share.command()
@click.argument("template_file", type=click.Path(path_type=Path))
@inputs_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where to write.")
@instant_option("--stated-at", "When it is stated, as a day or an instant; now, where not given.")
@click.option("--stated-by", help="Who states it in the organisation's name.")
@reading_options
def submit(
    template_file: Path, output: Path, stated_at: datetime | None, stated_by: str | None, **options: Any
) -> int:
    """Read a filled template back: confirmed and edited rows become new versions, the rest stays unsaid.

    \b
    Examples:
      ecliptic share submit esa.xlsx plans/ --output esa-2026.json
    """
    roadmap, problems = Inputs(**options).roadmap()
    reading = formats.read_template(
        template_file,
        roadmap,
        stated_at=stated_at or datetime.now(UTC),
        stated_by=stated_by,
        keep_good=bool(options["keep_good"]),
    )
    _write(output, reading.statements)
    return problems_exit((*problems, *reading.problems))


@share.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@viewer_option("holder")
@reading_options
@format_option
def compare(old: Path, new: Path, viewer: str, form: Format, **options: Any) -> int:
    """Tell what NEW adds, withdraws, words otherwise and allocates otherwise than OLD.

    \b
    Examples:
      ecliptic share compare lunar-2024.xlsx lunar-2025.xlsx
      ecliptic share compare plans-june/ plans-july/ --format csv
    """
    before, problems_before = _one(old, viewer, options)
    after, problems_after = _one(new, viewer, options)
    found = difference(before, after)
    if form is Format.JSON:
        print_json(difference_json(found))
    else:
        _print_difference(found, form)
    return problems_exit((*problems_before, *problems_after))


def _one(path: Path, viewer: str, options: dict[str, Any]) -> tuple[Roadmap, Any]:
    return Inputs((path,), **options, viewer=viewer).roadmap()


def _known_kinds(kinds: Sequence[str]) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        message = f"There is no kind {', '.join(unknown)}. The kinds are: {', '.join(KINDS)}."
        raise UsageError(message)


def _write(output: Path, statements: Sequence[Statement]) -> None:
    writers: dict[str, Callable[[Path, Sequence[Statement]], object]] = {
        ".xlsx": formats.write_workbook,
        ".json": formats.write_json,
        "": formats.write_package,
    }
    writer = writers.get(output.suffix.lower())
    if writer is None:
        message = f"{output}: give a folder, a name that ends in .xlsx, or one that ends in .json."
        raise UsageError(message)
    writer(output, statements)
    click.echo(f"Wrote {len(statements)} statements to {output}", err=True)


def _counts(statements: Sequence[Statement]) -> Table:
    rows = []
    for kind in KINDS:
        of_kind = [statement for statement in statements if statement.kind == kind]
        if of_kind:
            things = len({statement.id for statement in of_kind})
            unverified = sum(statement.unverified for statement in of_kind)
            rows.append((kind, things, len(of_kind), unverified))
    columns = (
        Column("kind", "Kind of record"),
        Column("things", "Different things", "integer", "things"),
        Column("statements", "Statements about them", "integer", "statements"),
        Column("unverified", "Statements not found in a document", "integer", "statements"),
    )
    return Table("counts", "What was read", columns, tuple(rows))


def _print_difference(found: Difference, form: Format) -> None:
    kinds, changes, reallocated = difference_tables(found)
    if form is Format.CSV:
        print_table(changes, form)
        return
    for table in (kinds, changes, reallocated):
        if table.rows:
            print_table(table, form)
            click.echo()
