"""Codes of authenticator apps and recovery codes as people type them in; each is good once."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from django.core.cache import cache

from ecliptic.server.members.secrets import digest_of

_REMEMBERED_S = 300
"""Longer than any code of an app is good, the times before and after it included."""


class _OnceMixin:
    """Refuses a code that was used a moment ago.

    The library remembers used codes for one period of the app; since we take those of the period before
    and after as well, a code that somebody saw would be good again once the library has forgotten it.
    """

    def clean_code(self) -> str:
        """The code, if it fits and nobody has used it."""
        code: str = super().clean_code()  # type: ignore[misc] # the library's forms have it
        user = self.user  # type: ignore[attr-defined] # likewise
        mark = digest_of(f"{user.pk} {''.join(code.split())}")
        if not cache.add(f"code-used:{mark}", 1, _REMEMBERED_S):
            wrong = get_adapter().validation_error("incorrect_code")
            raise wrong
        return code


class AuthenticateForm(_OnceMixin, forms.AuthenticateForm):  # type: ignore[misc] # the library has no types
    """The code asked for while signing in."""


class ReauthenticateForm(_OnceMixin, forms.ReauthenticateForm):  # type: ignore[misc] # the library has no types
    """The code asked for before a sensitive act."""
