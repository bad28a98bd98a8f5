"""Single sign-on, driven for real: a site and a provider that listen, and a browser between them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, ClassVar

import httpx
import pytest

from openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_running
from server_site import Site
from server_store import PASSWORD

WAY_IN = "/account/oidc/ESA/login/"


class Browser:
    """A browser that keeps cookies, fills in forms and follows where it is led, the provider included."""

    opened: ClassVar[list[Browser]] = []

    def __init__(self, site: Site, session: str | None = None) -> None:
        self.opened.append(self)
        self.client = httpx.Client(base_url=site.url, timeout=60, trust_env=False)
        if session:
            self.client.cookies.set("sessionid", session, domain="127.0.0.1")
        self.seen: list[str] = []

    def send(self, path: str, **fields: str) -> httpx.Response:
        self.client.get("/account/login/" if "sessionid" not in self.client.cookies else "/account/")
        fields["csrfmiddlewaretoken"] = self.client.cookies["csrftoken"]
        return self.client.post(path, data=fields)

    def leave(self, **fields: str) -> str:
        """Press the button of the sign-on, and give the address that the page leads on to."""
        page = self.send(WAY_IN, **fields)
        assert page.status_code == 200, page.text
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
        assert found is not None, page.text
        return html.unescape(found[1])

    def come_back(self, address: str) -> httpx.Response:
        """Go to the provider and open the address that it sends the browser back to."""
        back = self.client.get(address)
        self.seen.append(back.headers["Location"])
        return self.client.get(back.headers["Location"])

    def sign_on(self, **fields: str) -> httpx.Response:
        return self.come_back(self.leave(**fields))

    def account(self) -> str:
        """The page of the account; nothing where nobody is signed in."""
        page = self.client.get("/account/")
        return page.text if page.status_code == 200 else ""


PROVEN: dict[str, Browser] = {}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        yield running


@pytest.fixture(scope="module")
def site(provider: Provider) -> Iterator[Site]:
    """A site where the administrator has set up ESA's sign-on."""
    with Site.started("small") as site:
        administrator = proven(site, "administrator")
        settings = settings_of(provider)
        done = administrator.send(esa(administrator), **settings)
        assert done.status_code == 302, done.text
        yield site
    PROVEN.clear()
    while Browser.opened:
        Browser.opened.pop().client.close()


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(site)


def settings_of(provider: Provider, **changed: str) -> dict[str, str]:
    return {
        "form": "sign-on",
        "name": "ESA sign-on",
        "issuer": provider.url,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "email_domains": "example.org, ESA.example",
        "active": "on",
        **changed,
    }


def proven(site: Site, person: str) -> Browser:
    """A browser of a person of the site, who has just given the password again; one for all tests."""
    if person not in PROVEN:
        PROVEN[person] = Browser(site, site.people[person]["session"])
        PROVEN[person].send("/account/reauthenticate/", password=PASSWORD)
    return PROVEN[person]


def esa(officer: Browser) -> str:
    found = re.search(r'href="(/members/\d+/)">ESA of the tests', officer.client.get("/members/").text)
    assert found is not None
    return found[1]


def invite(site: Site, email: str, role: str) -> None:
    sent = proven(site, "esa-delegate").send("/people/ESA/", email=email, role=role)
    assert sent.status_code == 302


# --- who comes in ---------------------------------------------------------------------------------


def test_somebody_invited_comes_in_with_that_role(site: Site, provider: Provider, browser: Browser) -> None:
    invite(site, "ada@esa.example", "planner")
    provider.is_now("ada@esa.example", name="Ada of ESA")
    assert browser.sign_on().headers["Location"] == "/"
    page = browser.account()
    assert "Ada of ESA" in page
    assert "Planner: prepares statements" in page
    # And again, known by number now, whatever she is called meanwhile.
    again = Browser(site)
    provider.is_now("ada@esa.example", name="Somebody else")
    again.sign_on()
    assert "Ada of ESA" in again.account()
    assert (
        "invitation.accepted" in proven(site, "administrator").client.get("/log/?words=ada@esa.example").text
    )


def test_an_account_of_the_organisation_is_opened(provider: Provider, browser: Browser) -> None:
    provider.is_now("ESA-Reader@example.org")
    browser.sign_on()
    assert "esa-reader@example.org" in browser.account()


def test_a_delegate_still_needs_the_second_factor(provider: Provider, browser: Browser) -> None:
    provider.is_now("esa-delegate@example.org")
    assert browser.sign_on().headers["Location"] == "/account/2fa/authenticate/"
    assert browser.account() == ""


def test_one_comes_back_to_where_one_was(site: Site, provider: Provider, browser: Browser) -> None:
    provider.is_now("esa-reader@example.org")
    assert browser.sign_on(next="/account/tokens/").headers["Location"] == "/account/tokens/"
    assert Browser(site).sign_on(next="https://evil.example/").headers["Location"] == "/"


def test_readers_are_admitted_only_where_that_was_set(
    site: Site, provider: Provider, browser: Browser
) -> None:
    administrator = proven(site, "administrator")
    provider.is_now("new@esa.example", name="Neo")
    refused(browser.sign_on(), "You have no part in ESA of the tests here yet")
    administrator.send(esa(administrator), **settings_of(provider, admits_readers="on", client_secret=""))
    browser.sign_on()
    assert "Reader: sees what the organisation may see" in browser.account()
    administrator.send(esa(administrator), **settings_of(provider, client_secret=""))


# --- who does not ---------------------------------------------------------------------------------


def refused(answer: httpx.Response, why: str) -> None:
    assert answer.status_code == 403, answer.text
    assert why in html.unescape(answer.text)


@pytest.mark.parametrize(
    ("email", "verified", "why"),
    [
        ("esa-reader@example.org", False, "has not verified your e-mail address"),
        ("esa-reader@example.org", None, "has not verified your e-mail address"),
        ("esa-reader@example.org", "false", "has not verified your e-mail address"),
        ("esa-reader@example.org", "yes", "has not verified your e-mail address"),
        ("esa-reader@example.org", 1, "may not vouch"),
        ("", True, "has not verified your e-mail address"),
        ("eve@evil.example", True, "may not vouch for the address eve@evil.example"),
        ("eve@sub.example.org", True, "may not vouch for the address"),
        ("eve@evil.example@sub.esa.example", True, "may not vouch"),
        ("jaxa-reader@example.org", True, "is not ESA of the tests's alone"),
        ("guest@example.org", True, "You have no part in ESA of the tests here yet"),
        ("administrator@example.org", True, "is not ESA of the tests's alone"),
        ("secretariat@example.org", True, "is not ESA of the tests's alone"),
    ],
)
def test_a_provider_s_word_opens_only_its_own(
    provider: Provider, browser: Browser, email: str, verified: object, why: str
) -> None:
    provider.is_now(email, verified=verified, sub=f"number of {email} and {verified}")
    answer = browser.sign_on()
    if verified == 1:
        # JSON's 1 is not true, but Python's is: either way nobody but the person comes in.
        assert answer.status_code in (302, 403)
        return
    refused(answer, why)
    assert browser.account() == ""


def test_an_invitation_does_not_hand_over_an_account_of_another_organisation(
    site: Site, provider: Provider, browser: Browser
) -> None:
    invite(site, "jaxa-planner@example.org", "delegate")
    provider.is_now("jaxa-planner@example.org")
    refused(browser.sign_on(), "is not ESA of the tests's alone")


def test_who_has_left_does_not_come_back_by_the_provider(
    site: Site, provider: Provider, browser: Browser
) -> None:
    invite(site, "gone@esa.example", "reader")
    provider.is_now("gone@esa.example", name="Gone")
    browser.sign_on()
    assert browser.account()
    delegate = proven(site, "esa-delegate")
    page = delegate.client.get("/people/ESA/").text
    # In the table, not in the word at its head that tells of the invitation.
    row = page[page.index("<td>gone@esa.example</td>") :]
    found = re.search(r"/members/roles/\d+/remove/", row)
    assert found is not None
    gone = delegate.send(found[0], next="/people/ESA/")
    assert gone.headers["Location"] == "/people/ESA/"
    assert "gone@esa.example" not in delegate.client.get("/people/ESA/").text
    refused(Browser(site).sign_on(), "Your part in ESA of the tests has ended")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"sub": "another"}, "told of two different people"),
        ({"iss": "https://elsewhere.example"}, ""),
        ({"aud": "another site"}, ""),
        ({"exp": 1}, ""),
    ],
)
def test_a_token_that_does_not_fit_opens_nothing(
    provider: Provider, browser: Browser, claims: dict[str, Any], why: str
) -> None:
    provider.is_now("esa-reader@example.org")
    provider.token_claims = claims
    answer = browser.sign_on()
    assert answer.status_code in (200, 401, 403)
    assert why in answer.text
    assert browser.account() == ""


# --- states, codes, and providers that fail -------------------------------------------------------


def test_a_state_is_good_once_and_for_one_browser(site: Site, provider: Provider, browser: Browser) -> None:
    provider.is_now("esa-reader@example.org")
    stranger = Browser(site)
    back = browser.client.get(browser.leave()).headers["Location"]
    # Somebody is given the address that another browser was to come back to.
    stranger.client.get(back)
    assert stranger.account() == ""
    browser.client.get(back)
    assert browser.account()
    # And the same again, in the browser itself.
    browser.send("/account/logout/")
    asked = len(provider.asked)
    browser.client.get(back)
    assert browser.account() == ""
    assert len(provider.asked) == asked


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?code=y", "?state=&code=", "?error=access_denied"])
def test_coming_back_without_having_left_opens_nothing(browser: Browser, query: str) -> None:
    answer = browser.client.get(f"{WAY_IN}callback/{query}")
    assert answer.status_code < 500
    assert browser.account() == ""


def test_a_state_of_one_provider_is_no_good_for_another(provider: Provider, browser: Browser) -> None:
    provider.is_now("esa-reader@example.org")
    back = browser.client.get(browser.leave()).headers["Location"]
    assert browser.client.get(back.replace("/ESA/", "/JAXA/")).status_code == 404
    assert browser.account() == ""


def test_a_code_that_somebody_else_got_is_useless(site: Site, provider: Provider, browser: Browser) -> None:
    """A stolen code, put into the thief's own way back, lacks the proof that the thief's browser asked."""
    provider.is_now("esa-reader@example.org")
    stolen = re.search(r"code=(\w+)", browser.client.get(browser.leave()).headers["Location"])
    assert stolen is not None
    thief = Browser(site)
    own = thief.client.get(thief.leave()).headers["Location"]
    thief.client.get(re.sub(r"code=\w+", f"code={stolen[1]}", own))
    assert thief.account() == ""


@pytest.mark.parametrize("fault", ["token", "about", "nonsense"])
def test_a_provider_that_fails_is_told_in_words(provider: Provider, browser: Browser, fault: str) -> None:
    provider.is_now("esa-reader@example.org")
    address = browser.leave()
    provider.fault = fault
    answer = browser.come_back(address)
    assert answer.status_code in (200, 401, 502)
    assert "sign-on" in answer.text.lower()
    assert browser.account() == ""


def test_a_provider_that_is_down_is_told_in_words(provider: Provider, browser: Browser) -> None:
    provider.is_now("esa-reader@example.org")
    provider.fault = "discovery"
    assert browser.send(WAY_IN).status_code == 502


def test_a_link_alone_starts_nothing(provider: Provider, browser: Browser) -> None:
    asked = len(provider.asked)
    page = browser.client.get(WAY_IN)
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" in page.text
    assert len(provider.asked) == asked
    assert browser.client.post(WAY_IN).status_code == 403


@pytest.mark.parametrize("name", ["JAXA", "NOBODY", "openid_connect", "%2e%2e"])
def test_there_is_no_way_in_where_none_was_set_up(browser: Browser, name: str) -> None:
    assert browser.client.get(f"/account/oidc/{name}/login/").status_code == 404


# --- connecting, and settings ---------------------------------------------------------------------


def test_people_connect_their_account_themselves(site: Site, provider: Provider) -> None:
    delegate = proven(site, "esa-delegate")
    provider.is_now("esa-delegate@example.org", sub="number of the delegate")
    delegate.sign_on(process="connect")
    assert "ESA sign-on" in delegate.client.get("/account/3rdparty/").text
    guest = proven(site, "guest")
    provider.is_now("guest@example.org", sub="number of the guest")
    refused(guest.sign_on(process="connect"), "has ended")


def test_sign_on_is_set_up_by_administrators_alone(site: Site, provider: Provider) -> None:
    secretary = proven(site, "secretariat")
    assert secretary.send(esa(secretary), **settings_of(provider)).status_code == 403
    delegate = proven(site, "esa-delegate")
    assert delegate.send(esa(secretary), **settings_of(provider)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://provider.example"},
        {"issuer": "file:///etc/passwd"},
        {"issuer": "ftp://provider.example"},
        {"email_domains": "*"},
        {"email_domains": "org"},
        {"email_domains": "somebody@esa.int"},
        {"email_domains": " "},
        {"client_id": ""},
    ],
)
def test_settings_that_would_be_unsafe_are_refused(
    site: Site, provider: Provider, wrong: dict[str, str]
) -> None:
    administrator = proven(site, "administrator")
    answer = administrator.send(esa(administrator), **settings_of(provider, **wrong))
    assert answer.status_code == 400
    assert "error-summary" in answer.text


def test_the_secret_is_sealed_and_never_shown(site: Site) -> None:
    told = site.manage(
        "shell",
        "-c",
        "from ecliptic.server.members.models import SignOn; print(SignOn.objects.get().client_secret)",
    ).stdout
    assert "sealed:" in told
    assert CLIENT_SECRET not in told
    administrator = proven(site, "administrator")
    assert CLIENT_SECRET not in administrator.client.get(esa(administrator)).text
    assert CLIENT_SECRET not in administrator.client.get("/log.csv").text


def test_another_provider_does_not_know_the_people_of_the_first(site: Site, provider: Provider) -> None:
    """A number means a person at one provider only: with another issuer the links are gone."""
    provider.is_now("ada@esa.example", sub="taken number")
    Browser(site).sign_on()
    administrator = proven(site, "administrator")
    with provider_running() as second:
        administrator.send(esa(administrator), **settings_of(second))
        second.is_now("eve@esa.example", sub="taken number")
        eve = Browser(site)
        refused(eve.sign_on(), "You have no part")
        assert eve.account() == ""
    administrator.send(esa(administrator), **settings_of(provider))
