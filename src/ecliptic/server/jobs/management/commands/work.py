"""Do what waits in the queue."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ecliptic.server.jobs.worker import USUAL_MEMORY_MIB, work


class Command(BaseCommand):
    """A worker: runs until it is asked to stop."""

    help = "Does what waits in the queue. Start as many as there are cores to spare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the options."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits any more")
        parser.add_argument("--name", help="what the worker calls itself in the records of its runs")
        parser.add_argument(
            "--memory",
            type=int,
            default=USUAL_MEMORY_MIB,
            metavar="MIB",
            help=f"memory that one run may take, in MiB ({USUAL_MEMORY_MIB} unless told; 0 for no limit)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or SIGINT comes."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(stop, name=options["name"], memory_mib=options["memory"] or None, once=options["once"])
