"""Tokens: by which a program reads, or states, in the name of a person and an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.server.audit.log import record
from ecliptic.server.members import second_factor
from ecliptic.server.members.access import Actor, memberships_of
from ecliptic.server.members.models import Account, ApiToken, MemberOrganisation, Membership, Scope
from ecliptic.server.members.secrets import digest_of, new_secret

PREFIX = "ecl_"
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
"""Tokens in force that one person may have."""
_HINT_LENGTH = 10
_USE_NOTED_EVERY = timedelta(minutes=10)
_Rows = list[tuple[Any, ...]]
# What was found for a token lately, with the rows that it was found from.
_KNOWN: dict[str, tuple[_Rows, Actor]] = {}
_MOST_KNOWN = 1000
_TABLES = {
    name: model._meta.db_table
    for name, model in (
        ("token", ApiToken),
        ("account", Account),
        ("membership", Membership),
        ("organisation", MemberOrganisation),
        ("factor", Authenticator),
    )
}
_BEHIND = (  # our own names  # noqa: S608  # nosec B608
    "SELECT t.*, a.*, m.*, o.*, f.id, f.type FROM {token} t JOIN {account} a ON a.id = t.account_id "
    "LEFT JOIN {membership} m ON m.account_id = a.id LEFT JOIN {organisation} o ON o.id = m.organisation_id "
    "LEFT JOIN {factor} f ON f.user_id = a.id WHERE t.secret_digest = %s ORDER BY m.id, f.id"
).format(**_TABLES)
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
    digest = digest_of(secret)
    rows = _rows_behind(digest)
    known = _KNOWN.get(digest)
    # Making objects takes many times as long as reading rows; while all rows are the same, so is the actor.
    actor = known[1] if known is not None and known[0] == rows else _found(digest, rows)
    if actor is None or actor.token is None or actor.token.expires_at <= now:
        return None
    _note_use(actor.token, now)
    return actor


def _found(digest: str, rows: _Rows) -> Actor | None:
    _KNOWN.pop(digest, None)
    if not rows:
        return None
    token = (
        ApiToken.objects.select_related("account", "organisation")
        .filter(secret_digest=digest, revoked_at=None)
        .first()
    )
    if token is None or not token.account.is_active:
        return None
    memberships = memberships_of(token.account)
    membership = next((m for m in memberships if m.organisation_id == token.organisation_id), None)
    if token.organisation_id is not None and membership is None:
        return None
    owes = second_factor.is_owed(token.account, memberships)
    actor = Actor(token.account, membership, token, memberships=tuple(memberships), owes_second_factor=owes)
    # Kept only where nothing changed while it was made.
    if _rows_behind(digest) == rows:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = rows, actor
    return actor


def _rows_behind(digest: str) -> _Rows:
    """All that decides what a token opens, as the database has it at this moment, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [digest])
        return list(cursor.fetchall())


def _note_use(token: ApiToken, now: datetime) -> None:
    """Remember when a token was last used, without a write for every request."""
    if token.last_used_at is not None and token.last_used_at > now - _USE_NOTED_EVERY:
        return
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
