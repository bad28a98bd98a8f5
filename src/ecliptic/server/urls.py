"""Addresses of the whole site; each part keeps its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("ecliptic.server.operations.urls")),
    path("", include("ecliptic.server.members.urls")),
    path("account/", include("allauth.urls")),
    path("", include("ecliptic.server.jobs.urls")),
    path("", include("ecliptic.server.sharing.urls")),
    path("federation/", include("ecliptic.server.federation.urls")),
    path("api/", include("ecliptic.server.api.urls")),
    path("", include("ecliptic.server.pages.urls")),
]
