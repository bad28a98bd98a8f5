"""All milestones to come, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import UNVERIFIED
from ecliptic.assess.schedule.plan import Step
from ecliptic.assess.schedule.tables.cells import (
    DAYS,
    ID,
    KIND,
    ORGANISATIONS,
    PROBABILITY,
    TITLE,
    chance,
    day,
    days,
    named,
    unverified,
)

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered

QUANTILES = (10, 50, 70, 80, 90)

MILESTONE_COLUMNS = (
    KIND,
    ID,
    TITLE,
    ORGANISATIONS,
    Column("programme", "Programme that it belongs to"),
    Column("known", "Whether anything says when it comes", "boolean"),
    Column("announced", "Last day that its own announcement allows; empty without one", "date"),
    Column("as_announced", "Day on which it is reached if everything goes as announced", "date"),
    *(
        Column(f"p{percent}", f"Day by which it is reached with a chance of {percent} %", "date")
        for percent in QUANTILES
    ),
    *(
        Column(f"p{percent}_if_ever", f"The same for {percent} %, if it ever comes about", "date")
        for percent in (10, 50, 90)
    ),
    Column("delay_d", "Median, if it ever comes about, less the last day announced", "number", DAYS),
    Column("ever", "Chance that it is ever reached; where no date is known, never", "number", PROBABILITY),
    Column("ever_ceiling", "The same; where no date is known, at once", "number", PROBABILITY),
    Column("chance", "Chance that it comes about once all that it waits for is there", "number", PROBABILITY),
    Column("waits_for", "Steps that it waits for", "integer", "steps"),
    Column("basis", "Where its time and chance come from"),
    UNVERIFIED,
)


def milestone_table(found: Answered) -> Table:
    """One row for each mission, element, technology and gap that is still to come."""
    rows = LazyRows(lambda: _milestones(found))
    return Table("milestones", "Milestones to come, and when", MILESTONE_COLUMNS, rows)


def _milestones(found: Answered) -> Iterator[Row]:
    goals = set(found.plan.goals)
    waits: dict[object, int] = {}
    for wait in found.plan.waits:
        waits[wait.after] = waits.get(wait.after, 0) + 1
    for step in found.plan.steps:
        if step.milestone in found.chances and step.milestone not in goals:
            yield _milestone(found, step, waits.get(step.milestone, 0))


def _milestone(found: Answered, step: Step, waits: int) -> Row:
    told = found.chances[step.milestone]
    median = told.floor.if_ever[50]
    late = None if median is None or step.announced is None else (median - step.announced).days
    return (
        *named(step),
        step.programme,
        step.known,
        day(step.announced),
        day(told.floor.announced),
        *(day(told.floor.dates[percent]) for percent in QUANTILES),
        *(day(told.floor.if_ever[percent]) for percent in (10, 50, 90)),
        days(late),
        chance(told.floor.ever),
        chance(told.ceiling.ever),
        chance(found.own(step).chance) if step.known else None,
        waits,
        found.basis(step) or None,
        unverified(step),
    )


WAIT_COLUMNS = (
    KIND,
    ID,
    TITLE,
    Column("before_kind", "Kind of the thing waited for"),
    Column("before", "Identifier of the thing waited for"),
    Column("before_title", "What must be reached first"),
    Column("lag_d", "Days that pass after it; below nought where it may come so much later", "number", DAYS),
    Column("alternatives", "Set of alternatives of which not all are needed"),
    Column("enough", "How many of the alternatives are enough", "integer", "steps"),
    Column("basis", "What says so"),
    Column("unverified", "Whether a statement behind it was not found in a document", "boolean"),
)


def wait_table(found: Answered) -> Table:
    """One row for each wait of the plan."""
    rows = LazyRows(lambda: _waits(found))
    return Table("waits", "What waits for what", WAIT_COLUMNS, rows)


def _waits(found: Answered) -> Iterator[Row]:
    for wait in found.plan.waits:
        after, before = found.step(wait.after), found.step(wait.before)
        yield (
            after.milestone.kind,
            after.milestone.id,
            after.title,
            before.milestone.kind,
            before.milestone.id,
            before.title,
            days(wait.lag_d),
            wait.alternatives,
            wait.enough if wait.alternatives is not None else None,
            wait.basis or None,
            any(statement.envelope.unverified for statement in wait.statements),
        )
