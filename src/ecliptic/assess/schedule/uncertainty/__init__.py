"""From words and history to durations and chances: how long what is announced takes, and whether it comes."""

from __future__ import annotations

from ecliptic.assess.schedule.uncertainty.calibration import (
    Calibration,
    Gain,
    Judged,
    Scores,
    calibrate,
    too_vague,
)
from ecliptic.assess.schedule.uncertainty.estimates import has_time
from ecliptic.assess.schedule.uncertainty.firmness import Standing, standings, stopped
from ecliptic.assess.schedule.uncertainty.ranges import Range, range_of
from ecliptic.assess.schedule.uncertainty.slips import Slip, Slips
from ecliptic.assess.schedule.uncertainty.timings import Timed, Timings

__all__ = [
    "Calibration",
    "Gain",
    "Judged",
    "Range",
    "Scores",
    "Slip",
    "Slips",
    "Standing",
    "Timed",
    "Timings",
    "calibrate",
    "has_time",
    "range_of",
    "standings",
    "stopped",
    "too_vague",
]
