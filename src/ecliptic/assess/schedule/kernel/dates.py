"""Early and late dates of a network without chance, and its slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.kernel.calendars import Calendar
from ecliptic.assess.schedule.kernel.network import Network
from ecliptic.errors import UsageError


@dataclass(frozen=True, eq=False)
class Dates:
    """Starts and finishes in time units; `slack` is how long an activity alone may be late at its finish.

    Late dates are those that do not move the goal; infinite where the goal does not depend on the activity.
    """

    early_start: Reals
    early_finish: Reals
    late_start: Reals
    late_finish: Reals

    @property
    def slack(self) -> Reals:
        """Late minus early finish."""
        return np.asarray(self.late_finish - self.early_finish, dtype=np.float64)


def dates(
    net: Network,
    durations: Sequence[float] | Reals,
    *,
    earliest: Sequence[float] | Reals | None = None,
    calendars: Mapping[int, Calendar] | None = None,
    goal: int | None = None,
) -> Dates:
    """Early and late dates for given durations; without a goal it is the last finish of all.

    Where some of several predecessors are enough, one whose delay the others make good has no limit there.
    """
    took = np.asarray(durations, dtype=np.float64)
    if len(took) != net.activities:
        message = f"Give a duration for each of the {net.activities} activities; {len(took)} were given."
        raise UsageError(message)
    held = calendars or {}
    start = np.zeros(net.activities) if earliest is None else np.array(earliest, dtype=np.float64)
    finish = np.empty(net.activities)
    for a in net.order.tolist():
        times = _times(net, finish, a)
        if len(times):
            start[a] = max(start[a], np.partition(times, net.needed[a] - 1)[net.needed[a] - 1])
        if a in held:
            start[a] = held[a].next(float(start[a]))
        finish[a] = start[a] + took[a]
    late = np.full(net.activities, inf)
    late[:] = finish.max(initial=0.0) if goal is None else inf
    if goal is not None:
        late[goal] = finish[goal]
    for a in net.order[::-1].tolist():
        limit = late[a] - took[a]
        if a in held:
            limit = held[a].last(float(limit))
        _limit_those_before(net, finish, late, a, limit)
    return Dates(start, finish, late - took, late)


def _times(net: Network, finish: Reals, a: int) -> Reals:
    edges = slice(net.first_edge[a], net.first_edge[a + 1])
    return finish[net.before[edges]] + net.lag[edges]


def _limit_those_before(net: Network, finish: Reals, late: Reals, a: int, limit: float) -> None:
    times, needed = _times(net, finish, a), net.needed[a]
    for place, edge in enumerate(range(net.first_edge[a], net.first_edge[a + 1])):
        if needed < len(times):
            others = np.delete(times, place)
            if np.partition(others, needed - 1)[needed - 1] <= limit:
                continue
        before = net.before[edge]
        late[before] = min(late[before], limit - net.lag[edge])
