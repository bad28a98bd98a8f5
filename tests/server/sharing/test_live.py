"""Sharing on a real server: by keyboard in Chromium, by many at once, and killed in the middle."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from accessible import faults_of_themes, violations
from ecliptic.roadmap import Envelope, Statement
from ecliptic.share.json_file import json_bytes
from ecliptic.share.workbook_writing import workbook_bytes
from ecliptic.vocabulary import Mission
from how_long import THOROUGH

if TYPE_CHECKING:
    from playwright.sync_api import FileChooser, Page

    from server_site import Site

THEN = datetime(2026, 1, 5, tzinfo=UTC)
MANY = 3000


def missions(count: int, name: str = "Flight") -> list[Statement]:
    envelope = Envelope(publisher="ESA", stated_at=THEN)
    return [Statement(Mission(id=f"F-{n}", name=f"{name} {n}"), envelope) for n in range(count)]


class Person:
    """Somebody who uses the site without a browser."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @classmethod
    @contextmanager
    def at(cls, site: Site, name: str = "esa-delegate") -> Iterator[Person]:
        cookies = {"sessionid": site.people[name]["session"]}
        with httpx.Client(base_url=site.url, cookies=cookies, timeout=120) as client:
            yield cls(client)

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path, follow_redirects=True)

    def post(self, path: str, data: dict[str, str], **files: object) -> httpx.Response:
        headers = {"Referer": str(self._client.base_url)}
        sent = {**data, "csrfmiddlewaretoken": self._client.cookies["csrftoken"]}
        return self._client.post(path, data=sent, headers=headers, follow_redirects=True, **files)  # type: ignore[arg-type]

    def upload(self, statements: list[Statement]) -> httpx.Response:
        self.get("/share/upload/")
        return self.post("/share/upload/", {}, files={"files": ("plan.json", json_bytes(statements))})

    def stated(self) -> int:
        return len(re.findall(r'"F-\d+"', self.get("/share/statements.json").text))


def decision(page: httpx.Response) -> tuple[str, dict[str, str]]:
    seen = re.search(r'name="seen" value="(\d+)"', page.text)
    assert seen is not None
    return page.url.path + "decision/", {"do": "all", "seen": seen[1], "wishes": "set"}


def test_many_clicks_at_once_state_once(small_site: Site) -> None:
    with Person.at(small_site) as person:
        path, sent = decision(person.upload(missions(200)))

        def click(_: int) -> int:
            with Person.at(small_site) as another:
                another.get("/share/upload/")
                return another.post(path, sent).status_code

        with ThreadPoolExecutor(6) as pool:
            codes = list(pool.map(click, range(6)))
        assert codes == [200] * 6
        assert person.stated() == 200
    assert "submissions 1 problems 0" in small_site.manage("shell", "-c", _COUNT).stdout


def test_a_server_killed_in_the_middle_has_stated_all_or_nothing(small_site: Site) -> None:
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    stated = 0
    for attempt in range(4 if THOROUGH else 2):
        with Person.at(small_site) as person:
            page = person.upload(missions(MANY, f"Flight of attempt {attempt}"))
            path, sent = decision(page)
            with ThreadPoolExecutor(1) as pool:
                answer = pool.submit(person.post, path, sent)
                time.sleep(chance.uniform(0.05, 1.5))
                small_site.kill()
                with suppress(httpx.HTTPError):
                    answer.result()
        small_site.start()
        with Person.at(small_site) as person:
            accepted = "Accepted by esa-delegate" in person.get(page.url.path).text
            stated += MANY * accepted
            assert person.stated() == stated, attempt
    assert "problems 0" in small_site.manage("shell", "-c", _COUNT).stdout


_COUNT = (
    "from ecliptic.server.audit.log import verify; "
    "from ecliptic.server.statements.models import Submission; "
    "print('submissions', Submission.objects.filter(organisation='ESA').count(), "
    "'problems', len(list(verify())))"
)


def check(page: Page) -> None:
    """No violation of the rules of accessibility, and no page wider than its window."""
    assert violations(page) == []
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def tab_to(page: Page, text: str) -> None:
    """Go on by keyboard until the control with this text, or this identifier, has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        tag, identifier, words = page.evaluate(
            "(({tagName, id, innerText}) => [tagName, id, innerText ?? ''])(document.activeElement)"
        )
        if identifier == text or (tag in ("A", "BUTTON") and text in words):
            return
    pytest.fail(f"{text} is not reached by keyboard")


@pytest.mark.browser
def test_upload_by_keyboard_alone(small_site: Site, site_page: Page, tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(workbook_bytes([*missions(3), *_renamed()]))
    page = site_page
    # Long before any key is pressed, since whoever listens late may find the chooser open already; and by a
    # function of our own, on which Playwright leaves a mark.
    opened: list[FileChooser] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))
    small_site.sign_in(page, "esa-delegate")
    page.goto(small_site.url + "/share/")
    check(page)
    tab_to(page, "Upload a file")
    page.keyboard.press("Enter")
    page.wait_for_url("**/share/upload/")
    check(page)
    tab_to(page, "files")
    choose(page, opened, plan)
    tab_to(page, "Read and show what would change")
    page.keyboard.press("Enter")
    page.wait_for_url("**/share/uploads/**")
    check(page)
    assert "Flight 1" in page.inner_text("main")
    tab_to(page, "changed")
    page.keyboard.press("Enter")
    page.wait_for_url("**show=changed**")
    check(page)
    assert "Renamed" in page.inner_text("main")
    tab_to(page, "Accept all")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Accepted by esa-delegate")
    check(page)


def choose(page: Page, opened: list[FileChooser], plan: Path) -> None:
    """Open the chooser of files with the keyboard; on a busy machine a browser may miss a key."""
    for _ in range(3):
        page.keyboard.press("Enter")
        for _ in range(100):
            if opened:
                opened[-1].set_files(plan)
                return
            page.wait_for_timeout(200)
    pytest.fail("the chooser of files does not open by keyboard")


@pytest.mark.browser
def test_confirm_and_change_by_keyboard_alone(small_site: Site, site_page: Page) -> None:
    page = site_page
    small_site.sign_in(page, "esa-delegate")
    page.goto(small_site.url + "/share/statements/missions/")
    check(page)
    tab_to(page, "Still true")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Confirmed: it is still true")

    page.goto(small_site.url + "/share/edit/missions/esa-public")
    check(page)
    tab_to(page, "id_name")
    page.keyboard.press("Control+A")
    page.keyboard.type("Flight by keyboard")
    tab_to(page, "State the change")
    page.keyboard.press("Enter")
    page.wait_for_url("**/things/missions/esa-public")


def _renamed() -> list[Statement]:
    renamed = Mission(id="esa-public", name="Renamed", lead="ESA")
    return [Statement(renamed, Envelope(publisher="ESA", stated_at=THEN))]


@pytest.mark.browser
def test_pages_are_accessible_and_fit(small_site: Site, site_page: Page) -> None:
    page = site_page
    small_site.sign_in(page, "esa-planner")
    # Beside those that test_whole_site opens.
    for path in ("new/contributions/", "edit/missions/esa-narrowed", "withdraw/missions/esa-public"):
        page.goto(f"{small_site.url}/share/{path}")
        assert faults_of_themes(page) == [], path
