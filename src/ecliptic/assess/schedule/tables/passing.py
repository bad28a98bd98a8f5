"""Who delays whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.schedule.tables.cells import DAYS, PROBABILITY, chances, days
from ecliptic.vocabulary import Organisation

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered

EXPOSURE_COLUMNS = (
    Column("cause", "Organisation whose steps are late or fail", kind=Organisation.kind),
    Column("bearer", "Organisation whose milestones bear it", kind=Organisation.kind),
    Column("milestones", "Open milestones of the bearer", "integer", "milestones"),
    Column("affected", "Of these, those that wait for the cause", "integer", "milestones"),
    Column("delay_d", "Mean delay of a milestone of the bearer that the cause passes on", "number", DAYS),
    Column("delay_error_d", "Standard error of that", "number", DAYS),
    Column(
        "gained", "Chance that a milestone gains if the cause is certain to deliver", "number", PROBABILITY
    ),
    Column("gained_error", "Standard error of that", "number", PROBABILITY),
    Column("lost", "Chance that a milestone loses if the cause never delivers", "number", PROBABILITY),
    Column("lost_error", "Standard error of that", "number", PROBABILITY),
)


def exposure_table(found: Answered) -> Table:
    """Every cause with every bearer that waits for it, the cause itself included."""
    rows = LazyRows(lambda: _exposure(found))
    return Table("exposure", "Delay that one organisation passes on to another", EXPOSURE_COLUMNS, rows)


def _exposure(found: Answered) -> Iterator[Row]:
    for one in found.exposure.passed if found.exposure is not None else ():
        if not one.affected:
            continue
        delay = one.delay_d
        yield (
            one.cause,
            one.bearer,
            one.milestones,
            one.affected,
            None if delay is None else days(delay.mean),
            None if delay is None else days(delay.error),
            *chances(one.gained),
            *chances(one.lost),
        )


WITHDRAWAL_COLUMNS = (
    Column("organisation", "Organisation that delivers nothing more", kind=Organisation.kind),
    Column("lost", "Change of the mean chance of all functions to be in time", "number", PROBABILITY),
    Column("lost_error", "Standard error of that", "number", PROBABILITY),
    Column("functions", "Functions that lose any chance", "integer", "functions"),
)


def withdrawal_table(found: Answered) -> Table:
    """What each organisation's withdrawal takes from functions."""
    rows = LazyRows(lambda: _withdrawals(found))
    return Table("withdrawals", "What is lost if an organisation withdraws", WITHDRAWAL_COLUMNS, rows)


def _withdrawals(found: Answered) -> Iterator[Row]:
    if found.exposure is None:
        return
    told = sorted(found.exposure.withdrawn, key=lambda one: (-one.in_time.mean, one.cause))
    for one in told:
        touched = sum(estimate.mean > 0 for estimate in one.goals.values())
        lost = -one.in_time.mean if one.in_time.mean else 0.0
        yield one.cause, round(lost, 4), round(one.in_time.error, 4), touched
