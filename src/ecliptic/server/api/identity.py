"""Who calls: by token, by the session of the browser, or nobody we know."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from ecliptic.server.api.problems import NOT_ALLOWED, NOT_SIGNED_IN, ApiError
from ecliptic.server.environment import environment
from ecliptic.server.members.access import ANONYMOUS, Actor
from ecliptic.server.members.tokens import actor_of_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEME = "bearer"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Ecliptic"'}


def actor_of(request: HttpRequest) -> Actor:
    """Who calls; `request.actor`, as the middleware set it or as the token says."""
    return cast("Any", request).actor  # type: ignore[no-any-return] # set by the members' middleware


def was_head(request: HttpRequest) -> bool:
    """Whether only the head of the answer is wanted, though everything behind the gate takes it for GET."""
    return getattr(request, "was_head", False)


def identify(request: HttpRequest) -> None:
    """Set `request.actor` by the token that a request bears, or leave it to the session.

    A token that is not good is never taken for nobody: whoever sent it wanted to be known.
    """
    asking = cast("Any", request)
    given = request.headers.get("Authorization")
    if given is not None:
        asking.actor = _by_token(given)
    elif not has_session(request):
        asking.actor = ANONYMOUS


def has_session(request: HttpRequest) -> bool:
    """Whether the request comes with the cookie of a session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def is_public(request: HttpRequest) -> bool:
    """Whether the request says nothing about who makes it."""
    return "Authorization" not in request.headers and not has_session(request)


def require_known(request: HttpRequest) -> None:
    """Refuse requests that would change something and come from nobody, or by way of another site."""
    if not actor_of(request).signed_in:
        raise ApiError(
            NOT_SIGNED_IN,
            "This needs a token: send it as Authorization: Bearer ecl_...; people make tokens at /account/.",
            headers=_CHALLENGE,
        )
    if "Authorization" not in request.headers and check_csrf(request) is not None:
        raise ApiError(
            NOT_ALLOWED,
            "The request came with a session and without the token against forgery. "
            "Send the cookie csrftoken in the header X-CSRFToken too, or use a token of your account.",
        )


def caller(request: HttpRequest) -> str:
    """By what name requests are counted: the token, the account, or the address."""
    if "Authorization" in request.headers:
        return "token " + sha256(request.headers["Authorization"].encode()).hexdigest()
    if has_session(request):
        account = actor_of(request).account
        if account is not None:
            return f"account {account.pk}"
    return address(request)


def address(request: HttpRequest) -> str:
    """The address that the request comes from, as the nearest proxies that we believe tell it."""
    count = environment().proxy_count
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if count and len(chain) >= count:
        return f"address {chain[-count]}"
    return f"address {request.META.get('REMOTE_ADDR', '')}"


def _by_token(given: str) -> Actor:
    scheme, _, secret = given.strip().partition(" ")
    if scheme.lower() != _SCHEME or not secret.strip():
        raise ApiError(
            NOT_SIGNED_IN,
            "The header Authorization holds no token. Write it as: Bearer ecl_...",
            headers=_CHALLENGE,
        )
    actor = actor_of_token(secret.strip())
    if actor is None:
        raise ApiError(
            NOT_SIGNED_IN,
            "The token is not known, has expired or was revoked. Make a new one at /account/.",
            headers={"WWW-Authenticate": 'Bearer realm="Ecliptic", error="invalid_token"'},
        )
    return actor
