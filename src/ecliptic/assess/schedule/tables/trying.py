"""What the changes that were asked for do, and what it all costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import PHASE
from ecliptic.assess.schedule.tables.cells import DAYS, ID, KIND, PROBABILITY, TITLE, chance, chances, days

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered

WHAT_IF_COLUMNS = (
    KIND,
    ID,
    TITLE,
    Column("before", "Chance to be in time, or ever without a need date, in the plan", "number", PROBABILITY),
    Column("after", "The same with the changes", "number", PROBABILITY),
    Column("change", "Change of the chance, in the same samples", "number", PROBABILITY),
    Column("change_error", "Standard error of the change", "number", PROBABILITY),
    Column(
        "later_d", "How much later it is reached where it is in both; less than 0 is earlier", "number", DAYS
    ),
    Column("later_error_d", "Standard error of that", "number", DAYS),
)


def what_if_table(found: Answered) -> Table:
    """One row for each function that the changes touch; none without changes."""
    rows = LazyRows(lambda: _what_if(found))
    return Table("what_if", "What the changes asked for do to functions", WHAT_IF_COLUMNS, rows)


def _what_if(found: Answered) -> Iterator[Row]:
    for one in found.comparison.differences if found.comparison is not None else ():
        later = one.finish_d
        if one.chance.mean == 0 and (later is None or later.mean == 0):
            continue
        step = found.step(one.milestone)
        yield (
            one.milestone.kind,
            one.milestone.id,
            step.title,
            chance(one.before),
            chance(one.after),
            *chances(one.chance),
            None if later is None else days(later.mean),
            None if later is None else days(later.error),
        )


COST_COLUMNS = (
    PHASE,
    Column("in_time", "Chance that all its functions are in time", "number", PROBABILITY),
    Column("within", "Chance to stay within the budget; empty without one", "number", PROBABILITY),
    Column("both", "Joint confidence: in time and within the budget", "number", PROBABILITY),
    Column("cost", "Mean cost of what is counted", "number", "currency of the estimates"),
    *(
        Column(
            f"cost_p{p}",
            f"Budget that is enough with a chance of {p} %",
            "number",
            "currency of the estimates",
        )
        for p in (50, 70, 80)
    ),
    Column("needed", "Budget for a joint confidence of 70 %; empty where none gives it", "number"),
    Column("counted", "Steps whose costs are counted", "integer", "steps"),
    Column("not_stated", "Steps that the phase waits for and whose costs nobody states", "integer", "steps"),
)


def cost_table(found: Answered) -> Table:
    """One row for each phase of which estimates state any costs."""
    rows = LazyRows(lambda: _costs(found))
    return Table("costs", "Joint confidence in time and cost", COST_COLUMNS, rows)


def _costs(found: Answered) -> Iterator[Row]:
    for phase, joint in found.joint.items():
        limited = found.parameters.budget is not None
        yield (
            phase,
            chance(joint.in_time.mean),
            chance(joint.within.mean) if limited else None,
            chance(joint.both.mean) if limited else None,
            round(joint.cost.mean, 2),
            *(round(joint.cost_quantiles[p], 2) for p in (50, 70, 80)),
            None if joint.needed is None else round(joint.needed, 2),
            len(joint.counted),
            len(joint.missing),
        )
