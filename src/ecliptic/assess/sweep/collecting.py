"""Handing cases to workers and taking back what they answer, in whatever order they finish."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from ecliptic.assess.sweep.asking import Failed, Hopeless, Outcome, Reply
from ecliptic.assess.sweep.description import Case, Sweep
from ecliptic.assess.sweep.travel import ask_there
from ecliptic.assess.sweep.watching import Watch
from ecliptic.errors import UsageError

_LOOK_S = 0.2


@dataclass
class Collection:
    """The cases of one sweep that are out, and what has come back."""

    client: Client
    sweep: Sweep
    baggage: str
    watch: Watch
    patience_s: float
    back: dict[int, Outcome] = field(default_factory=dict)
    _out: dict[Future[Reply], Case] = field(default_factory=dict)
    _finished: queue.SimpleQueue[Future[Reply]] = field(default_factory=queue.SimpleQueue)

    def outcomes(self, cases: Sequence[Case], at_once: int) -> Sequence[Outcome]:
        """Answer all cases, with at most so many out at once; a case that ends its workers fails.

        When a worker is lost, Dask counts that against every case that it held. So whatever comes back as
        having ended its workers is asked once more with nothing beside it, and only then fails.
        """
        try:
            for case in self._lost(self._answered(cases, at_once)):
                self.back[case.number] = Failed(
                    "The process that worked on it ended, as often as it was tried. Perhaps it needs more "
                    "memory than there is."
                )
                self.watch.tell(len(self.back))
        finally:
            # After an interruption; a case that is being answered cannot be stopped, but nobody waits for it.
            with suppress(OSError, ValueError, TimeoutError):
                self.client.cancel(list(self._out), force=True)  # type: ignore[no-untyped-call]
        return [self.back[case.number] for case in cases]

    def _lost(self, suspects: Sequence[Case]) -> list[Case]:
        return [case for suspect in suspects for case in self._answered([suspect], 1)]

    def _answered(self, cases: Sequence[Case], at_once: int) -> list[Case]:
        """Answer cases; those whose workers were lost come back, in their order."""
        waiting = iter(cases)
        lost: list[Case] = []
        for case in islice(waiting, at_once):
            self._send(case)
        while self._out:
            future = self._next()
            case = self._out.pop(future)
            reply = self._reply(future)
            future.release()  # type: ignore[no-untyped-call]
            if reply is None:
                lost.append(case)
            else:
                self._keep(case, reply)
            following = next(waiting, None)
            if following is not None:
                self._send(following)
        return sorted(lost, key=lambda case: case.number)

    def _send(self, case: Case) -> None:
        future = self.client.submit(
            ask_there,
            self.baggage,
            self.sweep.question,
            dict(case.parameters),
            self.sweep.table,
            key=f"{self.baggage}-case-{case.number}",
            pure=False,
        )
        self._out[future] = case
        future.add_done_callback(self._finished.put)  # type: ignore[no-untyped-call]

    def _next(self) -> Future[Reply]:
        """The next case that is done; waits for it, and looks now and then whether to go on."""
        idle = 0
        while True:
            self.watch.go_on(len(self.back))
            try:
                return self._finished.get(timeout=_LOOK_S)
            except queue.Empty:
                idle += 1
            if idle * _LOOK_S >= self.patience_s:
                idle = 0
                self._there_must_be_workers()

    def _there_must_be_workers(self) -> None:
        if not self.client.nthreads():  # type: ignore[no-untyped-call]
            message = (
                f"No worker was there for {self.patience_s:g} s, and {len(self._out)} cases wait for one. "
                "Start workers and ask again."
            )
            raise UsageError(message)

    def _reply(self, future: Future[Reply]) -> Reply | None:
        """What a worker answered; None where it was lost over the case."""
        try:
            return future.result()
        except KilledWorker:
            return None
        except (CancelledError, OSError) as error:
            message = "The connection to the scheduler was lost. Check that it runs, and ask again."
            raise UsageError(message) from error

    def _keep(self, case: Case, reply: Reply) -> None:
        if isinstance(reply, Hopeless):
            raise UsageError(reply.sentence)
        self.back[case.number] = reply
        self.watch.tell(len(self.back))
