"""The worker: takes runs from the queue, does each in a process of its own, and stands in for the dead.

A worker should have a process to itself, without other threads: it hands what it has in memory to the
processes that do the work. Any number of workers may run, on one machine or several.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from ecliptic.server.jobs import queue
from ecliptic.server.jobs.child import Order, Progress, Refused, Report, run_order
from ecliptic.server.jobs.models import Run, State
from ecliptic.server.jobs.register import Job, Outcome, job_named

LOG = logging.getLogger("ecliptic.worker")
BEAT_S = 2.0
_IDLE_S = 0.5
_UPKEEP_S = 5.0
_PAUSE_S = 3.0
_FAREWELL_S = 5.0
USUAL_MEMORY_MIB = 4096
# Starting from a copy of the worker is quick, since it has the statements in memory already.
_PROCESSES: Any = multiprocessing.get_context(
    "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
)


def work(
    stop: threading.Event,
    *,
    name: str | None = None,
    memory_mib: int | None = USUAL_MEMORY_MIB,
    once: bool = False,
) -> None:
    """Do what waits until asked to stop, or until nothing waits any more where that is enough."""
    worker = name or f"{socket.gethostname()}:{os.getpid()}"
    watch = Watch()
    LOG.info("Worker %s looks for work.", worker)
    while not stop.is_set():
        try:
            watch.upkeep()
            run = queue.claim(worker)
            if run is not None:
                _Attempt(run, stop, watch, memory_mib).do()
            elif once:
                return
            else:
                stop.wait(_IDLE_S)
        except (DatabaseError, InterfaceError) as error:
            LOG.warning("The database does not answer; trying again soon. %s", error)
            connections.close_all()
            stop.wait(_PAUSE_S)
    LOG.info("Worker %s has stopped.", worker)


@dataclass
class Watch:
    """Looks after all workers: who has fallen silent, and what is due again.

    Silence is measured with a clock that nobody can set: a run counts as abandoned when this worker has
    itself seen it without a sign of life.
    """

    _seen: dict[tuple[int, datetime | None], float] = field(default_factory=dict)
    _next: float = 0.0

    def upkeep(self) -> None:
        """Look, every few seconds."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _UPKEEP_S
        self._bury(now)
        queue.put_what_is_due()

    def _bury(self, now: float) -> None:
        running = list(Run.objects.filter(state=State.RUNNING))
        self._seen = {
            (run.pk, run.heartbeat_at): self._seen.get((run.pk, run.heartbeat_at), now) for run in running
        }
        for run in running:
            silent = now - self._seen[run.pk, run.heartbeat_at]
            expired = run.lease_until is None or run.lease_until < timezone.now()
            if silent >= queue.LEASE.total_seconds() or (expired and silent >= 3 * BEAT_S):
                LOG.warning("Run %s is taken from %s, which has fallen silent.", run.uuid, run.worker)
                queue.take_from_the_dead(run)


@dataclass
class _Attempt:
    """One attempt to do one run."""

    run: Run
    stop: threading.Event
    watch: Watch
    memory_mib: int | None
    told: Progress = field(default_factory=lambda: Progress(0.0, "starting"))

    def do(self) -> None:
        """Do the run; whatever happens to it, the worker goes on."""
        try:
            job = job_named(self.run.kind)
        except KeyError:
            queue.fail(self.run, f"This version of the program has no work named {self.run.kind}.")
            return
        if job.prepare is not None:
            job.prepare(self.run.uuid)
        # A connection must not be shared by two processes.
        connections.close_all()
        with _child(self.run, self.memory_mib) as (process, reports):
            end = self._follow(process, reports, job)
        if end is not None:
            end.settle(self.run)

    def _follow(self, process: Any, reports: Connection, job: Job) -> _End | None:
        """Listen to the process until the run has come to an end; None where it is no longer ours."""
        started = last_beat = last_heard = time.monotonic()
        while True:
            if reports.poll(0.1):
                said = _heard(reports)
                if not isinstance(said, Progress):
                    return said
                self.told = said
            now = time.monotonic()
            if now - last_beat >= BEAT_S:
                last_beat = now
                wanted = self._beat(silent_s=now - last_heard)
                if wanted is not None:
                    last_heard = now
                if wanted is _LOST:
                    return None
                if wanted is _CANCEL:
                    return _End(State.CANCELLED)
            if self.stop.is_set():
                return _End(State.WAITING)
            if now - started > job.time_limit_s:
                limit = (
                    f"{job.time_limit_s / 60:.0f} minutes"
                    if job.time_limit_s >= 120
                    else f"{job.time_limit_s:g} s"
                )
                return _End(State.FAILED, f"It took longer than {limit}, which is all that it may take.")

    def _beat(self, *, silent_s: float) -> str | None:
        """Beat, and hear what is wanted; None where the database does not answer."""
        try:
            self.watch.upkeep()
            cancel = queue.beat(self.run, self.told.share, self.told.message)
        except (DatabaseError, InterfaceError) as error:
            LOG.warning("The database does not answer during run %s. %s", self.run.uuid, error)
            connections.close_all()
            # By now another worker may have taken the run for abandoned.
            return _LOST if silent_s > queue.LEASE.total_seconds() else None
        if cancel is None:
            return _LOST
        return _CANCEL if cancel else _GO_ON


_GO_ON, _CANCEL, _LOST = "go on", "cancel", "lost"


@dataclass(frozen=True)
class _End:
    """How an attempt ended."""

    state: State
    error: str = ""
    outcome: Outcome | None = None

    def settle(self, run: Run) -> None:
        """Write it down."""
        if self.state is State.DONE:
            if not queue.finish(run, self.outcome):
                LOG.warning("The result of run %s came too late and was thrown away.", run.uuid)
        elif self.state is State.FAILED:
            LOG.info("Run %s failed: %s", run.uuid, self.error)
            queue.fail(run, self.error)
        elif self.state is State.CANCELLED:
            queue.cancelled(run)
        else:
            queue.give_back(run)


def _heard(reports: Connection) -> Progress | _End:
    try:
        said: Report = reports.recv()
    except (EOFError, OSError):
        return _End(
            State.FAILED,
            "The program met a fault of its own, or the machine ended it for want of memory. "
            "Those who run this installation find the reason in its log.",
        )
    if isinstance(said, Progress):
        return said
    if isinstance(said, Refused):
        return _End(State.FAILED, said.error)
    return _End(State.DONE, outcome=said)


@contextmanager
def _child(run: Run, memory_mib: int | None) -> Iterator[tuple[Any, Connection]]:
    """A process that does a run, and the line on which it reports; it is gone when we leave."""
    reports, report_end = _PROCESSES.Pipe(duplex=False)
    watched, lifeline = _PROCESSES.Pipe(duplex=False)
    order = Order(run.uuid, run.kind, run.parameters, memory_mib)
    process = _PROCESSES.Process(
        target=run_order, args=(order, report_end, watched, (reports, lifeline)), name=f"run {run.uuid}"
    )
    process.start()
    report_end.close()
    watched.close()
    try:
        yield process, reports
    finally:
        if process.is_alive():
            process.terminate()
            process.join(_FAREWELL_S if process.exitcode is None else 0)
        if process.is_alive():
            process.kill()
            process.join()
        reports.close()
        lifeline.close()
        process.close()
