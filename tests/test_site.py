"""The documentation site as built: it loads nothing from a network, and everybody can read it."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from accessible import faults_of_themes

if TYPE_CHECKING:
    from playwright.sync_api import Page

SITE = Path(__file__).resolve().parents[1] / "build" / "docs"

# Tags that make a browser fetch something, and the attribute that says what.
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
# Links of a page's head that name a place without loading it.
HARMLESS_RELATIONS = {"canonical", "author", "license", "next", "prev"}


@pytest.fixture(scope="module", autouse=True)
def built_site() -> None:
    if not (SITE / "index.html").exists():
        reason = "the site has not been built: python3 dev.py docs"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


class Loads(HTMLParser):
    """Gathers the addresses that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        address = attributes.get(LOADING.get(tag, ""))
        if address and attributes.get("rel") not in HARMLESS_RELATIONS:
            self.addresses.append(address)


def test_no_page_loads_anything_from_a_network() -> None:
    found = set()
    for page in SITE.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        found |= {address for address in loads.addresses if "//" in address.partition("?")[0][:9]}
    assert found == set()


def test_no_style_loads_anything_from_a_network() -> None:
    styles = [(path, path.read_text(encoding="utf-8")) for path in SITE.rglob("*.css")]
    assert styles
    assert [path.name for path, text in styles if "url(http" in text or "url(//" in text] == []


def test_the_front_page_is_readable_by_everybody(chromium_page: Page) -> None:
    chromium_page.goto((SITE / "index.html").as_uri())
    assert faults_of_themes(chromium_page) == []
