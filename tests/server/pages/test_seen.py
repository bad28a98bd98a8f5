"""The pages as Chromium shows them: open to everybody, never wider than the screen, usable without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accessible import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from server_site import Site

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "kinds": "/things/",
    "list": "/things/missions/?firmness=planned",
    "empty list": "/things/missions/?q=nowhere",
    "thing": "/things/phases/HLR",
    "unverified thing": "/things/missions/M003",
    "history": "/history/phases/HLR",
    "comparison": "/history/phases/HLR?from=NASA.1&to=NASA.3",
    "changes": "/changes/?from=2025-11-01",
    "search": "/search/?q=lunar+lander",
    "editions": "/editions/",
    "organisations": "/organisations/",
    "organisation": "/organisations/CSA",
}


@pytest.mark.thorough  # test_whole_site looks at one of these pages of each sort in every run
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_open_to_everybody(reference_site: Site, site_page: Page, width: int, theme: Any) -> None:
    wrong = {}
    for name, address in PAGES.items():
        site_page.goto(reference_site.url + address)
        wrong[name] = faults(site_page, width, theme)
    assert wrong == {name: [] for name in PAGES}


def test_filters_work_without_script(reference_site: Site, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{reference_site.url}/things/missions/")
    page.get_by_text("Filters", exact=True).click()
    page.locator('input[name="firmness"][value="planned"]').check()
    page.get_by_role("button", name="Apply").click()
    assert "firmness=planned" in page.url
    assert page.locator("tbody .firm").count() > 10
    assert {word.strip() for word in page.locator("tbody .firm").all_inner_texts()} == {"planned"}
    page.locator(".chips a").click()
    assert "firmness" not in page.url
    context.close()


def test_two_versions_are_chosen_and_compared(reference_site: Site, site_page: Page) -> None:
    site_page.goto(f"{reference_site.url}/things/phases/HLR")
    site_page.get_by_role("link", name="History").first.click()
    site_page.locator('input[name="from"][value="NASA.2"]').check()
    site_page.locator('input[name="to"][value="NASA.3"]').check()
    site_page.get_by_role("button", name="Compare the two chosen").click()
    site_page.locator("ins").first.wait_for()
    site_page.get_by_role("link", name="one earlier").first.click()
    site_page.wait_for_url("**from=NASA.1**")
