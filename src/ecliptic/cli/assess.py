"""`ecliptic assess`: put a question to a roadmap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from ecliptic.assess import Assessment, questions
from ecliptic.assess.assessment import Basis, Column, Table
from ecliptic.assess.registry import Parameters, Question
from ecliptic.cli.options import Inputs, format_option, problems_exit, roadmap_options
from ecliptic.cli.output import Format, print_findings, print_table
from ecliptic.errors import UsageError
from ecliptic.vocabulary import fields_of

_MOST_ROWS, _MOST_FINDINGS = 40, 8
_INPUT_OPTIONS = ("paths", "mapping", "keep_good", "as_of", "viewer")


class QuestionGroup(click.Group):
    """A group with one command for each question of the register, plug-ins' too."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """`list`, then the questions."""
        return [*super().list_commands(ctx), *questions()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a question, made from its parameters."""
        known = super().get_command(ctx, cmd_name)
        if known is not None or cmd_name not in questions():
            return known
        return _command(questions()[cmd_name])


@click.group(cls=QuestionGroup)
def assess() -> None:
    """Put a question to a roadmap.

    \b
    Examples:
      ecliptic assess list
      ecliptic assess coverage --phase FE+
      ecliptic assess coverage lunar.xlsx --phase HLR --table functions --format csv
    """


@assess.command("list")
@format_option
def list_(form: Format) -> None:
    """List the questions that can be asked."""
    columns = (
        Column("question", "Name of the question"),
        Column("asks", "What it asks"),
        Column("parameters", "What can be chosen"),
    )
    rows = tuple((q.name, q.asks, " ".join(_flags(q.parameters))) for q in questions().values())
    print_table(Table("questions", "Questions", columns, rows), form)


def _command(question: Question[Any]) -> click.Command:
    def run(form: Format, table: str | None, rows: str, findings: str, **options: Any) -> int:
        inputs = Inputs(**{name: options.pop(name) for name in _INPUT_OPTIONS})
        given = {name: value for name, value in options.items() if value not in (None, ())}
        question.read_parameters(given)
        roadmap, problems = inputs.roadmap()
        assessment = question(roadmap, **given)
        most_rows = _most(rows, _MOST_ROWS, "--rows")
        if form is Format.JSON and table is None:
            click.echo(assessment.to_json())
        elif form is Format.CSV or table is not None:
            print_table(_chosen(assessment, table), form, most=most_rows)
        else:
            _print_assessment(assessment, most_rows, _most(findings, _MOST_FINDINGS, "--findings"))
        return problems_exit(problems)

    command = click.Command(
        question.name,
        callback=run,
        help=f"{question.asks}\n\n\b\nExamples:\n  ecliptic assess {question.name}\n"
        f"  ecliptic assess {question.name} plans/ --format json",
        params=[_option(question.parameters, name) for name in question.parameters.model_fields],
    )
    return _with_common_options(command)


def _with_common_options(command: click.Command) -> click.Command:
    """Add the options that every question shares."""

    def shared() -> None:
        """Carry the shared options."""

    function: Any = shared
    for decorate in (
        click.option("--table", metavar="NAME", help="Print this table only."),
        click.option("--rows", default=str(_MOST_ROWS), help="Most rows of a printed table, or all."),
        click.option("--findings", default=str(_MOST_FINDINGS), help="Most findings of a kind, or all."),
        format_option,
        roadmap_options("holder"),
    ):
        function = decorate(function)
    shared_parameters: list[click.Parameter] = list(reversed(function.__click_params__))
    command.params = [*shared_parameters[:1], *command.params, *shared_parameters[1:]]
    return command


def _option(parameters: type[Parameters], name: str) -> click.Option:
    spec = next(spec for spec in fields_of(parameters) if spec.name == name)
    types: Mapping[str, Any] = {"integer": int, "number": float, "boolean": bool}
    choice = click.Choice([*spec.terms]) if spec.terms else types.get(spec.type, str)
    default = "" if spec.default in (None, (), False) else f" Default: {spec.default}."
    unit = f" [{spec.unit}]" if spec.unit else ""
    flag = f"--{name.replace('_', '-')}"
    return click.Option(
        [f"{flag}/--no-{flag[2:]}" if spec.type == "boolean" else flag, name],
        type=choice,
        default=None,
        multiple=spec.many,
        help=f"{spec.meaning}{unit}{default}",
    )


def _flags(parameters: type[Parameters]) -> list[str]:
    return [f"--{name.replace('_', '-')}" for name in parameters.model_fields]


def _most(value: str, default: int, option: str) -> int | None:
    if value == "all":
        return None
    if not value.isascii() or not value.isdigit():
        message = f"{option}: {value!r} is neither a whole number nor 'all'; the default is {default}."
        raise UsageError(message)
    return int(value)


def _chosen(assessment: Assessment, name: str | None) -> Table:
    tables = assessment.tables
    if name is None:
        return tables.all[0]
    if name not in tables:
        message = f"{assessment.question} has no table {name!r}. The tables are: {', '.join(tables)}."
        raise UsageError(message)
    return tables.data(name)


def _print_assessment(assessment: Assessment, rows: int | None, findings: int | None) -> None:
    chosen = {name: value for name, value in assessment.provenance.parameters.items() if value}
    told = {n: " and ".join(map(str, v)) if isinstance(v, list) else v for n, v in chosen.items()}
    words = ", ".join(f"{name} {value}" for name, value in told.items())
    click.echo(f"{assessment.title}{f' ({words})' if words else ''}\n")
    first, *others = assessment.tables.all
    print_table(first, Format.TABLE, most=rows)
    print_findings(assessment.findings, most=len(assessment.findings) if findings is None else findings)
    for missing in assessment.answer.missing:
        click.echo(f"\nUnknown: {missing.what}: {missing.count}. {missing.treatment}")
    click.echo(f"\n{_basis_words(assessment.basis)} Roadmap {assessment.provenance.roadmap_digest[:12]}.")
    if others:
        click.echo(f"More tables (--table NAME): {', '.join(table.name for table in others)}")


def _basis_words(basis: Basis) -> str:
    share = basis.unverified_share
    if share is None:
        return "Rests on no statement."
    return f"Rests on {basis.statements} statements, {basis.unverified} of them unverified ({share:.1%})."
