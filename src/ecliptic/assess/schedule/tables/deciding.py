"""What decides whether functions are there in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import PHASE, UNVERIFIED, joined
from ecliptic.assess.schedule.tables.cells import (
    DAYS,
    ID,
    KIND,
    ORGANISATIONS,
    PROBABILITY,
    TITLE,
    chance,
    chances,
    days,
    named,
    unverified,
)

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.answers.drivers import Bar

DRIVER_COLUMNS = (
    PHASE,
    Column("place", "Place among the drivers of the phase, from 1", "integer"),
    KIND,
    ID,
    TITLE,
    ORGANISATIONS,
    Column("early_d", "Time that it takes at best, in one of ten cases", "number", DAYS),
    Column("late_d", "Time that it takes at worst, in one of ten cases", "number", DAYS),
    Column("early", "Change of the mean chance of the phase's functions at best", "number", PROBABILITY),
    Column("early_error", "Standard error of that", "number", PROBABILITY),
    Column("late", "The same change at worst", "number", PROBABILITY),
    Column("late_error", "Standard error of that", "number", PROBABILITY),
    Column("certain", "The same change if it were certain to come about", "number", PROBABILITY),
    Column("certain_error", "Standard error of that", "number", PROBABILITY),
    Column("criticality", "Mean chance that it stands on a chain without slack", "number", PROBABILITY),
    Column("cruciality", "Mean correlation of its time with that of a function", "number"),
    Column("functions", "Functions of the phase that wait for it", "integer", "functions"),
    UNVERIFIED,
)


def driver_table(found: Answered) -> Table:
    """The steps that were tried out, by phase, the widest first."""
    rows = LazyRows(
        lambda: (
            _driver(found, phase, place, bar)
            for phase, told in found.drivers.items()
            for place, bar in enumerate(told.tornado, 1)
        )
    )
    return Table("drivers", "What decides how many functions are there in time", DRIVER_COLUMNS, rows)


def _driver(found: Answered, phase: str, place: int, bar: Bar) -> Row:
    step = found.step(bar.milestone)
    return (
        phase,
        place,
        *named(step),
        days(bar.early_d),
        days(bar.late_d),
        *chances(bar.early),
        *chances(bar.late),
        *chances(bar.certain),
        chance(bar.index.criticality),
        chance(bar.index.cruciality),
        bar.index.goals,
        unverified(step),
    )


HELD_COLUMNS = (
    PHASE,
    KIND,
    ID,
    TITLE,
    ORGANISATIONS,
    Column("functions", "Functions of the phase that wait for it", "integer", "functions"),
    Column("gain", "Change of their mean chance if it alone were there at once", "number", PROBABILITY),
    Column("basis", "Why nothing says when"),
    UNVERIFIED,
)


def held_table(found: Answered) -> Table:
    """What has no date, and how much hangs on it."""
    rows = LazyRows(lambda: _held(found))
    return Table("undated", "Things without a date for which functions wait", HELD_COLUMNS, rows)


def _held(found: Answered) -> Iterator[Row]:
    for phase, told in found.drivers.items():
        for held in told.held:
            step = found.step(held.milestone)
            gain = chance(held.alone.mean)
            yield phase, *named(step), held.goals, gain, step.basis or None, unverified(step)


SECOND_COLUMNS = (
    PHASE,
    KIND,
    ID,
    TITLE,
    ORGANISATIONS,
    Column("second", "Change of the mean chance with a second, like provider", "number", PROBABILITY),
    Column("second_error", "Standard error of that", "number", PROBABILITY),
    Column("earlier", "The same change if it were demonstrated a year earlier", "number", PROBABILITY),
    Column("earlier_error", "Standard error of that", "number", PROBABILITY),
    Column("demonstrated", "What is then demonstrated earlier"),
    UNVERIFIED,
)


def second_table(found: Answered) -> Table:
    """Elements of one provider by what a second one, or a demonstration, would gain."""
    rows = LazyRows(lambda: _seconds(found))
    return Table("second_providers", "What a second provider is worth", SECOND_COLUMNS, rows)


def _seconds(found: Answered) -> Iterator[Row]:
    for phase, told in found.worth.items():
        for one in told:
            step = found.step(one.element)
            shown = joined(found.step(milestone).title for milestone in one.demonstrated)
            yield phase, *named(step), *chances(one.second), *chances(one.earlier), shown, unverified(step)


SLACK_COLUMNS = (
    KIND,
    ID,
    TITLE,
    ORGANISATIONS,
    Column("goal_kind", "Kind of the thing that waits for it"),
    Column("goal", "Identifier of the thing that waits for it"),
    Column("goal_title", "What waits for it"),
    Column(
        "mean_d", "Mean time by which it may be late and move nothing; empty without a limit", "number", DAYS
    ),
    Column("p10_d", "Time by which it may be late with a chance of 90 %", "number", DAYS),
    Column("none", "Chance that every day late is a day late for what waits", "number", PROBABILITY),
    Column("free", "Chance that it moves nothing however late it is", "number", PROBABILITY),
)


def slack_table(found: Answered) -> Table:
    """How long what coming missions wait for may be late."""
    rows = LazyRows(lambda: _slacks(found))
    return Table("slack", "How late something may be before a mission moves", SLACK_COLUMNS, rows)


def _slacks(found: Answered) -> Iterator[Row]:
    for one in found.slacks:
        goal = found.step(one.goal)
        yield (
            *named(found.step(one.step)),
            goal.milestone.kind,
            goal.milestone.id,
            goal.title,
            days(one.mean_d),
            days(one.p10_d),
            chance(one.none) if one.samples else None,
            chance(one.free) if one.samples else None,
        )
