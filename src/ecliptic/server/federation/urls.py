"""Addresses of this part of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ecliptic.server.federation import views

app_name = "federation"
# What is done stands first: identifiers may hold any character, a stroke too.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.sources, name="sources"),
    path("new/", views.register, name="register"),
    path("revoke/<int:key>/", views.revoke_key, name="revoke_key"),
    path("edit/<path:identifier>/", views.edit, name="edit"),
    path("keys/<path:identifier>/", views.add_key, name="add_key"),
    path("harvest/<path:identifier>/", views.harvest_now, name="harvest"),
    path("forget/<path:identifier>/", views.forget_serial, name="forget_serial"),
    path("sources/<path:identifier>/", views.source, name="source"),
]
