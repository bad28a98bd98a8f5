"""Which functions of each phase are provided, by which elements and organisations, and how firmly."""

from ecliptic.assess.coverage.question import coverage
from ecliptic.assess.coverage.selection import CoverageParameters

__all__ = ["CoverageParameters", "coverage"]
