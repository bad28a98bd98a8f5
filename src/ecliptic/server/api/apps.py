"""The interface for programs."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.api"
    label = "api"
