"""A schedule: a network with durations, calendars and correlations, and the arrays that the loops take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Bits, Plan, Reals, Whole
from ecliptic.assess.schedule.kernel.beta import quantile_table
from ecliptic.assess.schedule.kernel.calendars import Calendar
from ecliptic.assess.schedule.kernel.correlation import CommonCause, Correlated, mixtures
from ecliptic.assess.schedule.kernel.network import Network
from ecliptic.assess.schedule.kernel.shapes import Duration
from ecliptic.errors import UsageError

SHAPE_NUMBERS = 5
EVERY_BIT = (1 << 64) - 1


@dataclass(frozen=True, eq=False)
class Schedule:
    """Activities that start at time 0, or at `earliest`, when what they wait for has finished.

    `happens` gives the chance that an activity is ever finished, where it is not certain; where it is not,
    its finish is infinite. `streams` number the random streams: an activity of another schedule with the same
    stream and seed draws the same, whatever else was changed. Without them an activity's number is its
    stream.
    """

    network: Network
    durations: Sequence[Duration]
    earliest: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    calendars: Mapping[int, Calendar] = field(default_factory=lambda: MappingProxyType({}))
    happens: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    correlated: Sequence[Correlated] = ()
    causes: Sequence[CommonCause] = ()
    streams: Sequence[int] | None = None

    def __post_init__(self) -> None:
        net = self.network
        if len(self.durations) != net.activities:
            given = len(self.durations)
            message = f"Give a duration for each of the {net.activities} activities; {given} were given."
            raise UsageError(message)
        if self.streams is not None and len(self.streams) != net.activities:
            message = f"Give a stream for each of the {net.activities} activities, or none."
            raise UsageError(message)
        for activity, chance in self.happens.items():
            if not 0 <= chance <= 1:
                message = (
                    f"The chance that {net.name(activity)} happens lies between 0 and 1, and is not {chance}."
                )
                raise UsageError(message)
        for activity, time in self.earliest.items():
            if not isfinite(time):
                message = f"The earliest start of {net.name(activity)} is {time}; give a finite time."
                raise UsageError(message)
        least = np.array([duration.least for duration in self.durations])
        for edge in np.flatnonzero(net.lag + least[net.before] < 0).tolist():
            after = int(np.searchsorted(net.first_edge, edge, side="right")) - 1
            before = int(net.before[edge])
            message = (
                f"{net.name(after)} would start before {net.name(before)} does: a lag of {net.lag[edge]:g} "
                f"after something that may take only {least[before]:g}. Let the lag lead by less."
            )
            raise UsageError(message)


@dataclass(frozen=True, eq=False)
class Arranged:
    """A plan in an order of time, and the place of each activity in it."""

    plan: Plan
    place: Whole


def arranged(schedule: Schedule, seed: int) -> Arranged:
    """The arrays of a schedule; the seed decides the streams."""
    net, order = schedule.network, schedule.network.order
    place = np.empty(net.activities, dtype=np.int64)
    place[order] = np.arange(net.activities)
    edges = [np.arange(net.first_edge[a], net.first_edge[a + 1]) for a in order.tolist()]
    chosen = np.concatenate(edges) if edges else np.empty(0, np.int64)
    streams = schedule.streams if schedule.streams is not None else range(net.activities)
    plan = Plan(
        first_edge=_bounds([len(part) for part in edges]),
        before=place[net.before[chosen]],
        lag=net.lag[chosen],
        needed=net.needed[order],
        earliest=_spread(schedule.earliest, 0.0, net.activities)[order],
        key=_keys(seed, 0, [streams[a] for a in order.tolist()]),
        key_row=np.full(net.activities, -1),
        happens=_spread(schedule.happens, 1.0, net.activities)[order],
        happens_key=_keys(seed, 1, [streams[a] for a in order.tolist()]),
        happens_row=np.full(net.activities, -1),
        **_shapes([schedule.durations[a] for a in order.tolist()]),
        **_mixing(schedule, seed, streams),
        **_calendars(schedule.calendars, order.tolist()),
    )
    return Arranged(plan, place)


def _bounds(lengths: Sequence[int]) -> Whole:
    return np.concatenate(([0], np.cumsum(np.asarray(lengths, dtype=np.int64)))).astype(np.int64)


def _spread(given: Mapping[int, float], usual: float, count: int) -> Reals:
    spread = np.full(count, usual)
    for activity, value in given.items():
        spread[activity] = value
    return spread


def _shapes(durations: Sequence[Duration]) -> dict[str, Any]:
    shape = np.zeros((len(durations), SHAPE_NUMBERS))
    first = np.zeros(len(durations), dtype=np.int64)
    values: list[float] = []
    reached: list[float] = []
    tables: dict[tuple[float, float], int] = {}
    for number, duration in enumerate(durations):
        shape[number, : len(duration.shape)] = duration.shape
        if duration.table is not None:
            first[number] = tables.setdefault(duration.table, len(tables))
        elif duration.values:
            first[number] = len(values)
            values.extend(duration.values)
            reached.extend(duration.reached_by)
    made = [quantile_table(*parameters) for parameters in tables]
    return {
        "kind": np.array([duration.kind for duration in durations], dtype=np.int64),
        "shape": shape,
        "first_value": first,
        "values": np.array(values, dtype=np.float64),
        "reached_by": np.array(reached, dtype=np.float64),
        "tables": np.stack(made) if made else np.zeros((0, 1, 4)),
    }


def _mixing(schedule: Schedule, seed: int, streams: Sequence[int]) -> dict[str, Any]:
    parts, owners = mixtures(schedule.correlated, schedule.causes)
    rows = [parts.get(a, []) for a in schedule.network.order.tolist()]
    flat = [part for row in rows for part in row]
    keys = [_keys(seed, 0, [streams[o]]) if o >= 0 else _keys(seed, 2, [-1 - o]) for o in owners]
    return {
        "first_part": _bounds([len(row) for row in rows]),
        "part_source": np.array([source for source, _ in flat], dtype=np.int64),
        "part_weight": np.array([weight for _, weight in flat], dtype=np.float64),
        "source_key": np.concatenate(keys) if keys else np.empty(0, np.uint64),
        "source_row": np.full(len(keys), -1),
    }


def _calendars(calendars: Mapping[int, Calendar], order: Sequence[int]) -> dict[str, Any]:
    different = {calendar: number for number, calendar in enumerate(dict.fromkeys(calendars.values()))}
    held = [different[calendars[a]] if a in calendars else -1 for a in order]
    windows = [window for calendar in different for window in calendar.windows]
    periods = [(calendar.first, calendar.period, calendar.length) for calendar in different]
    return {
        "calendar": np.array(held, dtype=np.int64),
        "period": np.array(periods, dtype=np.float64).reshape(-1, 3),
        "first_window": _bounds([len(calendar.windows) for calendar in different]),
        "opens": np.array([opens for opens, _ in windows], dtype=np.float64),
        "closes": np.array([closes for _, closes in windows], dtype=np.float64),
    }


def _keys(seed: int, purpose: int, streams: Sequence[int]) -> Bits:
    """Keys of streams, far from one another: seed, purpose and stream, mixed in one by one."""
    start = _mix(_mix(seed & EVERY_BIT) + purpose)
    return np.array([_mix(start + _mix(stream & EVERY_BIT)) for stream in streams], dtype=np.uint64)


def _mix(bits: int) -> int:
    bits = (bits + 0x9E3779B97F4A7C15) & EVERY_BIT
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & EVERY_BIT
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & EVERY_BIT
    return bits ^ (bits >> 31)
