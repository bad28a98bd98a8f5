"""Calendars over samples: the next and the last allowed moments of many times at once."""

from __future__ import annotations

import numpy as np

from ecliptic.assess.schedule.kernel import Calendar
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.kernel.calendars import MOST_TURNS


def next_openings(calendar: Calendar, ready: Reals) -> Reals:
    """As `Calendar.next`, of each time; infinite times stay."""
    at = np.array(ready, dtype=np.float64)
    for _ in range(MOST_TURNS):
        before = at
        at = _listed(calendar, _periodic(calendar, at))
        if np.array_equal(at, before) or not (calendar.period and calendar.windows):
            return at
    return np.where(at == before, at, np.inf)


def last_openings(calendar: Calendar, limit: Reals) -> Reals:
    """As `Calendar.last`, of each time; infinite times stay."""
    at = np.array(limit, dtype=np.float64)
    for _ in range(MOST_TURNS):
        before = at
        at = _listed_before(calendar, _periodic_before(calendar, at))
        if np.array_equal(at, before) or not (calendar.period and calendar.windows):
            return at
    return np.where(at == before, at, -np.inf)


def _opened(calendar: Calendar, at: Reals) -> Reals:
    """When the last periodic opening began; the first one for times that are not finite."""
    turns = np.floor((np.where(np.isfinite(at), at, calendar.first) - calendar.first) / calendar.period)
    return np.asarray(calendar.first + turns * calendar.period, dtype=np.float64)


def _periodic(calendar: Calendar, at: Reals) -> Reals:
    if not calendar.period:
        return at
    opened = _opened(calendar, at)
    later = np.where(at <= opened + calendar.length, at, opened + calendar.period)
    return np.where(at < calendar.first, calendar.first, np.where(at == np.inf, at, later))


def _periodic_before(calendar: Calendar, at: Reals) -> Reals:
    if not calendar.period:
        return at
    earlier = np.minimum(at, _opened(calendar, at) + calendar.length)
    return np.where(at < calendar.first, -np.inf, np.where(at == np.inf, at, earlier))


def _listed(calendar: Calendar, at: Reals) -> Reals:
    if not calendar.windows:
        return at
    opens = np.array([*(window[0] for window in calendar.windows), np.inf])
    closes = np.array([window[1] for window in calendar.windows])
    return np.asarray(np.maximum(at, opens[np.searchsorted(closes, at)]), dtype=np.float64)


def _listed_before(calendar: Calendar, at: Reals) -> Reals:
    if not calendar.windows:
        return at
    opens = np.array([window[0] for window in calendar.windows])
    closes = np.array([-np.inf, *(window[1] for window in calendar.windows)])
    closed = closes[np.searchsorted(opens, at, side="right")]
    return np.asarray(np.minimum(at, closed), dtype=np.float64)
