"""The roadmap on its way to the workers: sent once to each, checked there, kept in memory only."""

from __future__ import annotations

import pickle  # nosec B403 - between processes that run each other's code anyway
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from ecliptic.assess.sweep.asking import Hopeless, Reply, ask
from ecliptic.assess.sweep.likeness import differences, installed
from ecliptic.roadmap import Roadmap


class Baggage(WorkerPlugin):
    """Every worker holds one; those that start later, after others were lost, are given it as they start."""

    def __init__(self, roadmap: Roadmap, *, own_workers: bool) -> None:
        self._digest = roadmap.digest
        self._packed = pickle.dumps((list(roadmap.statements), roadmap.as_of, roadmap.viewer), protocol=5)
        self._installed = installed()
        self._own_workers = own_workers

    def setup(self, worker: Worker) -> None:
        """Make ready; the roadmap itself is unpacked by the first case, so that workers start at once."""
        self._lock = threading.Lock()
        if self._own_workers:
            # Ctrl-C reaches every process of a terminal; ours are ended by the one that started them.
            with suppress(ValueError):
                signal.signal(signal.SIGINT, signal.SIG_IGN)

    def roadmap(self) -> Roadmap | Hopeless:
        """The roadmap, or why it is not to be had."""
        with self._lock:
            return self._unpacked

    @cached_property
    def _unpacked(self) -> Roadmap | Hopeless:
        if wrong := differences(installed(), self._installed):
            return Hopeless(f"A worker differs: {', '.join(wrong)}. Install the same versions there.")
        statements, as_of, viewer = pickle.loads(self._packed)  # noqa: S301 # nosec B301 - as above
        self._packed = b""
        roadmap = Roadmap.build(statements, as_of=as_of, viewer=viewer)
        if roadmap.digest == self._digest:
            return roadmap
        return Hopeless("A worker makes another roadmap of the same statements. Install Ecliptic there anew.")


def ask_there(baggage: str, question: str, parameters: Mapping[str, Any], table: str) -> Reply:
    """Put one case to the roadmap that the worker holds under the name of the baggage."""
    worker = get_worker()
    held = worker.plugins.get(baggage)
    if not isinstance(held, Baggage):
        return Hopeless(f"The worker {worker.address} was not given the roadmap.")
    roadmap = held.roadmap()
    if isinstance(roadmap, Hopeless):
        return roadmap
    return ask(roadmap, question, parameters, table)
