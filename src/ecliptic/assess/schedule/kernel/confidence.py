"""Joint confidence in cost and schedule, from samples of both."""

from __future__ import annotations

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.errors import UsageError


def joint_chance(finish: Reals, cost: Reals, by: float, within: float) -> float:
    """How likely all ends by a time and within a cost: the joint confidence level of NASA NPR 7120.5."""
    return float(np.mean((finish <= by) & (cost <= within)))


def cost_for(finish: Reals, cost: Reals, by: float, confidence: float) -> float:
    """The least cost that, with ending by a time, has this joint confidence; infinite where none has."""
    if not 0 < confidence <= 1:
        message = f"A confidence lies above 0 and up to 1; {confidence} was given."
        raise UsageError(message)
    costs = np.sort(cost[finish <= by])
    place = int(np.ceil(confidence * len(finish) - 1e-9)) - 1
    return float(costs[place]) if place < len(costs) else float("inf")
