"""A question asked in Chromium: from the form over its progress to the answer, with script and without."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from accessible import faults_of_themes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from server_site import Site

pytestmark = pytest.mark.browser
PATIENCE_MS = 90_000


@pytest.fixture
def worker(reference_site: Site) -> Iterator[None]:
    """A worker beside the server."""
    command = [sys.executable, "-m", "ecliptic.server", "work"]
    process = subprocess.Popen(command, env=reference_site.environment, stderr=subprocess.DEVNULL)
    yield
    process.terminate()
    process.wait(30)


@pytest.mark.usefixtures("worker")
def test_ask_wait_and_read(reference_site: Site, site_page: Page) -> None:
    """The page tells the progress by itself and shows the answer without being loaded again."""
    reference_site.sign_in(site_page, "esa-planner")
    site_page.goto(reference_site.url + "/assessments/coverage/")
    site_page.get_by_label("Phase").select_option("HLR")
    site_page.get_by_role("button", name="Start").click()
    address = site_page.url
    site_page.wait_for_selector("#run-state .tiles", timeout=PATIENCE_MS)
    assert site_page.url == address
    assert site_page.get_by_role("heading", name="The gravest findings").is_visible()
    assert "ESA" in site_page.locator("#basis-h + dl").inner_text()
    addresses = [address, address + "findings/", address + "figures/flow-hlr/", address + "tables/functions/"]
    for place in addresses:
        site_page.goto(place)
        assert faults_of_themes(site_page) == [], place
    site_page.goto(address)
    site_page.get_by_role("button", name="Run again and compare").click()
    site_page.wait_for_selector("#run-state .tiles", timeout=PATIENCE_MS)
    assert site_page.url != address
    assert site_page.get_by_text("The same bytes").is_visible()


def test_without_script_and_without_a_worker(reference_site: Site, site_page: Page) -> None:
    """What waits says so, can be looked at again by a link, and cancelled by a button."""
    context = site_page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr] # open
    page = context.new_page()
    session = reference_site.people["jaxa-planner"]["session"]
    context.add_cookies([{"name": "sessionid", "value": session, "url": reference_site.url}])
    page.goto(reference_site.url + "/assessments/overlap/")
    page.get_by_label("Window years").fill("3.5")
    page.get_by_role("button", name="Start").click()
    assert page.get_by_text("Waiting for its turn").is_visible()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Cancel").click()
    assert page.get_by_role("heading", name="Cancelled").is_visible()
    context.close()
