"""How long it takes from an announcement to what it announces: the stated lead, stretched by a slip.

Actual and stated lead, each with thirty days added, are as R to 1, and R - 0.8 is lognormal: hardly anything
comes much before its date, and much comes late. A plain lognormal ratio has no such floor; it fits the dates
of flown missions worse and lets what is ten years off come years early.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.uncertainty.quantiles import normal_chance
from ecliptic.assess.schedule.uncertainty.ranges import Range

PLACES = 16
"""Days that stand for a vague date."""
CLOSEST = 0.05
"""Ratios are told apart only from so far above the least; an early launch is not an endless surprise."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of slips: (actual + allowance) over (stated + allowance), less a least ratio, is lognormal."""

    least: float = 0.8
    """Least ratio of actual to stated lead; 0 for a plain lognormal ratio."""
    allowance_d: float = 30.0
    """Added to each lead in days, since a slip in proportion means nothing for what is days away."""

    def logarithms(self, passed: Reals, stated: Reals) -> Reals:
        """The number that is normal, for leads in days as they were and as they were stated."""
        ratio = (np.maximum(passed, 0) + self.allowance_d) / (np.maximum(stated, 0) + self.allowance_d)
        return np.asarray(np.log(np.maximum(ratio - self.least, CLOSEST)))

    def days(self, stated: Reals, logarithm: Reals) -> Reals:
        """Actual leads in days, of stated ones."""
        return (stated + self.allowance_d) * (self.least + np.exp(logarithm)) - self.allowance_d


USUAL = Shape()


def stated_leads(said: Range, day: date) -> Reals:
    """The stated lead in days from a day, never below nought, for equally likely days of the range."""
    return np.asarray(np.maximum(said.days(PLACES) - day.toordinal(), 0.0))


@dataclass(frozen=True, eq=False)
class Lead:
    """A lead in days: one of the stated leads, as likely as any, stretched by a slip."""

    stated: Reals
    """In days, in order."""
    mu: float
    sigma: float
    shape: Shape = USUAL

    def chance(self, days: float) -> float:
        """That it takes at most so many days."""
        return float(self._chances(np.array([days]))[0])

    def _chances(self, days: Reals) -> Reals:
        """That it takes at most so many days, for each of many."""
        extra = self.shape.allowance_d
        over = (days[:, None] + extra) / (self.stated[None, :] + extra) - self.shape.least
        z = np.full(over.shape, -np.inf)
        np.log(over, out=z, where=over > 0)
        return np.asarray(np.mean(normal_chance((z - self.mu) / self.sigma), axis=1))

    def quantiles(self, chances: Reals, beyond: float = 0.0) -> Reals:
        """Days kept with these chances, given that it takes more than some days already.

        Reliable while at least one lead in ten million lasts so long.
        """
        steps = self.mu + self.sigma * np.linspace(-7.5, 7.5, 193)
        places = np.unique(self.stated[:: max(1, len(self.stated) // 8)])
        days = np.unique(self.shape.days(np.append(places, self.stated[-1])[:, None], steps[None, :]))
        past = self.chance(beyond)
        found = np.interp(past + (1 - past) * chances, self._chances(days), days)
        return np.asarray(np.maximum(found, beyond))
