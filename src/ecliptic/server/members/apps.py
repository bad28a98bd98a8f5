"""Organisations, accounts, roles and sign-in."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.members"
    label = "members"
