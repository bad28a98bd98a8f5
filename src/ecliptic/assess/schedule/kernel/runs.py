"""Samples drawn on several threads and added up in order, so that threads change nothing."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import LANES, Flags, Plan, Reals, Room, Sums, Wanted, Whole
from ecliptic.errors import MissingExtraError

STRETCH = 64 * LANES
"""Samples in a task; the order in which sums are rounded depends on it, and on nothing else."""

BINS = 4096

Bins = tuple[Whole, Reals, Reals]
"""Of each watched activity and bin: how many finishes, the earliest, the latest."""

Progress = Callable[[int], None]

Points = tuple[Whole, Whole]
"""As in `Room`."""


class Run:
    """Samples in their order, which can be continued; each thread has its own room and bins.

    Their numbers begin at `origin`, which with points is a multiple of their number.
    """

    def __init__(
        self, plan: Plan, wanted: Wanted, threads: int | None, origin: int = 0, points: Points | None = None
    ) -> None:
        self._plan, self._wanted, self._origin = plan, wanted, origin
        self._workers = threads or processors()
        self._total = no_sums(plan, wanted)
        self._bins = [_no_bins(wanted) for _ in range(self._workers)]
        self._free: SimpleQueue[tuple[Room, Bins]] = SimpleQueue()
        for bins in self._bins:
            self._free.put((room_for(plan, points), bins))
        self._loops = compiled_loops()
        self.store = np.empty((len(wanted.stored), 0))

    @property
    def samples(self) -> int:
        """How many are drawn."""
        return self.store.shape[1]

    def extend(self, samples: int, progress: Progress | None = None) -> None:
        """Draw further, up to so many in all.

        The sums are those of one go where all earlier ends were multiples of `STRETCH`.
        """
        begin = self.samples
        more = np.empty((len(self.store), samples - begin))
        self.store = np.concatenate((self.store, more), axis=1) if begin else more
        with ThreadPoolExecutor(self._workers) as pool:
            for end, part in self._results(pool, begin):
                self._total = added(self._total, part)
                if progress is not None:
                    progress(self._origin + end)

    def sums(self) -> Sums:
        """Of all samples drawn, bins included."""
        counts, least, most = zip(*self._bins, strict=True)
        return self._total._replace(
            bins=np.sum(counts, axis=0), least=np.min(least, axis=0), most=np.max(most, axis=0)
        )

    def _results(self, pool: ThreadPoolExecutor, begin: int) -> Iterator[tuple[int, Sums]]:
        """Sums of each stretch with its end, in order; few wait at any time."""
        waiting: deque[Future[tuple[int, Sums]]] = deque()
        try:
            for first in range(begin, self.samples, STRETCH):
                if len(waiting) == 4 * self._workers:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(self._stretch, first, min(self.samples, first + STRETCH)))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for task in waiting:
                task.cancel()

    def _stretch(self, first: int, end: int) -> tuple[int, Sums]:
        room, bins = self._free.get()
        sums = no_sums(self._plan, self._wanted)._replace(bins=bins[0], least=bins[1], most=bins[2])
        block = np.empty((len(self.store), end - first))
        span = (self._origin + first, self._origin + end)
        self._loops(self._plan, self._wanted, span, room, sums, block)
        self.store[:, first:end] = block
        self._free.put((room, bins))
        return end, sums


def processors() -> int:
    """How many processors this process may use, where the system tells; else how many there are.

    `OMP_NUM_THREADS` lowers it, as it does for other numerical programs: whoever starts several workers on a
    machine sets it.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    most = int(wanted) if wanted.isdecimal() and int(wanted) > 0 else None
    allowed = getattr(os, "sched_getaffinity", None)
    there = len(allowed(0)) if allowed is not None else os.cpu_count() or 1
    return there if most is None else min(most, there)


def compiled_loops() -> Callable[[Plan, Wanted, tuple[int, int], Room, Sums, Reals], None]:
    """The loops, imported only now because numba takes seconds to load."""
    try:
        from ecliptic.assess.schedule.kernel.loops import simulate as loops  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if missing.name != "numba":
            raise
        package = "numba"
        raise MissingExtraError(package, "schedule", "Drawing samples of a schedule") from missing

    def run(*given: Any) -> None:
        try:
            loops(*given)
        except OSError:
            # What was compiled could not be kept on disk, such as a full one, and nothing was drawn yet.
            loops(*given)

    return run


def room_for(plan: Plan, points: Points | None = None) -> Room:
    """Where a thread works on a block of samples; points are shared."""
    count = len(plan.kind)
    blocks, moves = points or (np.zeros((0, LANES), dtype=np.int64), np.zeros((0, 1), dtype=np.int64))
    return Room(
        duration=np.zeros((count, LANES)),
        finish=np.zeros((count, LANES)),
        ready=np.zeros((count if len(plan.period) else 0, LANES)),
        critical=np.zeros((count, LANES), dtype=np.uint8),
        sources=np.zeros((len(plan.source_key), LANES)),
        chance=np.zeros(LANES),
        weight=np.zeros((2, LANES)),
        points=blocks,
        moves=moves,
    )


def leads_to(plan: Plan, goals: Whole) -> Flags:
    """Goals × activities: whether the activity comes before the goal, or is the goal."""
    leads = np.zeros((len(goals), len(plan.kind)), dtype=np.uint8)
    for g, goal in enumerate(goals.tolist()):
        leads[g, goal] = 1
        for a in range(goal, -1, -1):
            if leads[g, a]:
                leads[g, plan.before[plan.first_edge[a] : plan.first_edge[a + 1]]] = 1
    return leads


def no_sums(plan: Plan, wanted: Wanted, bins: int = 0) -> Sums:
    """Sums of no samples."""
    goals, watched, count = len(wanted.goals), len(wanted.watched), len(plan.kind)
    return Sums(
        reached=np.zeros(watched, dtype=np.int64),
        moments=np.zeros((watched, 2)),
        goal_moments=np.zeros((goals, 2)),
        critical=np.zeros((goals, count), dtype=np.int64),
        products=np.zeros((goals, count, 3)),
        durations=np.zeros(count),
        waits=np.zeros((count, 2)),
        bins=np.zeros((watched, bins), dtype=np.int64),
        least=np.full((watched, bins), np.inf),
        most=np.full((watched, bins), -np.inf),
    )


def added(one: Sums, other: Sums) -> Sums:
    """Sums of both; bins are not, since threads keep their own."""
    kept = ("bins", "least", "most")
    return other._replace(
        **{name: getattr(one, name) + getattr(other, name) for name in Sums._fields if name not in kept}
    )


def added_bins(total: Sums, one: Sums, other: Sums) -> Sums:
    """The total with the bins of both."""
    return total._replace(
        bins=one.bins + other.bins,
        least=np.minimum(one.least, other.least),
        most=np.maximum(one.most, other.most),
    )


def _no_bins(wanted: Wanted) -> Bins:
    shape = (len(wanted.watched), BINS + 2)
    return np.zeros(shape, dtype=np.int64), np.full(shape, np.inf), np.full(shape, -np.inf)
