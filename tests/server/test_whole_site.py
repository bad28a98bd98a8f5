"""Every page of the site in Chromium: accessible in both themes, no wider than a phone, without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from accessible import faults_of_themes
from server_addresses import patterns

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from server_site import Site

# One address of each page, by whom it is opened; what is left out is no page, and its reason stands below.
PAGES = {
    "anonymous": [
        *("/", "/things/", "/things/functions/", "/things/missions/M105", "/history/missions/M105"),
        *("/missions/", "/coverage/", "/coverage/?phase=HLR&show=matrix", "/flow/", "/gaps/", "/changes/"),
        *("/search/?q=lander", "/search/?q=nothing-of-the-kind", "/organisations/", "/organisations/JAXA"),
        *("/editions/", "/editions/nasa-add-rev-c/", "/assessments/", "/assessments/coverage/", "/runs/"),
        *("/calls/", "/federation/", "/api/", "/account/login/", "/account/password/reset/", "/no-such-page"),
        *("/things/missions/no-such-mission", "/things/functions/?as_of=2024-12-31", "/coverage/functions/"),
    ],
    "esa-delegate": [
        *("/share/", "/share/upload/", "/share/new/", "/share/new/missions/", "/share/statements/missions/"),
        *("/account/", "/account/tokens/", "/account/sessions/", "/account/2fa/", "/people/ESA/", "/log/"),
        "/account/password/change/",
    ],
    "secretariat": ["/calls/new/", "/members/", "/members/groups/"],
    "administrator": ["/people/", "/federation/new/", "/log/"],
}
CASES = [(person, address) for person, addresses in PAGES.items() for address in addresses]


@pytest.fixture(scope="module")
def pages(chromium: Any, reference_site: Site) -> Iterator[dict[str, Page]]:
    """A page for each person, and what went wrong on it."""
    opened = {}
    for person in PAGES:
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        # Other tests, servers and databases work beside this one; slow is not wrong.
        context.set_default_timeout(90_000)
        opened[person] = context.new_page()
        opened[person].faults = []
        opened[person].on("pageerror", lambda error, page=opened[person]: page.faults.append(str(error)))
        if person != "anonymous":
            reference_site.sign_in(opened[person], person)
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("person", "address"), CASES, ids=[f"{p}:{a}" for p, a in CASES])
def test_a_page_is_accessible_fits_a_phone_and_has_one_heading(
    reference_site: Site, pages: dict[str, Page], person: str, address: str
) -> None:
    page = pages[person]
    page.faults.clear()  # type: ignore[attr-defined] # ours, see above
    response = page.goto(reference_site.url + address, timeout=120_000)
    assert response is not None
    assert response.status == (404 if "no-such" in address else 200)
    assert faults_of_themes(page) == []
    assert page.locator("h1").count() == 1
    assert page.faults == []  # type: ignore[attr-defined] # ours, see above


def test_no_part_of_the_site_is_left_out() -> None:
    """Each address is opened above, or belongs to a group that is looked at elsewhere or is no page."""
    opened = {address.split("?")[0].split("/")[1] for _, address in CASES}
    elsewhere = {
        "health": "for programs",
        "metrics": "for programs",
        "invitations": "tests/server/members",
        "design": "tests/server/test_design.py",
        "favicon.ico": "a picture",
        "robots.txt": "for programs",
    }
    first = {pattern.split("/")[0].split("<")[0] for pattern in patterns()}
    plain = {part for part in first if not part.endswith((".json", ".csv", ".xml", "sitemap-"))}
    assert plain - {""} - opened <= set(elsewhere)
