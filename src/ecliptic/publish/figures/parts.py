"""What the forms of figures share: links, scales, headings of groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ecliptic.publish.palette import Mark, marks_of
from ecliptic.publish.svg import label, tag

WIDTH = 1000.0
"""Width of every figure in px; reports and files may scale it."""

SLIM_WIDTH = 340.0
"""Width in px of figures that are drawn for a phone too."""

Link = Callable[[str | None, str | None], str | None]
"""Address of a record by kind and identifier, or None where there is nothing to lead to."""


def no_link(kind: str | None, identifier: str | None) -> str | None:
    """Lead nowhere: figures that stand alone have no records beside them."""
    return None


def linked(content: Markup, address: str | None) -> Markup:
    """Markup that leads to an address.

    The data table beside a figure has the same links, so those in the drawing stay out of the keyboard's way.
    """
    return content if address is None else tag("a", content, href=address, tabindex=-1)


def marks_for(data: Mapping[str, Any]) -> dict[str, Mark]:
    """The mark of each category in a figure's data, those that its legend forgot too."""
    values = [category["value"] for category in data.get("legend", ())]
    values += [cell["value"] for cell in data.get("cells", ()) if isinstance(cell["value"], str)]
    for bar in data.get("bars", ()):
        values += [part["category"] for part in bar.get("segments", ())]
        values += [bar["firmness"]] if "firmness" in bar else []
    values += [flow["category"] for flow in data.get("links", ()) if "category" in flow]
    return marks_of(list(dict.fromkeys(values)))


def named(text: str, x: float, y: float, *, unverified: bool, after: str = "") -> Markup:
    """A name, the mark of unverified ones, then muted small words after it."""
    parts: list[Markup | str] = [text]
    parts += [tag("tspan", "?", class_="unv", dx=4)] if unverified else []
    parts += [tag("tspan", after, class_="ts tm", dx=9)] if after else []
    return tag("text", *parts, x=x, y=y, class_="t")


def hover(text: str) -> Markup:
    """What a pointer that rests on a shape shows."""
    return tag("title", text)


def ticks(most: float, wanted: int = 6) -> list[float]:
    """Round numbers from 0 to at least `most`, whole ones where `most` is small."""
    if most <= 0:
        return [0, 1]
    rough = most / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = max(step, 1.0) if most >= 2 else step
    return [step * index for index in range(math.ceil(most / step - 1e-9) + 1)]


def amount(value: float | int | None) -> str:
    """A number as readers see it; a question mark where it is unknown."""
    if value is None:
        return "?"
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}".replace(",", "\u202f")
    if abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def group_heading(text: str, y: float, width: float = WIDTH) -> Markup:
    """The heading that neighbours share, with a rule under it."""
    return label(text, 0, y, "t tb") + tag("path", d=f"M0 {y + 5:g}H{width:g}", class_="axis")


def starts_group(entries: Sequence[Any], index: int) -> bool:
    """Whether an entry is the first of its group."""
    group = entries[index]["group"]
    return group is not None and (index == 0 or entries[index - 1]["group"] != group)
