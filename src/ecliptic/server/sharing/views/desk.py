"""The desk of an organisation: what it states, what waits, and where to begin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.members.access import require
from ecliptic.server.sharing.models import State, Upload
from ecliptic.server.sharing.own import STALE_AFTER, OfKind, is_stale, package_zip, standing, stated
from ecliptic.server.sharing.views.gate import (
    actor,
    desk_trail,
    for_planners,
    for_signed_in,
    kind_of,
    organisation,
    own_roadmap,
    own_view,
)
from ecliptic.server.sharing.words import kind_title
from ecliptic.share.json_file import json_bytes
from ecliptic.share.template import template_bytes
from ecliptic.vocabulary import KINDS

_SHOWN = 50
_DECIDED_SHOWN = 8
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_signed_in
def desk(request: HttpRequest) -> HttpResponseBase:
    """What the organisation states, what waits for somebody, and where to begin."""
    who, identifier = actor(request), organisation(request)
    if not identifier:
        return render(request, "sharing/no_organisation.html")
    now = timezone.now()
    by_kind = standing(own_view(request), identifier).values()
    prepares = who.may_prepare(identifier)
    uploads = Upload.objects.filter(organisation=identifier) if prepares else Upload.objects.none()
    waiting = list(uploads.filter(state=State.WAITING, expires_at__gte=now).prefetch_related("files"))
    return render(
        request,
        "sharing/desk.html",
        {
            "kinds": [_of_kind(of_kind, now) for of_kind in by_kind],
            "total": sum(len(of_kind.statements) for of_kind in by_kind),
            "stale": sum(of_kind.stale(now) for of_kind in by_kind),
            "handed": [upload for upload in waiting if upload.handed_at],
            "waiting": [upload for upload in waiting if not upload.handed_at],
            "decided": list(
                uploads.exclude(state=State.WAITING).select_related("submission")[:_DECIDED_SHOWN]
            ),
            "may_prepare": prepares,
            "may_state": who.may_state(identifier),
        },
    )


@for_planners
def statements(request: HttpRequest, plural: str) -> HttpResponseBase:
    """What the organisation states about things of one kind, oldest first."""
    kind, identifier, now = kind_of(plural), organisation(request), timezone.now()
    of_kind = standing(own_view(request), identifier).get(kind.kind)
    shown = sorted(of_kind.statements if of_kind else (), key=lambda s: (s.stated_at, s.id))
    wanted = request.GET.get("q", "").strip().casefold()
    only_stale = request.GET.get("stale") == "yes"
    found = [
        statement
        for statement in shown
        if (not only_stale or is_stale(statement, now))
        and (wanted in statement.id.casefold() or wanted in statement.record.label.casefold())
    ]
    page = Paginator(found, _SHOWN).get_page(request.GET.get("page"))
    context = {
        "plural": plural,
        "title": kind_title(kind.kind, plural=True),
        "page": page,
        "rows": [_row(statement) for statement in page.object_list],
        "total": len(shown),
        "q": request.GET.get("q", "").strip(),
        "only_stale": only_stale,
        "may_state": actor(request).may_state(identifier),
        "trail": desk_trail((kind_title(kind.kind, plural=True).capitalize(), "")),
    }
    return render(request, "sharing/statements.html", context)


@for_planners
def kinds(request: HttpRequest) -> HttpResponseBase:
    """The kinds of thing that one may state, by family."""
    families: dict[str, list[dict[str, str]]] = {}
    for kind in KINDS.values():
        told = {
            "plural": kind.plural,
            "title": kind_title(kind.kind),
            "meaning": " ".join((kind.__doc__ or "").split()),
        }
        families.setdefault(kind.family, []).append(told)
    return render(
        request,
        "sharing/kinds.html",
        {"families": families, "trail": desk_trail(("State something new", ""))},
    )


@for_signed_in
def workbook(request: HttpRequest) -> HttpResponseBase:
    """The organisation's workbook: all that it states, to be confirmed, changed and sent back."""
    identifier = _acting(request)
    try:
        content = template_bytes(own_roadmap(request), identifier)
    except UsageError:
        # The organisation itself is not described in the roadmap and states nothing: an empty one will do.
        content = template_bytes(Roadmap(), identifier)
    return _file(content, f"{identifier} {timezone.now():%Y-%m-%d}.xlsx", _WORKBOOK)


@for_signed_in
def package(request: HttpRequest) -> HttpResponseBase:
    """All that the organisation has ever stated, as a package."""
    identifier = _acting(request)
    content = package_zip(own_roadmap(request), identifier)
    return _file(content, f"{identifier} {timezone.now():%Y-%m-%d}.zip", "application/zip")


@for_signed_in
def json_file(request: HttpRequest) -> HttpResponseBase:
    """All that the organisation has ever stated, as one JSON file."""
    identifier = _acting(request)
    content = json_bytes(stated(own_roadmap(request), identifier))
    return _file(content, f"{identifier} {timezone.now():%Y-%m-%d}.json", "application/json")


def _acting(request: HttpRequest) -> str:
    identifier = organisation(request)
    require(bool(identifier), "You act for no organisation, so there is nothing of it to take away.")
    return identifier


def _of_kind(of_kind: OfKind, now: datetime) -> dict[str, Any]:
    stale = of_kind.stale(now)
    return {
        "plural": of_kind.plural,
        "title": kind_title(of_kind.kind, plural=True),
        "count": len(of_kind.statements),
        "stale": stale,
        "newest": of_kind.newest,
        "oldest": of_kind.oldest,
    }


def _row(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "plural": type(statement.record).plural,
        "id": statement.id,
        "label": statement.record.label,
        "envelope": statement.envelope,
        "stale_since": statement.stated_at + STALE_AFTER,
    }


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
