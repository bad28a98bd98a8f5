"""Readiness: which technology gaps are open, who works on them and how firmly, and what waits for them."""

from ecliptic.assess.readiness.question import readiness
from ecliptic.assess.readiness.selection import ReadinessParameters

__all__ = ["ReadinessParameters", "readiness"]
