"""Health, metrics, backup."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.operations"
    label = "operations"
