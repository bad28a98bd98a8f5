"""Pages about organisations that publish by themselves: who they are, how their harvests went, their keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ecliptic.errors import DataProblemsError
from ecliptic.server.federation import registering, tasks
from ecliptic.server.federation.forms import KeyForm, NewSourceForm, SourceForm
from ecliptic.server.federation.models import FAILED, Harvest, Source, SourceKey
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.models import MemberOrganisation

_HARVESTS_ON_A_PAGE = 25
_TITLE = "Published by organisations themselves"


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Which organisations publish by themselves, and when each was last harvested."""
    actor, now = _actor(request), timezone.now()
    newest = Harvest.objects.filter(source=OuterRef("pk"))
    found = _sources().annotate(
        last_outcome=Subquery(newest.values("outcome")[:1]),
        last_problems=Subquery(newest.values("problem_count")[:1]),
    )
    rows = [
        {
            "source": source,
            "standing": _standing(source, now),
            "is_seen": _may_see(actor, source),
            "failed": source.last_outcome in FAILED,
        }
        for source in found.filter(organisation__active=True)
    ]
    context = {
        "rows": rows,
        "is_inner": any(row["is_seen"] for row in rows),
        "may_register": actor.signed_in and bool(_without_source(actor)),
    }
    return render(request, "federation/sources.html", context)


@require_safe
def source(request: HttpRequest, identifier: str) -> HttpResponse:
    """One source with its keys and harvests, for those who look after it."""
    return _show(request, _source(identifier), KeyForm())


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register where an organisation publishes."""
    actor = _actor(request)
    require(actor.signed_in, "Sign in as a delegate of the organisation that publishes.")
    choice = _without_source(actor)
    why = "Delegates and administrators register where an organisation publishes; each has one address."
    require(bool(choice), why)
    form = NewSourceForm(request.POST or None, choice)
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.register(actor, form.organisation_chosen, form.standing, timezone.now())
        except DataProblemsError as error:
            form.add_error("organisation", _words(error))
        else:
            messages.success(request, "Registered. Now give the public key with which the package is signed.")
            return redirect(_address(made))
    return _form(request, form, "Publish your own plan", "Register", reverse("federation:sources"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change where and how often a source is harvested."""
    actor, found = _actor(request), _source(identifier)
    registering.require_manager(actor, found.publisher)
    form = SourceForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        registering.change(actor, found, form.standing, timezone.now())
        messages.success(request, "Changed.")
        return redirect(_address(found))
    return _form(request, form, f"Where {found.organisation.name} publishes", "Save", _address(found))


@require_POST
def add_key(request: HttpRequest, identifier: str) -> HttpResponse:
    """Register a public key."""
    actor, found = _actor(request), _source(identifier)
    registering.require_manager(actor, found.publisher)
    form, now = KeyForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            registering.add_key(actor, found, form.cleaned_data["text"], now, span=form.span(now))
        except DataProblemsError as error:
            form.add_error("text", _words(error))
        else:
            messages.success(request, "The key is registered.")
            return redirect(_address(found))
    return _show(request, found, form)


@require_POST
def revoke_key(request: HttpRequest, key: int) -> HttpResponse:
    """Let a key count no longer."""
    found = SourceKey.objects.select_related("source__organisation").filter(pk=key).first()
    if found is None:
        raise Http404
    registering.revoke_key(_actor(request), found, timezone.now())
    messages.success(request, "The key is revoked: nothing that it signs is taken any more.")
    return redirect(_address(found.source))


@require_POST
def harvest_now(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask for a harvest."""
    found = _source(identifier)
    registering.note_asked(_actor(request), found, timezone.now())
    tasks.ask_for(found)
    messages.info(
        request, "The harvest waits for its turn; its result appears below, mostly within a minute."
    )
    return redirect(_address(found))


@require_POST
def forget_serial(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take any serial number next time."""
    found = _source(identifier)
    registering.forget_serial(_actor(request), found, timezone.now())
    messages.success(request, "The next package may have any serial number.")
    return redirect(_address(found))


# --- parts ----------------------------------------------------------------------------------------


def _words(error: DataProblemsError) -> str:
    first = error.problems[0]
    return f"It {first.message}. {first.remedy}"


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", cast("Any", request).actor)


def _sources() -> QuerySet[Source]:
    return Source.objects.select_related("organisation")


def _source(identifier: str) -> Source:
    found = (
        _sources().prefetch_related("keys__registered_by").filter(organisation__identifier=identifier).first()
    )
    if found is None:
        message = "No organisation of this name publishes by itself. The list of those that do has them all."
        raise Http404(message)
    return found


def _address(source: Source) -> str:
    return reverse("federation:source", args=[source.publisher])


def _may_see(actor: Actor, source: Source) -> bool:
    """Whether somebody sees how the harvests went; everybody sees that there are some."""
    return actor.may_manage(source.publisher) or actor.is_secretariat


def _without_source(actor: Actor) -> list[MemberOrganisation]:
    """The organisations for which somebody may register a source."""
    free = MemberOrganisation.objects.filter(active=True, source=None)
    if not actor.is_administrator:
        own = actor.organisation.identifier if actor.organisation else ""
        free = free.filter(identifier=own)
    return [each for each in free if actor.may_manage(each.identifier)]


def _standing(source: Source, at: datetime) -> str:
    """How fresh what was harvested is, in a word."""
    if not source.active:
        return "paused"
    if source.is_late(at):
        return "late"
    return "new" if source.harvested_at is None else "current"


def _show(request: HttpRequest, found: Source, form: KeyForm) -> HttpResponse:
    actor, now = _actor(request), timezone.now()
    why = (
        f"Only delegates of {found.publisher}, the secretariat and administrators see how its harvests went."
    )
    require(_may_see(actor, found), why)
    is_delegate = actor.organisation is not None and actor.organisation.pk == found.organisation_id
    context = {
        "trail": [(_TITLE, reverse("federation:sources")), (found.organisation.name, "")],
        "source": found,
        "standing": _standing(found, now),
        "keys": [(key, key.standing(now)) for key in found.keys.all()],
        "page": Paginator(found.harvests.all(), _HARVESTS_ON_A_PAGE).get_page(request.GET.get("page")),
        "may_manage": actor.may_manage(found.publisher),
        # Values may come from private statements, which are shown to their own organisation alone.
        "shows_values": is_delegate and actor.may_manage(found.publisher),
        "is_asked_for": tasks.is_asked_for(found),
        "form": form,
        "now": now,
    }
    return render(request, "federation/source.html", context)


def _form(request: HttpRequest, form: SourceForm, title: str, action: str, back: str) -> HttpResponse:
    trail = [(_TITLE, reverse("federation:sources")), (title, "")]
    context = {"form": form, "title": title, "action": action, "back": back, "trail": trail}
    return render(request, "federation/form.html", context)
