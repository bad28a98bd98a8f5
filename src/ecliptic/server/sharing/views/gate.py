"""Who may open the pages of sharing, said in plain words to those who may not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from ecliptic.roadmap import Roadmap
from ecliptic.server.members.access import Actor, require
from ecliptic.server.sharing.decision import WHO_MAY_PREPARE
from ecliptic.server.statements.addresses import kinds_by_plural
from ecliptic.server.statements.picture import View, view_for
from ecliptic.vocabulary import Record

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast("Actor", cast("Any", request).actor)


def organisation(request: HttpRequest) -> str:
    """The organisation for which they act; empty for none."""
    return actor(request).doer.organisation


def own_view(request: HttpRequest) -> View:
    """What they see now: whoever states looks at the present, whatever date the address names."""
    return view_for(actor(request).viewer)


def own_roadmap(request: HttpRequest) -> Roadmap:
    """The roadmap of that view."""
    return own_view(request).roadmap


def for_signed_in(page: Page[P]) -> Page[P]:
    """A page for people who have signed in; others are led there first."""

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor(request).signed_in:
            return redirect_to_login(request.get_full_path())
        return page(request, *args, **kwargs)

    return cast("Page[P]", wraps(page)(never_cache(shown)))


def for_planners(page: Page[P]) -> Page[P]:
    """A page for those who prepare statements for the organisation that they act for."""

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require(actor(request).may_prepare(organisation(request)), WHO_MAY_PREPARE)
        return page(request, *args, **kwargs)

    return cast("Page[P]", wraps(page)(for_signed_in(shown)))


def kind_of(plural: str) -> type[Record]:
    """The kind whose list has this name."""
    kind = kinds_by_plural().get(plural)
    if kind is None:
        message = f"There is no kind of thing called {plural}."
        raise Http404(message)
    return kind


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that the form names, if it is one of ours."""
    wanted = request.POST.get("next", "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=secure):
        return redirect(wanted)
    return redirect(otherwise)


def desk_trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the desk to a page, for its heading."""
    return [("Share", reverse("sharing:desk")), *more]
