"""How work moves through the queue: each step is one conditional update, so that no two can take it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ecliptic.server.jobs.models import OPEN, Eyes, Period, Run, RunResult, State
from ecliptic.server.jobs.register import Outcome, job_named, periods

LEASE = timedelta(seconds=30)
"""How long a worker may be silent before its work is given to another."""
MOST_ATTEMPTS = 3
_MESSAGE_LENGTH = 200


def identity_of(*parts: Any) -> str:
    """One mark for all that decides a result."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def enqueue(kind: str, parameters: Mapping[str, Any] | None = None, *, identity: str | None = None) -> Run:
    """Put work of the server's own in the queue; while work of the same identity is open, give that."""
    job = job_named(kind)
    given = dict(parameters or {})
    run = Run(
        kind=job.name, parameters=given, asked_by="server", identity=identity or identity_of(kind, given)
    )
    return put(run)


def put(run: Run) -> Run:
    """Put a run in the queue, or give the open one of the same identity."""
    open_ones = Run.objects.filter(identity=run.identity, state__in=OPEN)
    for _ in range(MOST_ATTEMPTS):
        known = open_ones.first()
        if known is not None:
            return known
        try:
            with transaction.atomic():
                run.save(force_insert=True)
        except IntegrityError:
            # Somebody else put it in the queue since we looked, and it may be done by now.
            continue
        return run
    # Work that is done as soon as it is asked for: whatever came of it last is what was asked for.
    return Run.objects.filter(identity=run.identity).latest("id")


def claim(worker: str) -> Run | None:
    """Take the run that waits longest; None where nothing waits."""
    while (waiting := Run.objects.filter(state=State.WAITING).order_by("id").first()) is not None:
        now = timezone.now()
        taken = Run.objects.filter(pk=waiting.pk, state=State.WAITING).update(
            state=State.RUNNING,
            worker=worker,
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
            lease_until=now + LEASE,
            progress=0.0,
            message="starting",
        )
        if taken:
            waiting.refresh_from_db()
            return waiting
    return None


def beat(run: Run, progress: float, message: str) -> bool | None:
    """Say that the work goes on. True where it should be cancelled; None where it is no longer ours."""
    now = timezone.now()
    ours = _ours(run).update(
        heartbeat_at=now,
        lease_until=now + LEASE,
        progress=min(1.0, max(0.0, progress)),
        message=message[:_MESSAGE_LENGTH],
    )
    if not ours:
        return None
    return Run.objects.filter(pk=run.pk).values_list("cancel_requested", flat=True).get()


def finish(run: Run, outcome: Outcome | None) -> bool:
    """Keep what a run found, whole or not at all; False where the run is no longer ours."""
    with transaction.atomic():
        columns: dict[str, Any] = {"state": State.DONE, "progress": 1.0, "message": "done", "error": ""}
        if outcome is not None:
            columns |= {
                "result_digest": hashlib.sha256(outcome.result).hexdigest(),
                "summary": dict(outcome.summary),
                **outcome.corrections,
            }
        if not _ours(run).update(finished_at=timezone.now(), **columns):
            return False
        if outcome is not None:
            RunResult.of(run, outcome.result).save(force_insert=True)
    return True


def fail(run: Run, error: str) -> None:
    """Say in plain words why a run has no result."""
    _ours(run).update(state=State.FAILED, error=error, message="", finished_at=timezone.now())


def cancelled(run: Run) -> None:
    """Say that a run was ended because somebody asked for it."""
    _ours(run).update(state=State.CANCELLED, message="", finished_at=timezone.now())


def give_back(run: Run) -> None:
    """Let another worker do it, because this one is asked to stop; that is no failed attempt."""
    _ours(run).update(
        state=State.WAITING, worker="", lease_until=None, attempts=F("attempts") - 1, message="", progress=0.0
    )


def cancel(run: Run) -> None:
    """Ask for the end of a run: at once where it waits, within moments where it is being done."""
    ended = Run.objects.filter(pk=run.pk, state=State.WAITING).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    if not ended:
        Run.objects.filter(pk=run.pk, state=State.RUNNING).update(cancel_requested=True)


def take_from_the_dead(run: Run) -> None:
    """Put a run back whose worker has fallen silent; after too many attempts it has failed."""
    still = Run.objects.filter(
        pk=run.pk,
        state=State.RUNNING,
        worker=run.worker,
        attempts=run.attempts,
        heartbeat_at=run.heartbeat_at,
    )
    if run.cancel_requested:
        still.update(state=State.CANCELLED, finished_at=timezone.now(), message="")
    elif run.attempts >= MOST_ATTEMPTS:
        still.update(
            state=State.FAILED,
            finished_at=timezone.now(),
            message="",
            error=f"The worker that did it ended before it was done, {run.attempts} times. "
            "The machine may lack memory for it.",
        )
    else:
        still.update(
            state=State.WAITING, worker="", lease_until=None, message="waiting again: its worker ended"
        )


def put_what_is_due(now: datetime | None = None) -> list[Run]:
    """Put work in the queue that is done again and again, once each, however long nobody looked.

    A clock that was set back neither stops it nor lets it run more often: the count starts anew from now.
    """
    now = now or timezone.now()
    due = []
    last = dict(Period.objects.values_list("name", "last_at"))
    for name, seconds in periods().items():
        before = last.get(name)
        if before is None:
            _, is_new = Period.objects.get_or_create(name=name, defaults={"last_at": now})
            due += [name] if is_new else []
        elif before > now or now - before >= timedelta(seconds=seconds):
            ours = Period.objects.filter(name=name, last_at=before).update(last_at=now)
            due += [name] if ours and before <= now else []
    return [enqueue(name, identity=f"every {name} {uuid4()}"[:64]) for name in due if not _is_open(name)]


def _is_open(kind: str) -> bool:
    return Run.objects.filter(kind=kind, eyes=Eyes.SERVER, state__in=OPEN).exists()


def _ours(run: Run) -> Any:
    """The run, as long as nobody has taken it from the worker that holds it."""
    return Run.objects.filter(pk=run.pk, state=State.RUNNING, worker=run.worker, attempts=run.attempts)
