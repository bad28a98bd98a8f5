"""Clients of people who have signed in and have just proven again that it is them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account

Prove = Callable[[str], "Client"]


def proven_client(person: Account) -> Client:
    """A client of a person who gave the password a moment ago."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
