"""Who asks, found once for each request, and what happens to those who may not yet do what they ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from ecliptic.server.members.access import Actor, actor_of
from ecliptic.server.members.sessions import note_seen

Handler = Callable[[HttpRequest], HttpResponse]
_SAFE = ("GET", "HEAD")
# Programs are told in their own way.
_NOT_FOR_PEOPLE = ("/api/", "/metrics", "/health/")
_TWINS = (".json", ".csv", ".zip", ".xlsx")


class ActorMiddleware:
    """Sets `request.actor`, found when it is first asked for.

    Who is refused because nobody is signed in is led to sign in; who is refused because a second factor
    is missing is led to set one up.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        cast("Any", request).actor = SimpleLazyObject(lambda: actor_of(request))
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead people where they can get what they were refused."""
        path = request.path
        if not isinstance(exception, PermissionDenied):
            return None
        if path.startswith(_NOT_FOR_PEOPLE) or path.endswith(_TWINS):
            return None
        actor: Actor = cast("Any", request).actor
        if not actor.signed_in:
            return _led(request, settings.LOGIN_URL)
        if actor.owes_second_factor:
            return _led(request, "members:second_factor")
        return None


class SeenMiddleware:
    """Keeps the list of sessions up to date."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            note_seen(request)
        return self.handler(request)


def _led(request: HttpRequest, name: str) -> HttpResponse:
    # What was sent is not sent again by itself: only pages are come back to.
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method in _SAFE else ""
    return HttpResponseRedirect(reverse(name) + query)
