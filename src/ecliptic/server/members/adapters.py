"""How the sign-in library meets our rules: nobody joins without an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ecliptic.server.members.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library has no types
    """Sign-in with password, passkey or code."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to lead somebody there after an act: only ever within the site that they see."""
        return bool(url) and is_ours(self.request, str(url))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Address in the letter: that of the site, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.PUBLIC_URL}{path.replace('UID-KEY', key)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; those about the account end with how to see what happened."""
        super().send_mail(template_prefix, email, {"public_url": settings.PUBLIC_URL, **context})

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """People sign in with their address; there are no other names."""


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether an address lies on this site."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def destination(request: HttpRequest, otherwise: str) -> str:
    """Where a form asked to go afterwards, if that is on this site."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    return wanted if wanted and is_ours(request, wanted) else otherwise


def letter(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a letter."""
    subject = render_to_string(f"{template}_subject.txt", context)
    text = render_to_string(f"{template}_message.txt", context)
    return " ".join(subject.split()), text.strip() + "\n"
