"""Form "bars": stacked bars on one scale."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ecliptic.assess.figure_data import Bar, BarsData, Reference
from ecliptic.publish.figures.parts import (
    WIDTH,
    Link,
    amount,
    group_heading,
    hover,
    linked,
    marks_for,
    starts_group,
    ticks,
)
from ecliptic.publish.palette import MARKS, Mark, block
from ecliptic.publish.svg import Drawing, label, shortened, tag, text_width, together

_ROW = 30.0
_BAR = 20.0
_GROUP = 32.0
_END = 60.0
_UNKNOWN_WIDTH = 22.0
_HEAD = 28.0


def draw_bars(data: BarsData, link: Link) -> Drawing:
    """Draw the bars from top to bottom."""
    marks = marks_for(data)
    bars = data["bars"]
    names = max((text_width(bar["label"], 12) for bar in bars), default=0)
    left = min(340.0, max(90.0, names + 14))
    reference = data.get("reference")
    scale = ticks(max([*(_total(bar) for bar in bars), _most(reference)]))
    room = WIDTH - left - _END
    unit = room / scale[-1]
    line = None if reference is None or reference["value"] is None else left + reference["value"] * unit
    parts: list[Markup] = []
    totals: list[Markup] = []
    top = y = 6.0 if reference is None else _HEAD
    for index, bar in enumerate(bars):
        if starts_group(bars, index):
            parts.append(group_heading(str(bar["group"]), y + 16))
            y += _GROUP
        body, end = _bar(bar, marks, (left, y, unit), link)
        parts.append(body)
        totals.append(_written_total(bar, end, y, line))
        y += _ROW
    axis = _axis(scale, left, unit, (top - 2, y), data["value_title"])
    if reference is not None:
        parts.append(_reference(reference, left, unit, y))
    words = "; ".join(f"{bar['label']}: {_spoken(bar, data['legend'])}" for bar in bars[:12])
    more = f"; and {len(bars) - 12} more bars" if len(bars) > 12 else ""
    return Drawing.whole(
        WIDTH,
        y + 36,
        together([axis, *parts, *totals]),
        f"Bars of {data['value_title']}. {words}{more}.{_compared(reference)}",
    )


def _total(bar: Bar) -> float:
    return sum(segment["value"] or 0 for segment in bar["segments"])


def _spoken(bar: Bar, legend: list[Any]) -> str:
    labels = {category["value"]: category["label"] for category in legend}
    return ", ".join(
        f"{labels.get(s['category'], s['category'])}: {_known(s['value'])}"
        for s in bar["segments"]
        if s["value"] != 0
    )


def _known(value: float | None) -> str:
    return "unknown" if value is None else amount(value)


def _most(reference: Reference | None) -> float:
    return 0 if reference is None else reference["value"] or 0


def _compared(reference: Reference | None) -> str:
    return "" if reference is None else f" To compare: {reference['label']} {_known(reference['value'])}."


def _reference(reference: Reference, left: float, unit: float, bottom: float) -> Markup:
    """A line across all bars with its name above them; only words where the amount is unknown."""
    value = reference["value"]
    if value is None:
        return label(f"{reference['label']}: unknown", left, 12, "t tm")
    x = left + value * unit
    name = f"{reference['label']}: {amount(value)}"
    room = text_width(name, 12) / 2
    middle = max(left - 60 + room, min(x, WIDTH - room))
    return together(
        [
            tag("path", d=f"M{x:.1f} 18V{bottom:.1f}", class_="l-card", stroke_width=4),
            tag(
                "path",
                d=f"M{x:.1f} 18V{bottom:.1f}",
                class_="l-ink",
                stroke_width=1.6,
                stroke_dasharray="6 3",
            ),
            label(shortened(name, WIDTH - 20, 12), middle, 12, "t tc tb"),
        ]
    )


def _axis(scale: list[float], left: float, unit: float, ends: tuple[float, float], title: str) -> Markup:
    top, bottom = ends
    lines = []
    for step in scale:
        x = left + step * unit
        lines.append(tag("path", d=f"M{x:.1f} {top:g}V{bottom:.1f}", class_="axis"))
        lines.append(label(amount(step), x, bottom + 15, "t ts tm tc"))
    lines.append(label(title, left + scale[-1] * unit, bottom + 31, "t ts tm te"))
    return together(lines)


def _bar(
    bar: Bar, marks: dict[str, Mark], place: tuple[float, float, float], link: Link
) -> tuple[Markup, float]:
    """The name and the segments, and where they end."""
    left, y, unit = place
    name = label(shortened(bar["label"], left - 12, 12), left - 10, y + 18, "t te")
    parts = [linked(name, link(bar["kind"], bar["id"]))]
    x = left
    for segment in bar["segments"]:
        value = segment["value"]
        width = _UNKNOWN_WIDTH if value is None else value * unit
        if width <= 0:
            continue
        mark = MARKS["unknown"] if value is None else marks[segment["category"]]
        parts.append(_segment(mark, segment["label"], amount(value), (x, y, width)))
        x += width
    return together(parts), x


def _written_total(bar: Bar, end: float, y: float, line: float | None) -> Markup:
    """The total after the end of a bar; beyond the line of reference if that would strike it through."""
    values = [segment["value"] for segment in bar["segments"]]
    if all(value is None for value in values):
        return Markup("")
    total = f"{'at least ' if None in values else ''}{amount(_total(bar))}"
    meets = line is not None and end < line < end + 12 + text_width(total, 12, bold=True)
    return label(total, (line if line is not None and meets else end) + 8, y + 18, "t tb halo")


def _segment(mark: Mark, words: str, value: str, place: tuple[float, float, float]) -> Markup:
    x, y, width = place
    shapes = [hover(words), block(mark, x, y + 4, width, _BAR, rx=2)]
    if width >= text_width(value, 11) + 8:
        tone = "on" if mark.pattern == "solid" else "halo"
        shapes.append(label(value, x + width / 2, y + 18, f"t ts tc tb {tone}"))
    return tag("g", *shapes)
