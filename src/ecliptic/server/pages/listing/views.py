"""The kinds of things, and the list of the things of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from ecliptic.assess import Column, Table
from ecliptic.publish.report.cells import kind_name
from ecliptic.server.members.access import Actor
from ecliptic.server.pages.asked import (
    MOST_FOR_PROGRAMS,
    MOST_ON_A_PAGE,
    Asked,
    address_with,
    moment_of,
    page_of,
)
from ecliptic.server.pages.listing.facets import title_of
from ecliptic.server.pages.listing.index import Choices, KindIndex
from ecliptic.server.pages.listing.panel import chips, panels
from ecliptic.server.pages.listing.rows import CLASSES, lines, things_json, things_table
from ecliptic.server.pages.rendering import TYPES, Form, answer, csv_file, show, twin
from ecliptic.server.pages.values import Writer, today_of
from ecliptic.server.statements.addresses import kinds_by_plural
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import KINDS

_OF_ALL_KINDS = ("publisher", "firmness", "freshness", "verified")
FAMILIES = {
    "organisations": "Who",
    "objectives": "Why",
    "architecture": "What",
    "scenarios": "When",
    "technology": "How",
    "coordination": "Who does what with whom",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column, which sorts by it."""

    words: str
    unit: str | None
    meaning: str
    address: str | None
    direction: str | None
    class_: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind with what there is of it."""

    kind: str
    family: str
    title: str
    meaning: str
    count: int
    unverified: int
    ageing: int
    stale: int


def index_of(view: View, kind: str) -> KindIndex:
    """The index of a kind in a view, made once."""
    made: KindIndex = view.kept(("index", kind), lambda roadmap: KindIndex(roadmap, kind))
    return made


def kind_counts(view: View, today: date, choices: Choices | None = None) -> list[KindCount]:
    """Every kind of the vocabulary, with how much of it fits the choices, is unverified, and is stale."""
    made = []
    for kind, record in KINDS.items():
        things = index_of(view, kind).things
        fitting = things.chosen(choices or {}, "", today)
        facets = things.facets(today)
        freshness = facets["freshness"].bits
        made.append(
            KindCount(
                kind,
                record.family,
                kind_name(kind, plural=True),
                " ".join((record.__doc__ or "").split()),
                fitting.bit_count(),
                (fitting & facets["verified"].bits.get("no", 0)).bit_count(),
                (fitting & freshness.get("ageing", 0)).bit_count(),
                (fitting & freshness.get("stale", 0)).bit_count(),
            )
        )
    return made


def kinds(request: HttpRequest, form: Form) -> HttpResponseBase:
    """What sorts of things there are, and how many of each; filters of all lists may narrow it."""
    view: View = cast("Any", request).view
    asked = Asked.of(request, _OF_ALL_KINDS, ("name",))
    counts = kind_counts(view, today_of(view), asked.choices)
    if form != "html":
        columns = (
            Column("kind", "Kind of thing"),
            Column("family", "Family of kinds"),
            Column("things", "Things that are stated at present", "integer"),
            Column("unverified", "Those whose statement is unverified", "integer"),
            Column("stale", "Those whose statement is older than two years", "integer"),
        )
        rows = [(c.kind, c.family, c.count, c.unverified, c.stale) for c in counts]
        return twin(request, Table("kinds", "Kinds of things", columns, rows), form)
    families = [
        (title, [count for count in counts if count.family == family]) for family, title in FAMILIES.items()
    ]
    return show(
        request,
        "pages/kinds.html",
        {
            "families": [(title, of_it) for title, of_it in families if of_it],
            "narrowed": bool(asked.choices),
            "kept": _query_of(asked.choices, request),
            "total": sum(count.count for count in counts),
            "moment": moment_of(request),
            "trail": [("Home", reverse("pages:home")), ("Things", "")],
        },
    )


def _query_of(choices: Choices, request: HttpRequest) -> str:
    """The part of the address that narrows lists of any kind, for the links to them."""
    query = QueryDict(mutable=True)
    query.update({name: request.GET[name] for name in ("as_of", "edition") if request.GET.get(name)})
    for name, values in choices.items():
        query.setlist(name, list(values))
    return f"?{query.urlencode()}" if query else ""


def things(request: HttpRequest, plural: str, form: Form) -> HttpResponseBase:
    """The things of a kind: filtered, sorted, a page at a time."""
    record = kinds_by_plural().get(plural)
    if record is None:
        message = "There is no such list. The page of all things names every list that there is."
        raise Http404(message)
    view: View = cast("Any", request).view
    index, writer = index_of(view, record.kind), Writer(view, request)
    stated = index.things
    asked = Asked.of(request, stated.facets(writer.today), index.sorts())
    order = index.in_order(stated.chosen(asked.choices, asked.words, writer.today), asked.sort)
    if form == "csv":
        return csv_file(request, things_table(record.kind, (stated.statements[p] for p in order)))
    page = page_of(request, order, most=MOST_FOR_PROGRAMS if form == "json" else MOST_ON_A_PAGE)
    shown = [stated.statements[cast("int", position)] for position in page]
    if form == "json":
        following = None
        if page.has_next():
            following = request.path + _with_page(request, page.next_page_number())
        body = things_json(record.kind, shown, writer, total=len(order), following=following)
        return answer(request, body, TYPES["json"])
    context = {"page": page, "lines": lines(shown, stated.shown, writer)}
    return show(request, "pages/things.html", context | _around(request, index, asked, writer))


def _around(request: HttpRequest, index: KindIndex, asked: Asked, writer: Writer) -> dict[str, Any]:
    """What stands around the rows of a list: headings, filters, and ways out of them."""
    stated, roadmap = index.things, writer.roadmap
    actor: Actor = cast("Any", request).actor
    record, name = KINDS[stated.kind], kind_name(stated.kind, plural=True)
    facets = stated.facets(writer.today)
    if not actor.signed_in:
        facets.pop("visibility", None)
    counts = stated.counts(asked.choices, asked.words, writer.today)
    moment = moment_of(request)
    return {
        "plural": record.plural,
        "title": name,
        "meaning": " ".join((record.__doc__ or "").split()),
        "asked": asked,
        "total": len(stated),
        "headings": _headings(request, index, asked.sort),
        "panels": panels(roadmap, facets, counts, asked.choices),
        "chips": chips(request, roadmap, facets, asked) if asked.count else (),
        "hidden": _kept_parameters(request, facets),
        "clear": moment or "?",
        "may_state": actor.organisation is not None and actor.may_prepare(actor.organisation.identifier),
        "trail": [
            ("Home", reverse("pages:home")),
            ("Things", reverse("pages:kinds") + moment),
            (name.capitalize(), ""),
        ],
    }


def _with_page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def _kept_parameters(request: HttpRequest, facets: Any) -> list[tuple[str, str]]:
    """What a form of filters must carry along that is none of its own."""
    own = {*facets, "q", "page"}
    return [(name, value) for name, values in request.GET.lists() if name not in own for value in values]


def _headings(request: HttpRequest, index: KindIndex, sort: str) -> list[Heading]:
    sorts = index.sorts()

    def of_all(key: str, words: str, meaning: str) -> Heading:
        return Heading(words, None, meaning, *_sorting(request, sort, key), "")

    made = [
        of_all("name", "name", "What it is called, and its identifier"),
        of_all("firmness", "firmness", "How firm the statement is"),
    ]
    for spec in index.things.shown.columns:
        sorting: tuple[str | None, str | None] = (None, None)
        if spec.name in sorts:
            sorting = _sorting(request, sort, spec.name)
        made.append(Heading(title_of(spec), spec.unit, spec.meaning, *sorting, CLASSES.get(spec.type, "")))
    return [
        *made,
        of_all("publisher", "stated by", "Organisation that states it"),
        of_all("known", "as of", "The day for which the statement holds"),
    ]


def _sorting(request: HttpRequest, sort: str, key: str) -> tuple[str, str | None]:
    """The address that sorts by a column, or the other way round where it does already."""
    address = address_with(request, sort=f"-{key}" if sort == key else key)
    if sort.removeprefix("-") != key:
        return address, None
    return address, "descending" if sort.startswith("-") else "ascending"
