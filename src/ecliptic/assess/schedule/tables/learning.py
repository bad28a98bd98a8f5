"""What history taught: how dates slip, and how well that would have predicted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.schedule.tables.cells import DAYS, PROBABILITY, chance, days
from ecliptic.vocabulary import Organisation

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.uncertainty.calibration import Scores

SLIP_COLUMNS = (
    Column("publisher", "Who announces; empty for all together", kind=Organisation.kind),
    Column("kind", "Kind of thing announced"),
    Column("factor", "Median of actual over announced lead time", "number"),
    Column("sigma", "Spread of its logarithm from thing to thing", "number"),
    Column("tau", "Standard error of the mean logarithm", "number"),
    Column("came_about", "Things that came about", "integer", "things"),
    Column("waiting", "Things announced that have not come about", "integer", "things"),
    Column("announcements", "Announcements that it rests on", "integer", "announcements"),
    Column("basis", "What it rests on, in words"),
)


def slip_table(found: Answered) -> Table:
    """What was learned for each publisher and kind, and for all together."""
    rows = LazyRows(lambda: _slips(found))
    return Table("slips", "How far announced dates slip", SLIP_COLUMNS, rows)


def _slips(found: Answered) -> Iterator[Row]:
    for slip in found.timings.slips.table():
        yield (
            slip.publisher or None,
            slip.kind or None,
            round(slip.factor, 3),
            round(slip.sigma, 3),
            round(slip.tau, 3),
            slip.cases,
            slip.waiting,
            slip.announcements,
            slip.basis,
        )


CONVERGENCE_COLUMNS = (
    Column("samples", "Samples that were drawn", "integer", "samples"),
    Column("quasi", "Whether they are quasi-random", "boolean"),
    Column("seed", "Seed of the samples", "integer"),
    Column("milestones", "Milestones whose chances were sampled", "integer", "milestones"),
    Column("largest_error", "Largest standard error of any chance", "number", PROBABILITY),
    Column("mean_error", "Mean standard error of the chances", "number", PROBABILITY),
    Column(
        "asked", "Largest standard error that was asked for; empty where a number was", "number", PROBABILITY
    ),
)


def convergence_table(found: Answered) -> Table:
    """How exact the chances are, as far as samples decide that."""
    rows = LazyRows(lambda: _convergence(found))
    return Table("convergence", "How exact the sampling is", CONVERGENCE_COLUMNS, rows)


def _convergence(found: Answered) -> Iterator[Row]:
    errors = [one.floor.error for one in found.chances.values()]
    if errors:
        first = next(iter(found.chances.values()))
        parameters = found.parameters
        yield (
            first.samples,
            parameters.quasi,
            parameters.seed,
            len(errors),
            round(max(errors), 5),
            round(sum(errors) / len(errors), 5),
            parameters.precision,
        )


CALIBRATION_COLUMNS = (
    Column("way", "Way of predicting"),
    Column("missions", "Missions that were launched and judge it", "integer", "missions"),
    Column("announcements", "Announcements from which they were predicted", "integer", "announcements"),
    Column("covered_50", "Share of launches in the interval that should hold half of them", "number"),
    Column("covered_50_low", "Least that this share could be, with 95 % confidence", "number"),
    Column("covered_50_high", "Most that it could be", "number"),
    Column("covered_90", "Share of launches in the interval that should hold 90 %", "number"),
    Column("covered_90_low", "Least that this share could be, with 95 % confidence", "number"),
    Column("covered_90_high", "Most that it could be", "number"),
    Column("late", "Share of launches after the median; half where predictions are unbiased", "number"),
    Column("error_d", "Mean distance of the median from the launch", "number", DAYS),
    Column("loss_d", "Continuous ranked probability score; less is better", "number", DAYS),
)


def calibration_table(found: Answered) -> Table:
    """How the same rules would have predicted launches of the past, against simpler ways."""
    rows = LazyRows(lambda: (_scores(one) for one in found.calibration.scores if one.missions))
    title = "How well launches of the past would have been predicted"
    return Table("calibration", title, CALIBRATION_COLUMNS, rows)


def _scores(one: Scores) -> Row:
    return (
        one.way,
        one.missions,
        one.announcements,
        chance(one.covered_50),
        *(chance(bound) for bound in one.within_50),
        chance(one.covered_90),
        *(chance(bound) for bound in one.within_90),
        chance(one.late),
        days(one.error_d),
        days(one.loss_d),
    )
