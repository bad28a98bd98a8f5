"""A million samples of 500 activities with 1,000 dependencies, against NumPy and bare random numbers.

All durations are triangular. Answers are finishes with their quantiles, and with them, or not, criticality
and cruciality of each activity. NumPy goes through the same network activity by activity, over 5,000 samples
at a time, with its own triangular durations from PCG64; it draws a tenth of the samples, and its seconds are
taken tenfold, since it holds no more at once either way. The bare numbers come from our own generator, once
as uniform numbers between 0 and 1, once as the triangular durations that the schedule takes. Drawing random
numbers alone means the durations, since a network needs those and not the uniform ones: the limit of 3 is
asked of them, and the uniform numbers are told beside. Seconds are those of the processor, of one thread, in
paired rounds; medians count.

Then: peak memory; seconds by the clock with one and with two threads, beside what the machine can give; and
the cost of an activity in larger networks.

Needs `pip install numba`.

    python benchmarks/schedule_kernel.py [--rounds 3] [--samples 1000000] [--activities 500]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ecliptic.assess.schedule.kernel import Asked, Network, Schedule, fixed, network, simulate, triangular
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.kernel.runs import room_for
from ecliptic.assess.schedule.kernel.schedule import arranged

TIMES_NUMPY, TIMES_NUMBERS, MOST_MIB, SCALING, ENOUGH_FREE = 5.0, 3.0, 500.0, 1.7, 1.9
NUMPY_SHARE, NUMPY_AT_ONCE = 10, 5_000


Ranges = list[tuple[float, float, float]]


def invented(activities: int) -> tuple[Schedule, Ranges]:
    """A network of two dependencies for each activity, whose last waits for all without followers."""
    draw = np.random.Generator(np.random.PCG64(5))
    last, wanted = activities - 1, 2 * activities
    pairs: list[tuple[int, int]] = []
    while len(pairs) < wanted:
        a, b = sorted(draw.integers(0, last, 2).tolist())
        if a != b and (a, b) not in pairs[-activities:]:
            pairs.append((a, b))
    followers = Counter(a for a, _ in pairs)
    ends = [a for a in range(last) if not followers[a]]
    kept, spare = [(a, last) for a in ends], len(ends)
    for a, b in pairs:
        # As many others give way to those to the last, none the only one from where it begins.
        if spare and followers[a] > 1:
            followers[a] -= 1
            spare -= 1
        else:
            kept.append((a, b))
    ranges = [(0.8 * mode, mode, 1.5 * mode) for mode in draw.uniform(1, 10, activities).tolist()]
    durations = [*(triangular(*numbers) for numbers in ranges[:-1]), fixed(0)]
    return Schedule(network(activities, kept), durations), ranges


def in_numpy(schedule: Schedule, ranges: Ranges, samples: int, drivers: bool) -> Reals:
    """Quantiles of the last finish, vectorised over samples; with drivers criticality and cruciality too."""
    net, draw = schedule.network, np.random.Generator(np.random.PCG64(1))
    last, found = net.activities - 1, []
    critical, sums = np.zeros(net.activities), np.zeros((net.activities, 3))
    for first in range(0, samples, NUMPY_AT_ONCE):
        size = min(NUMPY_AT_ONCE, samples - first)
        start, duration = np.zeros((net.activities, size)), np.zeros((net.activities, size))
        finish = np.zeros((net.activities, size))
        for a in net.order.tolist():
            for before in net.before[net.first_edge[a] : net.first_edge[a + 1]].tolist():
                np.maximum(start[a], finish[before], out=start[a])
            if a != last:
                duration[a] = draw.triangular(*ranges[a], size)
            np.add(start[a], duration[a], out=finish[a])
        found.append(finish[last].copy())
        if drivers:
            critical += traced(net, start, finish)
            sums += np.stack((duration.sum(1), (duration**2).sum(1), duration @ finish[last]), axis=1)
    return np.quantile(np.concatenate(found), [0.5, 0.7, 0.8, 0.9])


def traced(net: Network, start: Reals, finish: Reals) -> Reals:
    """How often each activity decided the last finish."""
    marked = np.zeros(finish.shape, dtype=bool)
    marked[net.activities - 1] = True
    for a in net.order[::-1].tolist():
        for before in net.before[net.first_edge[a] : net.first_edge[a + 1]].tolist():
            marked[before] |= marked[a] & (finish[before] >= start[a])
    return marked.sum(axis=1)


def processor_s(work: Callable[[], object]) -> float:
    """Seconds of the processor that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def clock(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and how many processors the work had on average."""
    start, used = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - start
    return took, (time.process_time() - used) / took


def bare(schedule: Schedule, samples: int, chances_only: bool) -> Callable[[], object]:
    """Random numbers alone, from our own generator, with one thread."""
    from ecliptic.assess.schedule.kernel.loops import draw_only

    plan = arranged(schedule, 1).plan
    room = room_for(plan)
    draw_only(plan, (0, 10), room, chances_only)
    return lambda: draw_only(plan, (0, samples), room, chances_only)


def peak_mib() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(schedule: Schedule, ranges: Ranges, samples: int, rounds: int) -> list[bool]:
    """One thread against NumPy and the bare numbers."""
    fewer = samples // NUMPY_SHARE
    works: dict[str, Callable[[], object]] = {
        "ours, all answers": lambda: simulate(schedule, samples, 1, threads=1),
        "ours, finishes only": lambda: simulate(schedule, samples, 1, Asked(drivers=False), threads=1),
        "NumPy, all answers": lambda: in_numpy(schedule, ranges, fewer, True),
        "NumPy, finishes only": lambda: in_numpy(schedule, ranges, fewer, False),
        "uniform numbers alone": bare(schedule, samples, True),
        "durations alone": bare(schedule, samples, False),
    }
    table = [[processor_s(work) for work in works.values()] for _ in range(rounds)]
    for column, name in enumerate(works):
        times = NUMPY_SHARE if name.startswith("NumPy") else 1
        for row in table:
            row[column] *= times
        print(f"{name:22}{statistics.median(row[column] for row in table):8.2f} s of processor")

    def ratio(one: int, other: int) -> float:
        return statistics.median(row[one] / row[other] for row in table)

    lines = [
        ("(a) NumPy ÷ ours, all answers of both", ratio(2, 0), f"limit: at least {TIMES_NUMPY:g}"),
        ("(a) NumPy ÷ ours, finishes only of both", ratio(3, 1), f"limit: at least {TIMES_NUMPY:g}"),
        ("(a) NumPy's finishes only ÷ ours, all answers", ratio(3, 0), "no limit"),
        (
            "(b) ours, all answers ÷ drawing its durations alone",
            ratio(0, 5),
            f"limit: at most {TIMES_NUMBERS:g}",
        ),
        ("(b) ours, finishes only ÷ drawing its durations alone", ratio(1, 5), "no limit"),
        ("    ours, all answers ÷ uniform numbers alone", ratio(0, 4), "no limit"),
        ("    ours, finishes only ÷ uniform numbers alone", ratio(1, 4), "no limit"),
    ]
    for words, value, limit in lines:
        print(f"{words:54}{value:7.2f}  ({limit})")
    finish = simulate(schedule, samples, 1).finishes[schedule.network.activities - 1]
    print("P50, P70, P80, P90:", *(f"{finish.quantile(chance):.3f}" for chance in (0.5, 0.7, 0.8, 0.9)))
    print("by NumPy:          ", *(f"{value:.3f}" for value in in_numpy(schedule, ranges, fewer, False)))
    return [ratio(2, 0) >= TIMES_NUMPY, ratio(3, 1) >= TIMES_NUMPY, ratio(0, 5) <= TIMES_NUMBERS]


def processors_free() -> float:
    """How many processors two busy processes get together, which no two threads can exceed."""
    spin = (
        "import time\nend, used = time.perf_counter() + 2, time.process_time()\n"
        "while time.perf_counter() < end: pass\nprint((time.process_time() - used) / 2)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", spin], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    return sum(float(process.communicate()[0]) for process in both)


def scale(schedule: Schedule, samples: int, rounds: int) -> bool:
    """From one thread to two, where the machine has two processors to give."""
    ratios, costs, free = [], [], []
    for _ in range(rounds):
        free.append(processors_free())
        one_s, one_had = clock(lambda: simulate(schedule, samples, 1, threads=1))
        two_s, two_had = clock(lambda: simulate(schedule, samples, 1, threads=2))
        ratios.append(one_s / two_s)
        costs.append(two_s * two_had / (one_s * one_had))
        print(f"1 thread {one_s:6.2f} s ({one_had:.2f} processors), 2 threads {two_s:6.2f} s ({two_had:.2f})")
    speed, cost, given = statistics.median(ratios), statistics.median(costs), statistics.median(free)
    print(f"{'threads: seconds with 1 ÷ seconds with 2':54}{speed:7.2f}  (limit: at least {SCALING:g})")
    print(f"{'threads: seconds of processor with 2 ÷ with 1':54}{cost:7.2f}  (no limit)")
    print(f"{'processors that two busy processes get':54}{given:7.2f}  (the most that threads can gain)")
    if given < ENOUGH_FREE:
        print("scaling cannot be judged here: the machine has no two processors to give")
        return True
    return speed >= SCALING


def growth(activities: int, samples: int, rounds: int) -> None:
    """What an activity costs in larger networks."""
    for size in (activities, 2 * activities, 4 * activities):
        schedule, _ = invented(size)
        took = [processor_s(lambda s=schedule: simulate(s, samples, 1, threads=1)) for _ in range(rounds)]
        each_ns = statistics.median(took) / size / samples * 1e9
        print(f"{size:5} activities      {each_ns:8.2f} ns for an activity of a sample")


def main() -> None:
    """Print the medians; exit code 1 where a limit is missed."""
    # numba looks for the package coverage, and would find our measurement of that name beside this one.
    sys.path = [place for place in sys.path if Path(place).resolve() != Path(__file__).resolve().parent]
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=3, help="paired rounds")
    options.add_argument("--samples", type=int, default=1_000_000)
    options.add_argument("--activities", type=int, default=500)
    chosen = options.parse_args()
    schedule, ranges = invented(chosen.activities)
    net = schedule.network
    print(f"{chosen.samples} samples, {net.activities} activities, {len(net.before)} dependencies")
    compiling, _ = clock(lambda: simulate(schedule, 100, 1))
    before = peak_mib()
    simulate(schedule, chosen.samples, 1, threads=2)
    peak = peak_mib()
    print(
        f"first call            {compiling:8.2f} s by the clock, with loading numba and compiling if need be"
    )
    print(f"peak memory           {peak:8.0f} MiB (limit: {MOST_MIB:g}), samples {peak - before:.0f} MiB")
    kept = [peak <= MOST_MIB, *compare(schedule, ranges, chosen.samples, chosen.rounds)]
    kept.append(scale(schedule, chosen.samples, chosen.rounds))
    growth(chosen.activities, max(chosen.samples // 10, 2), chosen.rounds)
    print("limits:", "kept" if all(kept) else "missed")
    if not all(kept):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
