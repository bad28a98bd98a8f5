"""How long `coverage` takes against building the roadmap that it reads.

10,000 functions, 1,000 elements and 100,000 allocations; with --full also use cases, objectives,
organisations and contributions. Building means validating the bodies with pydantic and resolving the
statements. Each run does both one after the other and counts processor time, so that whatever else the
machine does weighs on both; the ratio is the median of the runs.

    python benchmarks/coverage.py [--runs 7] [--full] [--shuffled]
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ecliptic import assess
from ecliptic.assess import Assessment
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import (
    KINDS,
    Allocation,
    Contribution,
    Element,
    Function,
    Objective,
    Organisation,
    Record,
    UseCase,
)

FUNCTIONS, ELEMENTS, ALLOCATIONS = 10_000, 1_000, 100_000
USE_CASES, OBJECTIVES, CONTRIBUTIONS, ORGANISATIONS = 2_000, 60, 300, 27
LIMIT = 0.10
PHASE = "FE+"

Bodies = dict[type[Record], list[dict[str, Any]]]
T = TypeVar("T")


def bodies(*, full: bool = False, shuffled: bool = False) -> Bodies:
    """Invented records as a file would give them, in the order of rows of a matrix or at random."""
    chance = random.Random(20)  # noqa: S311 - invents data, hides nothing
    pairs = [divmod(n, ELEMENTS) for n in chance.sample(range(FUNCTIONS * ELEMENTS), ALLOCATIONS)]
    made: Bodies = {
        Organisation: [
            {"id": f"ORG-{n}", "name": f"Agency {n}", "type": "agency"} for n in range(ORGANISATIONS)
        ],
        Objective: [
            {"id": f"OB-{n}", "title": f"Objective {n}", "phases": [PHASE]} for n in range(OBJECTIVES)
        ],
        UseCase: [
            {
                "id": f"UC-{n}",
                "title": f"Use case {n}",
                "phases": [PHASE],
                "objectives": [f"OB-{n % OBJECTIVES}"],
            }
            for n in range(USE_CASES)
        ],
        Function: [
            {
                "id": f"FN-{n:05}",
                "name": f"Function {n}",
                "phases": [PHASE],
                "use_cases": [f"UC-{n % USE_CASES}", f"UC-{(7 * n + 1) % USE_CASES}"],
            }
            for n in range(FUNCTIONS)
        ],
        Element: [{"id": f"EL-{n:04}", "name": f"Element {n}", "phases": [PHASE]} for n in range(ELEMENTS)],
        Allocation: [
            {
                "id": f"{PHASE}:FN-{function:05}:EL-{element:04}",
                "function": f"FN-{function:05}",
                "phase": PHASE,
                "element": f"EL-{element:04}",
            }
            for function, element in sorted(pairs)
        ],
        Contribution: [
            {
                "id": f"CON-{n}",
                "organisation": f"ORG-{n % ORGANISATIONS}",
                "role": "lead",
                "target_kind": "element",
                "target": f"EL-{n % ELEMENTS:04}",
                "functions": [f"FN-{(n * 13) % FUNCTIONS:05}"] if n % 2 else [],
            }
            for n in range(CONTRIBUTIONS)
        ],
    }
    if not full:
        made = {kind: made[kind] for kind in (Function, Element, Allocation)}
    if shuffled:
        for rows in made.values():
            chance.shuffle(rows)
    return made


def build(made: Bodies, adapters: dict[type[Record], TypeAdapter[list[Any]]]) -> Roadmap:
    """Validate the bodies and resolve them into a roadmap."""
    envelope = Envelope(publisher="ORG-0", stated_at=datetime(2026, 1, 1, tzinfo=UTC), firmness="approved")
    return Roadmap.build(
        Statement(record, envelope)
        for kind, rows in made.items()
        for record in adapters[kind].validate_python(rows)
    )


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a piece of work gives, and the processor seconds that it takes."""
    gc.collect()
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def look_at_everything(answer: Assessment) -> int:
    """Make all rows and figures, which are otherwise made when somebody looks at them."""
    cells = sum(len(table.rows) for table in answer.tables.all)
    return cells + sum(len(figure.data) for figure in answer.figures)


def main() -> None:
    """Print the medians and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7, help="paired runs")
    options.add_argument("--full", action="store_true", help="add demands and contributions")
    options.add_argument("--shuffled", action="store_true", help="give the records in random order")
    chosen = options.parse_args()
    made = bodies(full=chosen.full, shuffled=chosen.shuffled)
    adapters = {kind: TypeAdapter(list[kind]) for kind in KINDS.values() if kind in made}  # type: ignore[valid-type] # built at run time
    builds, answers, ratios, whole = [], [], [], []
    for _ in range(chosen.runs):
        roadmap, building = timed(lambda: build(made, adapters))
        answer, answering = timed(lambda: assess.coverage(roadmap))  # noqa: B023 - called at once
        _, looking = timed(lambda: look_at_everything(answer))  # noqa: B023 - called at once
        builds.append(building)
        answers.append(answering)
        ratios.append(answering / building)
        whole.append(looking)
    median = statistics.median
    print(f"{FUNCTIONS:,} functions, {ELEMENTS:,} elements, {ALLOCATIONS:,} allocations; {chosen.runs} runs")
    print(f"build     {median(builds):6.3f} s")
    print(f"coverage  {median(answers):6.3f} s, {len(answer.findings)} findings")
    print(f"ratio     {median(ratios):6.3f} (limit {LIMIT:.2f})")
    print(f"making every row of every table and figure afterwards takes {median(whole):.3f} s")
    if median(ratios) > LIMIT:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
