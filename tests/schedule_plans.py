"""Plans for tests: made by hand, or generated from a seed."""

from __future__ import annotations

from datetime import date

import numpy as np

from ecliptic.assess.schedule.kernel import Duration, exponential, fixed, lognormal, triangular
from ecliptic.assess.schedule.plan import Milestone, Plan, Shared, Step, Wait

DAY = date(2026, 1, 1)


def at(name: str, kind: str = "element", stage: str = "in use") -> Milestone:
    """A milestone named shortly."""
    return Milestone(kind, name, stage)


def step(name: str, duration: Duration | float, organisation: str = "", **more: object) -> Step:
    """A step of an element, in days."""
    took = duration if isinstance(duration, Duration) else fixed(duration)
    organisations = (organisation,) if organisation else ()
    return Step(at(name), name, took, organisations, **more)  # type: ignore[arg-type]


def wait(before: str, after: str, **more: object) -> Wait:
    """One element waits for another."""
    return Wait(at(before), at(after), **more)  # type: ignore[arg-type]


def plan(steps: list[Step], waits: list[Wait] | None = None, goals: str = "", **more: object) -> Plan:
    """A plan from 1 January 2026; goals are named in a string of words."""
    wanted = tuple(at(name) for name in goals.split())
    return Plan(DAY, tuple(steps), tuple(waits or ()), goals=wanted, **more)  # type: ignore[arg-type]


def generated(seed: int, steps: int = 30, goals: int = 5, organisations: int = 4, unknown: int = 0) -> Plan:
    """A layered plan of elements with chances, alternatives, shared causes and goals at its end."""
    random = np.random.default_rng(seed)
    names = [f"E{number:04}" for number in range(steps)]
    ends = [f"G{number:03}" for number in range(goals)]
    leads = [f"ORG{int(random.integers(organisations))}" for _ in names]
    made = []
    for number, name in enumerate(names):
        mean = float(random.uniform(100, 1500))
        kind = int(random.integers(3))
        took = (exponential(mean), lognormal(mean, 0.5), triangular(mean / 2, mean, 2 * mean))[kind]
        chance = float(random.choice([1.0, 0.9, 0.6]))
        known = number >= unknown
        made.append(step(name, took, leads[number], chance=chance, known=known))
    waits = []
    for number in range(1, steps):
        for before in sorted(set(random.integers(max(0, number - 40), number, 2).tolist())):
            if random.random() < 0.6:
                waits.append(wait(names[before], names[number]))
    for end in ends:
        made.append(step(end, 0.0))
        asked = random.choice(steps, size=min(6, steps), replace=False).tolist()
        waits += [wait(names[one], end) for one in asked[:3]]
        waits += [wait(names[one], end, alternatives="providers", enough=2) for one in asked[3:]]
    shared = [
        Shared(f"ORG{org}", {at(n): 0.4 for n, lead in zip(names, leads, strict=True) if lead == f"ORG{org}"})
        for org in range(organisations)
    ]
    return plan(made, waits, " ".join(ends), shared=tuple(shared))
