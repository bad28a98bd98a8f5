"""Form "network": lines between ends on the left and on the right, such as organisations and needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import NetworkData, NetworkEnd, NetworkLink
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.network_panels import Chosen, Panel, chosen, described, left_out, panels
from ecliptic.publish.figures.network_places import (
    GAP,
    LINE,
    PORT_LEFT,
    PORT_RIGHT,
    Node,
    Side,
    placed,
    ports,
)
from ecliptic.publish.figures.parts import SLIM_WIDTH, WIDTH, Link, hover, linked
from ecliptic.publish.figures.strokes import UNKNOWN, Stroke, drawn, sample, strokes_of
from ecliptic.publish.svg import (
    BOLD,
    Drawing,
    Piece,
    label,
    number,
    shortened,
    tag,
    text_width,
    together,
    wrapped,
)

_BAR = 6.0
_LETTER = 15.0
_BETWEEN = 18.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is: the width, the most that names may take of it, and lines of a name."""

    width: float
    most_left: float
    most_right: float
    lines: int
    size: float
    tall: float


WIDE = Sheet(WIDTH, 230, 430, lines=2, size=12, tall=900)
SLIM = Sheet(SLIM_WIDTH, 84, 158, lines=4, size=11, tall=560)


def draw_network(data: NetworkData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the lines in panels, under a key and over a sentence on what is left out."""
    return _Network(data, link, sheet).drawing()


class _Network:
    """Draws one network on one sheet."""

    def __init__(self, data: NetworkData, link: Link, sheet: Sheet) -> None:
        self._data = data
        self._link = link
        self._sheet = sheet
        self._parts: Chosen = chosen(data)
        used = {part["category"] for part in data["links"]}
        named = [category["value"] for category in data["legend"]]
        self._strokes = strokes_of(
            [*named, *sorted(str(v) for v in used if v is not None and v not in named)]
        )
        self._used = [v for v in (*named, *(v for v in self._strokes if v not in named)) if v in used]
        self._tally = {end: Counter[str]() for end in range(len(data["left"]))}
        for part in data["links"]:
            self._tally[part["left"]][self._strokes[part["category"]].letter] += 1
        self._left = self._room([data["left"][end] for end in self._parts.left], sheet.most_left)
        self._right = self._room([data["right"][end] for end in self._parts.right], sheet.most_right)

    def drawing(self) -> Drawing:
        """All panels; a page may break between them."""
        sheet = self._sheet
        made = panels(self._data, self._parts, lambda end: self._right_node(end, None).height, sheet.tall)
        pieces = [self._panel(panel) for panel in made]
        top, height = key(self._key_items(), sheet.width)
        words = left_out(self._data, self._parts)
        if len(made) > 1 and sum(len(panel.left) for panel in made) > len(self._parts.left):
            words = f"Counts under a name are of all its lines, not of those in one panel. {words}".strip()
        foot, foot_height = sentences(words, 0, sheet.width)
        if not made:
            pieces = [sentences(f"No {self._data['right_title'].lower()} to draw.", 0, sheet.width)]
        shown = [(top, height + _BETWEEN / 2)] if height else []
        shown += [
            (body, tall + (_BETWEEN if index < len(pieces) - 1 else 10))
            for index, (body, tall) in enumerate(pieces)
        ]
        shown += [(foot, foot_height + 4)] if foot_height else []
        # The key belongs to the first panel, and what is left out to the last one.
        return Drawing(sheet.width, _joined(shown, bool(height), bool(foot_height)), described(self._data))

    # --- words -------------------------------------------------------------------------------------

    def _room(self, ends: Sequence[NetworkEnd], most: float) -> float:
        """Width for the names of a side."""
        longest = max((text_width(end["label"], self._sheet.size) for end in ends), default=0.0)
        return min(most, max(longest + 2, most / 2))

    def _key_items(self) -> list[KeyItem]:
        labels = {category["value"]: category["label"] for category in self._data["legend"]}
        items = [
            KeyItem(*sample(self._strokes[value]), labels.get(str(value), str(value or "unknown")))
            for value in self._used
        ]
        reached = {part["right"] for part in self._data["links"]}
        if any(end not in reached for end in self._parts.right):
            words = self._data.get("unlinked", "no line")
            items.append(KeyItem(_hollow(2, 1, 14), 14, words))
        return items

    def _left_node(self, end: int, before: int | None, links: Sequence[NetworkLink]) -> Node:
        entry, sheet = self._data["left"][end], self._sheet
        name = wrapped(entry["label"], self._left, sheet.size, most=sheet.lines)
        note = self._counts(end)
        body = max(LINE * (len(name) + len(note)), PORT_LEFT * sum(part["left"] == end for part in links))
        return Node(end, tuple(name), tuple(note), self._heading("left", end, before), body)

    def _counts(self, end: int) -> list[str]:
        """How many lines of each sort an end has, in the order of the key; a count stays with its letter."""
        tally, lines = self._tally[end], [""]
        letters = [stroke.letter for stroke in self._strokes.values() if stroke is not UNKNOWN]
        for letter in dict.fromkeys([*letters, UNKNOWN.letter]):
            if tally[letter]:
                longer = " · ".join(part for part in (lines[-1], f"{letter} {tally[letter]}") if part)
                fits = not lines[-1] or text_width(longer, 11) <= self._left
                lines = [*lines[:-1], longer] if fits else [*lines, f"{letter} {tally[letter]}"]
        return lines

    def _right_node(self, end: int, before: int | None) -> Node:
        entry, sheet = self._data["right"][end], self._sheet
        hidden = self._parts.hidden[end]
        words = [
            entry.get("note", ""),
            f"{hidden} more {'line' if hidden == 1 else 'lines'}" if hidden else "",
        ]
        told = "; ".join(word for word in words if word)
        name = wrapped(entry["label"], self._right, sheet.size, most=sheet.lines)
        note = wrapped(told, self._right, 11, most=2) if told else []
        meeting = sum(part["right"] == end for part in self._parts.links)
        body = max(LINE * (len(name) + len(note)), PORT_RIGHT * meeting)
        return Node(end, tuple(name), tuple(note), self._heading("right", end, before), body)

    def _heading(self, side: Side, end: int, before: int | None) -> tuple[str, ...]:
        """Lines of the group's name over its first end."""
        group = self._data[side][end]["group"]
        if group is None or (before is not None and self._data[side][before]["group"] == group):
            return ()
        room = (self._left if side == "left" else self._right) + 8 + _BAR
        return tuple(wrapped(group, room / BOLD, 12, most=2))

    # --- places ------------------------------------------------------------------------------------

    def _panel(self, panel: Panel) -> tuple[Markup, float]:
        left = [self._left_node(end, before, panel.links) for end, before in _with_before(panel.left)]
        right = [self._right_node(end, before) for end, before in _with_before(panel.right)]
        left, right = placed(left, right, panel.links)
        starts = ports(left, right, panel.links, ("left", "right"))
        ends = ports(right, left, panel.links, ("right", "left"))
        lines = [
            self._line(part, starts[place], ends[place])
            for place, part in sorted(enumerate(panel.links), key=lambda numbered: self._depth(numbered[1]))
        ]
        reached = {part["right"] for part in panel.links}
        shapes = [
            self._heads(),
            *lines,
            *(self._left_end(node) for node in left),
            *(self._right_end(node, node.place in reached) for node in right),
        ]
        bottom = max((node.top + node.height for node in (*left, *right)), default=0.0)
        return together(shapes), bottom - GAP

    def _depth(self, part: NetworkLink) -> float:
        """The firmest lines are drawn last, and so on top."""
        return self._strokes[part["category"]].width_px

    # --- shapes ------------------------------------------------------------------------------------

    def _heads(self) -> Markup:
        sheet = self._sheet
        titles = self._data["left_title"], self._data["right_title"]
        fits = text_width(titles[0], 12, bold=True) <= self._left
        first = shortened(titles[0], (self._left + 60) / BOLD, 12)
        place = (self._left, "t tb tm te") if fits else (0, "t tb tm")
        second = shortened(titles[1], self._right / BOLD, 12)
        return together(
            [label(first, place[0], 12, place[1]), label(second, sheet.width - self._right, 12, "t tb tm")]
        )

    def _line(self, part: NetworkLink, start: float, end: float) -> Markup:
        stroke: Stroke = self._strokes[part["category"]]
        x1 = self._left + 8 + _BAR
        x2 = self._sheet.width - self._right - 8 - _BAR - _LETTER
        bend = (x1 + x2) / 2
        path = (
            f"M{number(x1)} {number(start)}C{number(bend)} {number(start)} "
            f"{number(bend)} {number(end)} {number(x2)} {number(end)}"
        )
        letter = label(stroke.letter, x2 + _LETTER / 2, end + 4, "t ts tc tb halo")
        doubt = label("?", x2 - 3, end - 2, "t ts te unv halo") if part.get("unverified") else Markup("")
        ends = f"l{part['left']} r{part['right']}"
        return tag(
            "g", hover(part["label"]), drawn(stroke, path), letter, doubt, class_="tie", data_ends=ends
        )

    def _left_end(self, node: Node) -> Markup:
        entry = self._data["left"][node.place]
        edge = self._left
        bar = tag(
            "rect",
            x=edge + 8,
            y=node.middle - node.body / 2,
            width=_BAR,
            height=node.body,
            rx=2,
            class_="g-deep",
        )
        text = _text(node, edge, "te", self._sheet.size)
        heading = _heading_text(node, 0, edge + 8 + _BAR)
        shapes = tag("g", hover(entry["label"]), bar, text, data_end=f"l{node.place}")
        return heading + linked(shapes, self._link(entry["kind"], entry["id"]))

    def _right_end(self, node: Node, reached: bool) -> Markup:
        entry = self._data["right"][node.place]
        edge = self._sheet.width - self._right
        x, y = edge - 8 - _BAR, node.middle - node.body / 2
        solid = tag("rect", x=x, y=y, width=_BAR, height=node.body, rx=2, class_="g-mid")
        bar = solid if reached else _hollow(x, y, node.body)
        text = _text(node, edge, "", self._sheet.size)
        shapes = tag("g", hover(entry["label"]), bar, text, data_end=f"r{node.place}")
        return _heading_text(node, x, self._right + 8 + _BAR) + linked(
            shapes, self._link(entry["kind"], entry["id"])
        )


def _with_before(ends: Sequence[int]) -> list[tuple[int, int | None]]:
    return list(zip(ends, [None, *ends], strict=False))


def _text(node: Node, x: float, align: str, size: float) -> Markup:
    small = "" if size > 11 else " ts"
    first = node.middle - LINE * (len(node.name) + len(node.note)) / 2 + 11
    name = [
        label(line, x, first + LINE * index, f"t{small} {align}".strip())
        for index, line in enumerate(node.name)
    ]
    below = first + LINE * len(node.name)
    note = [
        label(line, x, below + LINE * index, f"t ts tm {align}".strip())
        for index, line in enumerate(node.note)
    ]
    return together([*name, *note])


def _heading_text(node: Node, x: float, width: float) -> Markup:
    if not node.heading:
        return Markup("")
    lines = [label(line, x, node.top + 13 + LINE * index, "t tb") for index, line in enumerate(node.heading)]
    rule = f"M{number(x)} {number(node.top + node.above - 7.5)}h{number(width)}"
    return together([*lines, tag("path", d=rule, class_="axis")])


def _hollow(x: float, y: float, height: float) -> Markup:
    """The bar of an end that no line reaches."""
    return tag(
        "rect", x=x + 0.7, y=y, width=_BAR - 1.4, height=height, rx=2, class_="l-red", stroke_width=1.4,
        stroke_dasharray="2.5 2",
    )  # fmt: skip


def _joined(shown: Sequence[tuple[Markup, float]], first: bool, last: bool) -> tuple[Piece, ...]:
    """Pieces, the first one joined with the next and the last one with that before, where asked for."""
    blocks = [[part] for part in shown]
    if first and len(blocks) > 1:
        blocks[:2] = [blocks[0] + blocks[1]]
    if last and len(blocks) > 1:
        blocks[-2:] = [blocks[-2] + blocks[-1]]
    pieces = []
    for block in blocks:
        y, parts = 0.0, []
        for body, height in block:
            parts.append(tag("g", body, transform=f"translate(0 {number(y)})"))
            y += height
        pieces.append(Piece(y, together(parts)))
    return tuple(pieces)
