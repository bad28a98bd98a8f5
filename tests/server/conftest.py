"""What the tests of the server share: people, stores, and a real server for Chromium and other clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page

    from ecliptic.server.members.models import Account
    from server_site import Site


@pytest.fixture
def people(db: None) -> dict[str, Account]:
    """An account for each role, such as `esa-planner`, `jaxa-delegate`, `secretariat`, `guest`."""
    from server_store import make_people

    return make_people()


@pytest.fixture
def small_store(db: None) -> None:
    """A store with a few statements in every visibility, each with a word that must not leak."""
    from server_store import fill_small_store

    fill_small_store()


@pytest.fixture
def reference_store(db: None) -> None:
    """A store with the reference roadmap."""
    from django.utils import timezone

    from ecliptic.server.statements.setup import load_reference

    load_reference(timezone.now())


@pytest.fixture
def signed_in(client: Client, people: dict[str, Account]) -> dict[str, Client]:
    """A client of the site for each person, signed in, and `anonymous`."""
    from django.test import Client

    clients = {"anonymous": client}
    for name, account in people.items():
        clients[name] = Client()
        clients[name].force_login(account)
    return clients


@pytest.fixture(scope="session")
def reference_site() -> Iterator[Site]:
    """A real server with the reference roadmap, for tests that do not change it."""
    from server_site import Site

    with Site.started("reference") as site:
        yield site


@pytest.fixture
def fresh_site() -> Iterator[Site]:
    """A real server with the reference roadmap of its own, to be changed."""
    from server_site import Site

    with Site.started("reference") as site:
        yield site


@pytest.fixture
def small_site() -> Iterator[Site]:
    """A real server with the small store of its own, to be changed."""
    from server_site import Site

    with Site.started("small") as site:
        yield site


@pytest.fixture
def site_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page, 1280 px wide, that may load from this machine only; errors on it fail the test."""
    errors: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    # Other tests, servers and databases work beside this one; slow is not wrong.
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            errors.append(f"left the machine: {request.url}")
            if not request.url.startswith(("http://127.0.0.1:", "data:", "about:", "blob:"))
            else None
        ),
    )
    yield page
    context.close()
    assert not errors, f"the page broke: {errors}"
