"""Plans that organisations publish by themselves."""

from __future__ import annotations

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.federation"
    label = "federation"
