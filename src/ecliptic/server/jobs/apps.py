"""Work in the background."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.jobs"
    label = "jobs"
