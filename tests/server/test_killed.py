"""kill -9 in the middle of an import, at random moments: it is there as a whole or not at all."""

from __future__ import annotations

import random
import time
from threading import Thread

import httpx

from ecliptic.roadmap import Envelope, Statement
from ecliptic.share.json_file import json_bytes
from ecliptic.vocabulary import Mission
from how_long import THOROUGH
from server_site import Site
from server_store import THEN

KILLS, MOST_KILLS, STATEMENTS = 20 if THOROUGH else 4, 20, 1500
SEED = 20261122


def plan(number: int) -> bytes:
    """An import that no other import has anything in common with."""
    envelope = Envelope(publisher="ESA", stated_at=THEN)
    statements = [
        Statement(Mission(id=f"import-{number}-{i}", name=f"Mission {i} of import {number}"), envelope)
        for i in range(STATEMENTS)
    ]
    return json_bytes(statements)


def send(site: Site, number: int, content: bytes, answered: dict[int, int]) -> None:
    headers = {
        "Authorization": f"Bearer {site.people['esa-delegate']['token']}",
        "Content-Type": "application/json",
    }
    try:
        answer = httpx.post(f"{site.url}/api/v1/statements", content=content, headers=headers, timeout=120)
        answered[number] = answer.status_code
    except httpx.TransportError:
        pass


def test_a_server_killed_in_the_middle_of_imports_has_all_or_nothing_of_each() -> None:
    moments = random.Random(SEED)  # noqa: S311 - chance, not secrecy
    answered: dict[int, int] = {}
    with Site.started("small", api_requests_per_minute="1000000") as site:
        start = time.monotonic()
        send(site, 0, plan(0), answered)
        usual_s = time.monotonic() - start
        assert answered == {0: 200}
        # Until some were cut off and some were not: moments that never hit the import would show nothing.
        number = 0
        while number < KILLS or (
            0 in (len(answered) - 1, number + 1 - len(answered)) and number < MOST_KILLS
        ):
            number += 1
            sender = Thread(target=send, args=(site, number, plan(number), answered))
            sender.start()
            time.sleep(moments.uniform(0.05, 1.1) * usual_s)
            site.kill()
            sender.join()
            site.start()
        checked = site.ecliptic("server", "check")
        assert checked.returncode == 0, checked.stderr
        counted = site.manage("shell", "--no-imports", "-c", _COUNT)
        numbers, audited, submissions = eval(counted.stdout)  # noqa: S307 - our own output
    # Whatever was answered is there, and of what was not answered there is all or nothing.
    assert set(numbers.values()) <= {STATEMENTS}, numbers
    assert set(answered) <= set(numbers)
    assert audited == submissions
    assert submissions == 1 + len(numbers)
    assert len(answered) - 1 < number, "none was cut off"


_COUNT = """
from collections import Counter
from ecliptic.server.statements.models import StoredStatement, Submission
from ecliptic.server.audit.models import AuditEvent
things = StoredStatement.objects.filter(thing__startswith="import-").values_list("thing", flat=True)
print((dict(Counter(int(t.split("-")[1]) for t in things)),
       AuditEvent.objects.filter(action="statements.stated").count(), Submission.objects.count()))
"""
