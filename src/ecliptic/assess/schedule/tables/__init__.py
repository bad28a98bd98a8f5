"""The tables of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecliptic.assess.schedule.tables.deciding import driver_table, held_table, second_table, slack_table
from ecliptic.assess.schedule.tables.functions import function_table, phase_table
from ecliptic.assess.schedule.tables.learning import calibration_table, convergence_table, slip_table
from ecliptic.assess.schedule.tables.milestones import milestone_table, wait_table
from ecliptic.assess.schedule.tables.passing import exposure_table, withdrawal_table
from ecliptic.assess.schedule.tables.trying import cost_table, what_if_table

if TYPE_CHECKING:
    from ecliptic.assess.assessment import Table
    from ecliptic.assess.schedule.answering import Answered


def tables(found: Answered) -> tuple[Table, ...]:
    """Phases first, then what stands behind them."""
    return (
        phase_table(found),
        function_table(found),
        milestone_table(found),
        driver_table(found),
        held_table(found),
        exposure_table(found),
        withdrawal_table(found),
        second_table(found),
        slack_table(found),
        what_if_table(found),
        cost_table(found),
        slip_table(found),
        calibration_table(found),
        wait_table(found),
        convergence_table(found),
    )
