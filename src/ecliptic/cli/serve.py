"""`ecliptic serve`: the whole site on one machine, from nothing, with one command."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ecliptic.cli.server import server_needed


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ECLIPTIC_DATA_FOLDER",
    help="Folder of the database and the secret key; in your home folder unless told.",
)
@click.option("--empty", is_flag=True, help="Begin without the reference roadmap.")
def serve(host: str, port: int, workers: int, data: Path | None, empty: bool) -> None:
    """Open a working site on this machine, with the reference roadmap loaded.

    \b
    The first start makes a database and prints a link by which the first administrator joins.
    Later starts go on with what is there. For the public, see: ecliptic server start --help

    \b
    Examples:
      ecliptic serve
      ecliptic serve --port 8080 --data ./site
    """
    server_needed()
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound  # nosec B104
    os.environ.setdefault("ECLIPTIC_PUBLIC_URL", f"http://{shown}:{port}")
    # A line for each request would bury what a person at a terminal wants to read.
    os.environ.setdefault("ECLIPTIC_LOG_LEVEL", "warning")
    if data is not None:
        os.environ["ECLIPTIC_DATA_FOLDER"] = str(data.resolve())
    from ecliptic.server.environment import environment  # noqa: PLC0415 - after the options have been set
    from ecliptic.server.operations import first_start  # noqa: PLC0415 - as above

    folder = environment().data_folder
    first_start.set_key(folder)
    first_start.make_folders(folder)
    invitation = first_start.bring_up(empty=empty, say=click.echo)
    from ecliptic.server.operations import serving  # noqa: PLC0415 - Django is set up only now

    url = environment().public_url

    def tell() -> None:
        click.echo(f"\nEcliptic is at {url}\nIts data is in {folder}. End it with Ctrl-C.")
        if invitation:
            click.echo(f"\nNobody can sign in yet. The first administrator joins here, once:\n{invitation}")

    serving.run(serving.Plan(host, port, workers), tell, with_worker=True)
