"""Tokens: by which a program reads, or states, in the name of a person and an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.server.audit.log import record
from ecliptic.server.members import second_factor
from ecliptic.server.members.access import Actor, memberships_of
from ecliptic.server.members.models import Account, ApiToken, MemberOrganisation, Scope
from ecliptic.server.members.secrets import digest_of, new_secret

PREFIX = "ecl_"
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
"""Tokens in force that one person may have."""
_HINT_LENGTH = 10
_USE_NOTED_EVERY = timedelta(minutes=10)
# Longer texts are no tokens; they are not worth a digest.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TokenWish:
    """What a token is to be."""

    name: str
    organisation: MemberOrganisation | None
    scope: Scope
    expires_at: datetime


def make_token(actor: Actor, wish: TokenWish, at: datetime) -> tuple[ApiToken, str]:
    """Make a token for the person who asks; the second value is its secret, told this once."""
    account = actor.account
    if account is None or actor.token is not None:
        message = "Tokens are made by people who have signed in, not by programs."
        raise UsageError(message)
    if not at < wish.expires_at <= at + LONGEST_LIFE:
        message = f"A token lives at most a year: choose a day up to {at + LONGEST_LIFE:%Y-%m-%d}."
        raise UsageError(message)
    if in_force(account, at).count() >= MOST_TOKENS:
        message = f"You have {MOST_TOKENS} tokens in force. Revoke some that are not used any more."
        raise UsageError(message)
    secret = PREFIX + new_secret()
    with transaction.atomic():
        token = ApiToken.objects.create(
            account=account,
            organisation=wish.organisation,
            name=wish.name,
            scope=wish.scope,
            secret_digest=digest_of(secret),
            hint=secret[:_HINT_LENGTH],
            made_at=at,
            expires_at=wish.expires_at,
        )
        details = {
            "scope": str(wish.scope),
            "organisation": wish.organisation.identifier if wish.organisation else None,
            "expires": wish.expires_at.isoformat(),
        }
        record("token.made", actor.doer, f"{wish.name} ({token.hint}…)", details, at=at)
    return token, secret


def revoke_token(actor: Actor, token: ApiToken, at: datetime) -> None:
    """Let a token open nothing any more; revoking twice is revoking once."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            details = {"of": token.account.email}
            record("token.revoked", actor.doer, f"{token.name} ({token.hint}…)", details, at=at)


def in_force(account: Account, at: datetime) -> QuerySet[ApiToken]:
    """A person's tokens that are neither revoked nor expired."""
    return ApiToken.objects.filter(account=account, revoked_at=None, expires_at__gt=at)


def actor_of_token(given: str, at: datetime | None = None) -> Actor | None:
    """Who a program acts for, by its token or by the header that bears it; None where it opens nothing.

    A token opens no more than its person may at this moment: with the membership, the organisation or the
    account gone, nothing, and with a role taken back, what is left of it.
    """
    now = at or timezone.now()
    secret = given.strip()
    scheme, _, rest = secret.partition(" ")
    if rest and scheme.lower() == "bearer":
        secret = rest.strip()
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST:
        return None
    token = (
        ApiToken.objects.select_related("account", "organisation")
        .filter(secret_digest=digest_of(secret), revoked_at=None, expires_at__gt=now)
        .first()
    )
    if token is None or not token.account.is_active:
        return None
    memberships = memberships_of(token.account)
    membership = next((m for m in memberships if m.organisation_id == token.organisation_id), None)
    if token.organisation_id is not None and membership is None:
        return None
    _note_use(token, now)
    return Actor(
        token.account,
        membership,
        token,
        memberships=tuple(memberships),
        owes_second_factor=second_factor.is_owed(token.account, memberships),
    )


def _note_use(token: ApiToken, now: datetime) -> None:
    """Remember when a token was last used, without a write for every request."""
    if token.last_used_at is not None and token.last_used_at > now - _USE_NOTED_EVERY:
        return
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
