"""Requests a second on the JSON list with permissions, against Datasette on the same rows without any.

Both answer from SQLite, on this machine, to the same caller with 16 connections, with parts of 50 rows in
the order of identifiers, each request for another part, going on behind an identifier; both tell how many
there are. Ours is asked by a delegate's token, which is looked up every time. Datasette has a table of just
the rows that the delegate sees, with a column for each field, and has it as good as it gets: an immutable
file with its counts made before, no facets suggested.

Datasette runs in one process, so with `--workers 2` two of them share the connections; ours are the web
processes of `ecliptic serve`. They take turns, and the median of the ratios of all turns is judged.

Needs `pip install datasette`.

    python benchmarks/against_datasette.py [--things 20000] [--workers 1] [--seconds 8] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from calling import Heard, Order, call
from filled_store import LISTED, TEST_DATABASE, end, fill, free_port, people, prepare, serving, wait_for

if TYPE_CHECKING:
    from ecliptic.roadmap import Statement

LEAST = 1.0
CONNECTIONS, ROWS = 16, 50


def make_table(path: Path, statements: Sequence[Statement]) -> None:
    """The same rows with a column for each field that our answer has."""
    from ecliptic.share.json_file import entry_of

    entries = [{"kind": s.kind, **entry_of(s)} for s in statements]
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    columns = ", ".join(f'"{name}"' + (" PRIMARY KEY" if name == "id" else "") for name in names)
    marks = ", ".join("?" for _ in names)
    rows = [[_cell(entry.get(name)) for name in names] for entry in entries]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {LISTED} ({columns})")
        connection.executemany(f"INSERT INTO {LISTED} VALUES ({marks})", rows)  # noqa: S608 - our own names
        connection.execute("ANALYZE")


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value


@contextmanager
def datasette(path: Path) -> Iterator[int]:
    """Datasette on a file that does not change; gives its port."""
    counts = path.with_suffix(".json")
    program = [sys.executable, "-m", "datasette"]
    subprocess.run([*program, "inspect", str(path), "--inspect-file", str(counts)], check=True)
    port = free_port()
    command = [*program, "serve", "-i", str(path), "--inspect-file", str(counts), "--port", str(port)]
    settings = ("suggest_facets", "off"), ("allow_facet", "off")
    process = subprocess.Popen(
        [*command, *(word for setting in settings for word in ("--setting", *setting))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/-/versions.json", process)
        yield port
    finally:
        end(process)


def _read(address: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own servers
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        return json.load(answer)


def main() -> int:
    """Measure, print, and fail where Datasette answers more."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    os.environ.pop(TEST_DATABASE, None)
    folder = prepare()
    person = people()["member"]
    fill(chosen.things)
    from ecliptic.server.statements.picture import view_for

    statements = list(view_for(person.viewer).roadmap.taken("mission").values())
    make_table(folder / "rows.db", statements)
    after = [statement.id for statement in statements[: -2 * ROWS : ROWS]]
    ours = [f"/api/v1/things/{LISTED}?limit={ROWS}&after={one}" for one in after]
    theirs = [f"/rows/{LISTED}.json?_shape=objects&_size={ROWS}&_next={one}" for one in after]
    headers = person.headers("/api/")
    runs: list[tuple[Heard, Heard]] = []
    with ExitStack() as stack:
        own = int(stack.enter_context(serving(chosen.workers)).rpartition(":")[2])
        others = [stack.enter_context(datasette(folder / "rows.db")) for _ in range(chosen.workers)]
        mine_of_one = _read(f"http://127.0.0.1:{own}{ours[0]}", headers)
        other_of_one = _read(f"http://127.0.0.1:{others[0]}{theirs[0]}", {})
        assert mine_of_one["total"] == other_of_one["filtered_table_rows_count"]
        assert [s["id"] for s in mine_of_one["statements"]] == [row["id"] for row in other_of_one["rows"]]
        call(Order([own], ours, headers, CONNECTIONS, 0, 5))
        for _ in range(chosen.runs):
            mine = call(Order([own], ours, headers, CONNECTIONS, 1, chosen.seconds))
            runs.append((mine, call(Order(others, theirs, {}, CONNECTIONS, 1, chosen.seconds))))
    ratio = median(mine.per_second / other.per_second for mine, other in runs)
    mine, other = (median(h.per_second for h in heard) for heard in zip(*runs, strict=True))
    print(f"{len(statements)} rows, parts of {ROWS}, {chosen.workers} processes, {CONNECTIONS} connections")
    print(f"with permissions {mine:.0f} a second, Datasette without {other:.0f} a second")
    print(f"ratio {ratio:.2f} (at least {LEAST})")
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
