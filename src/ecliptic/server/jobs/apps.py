"""Work in the background."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Read what each part of the server enters as work."""
        autodiscover_modules("tasks")
