"""What organisations put in and get out: weights, efforts, means and limits, read from their records.

What nobody states is assumed here, in one place, by rules that every answer repeats; money is never assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.scopes import Scopes
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Allowance,
    DataGap,
    EffortClass,
    EffortEstimate,
    Element,
    Function,
    Limit,
    PlannedDate,
    Priority,
    Record,
    TechnologyGap,
)

POINTS = {
    EffortClass.SMALL: 1.0,
    EffortClass.MEDIUM: 2.0,
    EffortClass.LARGE: 4.0,
    EffortClass.VERY_LARGE: 8.0,
}
"""Points of effort of each class: each class counts twice the one below. They are an order, not money."""

YEARS = {EffortClass.SMALL: 2, EffortClass.MEDIUM: 3, EffortClass.LARGE: 5, EffortClass.VERY_LARGE: 8}
"""Years that an undertaking of each class is assumed to take where nobody says."""

ASSUMED_CLASS = {
    DataGap.kind: EffortClass.SMALL,
    TechnologyGap.kind: EffortClass.MEDIUM,
    Function.kind: EffortClass.MEDIUM,
    Element.kind: EffortClass.LARGE,
}
"""Class of effort that a need is assumed to take where nobody says."""

UNNAMED_WEIGHT = 1.0
"""Weight, of 10, of a need in which an organisation has stated neither priority nor interest."""

Numbers = NDArray[np.float64]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Horizon:
    """The years that are planned for."""

    first_year: int
    years: int

    def places(self, period: PlannedDate | None) -> range:
        """Places of the years of a period within the horizon; all of them without a period."""
        if period is None:
            return range(self.years)
        first = self.first_year if period.earliest is None else period.earliest.year
        last = self.first_year + self.years - 1 if period.latest is None else period.latest.year
        return range(max(0, first - self.first_year), min(self.years, last - self.first_year + 1))


@dataclass
class Stakes:
    """Arrays over organisations (rows) and needs (columns), and the statements that they rest on."""

    own_weight: Numbers
    """How much each need matters to each organisation, 0 to 10."""
    effort_points: Numbers
    """Points of effort if the organisation met the need alone."""
    draw: Numbers
    """The same in the unit of the organisation's allowance; nan where it has not been estimated in it."""
    duration_years: NDArray[np.int64]
    """Years that each need takes; the longest that anybody states."""
    allowance: Numbers
    """Organisations by years: most that each may spend in a year, in the unit of its own; nan: not stated."""
    in_money: tuple[str | None, ...]
    """Currency of each organisation's allowance; None for points of effort, or where it has none."""
    limits: tuple[tuple[Limit, tuple[int, ...]], ...]
    """Each limit with the places of the needs that it holds for."""
    has_priorities: NDArray[np.bool_]
    estimated: NDArray[np.bool_]
    """Pairs for which somebody states an effort."""
    statements: dict[tuple[str, str, str, int], Statement] = field(default_factory=dict)


def stakes_of(
    roadmap: Roadmap,
    organisations: Sequence[str],
    needs: Sequence[Need],
    scopes: Scopes,
    horizon: Horizon,
    interest: Numbers,
) -> Stakes:
    """Read what organisations have at stake; `interest` is theirs in each need, 0 to 1, nan where unknown."""
    place = {organisation: row for row, organisation in enumerate(organisations)}
    assumed = np.array([POINTS[ASSUMED_CLASS[need.subject.kind]] for need in needs])
    stakes = Stakes(
        own_weight=UNNAMED_WEIGHT + (10 - UNNAMED_WEIGHT) * np.nan_to_num(interest),
        effort_points=np.tile(assumed, (len(organisations), 1)).reshape(len(organisations), len(needs)),
        draw=np.full((len(organisations), len(needs)), np.nan),
        duration_years=np.array([YEARS[ASSUMED_CLASS[need.subject.kind]] for need in needs], dtype=np.int64),
        allowance=np.full((len(organisations), horizon.years), np.nan),
        in_money=(None,) * len(organisations),
        limits=(),
        has_priorities=np.zeros(len(organisations), dtype=bool),
        estimated=np.zeros((len(organisations), len(needs)), dtype=bool),
    )
    _read_priorities(stakes, roadmap, scopes, place)
    _read_allowances(stakes, roadmap, horizon, place)
    _read_estimates(stakes, roadmap, scopes, place)
    _read_limits(stakes, roadmap, scopes, place)
    return stakes


def _stated(
    stakes: Stakes, roadmap: Roadmap, kind: type[R], place: Mapping[str, int]
) -> Iterator[tuple[int, R]]:
    """The records of a kind with the row of the organisation that each is about, in order of identifiers.

    What one organisation states about another's means or limits is not its to state, and is left out.
    """
    for statement in roadmap.taken(kind.kind).values():
        organisation = str(getattr(statement.record, "organisation", ""))
        if organisation in place and statement.publisher == organisation:
            stakes.statements[statement.key] = statement
            yield place[organisation], cast("R", statement.record)


def _read_priorities(stakes: Stakes, roadmap: Roadmap, scopes: Scopes, place: Mapping[str, int]) -> None:
    narrowest: dict[tuple[int, int], tuple[int, int]] = {}
    for row, record in _stated(stakes, roadmap, Priority, place):
        stakes.has_priorities[row] = True
        for column, narrowness in scopes.needs_in(record).items():
            if narrowness >= narrowest.get((row, column), (-1, 0)):
                narrowest[row, column] = narrowness
                stakes.own_weight[row, column] = record.weight


def _read_allowances(stakes: Stakes, roadmap: Roadmap, horizon: Horizon, place: Mapping[str, int]) -> None:
    """Points go before money; an organisation's allowance is in one unit, that of its first statement."""
    unit: dict[int, str | None] = {}
    stated = sorted(_stated(stakes, roadmap, Allowance, place), key=lambda s: s[1].effort_points is None)
    for row, record in stated:
        currency = None if record.effort_points is not None else record.currency
        most = record.amount if record.effort_points is None else record.effort_points
        if most is None or (record.effort_points is None and currency is None):
            continue
        if unit.setdefault(row, currency) != currency:
            continue
        for year in horizon.places(record.period):
            stakes.allowance[row, year] = np.fmin(stakes.allowance[row, year], most)
    stakes.in_money = tuple(unit.get(row) for row in range(len(stakes.in_money)))


def _read_estimates(stakes: Stakes, roadmap: Roadmap, scopes: Scopes, place: Mapping[str, int]) -> None:
    narrowest: dict[tuple[int, int], tuple[int, int]] = {}
    longest: dict[int, int] = {}
    for row, record in _stated(stakes, roadmap, EffortEstimate, place):
        for column, narrowness in scopes.needs_in(record).items():
            if narrowness < narrowest.get((row, column), (-1, 0)):
                continue
            narrowest[row, column] = narrowness
            if record.effort is not None:
                stakes.effort_points[row, column] = POINTS[record.effort]
                stakes.estimated[row, column] = True
            if record.cost_amount is not None and record.cost_currency == stakes.in_money[row]:
                stakes.draw[row, column] = record.cost_amount
            if record.duration_years is not None or record.effort is not None:
                years = YEARS[record.effort] if record.effort is not None else 1
                stated = int(np.ceil(record.duration_years)) if record.duration_years is not None else years
                longest[column] = max(longest.get(column, 1), stated)
    for column, years in longest.items():
        stakes.duration_years[column] = years
    in_points = np.array([unit is None for unit in stakes.in_money], dtype=bool)
    stakes.draw[in_points] = stakes.effort_points[in_points]


def _read_limits(stakes: Stakes, roadmap: Roadmap, scopes: Scopes, place: Mapping[str, int]) -> None:
    stakes.limits = tuple(
        (record, tuple(sorted(scopes.needs_in(record))))
        for _, record in _stated(stakes, roadmap, Limit, place)
    )
