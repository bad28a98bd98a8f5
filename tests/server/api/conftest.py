"""What the tests of the interface share: callers with tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from server.api.callers import Caller, token_of

if TYPE_CHECKING:
    from ecliptic.server.members.models import Account


@pytest.fixture
def callers(people: dict[str, Account]) -> dict[str, Caller]:
    """A program with a token for each person, such as `esa-planner`, and `anonymous`."""
    made = {name: Caller(token_of(person)) for name, person in people.items()}
    return {**made, "anonymous": Caller()}


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Requests of one test must not count in the next."""
    from ecliptic.server.api.limits import LIMITER

    LIMITER.clear()
    yield
    LIMITER.clear()
