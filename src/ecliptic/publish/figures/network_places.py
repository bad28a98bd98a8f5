"""Where the ends of a network stand, and where lines meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ecliptic.assess.figure_data import NetworkLink
from ecliptic.publish.figures.ordering import settled

Side = Literal["left", "right"]
LINE = 14.0
PORT_LEFT = 6.0
PORT_RIGHT = 13.0
GAP = 11.0
_HEAD = 24.0


@dataclass(frozen=True, slots=True)
class Node:
    """An end as it is drawn: `top` is that of its heading if it has one, else of its body."""

    place: int
    name: tuple[str, ...]
    note: tuple[str, ...]
    heading: tuple[str, ...]
    body: float
    top: float = 0.0

    @property
    def height(self) -> float:
        """With heading and the gap below."""
        return self.above + self.body + GAP

    @property
    def above(self) -> float:
        """Height of the heading."""
        return LINE * len(self.heading) + 12 if self.heading else 0.0

    @property
    def middle(self) -> float:
        """Middle of the body, from which its lines spread."""
        return self.top + self.above + self.body / 2


def placed(
    left: list[Node], right: list[Node], links: Sequence[NetworkLink]
) -> tuple[list[Node], list[Node]]:
    """The taller side fills its column, the other one stands as level with its neighbours as it can."""
    tall = max(sum(node.height for node in side) for side in (left, right))
    if sum(node.height for node in left) > sum(node.height for node in right):
        left = _stacked(left)
        return left, _levelled(right, left, links, ("right", "left"), tall)
    right = _stacked(right)
    return _levelled(left, right, links, ("left", "right"), tall), right


def _stacked(nodes: Sequence[Node]) -> list[Node]:
    made, top = [], _HEAD
    for node in nodes:
        made.append(_at(node, top))
        top += node.height
    return made


def _at(node: Node, top: float) -> Node:
    return Node(node.place, node.name, node.note, node.heading, node.body, top)


def _levelled(
    nodes: Sequence[Node],
    others: Sequence[Node],
    links: Sequence[NetworkLink],
    sides: tuple[Side, Side],
    tall: float,
) -> list[Node]:
    own, other = sides
    middles = {node.place: node.middle for node in others}
    wanted: list[float] = []
    for node in nodes:
        ends = [middles[part[other]] for part in links if part[own] == node.place]
        # Those without a line follow the one before them.
        middle = sum(ends) / len(ends) if ends else (wanted[-1] + 2 * node.height if wanted else 0.0) + _HEAD
        wanted.append(middle - _HEAD - node.above - node.body / 2)
    tops = settled(wanted, [node.height for node in nodes], tall)
    return [_at(node, _HEAD + top) for node, top in zip(nodes, tops, strict=True)]


def ports(
    nodes: Sequence[Node], others: Sequence[Node], links: Sequence[NetworkLink], sides: tuple[Side, Side]
) -> dict[int, float]:
    """Where each line meets its end, by its place in `links`; in the order of the ends on the other side."""
    own, other = sides
    middles = {node.place: node.middle for node in others}
    most = PORT_RIGHT if own == "right" else PORT_LEFT + 2
    found = {}
    for node in nodes:
        mine = [place for place, part in enumerate(links) if part[own] == node.place]
        mine.sort(key=lambda place: (middles[links[place][other]], place))
        pitch = min(most, node.body / max(1, len(mine)))
        for index, place in enumerate(mine):
            found[place] = node.middle + (index - (len(mine) - 1) / 2) * pitch
    return found
