"""The network: activities and what each waits for, as arrays in an order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals, Whole
from ecliptic.errors import UsageError


@dataclass(frozen=True, eq=False)
class Network:
    """Activities with finish-to-start dependencies. A milestone is an activity that takes no time.

    Dependencies of activity i stand at `first_edge[i]` to `first_edge[i + 1]`. It can start when `needed[i]`
    of them are met: each when the activity before has finished and the lag has passed.
    """

    first_edge: Whole
    before: Whole
    lag: Reals
    needed: Whole
    order: Whole
    """All activities, each after those it waits for."""
    names: tuple[str, ...]
    """For messages; empty where there are none."""

    @property
    def activities(self) -> int:
        """How many there are."""
        return len(self.needed)

    def name(self, activity: int) -> str:
        """How messages call an activity."""
        return self.names[activity] if self.names else f"activity {activity}"


def network(
    activities: int,
    dependencies: Sequence[tuple[int, int]],
    lags: Sequence[float] | None = None,
    *,
    needed: Mapping[int, int] | None = None,
    names: Sequence[str] = (),
) -> Network:
    """Build a network from pairs (before, after); `needed` gives how many are enough where not all are.

    A cycle is refused, with the way around it; `find_cycle` gives that way as numbers.
    """
    edges = np.asarray(dependencies, dtype=np.int64).reshape(-1, 2)
    given = np.zeros(len(edges)) if lags is None else np.asarray(lags, dtype=np.float64)
    if len(given) != len(edges) or not np.all(np.isfinite(given)):
        message = f"Give one finite lag for each of the {len(edges)} dependencies."
        raise UsageError(message)
    if edges.size and not (edges.min() >= 0 and edges.max() < activities):
        message = f"Dependencies name activities from 0 to {activities - 1}; {edges.max()} is not one."
        raise UsageError(message)
    if names and len(names) != activities:
        message = f"Give a name for each of the {activities} activities, or none."
        raise UsageError(message)
    sorted_by_after = np.argsort(edges[:, 1], kind="stable")
    first = np.searchsorted(edges[sorted_by_after, 1], np.arange(activities + 1)).astype(np.int64)
    before = np.ascontiguousarray(edges[sorted_by_after, 0])
    made = Network(first, before, given[sorted_by_after], np.diff(first), np.empty(0, np.int64), tuple(names))
    enough = _enough(made, needed or {})
    if cycle := find_cycle(first, before):
        way = " → ".join(made.name(activity) for activity in (*cycle, cycle[0]))
        message = f"Activities wait for one another in a circle: {way}. Remove one of these dependencies."
        raise UsageError(message)
    return Network(first, before, made.lag, enough, order_of(first, before), made.names)


def order_of(first_edge: Whole, before: Whole) -> Whole:
    """Activities in an order of time, as far as there is one: those on or behind a cycle are missing."""
    count = len(first_edge) - 1
    after = np.repeat(np.arange(count), np.diff(first_edge))
    by_before = np.argsort(before, kind="stable")
    first_after = np.searchsorted(before[by_before], np.arange(count + 1)).tolist()
    following = after[by_before].tolist()
    waiting = np.diff(first_edge).tolist()
    order = [activity for activity in range(count) if waiting[activity] == 0]
    for activity in order:
        for later in following[first_after[activity] : first_after[activity + 1]]:
            waiting[later] -= 1
            if waiting[later] == 0:
                order.append(later)
    return np.array(order, dtype=np.int64)


def find_cycle(first_edge: Whole, before: Whole) -> tuple[int, ...]:
    """Activities that wait for one another in a circle, each before the next and the last before the first.

    Empty where there are none.
    """
    count = len(first_edge) - 1
    left = set(range(count)) - set(order_of(first_edge, before).tolist())
    if not left:
        return ()
    # Whoever is left waits for somebody left; so going back must come to the same place again.
    path: list[int] = []
    places: dict[int, int] = {}
    at = min(left)
    while at not in places:
        places[at] = len(path)
        path.append(at)
        at = next(int(b) for b in before[first_edge[at] : first_edge[at + 1]] if int(b) in left)
    return tuple(reversed(path[places[at] :]))


def _enough(made: Network, needed: Mapping[int, int]) -> Whole:
    enough = made.needed.copy()
    for activity, number in needed.items():
        if not 0 <= activity < made.activities:
            message = f"There is no activity {activity} of which {number} predecessors could be enough."
            raise UsageError(message)
        if not 1 <= number <= enough[activity]:
            message = (
                f"{made.name(activity)} has {enough[activity]} predecessors; {number} of them cannot be "
                f"asked for. Give a number from 1 to {enough[activity]}."
            )
            raise UsageError(message)
        enough[activity] = number
    return enough
