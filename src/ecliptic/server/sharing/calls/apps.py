"""The annual call."""

from __future__ import annotations

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Tells Django about calls, and enters the sending of reminders as work."""

    name = "ecliptic.server.sharing.calls"
    label = "calls"

    def ready(self) -> None:
        """Enter the work."""
        from ecliptic.server.sharing.calls import reminding  # noqa: F401, PLC0415 - entering is the effect
