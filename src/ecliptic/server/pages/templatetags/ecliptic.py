"""Links to things, and the small words that pages about things share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from markupsafe import Markup

from ecliptic.publish.report.cells import figure as written_figure
from ecliptic.publish.report.cells import kind_name as name_of_kind
from ecliptic.server.pages.values import Writer, day_words
from ecliptic.server.statements import addresses

register = template.Library()


@register.simple_tag
def thing_url(kind: str, identifier: str) -> str:
    """Where a thing is shown."""
    return addresses.thing_url(kind, identifier)


@register.simple_tag
def things_url(kind: str) -> str:
    """Where the things of a kind are listed."""
    return addresses.things_url(kind)


@register.simple_tag(takes_context=True)
def thing_link(context: dict[str, Any], kind: str, identifier: str) -> Markup:
    """A link to a thing by its name; plain text where the viewer's roadmap does not have it."""
    return Writer(context["view"], context["request"]).thing(kind, identifier)


@register.filter
def figure(number: float | int | None) -> str:
    """A number with thin spaces between thousands; unknown where there is none."""
    return written_figure(number)


@register.filter
def kind_name(kind: str) -> str:
    """What things of a kind are called."""
    return name_of_kind(kind, plural=True)


@register.filter
def kinds_count(families: Sequence[tuple[str, Sequence[Any]]]) -> int:
    """How many kinds have something in them."""
    return sum(1 for _, kinds in families for kind in kinds if kind.count)


@register.filter(name="and")
def and_(query: str, more: str) -> str:
    """A query of an address with one more part."""
    return f"{query}&{more}" if query else f"?{more}"


@register.filter
def day(moment: date | datetime) -> Markup:
    """A day as one writes it."""
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat()[:10], day_words(moment))
