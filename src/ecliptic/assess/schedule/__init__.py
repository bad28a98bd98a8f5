"""Schedule: how likely each function is there in time, what drives it, and who is exposed."""

from ecliptic.assess.schedule.question import ScheduleParameters, schedule

__all__ = ["ScheduleParameters", "schedule"]
