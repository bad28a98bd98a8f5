"""`ecliptic server`: running the platform for the public, and keeping it safe."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import click

from ecliptic.errors import MissingExtraError, UsageError


def server_needed() -> None:
    """Refuse where the packages of the server are not installed."""
    for package in ("django", "ninja", "allauth", "gunicorn", "pydantic_settings"):
        if find_spec(package) is None:
            raise MissingExtraError(package, "server", "The platform")


def _started(*, counting: bool = False) -> None:
    """Set Django up for a command; one that is `counting` begins the counts of requests anew."""
    server_needed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecliptic.server.settings")
    from ecliptic.server.environment import environment  # noqa: PLC0415 - only for these commands
    from ecliptic.server.operations.first_start import make_folders, set_key  # noqa: PLC0415 - as above

    set_key(environment().data_folder)
    if counting:
        make_folders(environment().data_folder)
    import django  # noqa: PLC0415 - as above

    django.setup()


@click.group()
def server() -> None:
    """Run the platform for the public, and keep it: start, work, migrate, backup, restore, check.

    \b
    Settings come from environment variables that begin with ECLIPTIC_; docs/reference/settings.md lists them.
    """


@server.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at, behind a proxy.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads of each.")
def start(host: str, port: int, workers: int, threads: int) -> None:
    """Answer requests for the public, behind a reverse proxy that speaks https.

    Refuses to start with settings that are not safe. The worker is a program of its own: ecliptic server work
    """
    _started(counting=True)
    from ecliptic.server.operations import serving  # noqa: PLC0415 - only for this command

    if faults := serving.production_faults():
        raise UsageError("\n".join(["The settings are not safe for the public:", *faults]))
    plan = serving.Plan(host, port, workers, threads)
    serving.run(plan, lambda: click.echo(f"Answering at {plan.bind}."), with_worker=False)


@server.command()
def work() -> None:
    """Do the work in the background: assessments, harvests, reminders; several may run at once."""
    _started()
    from ecliptic.server.jobs.worker import work as go_on  # noqa: PLC0415 - only for this command

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    go_on(stop)


@server.command()
@click.option("--reference", is_flag=True, help="Also load the reference roadmap into an empty store.")
def migrate(reference: bool) -> None:
    """Bring the tables to this version of the program; do it after each upgrade, after a backup."""
    _started()
    from django.core.management import call_command  # noqa: PLC0415 - only for this command
    from django.utils import timezone  # noqa: PLC0415 - as above

    from ecliptic.server.statements.setup import load_reference  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=1)
    if reference and load_reference(timezone.now()) is None:
        click.echo("The store is not empty, so the reference roadmap was not loaded.")


@server.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all data into FILE, while the server runs; FILE says what it must give back."""
    _started()
    from ecliptic.server.operations.backup import back_up  # noqa: PLC0415 - only for this command

    made = back_up(file)
    click.echo(f"{file}: revision {made.revision}, {made.statements} statements, roadmap {made.digest}")


@server.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away what is in the database now.")
def restore(file: Path, replace: bool) -> None:
    """Put back what FILE holds, and prove that it is the same; stop the server before."""
    _started()
    from ecliptic.server.operations.backup import restore as put_back  # noqa: PLC0415 - only for this command

    made = put_back(file, replace=replace)
    click.echo(f"Restored: revision {made.revision}, {made.statements} statements, roadmap {made.digest}")


@server.command()
def check() -> None:
    """Tell whether settings, tables, store, editions and the log of what was done are as they should be."""
    _started()
    from ecliptic.server.operations.checks import findings  # noqa: PLC0415 - only for this command

    found = list(findings())
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    click.echo("All is as it should be.")


@server.command()
@click.argument("email")
def invite(email: str) -> None:
    """Print a link by which EMAIL joins as an administrator; it works once."""
    _started()
    from django.utils import timezone  # noqa: PLC0415 - only for this command

    from ecliptic.server.members.invitations import first_invitation  # noqa: PLC0415 - as above

    click.echo(first_invitation(email, timezone.now()))


@server.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as: ecliptic server manage check --deploy"""
    _started()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - only for this command

    execute_from_command_line(["ecliptic server manage", *arguments])
