"""A worker that also knows work made for tests: started as a process of its own by `scenarios`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import django

from ecliptic.errors import UsageError
from ecliptic.server.jobs import Outcome, Task, job


@job("tests.slow", title="Slow work")
def slow(task: Task) -> Outcome:
    """Take so many tenths of a second, and write down when it begins and ends."""
    _note(task, "begin")
    for step in range(task.parameters["tenths"]):
        time.sleep(0.1)
        task.progress((step + 1) / task.parameters["tenths"], f"step {step + 1}")
    _note(task, "end")
    return Outcome(b'{"slow": true}')


@job("tests.crash", title="Work that is killed")
def crash(task: Task) -> None:
    """End as if the machine had no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


@job("tests.greedy", title="Work that wants all memory")
def greedy(task: Task) -> None:
    """Ask for more memory than a run may take."""
    held = bytearray(64 * 1024**3)
    task.progress(1.0, str(len(held)))


@job("tests.fault", title="Work with a fault")
def fault(task: Task) -> None:
    """Meet a fault of the program."""
    raise ZeroDivisionError


@job("tests.refuse", title="Work that cannot be done")
def refuse(task: Task) -> None:
    """Say what is wrong with what was asked for."""
    message = "There is no phase 'X'. Choose one of: HLR."
    raise UsageError(message)


@job("tests.endless", title="Work without end", time_limit_s=1.0)
def endless(task: Task) -> None:
    """Never come back."""
    while True:
        time.sleep(0.1)


def _note(task: Task, what: str) -> None:
    with Path(task.parameters["notes"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{what} {task.run} {os.getpid()}\n")


if __name__ == "__main__":
    django.setup()
    from ecliptic.server.jobs.worker import work

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    work(stop, once="--once" in sys.argv)
