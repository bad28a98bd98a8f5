"""Vague dates as ranges: the first, the likely and the last day that an announcement means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.vocabulary import PlannedDate

OPEN_D = 731
"""Width that is assumed where a side is open and no period is named: two years. No source gives one."""
NEAR_THE_BOUND_D = 182
"""Likely distance from the day that bounds such a range."""

_NAMED = re.compile(
    r"(?:NET|NLT|from|by|not earlier than|not later than)\s+(.+)|([^/]+)/\.\.|\.\./([^/]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Range:
    """The days that an announcement means, both ends counted."""

    first: date
    likely: date
    last: date
    peaked: bool = False
    """Whether days near the likely one are likelier; else all days are as likely."""
    assumption: str = ""
    """What was assumed, in words; empty where the words of the announcement say it all."""

    @property
    def width_d(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days

    def days(self, count: int) -> Reals:
        """Ordinals of days that stand for as many equally likely parts of the range, in order."""
        first, likely, last = (float(day.toordinal()) for day in (self.first, self.likely, self.last))
        chance = (np.arange(count) + 0.5) / count
        if not self.peaked or first == last:
            return np.asarray(first + (last - first) * chance)
        turn = (likely - first) / (last - first)
        rising = first + np.sqrt(chance * (last - first) * (likely - first))
        falling = last - np.sqrt((1 - chance) * (last - first) * (last - likely))
        return np.asarray(np.where(chance < turn, rising, falling))


def range_of(when: PlannedDate) -> Range:
    """The range that a vague date means.

    Of a closed range all days are as likely, and its middle stands for it; round a date that is said to be
    about right the middle is likelier. "Not earlier than 2028" is taken to hope for 2028, and "not later than
    2030" for 2030: the period named is the range, and slips are learned from such announcements as from
    others. Where an open side names no period, a width is assumed. The range tells what was assumed.
    """
    if when.earliest is not None and when.latest is not None:
        middle = when.earliest + (when.latest - when.earliest) // 2
        return Range(when.earliest, middle, when.latest, peaked=when.approximate)
    named = _named(when)
    if when.earliest is not None:
        if named is not None and named.first == when.earliest:
            said = "is said not to be earlier, and is assumed to be meant for then"
            return Range(named.first, named.likely, named.last, assumption=said)
        first, last = when.earliest, _moved(when.earliest, OPEN_D)
        likely = min(last, _moved(first, NEAR_THE_BOUND_D))
        return Range(first, likely, last, True, "is said not to be earlier; within two years is assumed")
    last = when.latest if when.latest is not None else date.max
    if named is not None and named.last == last:
        said = "is said not to be later, and is assumed to be meant for then"
        return Range(named.first, named.likely, named.last, assumption=said)
    first = _moved(last, -OPEN_D)
    likely = max(first, _moved(last, -NEAR_THE_BOUND_D))
    return Range(first, likely, last, True, "is said not to be later; within two years before is assumed")


def _named(when: PlannedDate) -> Range | None:
    """The period that the words of an open date name, where they name one."""
    found = _NAMED.fullmatch(when.text)
    if found is None:
        return None
    try:
        inner = PlannedDate.parse(next(part for part in found.groups() if part is not None).strip())
    except ValueError:
        return None
    return range_of(inner) if inner.earliest is not None and inner.latest is not None else None


def _moved(day: date, days: int) -> date:
    """So many days later, but within the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
