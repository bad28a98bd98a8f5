"""Rows for the terms on which organisations take part, and the objectives as linear expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ecliptic.assess.partnership.model.build import INFINITY, Formulation
from ecliptic.assess.partnership.model.columns import BACK
from ecliptic.assess.partnership.model.problem import Floats, Limit, Problem, Whole

OBJECTIVES: Final = ("coverage", "effort", "alignment", "fairness", "resilience")
SMALL: Final = 1e-9
"""What is below has no range to be fair about."""


def add_limits(made: Formulation, member: Whole | None = None) -> None:
    """Limits that concern who works with whom; the others have closed columns already.

    With `member`, the columns of membership in a coalition, a limit of who stands outside does not hold.
    """
    for limit in made.problem.limits:
        if limit.kind == "no sole dependence":
            _no_sole_dependence(made, limit, None if member is None else int(member[limit.organisation]))
    pairs = list(_exclusions(made))
    if pairs:
        _no_exchange(made, np.concatenate(pairs))


def _no_sole_dependence(made: Formulation, limit: Limit, member: int | None) -> None:
    """Led by another means backed up: one row for each need that matters to the organisation."""
    parts, problem = made.columns.parts, made.problem
    held = np.flatnonzero(problem.reaches(limit) & (problem.own_weight[limit.organisation] > 0))
    row_of = np.full(made.columns.needs, -1, dtype=np.int64)
    row_of[held] = np.arange(len(held))
    leads, backs = parts.leading, parts.of_kind(BACK)
    of = parts.organisation[leads]
    leads = leads[of != limit.organisation if limit.partner is None else of == limit.partner]
    leads, backs = leads[row_of[parts.need[leads]] >= 0], backs[row_of[parts.need[backs]] >= 0]
    led = (row_of[parts.need[leads]], parts.column[leads], 1.0)
    backed = (row_of[parts.need[backs]], parts.column[backs], -1.0)
    if member is None:
        made.rows.add(len(held), -INFINITY, 0, led, backed)  # (15)
    else:
        inside = (np.arange(len(held)), np.full(len(held), member), 1.0)
        made.rows.add(len(held), -INFINITY, 1, led, backed, inside)


def _exclusions(made: Formulation) -> Iterator[Whole]:
    """(k, 3) need, organisation and whom it is never in a team with."""
    m, _ = made.problem.size
    for limit in made.problem.limits:
        if limit.kind == "no exchange":
            others = [limit.partner] if limit.partner is not None else range(m)
            pairs = [(i, limit.organisation) for i in others if i != limit.organisation]
            needs = np.repeat(np.array(limit.needs, dtype=np.int64), len(pairs))
            yield np.column_stack((needs, np.tile(np.array(pairs).reshape(-1, 2), (len(limit.needs), 1))))


def _no_exchange(made: Formulation, excluded: Whole) -> None:
    """The two have at most one part between them."""
    parts = made.columns.parts
    excluded = np.unique(np.column_stack((excluded[:, 0], np.sort(excluded[:, 1:], axis=1))), axis=0)
    has = np.zeros(made.problem.size, dtype=bool)
    has[parts.organisation, parts.need] = True
    need, one, other = excluded[(has[excluded[:, 1], excluded[:, 0]]) & has[excluded[:, 2], excluded[:, 0]]].T
    count = len(need)
    terms = [_parts_of(made, need, side) for side in (one, other)]
    met = (np.arange(count), made.columns.met[need], -1.0)
    made.rows.add(count, -INFINITY, 0, *terms, met)  # (16)


def _parts_of(made: Formulation, need: Whole, organisation: Whole) -> tuple[Whole, Whole, float]:
    """Row and column of each part of the organisation in the need, row by row."""
    parts, n = made.columns.parts, made.columns.needs
    key = parts.organisation * n + parts.need
    order = np.argsort(key, kind="stable")
    wanted = organisation * n + need
    first = np.searchsorted(key[order], wanted, side="left")
    count = np.searchsorted(key[order], wanted, side="right") - first
    row = np.repeat(np.arange(len(wanted)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, parts.column[order[first[row] + offset]], 1.0


def utility(made: Formulation) -> tuple[tuple[Whole, Whole, Floats], tuple[Whole, Whole, Floats]]:
    """Terms of a row for each organisation: own weight of what is met, less its priced effort."""
    problem, parts = made.problem, made.columns.parts
    who, need = np.nonzero(problem.own_weight)
    gained = (who, made.columns.met[need], problem.own_weight[who, need])
    return gained, (parts.organisation, parts.column, -problem.effort_price * parts.effort)


def add_rationality(made: Formulation, alone: Floats) -> Whole:
    """Each is at least as well off as alone; a row for each organisation."""
    return made.rows.add(len(alone), alone, INFINITY, *utility(made))  # (14)


def scope_of_gain(problem: Problem, alone: Floats) -> tuple[Floats, Whole]:
    """How far each could rise above what it has alone, and which can rise at all."""
    scope = problem.own_weight.sum(axis=1) - alone
    return scope, np.flatnonzero(scope > SMALL)


def add_fairness(made: Formulation, alone: Floats) -> int:
    """The least share of possible gain that any organisation has; gives its column.

    Where nobody can gain anything, it is 1.
    """
    scope, gaining = scope_of_gain(made.problem, alone)
    problem = made.problem
    lowest = -problem.effort_price * np.nansum(problem.effort, axis=1) - alone
    least = float((lowest[gaining] / scope[gaining]).min(initial=0.0))
    column = made.add_columns(np.array([least if len(gaining) else 1.0]), np.ones(1))
    row_of = np.full(len(scope), -1, dtype=np.int64)
    row_of[gaining] = np.arange(len(gaining))
    terms = []
    for who, columns, values in utility(made):
        kept = row_of[who] >= 0
        terms.append((row_of[who[kept]], columns[kept], -values[kept]))
    every = np.arange(len(gaining))
    share = (every, np.full(len(gaining), column[0]), scope[gaining])
    made.rows.add(len(gaining), -INFINITY, -alone[gaining], share, *terms)  # (17)
    return int(column[0])


def objective(made: Formulation, name: str, column: int | None = None) -> tuple[Whole, Floats]:
    """Columns and coefficients of an objective; fairness and resilience have the column that was added."""
    problem, parts = made.problem, made.columns.parts
    if name == "coverage":
        return made.columns.met, problem.weight
    if name == "effort":
        return parts.column, parts.effort / made.effort_unit
    if name == "alignment":
        shares = np.flatnonzero(parts.kind != BACK)
        return parts.column[shares], (parts.share * suitability(problem, parts.organisation, parts.need))[
            shares
        ]
    if column is None:
        message = f"no column stands for {name}"
        raise ValueError(message)
    return np.array([column]), np.ones(1)


def suitability(problem: Problem, organisation: Whole, need: Whole) -> Floats:
    """Weight of the need times the geometric mean of interest and fit: 0 where either is lacking."""
    wish = problem.interest[organisation, need] * problem.fit[organisation, need]
    return np.asarray(problem.weight[need] * np.sqrt(wish))
