"""Circles in what records say: things that wait for one another, told with the way around."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.kernel import find_cycle
from ecliptic.assess.schedule.plan import Milestone, Wait

_MOST_TOLD = 10


def circles(waits: Sequence[Wait], titles: Mapping[Milestone, str]) -> list[Fault]:
    """A fault for each circle that is found, each of another wait; at most ten."""
    left = sorted(waits, key=lambda wait: (wait.before, wait.after))
    found: list[Fault] = []
    while len(found) < _MOST_TOLD and (circle := _circle(left)):
        found.append(_fault(circle, titles))
        around = {(wait.before, wait.after) for wait in circle}
        left = [wait for wait in left if (wait.before, wait.after) not in around]
    return found


def _circle(waits: Sequence[Wait]) -> list[Wait]:
    """Waits of which each begins where the one before ends; none where there is no circle."""
    milestones = sorted({m for wait in waits for m in (wait.before, wait.after)})
    number = {milestone: place for place, milestone in enumerate(milestones)}
    by_after = sorted(waits, key=lambda wait: number[wait.after])
    after = np.array([number[wait.after] for wait in by_after], dtype=np.int64)
    first = np.searchsorted(after, np.arange(len(milestones) + 1)).astype(np.int64)
    before = np.array([number[wait.before] for wait in by_after], dtype=np.int64)
    around = find_cycle(first, before)
    start = around.index(min(around)) if around else 0
    around = (*around[start:], *around[:start])
    by_ends = {(number[wait.before], number[wait.after]): wait for wait in waits}
    return [by_ends[pair] for pair in zip(around, (*around[1:], *around[:1]), strict=True)]


def _fault(circle: Sequence[Wait], titles: Mapping[Milestone, str]) -> Fault:
    way = " → ".join(titles[wait.before] for wait in (*circle, circle[0]))
    said = sorted({f"{s.kind} {s.id} (stated by {s.publisher})" for wait in circle for s in wait.statements})
    # A dependency is the likeliest to be wrong: what missions and elements say of themselves has no circles.
    kind, identifier = min(_sources(circle), default=(circle[0].after.kind, circle[0].after.id))
    source = "; ".join(said)
    message = (
        f"Things wait for one another in a circle: {way}. This comes from {source}. Change one of these."
    )
    return Fault(kind, identifier, "", "", message)


def _sources(circle: Iterable[Wait]) -> set[tuple[str, str]]:
    statements = [s for wait in circle for s in wait.statements]
    stated = {(s.kind, s.id) for s in statements if s.kind == "dependency"}
    return stated or {(s.kind, s.id) for s in statements}
