"""Samples that are kept step by step, and played again with a few steps changed: paired differences, fast.

Nothing is drawn again, and only what comes after a changed step is worked out again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from ecliptic.assess.schedule.answers.openings import next_openings
from ecliptic.assess.schedule.answers.running import Bools, Drawn, Sampling, drawn
from ecliptic.assess.schedule.kernel import Network
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan


@dataclass(frozen=True, eq=False)
class Otherwise:
    """A step as it might have gone; what is None stays as it was drawn."""

    took: Reals | float | None = None
    happens: Bools | bool | None = None
    earliest_d: float | None = None


class Replay:
    """The samples of one plan: what every step drew, and when it was reached.

    Absent steps draw, but are never reached unless they are played again as happening.
    """

    def __init__(
        self, plan: Plan, sampling: Sampling, unknown: str = NEVER, absent: Iterable[Milestone] = ()
    ) -> None:
        self.plan = plan
        self.drawn: Drawn = drawn(plan, sampling.kept(len(plan.steps)), unknown)
        self.net: Network = self.drawn.laid.schedule.network
        self.number: Mapping[Milestone, int] = self.drawn.laid.number
        self.samples: int = self.drawn.took.shape[1]
        self._happens: list[Bools | bool] = [True if row.all() else row for row in self.drawn.happens]
        self._took: list[Reals | None] = [row if row.any() else None for row in self.drawn.took]
        for milestone in absent:
            self._happens[self.number[milestone]] = False
        self._order: list[int] = self.net.order.tolist()
        self._edges = [self._edges_of(activity) for activity in range(self.net.activities)]
        self._after = self._following()
        self._spare: list[Reals] = []
        self.finish: Reals = np.empty_like(self.drawn.took)
        for activity in self._order:
            self._reached(activity, {}, Otherwise(), self.finish[activity])

    def edges(self, activity: int) -> list[tuple[int, float]]:
        """What an activity waits for, with lags."""
        return self._edges[activity]

    def times(self, milestone: Milestone) -> Reals:
        """Days after the day of the plan at which a milestone is reached, sample by sample."""
        row: Reals = self.finish[self.number[milestone]]
        return row

    @contextmanager
    def again(self, changes: Mapping[Milestone, Otherwise]) -> Iterator[Mapping[int, Reals]]:
        """Finishes of all activities that come after changed steps, these included; valid within the block.

        Afterwards their memory serves the next changes, since asking for new memory takes longer than the
        arithmetic.
        """
        changed = {self.number[milestone]: change for milestone, change in changes.items()}
        finishes: dict[int, Reals] = {}
        try:
            for activity in self.order(self.following(changed)):
                finishes[activity] = self._row()
                change = changed.get(activity, Otherwise())
                self._reached(activity, finishes, change, finishes[activity])
            yield finishes
        finally:
            self._spare += finishes.values()

    def order(self, activities: Container[int]) -> list[int]:
        """Activities, each after those for which it waits."""
        return [activity for activity in self._order if activity in activities]

    def following(self, activities: Iterable[int]) -> set[int]:
        """These activities and all that wait for them, directly or not."""
        return _all_from(activities, self._after)

    def leading(self, activities: Iterable[int]) -> set[int]:
        """These activities and all for which they wait, directly or not."""
        return _all_from(activities, [[before for before, _ in edges] for edges in self._edges])

    def _reached(self, activity: int, finishes: Mapping[int, Reals], change: Otherwise, row: Reals) -> None:
        """When an activity is reached, written into a row; finishes not given are those of the samples."""
        self._ready(activity, finishes, change.earliest_d, row)
        if (calendar := self.drawn.laid.schedule.calendars.get(activity)) is not None:
            row[:] = next_openings(calendar, row)
        took = self._took[activity] if change.took is None else change.took
        if took is not None:
            row += took
        happens = self._happens[activity] if change.happens is None else change.happens
        if happens is not True:
            np.copyto(row, np.inf, where=np.logical_not(happens))

    def _ready(
        self, activity: int, finishes: Mapping[int, Reals], earliest_d: float | None, row: Reals
    ) -> None:
        """When an activity may start but for its calendar."""
        usual = self.drawn.laid.schedule.earliest.get(activity, 0.0)
        earliest = usual if earliest_d is None else earliest_d
        edges, needed = self._edges[activity], int(self.net.needed[activity])
        times = [finishes.get(before, self.finish[before]) for before, _ in edges]
        times = [time + lag if lag else time for time, (_, lag) in zip(times, edges, strict=True)]
        if needed < len(times):
            self._nth(times, needed, row)
        elif len(times) < 2:
            row[:] = times[0] if times else earliest
        else:
            np.maximum(times[0], times[1], out=row)
        for time in times[2:] if needed == len(times) else ():
            np.maximum(row, time, out=row)
        # Finishes are never below nought, so that only a lead or a later day can ask for more.
        if earliest > 0 or any(lag < 0 for _, lag in edges):
            np.maximum(row, earliest, out=row)

    def _nth(self, times: Sequence[Reals], nth: int, row: Reals) -> None:
        """Of several times the n-th in order, sample by sample; faster than sorting, since n is small."""
        kept: list[Reals] = []
        later, spare = self._row(), self._row()
        for time in times:
            later[:] = time
            for place, held in enumerate(kept):
                np.minimum(held, later, out=spare)
                np.maximum(held, later, out=later)
                kept[place], spare = spare, held
            if len(kept) < nth:
                kept.append(later)
                later = self._row()
        row[:] = kept[-1]
        self._spare += [*kept, later, spare]

    def _row(self) -> Reals:
        return self._spare.pop() if self._spare else np.empty(self.samples)

    def _edges_of(self, activity: int) -> list[tuple[int, float]]:
        edges = slice(self.net.first_edge[activity], self.net.first_edge[activity + 1])
        return list(zip(self.net.before[edges].tolist(), self.net.lag[edges].tolist(), strict=True))

    def _following(self) -> list[list[int]]:
        after: list[list[int]] = [[] for _ in self._edges]
        for activity, edges in enumerate(self._edges):
            for before, _ in edges:
                after[before].append(activity)
        return after


def _all_from(starts: Iterable[int], to: list[list[int]]) -> set[int]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for other in to[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
