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
from ecliptic.assess.schedule.kernel.draws import (
    callable_loop,
    compiled,
    draw,
    draw_sources,
    inlined,
    taken,
    uniforms,
)

MOST_TURNS = 1000


@compiled
def _opening(turns: Reals, opens: Reals, closes: Reals, ready: float) -> float:
    """The first moment from `ready` on that a calendar allows; infinity where none comes."""
    first, period, length = turns[0], turns[1], turns[2]
    listed, at = len(closes), ready
    for _ in range(MOST_TURNS):
        before = at
        if period > 0.0 and at < inf:
            if at < first:
                at = first
            else:
                opened = first + np.floor((at - first) / period) * period
                if at > opened + length:
                    at = opened + period
        if listed:
            window = np.searchsorted(closes, at)
            if window == listed:
                return inf
            at = max(at, opens[window])
        if at == before or period == 0.0 or listed == 0:
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
def _hold(finish: Reals, ready: Reals, a: int, lanes: int, calendar: tuple[Reals, Reals, Reals]) -> None:
    """Keeps when an activity was ready, and moves its start to the next opening."""
    turns, opens, closes = calendar
    for lane in range(lanes):
        ready[a, lane] = finish[a, lane]
        finish[a, lane] = _opening(turns, opens, closes, finish[a, lane])


@compiled
def _drop(finish: Reals, a: int, lanes: int, chance: Reals, happens: float) -> None:
    """Lets an activity never finish where its chance is above that of happening."""
    for lane in range(lanes):
        if chance[lane] > happens:
            finish[a, lane] = inf


@inlined
def _forward(plan: Plan, room: Room, first: int, lanes: int) -> None:
    """Finishes of a block of samples; a calendar's activities keep when they were ready."""
    edges, before, lags, enough, earliest = plan.first_edge, plan.before, plan.lag, plan.needed, plan.earliest
    calendars, turns, listed, opens, closes = (
        plan.calendar,
        plan.period,
        plan.first_window,
        plan.opens,
        plan.closes,
    )
    happens, keys, rows = plan.happens, plan.happens_key, plan.happens_row
    points, moves = room.points, room.moves
    finish, ready, duration, chance = room.finish, room.ready, room.duration, room.chance
    for a in range(len(enough)):
        start, end, needed = edges[a], edges[a + 1], enough[a]
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
        if calendars[a] >= 0:
            c = calendars[a]
            windows = (opens[listed[c] : listed[c + 1]], closes[listed[c] : listed[c + 1]])
            _hold(finish, ready, a, lanes, (turns[c], windows[0], windows[1]))
        _add(duration, a, finish, lanes)
        if happens[a] < 1.0:
            if rows[a] >= 0:
                taken(points[rows[a]], moves[rows[a]], first, lanes, chance)
            else:
                uniforms(keys[a], first, lanes, chance)
            _drop(finish, a, lanes, chance, happens[a])


@compiled
def _pass_on(finish: Reals, critical: Flags, lanes: int, edge: tuple[int, int, float], start: Reals) -> None:
    """Marks a predecessor that, with its lag, was as late as a critical activity's start."""
    a, before, lag = edge
    for lane in range(lanes):
        late = np.uint8(finish[before, lane] + lag >= start[lane])
        critical[before, lane] |= critical[a, lane] & late


@compiled
def _decided(
    times: tuple[Reals, Reals, Reals], critical: Flags, edge: tuple[int, int, float], lanes: int, same: float
) -> None:
    """As `_pass_on`, where not the last predecessor decided: after a wait, or of some enough."""
    finish, duration, ready = times
    a, before, lag = edge
    for lane in range(lanes):
        start = finish[a, lane] - duration[a, lane]
        began = ready[a, lane] if len(ready) else start
        decides = start - began <= same and abs(began - finish[before, lane] - lag) <= same
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


@inlined
def _trace(plan: Plan, room: Room, wanted: Wanted, sums: Sums, block: tuple[int, int]) -> None:
    """Goes back from a goal along what decided it; a wait for a calendar ends the chain."""
    g, lanes = block
    edges, befores, lags, enough, calendars = (
        plan.first_edge,
        plan.before,
        plan.lag,
        plan.needed,
        plan.calendar,
    )
    finish, duration, ready = room.finish, room.duration, room.ready
    critical, start, weight = room.critical, room.chance, room.weight
    leads, usual, same = wanted.leads_to, wanted.usual_duration, wanted.same
    products, counts = sums.products[g], sums.critical
    for a in range(wanted.goals[g], -1, -1):
        if not leads[g, a]:
            continue
        _products(duration, a, lanes, usual[a], (weight, products))
        count = _marked(critical, a, lanes)
        if count == 0:
            continue
        counts[g, a] += count
        held = calendars[a] >= 0
        if held or enough[a] < edges[a + 1] - edges[a]:
            began = ready if held else ready[:0]
            for edge in range(edges[a], edges[a + 1]):
                way = (a, befores[edge], lags[edge])
                _decided((finish, duration, began), critical, way, lanes, same)
            continue
        for lane in range(lanes):
            start[lane] = finish[a, lane] - duration[a, lane] - same
        for edge in range(edges[a], edges[a + 1]):
            _pass_on(finish, critical, lanes, (a, befores[edge], lags[edge]), start)


@inlined
def _backward(plan: Plan, room: Room, wanted: Wanted, sums: Sums, block: tuple[int, int]) -> None:
    """Which activities were critical for a goal, and how durations go along with its finish."""
    g, lanes = block
    finish, critical, weight, moments = room.finish, room.critical, room.weight, sums.goal_moments
    goal = wanted.goals[g]
    usual = wanted.usual_finish[goal]
    for a in range(goal + 1):
        for lane in range(lanes):
            critical[a, lane] = 0
    for lane in range(lanes):
        t = finish[goal, lane]
        there = t < inf
        critical[goal, lane] = np.uint8(there)
        weight[0, lane] = 1.0 if there else 0.0
        weight[1, lane] = t - usual if there else 0.0
        moments[g, 0] += weight[1, lane]
        moments[g, 1] += weight[1, lane] ** 2
    _trace(plan, room, wanted, sums, block)


@inlined
def _count(room: Room, wanted: Wanted, sums: Sums, lanes: int) -> None:
    """Finishes of the watched activities: moments, and bins with their earliest and latest."""
    finish, watched, usuals = room.finish, wanted.watched, wanted.usual_finish
    lows, scales, reached, moments = wanted.low, wanted.bins_per_time, sums.reached, sums.moments
    bins, least, most = sums.bins, sums.least, sums.most
    last = bins.shape[1] - 1
    for w in range(len(watched)):
        a = watched[w]
        usual, low, scale = usuals[a], lows[w], scales[w]
        for lane in range(lanes):
            t = finish[a, lane]
            if t < inf:
                reached[w] += 1
                moments[w, 0] += t - usual
                moments[w, 1] += (t - usual) ** 2
                b = int(min(max((t - low) * scale + 1.0, 0.0), float(last)))
                bins[w, b] += 1
                least[w, b] = min(least[w, b], t)
                most[w, b] = max(most[w, b], t)


@inlined
def _rest(plan: Plan, room: Room, wanted: Wanted, sums: Sums, lanes: int) -> None:
    """Mean durations for a first look, and waits for calendars."""
    calendars, finish, duration, ready = plan.calendar, room.finish, room.duration, room.ready
    usual, same, waits, durations = wanted.usual_duration, wanted.same, sums.waits, sums.durations
    looking = len(wanted.goals) == 0
    for a in range(len(calendars)):
        if calendars[a] >= 0:
            for lane in range(lanes):
                wait = finish[a, lane] - duration[a, lane] - ready[a, lane]
                if same < wait < inf:
                    waits[a, 0] += 1.0
                    waits[a, 1] += wait
        if looking:
            for lane in range(lanes):
                durations[a] += duration[a, lane] - usual[a]


@callable_loop
def simulate(
    plan: Plan, wanted: Wanted, stretch: tuple[int, int], room: Room, sums: Sums, store: Reals
) -> None:
    """Add a stretch of samples, from its first number up to its end, to the sums.

    `store` takes the finishes of `wanted.stored`, a column for each sample of the stretch.
    """
    first, end = stretch
    stored, goals, finish = wanted.stored, len(wanted.goals), room.finish
    for start in range(first, end, LANES):
        lanes = min(LANES, end - start)
        draw_sources(plan, room, start, lanes)
        draw(plan, room, start, lanes)
        _forward(plan, room, start, lanes)
        _count(room, wanted, sums, lanes)
        _rest(plan, room, wanted, sums, lanes)
        for row in range(len(stored)):
            for lane in range(lanes):
                store[row, start - first + lane] = finish[stored[row], lane]
        for g in range(goals):
            _backward(plan, room, wanted, sums, (g, lanes))


@callable_loop
def draw_only(plan: Plan, stretch: tuple[int, int], room: Room, uniform_only: bool) -> float:
    """The durations alone, or only their chances, for measuring; the sum keeps them from being left out."""
    first, end = stretch
    keys, duration, chance = plan.key, room.duration, room.chance
    total = 0.0
    for start in range(first, end, LANES):
        lanes = min(LANES, end - start)
        if not uniform_only:
            draw(plan, room, start, lanes)
            total += duration[0, 0]
            continue
        for a in range(len(keys)):
            uniforms(keys[a], start, lanes, chance)
            total += chance[0]
    return total
