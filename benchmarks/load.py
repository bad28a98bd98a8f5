"""How even answers come under load: the 99th in 100 against the median, with 16 connections at once.

The server is `ecliptic serve` as anybody starts it, with 2 web processes of 4 threads each and the worker
beside; the caller is a process of its own on the same machine. Every request is for another part of the list
or another thing, by a delegate who has signed in.

    python benchmarks/load.py [--things 20000] [--seconds 10]

PostgreSQL: python tests/with_postgresql.py python benchmarks/load.py
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from statistics import median

from calling import Order, call
from filled_store import LISTED, database, fill, people, prepare, serving

LIMIT = 5.0
CONNECTIONS, ROWS = 16, 50


def addresses(seen: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for, by sort."""
    pages = range(1, len(seen) // ROWS + 1)
    stem = f"/things/{LISTED}"
    return {
        "list, JSON": [f"/api/v1{stem}?limit={ROWS}&after={after}" for after in seen[: -2 * ROWS : ROWS]],
        "list": [f"{stem}/?page={page}" for page in pages],
        "thing": [f"{stem}/{identifier}" for identifier in seen[::7]],
        "thing, JSON": [f"/api/v1{stem}/{identifier}" for identifier in seen[::7]],
    }


def main() -> int:
    """Measure, print, and fail where the limit is passed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--person", default="member", choices=("anonymous", "member", "secretariat"))
    chosen = parser.parse_args()
    prepare()
    person = people()[chosen.person]
    fill(chosen.things)
    from ecliptic.server.statements.picture import view_for

    asked = addresses(list(view_for(person.viewer).roadmap.taken("mission")))
    print(f"{chosen.things} things, {database()}, {chosen.workers} processes, {CONNECTIONS} connections")
    good = True
    with serving(chosen.workers) as url:
        port = int(url.rpartition(":")[2])
        for name, list_of_them in asked.items():
            headers = person.headers(list_of_them[0])
            # Each process makes the caller's view once, when it is first asked for.
            call(Order([port], list_of_them, headers, CONNECTIONS, 0, 5))
            heard = [
                call(Order([port], list_of_them, headers, CONNECTIONS, 1, chosen.seconds))
                for _ in range(chosen.runs)
            ]
            ratio = median(h.p99_ms / h.median_ms for h in heard)
            good &= ratio <= LIMIT
            print(
                f"{name:12} {median(h.per_second for h in heard):6.0f} a second, "
                f"median {median(h.median_ms for h in heard):6.1f} ms, "
                f"99 % within {median(h.p99_ms for h in heard):6.1f} ms, "
                f"longest {max(h.longest_ms for h in heard):6.0f} ms, ratio {ratio:.2f} (limit {LIMIT:g})"
            )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
