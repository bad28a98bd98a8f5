"""Form "heatmap": amounts in cells, told by a number and a shade."""

from __future__ import annotations

from markupsafe import Markup

from ecliptic.assess.figure_data import HeatCell, HeatmapData
from ecliptic.publish.figures.parts import (
    WIDTH,
    Link,
    amount,
    group_heading,
    hover,
    linked,
    starts_group,
)
from ecliptic.publish.palette import MARKS, SHADES, block, is_strong, shade
from ecliptic.publish.svg import Drawing, label, shortened, tag, text_width, together, wrapped

_ROW = 26.0
_GROUP = 32.0
_NARROW = 64.0


def draw_heatmap(data: HeatmapData, link: Link) -> Drawing:
    """Draw cells in rows, with a scale under them."""
    left = min(380.0, max((text_width(row["label"], 12) for row in data["rows"]), default=0) + 16)
    count = max(1, len(data["columns"]))
    pitch = min(120.0, (WIDTH - left) / count)
    heads, y = _heads(data, left, pitch, link)
    parts = [heads]
    by_row: dict[int, list[HeatCell]] = {}
    for cell in data["cells"]:
        by_row.setdefault(cell["row"], []).append(cell)
    for index, row in enumerate(data["rows"]):
        if starts_group(data["rows"], index):
            parts.append(group_heading(str(row["group"]), y + 18, left + pitch * count))
            y += _GROUP
        name = label(shortened(row["label"], left - 12, 12), left - 10, y + 17, "t te")
        parts.append(linked(tag("g", hover(row["label"]), name), link(row["kind"], row["id"])))
        for cell in by_row.get(index, ()):
            parts.append(_cell(cell, data, left + pitch * cell["column"], y, pitch))
        y += _ROW
    parts.append(_scale(data, left, y + 14))
    return Drawing.whole(WIDTH, y + 48, together(parts), _described(data))


def _described(data: HeatmapData) -> str:
    known = [cell for cell in data["cells"] if cell["value"] is not None]
    highest = sorted(known, key=lambda c: -(c["value"] or 0))[:3]
    unknown = len(data["cells"]) - len(known)
    return (
        f"Heat map of {len(data['rows'])} rows ({data['row_title']}) and {len(data['columns'])} columns "
        f"({data['column_title']}), from {amount(data['low'])} to {amount(data['high'])}. "
        + (f"Highest: {'; '.join(cell['label'] for cell in highest)}. " if highest else "")
        + (f"{unknown} cells are unknown." if unknown else "")
    ).strip()


def _heads(data: HeatmapData, left: float, pitch: float, link: Link) -> tuple[Markup, float]:
    columns = data["columns"]
    parts = []
    if pitch < _NARROW:
        height = min(170.0, max((text_width(c["label"], 11) for c in columns), default=0) + 10)
        for index, column in enumerate(columns):
            x = left + pitch * (index + 0.5) + 4
            text = label(
                shortened(column["label"], height - 6, 11),
                x,
                height - 5,
                "t ts",
                transform=f"rotate(-90 {x:.1f} {height - 5:.1f})",
            )
            parts.append(linked(tag("g", hover(column["label"]), text), link(column["kind"], column["id"])))
        return together(parts), height
    names = [wrapped(column["label"], pitch - 8, 11, most=4) for column in columns]
    lines = max((len(name) for name in names), default=1)
    for index, (column, name) in enumerate(zip(columns, names, strict=True)):
        x = left + pitch * (index + 0.5)
        first = 13 + 13 * (lines - len(name))
        spans = [label(line, x, first + 13 * step, "t ts tc") for step, line in enumerate(name)]
        parts.append(linked(tag("g", hover(column["label"]), *spans), link(column["kind"], column["id"])))
    return together(parts), lines * 13 + 8


def _cell(cell: HeatCell, data: HeatmapData, x: float, y: float, pitch: float) -> Markup:
    value = cell["value"]
    if value is None:
        ground, tone = block(MARKS["unknown"], x, y, pitch, _ROW, rx=2), "halo"
    else:
        step = shade(value, data["low"], data["high"])
        ground = tag(
            "rect", x=x + 1, y=y + 1, width=pitch - 2, height=_ROW - 2, rx=2, class_=f"g-shade-{step}"
        )
        tone = "on" if is_strong(step) else ""
    written = amount(value) if pitch >= _NARROW else compact(value)
    size = "ts" if pitch < _NARROW else ""
    shapes = [ground, label(written, x + pitch / 2, y + 17, " ".join(f"t {size} tc {tone}".split()))]
    if cell.get("own"):
        frame = {"x": x + 3, "y": y + 3, "width": pitch - 6, "height": _ROW - 6, "rx": 1}
        strong = value is not None and tone == "on"
        ink = "on-dark" if strong else "ink"
        shapes.append(tag("rect", **frame, class_=f"l-{ink}", stroke_width=1.2, stroke_dasharray="3 2"))
    if cell.get("unverified"):
        shapes.append(label("?", x + pitch - 2, y + 9, "t tq te unv halo"))
    return tag("g", hover(cell["label"]), *shapes)


def compact(value: float | int | None) -> str:
    """A number in few characters; the exact one is told where a pointer rests."""
    if value is None:
        return "?"
    if 0 < value < 0.5:
        return "<1"
    return amount(round(value)) if abs(value) < 1000 else f"{value / 1000:.0f}k"


def _scale(data: HeatmapData, left: float, y: float) -> Markup:
    """The scale of shades with its ends."""
    parts = [label(amount(data["low"]), left - 6, y + 12, "t ts tm te")]
    for step in range(SHADES):
        parts.append(tag("rect", x=left + 26 * step, y=y, width=26, height=14, class_=f"g-shade-{step}"))
    parts.append(label(amount(data["high"]), left + 26 * SHADES + 6, y + 12, "t ts tm"))
    return together(parts)
