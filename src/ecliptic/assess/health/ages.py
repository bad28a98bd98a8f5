"""How old statements are, in whole months, measured from a day that is given and never from a clock."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from ecliptic.roadmap import Statement
from ecliptic.roadmap.audit.times import known_on

_MONTHS = 12


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another; 0 where the first does not come first."""
    months = (later.year - earlier.year) * _MONTHS + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


def months_before(day: date, months: int) -> date:
    """The day so many months before, or the last of that month where it is shorter."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    if years < date.min.year:
        return date.min
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day from which ages are measured, and the age beyond which a statement is stale."""

    day: date
    stale_after_months: int

    @property
    def limit(self) -> date:
        """Whatever holds for an earlier day is stale."""
        return months_before(self.day, self.stale_after_months)

    def age_months(self, statement: Statement) -> int:
        """Age of a statement in whole months."""
        return months_between(known_on(statement), self.day)

    def is_stale(self, statement: Statement) -> bool:
        """Whether a statement holds for a day before the limit."""
        return known_on(statement) < self.limit
