"""What the address of a list asks for: filters, words, order and page; nonsense in it asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

USUAL_SIZE = 50
MOST_ON_A_PAGE = 200
MOST_FOR_PROGRAMS = 1000
_MOST_CHOICES = 60
_LONGEST_WORDS = 200
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a list in its address."""

    choices: Mapping[str, tuple[str, ...]]
    words: str
    sort: str

    @classmethod
    def of(cls, request: HttpRequest, facets: Iterable[str], sorts: Sequence[str]) -> Asked:
        """Read them from the address."""
        given = request.GET
        choices = {name: tuple(given.getlist(name)[:_MOST_CHOICES]) for name in facets if name in given}
        sort = given.get("sort", "")
        return cls(
            choices,
            given.get("q", "").strip()[:_LONGEST_WORDS],
            sort if sort.removeprefix("-") in sorts else sorts[0],
        )

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(len(values) for values in self.choices.values()) + bool(self.words)


def page_of(request: HttpRequest, rows: Sequence[object], *, most: int = MOST_ON_A_PAGE) -> Page[object]:
    """The page of rows that is asked for; a number beyond the last leads to the last."""
    size = min(max(number_in(request.GET, "size", USUAL_SIZE), 1), most)
    return Paginator(rows, size).get_page(number_in(request.GET, "page", 1))


def number_in(given: QueryDict, name: str, otherwise: int) -> int:
    """A whole number of the address; what is none, or beyond measure, counts as not given."""
    text = given.get(name, "")
    return int(text) if _NUMBER.fullmatch(text) else otherwise


def address_with(request: HttpRequest, **changes: str | None) -> str:
    """The query of the address with some parts changed, or left out where they are None."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


def address_without(request: HttpRequest, name: str, value: str) -> str:
    """The query of the address without one value of a filter."""
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{query.urlencode()}" if query else "?"


def moment_of(request: HttpRequest) -> str:
    """The part of the address that leads into the past, for links that stay there."""
    kept = QueryDict(mutable=True)
    for name in ("as_of", "edition"):
        if request.GET.get(name):
            kept[name] = request.GET[name]
    return f"?{kept.urlencode()}" if kept else ""
