"""`ecliptic show`: a record with its history, sources and disagreements."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from ecliptic.assess.assessment import Column, Table
from ecliptic.cli.options import (
    Inputs,
    as_of_option,
    format_option,
    problems_exit,
    reading_options,
    viewer_option,
)
from ecliptic.cli.output import UNVERIFIED, Format, print_json, print_table
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import KINDS


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option(
    "-i",
    "--input",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Input file or folder; may be given several times. Without any, the reference roadmap.",
)
@as_of_option
@viewer_option("holder")
@reading_options
@format_option
def show(kind: str, identifier: str | None, form: Format, **options: Any) -> int:
    """Show the record of KIND with identifier ID: what is said, by whom, how firmly, since when.

    Without ID, list all records of the kind.

    \b
    Examples:
      ecliptic show mission M105
      ecliptic show function "FN-T-102 L" --as-of 2025-01-01
      ecliptic show organisation
    """
    roadmap, problems = Inputs(**options).roadmap()
    if identifier is None:
        _list(roadmap, kind, form)
        return problems_exit(problems)
    statement = roadmap.statement(kind, identifier)
    if statement is None and not roadmap.history(kind, identifier):
        raise UsageError(_not_found(roadmap, kind, identifier))
    if form is Format.JSON:
        print_json(_as_json(roadmap, kind, identifier))
    elif form is Format.CSV:
        print_table(_fields(roadmap, statement or roadmap.history(kind, identifier)[-1]), form)
    else:
        _print(roadmap, kind, identifier, statement)
    return problems_exit(problems)


def _list(roadmap: Roadmap, kind: str, form: Format) -> None:
    rows = tuple(
        (identifier, statement.record.label, statement.publisher, statement.firmness, statement.unverified)
        for identifier, statement in roadmap.taken(kind).items()
    )
    columns = (
        Column("id", "Identifier", kind=kind),
        Column("label", "Name or title"),
        Column("publisher", "Organisation whose statement was taken", kind="organisation"),
        Column("firmness", "How firm it is"),
        Column("unverified", "Whether it was not found in a document", "boolean"),
    )
    print_table(Table(KINDS[kind].plural, f"{len(rows)} {KINDS[kind].plural}", columns, rows), form)


def _not_found(roadmap: Roadmap, kind: str, identifier: str) -> str:
    known = list(roadmap.taken(kind))
    close = get_close_matches(identifier, known, n=3, cutoff=0.5)
    by_label = [i for i in known if identifier.casefold() in roadmap.label(kind, i).casefold()][:3]
    near = list(dict.fromkeys([*close, *by_label]))
    hint = f" Did you mean {', '.join(near)}?" if near else f" List them with: ecliptic show {kind}"
    return f"Nobody states a {kind} {identifier!r}.{hint}"


def _print(roadmap: Roadmap, kind: str, identifier: str, statement: Statement | None) -> None:
    history = roadmap.history(kind, identifier)
    shown = statement or history[-1]
    click.echo(f"{kind} {identifier}: {shown.record.label}")
    if statement is None:
        click.echo("Withdrawn: nobody states it any more; this is what was last said.")
    click.echo()
    print_table(_fields(roadmap, shown), Format.TABLE)
    click.echo(f"\nStated\n{_statement_line(shown)}")
    for source in shown.envelope.sources:
        click.echo(f"  source: {source}")
    if len(history) > 1:
        click.echo("\nHistory")
        for past in history:
            click.echo(_statement_line(past))
    disputes = [d for d in roadmap.disagreements if (d.kind, d.id) == (kind, identifier)]
    for dispute in disputes:
        click.echo(f"\n{dispute.other.publisher} says otherwise")
        for field in dispute.differences:
            click.echo(f"  {field.field}: {_words(field.other)} (taken: {_words(field.taken)})")
    referrers = roadmap.referrers(kind, identifier)
    if referrers:
        click.echo(f"\nReferred to by ({len(referrers)})")
        for reference in referrers:
            label = roadmap.label(reference.kind, reference.id)
            click.echo(f"  {reference.kind} {reference.id} ({reference.field}): {label}")


def _statement_line(statement: Statement) -> str:
    envelope = statement.envelope
    words = [
        f"  {envelope.stated_at:%Y-%m-%d} {envelope.publisher}, version {envelope.version}",
        str(envelope.firmness or "no firmness stated"),
        f"as of {envelope.as_of}" if envelope.as_of else None,
        f"by {envelope.stated_by}" if envelope.stated_by else None,
        envelope.visibility if envelope.visibility != "public" else None,
        "withdrawn" if envelope.withdrawn else None,
        f"{UNVERIFIED} unverified" if envelope.unverified else None,
    ]
    return ", ".join(str(word) for word in words if word)


def _fields(roadmap: Roadmap, statement: Statement) -> Table:
    rows = []
    for spec in statement.record.fields():
        value = getattr(statement.record, spec.name)
        if value is None or value == ():
            continue
        values = value if spec.many else (value,)
        for one in values:
            label = roadmap.label(spec.target, one) if spec.target else None
            rows.append((spec.name, _words(one), None if label == one else label, spec.unit))
    columns = (
        Column("field", "Field of the record"),
        Column("value", "What is stated"),
        Column("name", "Name of the thing referred to"),
        Column("unit", "Unit of the value"),
    )
    return Table("record", statement.record.label, columns, tuple(rows))


def _as_json(roadmap: Roadmap, kind: str, identifier: str) -> dict[str, Any]:
    taken = roadmap.statement(kind, identifier)
    return {
        "kind": kind,
        "id": identifier,
        "taken": None if taken is None else _statement_json(taken),
        "history": [_statement_json(past) for past in roadmap.history(kind, identifier)],
        "others": [_statement_json(other) for other in roadmap.others(kind, identifier)],
        "referrers": [
            {"kind": r.kind, "id": r.id, "field": r.field} for r in roadmap.referrers(kind, identifier)
        ],
    }


def _statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "envelope": statement.envelope.model_dump(mode="json"),
        "record": statement.record.model_dump(mode="json"),
    }


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, tuple):
        return "; ".join(_words(one) for one in value)
    return str(value)
