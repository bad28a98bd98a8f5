"""A key inside a drawing, for the forms whose lines and points the marks of legends cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from ecliptic.publish.svg import label, tag, text_width, together, wrapped

_LINE = 17.0
_SIZE = 11.0
_BETWEEN = 20.0


class KeyItem(NamedTuple):
    """A sign, the room that it takes in px, and what it means."""

    sign: Markup
    room: float
    words: str


def key(items: Iterable[KeyItem], width: float) -> tuple[Markup, float]:
    """The items one after the other in lines of that width, and their height; nothing for no item."""
    parts: list[Markup] = []
    x = y = 0.0
    for item in items:
        lines = wrapped(item.words, width - item.room, _SIZE)
        room = item.room + max(text_width(line, _SIZE) for line in lines)
        if x and x + room > width:
            x, y = 0.0, y + _LINE
        words = [label(line, item.room, 12 + 13 * place, "t ts") for place, line in enumerate(lines)]
        parts.append(tag("g", item.sign, *words, transform=f"translate({x:.1f} {y:g})"))
        x += room + _BETWEEN
        y += 13 * (len(lines) - 1)
    return together(parts), y + _LINE if parts else 0.0


def sentences(text: str, top: float, width: float) -> tuple[Markup, float]:
    """Small muted prose in lines of that width, and its height."""
    lines = wrapped(text, width, _SIZE) if text else []
    parts = [label(line, 0, top + 11 + 15 * place, "t ts tm") for place, line in enumerate(lines)]
    return together(parts), 15.0 * len(lines)
