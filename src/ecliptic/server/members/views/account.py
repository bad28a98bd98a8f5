"""A person's own page: who I am here, for whom I act, how I sign in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecliptic.server.audit.log import record
from ecliptic.server.members import second_factor
from ecliptic.server.members.access import ACTING_FOR, AS_SECRETARIAT
from ecliptic.server.members.adapters import destination
from ecliptic.server.members.forms import NameForm
from ecliptic.server.members.models import Account
from ecliptic.server.members.views.doors import act, actor_of, for_people


@for_people
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, and how I sign in."""
    actor = actor_of(request)
    person = _person(request)
    form = NameForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        record("account.renamed", actor_of(request).doer, person.email, {"name": person.name})
        messages.success(request, "Your name is changed.")
        return HttpResponseRedirect(reverse("members:account"))
    kinds = Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True)
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "factors": {kind: list(kinds).count(kind) for kind in Authenticator.Type.values},
        "sessions": UserSession.objects.filter(user_id=person.pk).count(),
        "linked": SocialAccount.objects.filter(user_id=person.pk).count(),
        "tokens": person.tokens.filter(revoked_at=None).count(),
        "seats": person.seats.order_by("group"),
        "needs_factor": second_factor.is_needed(person, actor.memberships),
    }
    return render(request, "members/account.html", context, status=400 if form.errors else 200)


@for_people
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose the organisation for which to act from now on."""
    actor = actor_of(request)
    chosen = str(request.POST.get("organisation", ""))
    allowed = {organisation.identifier: organisation.name for organisation in actor.organisations}
    if actor.account is not None and actor.account.is_secretariat:
        allowed[AS_SECRETARIAT] = "the secretariat"
    if chosen not in allowed:
        messages.error(request, "You have no role in that organisation.")
    else:
        request.session[ACTING_FOR] = chosen
        messages.success(request, f"You act for {allowed[chosen]} now.")
    return HttpResponseRedirect(destination(request, reverse("members:account")))


@for_people
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the way to one."""
    actor = actor_of(request)
    onward = destination(request, reverse("members:account"))
    if not actor.owes_second_factor:
        return HttpResponseRedirect(onward)
    return render(request, "members/second_factor.html", {"next": onward})


@act("usersessions_list")
def end_session(request: HttpRequest, number: int) -> str:
    """End one of my other sessions."""
    person = _person(request)
    session = get_object_or_404(UserSession, pk=number, user_id=person.pk)
    if session.session_key == request.session.session_key:
        return "That is the session that you are in. Sign out to end it."
    session.end()
    record("session.ended", actor_of(request).doer, person.email, {"count": 1})
    return "The session is ended."


def _person(request: HttpRequest) -> Account:
    person = actor_of(request).account
    if person is None:
        raise Http404
    # Not the lazy object of the request, which forms would take for something else.
    return Account.objects.get(pk=person.pk)
