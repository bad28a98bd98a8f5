"""How long steps may slip before a goal moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecliptic.assess.schedule.answers.openings import last_openings
from ecliptic.assess.schedule.answers.replay import Replay
from ecliptic.assess.schedule.answers.running import Sampling, present
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan

MOST_SAMPLES = 2_000

SAME_D = 1e-6
"""Slack of less days is none."""

Slacks = dict[int, Reals]


@dataclass(frozen=True, slots=True)
class Slack:
    """How long a step's finish alone may be late without moving a goal, over samples that reach both."""

    step: Milestone
    goal: Milestone
    mean_d: float | None
    """Over samples in which there is a limit; None where there never is."""
    p10_d: float | None
    """What is kept with a chance of 90 %; None where the goal is hardly ever moved, however late it is."""
    none: float
    """Chance that there is no slack at all."""
    free: float
    """Chance that the goal is never moved, however late the step is: others make it good."""
    samples: int
    """In which the step and the goal are reached."""


def slack(
    plan: Plan,
    goal: Milestone,
    steps: Iterable[Milestone] | None = None,
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> tuple[Slack, ...]:
    """The slack of each step, or of all the goal waits for, to a goal; in the order of the plan."""
    return slack_to_goals(plan, {goal: steps}, sampling, unknown)


def slack_to_goals(
    plan: Plan,
    asked: Mapping[Milestone, Iterable[Milestone] | None],
    sampling: Sampling | None = None,
    unknown: str = NEVER,
) -> tuple[Slack, ...]:
    """As `slack`, for several goals and the steps asked about for each, from the same samples."""
    goals = present(plan, asked)
    sampling = sampling or Sampling()
    replay = Replay(
        plan, replace(sampling, precision=None, samples=min(sampling.number, MOST_SAMPLES)), unknown
    )
    return tuple(one for goal in goals for one in _to_goal(replay, goal, asked[goal]))


def _to_goal(replay: Replay, goal: Milestone, steps: Iterable[Milestone] | None) -> Iterator[Slack]:
    leading = replay.leading([replay.number[goal]])
    own = (step.milestone for step in replay.plan.steps if replay.number[step.milestone] in leading)
    found = slacks(replay, goal)
    reached = np.isfinite(replay.times(goal))
    usual = np.full(replay.samples, np.inf)
    for milestone in present(replay.plan, own if steps is None else steps):
        number = replay.number[milestone]
        there = reached & np.isfinite(replay.finish[number])
        yield _told(milestone, goal, found.get(number, usual)[there])


def slacks(replay: Replay, goal: Milestone) -> Slacks:
    """Slack in days of each activity that leads to a goal, sample by sample; nan where it cannot be told."""
    number = replay.number[goal]
    return _before(replay, number, replay.finish[number])


def _told(step: Milestone, goal: Milestone, values: Reals) -> Slack:
    values = np.where(values <= SAME_D, 0.0, values)
    limited = values[np.isfinite(values)]
    if not len(values):
        return Slack(step, goal, None, None, 0.0, 0.0, 0)
    # Infinite values sort last and are never averaged with finite ones.
    tenth = float(np.quantile(values, 0.1, method="inverted_cdf"))
    return Slack(
        step=step,
        goal=goal,
        mean_d=float(limited.mean()) if len(limited) else None,
        p10_d=tenth if np.isfinite(tenth) else None,
        none=float(np.mean(values == 0.0)),
        free=float(1 - len(limited) / len(values)),
        samples=len(values),
    )


def _before(replay: Replay, end: int, limit: Reals) -> Slacks:
    """How late each activity may be for `end` to finish by a limit; below nought where it does not anyway.

    Going back, all that an activity waits for must be there by its latest start. Where n of several are
    enough, an activity that leads to several of them may be as late as the n-th most patient of these allows.
    """
    late: Slacks = {end: limit}
    through: Slacks = {}
    for activity in reversed(replay.order(replay.leading([end]))):
        if activity not in late:
            continue
        latest = _latest_ready(replay, activity, late[activity])
        edges = replay.edges(activity)
        if int(replay.net.needed[activity]) < len(edges):
            _merge(through, _of_alternatives(replay, activity, latest))
            continue
        for before, lag in edges:
            allowed = latest - lag
            late[before] = np.minimum(late[before], allowed) if before in late else allowed
    return _merge(
        through, {activity: _less(time, replay.finish[activity]) for activity, time in late.items()}
    )


def _latest_ready(replay: Replay, activity: int, limit: Reals) -> Reals:
    """The latest time at which it may be ready, to be finished by a limit."""
    latest = _less(limit, replay.drawn.took[activity])
    latest[~replay.drawn.happens[activity]] = -np.inf
    calendar = replay.drawn.laid.schedule.calendars.get(activity)
    # Rounding must not push a start out of the opening in which it was.
    return latest if calendar is None else last_openings(calendar, latest + SAME_D)


def _of_alternatives(replay: Replay, gate: int, latest: Reals) -> Slacks:
    """Slack through a gate: of the limits that each alternative sets, the one that still leaves enough."""
    edges, needed = replay.edges(gate), int(replay.net.needed[gate])
    ways = [_before(replay, before, latest - lag) for before, lag in edges]
    # An alternative that is late anyway is none, whatever it was that made it late.
    open_ways = [
        np.where(replay.finish[before] + lag <= latest + SAME_D, np.inf, -np.inf) for before, lag in edges
    ]
    found: Slacks = {}
    for activity in sorted(set().union(*ways)):
        limits = [
            np.minimum(way[activity], still) if activity in way else still
            for way, still in zip(ways, open_ways, strict=True)
        ]
        found[activity] = np.sort(limits, axis=0)[len(limits) - needed]
    return found


def _merge(into: Slacks, more: Slacks) -> Slacks:
    for activity, value in more.items():
        into[activity] = np.minimum(into[activity], value) if activity in into else value
    return into


def _less(one: Reals, other: Reals) -> Reals:
    """One less the other; minus infinity where the other never comes."""
    gone = ~np.isfinite(other)
    rest = one - np.where(gone, 0.0, other)
    rest[gone] = -np.inf
    return np.asarray(rest, dtype=np.float64)
