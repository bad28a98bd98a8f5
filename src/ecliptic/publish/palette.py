"""Colours and marks of figures and reports, in light and dark surroundings.

Firmness is told by ink: the fuller a mark, the firmer the word behind it, from the solid block of a fact
to the dotted outline of an interest, and each carries its letters. No meaning rests on colour alone. The
hues keep apart for people with any of the usual kinds of colour blindness (after Okabe and Ito, 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from ecliptic.publish.svg import Value, label, tag, together

Pattern = Literal["solid", "stripes", "upright", "dots", "grid", "dashed", "dotted"]

FONT = (
    'Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",'
    '"Liberation Sans","DejaVu Sans",Arial,sans-serif'
)
SHADES = 7


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour by what it is for."""

    light: str
    dark: str


INKS: Mapping[str, Ink] = {
    "paper": Ink("#fcfcfa", "#0c1124"),
    "card": Ink("#ffffff", "#141a33"),
    "sunk": Ink("#f2f3f1", "#1a2140"),
    "line": Ink("#d8dce4", "#2f3860"),
    "ink": Ink("#151a2d", "#eceff8"),
    "muted": Ink("#535b72", "#aab3cf"),
    "link": Ink("#1c4b9c", "#a9c5ff"),
    "gold": Ink("#8f5a00", "#f2c265"),
    "deep": Ink("#14316a", "#c2d6ff"),
    "mid": Ink("#3a6fbe", "#6f9bf0"),
    "pale": Ink("#dfe9f7", "#223059"),
    "green": Ink("#0f6b5c", "#5fc7b2"),
    "amber": Ink("#b97a08", "#eab04a"),
    "amber-pale": Ink("#fbf0d8", "#3d321b"),
    "red": Ink("#b8401a", "#f58a62"),
    "red-pale": Ink("#fbe4db", "#43241d"),
    "purple": Ink("#81368a", "#d896e0"),
    "purple-pale": Ink("#f2e2f3", "#37213f"),
    "grey": Ink("#6a7288", "#8d96b3"),
    "grey-pale": Ink("#eceef2", "#272e4e"),
    "shade-0": Ink("#f0f4fb", "#192143"),
    "shade-1": Ink("#d5e1f3", "#223160"),
    "shade-2": Ink("#aec6e8", "#2c437f"),
    "shade-3": Ink("#7fa5d9", "#3b5ca6"),
    "shade-4": Ink("#4373b8", "#6f96de"),
    "shade-5": Ink("#28559e", "#9dbbf2"),
    "shade-6": Ink("#14316a", "#d0dfff"),
    "on-light": Ink("#151a2d", "#eceff8"),
    "on-dark": Ink("#ffffff", "#0c1124"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a category looks: ink and pattern, and letters that say the same without colour."""

    slug: str
    letters: str
    ink: str
    pattern: Pattern
    ground: str = "card"

    @property
    def fill(self) -> str | None:
        """Fill as an attribute; None where the class of the mark fills it."""
        return None if self.pattern == "solid" else f"url(#p-{self.slug})"


_KNOWN = (
    Mark("fact", "F", "deep", "solid"),
    Mark("approved", "A", "mid", "solid"),
    Mark("planned", "P", "mid", "stripes", "pale"),
    Mark("considered", "Cd", "mid", "dots", "pale"),
    Mark("concept", "Cp", "mid", "dashed"),
    Mark("interest", "i", "grey", "dotted"),
    Mark("unknown", "?", "grey", "upright", "grey-pale"),
    Mark("unstated", "–", "grey", "grid", "grey-pale"),
    Mark("several", "2+", "green", "solid"),
    Mark("single", "1", "amber", "stripes", "amber-pale"),
    Mark("marked", "U", "red", "dots", "red-pale"),
    Mark("none", "0", "red", "solid"),
    Mark("contradictory", "!", "purple", "grid", "purple-pale"),
    Mark("addressed", "0+", "red", "stripes", "red-pale"),
    Mark("demand", "O", "mid", "solid"),
    Mark("provision", "E", "green", "solid"),
    Mark("gap", "0", "red", "dots", "red-pale"),
)
_SERIES = (
    Mark("s0", "a", "deep", "solid"),
    Mark("s1", "b", "amber", "stripes", "amber-pale"),
    Mark("s2", "c", "green", "solid"),
    Mark("s3", "d", "purple", "dots", "purple-pale"),
    Mark("s4", "e", "mid", "upright", "pale"),
    Mark("s5", "f", "red", "grid", "red-pale"),
    Mark("s6", "g", "grey", "solid"),
    Mark("s7", "h", "grey", "dashed"),
)
MARKS: Mapping[str, Mark] = {mark.slug: mark for mark in (*_KNOWN, *_SERIES)}
FIRMNESS = tuple(mark.slug for mark in _KNOWN[:6])

# Other words for the same categories, as questions name them.
_SAME = {
    "not stated": "unstated",
    "several providers": "several",
    "single provider": "single",
    "no provider": "none",
    "unallocated": "marked",
    "contradiction": "contradictory",
    "covered": "several",
    "partly covered": "single",
    "not covered": "none",
}


def marks_of(values: list[str]) -> dict[str, Mark]:
    """The mark of each category of a figure; categories that nobody knows get the series in turn."""
    chosen: dict[str, Mark] = {}
    series = iter(_SERIES * (1 + len(values) // len(_SERIES)))
    for value in values:
        known = MARKS.get(_SAME.get(value, value))
        chosen[value] = known or next(series)
    return chosen


def shade(value: float, low: float, high: float) -> int:
    """Step of the scale of shades for a value, 0 for the lowest."""
    if high <= low:
        return SHADES - 1 if value >= high and value > 0 else 0
    share = (value - low) / (high - low)
    return min(SHADES - 1, max(0, int(share * SHADES)))


def is_strong(step: int) -> bool:
    """Whether writing on a shade needs the ink for dark grounds."""
    return step >= SHADES - 3


def defs() -> Markup:
    """Patterns that fill the marks, once per document."""
    return tag("defs", *[_pattern(mark) for mark in MARKS.values() if mark.pattern != "solid"])


def _pattern(mark: Mark) -> Markup:
    ground, ink = f"g-{mark.ground}", f"l-{mark.ink}"
    size, turn = 6.0, None
    lines: list[Markup] = []
    if mark.pattern == "stripes":
        turn = "rotate(45)"
        lines = [tag("path", d="M1.5 0V6", class_=ink, stroke_width=2.4)]
    elif mark.pattern == "upright":
        lines = [tag("path", d="M1.5 0V6", class_=ink, stroke_width=1.2)]
    elif mark.pattern == "grid":
        turn = "rotate(45)"
        lines = [tag("path", d="M0 1.5H6M1.5 0V6", class_=ink, stroke_width=1.1)]
    elif mark.pattern == "dots":
        size = 5.0
        lines = [tag("circle", cx=2.5, cy=2.5, r=1.15, class_=f"g-{mark.ink}")]
    return tag(
        "pattern",
        tag("rect", width=size, height=size, class_=ground),
        *lines,
        id=f"p-{mark.slug}",
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        patternTransform=turn,
    )


def block(mark: Mark, x: float, y: float, width: float, height: float, **attributes: Value) -> Markup:
    """A rectangle that wears a mark."""
    inset = 0.5
    return tag(
        "rect",
        x=x + inset,
        y=y + inset,
        width=max(width - 1, 0.5),
        height=max(height - 1, 0.5),
        class_=f"k k-{mark.slug}",
        fill=mark.fill,
        **attributes,
    )


def badge(mark: Mark, x: float, y: float, width: float = 24, height: float = 16) -> Markup:
    """A mark with its letters, as in legends and cells."""
    solid = mark.pattern == "solid"
    letters = label(
        mark.letters,
        x + width / 2,
        y + height / 2 + 4,
        f"t tc {'on' if solid else 'halo'} tb",
    )
    return together([block(mark, x, y, width, height, rx=3), letters])


def symbols() -> Markup:
    """Every mark with its letters as a symbol to use by reference, `m-` and its slug."""
    made = [
        tag("symbol", badge(mark, 0, 0), id=f"m-{mark.slug}", viewBox="0 0 24 16") for mark in MARKS.values()
    ]
    return together(made)


def styles(colour: Callable[[str], str]) -> str:
    """Style rules of all drawings; `colour` says how to name an ink, as a variable or outright."""
    rules = [
        f".t{{font-family:{FONT};font-size:12px;fill:{colour('ink')}}}",
        f".tm{{fill:{colour('muted')}}}",
        ".ts{font-size:11px}.tq{font-size:9px}.th{font-size:20px}.tb{font-weight:700}.tc{text-anchor:middle}.te{text-anchor:end}",
        f".on{{fill:{colour('on-dark')}}}",
        f".halo{{paint-order:stroke;stroke:{colour('card')};stroke-width:3px;stroke-linejoin:round}}",
        f".axis{{stroke:{colour('line')};stroke-width:1;fill:none}}",
        f".rule{{stroke:{colour('muted')};stroke-width:1;fill:none}}",
        ".ribbon{fill-opacity:.34;stroke:none}",
        f".unv{{fill:{colour('gold')};font-weight:700}}",
        ".k{stroke-width:1}",
    ]
    rules += [
        f".g-{name}{{fill:{colour(name)}}}.l-{name}{{stroke:{colour(name)};fill:none}}" for name in INKS
    ]
    for mark in MARKS.values():
        dash = {"dashed": "4 2.5", "dotted": "1.2 2.4"}.get(mark.pattern)
        fill = f"fill:{colour(mark.ink)};" if mark.pattern == "solid" else ""
        dashes = f"stroke-dasharray:{dash};stroke-width:1.4;" if dash else ""
        rules.append(f".k-{mark.slug}{{{fill}stroke:{colour(mark.ink)};{dashes}}}")
    return "".join(rules)


def variables(tone: Literal["light", "dark"]) -> str:
    """The inks as custom properties."""
    return "".join(f"--{name}:{getattr(ink, tone)};" for name, ink in INKS.items())
