"""Form "timeline": spans of days on lanes, packed so that no name covers another.

A span means "some day between", as plans say it. A side that the plan leaves open fades out, a single day
is a diamond, and what has no date stands in a column of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ecliptic.assess.figure_data import Entry, TimelineBar, TimelineData
from ecliptic.publish.figures.parts import WIDTH, Link, group_heading, hover, linked, marks_for, starts_group
from ecliptic.publish.palette import Mark, block
from ecliptic.publish.svg import BOLD, Drawing, Piece, label, number, shortened, tag, text_width, together

_ROW = 19.0
_BAR = 12.0
_GROUP = 34.0
_LANE_GAP = 7.0
_HEAD = 26.0
_UNDATED = 216.0
_NAME = 270.0
_FADE = 40.0
_DIAMOND = 11.0
_TALLEST_PIECE = 600.0
_DAYS = 365.2425
_UNVERIFIED = "?"


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where days lie: years from `first` up to the start of `last`."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: date) -> float:
        years = day.year - self.first + (day.timetuple().tm_yday - 1) / _DAYS
        return self.left + years * (self.right - self.left) / (self.last - self.first)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bar with its shape's two ends, whether they are open, and where its name begins."""

    bar: TimelineBar
    begin: float
    end: float
    open_begin: bool
    open_end: bool
    name: str
    name_x: float

    @property
    def reach(self) -> tuple[float, float]:
        """First and last x that the bar and its name take up."""
        width = _name_width(self.name, self.bar["unverified"])
        return min(self.begin, self.name_x), max(self.end, self.name_x + width)


def draw_timeline(data: TimelineData, link: Link) -> Drawing:
    """Draw the lanes from top to bottom under an axis of years."""
    bars = data["bars"]
    marks = marks_for(data)
    axis = _axis_of(data)
    undated = any(bar["start"] is None and bar["end"] is None for bar in bars)
    by_lane: dict[int, list[_Placed]] = {}
    for bar in bars:
        by_lane.setdefault(bar["lane"], []).append(_placed(bar, axis))
    pieces: list[Piece] = []
    parts: list[Markup] = []
    y = _HEAD + 4
    for index, lane in enumerate(data["lanes"]):
        heading = starts_group(data["lanes"], index)
        drawn, height = _lane(lane, by_lane.get(index, []), marks, axis.left, link)
        if parts and y + height + (_GROUP if heading else 0) > _TALLEST_PIECE:
            pieces.append(_piece(parts, axis, y, undated))
            parts, y = [], _HEAD + 4
        if heading:
            parts.append(group_heading(str(lane["group"]), y + 18))
            y += _GROUP
        parts.append(tag("g", drawn, transform=f"translate(0 {number(y)})"))
        y += height + _LANE_GAP
    return Drawing(WIDTH, (*pieces, _piece(parts, axis, y, undated)), _described(data))


def _piece(parts: list[Markup], axis: _Axis, height: float, undated: bool) -> Piece:
    """Lanes with an axis of their own, so that the years stay in sight."""
    return Piece(height, together([_grid(axis, height, undated), *parts]))


def _described(data: TimelineData) -> str:
    dated = [bar for bar in data["bars"] if bar["start"] or bar["end"]]
    days = sorted(day for bar in dated for day in (bar["start"], bar["end"]) if day)
    span = f" from {days[0][:4]} to {days[-1][:4]}" if days else ""
    counted = [
        f"{category['label']} {count}"
        for category in data["legend"]
        if (count := sum(bar["firmness"] == category["value"] for bar in data["bars"]))
    ]
    unverified = sum(bar["unverified"] for bar in data["bars"])
    return (
        f"Timeline of {len(data['bars'])} entries on {len(data['lanes'])} lanes{span}: {', '.join(counted)}. "
        f"{len(data['bars']) - len(dated)} have no date; {unverified} are unverified."
    )


def _axis_of(data: TimelineData) -> _Axis:
    days = [
        date.fromisoformat(day)
        for bar in data["bars"]
        for day in (bar["start"], bar["end"])
        if day is not None
    ]
    undated = any(bar["start"] is None and bar["end"] is None for bar in data["bars"])
    first = min((day.year for day in days), default=2000)
    last = max((day.year for day in days), default=2000) + 1
    left = min(
        210.0, max((text_width(lane["label"], 12, bold=True) for lane in data["lanes"]), default=0) + 14
    )
    return _Axis(first, max(last, first + 2), left, WIDTH - 12 - (_UNDATED + 24 if undated else 0))


def _grid(axis: _Axis, bottom: float, undated: bool) -> Markup:
    """Lines and numbers of years, and the head of the column without dates."""
    years = axis.last - axis.first
    per_year = (axis.right - axis.left) / years
    step = next(step for step in (1, 2, 5, 10, 50, 500, 10_000) if per_year * step >= 34)
    parts = []
    for year in range(axis.first, axis.last + 1):
        if year % step:
            continue
        x = axis.x(date(min(year, 9999), 1, 1))
        parts.append(tag("path", d=f"M{number(x)} {_HEAD:g}V{number(bottom)}", class_="axis"))
        parts.append(label(str(year), x, _HEAD - 8, "t ts tm tc"))
    if undated:
        x = axis.right + 22
        parts.append(label("no date stated", x, _HEAD - 8, "t ts tm"))
        parts.append(
            tag("path", d=f"M{x - 8:g} {_HEAD:g}V{number(bottom)}", class_="rule", stroke_dasharray="2 3")
        )
    return together(parts)


def _placed(bar: TimelineBar, axis: _Axis) -> _Placed:
    undated = bar["start"] is None and bar["end"] is None
    name = shortened(bar["label"], _UNDATED - 26 if undated else _NAME, 11)
    width = _name_width(name, bar["unverified"])
    start = date.fromisoformat(bar["start"]) if bar["start"] else None
    end = date.fromisoformat(bar["end"]) if bar["end"] else None
    if start is None and end is None:
        begin = axis.right + 22
        return _Placed(bar, begin, begin + _DIAMOND, False, False, name, begin + _DIAMOND + 5)
    first = axis.x(start) if start else max(axis.left, axis.x(end or date.max) - _FADE)
    last = axis.x(end) if end else min(axis.right, axis.x(start or date.min) + _FADE)
    if last - first < _DIAMOND:
        middle = (first + last) / 2
        first, last = middle - _DIAMOND / 2, middle + _DIAMOND / 2
    beside = last + 5
    if beside + width > axis.right + 6:
        beside = first - 5 - width
    return _Placed(bar, first, last, start is None, end is None, name, beside)


def _name_width(name: str, unverified: bool) -> float:
    return text_width(name, 11) + (4 + text_width(_UNVERIFIED, 11) if unverified else 0)


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    """Bars in as few rows as the order of their beginnings needs."""
    rows: list[list[_Placed]] = []
    for item in sorted(placed, key=lambda p: (p.reach[0], p.bar["id"])):
        for row in rows:
            if row[-1].reach[1] + 8 <= item.reach[0]:
                row.append(item)
                break
        else:
            rows.append([item])
    return rows


def _lane(
    lane: Entry, placed: list[_Placed], marks: dict[str, Mark], left: float, link: Link
) -> tuple[Markup, float]:
    rows = _rows(placed)
    height = max(1, len(rows)) * _ROW
    name = label(shortened(lane["label"], (left - 12) / BOLD, 12), 0, 14, "t tb")
    parts = [
        tag("rect", x=left, y=0, width=WIDTH - left, height=height, class_="g-sunk", fill_opacity=0.55),
        linked(tag("g", hover(lane["label"]), name), link(lane["kind"], lane["id"])),
    ]
    for index, row in enumerate(rows):
        y = index * _ROW
        parts += [linked(_bar(item, marks, y), link(item.bar["kind"], item.bar["id"])) for item in row]
    return together(parts), height


def _bar(item: _Placed, marks: dict[str, Mark], y: float) -> Markup:
    bar = item.bar
    mark = marks[bar["firmness"]]
    told = bar["text"] or "no date stated"
    words = f"{bar['label']}: {told}; {bar['firmness']}{'; unverified' if bar['unverified'] else ''}"
    return tag(
        "g",
        hover(words),
        _shape(item, mark, y + (_ROW - _BAR) / 2),
        tag(
            "text",
            item.name,
            *([tag("tspan", _UNVERIFIED, class_="unv", dx=4)] if bar["unverified"] else []),
            x=item.name_x,
            y=y + 13.5,
            class_="t ts",
        ),
    )


def _shape(item: _Placed, mark: Mark, top: float) -> Markup:
    width = item.end - item.begin
    if width <= _DIAMOND + 0.01:
        middle, half = (item.begin + item.end) / 2, _DIAMOND / 2
        centre = top + _BAR / 2
        path = (
            f"M{number(middle)} {number(centre - half)}l{half:g} {half:g}l{-half:g} {half:g}"
            f"l{-half:g} {-half:g}z"
        )
        return tag("path", d=path, class_=f"k k-{mark.slug}", fill=mark.fill)
    if not (item.open_begin or item.open_end):
        return block(mark, item.begin, top, width, _BAR, rx=3)
    return _fading(mark, item, top)


def _fading(mark: Mark, item: _Placed, top: float) -> Markup:
    """A bar that grows fainter towards the side that the plan leaves open."""
    slices = 8
    width = (item.end - item.begin) / slices
    parts = []
    for index in range(slices):
        strength = 1 - (index + 0.5) / slices
        x = item.begin + width * (index if item.open_end else slices - 1 - index)
        shape = tag(
            "rect",
            x=x,
            y=top,
            width=width + 0.3,
            height=_BAR,
            class_=f"k k-{mark.slug}",
            fill=mark.fill,
            opacity=round(strength, 2),
            stroke_width=0,
        )
        parts.append(shape)
    tip, turn = (item.end - 4, 4) if item.open_end else (item.begin + 4, -4)
    arrow = f"M{number(tip)} {number(top + 2)}l{turn} {_BAR / 2 - 2:g}l{-turn} {_BAR / 2 - 2:g}"
    return together([*parts, tag("path", d=arrow, class_=f"l-{mark.ink}", stroke_width=1.6)])
