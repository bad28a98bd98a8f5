"""Secrets: made at random, kept as digests where that is enough, sealed where they are needed again."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_BYTES = 32
_SEALED = "sealed:"


def new_secret() -> str:
    """A secret of 256 random bits that can stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret.

    Secrets are looked up by their digest, so how long a look-up takes tells nothing about the secret; and
    since they are long and random, no slow digest is needed.
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def seal(text: str) -> str:
    """Encrypt what must be read again, so that a copy of the database alone gives nothing away."""
    return _SEALED + _keys().encrypt(text.encode()).decode()


def unseal(text: str) -> str | None:
    """What was sealed; None where it was sealed with a key that is not known any more."""
    if not text.startswith(_SEALED):
        return text
    try:
        return _keys().decrypt(text.removeprefix(_SEALED).encode()).decode()
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _derived()])


def _derived() -> Iterator[bytes]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = hashlib.blake2b(str(key).encode(), digest_size=32, person=b"ecliptic-sealing").digest()
        yield base64.urlsafe_b64encode(digest)
