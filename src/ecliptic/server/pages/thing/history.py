"""The history of a thing: every version that the viewer may see, and the differences of any two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Row
from ecliptic.publish.report.cells import kind_name
from ecliptic.roadmap import Statement
from ecliptic.server.pages.asked import moment_of, number_in
from ecliptic.server.pages.listing.rows import cell_of
from ecliptic.server.pages.rendering import Form, csv_file, json_answer, show
from ecliptic.server.pages.thing.comparing import Changed, changes, written
from ecliptic.server.pages.thing.said import version_name
from ecliptic.server.pages.thing.views import history_of, kind_of
from ecliptic.server.pages.values import Writer
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import KINDS

_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One version, and what it changed in what its publisher said before."""

    statement: Statement
    name: str
    before: str | None
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two versions that are compared, with the versions next to it."""

    statement: Statement
    name: str
    earlier: str | None
    later: str | None


def history(request: HttpRequest, plural: str, identifier: str, form: Form) -> HttpResponseBase:
    """All versions, newest first; with `from` and `to` in the address the differences of those two."""
    view: View = cast("Any", request).view
    kind = kind_of(plural)
    if form != "html" and not view.roadmap.history(kind, identifier):
        identifier, form = f"{identifier}.{form}", "html"
    versions = history_of(view.roadmap, kind, identifier)
    writer = Writer(view, request)
    one, other = request.GET.get("from"), request.GET.get("to")
    if form == "csv":
        return csv_file(request, _table(kind, versions))
    context = _around(request, kind, versions)
    if one and other:
        left, right = _side(versions, one), _side(versions, other)
        if form == "json":
            return json_answer(request, _two_as_json(left.statement, right.statement))
        found = changes(left.statement, right.statement)
        context |= {"left": left, "right": right, "changed": [written(c, kind, writer) for c in found]}
        return show(request, "pages/comparison.html", context)
    before = _before(versions)
    if form == "json":
        return json_answer(request, _as_json(request, versions, before))
    page = Paginator(versions[::-1], _ON_A_PAGE).get_page(number_in(request.GET, "page", 1))
    context |= {"page": page, "steps": [_step(s, before.get(s.key), kind, writer) for s in page]}
    return show(request, "pages/history.html", context)


def _around(request: HttpRequest, kind: str, versions: Sequence[Statement]) -> dict[str, Any]:
    """What stands around versions: the name of the thing, and the ways back to it."""
    moment, plural, last = moment_of(request), KINDS[kind].plural, versions[-1]
    return {
        "label": last.record.label,
        "total": len(versions),
        "address": request.path,
        "moment": moment,
        "kept": [(name, request.GET[name]) for name in ("as_of", "edition") if request.GET.get(name)],
        "trail": [
            ("Home", reverse("pages:home")),
            (kind_name(kind, plural=True).capitalize(), reverse("pages:things", args=[plural]) + moment),
            (last.id, reverse("pages:thing", args=[plural, last.id]) + moment),
            ("History", ""),
        ],
    }


def _before(versions: Iterable[Statement]) -> dict[Any, Statement]:
    """For each version the one of the same publisher that went before."""
    newest: dict[str, Statement] = {}
    found = {}
    for statement in sorted(versions, key=lambda s: s.version):
        if statement.publisher in newest:
            found[statement.key] = newest[statement.publisher]
        newest[statement.publisher] = statement
    return found


def _step(statement: Statement, before: Statement | None, kind: str, writer: Writer) -> Step:
    found = changes(before, statement) if before is not None else []
    return Step(
        statement,
        version_name(statement),
        version_name(before) if before is not None else None,
        tuple(written(change, kind, writer) for change in found),
    )


def _side(versions: Sequence[Statement], name: str) -> Side:
    publisher, _, number = name.rpartition(".")
    own = sorted((s for s in versions if s.publisher == publisher), key=lambda s: s.version)
    for place, statement in enumerate(own):
        if str(statement.version) == number:
            earlier = own[place - 1] if place else None
            later = own[place + 1] if place + 1 < len(own) else None
            return Side(
                statement,
                name,
                version_name(earlier) if earlier else None,
                version_name(later) if later else None,
            )
    message = "There is no such version that you may see. The history names all that there are."
    raise Http404(message)


def _two_as_json(one: Statement, other: Statement) -> dict[str, Any]:
    return {
        "from": json.loads(one.canonical()),
        "to": json.loads(other.canonical()),
        "changes": _changes_as_json(one, other),
    }


def _as_json(
    request: HttpRequest, versions: Sequence[Statement], before: dict[Any, Statement]
) -> dict[str, Any]:
    page = Paginator(versions[::-1], _ON_A_PAGE).get_page(number_in(request.GET, "page", 1))
    return {
        "total": len(versions),
        "next": f"{request.path}?page={page.next_page_number()}" if page.has_next() else None,
        "versions": [
            {
                **json.loads(statement.canonical()),
                "changes": _changes_as_json(before[statement.key], statement)
                if statement.key in before
                else None,
            }
            for statement in page
        ],
    }


def _changes_as_json(one: Statement, other: Statement) -> list[dict[str, Any]]:
    return [
        {"field": c.field, "before": cell_of(c.before), "after": cell_of(c.after)}
        for c in changes(one, other)
    ]


def _table(kind: str, versions: Sequence[Statement]) -> Table:
    before = _before(versions)
    columns = (
        Column("publisher", "Organisation that stated it", kind="organisation"),
        Column("version", "Number of the publisher's statement about the thing", "integer"),
        Column("stated_at", "When it was stated"),
        Column("field", "What changed against the publisher's version before; empty for a first statement"),
        Column("before", "What was said before"),
        Column("after", "What is said in this version"),
    )
    rows: list[Row] = []
    for statement in versions:
        head = statement.publisher, statement.version, statement.stated_at.isoformat()
        earlier = before.get(statement.key)
        found = changes(earlier, statement) if earlier is not None else []
        rows += [(*head, c.field, cell_of(c.before), cell_of(c.after)) for c in found] or [
            (*head, None, None, None)
        ]
    return Table(f"{kind}-history", "History", columns, rows)
