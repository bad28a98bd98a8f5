"""The whole way in a browser: register an address and a key, let a worker harvest, see what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from accessible import faults_of_themes
from agency_site import KEY, AgencySite, agency_site, element, package, said
from server_site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def site() -> Iterator[Site]:
    """A server that may harvest from this machine."""
    with Site.started("small", federation_allow_http="true") as started:
        yield started


@pytest.fixture
def agency() -> Iterator[AgencySite]:
    """ESA's own server."""
    with agency_site() as own:
        yield own


def sound(page: Page) -> None:
    """No fault that axe finds, and nothing wider than the screen, in the light and on a phone in the dark."""
    # A click that opens another page returns before that page has anything in it.
    page.wait_for_load_state("load")
    assert faults_of_themes(page) == []


def harvest_now(site: Site, page: Page) -> None:
    page.get_by_role("button", name="Harvest now").click()
    assert page.get_by_text("waits for its turn").first.is_visible()
    site.manage("work", "--once")
    page.reload()


@pytest.mark.browser
def test_from_registering_to_the_roadmap(site: Site, agency: AgencySite, site_page: Page) -> None:
    page = site_page
    agency.publish(package(said(element("moon-ring", "Moon Ring")), serial=1))
    site.sign_in(page, "esa-delegate")
    page.goto(f"{site.url}/federation/")
    page.get_by_role("link", name="Publish your own plan").first.click()
    sound(page)
    page.get_by_label("Address of the signed package").fill(agency.address)
    page.get_by_role("button", name="Register").click()
    page.get_by_label("Public key").fill("ed25519:nonsense")
    page.get_by_role("button", name="Register key").click()
    assert page.get_by_role("alert").get_by_text("is not a public key").is_visible()
    sound(page)
    page.get_by_label("Public key").fill(KEY.public)
    page.get_by_role("button", name="Register key").click()
    harvest_now(site, page)
    assert page.get_by_text("new statements taken").is_visible()
    assert page.get_by_text("1 new").is_visible()

    bad = package(said(element("moon-ring", "Mars Ring")), serial=2)
    agency.publish(bad)
    harvest_now(site, page)
    assert page.get_by_text("says something else than version 1 here").is_visible()
    assert page.get_by_text("nothing was taken; what was there before stays").is_visible()
    sound(page)
    page.goto(f"{site.url}/federation/")
    assert page.get_by_text("failed, 1 problem").is_visible()
    sound(page)

    page.context.clear_cookies()
    page.goto(f"{site.url}/federation/")
    assert page.get_by_text("up to date").is_visible()
    assert page.get_by_text("problem").count() == 0
    sound(page)
