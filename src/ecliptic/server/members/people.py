"""The people of an organisation, its settings, and seats in groups: who changes them, and what never goes."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from ecliptic.errors import UsageError
from ecliptic.server.audit.log import record
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.adapters import letter
from ecliptic.server.members.invitations import take_back_of
from ecliptic.server.members.models import (
    Account,
    ApiToken,
    GroupSeat,
    MemberOrganisation,
    Membership,
    Role,
    Seat,
    Standing,
)

_OFFICES = {"is_administrator": "administrator", "is_secretariat": "secretariat"}


def change_role(actor: Actor, membership: Membership, role: Role, at: datetime) -> None:
    """Give a person another role in an organisation."""
    organisation = _managed(actor, membership)
    with transaction.atomic():
        kept = _locked(membership)
        before = Role(kept.role)
        if before == role:
            return
        _refuse_to_leave_nobody(kept, role)
        kept.role = role
        kept.save(update_fields=["role"])
        details = {"from": str(before), "to": str(role)}
        doer = actor.doer_for(organisation.identifier)
        record("role.changed", doer, kept.account.email, details, at=at)
        if before == Role.DELEGATE:
            take_back_of(kept.account, organisation, doer, at)


def remove(actor: Actor, membership: Membership, at: datetime) -> None:
    """End a person's part in an organisation, with the tokens and invitations that came from it."""
    organisation = _managed(actor, membership)
    with transaction.atomic():
        kept = _locked(membership)
        _refuse_to_leave_nobody(kept, None)
        doer = actor.doer_for(organisation.identifier)
        take_back_of(kept.account, organisation, doer, at)
        ApiToken.objects.filter(account=kept.account, organisation=organisation, revoked_at=None).update(
            revoked_at=at
        )
        kept.delete()
        record("role.ended", doer, kept.account.email, {"was": str(kept.role)}, at=at)


def set_planners_may_state(actor: Actor, organisation: MemberOrganisation, may: bool, at: datetime) -> None:
    """Let an organisation's planners state in its name, or only its delegates."""
    require(actor.may_manage(organisation.identifier), _MANAGERS.format(organisation.name))
    with transaction.atomic():
        if (
            MemberOrganisation.objects.filter(pk=organisation.pk)
            .exclude(planners_may_state=may)
            .update(planners_may_state=may)
        ):
            doer = actor.doer_for(organisation.identifier)
            details = {"planners_may_state": may}
            record("organisation.changed", doer, organisation.identifier, details, at=at)


def admit(actor: Actor, identifier: str, name: str, standing: Standing, at: datetime) -> MemberOrganisation:
    """Let an organisation take part."""
    require(actor.is_secretariat or actor.is_administrator, _OFFICERS)
    with transaction.atomic():
        organisation, made = MemberOrganisation.objects.get_or_create(
            identifier=identifier, defaults={"name": name[:200], "standing": standing}
        )
        if not made:
            message = f"{organisation.name} takes part already."
            raise UsageError(message)
        details = {"standing": str(standing)}
        record("organisation.admitted", actor.doer_for(identifier), identifier, details, at=at)
    return organisation


def change_organisation(
    actor: Actor, organisation: MemberOrganisation, standing: Standing, active: bool, at: datetime
) -> None:
    """Change how an organisation takes part, or end its part; its statements stay in any case."""
    require(actor.is_secretariat or actor.is_administrator, _OFFICERS)
    with transaction.atomic():
        kept = MemberOrganisation.objects.select_for_update().get(pk=organisation.pk)
        before = (kept.standing, kept.active)
        if before == (standing, active):
            return
        kept.standing, kept.active = standing, active
        kept.save(update_fields=["standing", "active"])
        details = {"standing": str(standing), "active": active}
        doer = actor.doer_for(kept.identifier)
        record("organisation.changed", doer, kept.identifier, details, at=at)


def set_office(actor: Actor, account: Account, office: str, holds: bool, at: datetime) -> None:
    """Make somebody an administrator or of the secretariat, or end it."""
    require(actor.is_administrator, "Administrators alone give and end the offices of the site.")
    with transaction.atomic():
        kept = Account.objects.select_for_update().get(pk=account.pk)
        if getattr(kept, office) == holds:
            return
        if office == "is_administrator" and not holds:
            _refuse_to_end_last_administrator(kept)
        setattr(kept, office, holds)
        kept.save(update_fields=[office])
        action = "office.given" if holds else "office.ended"
        record(action, actor.doer_for(""), kept.email, {"office": _OFFICES[office]}, at=at)


def set_active(actor: Actor, account: Account, active: bool, at: datetime) -> None:
    """Close an account, with its sessions and tokens, or open it again."""
    require(actor.is_administrator, "Administrators alone close and open accounts.")
    with transaction.atomic():
        kept = Account.objects.select_for_update().get(pk=account.pk)
        if kept.is_active == active:
            return
        if not active:
            _refuse_to_end_last_administrator(kept)
            ApiToken.objects.filter(account=kept, revoked_at=None).update(revoked_at=at)
            _end_sessions(kept)
        kept.is_active = active
        kept.save(update_fields=["is_active"])
        action = "account.opened" if active else "account.closed"
        record(action, actor.doer_for(""), kept.email, at=at)


def take_second_factor(actor: Actor, account: Account, at: datetime) -> None:
    """Take the second factor of somebody who has lost it; they are led to set up another."""
    require(actor.is_administrator, "Administrators alone take a second factor away.")
    if actor.account is not None and actor.account.pk == account.pk:
        message = "Another administrator takes yours away: nobody does that for themselves."
        raise UsageError(message)
    with transaction.atomic():
        Authenticator.objects.filter(user_id=account.pk).delete()
        _end_sessions(account)
        record("second-factor.taken", actor.doer_for(""), account.email, at=at)
    context = {"by": actor.name, "public_url": settings.PUBLIC_URL}
    subject, text = letter("members/letters/factor_taken", context)
    send_mail(subject, text, None, [account.email], fail_silently=True)


def seat(actor: Actor, account: Account, group: str, place: Seat | None, at: datetime) -> None:
    """Give somebody a seat in a working group, another one, or none."""
    require(actor.is_secretariat or actor.is_administrator, _OFFICERS)
    with transaction.atomic():
        if place is None:
            GroupSeat.objects.filter(account=account, group=group).delete()
        else:
            GroupSeat.objects.update_or_create(account=account, group=group, defaults={"seat": place})
        details = {"group": group, "seat": None if place is None else str(place)}
        record("seat.changed", actor.doer_for(""), account.email, details, at=at)


_MANAGERS = "Delegates of {} and administrators manage its people and settings."
_OFFICERS = "The secretariat and administrators manage who takes part."


def _end_sessions(account: Account) -> None:
    for session in UserSession.objects.filter(user_id=account.pk):
        session.end()


def _managed(actor: Actor, membership: Membership) -> MemberOrganisation:
    organisation = membership.organisation
    require(actor.may_manage(organisation.identifier), _MANAGERS.format(organisation.name))
    return organisation


def _locked(membership: Membership) -> Membership:
    # All roles of the organisation, so that two delegates cannot remove one another at once.
    others = Membership.objects.select_for_update(of=("self",)).select_related("account", "organisation")
    found = {kept.pk: kept for kept in others.filter(organisation_id=membership.organisation_id)}
    if membership.pk not in found:
        message = "The person has left this organisation in the meantime."
        raise UsageError(message)
    return found[membership.pk]


def _refuse_to_leave_nobody(membership: Membership, role: Role | None) -> None:
    """An organisation that has a delegate keeps one: nobody else could let people in again."""
    if membership.role != Role.DELEGATE or role == Role.DELEGATE:
        return
    others = Membership.objects.filter(
        organisation_id=membership.organisation_id, role=Role.DELEGATE, account__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        message = (
            f"{membership.account} is the last delegate of {membership.organisation.name}. "
            "Make somebody else delegate first."
        )
        raise UsageError(message)


def _refuse_to_end_last_administrator(account: Account) -> None:
    others = Account.objects.filter(is_administrator=True, is_active=True).exclude(pk=account.pk)
    if account.is_administrator and not others.exists():
        message = f"{account} is the last administrator. Make somebody else administrator first."
        raise UsageError(message)
