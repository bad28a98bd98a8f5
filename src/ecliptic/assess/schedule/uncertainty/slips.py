"""How far things slip: learned from the roadmap's own history, by publisher and kind, and shrunk.

Of each announcement the logarithm of the slip (the module `leads` tells of what) is taken as normal,
y ~ N(mu of its group, sigma² + v), where v is what the vagueness of the dates explains. What has not come
about is censored: its lead is longer than the time to the latest statement about it (J. Tobin, Econometrica
26 (1958) 24–36).
Means of groups are normal about the mean of all, which is drawn to published figures (B. Efron and C. Morris,
JASA 70 (1975) 311–319). Estimated by expectation and maximisation, with Newton's steps for the means.

The announcements of one thing are no independent cases: each weighs one part of their number, so that a thing
counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals, Whole
from ecliptic.assess.schedule.uncertainty.announcements import Announcement, Course
from ecliptic.assess.schedule.uncertainty.leads import USUAL, Shape, stated_leads
from ecliptic.assess.schedule.uncertainty.prior import PUBLISHED, Prior
from ecliptic.assess.schedule.uncertainty.quantiles import hazard
from ecliptic.assess.schedule.uncertainty.ranges import Range

ROUNDS, ENOUGH, LONGEST_STEP = 400, 1e-7, 0.5

Group = tuple[str, str]
"""Publisher and kind."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of a group: its logarithm, as the shape defines it, is normal with these parameters."""

    publisher: str
    """Empty for all together."""
    kind: str
    mu: float
    sigma: float
    tau: float
    """Standard error of mu; the uncertainty of the mean of all is part of it."""
    tau_all: float
    """The part of tau that the group has in common with all others."""
    cases: int
    """Things that came about."""
    waiting: int
    """Things that are announced and have not come about at the latest statement of them."""
    announcements: int
    own: float | None
    """Mean of the group by itself, without shrinkage; None where nothing of it came about."""
    basis: str
    shape: Shape = USUAL

    @property
    def factor(self) -> float:
        """Median of actual over stated lead."""
        return self.shape.least + exp(self.mu)


@dataclass(frozen=True, slots=True)
class Seen:
    """One announcement and what came of it."""

    group: Group
    thing: tuple[str, str]
    ratio: float
    """Logarithm of the slip, or its lower bound."""
    vagueness: float
    """Variance of that logarithm over the days that the dates allow."""
    over: bool
    """Whether it came about; else the ratio is a lower bound."""


@dataclass(frozen=True)
class Slips:
    """Slips of all groups of a history."""

    groups: Mapping[Group, Slip]
    overall: Slip
    """For groups of which nothing is known."""

    def of(self, publisher: str, kind: str) -> Slip:
        """The slip of a publisher's announcements of a kind; that of all where nothing is known of them."""
        return self.groups.get((publisher, kind), self.overall)

    def table(self) -> tuple[Slip, ...]:
        """All groups in order, and last all together."""
        return (*(self.groups[group] for group in sorted(self.groups)), self.overall)


def learned(courses: Iterable[Course], prior: Prior = PUBLISHED) -> Slips:
    """Slips by what was announced and what came of it."""
    return fitted([seen for course in courses for seen in seen_in(course, prior.shape)], prior)


def seen_in(course: Course, shape: Shape = USUAL) -> list[Seen]:
    """What each announcement of a thing shows; nothing where no time has passed since."""
    if not course.announcements:
        return []
    latest = course.announcements[-1].day
    until = course.reached or Range(latest, latest, latest)
    made = (_seen(course, announcement, until, shape) for announcement in course.announcements)
    return [seen for seen in made if seen is not None]


def _seen(course: Course, announcement: Announcement, until: Range, shape: Shape) -> Seen | None:
    if until.last <= announcement.day:
        return None
    group, thing = (announcement.publisher, course.kind), (course.kind, course.id)
    return Seen(group, thing, *_slip(announcement, until, shape), course.reached is not None)


@lru_cache(maxsize=10_000)
def _slip(announcement: Announcement, until: Range, shape: Shape) -> tuple[float, float]:
    """Mean and variance of the logarithm over the days that both dates allow."""
    day = announcement.day
    passed, stated = stated_leads(until, day), stated_leads(announcement.said, day)
    logarithms = shape.logarithms(passed[:, None], stated[None, :])
    return float(logarithms.mean()), float(logarithms.var())


@dataclass(frozen=True, eq=False)
class _Data:
    """What was seen, as arrays over the announcements."""

    groups: list[Group]
    place: Whole
    ratio: Reals
    vague: Reals
    over: Reals
    """1 where it came about."""
    weight: Reals


@dataclass(eq=False)
class _State:
    """Parameters on the way to the estimate."""

    mu: Reals
    sigma: float
    between: float
    overall: float
    doubt: Reals
    """Variance of each group's mean, given the mean of all."""
    pull: Reals
    """How much each group's mean is drawn to that of all: 1 where nothing of its own is known."""
    doubt_all: float
    """Variance of the mean of all."""
    squares: Reals
    """Of each announcement the expected square of its slip about the mean of its group."""


def fitted(seen: Sequence[Seen], prior: Prior = PUBLISHED) -> Slips:
    """Slips that fit best to what was seen, given what is held beforehand."""
    data = _arranged(seen)
    state = _start(data, prior)
    for _ in range(ROUNDS):
        before = np.array([*state.mu, state.sigma, state.between, state.overall])
        _step(data, state, prior)
        after = np.array([*state.mu, state.sigma, state.between, state.overall])
        if float(np.abs(after - before).max()) < ENOUGH:
            break
    spread = sqrt(state.doubt_all + state.between**2)
    overall = Slip(
        "", "", state.overall, state.sigma, spread, sqrt(state.doubt_all), *_counts(seen), None,
        _overall_basis(seen, prior), prior.shape,
    )  # fmt: skip
    rows = {group: _row(g, data, state, seen, prior) for g, group in enumerate(data.groups)}
    return Slips(rows, overall)


def _arranged(seen: Sequence[Seen]) -> _Data:
    groups = sorted({s.group for s in seen})
    number = {group: place for place, group in enumerate(groups)}
    times: dict[tuple[str, str], int] = {}
    for s in seen:
        times[s.thing] = times.get(s.thing, 0) + 1
    return _Data(
        groups,
        np.array([number[s.group] for s in seen], dtype=np.int64),
        np.array([s.ratio for s in seen], dtype=np.float64),
        np.array([s.vagueness for s in seen], dtype=np.float64),
        np.array([float(s.over) for s in seen], dtype=np.float64),
        np.array([1 / times[s.thing] for s in seen], dtype=np.float64),
    )


def _start(data: _Data, prior: Prior) -> _State:
    count = len(data.groups)
    return _State(
        mu=np.full(count, prior.mu),
        sigma=prior.sigma,
        between=prior.between,
        overall=prior.mu,
        doubt=np.full(count, prior.between**2),
        pull=np.ones(count),
        doubt_all=prior.sigma**2 / prior.cases,
        squares=np.zeros(len(data.ratio)),
    )


def _step(data: _Data, state: _State, prior: Prior) -> None:
    """One round: the means by Newton's step, then both spreads by their expected squares."""
    slope, bend = _slopes(data, state)
    own = state.mu + np.divide(slope, bend, out=np.zeros_like(slope), where=bend > 0)
    weight = np.divide(bend, 1 + bend * state.between**2)
    all_weight = prior.cases / state.sigma**2
    state.doubt_all = 1 / (all_weight + float(weight.sum()))
    state.overall = state.doubt_all * (all_weight * prior.mu + float((weight * own).sum()))
    state.doubt = 1 / (bend + 1 / state.between**2)
    state.pull = state.doubt / state.between**2
    goal = (1 - state.pull) * own + state.pull * state.overall
    state.mu = state.mu + np.clip(goal - state.mu, -LONGEST_STEP, LONGEST_STEP)
    apart = (state.mu - state.overall) ** 2 + state.doubt + (1 - state.pull) ** 2 * state.doubt_all
    square = (float(apart.sum()) + prior.groups * prior.between**2) / (len(apart) + prior.groups)
    state.between = sqrt(square)
    state.squares = _squares(data, state)
    total = float((data.weight * state.squares).sum()) + prior.cases * prior.sigma**2
    state.sigma = sqrt(total / (float(data.weight.sum()) + prior.cases))


def _slopes(data: _Data, state: _State) -> tuple[Reals, Reals]:
    """First and, with its sign turned, second derivative of each group's log likelihood by its mean."""
    scale = np.sqrt(state.sigma**2 + data.vague)
    z = (data.ratio - state.mu[data.place]) / scale
    lost = _lost(data, z)
    slope = np.where(data.over > 0, z, lost) / scale
    bend = np.where(data.over > 0, 1.0, lost * (lost - z)) / scale**2
    count = len(data.groups)
    return (
        np.bincount(data.place, data.weight * slope, count).astype(np.float64),
        np.bincount(data.place, data.weight * bend, count).astype(np.float64),
    )


def _lost(data: _Data, z: Reals) -> Reals:
    """The hazard where something has not come about; elsewhere it is not needed."""
    lost = np.zeros_like(z)
    waiting = data.over == 0
    lost[waiting] = hazard(z[waiting])
    return lost


def _squares(data: _Data, state: _State) -> Reals:
    """The vagueness explains a part of what is seen; the rest is slip, and the mean is uncertain too."""
    total = state.sigma**2 + data.vague
    part = state.sigma**2 / total
    z = (data.ratio - state.mu[data.place]) / np.sqrt(total)
    lost = _lost(data, z)
    square = np.where(data.over > 0, z**2, 1 + z * lost) * total
    told = np.where(data.over > 0, 1.0, lost * (lost - z))
    doubt = (state.doubt + state.pull**2 * state.doubt_all)[data.place]
    return np.asarray(part**2 * (square + told * doubt) + state.sigma**2 * (1 - part))


def _row(g: int, data: _Data, state: _State, seen: Sequence[Seen], prior: Prior) -> Slip:
    mine = data.place == g
    weight = data.weight[mine]
    things = float(weight.sum())
    squares = float((weight * state.squares[mine]).sum())
    sigma = sqrt((squares + prior.own_cases * state.sigma**2) / (things + prior.own_cases))
    common = float(state.pull[g]) ** 2 * state.doubt_all
    over = mine & (data.over > 0)
    own = float(np.average(data.ratio[over], weights=data.weight[over])) if over.any() else None
    group = data.groups[g]
    counts = _counts([s for s in seen if s.group == group])
    tau = sqrt(float(state.doubt[g]) + common)
    basis = _basis(group, counts, float(state.pull[g]))
    return Slip(*group, float(state.mu[g]), sigma, tau, sqrt(common), *counts, own, basis, prior.shape)


def _counts(seen: Sequence[Seen]) -> tuple[int, int, int]:
    """Things that came about, things that wait, and announcements."""
    over = {s.thing for s in seen if s.over}
    return len(over), len({s.thing for s in seen} - over), len(seen)


def _basis(group: Group, counts: tuple[int, int, int], pull: float) -> str:
    over, waiting, announcements = counts
    return (
        f"slip learned from {announcements} announcements by {group[0]} of {over} {group[1]}s that came "
        f"about and {waiting} that did not yet, drawn by {pull:.0%} to the mean of all"
    )


def _overall_basis(seen: Sequence[Seen], prior: Prior) -> str:
    over, waiting, announcements = _counts(seen)
    if not announcements:
        return f"slip by {prior.basis}, since the roadmap has no history of dates"
    return (
        f"slip of all publishers, from {announcements} announcements of {over} things that came about and "
        f"{waiting} that did not yet, and from {prior.basis}"
    )
