"""What refers to a thing, in groups by kind and field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from markupsafe import Markup

from ecliptic.publish.report.cells import kind_name
from ecliptic.roadmap import Reference
from ecliptic.server.pages.asked import number_in
from ecliptic.server.pages.listing.index import natural
from ecliptic.server.pages.values import Writer

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind that refer to a thing in one field."""

    name: str
    """Kind and field, as the address names the group."""
    title: str
    field: str
    total: int
    links: tuple[Markup, ...]
    page: Page[Reference] | None
    """Where in a long group the reader is."""


def groups(request: HttpRequest, references: Sequence[Reference], writer: Writer) -> list[Group]:
    """All groups, each with its first things; where the address asks for one, that one by pages."""
    found: dict[str, list[Reference]] = {}
    for reference in references:
        found.setdefault(f"{reference.kind}.{reference.field}", []).append(reference)
    wanted = request.GET.get("referring")
    return [_group(request, name, refs, writer, paged=name == wanted) for name, refs in found.items()]


def _group(
    request: HttpRequest, name: str, references: list[Reference], writer: Writer, *, paged: bool
) -> Group:
    first = references[0]
    label = writer.roadmap.label
    in_order = sorted(references, key=lambda r: natural(label(r.kind, r.id)))
    page = Paginator(in_order, SHOWN).get_page(number_in(request.GET, "page", 1) if paged else 1)
    return Group(
        name,
        kind_name(first.kind, plural=True),
        first.field.replace("_", " "),
        len(references),
        tuple(writer.thing(reference.kind, reference.id) for reference in page),
        page if paged else None,
    )
