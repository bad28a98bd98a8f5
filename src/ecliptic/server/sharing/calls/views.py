"""Calls as everybody sees them, and the pages of the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecliptic.errors import UsageError
from ecliptic.server.members.access import require
from ecliptic.server.members.models import MemberOrganisation
from ecliptic.server.sharing.calls import opening
from ecliptic.server.sharing.calls.forms import CallForm, DeadlineForm
from ecliptic.server.sharing.calls.lines import progress
from ecliptic.server.sharing.calls.models import Call
from ecliptic.server.sharing.views.gate import actor, for_signed_in, own_view

_UNFIT = 422
WHO_MAY_CALL = "Calls are opened, extended and closed by the secretariat."


def call_named(slug: str) -> Call:
    """The call at an address."""
    call = Call.objects.filter(slug=slug).first()
    if call is None:
        message = "There is no such call. The list of calls has them all."
        raise Http404(message)
    return call


def trail(call: Call | None = None, here: str = "") -> list[tuple[str, str]]:
    """The way from the calls to a page, for its heading."""
    way = [("Calls", reverse("sharing:calls"))]
    if call is not None and here:
        way.append((call.title, reverse("sharing:call", args=[call.slug])))
    way.append((here or (call.title if call else ""), ""))
    return way


def calls(request: HttpRequest) -> HttpResponseBase:
    """Open calls, then those that have ended."""
    now, who = timezone.now(), actor(request)
    found = list(Call.objects.all())
    for_us = who.organisation.identifier if who.organisation else ""
    context = {
        "open_calls": [call for call in found if call.is_open(now)],
        "past_calls": [call for call in found if not call.is_open(now)],
        "for_us": for_us,
        "may_call": who.is_secretariat,
        "trail": [("Calls", "")],
    }
    return render(request, "calls/calls.html", context)


def call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One call: its words for everybody; how far each organisation has come for those who have signed in.

    Progress is counted over the statements that the viewer may see: a count over others would tell of them.
    """
    found, who, now = call_named(slug), actor(request), timezone.now()
    rows = _rows(request, found) if who.viewer.member else []
    context = {
        "call": found,
        "is_open": found.is_open(now),
        "rows": rows,
        "total": sum(row["progress"].total for row in rows),
        "answered": sum(row["progress"].answered for row in rows),
        "asked": who.organisation is not None and who.organisation.identifier in found.organisations,
        "may_call": who.is_secretariat,
        "form": DeadlineForm(initial={"deadline": found.deadline.date()}) if who.is_secretariat else None,
        "trail": trail(found),
    }
    return render(request, "calls/call.html", context)


def _rows(request: HttpRequest, found: Call) -> list[dict[str, Any]]:
    names = dict(MemberOrganisation.objects.values_list("identifier", "name"))
    view = own_view(request)
    rows = [
        {
            "identifier": identifier,
            "name": names.get(identifier, identifier),
            "progress": progress(view, found, identifier),
        }
        for identifier in found.organisations
    ]
    return sorted(rows, key=lambda row: row["name"])


@for_signed_in
def new_call(request: HttpRequest) -> HttpResponseBase:
    """Open a call."""
    require(actor(request).is_secretariat, WHO_MAY_CALL)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = opening.open_call(form.wanted, actor(request).doer, at=timezone.now())
        except UsageError as error:
            form.add_error("title", str(error))
        else:
            messages.success(request, "The call is open. Those who can answer are reminded by e-mail.")
            return redirect("sharing:call", slug=made.slug)
    context = {"form": form, "trail": trail(None, "Open a call")}
    return render(request, "calls/new.html", context, status=_UNFIT if form.errors else 200)


@require_POST
@for_signed_in
def change_call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give more time, or end a call."""
    require(actor(request).is_secretariat, WHO_MAY_CALL)
    found, now, doer = call_named(slug), timezone.now(), actor(request).doer
    if request.POST.get("do") == "close":
        opening.close(found, doer, at=now)
        messages.success(request, "The call is closed. What is stated from now on counts as late.")
        return redirect("sharing:call", slug=slug)
    form = DeadlineForm(request.POST)
    if form.is_valid():
        opening.extend(found, form.cleaned_data["deadline"], doer, at=now)
        messages.success(request, "The deadline is set.")
    else:
        messages.error(request, " ".join(map(str, form.errors.get("deadline", []))))
    return redirect("sharing:call", slug=slug)
