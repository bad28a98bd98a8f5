"""What one objective costs in another: the Pareto front of two objectives, point by point.

The augmented epsilon-constraint method AUGMECON2 (Mavrotas and Florios 2013, Applied Mathematics and
Computation 219, pp. 9652-9669): the second objective is bounded ever tighter, its surplus counts a little in
the aim so that no point is dominated, and bounds that the surplus covers already are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.model.problem import Problem
from ecliptic.assess.partnership.model.request import SENSE, Request
from ecliptic.assess.partnership.model.solution import Solution
from ecliptic.assess.partnership.model.solve import DEFAULT, Model
from ecliptic.assess.partnership.model.solver import Patience
from ecliptic.errors import UsageError

_AUGMENTED = 1e-3
"""What the whole range of the second objective counts, where that of the first counts 1."""
_STEP = 1e-5
"""Share of the range by which the second objective must get better, where every point is wanted."""
_SAME = 1e-7
_MOST_POINTS = 1000


@dataclass(frozen=True, eq=False)
class Front:
    """Solutions of which none is better in both objectives, best in the first objective first.

    `ideal` is the best of each objective alone, `nadir` what is left of it at the best of the other.
    `complete` says whether every point was sought and none search was cut short or ended at a gap above
    the patience's.
    """

    first: str
    second: str
    points: tuple[Solution, ...]
    ideal: Mapping[str, float]
    nadir: Mapping[str, float]
    complete: bool


def front(
    problem: Problem | Model,
    first: str = "coverage",
    second: str = "effort",
    points: int | None = 7,
    patience: Patience = DEFAULT,
) -> Front:
    """The front of any two objectives, at so many bounds of the second evenly over its range.

    With None every point is sought whose second objective differs by more than 1/100,000 of its range, up to
    1000. Points are efficient within the gap of the patience; those that others dominate are left out.
    """
    if first == second or (points is not None and points < 2):
        message = "a front needs two different objectives, and at least two points (or None for all)"
        raise UsageError(message)
    model = problem if isinstance(problem, Model) else Model(problem, (first, second))
    ends = [_lexicographic(model, *pair, patience) for pair in ((first, second), (second, first))]
    if not all(end.found for end in ends):
        return Front(first, second, (), {}, {}, False)
    best, other = (end.objectives for end in ends)
    ideal = {first: best[first], second: other[second]}
    nadir = {first: other[first], second: best[second]}
    between = list(_between(model, (first, second), (ideal, nadir), points, patience))
    found = _undominated([*ends, *between], (first, second), (ideal, nadir))
    whole = points is None and len(between) < _MOST_POINTS
    complete = whole and all(solution.status != "time limit" for solution in (*ends, *between))
    return Front(first, second, found, ideal, nadir, complete)


def _lexicographic(model: Model, first: str, second: str, patience: Patience) -> Solution:
    """The best in the second objective among the best in the first: a corner of the payoff table."""
    best = model.ask(Request.of(first), patience)
    if not best.found:
        return best
    then = model.ask(Request.of(second, **at_no_worse(first, best.objectives[first])), patience)
    return then if then.found else best


def at_no_worse(name: str, value: float) -> dict[str, Mapping[str, float]]:
    """The bound that keeps an objective at a value or better."""
    return {"at_least" if SENSE[name] > 0 else "at_most": {name: value}}


def _between(
    model: Model,
    names: tuple[str, str],
    ends: tuple[Mapping[str, float], Mapping[str, float]],
    points: int | None,
    patience: Patience,
) -> Iterator[Solution]:
    """Solutions between the two ends, the second objective getting better and better."""
    first, second = names
    ideal, nadir = ends
    width = {name: abs(ideal[name] - nadir[name]) for name in names}
    if min(width.values()) <= _SAME * max(1.0, abs(ideal[second])):
        return
    step = _STEP if points is None else 1 / (points - 1)
    aim = {first: 1 / width[first], second: _AUGMENTED / width[second]}
    at = step
    for _ in range(_MOST_POINTS):
        if at >= 1 - _SAME:
            return
        bound = nadir[second] + at * (ideal[second] - nadir[second])
        solution = model.ask(Request.of(aim, **at_no_worse(second, bound)), patience)
        if not solution.found:
            return
        yield solution
        reached = abs(solution.objectives[second] - nadir[second]) / width[second]
        # The surplus covers all bounds up to what was reached.
        at = step + max(at, reached if points is None else np.floor(reached / step + _SAME) * step)


def _undominated(
    solutions: list[Solution],
    names: tuple[str, str],
    ends: tuple[Mapping[str, float], Mapping[str, float]],
) -> tuple[Solution, ...]:
    """Those that no other dominates, once each, best in the first objective first."""
    width = np.array([max(abs(ends[0][name] - ends[1][name]), _SAME) for name in names])
    sense = np.array([SENSE[name] for name in names])
    values = np.array([[s.objectives[name] for name in names] for s in solutions]) * sense / width
    order = sorted(range(len(solutions)), key=lambda row: (-values[row, 0], -values[row, 1]))
    kept: list[Solution] = []
    most = -np.inf
    for row in order:
        if values[row, 1] > most + _SAME:
            kept.append(solutions[row])
            most = values[row, 1]
    return tuple(kept)
