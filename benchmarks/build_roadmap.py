"""Building a roadmap, measured against pydantic validating the same bodies in the same run.

Each round measures everything once, one after the other, and the ratio is taken within the round: so whatever
else the machine does weighs on both sides. Seconds are those of the processor, not of the clock on the wall;
the median of the rounds is judged. The garbage collector runs as in real life. Memory is that of a process of
its own.

    python benchmarks/build_roadmap.py
    python benchmarks/build_roadmap.py --statements 20000 --rounds 3
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from pydantic import TypeAdapter

from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import KINDS, Allocation, Element, Function, Record

STATEMENTS = 100_000
LIMIT_OF_TIME = 2.0
LIMIT_OF_DOUBLING = 2.2
LIMIT_OF_MEMORY_MIB = 1024

Bodies = dict[str, list[dict[str, Any]]]


def bodies(count: int) -> Bodies:
    """Bodies in the proportions of a large architecture, in no order."""
    draw = random.Random(20260314)  # noqa: S311 - for data, not for secrets
    functions, elements = count // 10, count // 100
    made: Bodies = {
        Function.kind: [
            {
                "id": f"FN-{n}",
                "name": f"Do thing {n}",
                "phases": ["HLR", "FE+"],
                "use_cases": [f"UC-{n % 500}"],
            }
            for n in range(functions)
        ],
        Element.kind: [
            {
                "id": f"EM-{n}",
                "name": f"Element {n}",
                "lead": "ESA",
                "mass_kg": 1000.0 + n,
                "first_use": "2031",
            }
            for n in range(elements)
        ],
        Allocation.kind: [
            {
                "id": f"A-{n}",
                "function": f"FN-{n % functions}",
                "phase": "FE+",
                "element": f"EM-{n % elements}",
            }
            for n in range(count - functions - elements)
        ],
    }
    for of_kind in made.values():
        draw.shuffle(of_kind)
    return made


def validated(given: Bodies, readers: dict[str, TypeAdapter[Any]]) -> list[Record]:
    """What is measured against: pydantic alone."""
    return [record for kind, of_kind in given.items() for record in readers[kind].validate_python(of_kind)]


def wrapped(records: Iterable[Record]) -> list[Statement]:
    """Records in envelopes; every tenth is a second version, so that there is something to resolve."""
    first = Envelope(
        publisher="NASA", stated_at=datetime(2024, 12, 2, tzinfo=UTC), sources=("first edition",)
    )
    second = Envelope(
        publisher="NASA", version=2, stated_at=datetime(2025, 12, 1, tzinfo=UTC), sources=("second edition",)
    )
    statements: list[Statement] = []
    for place, record in enumerate(records):
        if place % 10 == 0 and statements:
            statements.append(Statement(statements[-1].record, second))
        else:
            statements.append(Statement(record, first))
    return statements


def timed(step: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor that a step takes, and what it gives."""
    gc.collect()
    start = time.process_time()
    result = step()
    return time.process_time() - start, result


def one_round(given: Bodies) -> dict[str, float]:
    """Seconds for each step on the same bodies."""
    readers: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(list[KINDS[kind]]) for kind in given}  # type: ignore[valid-type] - the class is a value here
    seconds: dict[str, float] = {}
    seconds["validate"], records = timed(lambda: validated(given, readers))
    seconds["wrap"], statements = timed(lambda: wrapped(records))
    seconds["build"], roadmap = timed(lambda: Roadmap.build(statements))
    seconds["digest"], _ = timed(lambda: roadmap.digest)
    return seconds


def measured(count: int, rounds: int) -> list[tuple[str, float, float, str]]:
    """Every figure with its limit and unit."""
    one, half, twice = bodies(count), bodies(count // 2), bodies(2 * count)
    runs = [(one_round(half), one_round(one), one_round(twice)) for _ in range(rounds)]

    def ratio(steps: tuple[str, ...]) -> float:
        return median(sum(run[step] for step in steps) / run["validate"] for _, run, _ in runs)

    def doubling(small: int, large: int) -> float:
        return median(
            (run[large]["build"] + run[large]["digest"]) / (run[small]["build"] + run[small]["digest"])
            for run in runs
        )

    print(f"{count} statements, {rounds} rounds; median seconds:", end=" ")
    print(", ".join(f"{step} {median(run[1][step] for run in runs):.3f}" for step in runs[0][1]))
    return [
        ("build ÷ validate", ratio(("build",)), LIMIT_OF_TIME, "×"),
        ("build and digest ÷ validate", ratio(("build", "digest")), LIMIT_OF_TIME, "×"),
        ("wrap, build and digest ÷ validate", ratio(("wrap", "build", "digest")), LIMIT_OF_TIME, "×"),
        (f"{count // 2} → {count}", doubling(0, 1), LIMIT_OF_DOUBLING, "×"),
        (f"{count} → {2 * count}", doubling(1, 2), LIMIT_OF_DOUBLING, "×"),
        ("peak memory", peak_memory_mib(count), LIMIT_OF_MEMORY_MIB, "MiB"),
    ]


def peak_memory_mib(count: int) -> float:
    """Most memory that a process of its own holds while it reads, builds and digests."""
    output = subprocess.run(
        [sys.executable, __file__, "--memory-of", str(count)], capture_output=True, text=True, check=True
    ).stdout
    return float(output)


def tell_memory(count: int) -> None:
    """Do everything once and print the most memory that was in use, in MiB."""
    one_round(bodies(count))
    unit = 1024**2 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def main() -> int:
    """Measure, print the figures against their limits, and fail where one is over."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of is not None:
        tell_memory(arguments.memory_of)
        return 0
    figures = measured(arguments.statements, arguments.rounds)
    for name, value, limit, unit in figures:
        verdict = "ok" if value <= limit else "OVER"
        print(f"{name:36}{value:9.2f} {unit:4} limit {limit:7.1f} {unit:4} {verdict}")
    return int(any(value > limit for _, value, limit, _ in figures))


if __name__ == "__main__":
    sys.exit(main())
