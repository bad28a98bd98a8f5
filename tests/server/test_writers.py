"""Many writers at once: no update is lost, and nobody is told of anything but having been overtaken."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from server_site import Site

WRITERS, THINGS = 200, 20
_UNHURRIED = httpx.Timeout(120)
_OVERTAKEN = 412


def test_two_hundred_writers_on_twenty_things_lose_nothing() -> None:
    with Site.started("small", workers=2, api_requests_per_minute="1000000") as site:
        headers = {"Authorization": f"Bearer {site.people['esa-delegate']['token']}"}
        with httpx.Client(base_url=site.url, headers=headers, timeout=_UNHURRIED) as client:
            for number in range(THINGS):
                made = client.put(
                    _own(number), json={"name": "Counter", "status": "0"}, headers={"If-None-Match": "*"}
                )
                assert made.status_code == 201, made.text
            with ThreadPoolExecutor(WRITERS) as pool:
                refusals = list(pool.map(lambda writer: _write(site.url, headers, writer), range(WRITERS)))
            found = [client.get(_own(number)).json() for number in range(THINGS)]
            histories = [
                client.get(f"/api/v1/history/missions/counter-{number}").json() for number in range(THINGS)
            ]
        # Each writer has added one to one of the counters, once, and nothing has come between.
        assert [entry["status"] for entry in found] == [str(WRITERS // THINGS)] * THINGS
        for history in histories:
            versions = sorted(history["statements"], key=lambda entry: entry["version"])
            assert [entry["version"] for entry in versions] == list(range(1, WRITERS // THINGS + 2))
            assert [entry["status"] for entry in versions] == [str(n) for n in range(WRITERS // THINGS + 1)]
        answers = sum(refusals, Counter())
        assert set(answers) <= {200, _OVERTAKEN}, answers
        # Or else the writers never met, and the test shows nothing.
        assert answers[_OVERTAKEN] > WRITERS // 10
        assert site.ecliptic("server", "check").returncode == 0


def _own(number: int) -> str:
    return f"/api/v1/own/missions/counter-{number}"


def _write(url: str, headers: dict[str, str], writer: int) -> Counter[int]:
    """One writer, with connections of its own."""
    # A kept connection may be closed by the server just when it is used again, which is nobody's fault.
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=url, headers=headers, timeout=_UNHURRIED, limits=limits) as client:
        return _add_one(client, writer % THINGS)


def _add_one(client: httpx.Client, number: int) -> Counter[int]:
    """Read, add one and write, until nobody has come between; the answers to the writing."""
    answers: Counter[int] = Counter()
    while True:
        read = client.get(_own(number))
        assert read.status_code == 200, read.text
        entry: dict[str, Any] = read.json()
        body = {"name": "Counter", "status": str(int(entry["status"]) + 1)}
        written = client.put(_own(number), json=body, headers={"If-Match": read.headers["ETag"]})
        answers[written.status_code] += 1
        if written.status_code == 200 and written.headers["ETag"] != read.headers["ETag"]:
            return answers
        assert written.status_code in {200, _OVERTAKEN}, written.text
