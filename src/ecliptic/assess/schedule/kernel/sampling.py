"""Samples of a schedule, drawn on several threads and added up in order, so that threads change nothing."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import LANES, Plan, Reals, Room, Sums, Wanted, Whole
from ecliptic.assess.schedule.kernel.outcome import Outcome, outcome_of
from ecliptic.assess.schedule.kernel.schedule import Arranged, Schedule, arranged
from ecliptic.errors import MissingExtraError, UsageError

STRETCH = 64 * LANES
"""Samples in a task; the order in which sums are rounded depends on it, and on nothing else."""

FIRST_LOOK = 4096
"""Samples that show about where finishes lie, before bins are laid there."""

BINS = 4096
BELOW, ABOVE = 0.25, 0.5
"""Bins reach further than the first look, by these parts of its span."""

SAME = 1e-9
"""Times nearer than this part of the longest usual finish are one time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to answer. Without goals, they are the activities for which nobody waits.

    Each goal costs a way back through the network for its criticalities; a watched activity only its bins.
    Finishes of stored ones are kept, 8 bytes a sample.
    """

    goals: Sequence[int] = ()
    watched: Sequence[int] = ()
    stored: Sequence[int] = ()
    drivers: bool = True
    """Whether criticalities and cruciality are asked for; without them goals are only watched."""


def simulate(
    schedule: Schedule,
    samples: int,
    seed: int,
    asked: Asked | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Draw samples and add them up; the same to the bit for a seed, whatever the number of threads.

    To the bit on one kind of machine: other processors and versions of numba may round otherwise. `progress`
    is told how many samples are done, and ends the run by raising an exception. Memory does not grow with the
    samples, except by what is stored.
    """
    if samples < 2:
        message = f"Ask for at least 2 samples; {samples} were asked for."
        raise UsageError(message)
    if threads is not None and threads < 1:
        message = f"Use at least one thread; {threads} were asked for."
        raise UsageError(message)
    arrangement = arranged(schedule, seed)
    wanted = _first_look(arrangement, _wanted(schedule, arrangement, asked or Asked()), samples)
    store = np.empty((len(wanted.stored), samples))
    workers = threads or _processors()
    tasks = _Tasks(arrangement.plan, wanted, store, workers)
    total = _no_sums(arrangement.plan, wanted)
    with ThreadPoolExecutor(workers) as pool:
        for end, part in tasks.results(pool):
            total = _added(total, part)
            if progress is not None:
                progress(end)
    counts, least, most = zip(*tasks.bins, strict=True)
    total = total._replace(
        bins=np.sum(counts, axis=0), least=np.min(least, axis=0), most=np.max(most, axis=0)
    )
    return outcome_of(arrangement, wanted, total, store)


def _processors() -> int:
    """How many processors this process may use, where the system tells; else how many there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


Bins = tuple[Whole, Reals, Reals]
"""Of each watched activity and bin: how many finishes, the earliest, the latest."""


class _Tasks:
    """Stretches of samples, worked on by threads, each with its own room and bins."""

    def __init__(self, plan: Plan, wanted: Wanted, store: Reals, workers: int) -> None:
        self._plan, self._wanted, self._store = plan, wanted, store
        self._workers = workers
        self.bins = [_no_bins(wanted) for _ in range(workers)]
        self._free: SimpleQueue[tuple[Room, Bins]] = SimpleQueue()
        for bins in self.bins:
            self._free.put((room_for(plan), bins))
        self._run = compiled_loops()

    def results(self, pool: ThreadPoolExecutor) -> Iterator[tuple[int, Sums]]:
        """Sums of each stretch with its end, in order; few wait at any time."""
        samples = self._store.shape[1]
        waiting: deque[Future[tuple[int, Sums]]] = deque()
        try:
            for first in range(0, samples, STRETCH):
                if len(waiting) == 4 * self._workers:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(self._stretch, first, min(samples, first + STRETCH)))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for task in waiting:
                task.cancel()

    def _stretch(self, first: int, end: int) -> tuple[int, Sums]:
        room, bins = self._free.get()
        sums = _no_sums(self._plan, self._wanted)._replace(bins=bins[0], least=bins[1], most=bins[2])
        block = np.empty((len(self._store), end - first))
        self._run(self._plan, self._wanted, (first, end), room, sums, block)
        self._store[:, first:end] = block
        self._free.put((room, bins))
        return end, sums


def compiled_loops() -> Callable[[Plan, Wanted, tuple[int, int], Room, Sums, Reals], None]:
    """The loops, imported only now because numba takes seconds to load."""
    try:
        from ecliptic.assess.schedule.kernel.loops import simulate as loops  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if missing.name != "numba":
            raise
        package = "numba"
        raise MissingExtraError(package, "schedule", "Drawing samples of a schedule") from missing
    return loops


def room_for(plan: Plan) -> Room:
    """Where a thread works on a block of samples."""
    count = len(plan.kind)
    return Room(
        duration=np.zeros((count, LANES)),
        finish=np.zeros((count, LANES)),
        ready=np.zeros((count if len(plan.period) else 0, LANES)),
        critical=np.zeros((count, LANES), dtype=np.uint8),
        sources=np.zeros((len(plan.source_key), LANES)),
        chance=np.zeros(LANES),
        weight=np.zeros((2, LANES)),
    )


def _wanted(schedule: Schedule, arrangement: Arranged, asked: Asked) -> Wanted:
    """The question in the order of the arrays, before a first look."""
    plan, place, count = arrangement.plan, arrangement.place, schedule.network.activities
    given = (*asked.goals, *asked.watched, *asked.stored)
    if given and not (min(given) >= 0 and max(given) < count):
        message = f"Goals and watched or stored activities have numbers from 0 to {count - 1}."
        raise UsageError(message)
    ends = sorted(set(range(count)) - set(schedule.network.before.tolist()))
    goals = list(dict.fromkeys(asked.goals)) or ends
    watched = list(dict.fromkeys((*goals, *asked.watched)))
    if not asked.drivers:
        goals = []
    leads = np.zeros((len(goals), count), dtype=np.uint8)
    for g, goal in enumerate(place[np.array(goals, dtype=np.int64)].tolist()):
        leads[g, goal] = 1
        for a in range(goal, -1, -1):
            if leads[g, a]:
                leads[g, plan.before[plan.first_edge[a] : plan.first_edge[a + 1]]] = 1
    return Wanted(
        goals=place[np.array(goals, dtype=np.int64)],
        watched=place[watched],
        stored=place[np.array(asked.stored, dtype=np.int64)],
        low=np.zeros(len(watched)),
        bins_per_time=np.zeros(len(watched)),
        usual_finish=np.zeros(count),
        usual_duration=np.zeros(count),
        same=0.0,
        leads_to=leads,
    )


def _first_look(arrangement: Arranged, wanted: Wanted, samples: int) -> Wanted:
    """Origins of the sums and bins, from some samples that are drawn again later."""
    plan, number = arrangement.plan, min(samples, FIRST_LOOK)
    look = wanted._replace(goals=wanted.goals[:0], stored=wanted.watched)
    sums, block = _no_sums(plan, look, 1), np.empty((len(wanted.watched), number))
    compiled_loops()(plan, look, (0, number), room_for(plan), sums, block)
    usual_finish = np.zeros(len(plan.kind))
    low, scale = np.zeros(len(block)), np.zeros(len(block))
    for row, finishes in enumerate(block):
        reached = finishes[np.isfinite(finishes)]
        if len(reached):
            usual_finish[wanted.watched[row]] = reached.mean()
            least, most = float(reached.min()), float(reached.max())
            low[row] = least - BELOW * (most - least)
            span = (most - least) * (1 + BELOW + ABOVE)
            scale[row] = BINS / span if span > SAME * abs(most) else 0.0
    return wanted._replace(
        low=low,
        bins_per_time=scale,
        usual_finish=usual_finish,
        usual_duration=sums.durations / number,
        same=SAME * float(usual_finish.max(initial=0.0)),
    )


def _no_sums(plan: Plan, wanted: Wanted, bins: int = 0) -> Sums:
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


def _no_bins(wanted: Wanted) -> Bins:
    shape = (len(wanted.watched), BINS + 2)
    return np.zeros(shape, dtype=np.int64), np.full(shape, np.inf), np.full(shape, -np.inf)


def _added(one: Sums, other: Sums) -> Sums:
    """Sums of both; bins are not, since threads keep their own."""
    kept = ("bins", "least", "most")
    return other._replace(
        **{name: getattr(one, name) + getattr(other, name) for name in Sums._fields if name not in kept}
    )
