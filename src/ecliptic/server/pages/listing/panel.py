"""The filters beside a list: every value with the number of things that choosing it would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from markupsafe import Markup, escape

from ecliptic.publish.report.cells import figure
from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.asked import Asked, address_with, address_without
from ecliptic.server.pages.listing.facets import NOT_STATED, Facet
from ecliptic.server.pages.listing.index import FRESHNESS
from ecliptic.server.pages.templatetags.layout import visibility_mark
from ecliptic.server.pages.values import firmness_mark
from ecliptic.vocabulary import Firmness, Organisation, Visibility

_MOST_SHOWN = 40
_WORDS = {
    ("freshness", "fresh"): "holds for the last 12 months",
    ("freshness", "ageing"): "1 to 2 years old",
    ("freshness", "stale"): "stale, over 2 years old",
    ("verified", "yes"): "found in a document",
    ("verified", "no"): "unverified",
}
_ORDERS: Mapping[str, Sequence[str]] = {
    "firmness": (*Firmness, NOT_STATED),
    "freshness": FRESHNESS,
    "verified": ("yes", "no"),
    "visibility": tuple(Visibility),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """One facet as it is shown."""

    title: str
    items: Markup
    left_out: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    words: Markup
    address: str


def panels(
    roadmap: Roadmap,
    facets: Mapping[str, Facet],
    counts: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, Sequence[str]],
) -> list[Panel]:
    """The facets that leave a choice, with the values that something has or that are chosen."""
    made = []
    for name, facet in facets.items():
        ticked = chosen.get(name, ())
        if len(facet.bits) < 2 and not ticked:
            continue
        values = [v for v in _sorted(name, counts[name]) if counts[name][v] or v in ticked]
        if not values:
            continue
        shown = values[:_MOST_SHOWN] + [v for v in values[_MOST_SHOWN:] if v in ticked]
        items = together(
            [item(name, v, words_of(roadmap, facet, v), counts[name][v], ticked=v in ticked) for v in shown]
        )
        made.append(Panel(facet.title, items, len(values) - len(shown)))
    return made


def together(parts: Iterable[Markup]) -> Markup:
    """Pieces of markup as one, without looking at each again."""
    return Markup("".join(parts))  # noqa: S704 - the parts are markup already  # nosec B704


def chips(request: HttpRequest, roadmap: Roadmap, facets: Mapping[str, Facet], asked: Asked) -> list[Chip]:
    """The filters in force, each with a way out of it."""
    made = [
        Chip(
            Markup("{}: {}").format(facets[name].title, words_of(roadmap, facets[name], value)),
            address_without(request, name, value),
        )
        for name, values in asked.choices.items()
        for value in values
    ]
    if asked.words:
        made.append(Chip(Markup("“{}”").format(asked.words), address_with(request, q=None)))
    return made


def words_of(roadmap: Roadmap, facet: Facet, value: str) -> Markup:
    """A value in words."""
    if facet.name == "firmness":
        return firmness_mark(value or None)
    if value == NOT_STATED:
        return Markup('<span class="nil">not stated</span>')
    if facet.name == "visibility" and value in tuple(Visibility):
        return visibility_mark(value)
    if facet.name == "verified" and value == "no":
        return Markup('unverified <span class="unv" aria-hidden="true">†</span>')
    if facet.target == Organisation.kind:
        return Markup('<span title="{}">{}</span>').format(roadmap.label(facet.target, value), value)
    if facet.target is not None:
        return escape(roadmap.label(facet.target, value))
    return escape(_WORDS.get((facet.name, value), value))


def _sorted(name: str, counts: Mapping[str, int]) -> list[str]:
    order = _ORDERS.get(name)
    if order is not None:
        return [value for value in order if value in counts]
    return sorted(counts, key=lambda value: (value == NOT_STATED, -counts[value], value))


def item(name: str, value: str, words: Markup, count: int, *, ticked: bool) -> Markup:
    """One value of a facet, to be ticked."""
    checked = " checked" if ticked else ""
    return Markup(  # noqa: S704 - every part is escaped  # nosec B704
        f'<li><label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"{checked}>'
        f'<span>{words}</span><span class="count">{figure(count)}</span></label></li>'
    )
