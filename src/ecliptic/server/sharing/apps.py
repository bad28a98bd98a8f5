"""Uploads, edits and the annual call."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.sharing"
    label = "sharing"
