"""The people of an organisation, for its delegates; all accounts, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from ecliptic.errors import EclipticError, UsageError
from ecliptic.server.members import people as work
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.forms import InviteForm, OfficeForm, RoleForm, SettingsForm
from ecliptic.server.members.invitations import Invited, invite, pending, revoke_invitation
from ecliptic.server.members.models import Account, Invitation, MemberOrganisation, Membership, Role
from ecliptic.server.members.views.doors import act, actor_of, for_people, sensitive

_PER_PAGE = 50
_NOT_YOURS = "Delegates of the organisation, the secretariat and administrators see its people."


@for_people
@sensitive
def people_of(request: HttpRequest, organisation: str) -> HttpResponse:
    """Members, roles and invitations of an organisation; its form invites."""
    actor = actor_of(request)
    # Who may not manage an organisation is not told whether it takes part.
    require(actor.may_invite(organisation), _NOT_YOURS)
    found = get_object_or_404(MemberOrganisation, identifier=organisation)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        whom = Invited(said["email"].lower(), found, Role(said["role"]))
        _invite(request, actor, whom)
        return HttpResponseRedirect(reverse("members:people", args=[organisation]))
    memberships = found.memberships.select_related("account").order_by("account__name", "pk")
    context = {
        "organisation": found,
        "memberships": memberships,
        "invitations": pending(timezone.now()).filter(organisation=found).order_by("-made_at"),
        "form": form,
        "roles": [(role.value, role.value) for role in Role],
        "settings_form": SettingsForm(initial={"planners_may_state": found.planners_may_state}),
        "may_manage": actor.may_manage(organisation),
    }
    return render(request, "members/people.html", context, status=400 if form.errors else 200)


@for_people
@sensitive
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, for administrators; delegates are led to their own organisation."""
    actor = actor_of(request)
    if not actor.is_administrator:
        if actor.organisation is not None and actor.may_invite(actor.organisation.identifier):
            return HttpResponseRedirect(reverse("members:people", args=[actor.organisation.identifier]))
        if actor.is_secretariat:
            return HttpResponseRedirect(reverse("members:organisations"))
        require(False, "Delegates see the people of their organisation; administrators see all accounts.")
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        office = form.cleaned_data["office"]
        whom = Invited(
            form.cleaned_data["email"].lower(),
            administrator=office == "administrator",
            secretariat=office == "secretariat",
        )
        _invite(request, actor, whom)
        return HttpResponseRedirect(reverse("members:people"))
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = Account.objects.order_by("name", "pk").prefetch_related("memberships__organisation")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    context = {
        "page": Paginator(found, _PER_PAGE).get_page(request.GET.get("page")),
        "q": words,
        "form": form,
        "invitations": pending(timezone.now()).filter(organisation=None).order_by("-made_at"),
    }
    return render(request, "members/accounts.html", context, status=400 if form.errors else 200)


@act("members:people", is_sensitive=True)
def change_role(request: HttpRequest, number: int) -> str:
    """Give somebody another role."""
    membership = _membership(number)
    form = RoleForm(request.POST)
    if not form.is_valid():
        message = "Choose one of the roles."
        raise UsageError(message)
    work.change_role(actor_of(request), membership, Role(form.cleaned_data["role"]), timezone.now())
    return f"{membership.account} is {form.cleaned_data['role']} now."


@act("members:people", is_sensitive=True)
def remove(request: HttpRequest, number: int) -> str:
    """End somebody's part in an organisation."""
    membership = _membership(number)
    work.remove(actor_of(request), membership, timezone.now())
    return f"{membership.account} has no part in {membership.organisation} any more."


@act("members:people")
def take_back(request: HttpRequest, number: int) -> str:
    """Take an invitation back."""
    found = get_object_or_404(Invitation.objects.select_related("organisation"), pk=number)
    revoke_invitation(actor_of(request), found, timezone.now())
    return f"The invitation to {found.email} does not hold any more."


@act("members:people", is_sensitive=True)
def settings(request: HttpRequest, number: int) -> str:
    """What the delegates of an organisation decide."""
    organisation = get_object_or_404(MemberOrganisation, pk=number)
    form = SettingsForm(request.POST)
    form.is_valid()
    may = bool(form.cleaned_data.get("planners_may_state"))
    work.set_planners_may_state(actor_of(request), organisation, may, timezone.now())
    who = "Planners and delegates" if may else "Delegates alone"
    return f"{who} state in the name of {organisation} now."


@act("members:people", is_sensitive=True)
def change_account(request: HttpRequest, number: int) -> str:
    """Give or end an office, or close or open an account."""
    actor, account = actor_of(request), get_object_or_404(Account, pk=number)
    wish = str(request.POST.get("wish", ""))
    if wish in ("close", "open"):
        work.set_active(actor, account, wish == "open", timezone.now())
        return f"The account of {account} is {'open' if wish == 'open' else 'closed'}."
    if wish == "take-factor":
        work.take_second_factor(actor, account, timezone.now())
        return f"{account} has no second factor any more, and is told so by letter."
    verb, _, office = wish.partition("-")
    if verb not in ("give", "end") or office not in ("administrator", "secretariat"):
        message = "Choose what to change."
        raise UsageError(message)
    work.set_office(actor, account, f"is_{office}", verb == "give", timezone.now())
    return f"{account} is {'now' if verb == 'give' else 'no longer'} {office}."


def _membership(number: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("account", "organisation"), pk=number)


def _invite(request: HttpRequest, actor: Actor, whom: Invited) -> None:
    try:
        invite(actor, whom, timezone.now())
    except EclipticError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{whom.email} is invited as {whom.words}.")
