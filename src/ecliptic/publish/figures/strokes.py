"""Lines that tell categories: by letter, by dash and width, and by ink; none rests on colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.publish.svg import label, tag, together

_SAMPLE_PX = 40.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line of a category looks; `dash` as in SVG, None for an unbroken line."""

    letter: str
    ink: str
    dash: str | None
    width_px: float


UNKNOWN = Stroke("?", "grey", "1 7", 2.2)
_KNOWN = {
    "lead": Stroke("L", "deep", None, 2.8),
    "partner": Stroke("P", "mid", "11 3", 2.4),
    "contributor": Stroke("C", "green", "7 4", 2.1),
    "backup": Stroke("B", "purple", "2 4", 2.2),
    "provider": Stroke("S", "amber", "11 3 2 3", 2.2),
    "study": Stroke("R", "mid", "4 4", 1.6),
    "present": Stroke("N", "grey", None, 1.3),
    "fact": Stroke("F", "deep", None, 2.8),
    "approved": Stroke("A", "mid", None, 2.2),
    "planned": Stroke("P", "mid", "9 4", 2.0),
    "considered": Stroke("Cd", "mid", "4 4", 1.8),
    "concept": Stroke("Cp", "mid", "1.5 4", 1.8),
    "interest": Stroke("i", "grey", "1.5 4", 1.6),
}
_SERIES = (
    Stroke("a", "deep", None, 2.4),
    Stroke("b", "amber", "7 4", 2.2),
    Stroke("c", "green", "2 4", 2.2),
    Stroke("d", "purple", "11 3 2 3", 2.0),
    Stroke("e", "mid", None, 1.3),
    Stroke("f", "red", "4 4", 1.8),
    Stroke("g", "grey", "11 3", 1.6),
    Stroke("h", "deep", "1.5 6", 2.0),
)
STROKES = (*_KNOWN.values(), *_SERIES, UNKNOWN)


def strokes_of(values: Iterable[str | None]) -> dict[str | None, Stroke]:
    """The line of each category of a figure; no two share a letter until there are too many for that."""
    chosen: dict[str | None, Stroke] = {None: UNKNOWN, "unknown": UNKNOWN}
    taken = {UNKNOWN.letter}
    others = 0
    for value in dict.fromkeys(values):
        if value in chosen:
            continue
        stroke = _KNOWN.get(str(value))
        if stroke is None or stroke.letter in taken:
            stroke = _next(others)
            others += 1
        chosen[value] = stroke
        taken.add(stroke.letter)
    return chosen


def _next(place: int) -> Stroke:
    """The lines of the series in turn, numbered from the second turn on."""
    turn, index = divmod(place, len(_SERIES))
    stroke = _SERIES[index]
    return stroke if turn == 0 else Stroke(f"{stroke.letter}{turn}", stroke.ink, stroke.dash, stroke.width_px)


def drawn(stroke: Stroke, path: str) -> Markup:
    """The line along a path, on a band of the ground that parts it from the lines that it crosses."""
    return together(
        [
            tag("path", d=path, class_="l-card", stroke_width=stroke.width_px + 3),
            tag(
                "path",
                d=path,
                class_=f"l-{stroke.ink}",
                stroke_width=stroke.width_px,
                stroke_dasharray=stroke.dash,
            ),
        ]
    )


def sample(stroke: Stroke) -> tuple[Markup, float]:
    """The line and its letter as a key shows them, and their width in px."""
    end = _SAMPLE_PX - 13
    shown = [drawn(stroke, f"M0 8H{end:g}"), label(stroke.letter, _SAMPLE_PX - 5, 12, "t ts tc tb")]
    return together(shown), _SAMPLE_PX + 4
