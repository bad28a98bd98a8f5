"""A real server in a process of its own, on a database of its own: SQLite, or PostgreSQL.

Preparing a database takes seconds, so it is done once for each filling and process, and copied for each site.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

TESTS = Path(__file__).parent
SECRET_KEY = "not a secret: it signs what tests make and throw away " * 2
TEST_DATABASE = "ECLIPTIC_TEST_DATABASE"
_PATIENCE_S = 60
_LISTENING = re.compile(rb"Listening at: (http://127\.0\.0\.1:\d+)")


@dataclass
class Site:
    """A server that runs, and the people known to it."""

    url: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    people: dict[str, dict[str, str]]
    """For each person such as `esa-planner`: `session`, the value of the session cookie, and `token`."""
    folder: Path
    workers: int
    _log: Path = field(repr=False, default=Path())

    @classmethod
    @contextmanager
    def started(cls, filling: str, *, workers: int = 1, **settings: str) -> Iterator[Site]:
        """Start a server on a copy of a prepared database, and end it afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="ecliptic-site-"))
        try:
            with _database(filling, folder) as (url, people):
                environment = _environment(folder, url, **settings)
                site = cls("", _NOT_STARTED, environment, people, folder, workers, folder / "server.log")
                site.start()
                try:
                    yield site
                finally:
                    site.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server process and wait until it answers."""
        command = [
            *(sys.executable, "-m", "gunicorn", "ecliptic.server.wsgi:application"),
            *("--bind", "127.0.0.1:0", "--worker-class", "gthread"),
            *("--workers", str(self.workers), "--threads", "8"),
            *("--no-control-socket",),
        ]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := _LISTENING.search(self._log.read_bytes()):
                self.url = found[1].decode()
                if self._answers():
                    return
            time.sleep(0.1)
        message = f"the server did not start:\n{self.log()}"
        raise AssertionError(message)

    def stop(self) -> None:
        """End the server."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill all processes of the server at once, without a word, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def log(self) -> str:
        """All that the server has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command on the site's database."""
        command = [sys.executable, "-m", "ecliptic.server", *arguments]
        return subprocess.run(command, env=self.environment, check=check, capture_output=True, text=True)

    def ecliptic(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program itself with the site's settings."""
        command = [sys.executable, "-c", "from ecliptic.cli import run; run()", *arguments]
        return subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True)

    def sign_in(self, page: Any, person: str) -> None:
        """Let a page of Chromium be the person's."""
        cookie = {"name": "sessionid", "value": self.people[person]["session"], "url": self.url}
        page.context.add_cookies([cookie])

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/health/live", timeout=30):  # noqa: S310 - our own server
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


_NOT_STARTED: Any = None


def _environment(folder: Path, database_url: str, **settings: str) -> dict[str, str]:
    ours = ("ECLIPTIC_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "ecliptic.server.settings",
        "PYTHONPATH": str(TESTS),
        "ECLIPTIC_DATA_FOLDER": str(folder),
        "ECLIPTIC_DATABASE_URL": database_url,
        "ECLIPTIC_SECRET_KEY": SECRET_KEY,
        "ECLIPTIC_EMAIL_URL": f"file:{folder / 'mail'}",
        **{f"ECLIPTIC_{name.upper()}": value for name, value in settings.items()},
    }


@contextmanager
def _database(filling: str, folder: Path) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    prepared, people = _prepared(filling)
    if not prepared.startswith("postgresql"):
        path = folder / "ecliptic.sqlite3"
        shutil.copyfile(prepared.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}", people
        return
    base, _, template = prepared.rpartition("/")
    name = f"site_{uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield f"{base}/{name}", people
    finally:
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def _prepared(filling: str) -> tuple[str, dict[str, dict[str, str]]]:
    """A database with people and statements, left alone from now on, and what the people sign in with.

    The processes of one test run share it: the first makes it while the others wait.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"ecliptic-prepared-{run}-{filling}"
    told = folder / "told.json"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 4 * _PATIENCE_S
        while not told.exists():
            assert time.monotonic() < deadline, f"nobody has made {folder} in time"
            time.sleep(0.2)
    else:
        made = _made(filling, folder, run)
        # Moved into its place, so that nobody reads half of it.
        told.with_suffix(".new").write_text(json.dumps(made), encoding="utf-8")
        told.with_suffix(".new").replace(told)
    url, people = json.loads(told.read_text(encoding="utf-8"))
    return url, people


def _made(filling: str, folder: Path, run: str) -> tuple[str, dict[str, dict[str, str]]]:
    url = f"sqlite:///{folder / 'prepared.sqlite3'}"
    if server := os.environ.get(TEST_DATABASE):
        name = f"prepared_{filling}_{run[:16]}"
        _administer(f'CREATE DATABASE "{name}"')
        url = f"{server.rpartition('/')[0]}/{name}"
    made = subprocess.run(
        [sys.executable, str(TESTS / "server_filling.py"), filling],
        env=_environment(folder, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return url, json.loads(made.stdout.splitlines()[-1])


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ[TEST_DATABASE], autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload] # our own names
