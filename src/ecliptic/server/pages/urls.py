"""Addresses of this part of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ecliptic.server.pages.changes.views import changes, feed
from ecliptic.server.pages.design import design
from ecliptic.server.pages.editions import edition, editions, verify
from ecliptic.server.pages.home import home
from ecliptic.server.pages.listing import views as listing
from ecliptic.server.pages.organisations.views import organisation, organisations
from ecliptic.server.pages.pictures import urls as pictures
from ecliptic.server.pages.plain import favicon, robots, sitemap, sitemap_part
from ecliptic.server.pages.rendering import with_twins
from ecliptic.server.pages.searching import search
from ecliptic.server.pages.thing.history import history
from ecliptic.server.pages.thing.views import thing

app_name = "pages"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("roadmap.json", home, {"form": "json"}, name="home-json"),
    path("roadmap.csv", home, {"form": "csv"}, name="home-csv"),
    path("design/", design, name="design"),
    *with_twins("things/", listing.kinds, "kinds"),
    *with_twins("things/<slug:plural>/", listing.things, "things"),
    *with_twins("things/<slug:plural>/<path:identifier>", thing, "thing"),
    *pictures.urlpatterns,
    *with_twins("changes/", changes, "changes"),
    path("changes/feed", feed, name="feed"),
    *with_twins("organisations/", organisations, "organisations"),
    *with_twins("organisations/<path:identifier>", organisation, "organisation"),
    *with_twins("search/", search, "search"),
    *with_twins("editions/", editions, "editions"),
    *with_twins("editions/<slug:slug>/", edition, "edition"),
    path("editions/<slug:slug>/verify", verify, name="edition-verify"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap_part, name="sitemap-part"),
    path("favicon.ico", favicon, name="favicon"),
    *with_twins("history/<slug:plural>/<path:identifier>", history, "history"),
]
