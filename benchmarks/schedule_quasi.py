"""What quasi-random samples gain over independent ones, on networks from easy to hard for them.

Many seeds draw the same number of samples either way; the gain is the ratio of the variances of an answer
over the seeds. A gain of 4 means as exact with a quarter of the samples. It is told for the mean, the chance
to finish by the usual P70, the P80, the rare chance to finish by the usual P1, and the criticality and
cruciality of the activity that decides most often; with it the ratio at equal seconds of processor, which
Sobol's points take too. A ratio of two variances from 24 seeds is itself known only within a factor of 2.3
either way (95 %), so that below 2.3 no gain is shown.

Networks: the Wheatstone bridge with unit exponentials; PSPLIB j301_1 with triangular durations; invented
ones of 300 activities and 600 dependencies with triangular durations, the second also with cancellations of
one activity in ten. There is no limit to keep; that errors told by replicates hold is tested elsewhere.

Found with 16,384 samples: means gain 150 times and more where all that is drawn is continuous; chances and
quantiles near the middle 3 to 30 times, more in small networks. Nothing that 24 seeds can show is gained for
the chance by P1, except on the bridge; and where activities may not happen, means gain no more than chances
do. In small networks, whose samples cost little, preparing the points costs most of the seconds.

Needs `pip install numba scipy`.

    python benchmarks/schedule_quasi.py [--seeds 24] [--samples 16384]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
# numba looks for the package coverage, and would find our measurement of that name beside this one.
sys.path = [place for place in sys.path if Path(place).resolve() != HERE]

from ecliptic.assess.schedule.kernel import (  # noqa: E402 - the path comes first
    Asked,
    Outcome,
    Schedule,
    exponential,
    fixed,
    network,
    simulate,
    triangular,
)
from ecliptic.assess.schedule.kernel.arrays import Reals  # noqa: E402

PSPLIB = HERE.parent / "tests" / "cases" / "schedule" / "sched_psplib_j301_1.json"
USUAL_SAMPLES = 200_000


def bridge() -> Schedule:
    """Five exponentials, an end and no chance of failing."""
    pairs = [(0, 2), (0, 3), (1, 4), (2, 4), (3, 5), (4, 5)]
    return Schedule(network(6, pairs), [*(exponential(1) for _ in range(5)), fixed(0)])


def psplib() -> Schedule:
    """30 activities of which several paths are nearly as long."""
    case = json.loads(PSPLIB.read_text())
    pairs = [(int(a) - 1, b - 1) for a, after in case["successors"].items() for b in after]
    durations = [triangular(0.8 * d, d, 1.5 * d) for d in case["durations"]]
    return Schedule(network(len(durations), pairs), durations)


def invented(activities: int, withdrawn: float = 0.0) -> Schedule:
    """Two dependencies for each activity, and an end that waits for all without followers."""
    draw = np.random.Generator(np.random.PCG64(7))
    last, pairs = activities - 1, set()
    while len(pairs) < 2 * activities:
        a, b = sorted(draw.integers(0, last, 2).tolist())
        if a != b:
            pairs.add((a, b))
    ends = set(range(last)) - {a for a, _ in pairs}
    modes = draw.uniform(1, 10, last).tolist()
    happens = {a: 1 - withdrawn for a in range(0, last, 10)} if withdrawn else {}
    return Schedule(
        network(activities, [*sorted(pairs), *((a, last) for a in sorted(ends))]),
        [*(triangular(0.8 * mode, mode, 1.5 * mode) for mode in modes), fixed(0)],
        happens=happens,
    )


def answers(schedule: Schedule) -> dict[str, Callable[[Outcome], float]]:
    """What is asked, around where finishes usually lie."""
    end = schedule.network.activities - 1
    usual = simulate(schedule, USUAL_SAMPLES, 999)
    finish = usual.finishes[end]
    reached = finish.reached / finish.samples
    by, rare = finish.quantile(0.7 * reached), finish.quantile(0.01 * reached)
    uncertain = np.abs(usual.criticality[end] - 0.5)
    chief = int(np.argmin(np.where(np.arange(end + 1) < end, uncertain, np.inf)))
    return {
        "mean": lambda outcome: outcome.finishes[end].mean,
        "chance by P70": lambda outcome: outcome.finishes[end].chance(by),
        "chance by P1": lambda outcome: outcome.finishes[end].chance(rare),
        "P80": lambda outcome: outcome.finishes[end].quantile(0.8 * reached),
        "criticality": lambda outcome: float(outcome.criticality[end][chief]),
        "cruciality": lambda outcome: float(outcome.cruciality[end][chief]),
    }


def drawn(
    schedule: Schedule, samples: int, seeds: int, quasi: bool, asked: dict[str, Callable[[Outcome], float]]
) -> tuple[Reals, float]:
    """Answers, a row for each seed, and the seconds of processor that one seed took."""
    simulate(schedule, 64, 0, Asked(quasi=quasi))
    start = time.process_time()
    rows = []
    for seed in range(seeds):
        outcome = simulate(schedule, samples, seed, Asked(quasi=quasi), threads=1)
        rows.append([answer(outcome) for answer in asked.values()])
    return np.array(rows), (time.process_time() - start) / seeds


def compare(name: str, schedule: Schedule, samples: int, seeds: int) -> None:
    """Print the gains on one network."""
    asked = answers(schedule)
    freely, free_s = drawn(schedule, samples, seeds, False, asked)
    evenly, even_s = drawn(schedule, samples, seeds, True, asked)
    print(
        f"{name}: {samples} samples, {seeds} seeds; {free_s:.3f} s independent, {even_s:.3f} s quasi-random"
    )
    for place, answer in enumerate(asked):
        one, other = freely[:, place].var(ddof=1), evenly[:, place].var(ddof=1)
        gain = one / other if other > 0 else float("inf")
        apart = abs(freely[:, place].mean() - evenly[:, place].mean()) / np.sqrt((one + other) / seeds)
        print(
            f"  {answer:14} variance {gain:9.1f} times less, {gain * free_s / even_s:9.1f} at equal seconds; "
            f"means {apart:.1f} standard errors apart"
        )


def main() -> None:
    """Print all gains."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seeds", type=int, default=24)
    options.add_argument("--samples", type=int, default=16_384, help="8 times a power of two")
    chosen = options.parse_args()
    networks = {
        "Wheatstone bridge": bridge(),
        "PSPLIB j301_1": psplib(),
        "300 activities": invented(300),
        "300 activities, 30 of them uncertain": invented(300, withdrawn=0.02),
    }
    for name, schedule in networks.items():
        compare(name, schedule, chosen.samples, chosen.seeds)


if __name__ == "__main__":
    main()
