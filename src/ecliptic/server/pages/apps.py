"""Pages that show the whole."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.pages"
    label = "pages"
