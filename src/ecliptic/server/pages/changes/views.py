"""The page of what changed, its twins, and the feed of what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Row
from ecliptic.publish.report.cells import kind_name
from ecliptic.roadmap import KindDifference
from ecliptic.server.pages.asked import MOST_FOR_PROGRAMS, moment_of, number_in, page_of
from ecliptic.server.pages.changes.atom import Item, atom
from ecliptic.server.pages.changes.between import Between, Entry, all_entries, between, entries
from ecliptic.server.pages.changes.newest import newest_statements
from ecliptic.server.pages.listing.rows import cell_of
from ecliptic.server.pages.rendering import TYPES, Form, answer, csv_file, json_answer, show
from ecliptic.server.pages.thing.comparing import Changed, written
from ecliptic.server.pages.values import Writer
from ecliptic.server.statements.addresses import thing_url
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import KINDS

_SHOWN_OF_A_KIND = 12
_ON_A_PAGE = 50
_COLUMNS = (
    Column("change", "added, withdrawn, reworded or changed"),
    Column("kind", "Kind of thing"),
    Column("id", "Identifier"),
    Column("publisher", "Organisation whose statement is shown"),
    Column("field", "Field that differs; empty where the thing as a whole came or went"),
    Column("before", "What was said"),
    Column("after", "What is said now"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that differs, as it is shown."""

    word: str
    name: str
    link: Markup
    publisher: str
    stated_at: Any
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What differs in one kind."""

    kind: str
    title: str
    difference: KindDifference
    shown: tuple[Shown, ...]
    total: int
    page: Page[Entry] | None


def changes(request: HttpRequest, form: Form) -> HttpResponseBase:
    """What changed between two dates or editions, by kind."""
    asked = between(request)
    kind = request.GET.get("kind")
    found = entries(asked.found.of(kind)) if kind in KINDS else list(all_entries(asked.found))
    if form == "csv":
        return csv_file(request, Table("changes", "What changed", _COLUMNS, list(_rows(found))))
    if form == "json":
        return _as_json(request, asked, found)
    writer = Writer(cast("Any", request).view, request)
    differing = [d for d in asked.found.kinds.values() if not d.same or d.restated]
    parts = [
        _part(request, d, writer, paged=d.kind == kind)
        for d in differing
        if not d.same and kind in (None, d.kind)
    ]
    return show(
        request,
        "pages/changes.html",
        {
            "asked": asked,
            "counts": [(d, kind_name(d.kind, plural=True)) for d in differing],
            "totals": {
                "added": len(asked.found.added),
                "withdrawn": len(asked.found.withdrawn),
                "changed": len(asked.found.changed),
                "restated": len(asked.found.restated),
            },
            "parts": parts,
            "kind": kind,
            "editions": Edition.objects.values_list("slug", "title"),
            "given": request.GET,
            "moment": moment_of(request),
            "trail": [("Home", reverse("pages:home")), ("Changes", "")],
        },
    )


def feed(request: HttpRequest) -> HttpResponseBase:
    """What was stated last, as an Atom feed."""
    view: View = cast("Any", request).view
    base = settings.PUBLIC_URL.rstrip("/")
    items = []
    for statement in newest_statements(view):
        envelope = statement.envelope
        verb = "no longer states" if envelope.withdrawn else "states"
        address = base + thing_url(statement.kind, statement.id)
        said = [
            f"version {envelope.version}",
            f"firmness: {envelope.firmness}" if envelope.firmness else "firmness not stated",
            "unverified" if envelope.unverified else "",
        ]
        items.append(
            Item(
                f"{address}?version={envelope.publisher}.{envelope.version}",
                address,
                f"{envelope.publisher} {verb} {kind_name(statement.kind)} {statement.record.label}",
                envelope.stated_at,
                envelope.publisher,
                "; ".join(word for word in said if word),
            )
        )
    own = base + reverse("pages:feed")
    body = atom("What is new on the roadmap", own, base + reverse("pages:changes"), items)
    return answer(request, body, TYPES["atom"])


def _part(request: HttpRequest, found: KindDifference, writer: Writer, *, paged: bool) -> Part:
    of_kind = entries(found)
    page = Paginator(of_kind, _ON_A_PAGE).get_page(number_in(request.GET, "page", 1)) if paged else None
    shown: Iterable[Entry] = page if page is not None else islice(of_kind, _SHOWN_OF_A_KIND)
    return Part(
        found.kind,
        kind_name(found.kind, plural=True),
        found,
        tuple(_shown(entry, writer) for entry in shown),
        len(of_kind),
        page,
    )


def _shown(entry: Entry, writer: Writer) -> Shown:
    statement = entry.statement
    fields = entry.change.fields if entry.change else ()
    changed = tuple(written(field, statement.kind, writer) for field in fields)
    return Shown(
        entry.word,
        f"{kind_name(statement.kind)} {statement.id}",
        writer.thing(statement.kind, statement.id, statement.record.label),
        statement.publisher,
        statement.stated_at,
        changed,
    )


def _as_json(request: HttpRequest, asked: Between, found: list[Entry]) -> HttpResponseBase:
    page = page_of(request, found, most=MOST_FOR_PROGRAMS)
    following = None
    if page.has_next():
        query = request.GET.copy()
        query["page"] = str(page.next_page_number())
        following = f"{request.path}?{query.urlencode()}"
    names = [column.name for column in _COLUMNS]
    return json_answer(
        request,
        {
            "from": asked.before.words,
            "to": asked.after.words,
            "kinds": [
                {
                    "kind": d.kind,
                    "before": d.before,
                    "after": d.after,
                    "added": len(d.added),
                    "withdrawn": len(d.withdrawn),
                    "changed": len(d.changed),
                    "stated_again": len(d.restated),
                }
                for d in asked.found.kinds.values()
            ],
            "total": len(found),
            "next": following,
            "changes": [dict(zip(names, row, strict=True)) for row in _rows(cast("Iterable[Entry]", page))],
        },
    )


def _rows(found: Iterable[Entry]) -> Iterator[Row]:
    for entry in found:
        statement = entry.statement
        head = entry.word, statement.kind, statement.id, statement.publisher
        if entry.change is None:
            label = statement.record.label
            yield (*head, None, label, None) if entry.word == "withdrawn" else (*head, None, None, label)
            continue
        for field in entry.change.fields:
            yield (*head, field.field, cell_of(field.before), cell_of(field.after))
