"""The database's own dump: SQLite's backup, and PostgreSQL's programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess  # nosec B404: our own and PostgreSQL programs
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections, transaction

from ecliptic.errors import UsageError

_BUSY_S = 60


@contextmanager
def frozen() -> Iterator[str | None]:
    """See one instant of the database; gives PostgreSQL's name of it, by which pg_dump sees the same."""
    with transaction.atomic():
        if connection.vendor != "postgresql":
            # Begun as a writer's transaction, so that nothing is written until it ends; readers go on.
            yield None
            return
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone() or (None,)
        yield snapshot


def write(dump: Path, snapshot: str | None) -> None:
    """Write the dump of the instant that `frozen` sees."""
    if connection.vendor == "postgresql":
        _postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}")
        return
    with closing(_sqlite_file()) as source, closing(sqlite3.connect(dump)) as target:
        source.backup(target)


def put_back(dump: Path) -> None:
    """Replace the database by the dump."""
    if connection.vendor == "postgresql":
        connections.close_all()
        _postgresql(
            *(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                "--exit-on-error",
            ),
            str(dump),
        )
        return
    try:
        with closing(sqlite3.connect(dump)) as source:
            (verdict,) = source.execute("PRAGMA integrity_check").fetchone()
            if verdict != "ok":
                message = f"The dump is damaged: {verdict}"
                raise UsageError(message)
            connections.close_all()
            with closing(_sqlite_file()) as target:
                source.backup(target)
    except sqlite3.DatabaseError as error:
        message = f"The database could not be replaced: {error}. Is the server still running?"
        raise UsageError(message) from error


def _sqlite_file() -> sqlite3.Connection:
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=_BUSY_S)


def _postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; no list of processes shows the password."""
    path = shutil.which(program)
    if path is None:
        message = f"The program {program} is not installed. On Debian: apt-get install postgresql-client"
        raise UsageError(message)
    settings = connection.settings_dict
    told = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {**os.environ, **{name: str(settings[key]) for name, key in told.items() if settings[key]}}
    # pg_restore prints the script instead of running it unless it is told of the database.
    target = [f"--dbname={settings['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with our own arguments  # nosec B603
        [path, *target, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        message = f"{program} failed: {done.stderr.strip()}"
        raise UsageError(message)
