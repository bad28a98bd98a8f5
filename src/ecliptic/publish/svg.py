"""Markup of drawings: tags whose text and attributes are always escaped, and text that fits its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

Value = str | int | float | None

# Advance widths of DejaVu Sans in hundredths of the type size. It is wider than the other faces of the
# font stack, so that what fits when measured fits on every machine.
_WIDTHS = {
    28: "'ijlIJ",
    33: " ,./:;\\|",
    37: "f-",
    40: "()[]t!r",
    46: '"',
    51: "*_`sz?",
    56: "cLFk",
    60: "vxyPTYaoe",
    64: "ESbdghnpqu$0123456789{}",
    69: "KAVBRXZC",
    75: "UHND",
    79: "G&OQw",
    86: "#+<=>^~M",
    98: "%mW@",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_USUAL_WIDTH = 64
_WIDE_WIDTH = 100
_FIRST_WIDE = 0x1100  # Hangul Jamo: from here on scripts may fill the whole square
BOLD = 1.1
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def tag(name: str, *content: Markup | str, **attributes: Value) -> Markup:
    """An element; `class_` gives class, other underscores become hyphens, None leaves an attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not content:
        return Markup(f"<{name}{written}/>")  # noqa: S704 - every value is escaped above  # nosec B704
    inner = "".join(item if isinstance(item, Markup) else escape(legal(item)) for item in content)
    return Markup(f"<{name}{written}>{inner}</{name}>")  # noqa: S704 - as above  # nosec B704


def together(parts: list[Markup]) -> Markup:
    """Several pieces of markup as one."""
    return Markup("").join(parts)


def legal(text: str) -> str:
    """The text without characters that XML forbids."""
    return _ILLEGAL.sub("\ufffd", text)


def number(value: float) -> str:
    """A coordinate, short and the same in every run."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    return str(escape(legal(str(value))))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text, in the unit of its size; rather too large than too small."""
    total = sum(_WIDTH_OF.get(c, _WIDE_WIDTH if ord(c) >= _FIRST_WIDE else _USUAL_WIDTH) for c in text)
    return total * size / 100 * (BOLD if bold else 1)


@lru_cache(maxsize=20_000)
def shortened(text: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it would be wider."""
    if text_width(text, size) <= width:
        return text
    room = width - size
    kept = 0.0
    for position, character in enumerate(text):
        kept += text_width(character, size)
        if kept > room:
            return text[:position].rstrip(" ,;:-–") + "…"
    return text


def wrapped(text: str, width: float, size: float, *, most: int | None = None) -> list[str]:
    """The text in lines no wider than that; what goes beyond `most` lines is cut with an ellipsis."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(joined, size) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, width, size) for line in lines]


def label(text: str, x: float, y: float, class_: str = "t", **attributes: Value) -> Markup:
    """A line of text with its baseline at y."""
    return tag("text", text, x=x, y=y, class_=class_, **attributes)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a drawing that belongs on one page: its height in px and its markup."""

    height: float
    body: Markup


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn figure without its surroundings: its pieces from top to bottom, and what it shows in words.

    A tall figure has several pieces, between which a page may break.
    """

    width: float
    pieces: tuple[Piece, ...]
    description: str

    @classmethod
    def whole(cls, width: float, height: float, body: Markup, description: str) -> Drawing:
        """A figure in one piece."""
        return cls(width, (Piece(height, body),), description)

    @property
    def height(self) -> float:
        """Height of all pieces together, in px."""
        return sum(piece.height for piece in self.pieces)

    @property
    def body(self) -> Markup:
        """All pieces, one under the other."""
        parts, y = [], 0.0
        for piece in self.pieces:
            parts.append(tag("g", piece.body, transform=f"translate(0 {number(y)})"))
            y += piece.height
        return parts[0] if len(parts) == 1 else together(parts)
