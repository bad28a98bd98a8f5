"""What the tests about people share: somebody who has just proven again that it is them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from members_prove import Prove, proven_client

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account


@pytest.fixture
def prove(people: dict[str, Account]) -> Prove:
    """A client of a person who has signed in and has just given the password again."""
    return lambda name: proven_client(people[name])


@pytest.fixture
def proven(prove: Prove) -> Client:
    """A client of ESA's delegate."""
    return prove("esa-delegate")
