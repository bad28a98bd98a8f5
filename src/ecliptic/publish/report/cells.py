"""Values as readers see them: linked, marked, with units, and never a blank that could be read as zero."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from ecliptic.assess.assessment import Cell
from ecliptic.publish.palette import FIRMNESS
from ecliptic.publish.svg import tag, together
from ecliptic.vocabulary import KINDS, Term

_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]"
NOT_STATED = Markup("–")
_YES, _NO = Markup("yes"), Markup("no")
_WORDS_OF_UNKNOWN = frozenset({"unknown", "not stated", "firmness not stated"})


def mark(slug: str) -> Markup:
    """The picture of a category; the word that says the same must stand beside it."""
    use = tag("use", href=f"#m-{slug}")
    return tag("svg", use, class_="m", aria_hidden="true")


def firmness(word: str | None) -> Markup:
    """A firmness with its mark; what is not stated says so."""
    if word is None or word in _WORDS_OF_UNKNOWN:
        return tag("span", mark("unknown"), " ", "not stated", class_="firm")
    return tag("span", mark(word), " ", word, class_="firm")


def is_firmness(value: object) -> bool:
    """Whether a value is a term of the commitment grammar."""
    return isinstance(value, str) and value in FIRMNESS


def figure(value: float | int | None) -> str:
    """A number with thin spaces between thousands; at most three decimals."""
    if value is None:
        return "unknown"
    if isinstance(value, float) and value != int(value):
        return f"{value:,.3f}".rstrip("0").replace(",", "\u202f")
    return f"{int(value):,}".replace(",", "\u202f")


def share(part: int, whole: int) -> str:
    """A share in per cent; never 0 or 100 unless it is."""
    if whole == 0:
        return "unknown"
    per_cent = 100 * part / whole
    if 0 < per_cent < 1:
        return "under\u00a01\u00a0%"
    if 99 < per_cent < 100:
        return "over\u00a099\u00a0%"
    return f"{per_cent:.0f}\u00a0%"


def with_links(text: str) -> Markup:
    """Text in which web addresses are links; any other scheme stays text."""
    parts: list[Markup | str] = []
    end = 0
    for found in _URL.finditer(text):
        address = found[0].rstrip(_TRAILING)
        parts += [text[end : found.start()], tag("a", address, href=address, rel="noopener noreferrer")]
        end = found.start() + len(address)
    return together([Markup("") + part for part in (*parts, text[end:])])


def plain(cell: Cell) -> Markup:
    """A cell of a table that leads nowhere."""
    if cell is None or cell == "":
        return NOT_STATED
    if isinstance(cell, bool):
        return _YES if cell else _NO
    if isinstance(cell, int | float):
        return escape(figure(cell))
    return with_links(cell)


def linked(cell: Cell, kind: str, link: Callable[[str, str], Markup]) -> Markup:
    """A cell that identifies records of a kind, several of them joined by '; '."""
    if cell is None or cell == "":
        return NOT_STATED
    return Markup("; ").join(link(kind, part) for part in str(cell).split("; "))


def field_value(value: Any, unit: str | None) -> Markup:
    """The value of a record's field that refers to no record."""
    if isinstance(value, tuple):
        return Markup("; ").join(field_value(item, None) for item in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        words = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        return firmness(words) if isinstance(value, Term) and is_firmness(words) else with_links(words)
    number = str(value) if isinstance(value, int) and not unit else figure(value)
    return escape(number) + (f"\u00a0{unit}" if unit and unit != "TRL" else "")


def kind_name(kind: str, *, plural: bool = False) -> str:
    """What a kind of record is called in running text."""
    model = KINDS.get(kind)
    name = model.plural if plural and model is not None else kind
    return name.replace("-", " ")
