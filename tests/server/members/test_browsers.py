"""In Chromium: passkeys, the way to an organisation's sign-on, and pages that everybody can use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from accessible import faults_of_themes
from openid_provider import Provider, provider_running
from server_site import Site
from server_store import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site.started("small") as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A page of a browser of its own; whatever the security policy refuses fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=site.url)
    # Other tests, servers and databases work beside this one; slow is not wrong.
    context.set_default_timeout(90_000)
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    context.close()
    assert refused == []


def signed_in(page: Page, site: Site, person: str) -> Page:
    site.sign_in(page, person)
    return page


def passkey_in(page: Page) -> Any:
    """A device that holds passkeys and always finds the right finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_passkey_is_added_and_signs_in_by_itself(page: Page, site: Site) -> None:
    # Passkeys belong to names, not to numbers: the same site by its other name.
    home = site.url.replace("127.0.0.1", "localhost")
    page.context.add_cookies(
        [{"name": "sessionid", "value": site.people["esa-reader"]["session"], "url": home}]
    )
    passkey_in(page)
    page.goto(f"{home}/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/webauthn/add/**")
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label(re.compile("Passwordless", re.IGNORECASE)).check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto(f"{home}/account/2fa/webauthn/")
    assert "My laptop" in page.content()
    page.goto(f"{home}/account/logout/")
    page.locator("main button[type=submit]").click()
    page.goto(f"{home}/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(f"{home}/account/")
    assert "esa-reader@example.org" in page.content()
    assert "1 passkey" in page.content()


def test_the_way_to_the_organisation_and_back_keeps_to_the_policy(
    page: Page, site: Site, provider: Provider
) -> None:
    """A form may not lead to another host, so the page after it leads on."""
    set_up = (
        "from ecliptic.server.members.models import *; from ecliptic.server.members.secrets import seal; "
        "esa = MemberOrganisation.objects.get(identifier='ESA'); "
        "SignOn.objects.create(organisation=esa, name='ESA sign-on', "
        f"issuer={provider.url!r}, client_id='ecliptic', email_domains='example.org', "
        "client_secret=seal('known to the site and the provider'))"
    )
    site.manage("shell", "-c", set_up)
    provider.is_now("esa-planner@example.org")
    page.goto("/account/login/?next=/account/tokens/")
    page.get_by_role("link", name="ESA sign-on").click()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/account/2fa/authenticate/**")
    assert "/authorize" in provider.asked


def test_pages_about_people_can_be_used_by_everybody(page: Page, site: Site) -> None:
    signed_in(page, site, "administrator")
    # Beside those that test_whole_site opens.
    for path in ("/account/second-factor/", "/people/ESA/", "/members/1/", "/invitations/forged/"):
        page.goto(path)
        assert faults_of_themes(page) == [], path


def test_an_invitation_is_accepted_with_the_keyboard_alone(page: Page, site: Site) -> None:
    told = site.manage("invite", "keys@esa.example", "--administrator").stdout
    path = re.search(r"/invitations/[\w-]+/", told)
    assert path is not None
    page.goto(path[0])
    page.get_by_label("Your name").focus()
    for word in ("Ada", "nine bright shiners", "nine bright shiners"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    assert "Welcome, Ada." in page.content()
    # An administrator from now on, who is led to a second factor before anything else.
    page.goto("/people/")
    assert "One more thing before you act for others" in page.content()
