"""The store of statements and the views made from it."""

from __future__ import annotations

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.statements"
    label = "statements"
