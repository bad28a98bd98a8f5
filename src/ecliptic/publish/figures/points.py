"""Points that tell categories by shape before ink."""

from __future__ import annotations

import math

from markupsafe import Markup

from ecliptic.assess.figure_data import FrontData
from ecliptic.publish.svg import number, tag

SHAPES = (
    ("circle", "deep"),
    ("diamond", "green"),
    ("triangle", "amber"),
    ("square", "purple"),
    ("wedge", "red"),
    ("pentagon", "mid"),
)
_KNOWN = {"optimal": SHAPES[0], "within gap": SHAPES[1], "time limit": SHAPES[2]}
# Corners of each shape: how many, the angle of the first one in degrees, and how far out, for equal weight.
_CORNERS = {
    "diamond": (4, -90, 1.3),
    "square": (4, -45, 1.25),
    "triangle": (3, -90, 1.4),
    "wedge": (3, 90, 1.4),
    "pentagon": (5, -90, 1.2),
}
Shape = tuple[str, str]


def shapes_of(data: FrontData) -> dict[str | None, Shape]:
    """The shape of each category, and of options without one."""
    values = [category["value"] for category in data["legend"]]
    values += [p["category"] for p in data["points"] if "category" in p]
    chosen: dict[str | None, Shape] = {None: SHAPES[0]}
    others = 0
    for value in dict.fromkeys(values):
        if value in _KNOWN:
            chosen[value] = _KNOWN[value]
        else:
            chosen[value] = SHAPES[others % len(SHAPES)]
            others += 1
    return chosen


def point(shape: Shape, x: float, y: float, radius: float, *, dominated: bool) -> Markup:
    """A point; hollow and grey where another option beats it."""
    name, ink = shape
    class_ = "g-card l-grey" if dominated else f"g-{ink}"
    look: dict[str, str | float | None] = {"class_": class_, "stroke_width": 1.6 if dominated else None}
    if dominated:
        # The class of the line takes the fill away, and rules of classes outdo attributes.
        ground = _shape(name, x, y, radius, {"class_": "g-card"})
        return ground + _shape(name, x, y, radius, {**look, "class_": "l-grey"})
    return _shape(name, x, y, radius, look)


def _shape(name: str, x: float, y: float, radius: float, look: dict[str, str | float | None]) -> Markup:
    if name == "circle":
        return tag("circle", cx=x, cy=y, r=radius, **look)
    count, turn, out = _CORNERS[name]
    return tag("path", d=_ring(x, y, [radius * out] * count, turn), **look)


def _ring(x: float, y: float, radii: list[float], turn: float) -> str:
    corners = []
    for index, radius in enumerate(radii):
        angle = math.radians(turn + 360 * index / len(radii))
        corners.append(f"{number(x + radius * math.cos(angle))} {number(y + radius * math.sin(angle))}")
    return f"M{'L'.join(corners)}z"


def star(x: float, y: float) -> Markup:
    """The mark of the ideal point."""
    return tag("path", d=_ring(x, y, [7.5, 3.2] * 5, -90), class_="g-gold")


def cross(x: float, y: float) -> Markup:
    """The mark of the nadir point."""
    arms = f"M{number(x - 5)} {number(y - 5)}l10 10M{number(x + 5)} {number(y - 5)}l-10 10"
    return tag("path", d=arms, class_="l-grey", stroke_width=2.4)
