"""What all tests share: no network, patient property tests, and a Chromium page."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from how_long import THOROUGH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

IN_CI = os.environ.get("CI", "").lower() == "true"

# No deadline: machines that run tests are busy, and a slow example is no wrong one. In CI the same
# examples come every time, so that a red run tells of the change and not of chance.
settings.register_profile("patient", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, max_examples=100 if THOROUGH else 50
)
settings.load_profile("ci" if IN_CI else "patient")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse connections to other machines: the program promises to work offline."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1"}:
            message = f"a test wanted to connect to {address[0]}: Ecliptic works without a network"
            raise AssertionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright, which downloads nothing."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "Chromium is not installed; on Debian: apt-get install chromium"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps a loop of its own in this thread, beside which Django would refuse to ask a
        # database for the other tests of this process.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page, 1280 px wide, that may load local files only; errors on it fail the test."""
    errors: list[str] = []

    def local_files_only(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:", "about:", "blob:")):
            route.continue_()
        else:
            route.abort()

    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    # Other tests, servers and databases work beside this one; slow is not wrong.
    context.set_default_timeout(90_000)
    context.route("**/*", local_files_only)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.extend(failure_of(request)))
    yield page
    context.close()
    assert not errors, f"the page broke: {errors}"


# Pages are made from roadmaps in memory, and these tests ask neither the database nor how it locks.
_NO_DATABASE = (
    "server/pages/",
    "jobs/test_numbers",
    "server/test_leaks",
    "test_design",
    "test_search",
    "test_fetching",
    "test_preview",
    "test_schemathesis",
)


def failure_of(request: Request) -> Iterator[str]:
    # axe asks for the style sheets once more by script, which browsers refuse for local files.
    if not (request.resource_type in {"xhr", "fetch"} and request.url.startswith("file:")):
        yield f"request failed: {request.url}"


def pytest_configure(config: pytest.Config) -> None:
    """Compile the loops of the schedule once, before the processes of a run would each do it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from ecliptic.assess.schedule.kernel import Schedule, network, simulate, uniform

        simulate(Schedule(network(2, [(0, 1)]), [uniform(1, 2), uniform(1, 2)]), 2, seed=1, threads=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever asks for Chromium is a browser test, marked or not; some parts never ask the database.

    What is marked as thorough looks once more, and long, at what other tests look at; it waits to be asked.
    """
    later = [] if THOROUGH else [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=later)
    items[:] = [item for item in items if item not in later]
    for item in items:
        if any(part in item.nodeid for part in _NO_DATABASE):
            item.add_marker(pytest.mark.one_database)
        if {"chromium", "chromium_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            # What is seen does not depend on the database, and looking takes long.
            item.add_marker(pytest.mark.one_database)
