"""The worker as the companion of a server: it ends when the server does, however that came about."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread

import django

_INPUT = 0


def main() -> None:
    """Work until told to end, or until whoever started us is gone, which closes our input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecliptic.server.settings")
    django.setup()
    from ecliptic.server.jobs.worker import work  # noqa: PLC0415 - after Django is set up

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    work(stop)


def _wait_for_end(stop: Event) -> None:
    # Not by sys.stdin, whose lock this thread would hold when Python ends.
    while os.read(_INPUT, 4096):
        pass
    stop.set()


if __name__ == "__main__":
    main()
