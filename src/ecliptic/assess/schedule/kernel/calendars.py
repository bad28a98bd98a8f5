"""Calendars: when an activity may start. A launch waits for the next opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite

from ecliptic.errors import UsageError

MOST_TURNS = 1000
"""Between a periodic and a listed part, before no common moment is believed to come."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moments at which an activity may start: both parts must allow it, bounds included.

    Openings begin at `first` and every `period` after, for `length`; a period of 0 means no such part.
    `windows` are listed openings (from, to) in order; none means no such part.
    """

    first: float = 0.0
    period: float = 0.0
    length: float = 0.0
    windows: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.period and not (
            isfinite(self.first) and 0 < self.period < inf and 0 <= self.length <= self.period
        ):
            message = (
                f"Openings of length {self.length:g} every {self.period:g} from {self.first:g} are "
                "impossible. Give a period above 0 and a length from 0 to the period."
            )
            raise UsageError(message)
        last = -inf
        for opens, closes in self.windows:
            if not (last <= opens <= closes):
                message = (
                    f"The window from {opens:g} to {closes:g} is impossible: windows end after they begin, "
                    "and are listed in order without overlap."
                )
                raise UsageError(message)
            last = closes

    def next(self, ready: float) -> float:
        """The first allowed moment from `ready` on; infinity where none comes."""
        at = ready
        for _ in range(MOST_TURNS):
            before, at = at, self._listed(self._periodic(at))
            if at in (before, inf) or not (self.period and self.windows):
                return at
        return inf

    def last(self, limit: float) -> float:
        """The last allowed moment up to `limit`; minus infinity where there is none."""
        at = limit
        for _ in range(MOST_TURNS):
            before, at = at, self._listed_before(self._periodic_before(at))
            if at in (before, -inf) or not (self.period and self.windows):
                return at
        return -inf

    def _periodic(self, at: float) -> float:
        if not self.period or at == inf:
            return at
        if at < self.first:
            return self.first
        opened = self.first + floor((at - self.first) / self.period) * self.period
        return at if at <= opened + self.length else opened + self.period

    def _periodic_before(self, at: float) -> float:
        if not self.period or at == inf:
            return at
        if at < self.first:
            return -inf
        opened = self.first + floor((at - self.first) / self.period) * self.period
        return min(at, opened + self.length)

    def _listed(self, at: float) -> float:
        if not self.windows:
            return at
        return next((max(at, opens) for opens, closes in self.windows if closes >= at), inf)

    def _listed_before(self, at: float) -> float:
        if not self.windows:
            return at
        return next((min(at, closes) for opens, closes in reversed(self.windows) if opens <= at), -inf)


def periodic(first: float, period: float, length: float) -> Calendar:
    """Openings that come back, such as launch windows to Mars every 780 days."""
    if period <= 0:
        message = f"A period is above 0; {period:g} was given."
        raise UsageError(message)
    return Calendar(first, period, length)


def closed(blackouts: Sequence[tuple[float, float]], base: Calendar | None = None) -> Calendar:
    """A calendar that is open, or as `base`, except inside some spans; their ends are allowed."""
    windows, opens = [], -inf
    for start, end in sorted(blackouts):
        if end < start:
            message = f"The blackout from {start:g} to {end:g} ends before it begins."
            raise UsageError(message)
        if start >= opens:
            windows.append((opens, start))
        opens = max(opens, end)
    windows.append((opens, inf))
    base = base or Calendar()
    listed = _both(base.windows, tuple(windows)) if base.windows else tuple(windows)
    if not listed:
        message = "The blackouts leave none of the listed windows open."
        raise UsageError(message)
    return Calendar(base.first, base.period, base.length, listed)


def _both(
    one: tuple[tuple[float, float], ...], other: tuple[tuple[float, float], ...]
) -> tuple[tuple[float, float], ...]:
    common = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((opens, closes) for opens, closes in common if opens <= closes))
