"""Choices that narrow a picture: what there is to choose, how much each would show, what is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

NOT_STATED = "not stated"
_MOST_CHOSEN = 60
_IN_ORDER = frozenset({"firmness", "address", "priority", "phase"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """Something that a picture shows, with its values for each choice; `words` is what a search looks at."""

    thing: T
    values: Mapping[str, tuple[str, ...]]
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen, and how many things it would show beside what else is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to choose."""

    name: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """What the address chooses among items."""

    items: Sequence[T]
    facets: Sequence[Facet]
    chips: Sequence[Chip]
    words: str
    total: int

    @property
    def count(self) -> int:
        """How many choices are in force."""
        return len(self.chips)


Labels = Mapping[str, Mapping[str, str]]
"""Words for values, for each facet; a value without words stands for itself."""


def choose(
    request: HttpRequest, items: Sequence[Item[T]], titles: Mapping[str, str], labels: Labels
) -> Chosen[T]:
    """Read choices from the address and apply them: one of the values of each facet, all words."""
    given = request.GET
    wanted = {name: set(given.getlist(name)[:_MOST_CHOSEN]) for name in titles if given.get(name)}
    text = given.get("q", "").strip()[:200]
    asked = text.casefold().split()
    found = [item for item in items if all(word in item.words for word in asked)]
    facets = [_facet(name, title, found, wanted, labels.get(name, {})) for name, title in titles.items()]
    shown = [item.thing for item in found if _fits(item, wanted)]
    chips = [
        Chip(f"{titles[name]}: {labels.get(name, {}).get(value, value)}", _without(request, name, value))
        for name, values in wanted.items()
        for value in sorted(values)
    ]
    if text:
        chips.append(Chip(f"words: {text}", _without(request, "q", given.get("q", ""))))
    return Chosen(shown, facets, chips, text, len(items))


def _facet(
    name: str, title: str, items: Sequence[Item[T]], wanted: Mapping[str, set[str]], labels: Mapping[str, str]
) -> Facet:
    others = {facet: values for facet, values in wanted.items() if facet != name}
    counts = Counter(value for item in items if _fits(item, others) for value in item.values[name])
    mine = wanted.get(name, set())
    # Where the values have an order of their own, as terms and phases do, they keep it.
    order = {value: place for place, value in enumerate(labels if name in _IN_ORDER else ())}
    values = sorted(counts.keys() | mine, key=lambda v: (order.get(v, len(order)), -counts[v], v))
    return Facet(name, title, [Choice(v, labels.get(v, v), counts[v], v in mine) for v in values])


def _fits(item: Item[T], wanted: Mapping[str, set[str]]) -> bool:
    return all(not values.isdisjoint(item.values[name]) for name, values in wanted.items())


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{query.urlencode()}" if query else request.path
