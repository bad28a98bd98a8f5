"""What can be wrong with a problem, all told at once in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ecliptic.assess.partnership.model.problem import Limit, Problem

_SUM_TOLERANCE = 1e-6
_KINDS = ("must lead", "takes no part", "no sole dependence", "no exchange")
_WITH_PARTNER = ("no sole dependence", "no exchange")
_SHOWN = 3


def faults(problem: Problem) -> list[str]:
    """All that keeps a problem from being solved; ranges are looked at only where the shapes are right."""
    found = list(_shapes(problem))
    if not found:
        found = [*_ranges(problem), *_weights(problem), *_limits(problem), *_waiting(problem)]
    return found


def _shapes(problem: Problem) -> Iterator[str]:
    m, n = problem.size
    if not m or not n:
        yield "there must be at least one organisation and one need"
    if problem.years < 1:
        yield f"years is {problem.years}, but at least one year must be looked at"
    for what, names in (("organisations", problem.organisations), ("needs", problem.needs)):
        if len(set(names)) < len(names):
            yield f"{what} holds the same name more than once; give each its own"
    wanted: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("weight", "duration", "earliest_start", "latest_end"), (n,)),
        **dict.fromkeys(("helpers_wanted", "backups_wanted"), (n,)),
        **dict.fromkeys(("own_weight", "effort", "fit", "interest", "may_lead", "may_help"), (m, n)),
        "budget": (m, problem.years),
        "most_leads": (m,),
        "precedence": (len(problem.precedence), 2),
    }
    for name, shape in wanted.items():
        given = getattr(problem, name).shape
        if given != shape:
            yield f"{name} has the shape {given}; it must be {shape}"


def _ranges(problem: Problem) -> Iterator[str]:
    between: tuple[tuple[str, float, float], ...] = (
        ("weight", 0, 1),
        ("own_weight", 0, 1),
        ("fit", 0, 1),
        ("interest", 0, 1),
        ("duration", 1, np.inf),
        ("earliest_start", 0, problem.years),
        ("latest_end", 0, problem.years),
        ("helpers_wanted", 0, np.inf),
        ("backups_wanted", 0, 2),
        ("most_leads", -1, np.inf),
        ("precedence", 0, len(problem.needs) - 1),
    )
    for name, low, high in between:
        array = getattr(problem, name)
        yield from _outside(name, array, ~((array >= low) & (array <= high)), _range_words(low, high))
    for name in ("effort", "budget"):
        array = getattr(problem, name)
        wrong = ~np.isnan(array) & ~((array >= 0) & np.isfinite(array))
        yield from _outside(name, array, wrong, "at least 0, or nan where it is unknown")
    if not (0 <= problem.effort_price < np.inf):
        yield f"effort_price is {problem.effort_price}; it must be at least 0"
    if not 0 < problem.lead_share <= 1:
        yield f"lead_share is {problem.lead_share}; it must be above 0 and at most 1"
    if not 0 <= problem.standby <= 1:
        yield f"standby is {problem.standby}; it must be between 0 and 1"


def _range_words(low: float, high: float) -> str:
    return f"at least {low:g}" if high == np.inf else f"between {low:g} and {high:g}"


def _outside(name: str, array: np.ndarray, wrong: np.ndarray, right: str) -> Iterator[str]:
    places = np.argwhere(wrong)
    if len(places):
        shown = ", ".join(f"{array[tuple(p)]:g} at {p.tolist()}" for p in places[:_SHOWN])
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        yield f"{name} must be {right}; found {shown}{more}"


def _weights(problem: Problem) -> Iterator[str]:
    total = problem.weight.sum()
    if not abs(total - 1) <= _SUM_TOLERANCE:
        yield f"weight sums to {total:g}; it must sum to 1"
    sums = problem.own_weight.sum(axis=1)
    wrong = ~((np.abs(sums - 1) <= _SUM_TOLERANCE) | (problem.own_weight == 0).all(axis=1))
    for i in np.flatnonzero(wrong):
        name = problem.organisations[i]
        yield f"own_weight of {name} sums to {sums[i]:g}; it must sum to 1, or be 0 for every need"


def _limits(problem: Problem) -> Iterator[str]:
    m, n = problem.size
    for number, limit in enumerate(problem.limits):
        where = f"limit {number} ({limit.name})"
        if limit.kind not in _KINDS:
            yield f"{where} has the kind {limit.kind!r}; it must be one of: {', '.join(_KINDS)}"
        if not 0 <= limit.organisation < m:
            yield f"{where} names organisation {limit.organisation}; there are {m}, counted from 0"
        yield from _partner(limit, m, where)
        unknown = [need for need in limit.needs if not 0 <= need < n]
        if unknown:
            yield f"{where} names the needs {unknown}; there are {n}, counted from 0"


def _partner(limit: Limit, m: int, where: str) -> Iterator[str]:
    if limit.partner is None:
        return
    if limit.kind not in _WITH_PARTNER:
        yield f"{where} has a partner, which a limit of the kind {limit.kind!r} cannot have"
    if not 0 <= limit.partner < m:
        yield f"{where} names the partner {limit.partner}; there are {m} organisations, counted from 0"
    if limit.partner == limit.organisation:
        yield f"{where} is about the organisation itself; name another partner, or none"


def _waiting(problem: Problem) -> Iterator[str]:
    """Needs that wait for one another in a circle: what is left after taking away all that waits for none."""
    pairs = problem.precedence
    if pairs.size and (pairs.min() < 0 or pairs.max() >= len(problem.needs)):
        return
    while len(pairs):
        free = ~np.isin(pairs[:, 0], pairs[:, 1])
        if not free.any():
            names = ", ".join(problem.needs[i] for i in np.unique(pairs[:, 1])[:_SHOWN])
            yield f"precedence goes in a circle, so that none of these could ever start: {names}"
            return
        pairs = pairs[~free]
