"""The plan behind a roadmap: missions, elements, technologies and functions, and what waits for what."""

from __future__ import annotations

from ecliptic.assess.schedule.building.build import Asked, Built, plan_of
from ecliptic.assess.schedule.building.functions import Wanted
from ecliptic.assess.schedule.building.needed import Needed, needed
from ecliptic.assess.schedule.building.timing import Timed, Timing

__all__ = ["Asked", "Built", "Needed", "Timed", "Timing", "Wanted", "needed", "plan_of"]
