"""How well launches that happened would have been predicted from what was announced before.

Predictions for a mission use only what was known on the day of its announcement: statements up to that day,
and launches before it. A second, more lenient way leaves out the mission alone and learns from all others,
later ones too. The form of slips was chosen with the whole history in view; only its numbers are learned
anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import sqrt

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.uncertainty.announcements import Announcement, Course, courses
from ecliptic.assess.schedule.uncertainty.leads import Lead, stated_leads
from ecliptic.assess.schedule.uncertainty.prior import PUBLISHED, Prior
from ecliptic.assess.schedule.uncertainty.slips import Slip, learned
from ecliptic.roadmap import Roadmap

LEVELS = np.linspace(0.05, 0.95, 19)
"""Chances at which predictions are asked for; the outermost and the quarters bound the intervals."""
VAGUEST_D = 92
"""A launch that is known less exactly than to a quarter of a year judges no prediction."""
DRAWS = 2000

LEARNED, OTHERS, ANNOUNCED, CONSTANT = (
    "slip learned from the past",
    "slip learned from all other missions",
    "date as announced",
    "mean past delay in days added",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction and what came: days of launch, as ordinals, kept with the chances of `LEVELS`."""

    mission: str
    publisher: str
    on: date
    """Day from which it is predicted."""
    announcement: Announcement
    launched: date
    predicted: Reals


@dataclass(frozen=True, slots=True)
class Scores:
    """How one way of predicting did. Each mission counts once, however many announcements it has."""

    way: str
    missions: int
    announcements: int
    covered_50: float
    """Share of launches within the interval that should hold half of them."""
    within_50: tuple[float, float]
    """Wilson's interval of 95 % for that share, missions being the independent cases."""
    covered_90: float
    within_90: tuple[float, float]
    late: float
    """Share of launches after the median; half where predictions are unbiased."""
    error_d: float
    """Mean absolute error of the median in days."""
    loss_d: float
    """Continuous ranked probability score in days, from 19 quantiles; of a point, the absolute error."""


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much the slip learned from the past loses less than another way, with an interval of 90 %."""

    over: str
    days: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scores of all ways, best informed first, and how sure the differences are."""

    scores: tuple[Scores, ...]
    gains: tuple[Gain, ...]
    judged: tuple[Judged, ...]
    """Each prediction by the slip learned from the past."""
    left_out: tuple[str, ...]
    """Missions whose launch is known too vaguely."""


@dataclass(frozen=True, slots=True)
class _Task:
    course: Course
    announcement: Announcement
    on: date
    launched: date


def calibrate(
    roadmap: Roadmap, *, upto: Sequence[date] | None = None, seed: int = 0, prior: Prior = PUBLISHED
) -> Calibration:
    """Predict past launches from what was said before them, and score that against two simple ways.

    Each announcement is taken on its own day; or, where days are given, on each of these days the latest
    announcement of each mission that had not flown. The seed is for the interval of the gains alone.
    """
    all_courses = _missions(roadmap)
    flown, vague = _flown(all_courses)
    tasks = list(_tasks(flown, upto))
    ways = {
        LEARNED: _by_past(tasks, all_courses, prior),
        OTHERS: _by_others(tasks, all_courses, prior),
        ANNOUNCED: [_uniform(task, 0.0) for task in tasks],
        CONSTANT: [_uniform(task, _mean_delay_d(all_courses, task.on)) for task in tasks],
    }
    losses = {way: _losses(made) for way, made in ways.items()}
    return Calibration(
        tuple(_scores(way, made) for way, made in ways.items()),
        tuple(_gain(way, losses, seed) for way in (OTHERS, ANNOUNCED, CONSTANT)) if tasks else (),
        tuple(ways[LEARNED]),
        vague,
    )


def too_vague(roadmap: Roadmap) -> tuple[str, ...]:
    """Missions that calibration leaves out since their launch is known too vaguely."""
    return _flown(_missions(roadmap))[1]


def _missions(roadmap: Roadmap) -> tuple[Course, ...]:
    return tuple(course for course in courses(roadmap) if course.kind == "mission")


def _flown(known: Sequence[Course]) -> tuple[list[Course], tuple[str, ...]]:
    """Announced missions whose launch can judge a prediction, and the identifiers of those left out."""
    flown = [(c, c.reached.width_d) for c in known if c.reached is not None and c.announcements]
    return (
        [course for course, width_d in flown if width_d <= VAGUEST_D],
        tuple(course.id for course, width_d in flown if width_d > VAGUEST_D),
    )


def _tasks(flown: Iterable[Course], upto: Sequence[date] | None) -> Iterator[_Task]:
    for course in flown:
        launched = course.reached.likely if course.reached is not None else date.max
        if upto is None:
            for announcement in course.announcements:
                yield _Task(course, announcement, announcement.day, launched)
            continue
        for day in upto:
            known = course.until(day).announcements
            if known and day < launched:
                yield _Task(course, known[-1], day, launched)


def _by_past(tasks: Sequence[_Task], known: Sequence[Course], prior: Prior) -> list[Judged]:
    """With slips learned from what was known on the day of the prediction."""
    slips = cache(lambda day: learned((course.until(day) for course in known), prior))
    return [_stretched(t, slips(t.on).of(t.announcement.publisher, "mission")) for t in tasks]


def _by_others(tasks: Sequence[_Task], known: Sequence[Course], prior: Prior) -> list[Judged]:
    """With slips learned from all missions but the one that is predicted, as they are known today."""
    slips = cache(lambda mission: learned((c for c in known if c.id != mission), prior))
    return [
        _stretched(task, slips(task.course.id).of(task.announcement.publisher, "mission")) for task in tasks
    ]


def _stretched(task: _Task, slip: Slip) -> Judged:
    held, on = task.announcement.day, task.on
    sigma = sqrt(slip.sigma**2 + slip.tau**2)
    lead = Lead(stated_leads(task.announcement.said, held), slip.mu, sigma, slip.shape)
    days = held.toordinal() + lead.quantiles(LEVELS, float((on - held).days))
    return _judged(task, days)


def _uniform(task: _Task, delay_d: float) -> Judged:
    """Any day of the announced range as likely, all of it later by a delay."""
    said = task.announcement.said
    return _judged(task, said.first.toordinal() + said.width_d * LEVELS + delay_d)


def _judged(task: _Task, days: Reals) -> Judged:
    announcement = task.announcement
    return Judged(task.course.id, announcement.publisher, task.on, announcement, task.launched, days)


def _mean_delay_d(known: Sequence[Course], day: date) -> float:
    """Mean delay of launches before a day against their announcements; each mission once, none for nought."""
    delays = []
    for course in (course.until(day) for course in known):
        if course.reached is not None and course.announcements:
            reached = course.reached.likely
            delays.append(np.mean([(reached - a.said.likely).days for a in course.announcements]))
    return float(np.mean(delays)) if delays else 0.0


def _by_mission(judged: Sequence[Judged], values: Reals) -> Reals:
    """Mean of each mission, in the order of missions."""
    missions = np.array([j.mission for j in judged])
    return np.array([values[missions == mission].mean() for mission in np.unique(missions)])


def _arrays(judged: Sequence[Judged]) -> tuple[Reals, Reals]:
    predicted = np.array([j.predicted for j in judged]).reshape(-1, len(LEVELS))
    return predicted, np.array([float(j.launched.toordinal()) for j in judged])


def _losses(judged: Sequence[Judged]) -> Reals:
    """Loss of each mission: twice the mean pinball loss of the quantiles."""
    predicted, launched = _arrays(judged)
    short = launched[:, None] - predicted
    pinball = np.maximum(LEVELS * short, (LEVELS - 1) * short)
    return _by_mission(judged, 2 * pinball.mean(axis=1))


def _scores(way: str, judged: Sequence[Judged]) -> Scores:
    predicted, launched = _arrays(judged)
    missions = len({j.mission for j in judged})

    def share(hits: Reals) -> float:
        return float(_by_mission(judged, hits).mean()) if missions else float("nan")

    def between(low: float, high: float) -> float:
        first, last = (predicted[:, int(np.argmin(np.abs(level - LEVELS)))] for level in (low, high))
        # A launch on the last day of an interval is within it, wherever in the day the interval ends.
        return share(((np.floor(first) <= launched) & (launched <= np.ceil(last))).astype(np.float64))

    half, most = between(0.25, 0.75), between(0.05, 0.95)
    median = predicted[:, len(LEVELS) // 2]
    return Scores(
        way, missions, len(judged), half, wilson(half, missions), most, wilson(most, missions),
        share((launched > np.ceil(median)).astype(np.float64)),
        share(np.abs(launched - median)), float(_losses(judged).mean()) if missions else float("nan"),
    )  # fmt: skip


def wilson(share: float, cases: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's interval of a share of independent cases, of 95 % by default; all of [0, 1] without cases.

    E. B. Wilson, JASA 22 (1927) 209–212.
    """
    if cases == 0:
        return 0.0, 1.0
    middle = (share + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * sqrt(share * (1 - share) / cases + z**2 / (4 * cases**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _gain(way: str, losses: dict[str, Reals], seed: int) -> Gain:
    """The mean difference, and its interval by drawing missions anew."""
    apart = losses[way] - losses[LEARNED]
    draws = np.random.Generator(np.random.PCG64(seed)).integers(0, len(apart), (DRAWS, len(apart)))
    low, high = np.quantile(apart[draws].mean(axis=1), (0.05, 0.95))
    return Gain(way, float(apart.mean()), float(low), float(high))
