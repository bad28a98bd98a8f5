"""The log: all of it for administrators, their organisation's entries for delegates."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from ecliptic.assess import Column, Table
from ecliptic.publish.tables import csv_lines
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.audit.reading import Wanted, actions, details_of, end, entries
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.forms import LogForm
from ecliptic.server.members.views.doors import actor_of, for_people

_PER_PAGE = 50
_COLUMNS = (
    Column("number", "Number of the entry", "integer"),
    Column("at", "When it happened, in universal time"),
    Column("action", "What was done"),
    Column("person", "Who did it"),
    Column("organisation", "For or to which organisation"),
    Column("subject", "To what or whom"),
    Column("details", "Further words, as JSON"),
    Column("digest", "SHA-256 that binds the entry to the one before"),
)


@for_people
def log(request: HttpRequest) -> HttpResponse:
    """Entries of the log, the newest first."""
    actor = _reader(request)
    form = LogForm(request.GET)
    wanted = _wanted(actor, form)
    page = Paginator(entries(wanted), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(event, list(details_of(event))) for event in page],
        "actions": actions(wanted.organisation if not actor.is_administrator else None),
        "whole": actor.is_administrator,
        "end": end() if actor.is_administrator else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "members/log.html", context, status=400 if form.errors else 200)


@for_people
def log_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same entries as CSV, all pages in one."""
    actor = _reader(request)
    found = entries(_wanted(actor, LogForm(request.GET)))
    rows = tuple(map(_row, found.iterator(chunk_size=1000)))
    table = Table("log", "The log", _COLUMNS, rows)
    response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    own = actor.organisation is not None and actor.may_manage(actor.organisation.identifier)
    require(
        own or actor.is_administrator, "Delegates read the log of their organisation; administrators all."
    )
    return actor


def _wanted(actor: Actor, form: LogForm) -> Wanted:
    form.is_valid()
    said = form.cleaned_data
    organisation = said.get("organisation") or None
    if not actor.is_administrator:
        organisation = actor.organisation.identifier if actor.organisation else ""
    return Wanted(
        organisation, said.get("action", ""), said.get("words", ""), said.get("since"), said.get("until")
    )


def _row(event: AuditEvent) -> tuple[str | int, ...]:
    at = event.at.isoformat(timespec="seconds")
    told = (event.account_name, event.organisation, event.subject, event.details, event.digest)
    return (event.sequence, at, event.action, *told)
