"""What is held of slips before any history is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from ecliptic.assess.schedule.uncertainty.leads import USUAL, Shape

MEAN_GROWTH = 0.25
"""By how much the time to launch grows on average, as a part of the time stated.

GAO-20-405 (April 2020) gives an average delay of 12 months, and 13 the year before, of NASA's major projects
against their baselines; over the five years that are assumed from baseline to launch this is 0.20 to 0.22.
Dubos, Saleh and Braun (2008) as recalled, and not verified, have 0.29 for a readiness level of 6 at first.
GAO-09-543T has 22 months for major defence programmes, 0.26 of an assumed seven years.
"""
SPREAD = 0.9
"""Standard deviation of the logarithm of the slip of one announcement; an assumption, no source gives one."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is held beforehand, and the number of cases that it counts for."""

    growth: float = MEAN_GROWTH
    sigma: float = SPREAD
    cases: float = 4.0
    """Missions that the published mean and the assumed spread are worth."""
    between: float = 0.4
    """Standard deviation of the means of groups about that of all; an assumption."""
    groups: float = 3.0
    """Groups that this assumption is worth."""
    own_cases: float = 10.0
    """Missions of its own with which the spread of a group counts as much as that of all."""
    shape: Shape = USUAL

    @property
    def mu(self) -> float:
        """Mean of the logarithm of the slip; with the spread it gives the mean growth."""
        return log(1 + self.growth - self.shape.least) - self.sigma**2 / 2

    @property
    def basis(self) -> str:
        """The prior in words."""
        return (
            f"published average delays (GAO-20-405: 12 to 13 months; about {self.growth:.0%} of the time "
            f"stated) and an assumed spread, together worth {self.cases:g} missions"
        )


PUBLISHED = Prior()
