"""The compiled loops over the network: forwards for finishes, backwards for what decided them, and the sums.

Samples are worked on in blocks of `LANES`, activity by activity, so that the innermost loops run over samples
and the processor takes several at once, while a block stays in its second cache. What is called in a loop
over activities takes few arrays, since numba counts references to each at every call.

numba keeps what it compiled beside this file and notices changes of this file only: whoever changes
`draws.py` in a working copy also removes the folders `__pycache__`.
"""

from __future__ import annotations

from math import inf

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import LANES, Flags, Plan, Reals, Room, Sums, Wanted, Whole
from ecliptic.assess.schedule.kernel.draws import compiled, draw, draw_sources, uniforms

MOST_TURNS = 1000


@compiled
def _opening(plan: Plan, calendar: int, ready: float) -> float:
    """The first moment from `ready` on that a calendar allows; infinity where none comes."""
    first, period, length = plan.period[calendar, 0], plan.period[calendar, 1], plan.period[calendar, 2]
    start, end = plan.first_window[calendar], plan.first_window[calendar + 1]
    at = ready
    for _ in range(MOST_TURNS):
        before = at
        if period > 0.0 and at < inf:
            if at < first:
                at = first
            else:
                opened = first + np.floor((at - first) / period) * period
                if at > opened + length:
                    at = opened + period
        if end > start:
            window = start + np.searchsorted(plan.closes[start:end], at)
            if window == end:
                return inf
            at = max(at, plan.opens[window])
        if at == before or period == 0.0 or end == start:
            return at
    return inf


@compiled
def _nth(finish: Reals, a: int, lanes: int, edges: tuple[Whole, Reals], kept: Reals) -> None:
    """Starts where some of several predecessors are enough: of their times in order the last that is kept."""
    before, lag = edges
    needed = len(kept)
    for lane in range(lanes):
        count = 0
        for edge in range(len(before)):
            time = finish[before[edge], lane] + lag[edge]
            if count == needed and time >= kept[needed - 1]:
                continue
            place = count if count < needed else needed - 1
            count = min(count + 1, needed)
            while place > 0 and kept[place - 1] > time:
                kept[place] = kept[place - 1]
                place -= 1
            kept[place] = time
        finish[a, lane] = max(finish[a, lane], kept[needed - 1])


@compiled
def _after_two(
    finish: Reals, a: int, edges: tuple[int, int, float, float], earliest: float, lanes: int
) -> None:
    """When an activity may start after two others, in one go because most wait for one or two."""
    one, other, lag, other_lag = edges
    for lane in range(lanes):
        time = max(finish[one, lane] + lag, finish[other, lane] + other_lag)
        finish[a, lane] = max(time, earliest)


@compiled
def _later(finish: Reals, a: int, before: int, lag: float, lanes: int) -> None:
    """Puts off an activity, in its row of finishes, until another has finished and the lag has passed."""
    for lane in range(lanes):
        finish[a, lane] = max(finish[a, lane], finish[before, lane] + lag)


@compiled
def _add(duration: Reals, a: int, finish: Reals, lanes: int) -> None:
    for lane in range(lanes):
        finish[a, lane] += duration[a, lane]


@compiled
def _hold(plan: Plan, room: Room, a: int, lanes: int) -> None:
    """Keeps when an activity was ready, and moves its start to the next opening."""
    for lane in range(lanes):
        room.ready[a, lane] = room.finish[a, lane]
        room.finish[a, lane] = _opening(plan, plan.calendar[a], room.finish[a, lane])


@compiled
def _drop(finish: Reals, a: int, lanes: int, chance: Reals, happens: float) -> None:
    """Lets an activity never finish where its chance is above that of happening."""
    for lane in range(lanes):
        if chance[lane] > happens:
            finish[a, lane] = inf


@compiled
def _forward(plan: Plan, room: Room, first: int, lanes: int) -> None:
    """Finishes of a block of samples; a calendar's activities keep when they were ready."""
    finish, edges, before, lags, earliest = room.finish, plan.first_edge, plan.before, plan.lag, plan.earliest
    for a in range(len(plan.kind)):
        start, end, needed = edges[a], edges[a + 1], plan.needed[a]
        if start == end or needed < end - start:
            for lane in range(lanes):
                finish[a, lane] = earliest[a]
        if needed < end - start:
            _nth(finish, a, lanes, (before[start:end], lags[start:end]), np.empty(needed))
        elif start < end:
            second = min(start + 1, end - 1)
            edge_pair = (before[start], before[second], lags[start], lags[second])
            _after_two(finish, a, edge_pair, earliest[a], lanes)
            for edge in range(start + 2, end):
                _later(finish, a, before[edge], lags[edge], lanes)
        if plan.calendar[a] >= 0:
            _hold(plan, room, a, lanes)
        _add(room.duration, a, finish, lanes)
        if plan.happens[a] < 1.0:
            uniforms(plan.happens_key[a], first, lanes, room.chance)
            _drop(finish, a, lanes, room.chance, plan.happens[a])


@compiled
def _pass_on(finish: Reals, critical: Flags, lanes: int, edge: tuple[int, int, float], start: Reals) -> None:
    """Marks a predecessor that, with its lag, was as late as a critical activity's start."""
    a, before, lag = edge
    for lane in range(lanes):
        late = np.uint8(finish[before, lane] + lag >= start[lane])
        critical[before, lane] |= critical[a, lane] & late


@compiled
def _decided(plan: Plan, room: Room, a: int, lanes: int, same: float) -> None:
    """As `_pass_on` for all predecessors, where not the last decided: after a wait, or of some enough."""
    finish, critical, held = room.finish, room.critical, plan.calendar[a] >= 0
    for edge in range(plan.first_edge[a], plan.first_edge[a + 1]):
        before, lag = plan.before[edge], plan.lag[edge]
        for lane in range(lanes):
            start = finish[a, lane] - room.duration[a, lane]
            ready = room.ready[a, lane] if held else start
            decides = start - ready <= same and abs(ready - finish[before, lane] - lag) <= same
            critical[before, lane] |= critical[a, lane] & np.uint8(decides)


@compiled
def _marked(critical: Flags, a: int, lanes: int) -> int:
    count = 0
    for lane in range(lanes):
        count += critical[a, lane]
    return count


@compiled
def _products(duration: Reals, a: int, lanes: int, usual: float, goal: tuple[Reals, Reals]) -> None:
    """Adds up how a duration varies and goes along with the goal, over samples that reach the goal."""
    weight, out = goal
    d1 = d2 = dt = 0.0
    for lane in range(lanes):
        d = duration[a, lane] - usual
        d1 += d * weight[0, lane]
        d2 += d * d * weight[0, lane]
        dt += d * weight[1, lane]
    out[a, 0] += d1
    out[a, 1] += d2
    out[a, 2] += dt


@compiled
def _trace(plan: Plan, room: Room, wanted: Wanted, sums: Sums, block: tuple[int, int]) -> None:
    """Goes back from a goal along what decided it; a wait for a calendar ends the chain."""
    g, lanes = block
    edges, finish, critical, start = plan.first_edge, room.finish, room.critical, room.chance
    products, same = sums.products[g], wanted.same
    for a in range(wanted.goals[g], -1, -1):
        if not wanted.leads_to[g, a]:
            continue
        _products(room.duration, a, lanes, wanted.usual_duration[a], (room.weight, products))
        count = _marked(critical, a, lanes)
        if count == 0:
            continue
        sums.critical[g, a] += count
        if plan.calendar[a] >= 0 or plan.needed[a] < edges[a + 1] - edges[a]:
            _decided(plan, room, a, lanes, same)
            continue
        for lane in range(lanes):
            start[lane] = finish[a, lane] - room.duration[a, lane] - same
        for edge in range(edges[a], edges[a + 1]):
            _pass_on(finish, critical, lanes, (a, plan.before[edge], plan.lag[edge]), start)


@compiled
def _backward(plan: Plan, room: Room, wanted: Wanted, sums: Sums, block: tuple[int, int]) -> None:
    """Which activities were critical for a goal, and how durations go along with its finish."""
    g, lanes = block
    goal = wanted.goals[g]
    for a in range(goal + 1):
        for lane in range(lanes):
            room.critical[a, lane] = 0
    for lane in range(lanes):
        t = room.finish[goal, lane]
        there = t < inf
        room.critical[goal, lane] = np.uint8(there)
        room.weight[0, lane] = 1.0 if there else 0.0
        room.weight[1, lane] = t - wanted.usual_finish[goal] if there else 0.0
        sums.goal_moments[g, 0] += room.weight[1, lane]
        sums.goal_moments[g, 1] += room.weight[1, lane] ** 2
    _trace(plan, room, wanted, sums, block)


@compiled
def _count(room: Room, wanted: Wanted, sums: Sums, lanes: int) -> None:
    """Finishes of the watched activities: moments, and bins with their earliest and latest."""
    last = sums.bins.shape[1] - 1
    for w in range(len(wanted.watched)):
        a = wanted.watched[w]
        usual, low, scale = wanted.usual_finish[a], wanted.low[w], wanted.bins_per_time[w]
        for lane in range(lanes):
            t = room.finish[a, lane]
            if t < inf:
                sums.reached[w] += 1
                sums.moments[w, 0] += t - usual
                sums.moments[w, 1] += (t - usual) ** 2
                b = int(min(max((t - low) * scale + 1.0, 0.0), float(last)))
                sums.bins[w, b] += 1
                sums.least[w, b] = min(sums.least[w, b], t)
                sums.most[w, b] = max(sums.most[w, b], t)


@compiled
def _rest(plan: Plan, room: Room, wanted: Wanted, sums: Sums, lanes: int) -> None:
    """Mean durations for a first look, and waits for calendars."""
    for a in range(len(plan.kind)):
        if plan.calendar[a] >= 0:
            for lane in range(lanes):
                wait = room.finish[a, lane] - room.duration[a, lane] - room.ready[a, lane]
                if wanted.same < wait < inf:
                    sums.waits[a, 0] += 1.0
                    sums.waits[a, 1] += wait
        if len(wanted.goals) == 0:
            for lane in range(lanes):
                sums.durations[a] += room.duration[a, lane] - wanted.usual_duration[a]


@compiled
def simulate(
    plan: Plan, wanted: Wanted, stretch: tuple[int, int], room: Room, sums: Sums, store: Reals
) -> None:
    """Add a stretch of samples, from its first number up to its end, to the sums.

    `store` takes the finishes of `wanted.stored`, a column for each sample of the stretch.
    """
    first, end = stretch
    for start in range(first, end, LANES):
        lanes = min(LANES, end - start)
        draw_sources(plan, room, start, lanes)
        draw(plan, room, start, lanes)
        _forward(plan, room, start, lanes)
        _count(room, wanted, sums, lanes)
        _rest(plan, room, wanted, sums, lanes)
        for row in range(len(wanted.stored)):
            for lane in range(lanes):
                store[row, start - first + lane] = room.finish[wanted.stored[row], lane]
        for g in range(len(wanted.goals)):
            _backward(plan, room, wanted, sums, (g, lanes))


@compiled
def draw_only(plan: Plan, stretch: tuple[int, int], room: Room, uniform_only: bool) -> float:
    """The durations alone, or only their chances, for measuring; the sum keeps them from being left out."""
    first, end = stretch
    total = 0.0
    for start in range(first, end, LANES):
        lanes = min(LANES, end - start)
        if not uniform_only:
            draw(plan, room, start, lanes)
            total += room.duration[0, 0]
            continue
        for a in range(len(plan.kind)):
            uniforms(plan.key[a], start, lanes, room.chance)
            total += room.chance[0]
    return total
