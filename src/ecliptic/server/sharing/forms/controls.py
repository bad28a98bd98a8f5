"""The controls of a form: one for each type of field, all of them plain HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SPARE = 2
"""Empty lines after those that are filled, where several values may be given."""
MOST_SUGGESTED = 500

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Things that a reference may lead to, offered while one types; empty where they are too many."""

    name: str
    options: tuple[Choice, ...] = ()

    def element(self) -> SafeString:
        """The list as HTML, once per page."""
        options = format_html_join("", '<option value="{}">{}</option>', self.options)
        return format_html('<datalist id="{}">{}</datalist>', self.name, options)


class Repeated(forms.Widget):
    """One line, or one box, for each of several values; empty ones do not count."""

    def __init__(self, label: str, *, boxes: bool, suggestions: Suggestions | None = None) -> None:
        super().__init__()
        self._label, self._boxes, self._suggestions = label, boxes, suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """One control per value; the first bears the identifier that the label is for."""
        values = [*(value or ()), *[""] * SPARE]
        given = self.build_attrs(self.attrs, attrs)
        first = given.pop("id", f"id_{name}")
        lines = (self._line(name, str(item), at, first, given) for at, item in enumerate(values))
        return format_html(
            '<div class="repeated">{}</div>', format_html_join("", "{}", ((x,) for x in lines))
        )

    def _line(self, name: str, value: str, at: int, first: str, given: dict[str, Any]) -> SafeString:
        marks: dict[str, Any] = {**given, "id": first if at == 0 else f"{first}-{at + 1}", "name": name}
        if at:
            marks["aria-label"] = f"{self._label}, {at + 1}"
        if self._suggestions is not None and not self._boxes:
            marks["list"] = self._suggestions.name
        told = format_html_join("", ' {}="{}"', marks.items())
        if self._boxes:
            return format_html('<textarea rows="2"{}>\n{}</textarea>', told, value)
        return format_html('<input type="text" autocomplete="off"{} value="{}">', told, value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """All values that were sent, without empty ones."""
        sent: Iterable[str] = (
            data.getlist(name) if isinstance(data, MultiValueDict | QueryDict) else data.get(name, ())
        )
        return [value for value in sent if value.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: no line at all means no value."""
        return False


def suggested(kind: str, options: Sequence[Choice]) -> Suggestions:
    """The list of things of a kind to choose from; empty where it would be too long."""
    return Suggestions(f"known-{kind}", tuple(options) if len(options) < MOST_SUGGESTED else ())
