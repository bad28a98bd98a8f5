"""The history of a thing with 200 versions, and the difference of two of them, against one with 2 versions.

Asked are, by Django's client in this process, the page of the history, that of the difference of the newest
two versions and that of the first and the newest, and the same for programs. Each round asks for both things
one after the other; the ratio of the medians counts, in seconds of the processor on SQLite and of the clock
elsewhere. A page of the history shows at most so many versions, so the one of 200 has more to show than the
one of 2; what it shows is told beside.

    python benchmarks/history.py [--things 20000] [--rounds 40]
"""

from __future__ import annotations

import argparse
import gc
import sys
from statistics import median

from filled_store import LISTED, agency, database, fill, long_history, people, prepare, state_all
from pages import ask, seconds

LIMIT = 1.5
LONG, SHORT = 200, 2


def addresses(versions: int) -> dict[str, str]:
    """What is asked for, about the thing with so many versions."""
    stem = f"{LISTED}/history-of-{versions}"
    two = f"?from={agency(0)}.{versions - 1}&to={agency(0)}.{versions}"
    return {
        "history": f"/history/{stem}",
        "history, JSON": f"/history/{stem}.json",
        "difference": f"/history/{stem}{two}",
        "difference, JSON": f"/history/{stem}.json{two}",
        "thing": f"/things/{stem}",
        "thing, JSON": f"/things/{stem}.json",
        "thing, API": f"/api/v1/things/{stem}",
    }


def main() -> int:
    """Measure, print, and fail where the limit is passed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    prepare()
    person = people()["member"]
    fill(chosen.things)
    state_all([s for count in (LONG, SHORT) for s in long_history(f"history-of-{count}", count)])
    client = person.client()
    print(f"{chosen.things} things, {database()}; {LONG} versions against {SHORT}")
    good = True
    for (name, long), short in zip(addresses(LONG).items(), addresses(SHORT).values(), strict=True):
        sizes = [len(ask(person, client, address)) for address in (long, short)]
        gc.collect()
        rounds = [
            [seconds(lambda a=address: ask(person, client, a)) for address in (long, short)]
            for _ in range(chosen.rounds)
        ]
        ours, peer = (median(times) for times in zip(*rounds, strict=True))
        ratio = median(one / other for one, other in rounds)
        good &= ratio <= LIMIT
        print(
            f"{name:17} {1000 * ours:7.2f} ms {1000 * peer:7.2f} ms, "
            f"{sizes[0] / 1024:.0f} KiB and {sizes[1] / 1024:.0f} KiB, ratio {ratio:.2f} (limit {LIMIT})"
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
