"""What pages about people have in common: who may open them, and how acts end."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ecliptic.errors import EclipticError
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.adapters import destination

View = Callable[..., HttpResponseBase]
Deed = Callable[..., str]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as the middleware found it."""
    return cast("Any", request).actor  # type: ignore[no-any-return] # set by the middleware


def for_people(view: View) -> View:
    """A page for those who have signed in, which nobody keeps a copy of."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(actor_of(request).signed_in, "This page is for people who have signed in.")
        return view(request, *args, **kwargs)

    return never_cache(shown)


def sensitive(view: View) -> View:
    """A page whose form asks for the password or second factor again, if that is some time ago."""
    return cast("View", reauthentication_required(allow_get=True)(view))


def act(otherwise: str, *, is_sensitive: bool = False) -> Callable[[Deed], View]:
    """What a button does: the deed returns what to tell, and the person is led back.

    What cannot be done is told in words, and nothing is half done.
    """

    def decorate(deed: Deed) -> View:
        @wraps(deed)
        def done(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                messages.success(request, deed(request, *args, **kwargs))
            except EclipticError as error:
                messages.error(request, str(error))
            return HttpResponseRedirect(destination(request, reverse(otherwise)))

        view: View = require_POST(done)
        return for_people(sensitive(view) if is_sensitive else view)

    return decorate
