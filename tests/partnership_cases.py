"""Small partnership problems at random, and every way to share out their roles, tried one and all.

Written from the words of the method alone, without any of the model's code, to be its judge.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ecliptic.assess.partnership.model import Limit, Problem, Roles

PLAY = 1e-7
KINDS = ("must lead", "takes no part", "no sole dependence", "no exchange")
SENSE = {"coverage": 1, "effort": -1, "alignment": 1, "fairness": 1, "resilience": 1}


class Way(NamedTuple):
    """One way to meet one need."""

    lead: int
    start: int
    contributors: tuple[int, ...]
    backups: tuple[int, ...]


def case(seed: int) -> Problem:
    """A problem with two or three of each, and terms of every kind now and then."""
    chance = np.random.Generator(np.random.PCG64(seed))
    m, n = ((2, 2), (2, 3), (3, 2))[chance.integers(3)]
    years = int(chance.integers(2, 4))
    weight = chance.integers(1, 6, n).astype(float)
    own = chance.integers(0, 4, (m, n)) * 1.0
    totals = own.sum(axis=1, keepdims=True)
    effort = chance.choice([1.0, 2.0, 4.0, 8.0, np.nan], (m, n), p=[0.3, 0.25, 0.2, 0.1, 0.15])
    budget = np.where(
        chance.random((m, years)) < 0.7, chance.choice([0.2, 0.5, 1.0, 2.0, 4.0], (m, years)), np.nan
    )
    budget[chance.random(m) < 0.4] = np.nan
    waits = [(0, 1), (1, 2), (0, 2)][: int(chance.integers(0, 3))]
    return Problem(
        organisations=tuple("ABC"[:m]),
        needs=tuple(f"need {j}" for j in range(n)),
        first_year=2030,
        years=years,
        weight=weight / weight.sum(),
        own_weight=np.divide(own, totals, out=np.zeros_like(own), where=totals > 0),
        effort=effort,
        fit=chance.integers(0, 5, (m, n)) / 4,
        interest=chance.integers(0, 5, (m, n)) / 4,
        may_lead=chance.random((m, n)) < 0.75,
        may_help=chance.random((m, n)) < 0.75,
        duration=chance.integers(1, 3, n),
        earliest_start=chance.integers(0, 2, n),
        latest_end=chance.integers(years - 1, years + 1, n),
        helpers_wanted=chance.integers(0, 3, n),
        backups_wanted=chance.choice([0, 1, 2], n, p=[0.4, 0.45, 0.15]),
        budget=budget,
        most_leads=chance.choice([-1, -1, -1, 1], m),
        precedence=np.array([pair for pair in waits if max(pair) < n], dtype=int),
        limits=tuple(_limits(chance, m, n)),
        effort_price=float(chance.choice([0.0, 0.01, 0.04, 0.1])),
    )


def _limits(chance: np.random.Generator, m: int, n: int) -> Iterator[Limit]:
    for number in range(int(chance.integers(0, 4))):
        kind: Any = KINDS[chance.integers(4)]
        who = int(chance.integers(m))
        other = (who + 1 + int(chance.integers(m - 1))) % m
        partner = other if kind in KINDS[2:] and chance.random() < 0.6 else None
        needs = tuple(np.flatnonzero(chance.random(n) < 0.7).tolist())
        yield Limit(f"limit {number}", kind, who, partner, needs)


def crowd(seed: int, m: int, n: int, years: int) -> Problem:
    """A problem too large to try every way: means are short for half of the organisations."""
    chance = np.random.Generator(np.random.PCG64(seed))
    able = chance.random((m, n)) < 6 / m
    effort = np.where(able, chance.choice([1.0, 2.0, 4.0, 8.0], (m, n)), np.nan)
    own = chance.random((m, n))
    start = chance.integers(0, years // 2, n)
    duration = chance.integers(1, 4, n)
    budget = np.full((m, years), np.nan)
    budget[: m // 2] = chance.uniform(0.5, 2.0, (m // 2, 1))
    return Problem(
        organisations=tuple(f"organisation {i}" for i in range(m)),
        needs=tuple(f"need {j}" for j in range(n)),
        first_year=2030,
        years=years,
        weight=np.full(n, 1 / n),
        own_weight=own / own.sum(axis=1, keepdims=True),
        effort=effort,
        fit=chance.random((m, n)),
        interest=chance.random((m, n)),
        may_lead=chance.random((m, n)) < 0.6,
        may_help=np.ones((m, n), dtype=bool),
        duration=duration,
        earliest_start=start,
        latest_end=np.minimum(years, start + duration + 3),
        helpers_wanted=chance.integers(0, 3, n),
        backups_wanted=chance.integers(0, 2, n),
        budget=budget,
        most_leads=np.full(m, -1),
        precedence=np.array([(j, j + 1) for j in range(0, n - 1, 7)]),
        limits=tuple(
            Limit(f"limit {k}", KINDS[k % 4], k % m, None, tuple(range(k % 5, n, 9)))  # type: ignore[arg-type]
            for k in range(8)
        ),
        effort_price=0.005,
    )


@dataclass(frozen=True, eq=False)
class Ways:
    """Every allowed choice of ways, one row each, with what it comes to; -1: the need is not met."""

    problem: Problem
    by_need: list[list[Way]]
    chosen: np.ndarray
    utility: np.ndarray
    alone: np.ndarray
    values: dict[str, np.ndarray]

    @property
    def count(self) -> int:
        return len(self.chosen)

    def keep(self, wanted: np.ndarray) -> Ways:
        """Only some of the rows."""
        values = {name: value[wanted] for name, value in self.values.items()}
        return Ways(self.problem, self.by_need, self.chosen[wanted], self.utility[wanted], self.alone, values)

    def best(self, name: str) -> float:
        values = self.values[name] * SENSE[name]
        return float(values.max()) * SENSE[name]

    def met(self) -> np.ndarray:
        return self.chosen >= 0

    def lead(self, need: int) -> np.ndarray:
        """Who leads a need in each row."""
        leads = np.array([way.lead for way in self.by_need[need]] + [-1])
        return leads[self.chosen[:, need]]

    def row_of(self, roles: Roles) -> int:
        """Where these roles stand; an error if they are not allowed."""
        row = []
        for need, lead in enumerate(roles.lead.tolist()):
            way = Way(lead, int(roles.start[need]), roles.contributors[need], roles.backups[need])
            row.append(-1 if lead < 0 else self.by_need[need].index(way))
        (found,) = np.flatnonzero((self.chosen == row).all(axis=1))
        return int(found)


def every_way(
    problem: Problem,
    *,
    rational: bool = True,
    members: tuple[int, ...] | None = None,
    alone: np.ndarray | None = None,
) -> Ways:
    """All choices that keep to the rules; with members, only these have parts and set limits."""
    m, n = len(problem.organisations), len(problem.needs)
    inside = set(range(m) if members is None else members)
    limits = [limit for limit in problem.limits if limit.organisation in inside]
    by_need = [list(_ways(problem, limits, need, inside)) for need in range(n)]
    chosen = np.array(list(itertools.product(*([*range(len(ways)), -1] for ways in by_need))))
    chosen = chosen[_in_order(problem, by_need, chosen)]
    load = sum((_loads(problem, by_need[j], j)[chosen[:, j]] for j in range(n)), np.zeros(1))
    leads = sum((_led(m, by_need[j])[chosen[:, j]] for j in range(n)), np.zeros(1))
    fine = ~(load > problem.budget + PLAY).any(axis=(1, 2))
    fine &= ~((leads > problem.most_leads) & (problem.most_leads >= 0)).any(axis=1)
    chosen, load = chosen[fine], load[fine]
    alone = alone_of(problem) if alone is None else alone
    utility = (chosen >= 0) @ problem.own_weight.T - problem.effort_price * load.sum(axis=2)
    if rational:
        fine = (utility >= alone - PLAY).all(axis=1)
        chosen, load, utility = chosen[fine], load[fine], utility[fine]
    values = _values(problem, by_need, chosen, load, utility, alone)
    return Ways(problem, by_need, chosen, utility, alone, values)


def _ways(problem: Problem, limits: list[Limit], need: int, inside: set[int]) -> Iterator[Way]:
    known = {i for i in inside if not np.isnan(problem.effort[i, need])}
    here = [limit for limit in limits if need in limit.needs]
    out = {limit.organisation for limit in here if limit.kind == "takes no part"}
    only_lead = {limit.organisation for limit in here if limit.kind == "must lead"}
    leads = [i for i in known - out if problem.may_lead[i, need]]
    helpers = [i for i in known - out - only_lead if problem.may_help[i, need]]
    careful = [
        limit
        for limit in problem.limits
        if need in limit.needs
        and limit.kind == "no sole dependence"
        and problem.own_weight[limit.organisation, need] > 0
    ]
    most_backups = max(int(problem.backups_wanted[need]), 1 if careful else 0)
    last = min(int(problem.latest_end[need]), problem.years) - int(problem.duration[need])
    for lead in leads:
        others = [i for i in helpers if i != lead]
        for contributors, backups in _teams(others, int(problem.helpers_wanted[need]), most_backups):
            if _accepted(here, problem, need, lead, contributors + backups, bool(backups)):
                for start in range(int(problem.earliest_start[need]), last + 1):
                    yield Way(lead, start, contributors, backups)


def _teams(
    others: list[int], most_helpers: int, most_backups: int
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    for part in itertools.product("-cb", repeat=len(others)):
        contributors = tuple(i for i, p in zip(others, part, strict=True) if p == "c")
        backups = tuple(i for i, p in zip(others, part, strict=True) if p == "b")
        if len(contributors) <= most_helpers and len(backups) <= most_backups:
            yield contributors, backups


def _accepted(
    here: list[Limit], problem: Problem, need: int, lead: int, rest: tuple[int, ...], backed: bool
) -> bool:
    team = {lead, *rest}
    for limit in here:
        who, partner = limit.organisation, limit.partner
        if limit.kind == "no exchange" and who in team:
            if partner is None and len(team) > 1:
                return False
            if partner is not None and partner in team:
                return False
        if limit.kind == "no sole dependence" and problem.own_weight[who, need] > 0:
            another = lead != who if partner is None else lead == partner
            if another and not backed:
                return False
    return True


def _in_order(problem: Problem, by_need: list[list[Way]], chosen: np.ndarray) -> np.ndarray:
    fine = np.ones(len(chosen), dtype=bool)
    for before, after in problem.precedence.tolist():
        ends = np.array([way.start + problem.duration[before] for way in by_need[before]] + [np.inf])
        starts = np.array([way.start for way in by_need[after]] + [np.inf])
        later = chosen[:, after]
        fine &= (later < 0) | ((chosen[:, before] >= 0) & (ends[chosen[:, before]] <= starts[later]))
    return fine


def _shares(problem: Problem, way: Way) -> Iterator[tuple[int, float, bool]]:
    count = len(way.contributors)
    yield way.lead, (problem.lead_share if count else 1.0), True
    yield from ((i, (1 - problem.lead_share) / count, True) for i in way.contributors)
    yield from ((i, problem.standby, False) for i in way.backups)


def _loads(problem: Problem, ways: list[Way], need: int) -> np.ndarray:
    """(ways and none, m, years) points a year."""
    load = np.zeros((len(ways) + 1, len(problem.organisations), problem.years))
    for row, way in enumerate(ways):
        for who, share, _ in _shares(problem, way):
            end = way.start + int(problem.duration[need])
            load[row, who, way.start : end] = share * problem.effort[who, need] / problem.duration[need]
    return load


def _led(m: int, ways: list[Way]) -> np.ndarray:
    led = np.zeros((len(ways) + 1, m))
    for row, way in enumerate(ways):
        led[row, way.lead] = 1
    return led


def _values(
    problem: Problem,
    by_need: list[list[Way]],
    chosen: np.ndarray,
    load: np.ndarray,
    utility: np.ndarray,
    alone: np.ndarray,
) -> dict[str, np.ndarray]:
    m, n = len(problem.organisations), len(problem.needs)
    met = chosen >= 0
    suits = np.sqrt(problem.interest * problem.fit)
    aligned = np.zeros(len(chosen))
    kept = np.repeat(met[:, None, :], m, axis=1)
    for j in range(n):
        of_way = [sum(s * suits[i, j] for i, s, works in _shares(problem, w) if works) for w in by_need[j]]
        aligned += problem.weight[j] * np.array([*of_way, 0.0])[chosen[:, j]]
        for who in range(m):
            lost = np.array([w.lead == who and not w.backups for w in by_need[j]] + [False])
            kept[:, who, j] &= ~lost[chosen[:, j]]
    for _ in range(n):
        for before, after in problem.precedence.tolist():
            kept[:, :, after] &= kept[:, :, before]
    ideal = problem.own_weight.sum(axis=1)
    gaining = np.flatnonzero(ideal - alone > 1e-9)
    fairness = np.ones(len(chosen))
    if len(gaining):
        fairness = ((utility - alone)[:, gaining] / (ideal - alone)[gaining]).min(axis=1)
    return {
        "coverage": met @ problem.weight,
        "effort": load.sum(axis=(1, 2)),
        "alignment": aligned,
        "fairness": fairness,
        "resilience": (kept @ problem.weight).min(axis=1),
    }


def alone_of(problem: Problem) -> np.ndarray:
    """The best that each reaches by leading alone, with nobody else having a part."""
    found = []
    for who in range(len(problem.organisations)):
        closed = {
            need
            for limit in problem.limits
            if limit.organisation == who and limit.kind == "takes no part"
            for need in limit.needs
        }
        able = [
            problem.may_lead[who, j] and not np.isnan(problem.effort[who, j]) and j not in closed
            for j in range(len(problem.needs))
        ]
        starts = [
            [s for s in range(problem.years) if able[j] and _within(problem, j, s)] + [None]
            for j in range(len(problem.needs))
        ]
        found.append(max(_alone(problem, who, plan) for plan in itertools.product(*starts)))
    return np.array(found)


def _within(problem: Problem, need: int, start: int) -> bool:
    end = start + int(problem.duration[need])
    return bool(problem.earliest_start[need] <= start and end <= problem.latest_end[need])


def _alone(problem: Problem, who: int, plan: tuple[int | None, ...]) -> float:
    """Utility of starting each need in a year, or -inf where that is not allowed."""
    load, gained = np.zeros(problem.years), 0.0
    for need, start in enumerate(plan):
        if start is not None:
            lasts = int(problem.duration[need])
            load[start : start + lasts] += problem.effort[who, need] / lasts
            gained += problem.own_weight[who, need]
    for before, after in problem.precedence.tolist():
        first, then = plan[before], plan[after]
        if then is not None and (first is None or first + problem.duration[before] > then):
            return -np.inf
    led = sum(start is not None for start in plan)
    if (load > problem.budget[who] + PLAY).any() or 0 <= problem.most_leads[who] < led:
        return -np.inf
    return float(gained - problem.effort_price * load.sum())
