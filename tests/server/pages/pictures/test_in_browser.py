"""Pictures in Chromium: nothing for axe to find, nothing wider than the screen, everything by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accessible import faults_of_themes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from server_site import Site

pytestmark = pytest.mark.browser
# Beside those that test_whole_site opens.
PAGES = (
    "/missions/?by=agency&destination=Mars&from=2028&to=2036",
    "/coverage/?phase=HLR&show=organisations",
    "/coverage/functions/?phase=HLR",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_sound(reference_site: Site, site_page: Page, address: str) -> None:
    """No fault for axe, no page wider than the screen, on a screen and on a phone, in both themes."""
    site_page.goto(reference_site.url + address)
    assert faults_of_themes(site_page) == []


def test_without_script_all_is_there(reference_site: Site, site_page: Page) -> None:
    """Choices are sent by a button and zoom is a link, so pictures need no script."""
    context = site_page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr] # open
    page = context.new_page()
    page.goto(reference_site.url + "/missions/")
    page.get_by_role("link", name="2030s").click()
    assert "from=2030&to=2039" in page.url
    page.get_by_text("Filters").click()
    page.get_by_label("Mars").check()
    page.get_by_role("button", name="Apply").click()
    assert "destination=Mars" in page.url
    assert "from=2030" in page.url
    assert page.locator("svg.drawn").count() > 0
    page.goto(reference_site.url + "/coverage/")
    page.locator("table.counts td a").first.click()
    assert "/coverage/functions/" in page.url
    context.close()


def test_a_drawing_grows_in_its_own_frame(reference_site: Site, site_page: Page) -> None:
    """Larger and smaller change the drawing and leave the page as wide as it was; keys scroll the frame."""
    site_page.goto(reference_site.url + "/flow/")
    drawing = site_page.locator("svg.drawn").first
    before = drawing.bounding_box()
    site_page.get_by_role("button", name="Larger").click()
    after = drawing.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.3
    assert site_page.evaluate("document.documentElement.scrollWidth") <= 1280
    frame = site_page.locator(".figure .scroll").first
    frame.focus()
    before_scroll = frame.evaluate("frame => frame.scrollLeft")
    site_page.keyboard.press("ArrowRight")
    site_page.wait_for_function(
        "before => document.querySelector('.figure .scroll').scrollLeft > before", arg=before_scroll
    )
