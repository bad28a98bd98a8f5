"""When an undertaking takes place, as far as plans say: a sure span of days, and what it may stretch to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ecliptic.vocabulary import PlannedDate


class Span(NamedTuple):
    """The days that a plan names, and the days that it does not rule out.

    An open side of a stated date is `date.min` or `date.max` in both; a date that nobody states widens only
    the possible span.
    """

    first: date
    last: date
    possible_first: date
    possible_last: date
    text: str

    @property
    def ends_as_stated(self) -> bool:
        """Whether a plan says when it ends."""
        return self.possible_last == self.last

    @property
    def first_day(self) -> str | None:
        """First day as ISO 8601; None where that side is open."""
        return None if self.first == date.min else self.first.isoformat()

    @property
    def last_day(self) -> str | None:
        """Last day as ISO 8601; None where that side is open."""
        return None if self.last == date.max else self.last.isoformat()


def instant(planned: PlannedDate | None) -> Span | None:
    """The span of one event, such as a launch."""
    if planned is None:
        return None
    first, last = planned.earliest or date.min, planned.latest or date.max
    return Span(first, last, first, last, planned.text)


def period(start: PlannedDate | None, end: PlannedDate | None) -> Span | None:
    """The span from a start to an end, either of which may be unstated."""
    if start is None and end is None:
        return None
    begins, ends = instant(start), instant(end)
    if begins is None:
        return ends and Span(ends.first, ends.last, date.min, ends.last, f"until {ends.text}")
    if ends is None:
        return Span(begins.first, begins.last, begins.first, date.max, begins.text)
    # A plan that ends before it begins contradicts itself; both dates then bound it.
    first, last = min(begins.first, ends.last), max(begins.first, ends.last)
    return Span(first, last, first, last, f"{begins.text} to {ends.text}")


def joined(spans: Iterable[Span | None]) -> Span | None:
    """One span that holds several; spans that are unknown add nothing."""
    known = sorted({span for span in spans if span is not None})
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    return Span(
        min(span.first for span in known),
        max(span.last for span in known),
        min(span.possible_first for span in known),
        max(span.possible_last for span in known),
        ", ".join(dict.fromkeys(span.text for span in known)),
    )


def days_apart(one: Span, other: Span) -> int:
    """Days between two stated spans; 0 where they share a day."""
    return max(0, (one.first - other.last).days, (other.first - one.last).days)


def may_meet(one: Span, other: Span) -> bool:
    """Whether the two could share a day, given all that is not stated."""
    return one.possible_first <= other.possible_last and other.possible_first <= one.possible_last
