"""Axes of calendar days: where a day lies, which days are written, and lines at days that count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ecliptic.assess.figure_data import DateMark
from ecliptic.publish.figures.parts import hover
from ecliptic.publish.svg import label, number, shortened, tag, text_width, together

_SIZE = 11.0
_LINE = 15.0
_MOST_NAME = 320.0
_YEARS = (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000)
_MONTHS = (1, 2, 3, 6)
_YEAR_DAYS = 365.2425
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


def ordinal(day: str) -> int:
    """The number of an ISO day, counted from 1 January of the year 1."""
    return date.fromisoformat(day).toordinal()


def iso(day: int) -> str:
    """A day by its number as ISO 8601 writes it."""
    return date.fromordinal(day).isoformat()


def in_words(day: int) -> str:
    """A day as people write it: "3 March 2029"."""
    found = date.fromordinal(day)
    return f"{found.day} {_NAMES[found.month - 1]} {found.year}"


def month(day: int) -> str:
    """The month of a day, in few letters: "Mar 2029"."""
    found = date.fromordinal(day)
    return f"{_NAMES[found.month - 1][:3]} {found.year}"


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both by their numbers, laid from `left` to `right` in px."""

    first: int
    last: int
    left: float
    right: float

    def __call__(self, day: int) -> float:
        """Place of a day; days beyond an end lie on it."""
        within = min(max(day, self.first), self.last)
        return self.left + (self.right - self.left) * (within - self.first) / (self.last - self.first)

    def holds(self, day: int | None) -> bool:
        """Whether a day is known and lies between the ends."""
        return day is not None and self.first <= day <= self.last

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Places of beginnings of years or months that lie at least so many px apart, with their words."""
        per_day = (self.right - self.left) / (self.last - self.first)
        months = [n for n in _MONTHS if per_day * _YEAR_DAYS * n / 12 >= room * 1.35]
        if months and per_day * _YEAR_DAYS >= 3 * room:
            return self._months(months[0])
        step = next((n for n in _YEARS if per_day * _YEAR_DAYS * n >= room), _YEARS[-1])
        years = range(date.fromordinal(self.first).year, date.fromordinal(self.last).year + 1)
        starts = [(date(year, 1, 1).toordinal(), year) for year in years if year % step == 0]
        return [(self(day), str(year)) for day, year in starts if self.holds(day)]

    def _months(self, step: int) -> list[tuple[float, str]]:
        years = range(date.fromordinal(self.first).year, date.fromordinal(self.last).year + 1)
        starts = [date(year, m, 1).toordinal() for year in years for m in range(1, 13, step)]
        return [(self(day), month(day)) for day in starts if self.holds(day)]

    def grid(self, top: float, bottom: float, room: float = 44.0) -> Markup:
        """Faint lines at the ticks, with their words above the top."""
        parts = []
        for x, words in self.ticks(room):
            parts.append(tag("path", d=f"M{number(x)} {number(top)}V{number(bottom)}", class_="axis"))
            parts.append(label(words, x, top - 6, "t ts tm tc"))
        return together(parts)


def days_of(known: Iterable[int], ends: tuple[str | None, str | None], left: float, right: float) -> Days:
    """An axis that holds these days, or reaches to the ends where they are given."""
    days = sorted(known)
    first = ordinal(ends[0]) if ends[0] else days[0] if days else FIRST
    last = ordinal(ends[1]) if ends[1] else days[-1] if days else first
    if last - first < 30:
        first, last = max(FIRST, first - 183), min(LAST, max(first, last) + 183)
    return Days(first, last, left, right)


@dataclass(frozen=True, slots=True)
class DateLines:
    """Upright lines at days that count, and their names in as many rows as keep them apart."""

    placed: tuple[tuple[float, int, str, str], ...]
    """Place in px, row from the bottom, name as written, and what a pointer is told."""
    right: float

    @classmethod
    def of(cls, marks: Sequence[DateMark], axis: Days) -> DateLines:
        """Place the names of those that the axis holds; the last of them next to the axis."""
        ends: list[float] = []
        made = []
        inside = [(ordinal(mark["date"]), mark["label"]) for mark in marks]
        for day, name in sorted((m for m in inside if axis.holds(m[0])), key=lambda m: (-m[0], m[1])):
            x = axis(day)
            room = min(_MOST_NAME, axis.right - axis.left)
            ending = f", {month(day)}"
            written = shortened(name, room - text_width(ending, _SIZE), _SIZE) + ending
            width = text_width(written, _SIZE) + 14
            begin = min(x, axis.right - width)
            row = next((n for n, end in enumerate(ends) if begin + width <= end), len(ends))
            # Its line runs down through the rows below, where names of earlier days must end before it.
            ends = [min(end, x - 5) for end in ends[:row]] + [min(begin, x - 5)] + ends[row + 1 :]
            made.append((x, row, written, f"{name}: {in_words(day)}"))
        return cls(tuple(made), axis.right)

    @property
    def height(self) -> float:
        """Height of the names in px."""
        return _LINE * (1 + max((row for _, row, _, _ in self.placed), default=-1))

    def drawn(self, top: float, bottom: float, *, names: bool = True) -> Markup:
        """The lines down to `bottom`, with the names in the space of their height under `top`."""
        base = top + self.height
        lines, words = [], []
        for x, row, written, told in self.placed:
            head = base - _LINE * row - 10 if names else top
            path = f"M{number(x)} {number(head)}V{number(bottom)}"
            line = tag("path", d=path, class_="l-ink", stroke_width=1.2, stroke_dasharray="5 3")
            lines.append(tag("g", hover(told), line))
            if names:
                begin = min(x + 5, self.right - text_width(written, _SIZE))
                words.append(tag("g", hover(told), label(written, begin, head + 6, "t ts halo")))
        return together([*lines, *words])
