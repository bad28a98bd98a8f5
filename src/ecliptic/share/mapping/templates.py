"""Templates: texts with placeholders in braces, such as "{phase}:{function}:{element}"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ecliptic.share.mapping.wording import as_text

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)(?::(?P<form>\w+))?\}|(?P<brace>[{}])|(?P<text>[^{}]+)")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")

Find = Callable[[str], Any]
"""Gives the value of a placeholder by name."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name in braces and the form in which its value is shown."""

    name: str
    form: str | None = None

    def shown(self, value: Any) -> str:
        """The value in the form asked for; empty where there is none."""
        if isinstance(value, list | tuple):
            text = ", ".join(as_text(item) for item in value)
        else:
            text = as_text(value)
        if self.form is None or not text:
            return text
        if self.form == "slug":
            return slug(text)
        if self.form == "upper":
            return text.upper()
        return text.lower() if self.form == "lower" else text.zfill(int(self.form))


@dataclass(frozen=True)
class Template:
    """A parsed template."""

    parts: tuple[str | Placeholder, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of its placeholders."""
        return tuple(part.name for part in self.parts if isinstance(part, Placeholder))

    @cached_property
    def _plain(self) -> str | None:
        """The template for Python's own formatting, where no value is shown in a form of its own."""
        if any(isinstance(part, Placeholder) and part.form for part in self.parts):
            return None
        return "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in self.parts)

    def filled_plainly(self, values: Mapping[str, Any]) -> str | None:
        """The same as `filled`, faster; None where not all values are texts."""
        found = tuple([values.get(name) for name in self.names])
        for value in found:
            if type(value) is not str or not value:
                return None
        return None if self._plain is None else self._plain % found

    def filled(self, find: Find) -> str:
        """The text with all values in place; empty where any of them is."""
        pieces = []
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            shown = part.shown(find(part.name))
            if not shown:
                return ""
            pieces.append(shown)
        return "".join(pieces)


@lru_cache(maxsize=1024)
def parse(text: str) -> Template:
    """Parse a template; raises ValueError that says what is wrong with it."""
    parts: list[str | Placeholder] = []
    for match in _PIECE.finditer(text):
        if match["brace"]:
            message = f'has a brace that stands alone: "{text}"; write {{{{ or }}}} for a brace that is meant'
            raise ValueError(message)
        if match["name"]:
            parts.append(_placeholder(match["name"], match["form"]))
        else:
            parts.append(match["text"] or match[0][0])
    return Template(tuple(parts))


def _placeholder(name: str, form: str | None) -> Placeholder:
    if form is not None and form not in ("slug", "upper", "lower") and not re.fullmatch(r"0?[1-9]", form):
        message = (
            f'asks for a form that does not exist: "{form}"; the forms are slug, upper, lower and 02 to 09'
        )
        raise ValueError(message)
    return Placeholder(name, form)


def slug(text: str) -> str:
    """Small letters and digits with hyphens between the words."""
    return _NOT_IN_SLUG.sub("-", text.casefold()).strip("-")
