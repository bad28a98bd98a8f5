"""What a case of a sweep costs besides its answer: a plain loop, Dask's workers and a pool of processes.

All three put the same question with the same parameters to the same roadmap, in the same run; their tables
must be the same. Per case are told the time by the clock and that of all processors together, over the last
three quarters of the cases, when all processes have started; the latter hardly depends on what else the
machine does. Its overhead is what it is more than in the loop.

    python benchmarks/sweep.py [--cases 200] [--workers 2] [--question coverage] [--repeat 3]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

import psutil

import ecliptic as ec
from ecliptic.assess.assessment import Row
from ecliptic.assess.sweep import Axis, Choice, LocalWorkers, OneProcess, Sweep, Where, run
from ecliptic.assess.sweep.asking import Answered, Reply, ask
from ecliptic.roadmap import Roadmap, Statement

_held: list[Roadmap] = []


@dataclass(frozen=True)
class Moment:
    """Seconds by the clock since the start, and those that this process and its children have worked."""

    clock_s: float
    processors_s: float


@dataclass(frozen=True)
class Timing:
    """When the first case was done, the first quarter of all, and the last, and when all was put away."""

    first: Moment
    quarter: Moment
    last: Moment
    whole_s: float
    rows: tuple[Row, ...]


class Watch:
    """Notes the moments that a timing holds."""

    def __init__(self, cases: int) -> None:
        self._cases = cases
        self._began = time.perf_counter()
        self._noted: list[Moment] = []

    def done(self, count: int, _total: int = 0) -> None:
        """Note the moment, where it matters."""
        if count in (1, self._cases // 4, self._cases):
            me = psutil.Process()
            times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
            worked = sum(spent.user + spent.system for spent in times)
            self._noted.append(Moment(time.perf_counter() - self._began, worked))

    def timing(self, rows: Sequence[Row]) -> Timing:
        """All that was noted."""
        return Timing(*self._noted, time.perf_counter() - self._began, tuple(rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--question", default="coverage")
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    choices = tuple(Choice(str(number)) for number in range(chosen.cases))
    sweep = Sweep(chosen.question, (Axis("case", choices),))
    roadmap = ec.reference()
    run(Sweep(sweep.question, (Axis("case", choices[:2]),)), roadmap)  # what is worked out but once
    ways: dict[str, Callable[[], Timing]] = {
        "plain loop": lambda: by_sweep(sweep, roadmap, OneProcess()),
        "Dask": lambda: by_sweep(sweep, roadmap, LocalWorkers(chosen.workers)),
        "pool": lambda: by_pool(sweep, roadmap, chosen.workers),
    }
    timings: dict[str, list[Timing]] = {name: [] for name in ways}
    for _ in range(chosen.repeat):
        for name, measure in ways.items():
            timings[name].append(measure())
    assert len({timing.rows for lot in timings.values() for timing in lot}) == 1, "the tables differ"
    tell(timings, chosen.cases)


def by_sweep(sweep: Sweep, roadmap: Roadmap, where: Where) -> Timing:
    """A sweep as people run it."""
    watch = Watch(sweep.size)
    result = run(sweep, roadmap, where, progress=watch.done)
    assert result.complete
    return watch.timing(result.table.rows)


def by_pool(sweep: Sweep, roadmap: Roadmap, workers: int) -> Timing:
    """The same cases in a pool of processes of Python's own, which gets the statements as they start."""
    watch = Watch(sweep.size)
    cases = tuple(sweep.cases())
    statements = list(roadmap.statements)
    context = get_context("forkserver")
    with ProcessPoolExecutor(workers, context, initializer=hold, initargs=(statements,)) as pool:
        waiting = {
            pool.submit(answer, sweep.question, dict(case.parameters), sweep.table): case for case in cases
        }
        replies: dict[int, Reply] = {}
        for future in as_completed(waiting):
            replies[waiting[future].number] = future.result()
            watch.done(len(replies))
    rows: list[Row] = []
    for case in cases:
        reply = replies[case.number]
        assert isinstance(reply, Answered)
        rows += [(*case.choices, *row) for row in reply.rows]
    return watch.timing(rows)


def hold(statements: Sequence[Statement]) -> None:
    """Keep the roadmap in a process of the pool."""
    _held[:] = [Roadmap.build(statements)]


def answer(question: str, parameters: dict[str, object], table: str) -> Reply:
    """Answer one case in a process of the pool."""
    return ask(_held[0], question, parameters, table)


def tell(timings: dict[str, list[Timing]], cases: int) -> None:
    """A line for each way, of medians; the ratio of Dask to the pool."""

    later = cases - cases // 4

    def median(name: str, of: Callable[[Timing], float]) -> float:
        return 1e3 * statistics.median(of(timing) for timing in timings[name])

    def worked(name: str) -> float:
        return median(name, lambda t: t.last.processors_s - t.quarter.processors_s) / later

    columns = ("to first case", "per case", "its processors", "overhead", "whole")
    print(f"{cases} cases, median of {len(timings['pool'])} runs, in ms")
    print(" " * 12 + "".join(f"{column:>16}" for column in columns))
    for name in timings:
        numbers = (
            median(name, lambda t: t.first.clock_s),
            median(name, lambda t: t.last.clock_s - t.quarter.clock_s) / later,
            worked(name),
            worked(name) - worked("plain loop"),
            median(name, lambda t: t.whole_s),
        )
        print(f"{name:12}" + "".join(f"{number:16.2f}" for number in numbers))
    ratio = worked("Dask") / worked("pool")
    whole = median("Dask", lambda t: t.whole_s) / median("pool", lambda t: t.whole_s)
    print(
        f"Dask needs {ratio:.2f} times the pool's processors per case, and {whole:.2f} times its whole time."
    )


if __name__ == "__main__":
    main()
