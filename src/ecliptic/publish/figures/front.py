"""Form "front": options over two objectives, with those that no other one beats in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from markupsafe import Markup

from ecliptic.assess.figure_data import Axis, Corner, FrontData, FrontPoint
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.parts import SLIM_WIDTH, WIDTH, Link, amount, hover, linked
from ecliptic.publish.figures.plane import Box, Name, Scale, is_placeable, placed_names, scale
from ecliptic.publish.figures.points import SHAPES, cross, point, shapes_of, star
from ecliptic.publish.svg import Drawing, label, number, tag, text_width, together, wrapped

_SIZE = 12.0
_RING = 12.0
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is, in px; `name` is the widest line of a name, `ticks` the steps of both axes."""

    width: float
    height: float
    name: float
    ticks: tuple[int, int]
    radius: float


WIDE = Sheet(WIDTH, 470, 230, ticks=(8, 6), radius=5.5)
SLIM = Sheet(SLIM_WIDTH, 340, 120, ticks=(4, 5), radius=4.5)


def draw_front(data: FrontData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the plane under a key and over a sentence on what could not be placed."""
    known = [p for p in data["points"] if is_placeable(p["x"]) and is_placeable(p["y"])]
    top, top_height = key(_key_items(data, known), sheet.width)
    body, height = _Plane(data, known, sheet).drawn(link) if known else (Markup(""), 0.0)
    foot, foot_height = sentences(_not_placed(data, known), 0, sheet.width)
    y = top_height + 8 if top_height else 0.0
    parts = [
        top,
        tag("g", body, transform=f"translate(0 {number(y)})"),
        tag("g", foot, transform=f"translate(0 {number(y + height + 6)})"),
    ]
    whole = y + height + (foot_height + 6 if foot_height else 0) + 4
    return Drawing.whole(sheet.width, whole, together(parts), _described(data, known))


# --- words ----------------------------------------------------------------------------------------


def said(axis: Axis) -> str:
    """An objective with its unit."""
    return f"{axis['title']}, {axis['unit']}" if axis["unit"] else axis["title"]


def _measure(axis: Axis, value: float | int | None) -> str:
    if not is_placeable(value):
        return "unknown"
    return f"{amount(value)} {axis['unit']}" if axis["unit"] else amount(value)


def _not_placed(data: FrontData, known: Sequence[FrontPoint]) -> str:
    missing = [p for p in data["points"] if p not in known]
    if not data["points"]:
        return f"No {data['point_title'].lower()} to place."
    if not missing:
        return ""
    named = "; ".join(
        f"{p['label']} ({data['x']['title'].lower()} {_measure(data['x'], p['x'])}, "
        f"{data['y']['title'].lower()} {_measure(data['y'], p['y'])})"
        for p in missing[:_MOST_NAMES]
    )
    more = f"; and {len(missing) - _MOST_NAMES} more" if len(missing) > _MOST_NAMES else ""
    return f"Not placed, as an amount is unknown: {named}{more}."


def _described(data: FrontData, known: Sequence[FrontPoint]) -> str:
    x, y = data["x"], data["y"]
    free = [p for p in known if not p["dominated"]]
    picked = [
        f"{p['label']}: {x['title']} {_measure(x, p['x'])}, {y['title']} {_measure(y, p['y'])}"
        for p in known
        if p.get("picked")
    ]
    words = [
        f"Points of {len(data['points'])} options by {said(x)} ({x['better']} is better) and {said(y)} "
        f"({y['better']} is better). {len(free)} of them are not dominated.",
        f"Picked: {'; '.join(picked[:_MOST_NAMES])}." if picked else "",
    ]
    for name in ("ideal", "nadir"):
        corner = _corner(data, name)
        if corner is not None:
            words.append(f"The {name} point lies at {_measure(x, corner[0])}, {_measure(y, corner[1])}.")
    words.append(_not_placed(data, known))
    return " ".join(word for word in words if word)


def _key_items(data: FrontData, known: Sequence[FrontPoint]) -> list[KeyItem]:
    """What is used: shapes of the categories, hollow points, shade, star and cross."""
    legend = {category["value"]: category["label"] for category in data["legend"]}
    chosen = shapes_of(data)
    used = list(dict.fromkeys(p["category"] for p in known if "category" in p))
    used.sort(key=lambda value: list(legend).index(value) if value in legend else len(legend))
    items = [KeyItem(point(chosen[v], 7, 8, 5, dominated=False), 19, legend.get(v, v)) for v in used]
    if not used and any(not p["dominated"] for p in known):
        items.append(
            KeyItem(
                point(SHAPES[0], 7, 8, 5, dominated=False), 19, "on the front: no other is better in both"
            )
        )
    if any(p["dominated"] for p in known):
        items.append(
            KeyItem(
                point(SHAPES[0], 7, 8, 5, dominated=True),
                19,
                "hollow: dominated, another is at least as good in both",
            )
        )
    if any(not p["dominated"] for p in known):
        shade = tag("rect", x=0, y=2, width=20, height=12, rx=2, class_="g-grey-pale")
        edge = tag("path", d="M0 14V2H20", class_="l-mid", stroke_width=1.2)
        items.append(KeyItem(together([shade, edge]), 26, "shaded: what the front dominates"))
    if known and _corner(data, "ideal"):
        items.append(KeyItem(star(7, 8), 19, "ideal: the best of each, which no option joins"))
    if known and _corner(data, "nadir"):
        items.append(KeyItem(cross(7, 8), 19, "nadir: the worst of each on the front"))
    return items


def _corner(data: FrontData, name: str) -> tuple[float, float] | None:
    corner: Corner | None = data["ideal"] if name == "ideal" else data["nadir"]
    if corner is None or corner["x"] is None or corner["y"] is None:
        return None
    return (corner["x"], corner["y"]) if is_placeable(corner["x"]) and is_placeable(corner["y"]) else None


# --- the plane ------------------------------------------------------------------------------------


class _Plane:
    """Draws the options of which both amounts are known."""

    def __init__(self, data: FrontData, known: Sequence[FrontPoint], sheet: Sheet) -> None:
        self._data = data
        self._sheet = sheet
        self._corners = {n: c for n in ("ideal", "nadir") if (c := _corner(data, n)) is not None}
        self._shapes = shapes_of(data)
        spots = [(float(p["x"] or 0), float(p["y"] or 0)) for p in known]
        self._top = 28.0
        self._bottom = self._top + sheet.height
        ys = [y for _, y in spots] + [y for _, y in self._corners.values()]
        xs = [x for x, _ in spots] + [x for x, _ in self._corners.values()]
        self._y: Scale = scale(ys, self._bottom, self._top, sheet.ticks[1])
        self._edge = max((text_width(self._y.words(tick), 11) for tick in self._y.ticks), default=20) + 10
        self._x: Scale = scale(xs, self._edge, sheet.width - 8, sheet.ticks[0])
        self._spots = list(zip(known, spots, strict=True))

    def drawn(self, link: Link) -> tuple[Markup, float]:
        """Axes, shade, guides, points, then names on top."""
        shapes = [self._shade(), *self._axes(), *self._guides(), *self._points(link), *self._names()]
        return together(shapes), self._bottom + 36

    def _place(self, spot: tuple[float, float]) -> tuple[float, float]:
        return self._x(spot[0]), self._y(spot[1])

    def _axes(self) -> list[Markup]:
        right = self._sheet.width - 8
        made = []
        for tick in self._y.ticks:
            y = self._y(tick)
            made.append(tag("path", d=f"M{number(self._edge)} {number(y)}H{number(right)}", class_="axis"))
            made.append(label(self._y.words(tick), self._edge - 7, y + 4, "t ts tm te"))
        for tick in self._x.ticks:
            x = self._x(tick)
            made.append(tag("path", d=f"M{number(x)} {number(self._bottom)}v5", class_="rule"))
            made.append(label(self._x.words(tick), x, self._bottom + 17, "t ts tm tc"))
        frame = f"M{number(self._edge)} {number(self._top)}V{number(self._bottom)}H{number(right)}"
        made.append(tag("path", d=frame, class_="rule"))
        made.append(label(self._title(self._data["y"], "↑", "↓"), 0, 12, "t ts"))
        made.append(label(self._title(self._data["x"], "→", "←"), right, self._bottom + 33, "t ts te"))
        return made

    def _title(self, axis: Axis, more: str, less: str) -> str:
        arrow = more if axis["better"] == "more" else less
        full = f"{said(axis)} ({axis['better']} is better {arrow})"
        short = f"{said(axis)} (better {arrow})"
        room = self._sheet.width - 8
        return full if text_width(full, 11) <= room else wrapped(short, room, 11, most=1)[0]

    def _shade(self) -> Markup:
        """The dominated region, and the edge of it along which the front lies."""
        edge = self._edge_of_shade()
        if not edge:
            return Markup("")
        line = _path(edge)
        corner = f"V{number(edge[0][1])}z"
        area = tag("path", d=f"{line}{corner}", class_="g-grey-pale")
        return area + tag("path", d=line, class_="l-mid", stroke_width=1.2)

    def _edge_of_shade(self) -> list[tuple[float, float]]:
        """Places along the steps of the front, from and to the worse ends of the axes."""
        steps = self._steps()
        if not steps:
            return []
        worse_x = self._sheet.width - 8 if self._data["x"]["better"] == "less" else self._edge
        worse_y = self._top if self._data["y"]["better"] == "less" else self._bottom
        made = [(steps[0][0], worse_y), steps[0]]
        for (_, y), step in pairwise(steps):
            made += [(step[0], y), step]
        return [*made, (worse_x, steps[-1][1])]

    def _steps(self) -> list[tuple[float, float]]:
        """Places of the options that no other dominates, from the best of the first objective on."""
        sign_x = 1 if self._data["x"]["better"] == "less" else -1
        sign_y = 1 if self._data["y"]["better"] == "less" else -1
        free = sorted((sign_x * x, sign_y * y) for p, (x, y) in self._spots if not p["dominated"])
        made: list[tuple[float, float]] = []
        least = float("inf")
        for x, y in free:
            if y < least:
                made.append(self._place((sign_x * x, sign_y * y)))
                least = y
        return made

    def _box(self) -> list[tuple[float, float]]:
        """The box between ideal and nadir, within which the front lies."""
        if len(self._corners) < 2:
            return []
        (x1, y1), (x2, y2) = (self._place(corner) for corner in self._corners.values())
        return [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]

    def _guides(self) -> list[Markup]:
        """The box between ideal and nadir, and the marks of both."""
        made = []
        if self._box():
            made.append(
                tag("path", d=_path(self._box()), class_="l-grey", stroke_width=1, stroke_dasharray="2 4")
            )
        signs: dict[str, Callable[[float, float], Markup]] = {"ideal": star, "nadir": cross}
        for name, corner in self._corners.items():
            x, y = _measure(self._data["x"], corner[0]), _measure(self._data["y"], corner[1])
            made.append(tag("g", hover(f"{name} point: {x}; {y}"), signs[name](*self._place(corner))))
        return made

    def _points(self, link: Link) -> list[Markup]:
        """Dominated ones first, picked ones last and so on top."""
        ordered = sorted(self._spots, key=lambda s: (not s[0]["dominated"], bool(s[0].get("picked"))))
        made = []
        for option, spot in ordered:
            x, y = self._place(spot)
            radius = self._sheet.radius * (1.25 if option.get("picked") else 1.0)
            shape = self._shapes[option.get("category")]
            drawn = [point(shape, x, y, radius, dominated=option["dominated"])]
            if option.get("picked"):
                drawn.insert(0, tag("circle", cx=x, cy=y, r=radius + 4.5, class_="l-ink", stroke_width=1.4))
            values = f"{_measure(self._data['x'], spot[0])}; {_measure(self._data['y'], spot[1])}"
            words = hover(f"{option['label']}: {option.get('text') or values}")
            made.append(linked(tag("g", words, *drawn), link(option["kind"], option["id"])))
        return made

    def _names(self) -> list[Markup]:
        """Names of the picked options and of both corners, kept apart."""
        radius = self._sheet.radius
        spots = [self._place(spot) for _, spot in self._spots]
        taken: list[Box] = [_around(x, y, radius + 1) for x, y in spots]
        taken += [_around(*self._place(corner), 8) for corner in self._corners.values()]
        wanted = [
            (*self._place(spot), wrapped(option["label"], self._sheet.name, _SIZE, most=2))
            for option, spot in self._spots
            if option.get("picked")
        ]
        taken += [_around(x, y, radius * 1.25 + 5) for x, y, _ in wanted]
        corners = [(*self._place(corner), [name]) for name, corner in self._corners.items()]
        frame = (self._edge + 2, self._top - 8, self._sheet.width - 4, self._bottom - 2)
        lines = [*_along(self._edge_of_shade()), *_along(self._box())]
        names = placed_names([*wanted, *corners], _SIZE, taken, lines, frame)
        points = [(x, y) for x, y, _ in (*wanted, *corners)]
        tones = [*("tb" for _ in wanted), *("tm" for _ in corners)]
        return [_written(name, spot, tone) for name, spot, tone in zip(names, points, tones, strict=True)]


def _around(x: float, y: float, room: float) -> Box:
    return x - room, y - room, x + room, y + room


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def _along(places: Sequence[tuple[float, float]]) -> list[Box]:
    """Boxes along level and upright lines, which names rather do not cover."""
    made: list[Box] = []
    for (x1, y1), (x2, y2) in pairwise(places):
        made.append((min(x1, x2) - 3, min(y1, y2) - 3, max(x1, x2) + 3, max(y1, y2) + 3))
    return made


def _written(name: Name, spot: tuple[float, float], tone: str) -> Markup:
    lines = [
        label(line, name.x, name.y + (_SIZE + 3) * index, f"t {tone} halo {name.anchor}".strip())
        for index, line in enumerate(name.lines)
    ]
    if not name.is_aside:
        return together(lines)
    left, top, right, bottom = name.box
    x, y = min(max(spot[0], left), right), min(max(spot[1], top), bottom)
    far = hypot(x - spot[0], y - spot[1])
    if far < _RING + 6:
        return together(lines)
    start = [spot[axis] + ((x, y)[axis] - spot[axis]) * _RING / far for axis in (0, 1)]
    return together([tag("path", d=_path([(start[0], start[1]), (x, y)]), class_="rule"), *lines])
