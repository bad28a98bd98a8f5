"""Addresses of this part of the site: the description as `api:*`, the interface itself as `api-v1:*`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ecliptic.server.api.interface import INTERFACE, addresses
from ecliptic.server.api.reference import openapi, reference

_ABOUT = [path("", reference, name="reference"), path("v1/openapi.json", openapi, name="openapi")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_ABOUT, "api"))),
    path("v1/", addresses(INTERFACE)),
]
