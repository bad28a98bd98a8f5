"""Invitations: the only way in for people, by a letter whose link works once."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from ecliptic.errors import EclipticError, UsageError
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.members.access import Actor, rank_of, require
from ecliptic.server.members.adapters import letter
from ecliptic.server.members.models import Account, Invitation, MemberOrganisation, Membership, Role
from ecliptic.server.members.secrets import digest_of, new_secret

LIFE = timedelta(days=14)
MOST_PER_HOUR = 40
"""Invitations that one person may send within an hour: enough for a large team, too few for a nuisance."""


class LetterNotSentError(EclipticError):
    """The letter could not be sent, and the invitation was taken back."""


class GoneError(EclipticError):
    """An invitation that does not hold: forged, expired, used, taken back, or to what is no more."""

    def __init__(self) -> None:
        super().__init__("This invitation does not hold, or not any more. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite, and to what: a role in an organisation, or an office of the installation."""

    email: str
    organisation: MemberOrganisation | None = None
    role: Role = Role.READER
    administrator: bool = False
    secretariat: bool = False

    @property
    def words(self) -> str:
        """To what the person is invited, in words."""
        if self.organisation is not None:
            return f"{Role(self.role).value} of {self.organisation.name}"
        return "administrator of the site" if self.administrator else "secretariat of the site"


def invite(actor: Actor, whom: Invited, at: datetime) -> Invitation:
    """Send an invitation; an earlier one of the same address to the same place is taken back."""
    _refuse_unless_allowed(actor, whom)
    if Invitation.objects.filter(invited_by=actor.account, made_at__gt=at - timedelta(hours=1)).count() >= (
        MOST_PER_HOUR
    ):
        message = f"You have sent {MOST_PER_HOUR} invitations within the last hour. Go on a little later."
        raise UsageError(message)
    where = whom.organisation.identifier if whom.organisation else ""
    invitation, secret = _made(whom, actor.account, actor.doer_for(where), at)
    _send(invitation, whom, secret, actor, at)
    _tell_delegates(actor, whom)
    return invitation


def first_invitation(email: str, at: datetime) -> str:
    """The link by which the first administrator comes in; told once, by whoever runs the server."""
    whom = Invited(email=email.strip().lower(), administrator=True)
    _, secret = _made(whom, None, Doer(), at)
    return link_of(secret)


def revoke_invitation(actor: Actor, invitation: Invitation, at: datetime) -> None:
    """Take an invitation back; its link opens nothing any more."""
    organisation = invitation.organisation
    if organisation is not None:
        allowed = actor.may_invite(organisation.identifier)
    else:
        allowed = actor.is_administrator
    require(allowed, "Invitations are taken back by delegates of the organisation and by administrators.")
    where = organisation.identifier if organisation else ""
    _take_back(Invitation.objects.filter(pk=invitation.pk), actor.doer_for(where), at)


def take_back_of(account: Account, organisation: MemberOrganisation, doer: Doer, at: datetime) -> None:
    """Take back what somebody has sent for an organisation: the right to invite went with the role."""
    _take_back(Invitation.objects.filter(invited_by=account, organisation=organisation), doer, at)


def pending(at: datetime) -> QuerySet[Invitation]:
    """Invitations that hold."""
    holds = Q(organisation=None) | Q(organisation__active=True)
    return Invitation.objects.filter(
        holds, accepted_at=None, revoked_at=None, expires_at__gt=at
    ).select_related("organisation", "invited_by")


def find(secret: str, at: datetime) -> Invitation:
    """The invitation that a link is for; GoneError for everything else, without saying why."""
    found = pending(at).filter(secret_digest=digest_of(secret)).first()
    if found is None:
        raise GoneError
    return found


@transaction.atomic
def join(invitation: Invitation, account: Account, at: datetime) -> None:
    """Give a person what they were invited to; what they have already is never made less."""
    # Whoever comes second finds the row changed: an invitation is accepted once.
    taken = pending(at).filter(pk=invitation.pk).select_for_update(of=("self",)).first()
    if taken is None or not account.is_active or account.email.lower() != taken.email.lower():
        raise GoneError
    taken.accepted_at, taken.accepted_by = at, account
    taken.save(update_fields=["accepted_at", "accepted_by"])
    where = ""
    if taken.organisation is not None:
        where = taken.organisation.identifier
        _give_role(account, taken.organisation, Role(taken.role), at)
    elif taken.administrator:
        account.is_administrator = True
    elif taken.secretariat:
        account.is_secretariat = True
    account.save(update_fields=["is_administrator", "is_secretariat"])
    whom = Invited(taken.email, taken.organisation, Role(taken.role), taken.administrator, taken.secretariat)
    doer = Doer(account.pk, str(account), where)
    record("invitation.accepted", doer, taken.email, {"to": whom.words}, at=at)


@transaction.atomic
def enter(invitation: Invitation, name: str, password: str | None, at: datetime) -> Account:
    """Make the account of somebody who was invited; their address is proven by the letter."""
    # Whoever comes at the same moment waits here, and then finds the invitation accepted.
    held = pending(at).filter(pk=invitation.pk).select_for_update(of=("self",)).first()
    if held is None or account_of(invitation.email) is not None:
        raise GoneError
    account = Account.objects.create_user(invitation.email, password, name=name, joined_at=at)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    where = invitation.organisation.identifier if invitation.organisation else ""
    record("account.made", Doer(account.pk, str(account), where), account.email, at=at)
    join(invitation, account, at)
    account.refresh_from_db()
    return account


def account_of(email: str) -> Account | None:
    """The account with an address, however it is capitalised."""
    return Account.objects.filter(email__iexact=email).first()


def link_of(secret: str) -> str:
    """The address that a letter holds."""
    return settings.PUBLIC_URL + reverse("members:invitation", args=[secret])


def _refuse_unless_allowed(actor: Actor, whom: Invited) -> None:
    if whom.organisation is None:
        require(actor.is_administrator, "Administrators alone invite to the offices of the site.")
        if whom.administrator == whom.secretariat:
            message = "An invitation without an organisation is to one office: administrator or secretariat."
            raise UsageError(message)
        return
    require(
        actor.may_invite(whom.organisation.identifier) and not (whom.administrator or whom.secretariat),
        f"Delegates of {whom.organisation.name}, the secretariat and administrators invite people to it.",
    )


def _made(whom: Invited, by: Account | None, doer: Doer, at: datetime) -> tuple[Invitation, str]:
    secret = new_secret()
    with transaction.atomic():
        same = Invitation.objects.filter(
            email__iexact=whom.email,
            organisation=whom.organisation,
            administrator=whom.administrator,
            secretariat=whom.secretariat,
        )
        _take_back(same, doer, at)
        invitation = Invitation.objects.create(
            email=whom.email.lower(),
            organisation=whom.organisation,
            role=whom.role,
            administrator=whom.administrator,
            secretariat=whom.secretariat,
            secret_digest=digest_of(secret),
            invited_by=by,
            made_at=at,
            expires_at=at + LIFE,
        )
        record("invitation.sent", doer, invitation.email, {"to": whom.words}, at=at)
    return invitation, secret


def _take_back(invitations: QuerySet[Invitation], doer: Doer, at: datetime) -> None:
    with transaction.atomic():
        for invitation in invitations.filter(accepted_at=None, revoked_at=None).select_for_update():
            invitation.revoked_at = at
            invitation.save(update_fields=["revoked_at"])
            record("invitation.revoked", doer, invitation.email, at=at)


def _give_role(account: Account, organisation: MemberOrganisation, role: Role, at: datetime) -> None:
    membership, made = Membership.objects.get_or_create(
        account=account, organisation=organisation, defaults={"role": role, "since": at}
    )
    if not made and rank_of(role) > rank_of(Role(membership.role)):
        membership.role = role
        membership.save(update_fields=["role"])


def _send(invitation: Invitation, whom: Invited, secret: str, actor: Actor, at: datetime) -> None:
    context = {"invitation": invitation, "words": whom.words, "by": actor.name, "link": link_of(secret)}
    subject, text = letter("members/letters/invitation", context)
    try:
        send_mail(subject, text, None, [invitation.email])
    except (smtplib.SMTPException, OSError) as error:
        where = whom.organisation.identifier if whom.organisation else ""
        _take_back(Invitation.objects.filter(pk=invitation.pk), actor.doer_for(where), at)
        message = (
            f"The letter to {invitation.email} could not be sent, so nobody was invited. Try again later."
        )
        raise LetterNotSentError(message) from error


def _tell_delegates(actor: Actor, whom: Invited) -> None:
    """Tell an organisation's delegates that somebody else invites people to act for it."""
    organisation = whom.organisation
    if organisation is None or actor.organisations.count(organisation):
        return
    delegates = Membership.objects.filter(
        organisation=organisation, role=Role.DELEGATE, account__is_active=True
    ).values_list("account__email", flat=True)
    context = {"whom": whom, "by": actor.name, "public_url": settings.PUBLIC_URL}
    subject, text = letter("members/letters/invited_by_others", context)
    for address in delegates:
        send_mail(subject, text, None, [address], fail_silently=True)
