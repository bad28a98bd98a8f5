"""Who must sign in with more than a password, and who does."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from secrets import token_bytes

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.encoding import force_str

from ecliptic.server.members.models import Account, Membership, Role
from ecliptic.server.members.secrets import seal, unseal

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_needed(account: Account, memberships: Iterable[Membership]) -> bool:
    """Whether somebody's word binds others: whoever may state for an organisation, and the officers."""
    if account.is_administrator or account.is_secretariat:
        return True
    return any(
        membership.role == Role.DELEGATE
        or (membership.role == Role.PLANNER and membership.organisation.planners_may_state)
        for membership in memberships
    )


def is_set_up(account: Account) -> bool:
    """Whether somebody has an authenticator app or a passkey; recovery codes alone are none."""
    found: bool = Authenticator.objects.filter(user_id=account.pk, type__in=_FACTORS).exists()
    return found


def is_owed(account: Account, memberships: Iterable[Membership]) -> bool:
    """Whether somebody must set up a second factor before they may use what they were given."""
    return is_needed(account, memberships) and not is_set_up(account)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """How the sign-in library keeps the secrets of authenticator apps and recovery codes."""

    def get_totp_issuer(self) -> str:
        """The name under which an authenticator app lists the account."""
        return "Ecliptic"

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(force_str(text))

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret.

        Where the key that it was sealed with is gone, a secret that nobody knows takes its place: no code
        fits any more, which is safe, while an empty one would give codes that anybody could compute.
        """
        opened = unseal(encrypted_text)
        return opened if opened is not None else _nobodys_secret()


def _nobodys_secret() -> str:
    # In base 32 and in ASCII, as the seeds of both apps and recovery codes are.
    return b32encode(token_bytes(20)).decode()
