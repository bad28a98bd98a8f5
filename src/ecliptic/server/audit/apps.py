"""Append-only log of who did what."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.audit"
    label = "audit"
