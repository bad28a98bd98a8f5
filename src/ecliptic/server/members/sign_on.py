"""Single sign-on: whom an organisation's OpenID Connect provider may let in, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import quote

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from ecliptic.errors import EclipticError
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.members.invitations import account_of, enter, join, pending
from ecliptic.server.members.models import Account, Invitation, Membership, Role, SignOn
from ecliptic.server.members.secrets import unseal

PROVIDER = "openid_connect"
_LONGEST_NAME = 120


class RefusedError(EclipticError):
    """Somebody whom a provider vouches for does not come in; the message is for them."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says about somebody."""

    email: str
    name: str


def provider_id(sign_on: SignOn) -> str:
    """By what name the sign-in library and addresses know an organisation's provider."""
    return quote(sign_on.organisation.identifier, safe="")


def domains_of(sign_on: SignOn) -> frozenset[str]:
    """The domains whose addresses the provider may vouch for."""
    return frozenset(sign_on.email_domains.lower().replace(",", " ").split())


def vouched(claims: Mapping[str, Any], sign_on: SignOn) -> Vouched:
    """What the provider says, if all of it may be believed; RefusedError else."""
    about, token = claims.get("userinfo"), claims.get("id_token")
    if not isinstance(token, dict) or str(token.get("iss", "")).rstrip("/") != sign_on.issuer.rstrip("/"):
        message = f"{sign_on.name} did not say who you are in the way that was agreed with it."
        raise RefusedError(message)
    if isinstance(about, dict) and about.get("sub") != token.get("sub"):
        message = f"{sign_on.name} told of two different people."
        raise RefusedError(message)
    said = about if isinstance(about, dict) and "email" in about else token
    email = str(said.get("email") or "").strip().lower()
    if not email or said.get("email_verified") not in (True, "true"):
        message = f"{sign_on.name} has not verified your e-mail address. Ask there to have it verified."
        raise RefusedError(message)
    if email.rpartition("@")[2] not in domains_of(sign_on):
        message = f"{sign_on.name} may not vouch for the address {email}."
        raise RefusedError(message)
    return Vouched(email, str(said.get("name") or email)[:_LONGEST_NAME])


def known(account: Account, sign_on: SignOn) -> None:
    """Refuse somebody whose account is closed or who has left the organisation."""
    if not account.is_active or role_in(account, sign_on) is None:
        message = f"Your part in {sign_on.organisation.name} has ended. Ask its delegates for an invitation."
        raise RefusedError(message)


def newcomer(who: Vouched, sign_on: SignOn, at: datetime) -> Account:
    """The account of somebody who comes this way for the first time, made where that is allowed."""
    invitation = pending(at).filter(organisation=sign_on.organisation, email__iexact=who.email).first()
    account = account_of(who.email)
    if account is None:
        return _made(who, sign_on, invitation, at)
    _refuse_to_take_over(account, sign_on)
    if role_in(account, sign_on) is None:
        if invitation is not None:
            join(invitation, account, at)
        elif sign_on.admits_readers:
            _admit(account, sign_on, at)
        else:
            _refuse_uninvited(sign_on)
    return account


def role_in(account: Account, sign_on: SignOn) -> Role | None:
    """The role of an account in the organisation of a provider."""
    found = Membership.objects.filter(account=account, organisation=sign_on.organisation).first()
    return Role(found.role) if found else None


def _refuse_to_take_over(account: Account, sign_on: SignOn) -> None:
    """A provider's word opens only what is its organisation's own."""
    elsewhere = Membership.objects.filter(account=account).exclude(organisation=sign_on.organisation)
    if account.is_administrator or account.is_secretariat or elsewhere.exists():
        message = (
            f"There is an account with your address that is not {sign_on.organisation.name}'s alone. Sign in "
            f"as you did before, then connect {sign_on.name} to it on the page of your account."
        )
        raise RefusedError(message)
    if not account.is_active:
        message = "Your account is closed. Ask the administrators of the site."
        raise RefusedError(message)


def _refuse_uninvited(sign_on: SignOn) -> NoReturn:
    message = (
        f"You have no part in {sign_on.organisation.name} here yet. Ask its delegates for an invitation."
    )
    raise RefusedError(message)


def _made(who: Vouched, sign_on: SignOn, invitation: Invitation | None, at: datetime) -> Account:
    if invitation is not None:
        return enter(invitation, who.name, None, at)
    if not sign_on.admits_readers:
        _refuse_uninvited(sign_on)
    with transaction.atomic():
        account = Account.objects.create_user(who.email, None, name=who.name, joined_at=at)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        doer = Doer(account.pk, str(account), sign_on.organisation.identifier)
        record("account.made", doer, account.email, {"by": sign_on.name}, at=at)
        _admit(account, sign_on, at)
    return account


def _admit(account: Account, sign_on: SignOn, at: datetime) -> None:
    with transaction.atomic():
        Membership.objects.create(
            account=account, organisation=sign_on.organisation, role=Role.READER, since=at
        )
        doer = Doer(account.pk, str(account), sign_on.organisation.identifier)
        record("role.admitted", doer, account.email, {"to": str(Role.READER), "by": sign_on.name}, at=at)


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # the library has no types
    """How the sign-in library learns of providers, and asks us about whom they send."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up by themselves; `pre_social_login` makes the accounts of those who may come in."""
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The providers of organisations that take part, in the library's own words."""
        found = SignOn.objects.select_related("organisation").filter(active=True, organisation__active=True)
        if client_id:
            found = found.filter(client_id=client_id)
        apps = [_app_of(sign_on) for sign_on in found.order_by("name")]
        # The name of the kind alone, as in an address made by hand, is nobody's provider.
        wanted = {None, PROVIDER} if client_id else {None}
        return [app for app in apps if provider in {*wanted, app.provider_id}]

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Never by itself: an address alone does not tell whose account it opens."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide whether somebody whom a provider sends comes in, and as whom."""
        sign_on = _sign_on_of(sociallogin)
        claims = dict(sociallogin.account.extra_data)
        _forget_claims(sociallogin.account)
        try:
            if sign_on is None:
                message = "This way of signing in is closed."
                raise RefusedError(message)
            self._let_in(request, sociallogin, sign_on, claims)
        except RefusedError as refusal:
            _note_refusal(sociallogin, sign_on, refusal)
            context = {"why": str(refusal), "sign_on": sign_on}
            page = render(request, "members/sign_on_refused.html", context, status=403)
            raise ImmediateHttpResponse(page) from refusal

    def _let_in(
        self, request: HttpRequest, sociallogin: SocialLogin, sign_on: SignOn, claims: Mapping[str, Any]
    ) -> None:
        who = vouched(claims, sign_on)
        if sociallogin.is_existing:
            known(sociallogin.user, sign_on)
            return
        if sociallogin.state.get("process") == "connect":
            # The person is signed in and has just proven it again; the library links the two.
            if isinstance(request.user, Account):
                known(request.user, sign_on)
            return
        with transaction.atomic():
            account = newcomer(who, sign_on, timezone.now())
            sociallogin.connect(request, account)


def _app_of(sign_on: SignOn) -> SocialApp:
    return SocialApp(
        provider=PROVIDER,
        provider_id=provider_id(sign_on),
        name=sign_on.name[:40],
        client_id=sign_on.client_id,
        secret=unseal(sign_on.client_secret) or "",
        settings={
            "server_url": sign_on.issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
            "email_authentication": False,
            "verified_email": False,
        },
    )


def _sign_on_of(sociallogin: SocialLogin) -> SignOn | None:
    open_ones = SignOn.objects.select_related("organisation").filter(active=True, organisation__active=True)
    return next((one for one in open_ones if provider_id(one) == sociallogin.account.provider), None)


def _forget_claims(linked: SocialAccount) -> None:
    """Keep nothing of what a provider told but by which number it knows the person."""
    linked.extra_data = {}
    if linked.pk:
        linked.save(update_fields=["extra_data"])


def _note_refusal(sociallogin: SocialLogin, sign_on: SignOn | None, refusal: RefusedError) -> None:
    organisation = sign_on.organisation.identifier if sign_on else ""
    doer = Doer(name="unknown", organisation=organisation)
    details = {"why": str(refusal)}
    record("sign-on.refused", doer, sociallogin.account.provider[:400], details)
