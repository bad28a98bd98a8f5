"""Organisations, accounts, roles and sign-in."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tells Django about this part of the server."""

    name = "ecliptic.server.members"
    label = "members"

    def ready(self) -> None:
        """Listen to what the sign-in library tells."""
        from ecliptic.server.members import trail  # noqa: PLC0415 - models are there only now

        trail.connect()
