"""`ecliptic share new-key`, `sign` and `verify`: plans that an agency publishes at an address of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from ecliptic.assess.assessment import Column, Table
from ecliptic.cli.options import Inputs, format_option, instant_option, problems_exit
from ecliptic.cli.output import Format, print_table
from ecliptic.errors import DataProblemsError, Problem, UsageError
from ecliptic.roadmap import Statement
from ecliptic.share.keys import make_key, read_key, read_public_key, write_key
from ecliptic.share.signing import LARGEST_SERIAL, read_signed, write_signed
from ecliptic.vocabulary import Visibility


@click.command("new-key")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the key.")
def new_key(output: Path) -> None:
    """Make a key: the private half goes into a file, the public half is printed.

    Keep the file where only those can read it who sign for the organisation. The printed line is what the
    roadmap's server, and everybody else, needs to know.

    \b
    Examples:
      ecliptic share new-key --output esa-key.pem
    """
    key = make_key()
    write_key(output, key)
    click.echo(f"Wrote the private key to {output}; the public key is:", err=True)
    click.echo(key.public)


@click.command()
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="File with the private key.")
@click.option("--publisher", required=True, help="Organisation whose statements these are.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to publish.")
@click.option(
    "--serial",
    type=click.IntRange(1, LARGEST_SERIAL),
    help="Number that rises with each package; the seconds since 1970, where not given.",
)
@instant_option("--made-at", "When it is signed, as a day or an instant; now, where not given.")
@click.option(
    "--any-visibility",
    is_flag=True,
    help="Sign statements that are not public too: the file is not encrypted, so guard its address.",
)
def sign(
    package: Path, key: Path, publisher: str, output: Path, serial: int | None, **options: object
) -> None:
    """Sign PACKAGE, or a workbook or JSON file, to publish it at an address of your own.

    \b
    Examples:
      ecliptic share sign plans/esa --key esa-key.pem --publisher ESA --output esa-plan.zip
    """
    made_at = options["made_at"]
    instant = made_at if isinstance(made_at, datetime) else datetime.now(UTC)
    statements = Inputs((package,)).read().statements
    if not statements:
        message = f"{package} holds no statement; there is nothing to sign."
        raise UsageError(message)
    if not options["any_visibility"]:
        _refuse_hidden(statements, package.name)
    number = serial or max(int(instant.timestamp()), 1)
    write_signed(output, statements, publisher, read_key(key), serial=number, made_at=instant)
    click.echo(f"Signed {len(statements)} statements of {publisher} as number {number}: {output}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    required=True,
    multiple=True,
    help="Public key, or a file with it; may be given several times.",
)
@format_option
def verify(file: Path, keys: tuple[str, ...], form: Format) -> int:
    """Check that FILE is a signed package of the owner of the key, whole and unchanged.

    \b
    Examples:
      ecliptic share verify esa-plan.zip --key ed25519:lRIM+Wkg2BfgwGm3qsyC6jBhIl8XhvwUPrVlcQgqO48=
    """
    signed = read_signed(file, [read_public_key(key) for key in keys])
    kinds = Counter(statement.kind for statement in signed.reading.statements)
    rows = [
        ("publisher", signed.publisher),
        ("serial", str(signed.serial)),
        ("made at", signed.made_at.isoformat()),
        ("key", signed.key),
        ("statements", str(kinds.total())),
        *((f"of kind {kind}", str(count)) for kind, count in sorted(kinds.items())),
    ]
    columns = Column("what", "What is told"), Column("value", "What the signed package says")
    print_table(Table("signed", "The signature holds", columns, tuple(rows)), form)
    return problems_exit(signed.reading.problems)


def _refuse_hidden(statements: Sequence[Statement], file: str) -> None:
    """Refuse to put into an open file what not everybody may see."""
    hidden = [
        statement
        for statement in statements
        if statement.envelope.visibility is not Visibility.PUBLIC or statement.envelope.narrowed
    ]
    if hidden:
        remedy = (
            "Write a package of what everybody may see (ecliptic share export --viewer public), or sign with "
            "--any-visibility if only those can reach the file who may see it."
        )
        message = "is not for everybody to see, and a signed package is not encrypted"
        raise DataProblemsError(
            Problem(message, remedy, file, value=f"{statement.kind} {statement.id}") for statement in hidden
        )
