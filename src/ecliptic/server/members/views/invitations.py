"""The page that an invitation's link opens."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ecliptic.server.members.forms import EntryForm
from ecliptic.server.members.invitations import GoneError, account_of, enter, find, join
from ecliptic.server.members.models import Account, Invitation
from ecliptic.server.members.views.doors import actor_of


@sensitive_post_parameters("password", "again")
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what an invitation is to, and accept it; every link that does not hold gives the same page."""
    try:
        found = find(secret, timezone.now())
        account = account_of(found.email)
        if account is None:
            return _entered(request, found)
        return _joined(request, found, account)
    except GoneError:
        return render(request, "members/invitation_gone.html", status=404)


def _entered(request: HttpRequest, found: Invitation) -> HttpResponse:
    if actor_of(request).signed_in:
        return _page(request, found, somebody_else=True)
    form = EntryForm(found.email, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form=form)
    said = form.cleaned_data
    account = enter(found, said["name"], said["password"], timezone.now())
    # Only now does the session become the person's: its key is a new one, so none that was known before is.
    get_adapter(request).login(request, account)
    record_authentication(request, account, "password", reauthenticated=True, email=account.email)
    messages.success(request, f"Welcome, {account}.")
    return HttpResponseRedirect(reverse("members:account"))


def _joined(request: HttpRequest, found: Invitation, account: Account) -> HttpResponse:
    actor = actor_of(request)
    if not actor.signed_in:
        return _page(request, found, sign_in=_sign_in(request))
    if actor.account is None or actor.account.pk != account.pk:
        return _page(request, found, somebody_else=True)
    if request.method != "POST":
        return _page(request, found, ready=True)
    join(found, account, timezone.now())
    messages.success(request, "You have joined.")
    return HttpResponseRedirect(reverse("members:account"))


def _page(request: HttpRequest, found: Invitation, **shown: object) -> HttpResponse:
    form = shown.get("form")
    status = 400 if form is not None and getattr(form, "errors", None) else 200
    return render(request, "members/invitation.html", {"invitation": found, **shown}, status=status)


def _sign_in(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
