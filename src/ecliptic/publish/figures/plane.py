"""Two scales that span what is to be placed, and names that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecliptic.publish.svg import text_width

_MOST = 1e12
_NEAR = 14.0
_STEPS = 5
# Right first, then clockwise from above, so that the first of equals is where names usually stand.
_DIRECTIONS = (
    (1, 0), (0, -1), (1, -2), (1, -1), (2, -1), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1),
    (-1, 0), (-2, -1), (-1, -1), (-1, -2),
)  # fmt: skip
_PAD = 0.1
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts from `low` to `high` laid from `start` to `end`, with round amounts to write along."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    decimals: int

    def __call__(self, value: float) -> float:
        """Place of an amount."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def words(self, tick: float) -> str:
        """A round amount, all with as many decimals."""
        return f"{tick:,.{self.decimals}f}".replace(",", "\u202f").replace("-", "\u2212")


def is_placeable(value: float | int | None) -> bool:
    """Whether an amount is known and of a size that a plan may have."""
    return value is not None and math.isfinite(value) and abs(value) < _MOST


def scale(values: Iterable[float], start: float, end: float, wanted: int) -> Scale:
    """A scale that spans the amounts with a little room at either end; from zero where that costs little."""
    known = list(values) or [0.0, 1.0]
    low, high = min(known), max(known)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        room = abs(low) * 0.1 or 1.0
        low, high = low - room, high + room
    room = (high - low) * _PAD
    step = _step((high - low) / wanted)
    # An axis that begins a little above zero invites to read lengths as amounts.
    bottom = 0.0 if 0 <= low <= 0.35 * high else low - room
    top = 0.0 if high <= 0 and high >= 0.35 * low else high + room
    first, last = math.ceil(bottom / step - 1e-9), math.floor(top / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Scale(bottom, top, start, end, tuple(step * n for n in range(first, last + 1)), min(decimals, 9))


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class Name:
    """Lines of a name where there is room for them: left edge, baseline of the first line, whether aside."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str
    box: Box
    is_aside: bool


def placed_names(
    wanted: Sequence[tuple[float, float, Sequence[str]]],
    size: float,
    solid: Iterable[Box],
    lines: Sequence[Box],
    frame: Box,
) -> list[Name]:
    """A place beside each point, in order: near it, off what is solid, rather off lines, within the frame."""
    obstacles = list(solid)
    made = []
    for x, y, name in wanted:
        options = _options(x, y, name, size)
        best = min(options, key=lambda option: _cost(option, (x, y), (obstacles, lines), frame))
        obstacles.append(best.box)
        made.append(best)
    return made


def _options(x: float, y: float, lines: Sequence[str], size: float) -> list[Name]:
    width = max((text_width(line, size, bold=True) for line in lines), default=0.0)
    line = size + 3
    height = line * len(lines)
    made = []
    for far in (0.0, 14.0, 30.0, 48.0):
        for across, down in _DIRECTIONS:
            length = math.hypot(across, down)
            away_x, away_y = ((_NEAR + far) * part / length for part in (across, down))
            side = (across > 0) - (across < 0)
            anchor = {1: "", -1: "te", 0: "tc"}[side]
            left = x + away_x + (0 if side > 0 else -width if side < 0 else -width / 2)
            at = left + (0 if side > 0 else width if side < 0 else width / 2)
            fall = (down > 0) - (down < 0)
            middle = y + away_y + fall * (height - (line if side else 0)) / 2 + (0 if side else fall * 2)
            top = middle - height / 2
            box = (left - 4, top - 1, left + width + 4, top + height + 1)
            made.append(Name(tuple(lines), at, top + size - 0.5, anchor, box, far > 0))
    return made


def _cost(
    name: Name, point: tuple[float, float], others: tuple[Sequence[Box], Sequence[Box]], frame: Box
) -> float:
    solid, lines = others
    left, top, right, bottom = name.box
    beyond = (
        max(0, frame[0] - left),
        max(0, frame[1] - top),
        max(0, right - frame[2]),
        max(0, bottom - frame[3]),
    )
    covered = 10 * sum(_overlap(name.box, other) for other in solid)
    covered += 3 * sum(_overlap(name.box, other) for other in lines)
    crossed = 300 * _crossed(name.box, point, solid) + 20 * _crossed(name.box, point, lines)
    distance = math.hypot((left + right) / 2 - point[0], (top + bottom) / 2 - point[1])
    return covered + crossed + 1000 * sum(beyond) + distance


def _crossed(box: Box, point: tuple[float, float], obstacles: Sequence[Box]) -> int:
    """How often the way from a point to its name, beyond what surrounds the point, meets an obstacle."""
    end = min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])
    length = math.dist(point, end)
    count = 0
    for step in range(1, _STEPS + 1) if length > _NEAR else ():
        far = _NEAR + (length - _NEAR) * step / _STEPS
        x, y = (point[axis] + (end[axis] - point[axis]) * far / length for axis in (0, 1))
        count += any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in obstacles)
    return count


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
