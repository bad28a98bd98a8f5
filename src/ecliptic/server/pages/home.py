"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from ecliptic.server.pages.rendering import show


def home(request: HttpRequest) -> HttpResponseBase:
    """What the roadmap is, how it stands, and the ways into it."""
    return show(request, "base.html", {})
