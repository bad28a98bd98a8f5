"""Form "curves": chances that grow over calendar days, told apart by letter, dash and ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from ecliptic.assess.figure_data import Curve, CurvesData
from ecliptic.publish.figures.chances import Growth, chance_at, chance_words, day_of, growth, span_words
from ecliptic.publish.figures.curve_names import Place, letters_apart, spread
from ecliptic.publish.figures.days import DateLines, Days, days_of, in_words, month, ordinal
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.parts import SLIM_WIDTH, WIDTH, Link, hover, linked, named
from ecliptic.publish.figures.strokes import Stroke, drawn, sample, strokes_of
from ecliptic.publish.svg import Drawing, Value, label, number, tag, together, wrapped

MOST_STRONG = 8
_MOST_SPOTS = 24
_MOST_NAMES = 12
_CHANCES = (0, 0.2, 0.4, 0.6, 0.8, 1)
_LETTER = 8.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is, in px; `names` is that of the column of names, 0 where a key holds them."""

    width: float
    height: float
    names: float


WIDE = Sheet(WIDTH, 420, 262)
SLIM = Sheet(SLIM_WIDTH, 300, 0)


class Line(NamedTuple):
    """A curve that is drawn strongly: its points, its band where it has one, and how it looks."""

    curve: Curve
    points: Growth
    low: Growth
    high: Growth
    stroke: Stroke

    @property
    def has_band(self) -> bool:
        """Whether its edges differ from each other."""
        return self.low != self.high


def draw_curves(data: CurvesData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the curves under a key and over a sentence on what could not be drawn."""
    known = [(curve, points) for curve in data["curves"] if (points := growth(curve["points"]))]
    lines = _lines([(curve, points) for curve, points in known if not curve.get("context")][:MOST_STRONG])
    strong = {id(line.curve) for line in lines}
    others = [(curve, points) for curve, points in known if id(curve) not in strong]
    plot = _Plot(data, lines, others, sheet) if known else None
    top, top_height = key(_key_items(lines, len(others), plot), sheet.width)
    body, height = plot.drawn(link) if plot else (Markup(""), 0.0)
    foot, foot_height = sentences(_not_drawn(data, known), 0, sheet.width)
    y = top_height + 8 if top_height else 0.0
    parts = [
        top,
        tag("g", body, transform=f"translate(0 {number(y)})"),
        tag("g", foot, transform=f"translate(0 {number(y + height + 6)})"),
    ]
    whole = y + height + (foot_height + 6 if foot_height else 0) + 4
    return Drawing.whole(sheet.width, whole, together(parts), _described(data, lines))


def _lines(strong: Sequence[tuple[Curve, Growth]]) -> list[Line]:
    strokes = strokes_of(f"curve {place}" for place in range(len(strong)))
    made = []
    for place, (curve, points) in enumerate(strong):
        low = growth(curve["low"]) if curve.get("low") else points
        high = growth(curve["high"]) if curve.get("high") else points
        made.append(Line(curve, points, low, high, strokes[f"curve {place}"]))
    return made


# --- words ----------------------------------------------------------------------------------------


def told(line: Line, day: int) -> str:
    """The chance by a day in words, as a range where there is a band."""
    chance = chance_words(chance_at(line.points, day))
    band = span_words(chance_at(line.low, day), chance_at(line.high, day)) if line.has_band else chance
    return f"chance {chance} by {in_words(day)}{'' if band == chance else f' (from {band})'}"


def _not_drawn(data: CurvesData, known: Sequence[tuple[Curve, Growth]]) -> str:
    title = data["curve_title"].lower()
    if not data["curves"]:
        return f"No curve to draw: no {title} has a chance by any day."
    drawn_ones = {id(curve) for curve, _ in known}
    missing = [curve["label"] for curve in data["curves"] if id(curve) not in drawn_ones]
    if not missing:
        return ""
    more = f"; and {len(missing) - _MOST_NAMES} more" if len(missing) > _MOST_NAMES else ""
    return f"Not drawn, as the chance is unknown: {'; '.join(missing[:_MOST_NAMES])}{more}."


def _described(data: CurvesData, lines: Sequence[Line]) -> str:
    said = []
    for line in lines:
        half, last = day_of(line.points, 0.5), line.points[-1][0]
        words = f"half by {in_words(half)}" if half is not None else "stays below half"
        doubt = " (unverified)" if line.curve.get("unverified") else ""
        said.append(f"{line.curve['label']}{doubt}: {words}, {told(line, last)}")
    missing = _not_drawn(data, [(curve, ()) for curve in data["curves"] if growth(curve["points"])])
    marks = "; ".join(f"{m['label']}: {in_words(ordinal(m['date']))}" for m in data["marks"])
    whole = [
        f"Curves of the chance, from 0 to 1, that each of {len(data['curves'])} is reached by a day "
        f"({data['curve_title']}).",
        f"{'. '.join(said)}." if said else "",
        f"Marked days: {marks}." if marks else "",
        missing,
    ]
    return " ".join(sentence for sentence in whole if sentence)


def _key_items(lines: Sequence[Line], others: int, plot: _Plot | None) -> list[KeyItem]:
    items = []
    if plot is not None and not plot.sheet.names:
        for line in lines:
            sign, room = sample(line.stroke)
            end = chance_words(chance_at(line.points, min(line.points[-1][0], plot.axis.last)))
            doubt = " (?)" if line.curve.get("unverified") else ""
            items.append(KeyItem(sign, room, f"{line.curve['label']}{doubt}: {end} at the end"))
    if plot is not None and any(plot.announced(line) for line in lines):
        items.append(KeyItem(_diamond(7, 8), 19, "announced: the last day that the announcement allows"))
    if any(line.has_band for line in lines):
        shade = tag("rect", x=0, y=3, width=20, height=10, class_="g-mid", fill_opacity=0.22)
        items.append(KeyItem(shade, 26, "band: between the floor and the ceiling of the chance"))
    if others:
        thin = tag("path", d="M0 8H20", class_="l-grey", stroke_width=1)
        words = f"grey: {others} more, named in the data of the figure"
        items.append(KeyItem(thin, 26, words))
    return items


# --- the plot -------------------------------------------------------------------------------------


class _Plot:
    """Draws axes, marked days, grey curves, then strong ones with their names."""

    def __init__(
        self,
        data: CurvesData,
        lines: Sequence[Line],
        others: Sequence[tuple[Curve, Growth]],
        sheet: Sheet,
    ) -> None:
        self.sheet = sheet
        self._lines = lines
        self._others = others
        days = [day for line in lines for day, _ in line.points]
        days += [day for _, points in others for day, _ in points]
        days += [ordinal(mark["date"]) for mark in data["marks"]]
        right = sheet.width - sheet.names - 12
        self.axis: Days = days_of(days, (data["start"], data["end"]), 36, right)
        self._marks = DateLines.of(data["marks"], self.axis)
        self._top = self._marks.height + 26
        self._bottom = self._top + sheet.height

    def _y(self, chance: float) -> float:
        return self._bottom - (self._bottom - self._top) * chance

    def drawn(self, link: Link) -> tuple[Markup, float]:
        """The whole plot and its height."""
        placed = [self._places(line.points) for line in self._lines]
        frame = (self.axis.left, self._top, self.axis.right, self._bottom)
        letters = letters_apart(placed, frame, _LETTER)
        names = self._names(link)
        strands = []
        for line, places, letter, name in zip(self._lines, placed, letters, names, strict=True):
            strands.append(self._strand(line, places, letter, name))
        shapes = [*self._axes(), *self._grey(link), self._marks.drawn(16, self._bottom), *strands]
        return together(shapes), self._bottom + 38

    def _axes(self) -> list[Markup]:
        made = []
        for chance in _CHANCES:
            y = self._y(chance)
            path = f"M{number(self.axis.left)} {number(y)}H{number(self.axis.right)}"
            made.append(tag("path", d=path, class_="axis"))
            made.append(label(f"{chance:g}", self.axis.left - 7, y + 4, "t ts tm te"))
        for x, words in self.axis.ticks(40):
            made.append(tag("path", d=f"M{number(x)} {number(self._bottom)}v5", class_="rule"))
            made.append(label(words, x, self._bottom + 17, "t ts tm tc"))
        corner = (
            f"M{number(self.axis.left)} {number(self._top)}V{number(self._bottom)}H{number(self.axis.right)}"
        )
        made.append(tag("path", d=corner, class_="rule"))
        made.append(label("Chance to be there by a day, 0 to 1", 0, 11, "t ts"))
        if self.sheet.names:
            words = f"chance by {month(self.axis.last)}"
            made.append(label(words, self.axis.right + 46, self._top - 10, "t ts tm"))
        return made

    def _places(self, points: Growth) -> list[Place]:
        """Points in px within the axis, without those that no eye could tell from the one before."""
        if not points:
            return []
        inside = [(day, chance) for day, chance in points if self.axis.holds(day)]
        for edge in (self.axis.first, self.axis.last):
            chance = chance_at(points, edge)
            if chance is not None:
                inside.append((edge, chance))
        made: list[Place] = []
        ordered = sorted(set(inside))
        for index, (day, chance) in enumerate(ordered):
            place = (self.axis(day), self._y(chance))
            is_last = index == len(ordered) - 1
            if not made or is_last or max(abs(place[0] - made[-1][0]), abs(place[1] - made[-1][1])) >= 0.8:
                made.append(place)
        return made

    def _grey(self, link: Link) -> list[Markup]:
        made = []
        for curve, points in self._others:
            places = self._places(points)
            if len(places) > 1:
                half = day_of(points, 0.5)
                words = f"half by {in_words(half)}" if half is not None else "stays below half"
                line = tag("path", d=_path(places), class_="l-grey", stroke_width=1, stroke_opacity=0.55)
                shape = tag("g", hover(f"{curve['label']}: {words}"), _wide_target(places), line)
                made.append(linked(tag("g", shape, class_="strand"), link(curve["kind"], curve["id"])))
        return made

    def _strand(self, line: Line, places: list[Place], letter: Place | None, name: Markup) -> Markup:
        parts = [hover(f"{line.curve['label']}: {told(line, line.points[-1][0])}")]
        if line.has_band:
            parts.append(self._band(line))
        if len(places) > 1:
            parts += [_wide_target(places), drawn(line.stroke, _path(places))]
        elif places:
            parts.append(tag("circle", cx=places[0][0], cy=places[0][1], r=4, class_=f"g-{line.stroke.ink}"))
        spot = self.announced(line)
        if spot:
            day, (x, y) = spot
            parts.append(
                tag("g", hover(f"{line.curve['label']}: announced, {told(line, day)}"), _diamond(x, y))
            )
        if letter is not None:
            parts.append(_badge(line.stroke, letter))
        return tag("g", *parts, *self._spots(line), name, class_="strand")

    def announced(self, line: Line) -> tuple[int, Place] | None:
        """The announced day and its place on the curve, if both are known and on the axis."""
        if line.curve["announced"] is None:
            return None
        day = ordinal(line.curve["announced"])
        chance = chance_at(line.points, day)
        if chance is None or not self.axis.holds(day):
            return None
        return day, (self.axis(day), self._y(chance))

    def _band(self, line: Line) -> Markup:
        low, high = self._places(line.low), self._places(line.high)
        if not low or not high:
            return Markup("")
        area = tag(
            "path", d=f"{_path([*low, *reversed(high)])}z", class_=f"g-{line.stroke.ink}", fill_opacity=0.1
        )
        look: dict[str, Value] = {
            "class_": f"l-{line.stroke.ink}",
            "stroke_width": 0.8,
            "stroke_opacity": 0.7,
        }
        return together(
            [area, *(tag("path", d=_path(edge), **look) for edge in (low, high) if len(edge) > 1)]
        )

    def _spots(self, line: Line) -> list[Markup]:
        """Places along a curve that tell day and chance, shown when a pointer comes near."""
        days = [day for day, _ in line.points if self.axis.holds(day)]
        step = max(1, -(-len(days) // _MOST_SPOTS))
        made = []
        for day in days[::step]:
            x, y = self.axis(day), self._y(chance_at(line.points, day) or 0.0)
            words = hover(f"{line.curve['label']}: {told(line, day)}")
            class_ = f"g-{line.stroke.ink} spot"
            made.append(tag("circle", words, cx=x, cy=y, r=6, class_=class_, opacity=0))
        return made

    def _names(self, link: Link) -> list[Markup]:
        """The name of each curve beside its end, led to by the end of its own line."""
        if not self.sheet.names:
            return [Markup("")] * len(self._lines)
        left, room = self.axis.right + 46, self.sheet.names - 46
        rows = [wrapped(line.curve["label"], room - 76, 12, most=3) for line in self._lines]
        ends = [self._places(line.points)[-1:] for line in self._lines]
        wanted = [end[0][1] if end else self._bottom for end in ends]
        halves = [day_of(line.points, 0.5) or self.axis.last for line in self._lines]
        heights = [15.0 * len(lines) + 5 for lines in rows]
        tops = spread(wanted, heights, halves, (self._top - 4, self._bottom + 8))
        made = []
        for line, lines, end, top in zip(self._lines, rows, ends, tops, strict=True):
            chance = chance_at(line.points, min(self.axis.last, line.points[-1][0]))
            words = _named(line, lines, (left, top + 14), chance)
            parts = [linked(words, link(line.curve["kind"], line.curve["id"]))]
            if end:
                parts.insert(0, self._lead(line.stroke, end[0], top + 10))
            made.append(together(parts))
        return made

    def _lead(self, stroke: Stroke, end: Place, y: float) -> Markup:
        right = self.axis.right
        parts = []
        if right - end[0] > 1:
            path = f"M{number(end[0])} {number(end[1])}H{number(right)}"
            parts.append(tag("path", d=path, class_="rule", stroke_dasharray="1 4"))
        path = f"M{number(right + 3)} {number(end[1])}L{number(right + 20)} {number(y)}H{number(right + 40)}"
        look = {"stroke_width": min(stroke.width_px, 1.8), "stroke_dasharray": stroke.dash}
        return together([*parts, tag("path", d=path, class_=f"l-{stroke.ink}", **look)])


def _named(line: Line, lines: list[str], place: tuple[float, float], chance: float | None) -> Markup:
    """Letter, chance and name; unverified ones end with a question mark."""
    x, y = place
    parts = [
        hover(f"{line.curve['label']}: {told(line, line.points[-1][0])}"),
        label(line.stroke.letter, x, y, "t ts tb"),
        label(chance_words(chance).replace("under ", "<").replace("over ", ">"), x + 56, y, "t tb te"),
    ]
    last = len(lines) - 1
    for index, words in enumerate(lines):
        shown = index == last and bool(line.curve.get("unverified"))
        parts.append(named(words, x + 62, y + 15 * index, unverified=shown))
    return tag("g", *parts)


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def _wide_target(places: Sequence[Place]) -> Markup:
    """An unseen broad line, which a pointer finds more easily."""
    return tag("path", d=_path(places), fill="none", stroke="none", stroke_width=11, pointer_events="stroke")


def _diamond(x: float, y: float) -> Markup:
    path = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6z"
    return together(
        [tag("path", d=path, class_="g-card"), tag("path", d=path, class_="l-ink", stroke_width=1.6)]
    )


def _badge(stroke: Stroke, place: Place) -> Markup:
    x, y = place
    ring = {"cx": x, "cy": y, "r": _LETTER}
    return together(
        [
            tag("circle", **ring, class_="g-card"),
            tag("circle", **ring, class_=f"l-{stroke.ink}", stroke_width=1.4),
            label(stroke.letter, x, y + 3.8, "t ts tc tb"),
        ]
    )
