"""Addresses of the pages of pictures, which belong to those of all pages."""

from __future__ import annotations

from django.urls import URLPattern

from ecliptic.server.pages.pictures.coverage import coverage, functions
from ecliptic.server.pages.pictures.flow import flow
from ecliptic.server.pages.pictures.gaps import gaps
from ecliptic.server.pages.pictures.missions import missions
from ecliptic.server.pages.rendering import with_twins

urlpatterns: list[URLPattern] = [
    *with_twins("missions/", missions, "missions"),
    *with_twins("coverage/", coverage, "coverage"),
    *with_twins("coverage/functions/", functions, "functions"),
    *with_twins("flow/", flow, "flow"),
    *with_twins("gaps/", gaps, "gaps"),
]
