"""The process in which one run is done: it can be ended at any moment without harm to the worker."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import django
from django.apps import apps

from ecliptic.errors import EclipticError
from ecliptic.server.jobs.register import Outcome, Task, job_named

_MIB = 1024 * 1024
ORPHANED = 70
"""How a process ends whose worker is gone."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done."""

    run: UUID
    kind: str
    parameters: Mapping[str, Any]
    memory_mib: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is."""

    share: float
    message: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the work cannot be done, for whoever asked for it."""

    error: str


Report = Progress | Refused | Outcome | None
"""What a child tells; None is the end of work that leaves nothing behind."""


def run_order(
    order: Order, reports: Connection, lifeline: Connection, of_worker: tuple[Connection, ...]
) -> None:
    """Do the work of one run and report; faults of the program end the process, which the worker sees."""
    for end in of_worker:
        end.close()
    _die_with_the_worker(lifeline)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if order.memory_mib is not None:
        _limit_memory(order.memory_mib * _MIB)
    if not apps.ready:
        django.setup()

    def tell(share: float, message: str) -> None:
        reports.send(Progress(share, message))

    try:
        reports.send(job_named(order.kind).do(Task(order.run, order.parameters, tell)))
    except EclipticError as error:
        reports.send(Refused(str(error)))
    except MemoryError:
        limit = f" {order.memory_mib} MiB of" if order.memory_mib else ""
        reports.send(
            Refused(f"It needs more than the{limit} memory that a run may take. Ask for less at once.")
        )


def _die_with_the_worker(lifeline: Connection) -> None:
    """End this process as soon as the worker's end of the line is closed, also when it was killed."""

    def watch() -> None:
        try:
            lifeline.recv_bytes()
        except (EOFError, OSError):
            os._exit(ORPHANED)

    threading.Thread(target=watch, daemon=True, name="lifeline").start()


def _limit_memory(size: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has no limits of this sort
    except ModuleNotFoundError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > size:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
