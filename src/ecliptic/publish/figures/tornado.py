"""Form "tornado": how far single things move a result to either side of its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import TornadoBar, TornadoData
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.parts import SLIM_WIDTH, WIDTH, Link, amount, hover, linked, named
from ecliptic.publish.figures.plane import Scale, is_placeable, scale
from ecliptic.publish.palette import MARKS, Mark, block
from ecliptic.publish.svg import Drawing, label, number, shortened, tag, text_width, together, wrapped

MOST_BARS = 30
_LOW, _HIGH = MARKS["s0"], MARKS["s1"]
_UNKNOWN_PX = 22.0
_NUMBER_PX = 58.0
_SAID = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is, in px. Without a column of names, they stand above each bar."""

    width: float
    names: float
    row: float
    bar: float
    ticks: int


WIDE = Sheet(WIDTH, 330, 30, 18, ticks=7)
SLIM = Sheet(SLIM_WIDTH, 0, 44, 16, ticks=4)


def draw_tornado(data: TornadoData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the bars from top to bottom under a key and over their scale."""
    base = data["base"]
    bars = data["bars"][:MOST_BARS] if is_placeable(base) else []
    top, top_height = key(_key_items(bars, data), sheet.width)
    y = top_height + 8 if top_height else 0.0
    body, height = _plot(data, bars, sheet, link) if bars and base is not None else (Markup(""), 0.0)
    foot, foot_height = sentences(_left_out(data, bars), 0, sheet.width)
    parts = [
        top,
        tag("g", body, transform=f"translate(0 {number(y)})"),
        tag("g", foot, transform=f"translate(0 {number(y + height + 6)})"),
    ]
    whole = y + height + (foot_height + 6 if foot_height else 0) + 4
    return Drawing.whole(sheet.width, whole, together(parts), _described(data))


# --- words ----------------------------------------------------------------------------------------


def measure(data: TornadoData, value: float | int | None) -> str:
    """A result with its unit."""
    if not is_placeable(value):
        return "unknown"
    written = _written(value)
    return f"{written} {data['unit']}" if data["unit"] else written


def _written(value: float | int | None) -> str:
    return amount(value).replace("-", "\u2212") if is_placeable(value) else "?"


def told(bar: TornadoBar, data: TornadoData) -> str:
    """A bar in words."""
    ends = [
        f"{title}: {measure(data, value)}"
        for title, value in ((data["low_title"], bar["low"]), (data["high_title"], bar["high"]))
    ]
    doubt = "; unverified" if bar["unverified"] else ""
    more = f". {bar['text']}" if bar["text"] else ""
    return f"{bar['label']}: {'; '.join(ends)}{more}{doubt}"


def _left_out(data: TornadoData, bars: Sequence[TornadoBar]) -> str:
    if not data["bars"]:
        return "No bar to draw: nothing moves the result, or nothing was tried."
    if not is_placeable(data["base"]):
        return "No bar is drawn, as the base that they start from is unknown."
    missing = len(data["bars"]) - len(bars)
    if not missing:
        return ""
    return (
        f"Not drawn, to keep this legible: {missing} of {len(data['bars'])} bars. The data of the figure "
        "hold all."
    )


def _described(data: TornadoData) -> str:
    said = "; ".join(told(bar, data) for bar in data["bars"][:_SAID])
    more = f"; and {len(data['bars']) - _SAID} more" if len(data["bars"]) > _SAID else ""
    note = _left_out(data, data["bars"])
    words = [
        f"Bars of {data['value_title']} to both sides of a base of {measure(data, data['base'])}, by "
        f"{data['bar_title'].lower()}.",
        f"{said}{more}." if said else "",
        note,
    ]
    return " ".join(word for word in words if word)


def _key_items(bars: Sequence[TornadoBar], data: TornadoData) -> list[KeyItem]:
    items = []
    for mark, name, title in ((_LOW, "low", data["low_title"]), (_HIGH, "high", data["high_title"])):
        if any(is_placeable(bar[name]) for bar in bars):  # type: ignore[literal-required] # either end
            items.append(KeyItem(block(mark, 0, 2, 20, 12, rx=2), 26, title))
    if any(not is_placeable(value) for bar in bars for value in (bar["low"], bar["high"])):
        items.append(KeyItem(block(MARKS["unknown"], 0, 2, 20, 12, rx=2), 26, "unknown"))
    return items


# --- shapes ---------------------------------------------------------------------------------------


def _plot(data: TornadoData, bars: Sequence[TornadoBar], sheet: Sheet, link: Link) -> tuple[Markup, float]:
    base = float(data["base"] or 0)
    values = [
        base,
        *(float(v) for bar in bars for v in (bar["low"], bar["high"]) if v is not None and is_placeable(v)),
    ]
    axis = scale(values, sheet.names + _NUMBER_PX, sheet.width - _NUMBER_PX, sheet.ticks)
    top = 26.0
    bottom = top + sheet.row * len(bars) + 4
    axes, height = _axis(axis, data, (top, bottom), sheet)
    parts = [axes, _base_line(axis(base), data, (top, bottom), sheet)]
    for place, bar in enumerate(bars):
        drawn = _bar(bar, data, axis, sheet)
        shown = tag("g", drawn, transform=f"translate(0 {number(top + 4 + sheet.row * place)})")
        parts.append(linked(shown, link(bar["kind"], bar["id"])))
    return together(parts), bottom + height


def _axis(axis: Scale, data: TornadoData, ends: tuple[float, float], sheet: Sheet) -> tuple[Markup, float]:
    """Lines at round amounts, and under them what they are; with the height of what stands under them."""
    top, bottom = ends
    parts = []
    for tick in axis.ticks:
        x = axis(tick)
        parts.append(tag("path", d=f"M{number(x)} {number(top)}V{number(bottom)}", class_="axis"))
        parts.append(label(axis.words(tick), x, bottom + 15, "t ts tm tc"))
    title = f"{data['value_title']}, {data['unit']}" if data["unit"] else data["value_title"]
    lines = wrapped(title, sheet.width - 8, 11, most=3)
    parts += [label(line, sheet.width - 4, bottom + 33 + 14 * n, "t ts te") for n, line in enumerate(lines)]
    return together(parts), 24 + 14.0 * len(lines)


def _base_line(x: float, data: TornadoData, ends: tuple[float, float], sheet: Sheet) -> Markup:
    """The line that bars start from, with its amount above."""
    top, bottom = ends
    words = shortened(f"base: {measure(data, data['base'])}", sheet.width - 20, 12)
    room = text_width(words, 12, bold=True) / 2
    middle = max(sheet.names + room, min(x, sheet.width - room))
    return together(
        [
            tag(
                "path", d=f"M{number(x)} {number(top - 6)}V{number(bottom)}", class_="l-ink", stroke_width=1.6
            ),
            label(words, middle, top - 12, "t tc tb halo"),
        ]
    )


def _bar(bar: TornadoBar, data: TornadoData, axis: Scale, sheet: Sheet) -> Markup:
    """Name, both parts and their numbers; parts on one side of the base share the height of the bar."""
    base = float(data["base"] or 0)
    if sheet.names:
        name, y = _name(bar, sheet.names - 14, sheet.bar / 2 + 5), 0.0
    else:
        ground = tag("rect", x=0, y=-1, width=sheet.width, height=19, class_="g-card")
        name, y = ground + _name(bar, sheet.width, 13), 20.0
    sides = [_side(bar["low"], base), _side(bar["high"], base)]
    if 0 in sides:
        # An end that is unknown or does not move goes where the other one is not.
        other = sides[1] if sides[0] == 0 else sides[0]
        sides = [s or -other or (-1 if place == 0 else 1) for place, s in enumerate(sides)]
    apart = sides[0] != sides[1]
    height = sheet.bar if apart else sheet.bar / 2 + 1
    y -= 0 if apart else 1
    parts = []
    for place, (mark, value) in enumerate(((_LOW, bar["low"]), (_HIGH, bar["high"]))):
        top = y if apart else y + place * height
        parts.append(_part(mark, value, (axis(base), axis), (top, height, sides[place])))
    ground = tag(
        "rect", x=0, y=-2, width=sheet.width, height=sheet.row - 2, fill="none", pointer_events="all"
    )
    return tag("g", hover(told(bar, data)), ground, name, *parts, class_="strand")


def _side(value: float | int | None, base: float) -> int:
    if value is None or not is_placeable(value):
        return 0
    return (value > base) - (value < base)


def _part(
    mark: Mark, value: float | int | None, places: tuple[float, Scale], at: tuple[float, float, int]
) -> Markup:
    """One side of a bar with its number beyond its end."""
    start, axis = places
    top, height, side = at
    known = value is not None and is_placeable(value)
    end = axis(float(value)) if value is not None and known else start + side * _UNKNOWN_PX
    left, width = min(start, end), abs(end - start)
    shape = (
        [block(mark if known else MARKS["unknown"], left, top, width, height, rx=1)] if width >= 0.5 else []
    )
    small = height < 14
    anchor = "te" if side < 0 else ""
    words = label(
        _written(value) if known else "unknown",
        end + side * 6,
        top + height / 2 + (3.5 if small else 4),
        f"t {'tq' if small else 'ts'} tb halo {anchor}".strip(),
    )
    return together([*shape, words])


def _name(bar: TornadoBar, room: float, y: float) -> Markup:
    written = shortened(bar["label"], room - (12 if bar["unverified"] else 0), 12)
    return named(written, 0, y, unverified=bar["unverified"])
