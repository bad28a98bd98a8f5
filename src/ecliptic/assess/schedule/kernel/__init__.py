"""Samples of a network of activities, on plain arrays: when milestones are reached, and what decides it.

Knows nothing of records: activities are numbers, times are in one unit of the caller's choice.
"""

from __future__ import annotations

from ecliptic.assess.schedule.kernel.calendars import Calendar, closed, periodic
from ecliptic.assess.schedule.kernel.confidence import cost_for, joint_chance
from ecliptic.assess.schedule.kernel.correlation import CommonCause, Correlated
from ecliptic.assess.schedule.kernel.dates import Dates, dates
from ecliptic.assess.schedule.kernel.network import Network, find_cycle, network
from ecliptic.assess.schedule.kernel.outcome import Convergence, Finish, Outcome, Round
from ecliptic.assess.schedule.kernel.precision import Precision, simulate_until
from ecliptic.assess.schedule.kernel.sampling import Asked, simulate
from ecliptic.assess.schedule.kernel.schedule import Schedule
from ecliptic.assess.schedule.kernel.shapes import (
    Duration,
    discrete,
    empirical,
    exponential,
    fixed,
    lognormal,
    lognormal_of,
    normal,
    pert,
    triangular,
    uniform,
)

__all__ = [
    "Asked",
    "Calendar",
    "CommonCause",
    "Convergence",
    "Correlated",
    "Dates",
    "Duration",
    "Finish",
    "Network",
    "Outcome",
    "Precision",
    "Round",
    "Schedule",
    "closed",
    "cost_for",
    "dates",
    "discrete",
    "empirical",
    "exponential",
    "find_cycle",
    "fixed",
    "joint_chance",
    "lognormal",
    "lognormal_of",
    "network",
    "normal",
    "periodic",
    "pert",
    "simulate",
    "simulate_until",
    "triangular",
    "uniform",
]
