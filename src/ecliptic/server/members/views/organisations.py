"""Who takes part: member organisations, their providers of sign-on, and seats in groups."""

from __future__ import annotations

from typing import Any, cast

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from ecliptic.errors import EclipticError
from ecliptic.roadmap import Roadmap
from ecliptic.server.audit.log import record
from ecliptic.server.members import people as work
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.forms import AdmitForm, SeatForm, SignOnForm, StandingForm
from ecliptic.server.members.invitations import account_of
from ecliptic.server.members.models import GroupSeat, MemberOrganisation, Seat, SignOn, Standing
from ecliptic.server.members.secrets import seal
from ecliptic.server.members.sign_on import provider_id
from ecliptic.server.members.views.doors import act, actor_of, for_people, sensitive
from ecliptic.vocabulary import Organisation, OrganisationType

_OFFICERS = "The secretariat and administrators manage who takes part."


@for_people
@sensitive
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations that take part, and a form that admits another."""
    actor = _officer(request)
    candidates = _candidates(request)
    form = AdmitForm(sorted(candidates.items()), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        identifier = form.cleaned_data["organisation"]
        standing = Standing(form.cleaned_data["standing"])
        try:
            admitted = work.admit(actor, identifier, candidates[identifier], standing, timezone.now())
            messages.success(request, f"{admitted} takes part now. Invite its first delegate next.")
            return HttpResponseRedirect(reverse("members:people", args=[identifier]))
        except EclipticError as error:
            messages.error(request, str(error))
    delegates = Count("memberships", filter=Q(memberships__role="delegate"))
    found = MemberOrganisation.objects.annotate(people=Count("memberships"), delegates=delegates)
    context = {"organisations": found.select_related("sign_on"), "form": form, "seats": _seats()}
    return render(request, "members/organisations.html", context, status=400 if form.errors else 200)


@for_people
@sensitive
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """How one organisation takes part, and whose word about its people is believed."""
    actor = _officer(request)
    found = get_object_or_404(MemberOrganisation, pk=number)
    sign_on = SignOn.objects.filter(organisation=found).first()
    which = request.POST.get("form") if request.method == "POST" else None
    standing = StandingForm(request.POST if which == "standing" else None, instance=found)
    provider = SignOnForm(request.POST if which == "sign-on" else None, instance=sign_on)
    if which == "standing" and standing.is_valid():
        said = standing.cleaned_data
        work.change_organisation(actor, found, Standing(said["standing"]), said["active"], timezone.now())
        messages.success(request, f"{found} is changed.")
        return HttpResponseRedirect(reverse("members:organisation", args=[number]))
    if which == "sign-on":
        # Whoever sets this decides whose word opens accounts, and which address the server asks.
        require(actor.is_administrator, "Administrators alone set up single sign-on.")
        if provider.is_valid() and _kept(actor, provider, found):
            messages.success(request, "Single sign-on is changed.")
            return HttpResponseRedirect(reverse("members:organisation", args=[number]))
    context = {
        "organisation": found,
        "standing_form": standing,
        "sign_on_form": provider,
        "callback": _callback(found),
    }
    failed = bool(standing.errors or provider.errors)
    return render(request, "members/organisation.html", context, status=400 if failed else 200)


@for_people
@sensitive
def groups(request: HttpRequest) -> HttpResponse:
    """Seats in working groups."""
    actor = _officer(request)
    known = _groups(request)
    form = SeatForm(known, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        account = account_of(said["email"])
        if account is None:
            form.add_error("email", "No account has this address. Invite the person first.")
        else:
            place = Seat(said["seat"]) if said["seat"] else None
            work.seat(actor, account, said["group"], place, timezone.now())
            messages.success(request, f"The seat of {account} is changed.")
            return HttpResponseRedirect(reverse("members:groups"))
    context = {"form": form, "seats": _seats(), "groups": dict(known)}
    return render(request, "members/groups.html", context, status=400 if form.errors else 200)


@act("members:organisations", is_sensitive=True)
def close_sign_on(request: HttpRequest, number: int) -> str:
    """Take an organisation's provider away; its people sign in with what else they have."""
    actor = actor_of(request)
    require(actor.is_administrator, "Administrators alone set up single sign-on.")
    found = get_object_or_404(SignOn.objects.select_related("organisation"), organisation_id=number)
    with transaction.atomic():
        SocialAccount.objects.filter(provider=provider_id(found)).delete()
        found.delete()
        where = found.organisation.identifier
        record("sign-on.removed", actor.doer_for(where), where)
    return f"{found.organisation} has no single sign-on any more."


def _kept(actor: Actor, form: SignOnForm, organisation: MemberOrganisation) -> bool:
    before = SignOn.objects.filter(organisation=organisation).first()
    secret = form.cleaned_data["client_secret"]
    if not secret and before is None:
        form.add_error("client_secret", "Give the secret that the provider has given you.")
        return False
    with transaction.atomic():
        sign_on = form.save(commit=False)
        sign_on.organisation = organisation
        sign_on.client_secret = seal(secret) if secret else cast("SignOn", before).client_secret
        sign_on.save()
        if before is not None and before.issuer != sign_on.issuer:
            # Numbers of people at one provider mean nothing at another.
            SocialAccount.objects.filter(provider=provider_id(sign_on)).delete()
        details = {name: str(form.cleaned_data[name]) for name in form.changed_data if "secret" not in name}
        record("sign-on.changed", actor.doer_for(organisation.identifier), organisation.identifier, details)
    return True


def _officer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor.is_secretariat or actor.is_administrator, _OFFICERS)
    return actor


def _candidates(request: HttpRequest) -> dict[str, str]:
    taking_part = set(MemberOrganisation.objects.values_list("identifier", flat=True))
    return {
        identifier: record.label
        for identifier, record in _roadmap(request).records(Organisation).items()
        if record.type is not OrganisationType.GROUP and identifier not in taking_part
    }


def _groups(request: HttpRequest) -> list[tuple[str, str]]:
    found = {
        identifier: record.label
        for identifier, record in _roadmap(request).records(Organisation).items()
        if record.type is OrganisationType.GROUP
    }
    # A seat stays although its group has left the roadmap, and can be ended.
    seated = GroupSeat.objects.order_by("group").values_list("group", flat=True).distinct()
    return sorted({**{group: group for group in seated}, **found}.items())


def _seats() -> Any:
    return GroupSeat.objects.select_related("account").order_by("group", "account__name")


def _roadmap(request: HttpRequest) -> Roadmap:
    return cast("Any", request).view.roadmap  # type: ignore[no-any-return] # set by the middleware


def _callback(organisation: MemberOrganisation) -> str:
    path = reverse("openid_connect_callback", args=[provider_id(SignOn(organisation=organisation))])
    return f"{settings.PUBLIC_URL}{path}"
