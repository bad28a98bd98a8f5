"""How cells, labels and words are cleaned and compared, the same everywhere in a mapping."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_AROUND_LINE_BREAK = re.compile(r" ?(?:\r\n|\r|\n) ?")
_WHITE_SPACE = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """Text without outer white space, each run of spaces as one, and plain line breaks."""
    text = text.strip()
    if "  " in text or not text.isascii() or not text.isprintable():
        text = _SPACES.sub(" ", text)
        if "\n" in text or "\r" in text:
            text = _AROUND_LINE_BREAK.sub("\n", text)
    return text


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What two labels or words have in common when they count as equal."""
    return _WHITE_SPACE.sub(" ", text).strip().casefold()


def text_of(cell: Any) -> str:
    """What a cell shows, cleaned."""
    if type(cell) is str:
        return cleaned(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | time | timedelta):
        return str(cell)
    return "" if cell is None else cleaned(str(cell))


def as_text(value: Any) -> str:
    """A value that has been cleaned already, as text."""
    return value if type(value) is str else text_of(value)


def is_filled(cell: Any) -> bool:
    """Whether anything stands in a cell."""
    return cell is not None and cell != "" and (type(cell) is not str or not cell.isspace())


def quoted(items: list[str], limit: int = 12) -> str:
    """Several words as a sentence shows them."""
    shown = ", ".join(f'"{" ".join(item.split())}"' for item in items[:limit])
    return f"{shown} and {len(items) - limit} more" if len(items) > limit else shown
