"""Search over everything that the viewer sees, with choices of kind, publisher and firmness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup, escape

from ecliptic.assess import Column, Table
from ecliptic.publish.report.cells import kind_name
from ecliptic.server.pages.asked import address_with, moment_of, number_in
from ecliptic.server.pages.listing.panel import Panel, item, together
from ecliptic.server.pages.rendering import Form, csv_file, json_answer, show
from ecliptic.server.pages.values import NOT_STATED, Writer, firmness_mark
from ecliptic.server.statements.picture import View
from ecliptic.server.statements.search import LONGEST_QUESTION, Hit, Piece, Results
from ecliptic.vocabulary import KINDS, Firmness

_ON_A_PAGE = 20
_MOST_IN_A_FILE = 5000
_MOST_FOR_PROGRAMS = 200
_MOST_CHOICES = 60
_MOST_PUBLISHERS = 40


class Choice(TypedDict):
    """What the search keeps to; an empty choice keeps all."""

    kinds: Sequence[str]
    publishers: Sequence[str]
    firmness: Sequence[Firmness | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit as it is shown."""

    link: Markup
    kind: str
    id: str
    snippet: Markup
    publisher: str
    firmness: Markup
    known: Markup


def search(request: HttpRequest, form: Form) -> HttpResponseBase:
    """What was found; without a question the form alone."""
    view: View = cast("Any", request).view
    question = request.GET.get("q", "").strip()
    choice = _choice(request)
    if form == "csv":
        found = view.search.search(question, **choice, limit=_MOST_IN_A_FILE)
        return csv_file(request, _table(view, found.hits))
    most = _MOST_FOR_PROGRAMS if form == "json" else _ON_A_PAGE
    size = min(max(number_in(request.GET, "size", _ON_A_PAGE), 1), most)
    results, page = _page(request, view, question, choice, size)
    if form == "json":
        return _as_json(request, view, results, page)
    writer = Writer(view, request)
    return show(
        request,
        "pages/search.html",
        {
            "question": question,
            "longest": LONGEST_QUESTION,
            "results": results,
            "page": page,
            "hits": [_found(hit, writer) for hit in results.hits],
            "panels": _panels(writer, results, choice) if question else (),
            "chosen": len(choice["kinds"]) + len(choice["publishers"]) + len(choice["firmness"]),
            "clear": address_with(request, kind=None, publisher=None, firmness=None),
            "kept": [(name, request.GET[name]) for name in ("as_of", "edition") if request.GET.get(name)],
            "moment": moment_of(request),
            "trail": [("Home", reverse("pages:home")), ("Search", "")],
        },
    )


def _choice(request: HttpRequest) -> Choice:
    given = request.GET
    firmness: list[Firmness | None] = [Firmness(w) for w in given.getlist("firmness") if w in tuple(Firmness)]
    if "" in given.getlist("firmness"):
        firmness.append(None)
    return Choice(
        kinds=tuple(kind for kind in given.getlist("kind") if kind in KINDS),
        publishers=tuple(given.getlist("publisher")[:_MOST_CHOICES]),
        firmness=tuple(firmness),
    )


def _page(request: HttpRequest, view: View, question: str, choice: Choice, size: int) -> tuple[Results, Any]:
    """The page of hits that is asked for; a number beyond the last leads to the last."""
    number = max(number_in(request.GET, "page", 1), 1)
    results = view.search.search(question, **choice, limit=size, offset=(number - 1) * size)
    page = Paginator(range(results.total), size).get_page(number)
    if page.number != number:
        results = view.search.search(question, **choice, limit=size, offset=(page.number - 1) * size)
    return results, page


def _found(hit: Hit, writer: Writer) -> Found:
    statement = writer.roadmap.taken(hit.kind)[hit.id]
    return Found(
        writer.link(statement),
        kind_name(hit.kind),
        hit.id,
        _highlighted(hit.snippet),
        statement.publisher,
        writer.firmness(statement),
        writer.known(statement),
    )


def _highlighted(pieces: Iterable[Piece]) -> Markup:
    parts = (Markup("<mark>{}</mark>").format(p.text) if p.found else escape(p.text) for p in pieces)
    return Markup("").join(parts)


def _panels(writer: Writer, results: Results, choice: Choice) -> list[Panel]:
    facets = results.facets
    kinds = {kind: (escape(kind_name(kind, plural=True)), n) for kind, n in facets.kinds.items()}
    publishers = {name: (escape(name), n) for name, n in facets.publishers.items()}
    firmness = {
        str(word or ""): (firmness_mark(word.value) if word else NOT_STATED, n)
        for word, n in facets.firmness.items()
    }
    chosen_firmness = {str(word or "") for word in choice["firmness"]}
    made = [
        _panel("kind", "Kind", kinds, set(choice["kinds"])),
        _panel("publisher", "Publisher", publishers, set(choice["publishers"])),
        _panel("firmness", "Firmness", firmness, chosen_firmness),
    ]
    return [panel for panel in made if panel.items]


def _panel(name: str, title: str, values: Mapping[str, tuple[Markup, int]], chosen: set[str]) -> Panel:
    shown = list(values)[:_MOST_PUBLISHERS] + [v for v in list(values)[_MOST_PUBLISHERS:] if v in chosen]
    items = together(item(name, v, *values[v], ticked=v in chosen) for v in shown)
    # What was chosen must be there to be taken back, even where it leaves nothing.
    items += together(item(name, v, escape(v), 0, ticked=True) for v in chosen if v not in values)
    return Panel(title, items, len(values) - len(shown))


def _as_json(request: HttpRequest, view: View, results: Results, page: Any) -> HttpResponseBase:
    following = None
    if page.has_next():
        query = request.GET.copy()
        query["page"] = str(page.next_page_number())
        following = f"{request.path}?{query.urlencode()}"
    writer = Writer(view, request)
    return json_answer(
        request,
        {
            "words": results.words,
            "shortened": results.shortened,
            "total": results.total,
            "next": following,
            "facets": {
                "kind": dict(results.facets.kinds),
                "publisher": dict(results.facets.publishers),
                "firmness": {str(word or "not stated"): n for word, n in results.facets.firmness.items()},
            },
            "hits": [
                {
                    "kind": hit.kind,
                    "id": hit.id,
                    "label": hit.label,
                    "snippet": "".join(piece.text for piece in hit.snippet),
                    "page": writer.address(hit.kind, hit.id),
                }
                for hit in results.hits
            ],
        },
    )


def _table(view: View, hits: Iterable[Hit]) -> Table:
    columns = (
        Column("kind", "Kind of thing"),
        Column("id", "Identifier"),
        Column("label", "What it is called"),
        Column("publisher", "Organisation that states it", kind="organisation"),
        Column("firmness", "How firm it is"),
        Column("snippet", "Where the words occur"),
    )
    rows = []
    for hit in hits:
        statement = view.roadmap.taken(hit.kind)[hit.id]
        words = "".join(piece.text for piece in hit.snippet) or None
        firmness = statement.firmness.value if statement.firmness else None
        rows.append((hit.kind, hit.id, hit.label, statement.publisher, firmness, words))
    return Table("search", "What was found", columns, rows)
