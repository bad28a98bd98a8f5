"""Links to things, and the marks by which their standing is told."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ecliptic.server.statements import addresses

register = template.Library()


@register.simple_tag
def thing_url(kind: str, identifier: str) -> str:
    """Where a thing is shown."""
    return addresses.thing_url(kind, identifier)


@register.simple_tag(takes_context=True)
def thing_link(context: dict[str, Any], kind: str, identifier: str) -> SafeString:
    """A link to a thing by its name; plain text where the viewer's roadmap does not have it."""
    roadmap = context["view"].roadmap
    if roadmap.statement(kind, identifier) is None:
        return format_html('<span class="unknown-thing">{}</span>', identifier)
    label = roadmap.label(kind, identifier)
    return format_html('<a href="{}">{}</a>', addresses.thing_url(kind, identifier), label)
