"""Run a command with a PostgreSQL server of its own: `python tests/with_postgresql.py pytest tests/server`.

The server lives in a scratch folder, listens on loopback only and is thrown away afterwards. It is Debian's
(package postgresql), run by an account without rights where we are root, as PostgreSQL wants it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

TEST_DATABASE = "ECLIPTIC_TEST_DATABASE"
_OWNER = "postgres"
_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "max_connections": "300", "shared_buffers": "64MB"}


def main(command: list[str]) -> int:
    """Start a server, run the command, end the server."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="ecliptic-postgresql-"))
    user = _account(folder)
    try:
        _run(
            [
                str(programs / "initdb"),
                "--auth=trust",
                "--username=ecliptic",
                "-E",
                "UTF8",
                "-D",
                str(folder / "data"),
            ],
            user,
        )
        port = _free_port()
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        options += f" -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        pg_ctl = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
        _run([*pg_ctl, "-l", str(folder / "log"), "-o", options, "start"], user)
        try:
            url = f"postgresql://ecliptic@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env={**os.environ, TEST_DATABASE: url}, check=False).returncode
        finally:
            _run([*pg_ctl, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The newest PostgreSQL that is installed; Debian keeps its programs off the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if found is None:
        sys.exit("with_postgresql.py: PostgreSQL is not installed. On Debian: apt-get install postgresql")
    return Path(found).parent


def _account(folder: Path) -> str | None:
    """The account that runs the server: ours, or PostgreSQL's own where we are root."""
    if os.geteuid() != 0:
        return None
    try:
        owner = pwd.getpwnam(_OWNER)
    except KeyError:
        sys.exit(f"with_postgresql.py: root cannot run PostgreSQL, and there is no account {_OWNER}.")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return _OWNER


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(
        command,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"with_postgresql.py: {command[0]} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
