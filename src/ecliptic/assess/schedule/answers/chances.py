"""How likely milestones are reached by a day, and by when with which chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from ecliptic.assess.schedule.answers.announced import announced_days
from ecliptic.assess.schedule.answers.running import Asking, Ran, Sampling, present, run, unknowns
from ecliptic.assess.schedule.kernel import Finish
from ecliptic.assess.schedule.plan import AT_ONCE, NEVER, Milestone, Plan

QUANTILES = (10, 50, 70, 80, 90)
FEWEST_DAYS, MOST_DAYS = 40, 200
"""A curve has at least and at most so many days."""

LAST_SHARE = 0.999
"""A curve ends where this share of all samples that reach the milestone have done so."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How sure a milestone is, with steps without a known time taken in one way."""

    chance: float
    """By the day that is asked for, or ever where none is."""
    error: float
    """Standard error of the chance."""
    ever: float
    """Chance that it is reached at all."""
    dates: Mapping[int, date | None]
    """Day by which it is reached with a chance of 10, 50, 70, 80 and 90 %; None where none is as likely."""
    if_ever: Mapping[int, date | None]
    """The same days over the samples in which it is reached at all; None where there are none."""
    announced: date | None
    """Day on which it is reached if all steps take their announced time; None for never."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A day of an S-curve, with the chance that the milestone is reached by then."""

    day: date
    floor: float
    ceiling: float


@dataclass(frozen=True, slots=True)
class Chance:
    """What is known of a milestone; the floor is what can be said, the ceiling what could be hoped."""

    milestone: Milestone
    by: date | None
    floor: Likelihood
    """With steps without a known time never reached."""
    ceiling: Likelihood
    """With steps without a known time reached at once."""
    curve: tuple[CurvePoint, ...]
    samples: int


def chances(
    plan: Plan,
    milestones: Iterable[Milestone] | None = None,
    by: Mapping[Milestone, date] | None = None,
    sampling: Sampling | None = None,
) -> tuple[Chance, ...]:
    """The chance of each milestone, or of each goal, to be reached by its day in `by`, or ever."""
    wanted = present(plan, plan.goals if milestones is None else milestones)
    sampling = sampling or Sampling()
    asked = Asking(goals=wanted)
    ran = {way: run(plan, sampling, asked, way) for way in unknowns(plan)}
    announced = {way: announced_days(plan, way, sampling.threads) for way in ran}
    told = []
    for milestone in wanted:
        day = (by or {}).get(milestone)
        likely = {way: _likelihood(plan, one, milestone, day, announced[way]) for way, one in ran.items()}
        floor, ceiling = likely[NEVER], likely.get(AT_ONCE, likely[NEVER])
        # Bins differ between the runs, and within a bin chances are drawn straight.
        ceiling = replace(ceiling, chance=max(floor.chance, ceiling.chance))
        curve = _curve(plan, milestone, ran)
        told.append(Chance(milestone, day, floor, ceiling, curve, ran[NEVER].samples))
    return tuple(told)


def _likelihood(
    plan: Plan, ran: Ran, milestone: Milestone, by: date | None, announced: Mapping[Milestone, float]
) -> Likelihood:
    finish, since = ran.finish(milestone), plan.by_milestone[milestone].since
    time = np.inf if by is None else plan.days_to(by)
    ever = finish.reached / finish.samples
    levels = [percent / 100 for percent in QUANTILES]
    found = finish.quantiles([*levels, *(level * ever for level in levels)])
    times, given = found[: len(levels)], found[len(levels) :]

    def dates(found: Iterable[float]) -> dict[int, date | None]:
        told = [plan.on(days) if days or since is None else since for days in found]
        return dict(zip(QUANTILES, told, strict=True))

    return Likelihood(
        chance=finish.chance(time),
        error=finish.chance_error(time),
        ever=ever,
        dates=dates(times),
        if_ever=dates(given),
        announced=since or plan.on(announced[milestone]),
    )


def _curve(plan: Plan, milestone: Milestone, ran: Mapping[str, Ran]) -> tuple[CurvePoint, ...]:
    finishes = [one.finish(milestone) for one in ran.values()]
    days = _days(plan, [finish for finish in finishes if finish.reached])
    times = np.array([plan.days_to(day) for day in days])
    floors, ceilings = (finish.chances(times) for finish in (finishes[0], finishes[-1]))
    points = zip(days, floors.tolist(), np.maximum(floors, ceilings).tolist(), strict=True)
    return tuple(CurvePoint(day, floor, ceiling) for day, floor, ceiling in points)


def _days(plan: Plan, finishes: list[Finish]) -> list[date]:
    """Ends of quarters over the span of the finishes, or days spread over it where these are few or many."""
    firsts = [finish.quantile(0.0) - 1 for finish in finishes]
    lasts = [finish.quantile(LAST_SHARE * finish.reached / finish.samples) + 1 for finish in finishes]
    within = [day for day in map(plan.on, (*firsts, *lasts)) if day is not None]
    if not within:
        return []
    first, last = min(within), max(within)
    quarters = [day for day in _quarter_ends(first.year, last.year) if first <= day <= last]
    if FEWEST_DAYS <= len(quarters) <= MOST_DAYS:
        return quarters
    number = FEWEST_DAYS if len(quarters) < FEWEST_DAYS else MOST_DAYS
    steps = np.linspace(0, (last - first).days, number).round().astype(int).tolist()
    return [first + timedelta(days=step) for step in dict.fromkeys(steps)]


def _quarter_ends(first: int, last: int) -> list[date]:
    months = ((3, 31), (6, 30), (9, 30), (12, 31))
    return [date(year, month, day) for year in range(first, last + 1) for month, day in months]
