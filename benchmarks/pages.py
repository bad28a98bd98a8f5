"""How long lists and things take at 20,000 things with 60,000 statements, against the bare query.

Each page, twin and answer of the interface is asked for through the whole of Django, with permissions, counts
and all, by people who see more and less. The peer asks the database for the same rows in the same process,
under the same right to see, counts them, and writes them as JSON. Beside it stand easier peers: a table that
holds the newest statements ready, and for a thing its statements alone. The ratio is the median over pairs of
requests; the number of queries must not grow with rows.

    python benchmarks/pages.py [--things 20000] [--rounds 40]

PostgreSQL: python tests/with_postgresql.py python benchmarks/pages.py
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from filled_store import LISTED, SEED, Person, database, fill, people, prepare

LIMIT = 3.0
SMALL = 200
ROWS = 50
TABLE, READY = "statements_storedstatement", "benchmark_newest"
COLUMNS = (
    "kind, thing, publisher, version, record, stated_at, stated_by, as_of, sources, firmness, visibility, "
    "narrowed, unverified"
)
_SEEN = "(s.visibility = 'public' OR s.publisher = %(own)s OR (%(member)s AND s.visibility = 'members'))"
_NEWEST = (
    f"NOT EXISTS (SELECT 1 FROM {TABLE} n WHERE n.publisher = s.publisher "  # noqa: S608 - our own names
    "AND n.kind = s.kind AND n.thing = s.thing AND n.version > s.version)"
)
_LISTED = f"FROM {{table}} s WHERE s.kind = %(kind)s AND NOT s.withdrawn AND {_SEEN}"
_THING = f"SELECT {COLUMNS} FROM {TABLE} s WHERE s.kind = %(kind)s AND s.thing = %(thing)s AND {_SEEN}"  # noqa: S608
_NAMING = (
    f"SELECT kind, thing FROM {TABLE} s WHERE s.record LIKE %(name)s AND NOT s.withdrawn "  # noqa: S608
    f"AND {_SEEN} AND {_NEWEST}"
)


@dataclass
class Asked:
    """One sort of request, and what it is measured against."""

    name: str
    address: Callable[[random.Random], str]
    few: str
    many: str
    peer: Callable[[Person, str], None]
    rounds: list[tuple[float, float]] = field(default_factory=list)


# --- the peers ------------------------------------------------------------------------------------


def rows_of(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What the database answers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def written(rows: Sequence[tuple[Any, ...]], total: int) -> bytes:
    """Rows as JSON."""
    names = COLUMNS.split(", ")
    told = {"total": total, "rows": [dict(zip(names, row, strict=True)) for row in rows]}
    return json.dumps(told, default=str).encode()


def bare_list(person: Person, address: str, *, ready: bool = False) -> None:
    """A part of a list from the table of statements, or from one of newest statements."""
    values = {**_viewer(person), "kind": "mission", "rows": ROWS, "start": _start(address)}
    source = _LISTED.format(table=READY) if ready else f"{_LISTED.format(table=TABLE)} AND {_NEWEST}"
    part = f"SELECT {COLUMNS} {source} ORDER BY s.thing, s.publisher LIMIT %(rows)s OFFSET %(start)s"
    rows = rows_of(part, values)
    total = rows_of(f"SELECT count(*) {source}", values)[0][0]
    assert rows
    written(rows, total)


def bare_thing(person: Person, address: str) -> None:
    """All that is said about a thing, and what names it."""
    _statements(person, address)
    values = {**_viewer(person), "name": f'%"{_identifier(address)}"%'}
    json.dumps(rows_of(_NAMING, values))


def bare_statements(person: Person, address: str) -> None:
    """All that is said about a thing."""
    _statements(person, address)


def _statements(person: Person, address: str) -> None:
    values = {**_viewer(person), "kind": "mission", "thing": _identifier(address)}
    rows = rows_of(_THING, values)
    assert rows
    written(rows, len(rows))


def _viewer(person: Person) -> dict[str, Any]:
    return {"own": person.viewer.organisation, "member": person.viewer.member}


def _start(address: str) -> int:
    return (int(address.partition("page=")[2] or 1) - 1) * ROWS if "page=" in address else 0


def _identifier(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".json")


def help_the_peers() -> None:
    """An index for what is said about one thing, and a table of newest statements."""
    from django.db import connection

    newest = f"SELECT * FROM {TABLE} s WHERE {_NEWEST}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX benchmark_things ON {TABLE} (kind, thing, publisher, version)")
        cursor.execute(f"CREATE TABLE {READY} AS {newest}")
        cursor.execute(f"CREATE INDEX benchmark_ready ON {READY} (kind, thing, publisher)")
        cursor.execute("ANALYZE")


# --- what is asked --------------------------------------------------------------------------------


def all_asked(seen: Sequence[str], pages: int) -> list[Asked]:
    """Every sort of request, for things that everybody sees."""
    stem = f"/things/{LISTED}"

    def page(draw: random.Random) -> str:
        return f"page={draw.randrange(1, pages + 1)}"

    one = seen[0]
    return [
        Asked("list", lambda d: f"{stem}/?{page(d)}", f"{stem}/?size=10", f"{stem}/?size=200", bare_list),
        Asked(
            "list, JSON",
            lambda d: f"{stem}.json?{page(d)}",
            f"{stem}.json?size=10",
            f"{stem}.json?size=1000",
            bare_list,
        ),
        Asked(
            "list, API",
            lambda d: f"/api/v1{stem}?limit={ROWS}&after={d.choice(seen[: -2 * ROWS])}",
            f"/api/v1{stem}?limit=10",
            f"/api/v1{stem}?limit=1000",
            bare_list,
        ),
        Asked("thing", lambda d: f"{stem}/{d.choice(seen)}", f"{stem}/{one}", f"{stem}/{one}", bare_thing),
        Asked(
            "thing, JSON",
            lambda d: f"{stem}/{d.choice(seen)}.json",
            f"{stem}/{one}.json",
            f"{stem}/{one}.json",
            bare_thing,
        ),
        Asked(
            "thing, API",
            lambda d: f"/api/v1{stem}/{d.choice(seen)}",
            f"/api/v1{stem}/{one}",
            f"/api/v1{stem}/{one}",
            bare_statements,
        ),
    ]


def ask(person: Person, client: Any, address: str) -> bytes:
    """The answer to one request; anything but a good one ends the measurement."""
    headers = {name: value for name, value in person.headers(address).items() if name != "Cookie"}
    response = client.get(address, headers=headers)
    assert response.status_code == 200, (address, response.status_code)
    return bytes(response.content)


def queries(person: Person, address: str) -> int:
    """How many queries a request makes once the view of its caller is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = person.client()
    ask(person, client, address)
    with CaptureQueriesContext(connection) as made:
        ask(person, client, address)
        return len(made)


def seconds(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    clock = time.process_time if database() == "sqlite" else time.perf_counter
    begin = clock()
    work()
    return clock() - begin


def measure(asked: Asked, person: Person, rounds: int) -> tuple[float, float, float]:
    """Medians of our time, of the peer's, and of the ratio."""
    draw, client = random.Random(SEED), person.client()  # noqa: S311 - for data, not for secrets
    for _ in range(3):
        address = asked.address(draw)
        ask(person, client, address)
        asked.peer(person, address)
    gc.collect()
    pairs = []
    for _ in range(rounds):
        address = asked.address(draw)
        ours = seconds(lambda address=address: ask(person, client, address))
        pairs.append((ours, seconds(lambda address=address: asked.peer(person, address))))
    ours, peer = (median(times) for times in zip(*pairs, strict=True))
    return ours, peer, median(ours / peer for ours, peer in pairs)


def nothing(person: Person, rounds: int) -> float:
    """Median time of finding out who asks and telling them that there is no such thing."""
    client, address = person.client(), f"/api/v1/things/{LISTED}/no-such-thing"
    headers = {name: value for name, value in person.headers(address).items() if name != "Cookie"}
    return median(seconds(lambda: client.get(address, headers=headers)) for _ in range(rounds))


def visible_to_all() -> list[str]:
    """Missions that everybody sees, in order."""
    from ecliptic.roadmap import Viewer
    from ecliptic.server.statements.picture import view_for

    return list(view_for(Viewer.public()).roadmap.taken("mission"))


def profile(asked: Asked, person: Person, rounds: int) -> None:
    """Tell where the time of one sort of request goes."""
    draw, client, watch = random.Random(SEED), person.client(), cProfile.Profile()  # noqa: S311 - as above
    ask(person, client, asked.address(draw))
    watch.enable()
    for _ in range(rounds):
        ask(person, client, asked.address(draw))
    watch.disable()
    pstats.Stats(watch).sort_stats("tottime").print_stats(35)


def counted(everybody: Sequence[Person]) -> dict[tuple[str, str], tuple[int, int]]:
    """Queries of each sort of request by each person, for few rows and for many."""
    return {
        (asked.name, person.name): (queries(person, asked.few), queries(person, asked.many))
        for asked in all_asked(visible_to_all(), 1)
        for person in everybody
    }


def report(asked: Asked, person: Person, rounds: int) -> bool:
    """Measure one sort of request by one person, and print it; whether it keeps the limit."""
    ours, peer, ratio = measure(asked, person, rounds)
    line = f"{asked.name:12} {person.name:12} {1000 * ours:8.2f} ms {1000 * peer:8.2f} ms {ratio:7.2f}"
    if asked.peer is bare_list:
        easier = Asked("", asked.address, "", "", lambda p, a: bare_list(p, a, ready=True))
        _, peer, beside = measure(easier, person, rounds)
        line += f"   newest ready: {1000 * peer:.2f} ms, {beside:.2f}"
    elif asked.peer is bare_thing:
        alone = Asked("", asked.address, "", "", bare_statements)
        _, peer, beside = measure(alone, person, rounds)
        line += f"   statements alone: {1000 * peer:.2f} ms, {beside:.1f}"
    elif asked.peer is bare_statements:
        line += f"   knowing who asks: {1000 * nothing(person, rounds):.2f} ms"
    print(line + ("" if ratio <= LIMIT else f"   OVER the limit {LIMIT}"))
    return ratio <= LIMIT


def main() -> int:
    """Measure, print, and fail where a limit is passed or the number of queries grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--profile", help="Show where the time of this sort of request goes, such as list.")
    chosen = parser.parse_args()
    prepare()
    everybody = list(people().values())
    fill(SMALL)
    before = counted(everybody)
    fill(chosen.things, begin=SMALL)
    after = counted(everybody)
    seen = visible_to_all()
    all_of_them = all_asked(seen, len(seen) // ROWS)
    if chosen.profile:
        asked = next(a for a in all_of_them if a.name == chosen.profile)
        profile(asked, everybody[1], chosen.rounds)
        return 0
    help_the_peers()
    print(
        f"{chosen.things} things, {3 * chosen.things} statements, {database()}, {len(seen)} public missions"
    )
    good = True
    for key, few_and_many in after.items():
        grows = len({*few_and_many, *before[key]}) > 1
        good &= not grows
        told = f"{few_and_many[0]}, at many rows {few_and_many[1]}, in a small store {before[key]}"
        print(f"queries of {key[0]:12} by {key[1]:12} {told if grows else few_and_many[0]}")
    print(f"{'':25} {'ours':>11} {'peer':>11}   ratio (limit {LIMIT})")
    for asked in all_of_them:
        for person in everybody:
            good &= report(asked, person, chosen.rounds)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
