"""The site as a whole: every link leads somewhere, and nothing tells what it must not."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from server.pages.test_lists import body
from server_store import all_markers, may_meet

pytestmark = pytest.mark.django_db

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_OURS = ("/things", "/history", "/organisations", "/changes", "/search", "/editions", "/roadmap")
_MOST = 160


def crawl(client: Client, only: tuple[str, ...] = ("/",)) -> tuple[dict[str, int], list[str]]:
    """The addresses that links of our pages lead to, with their status; and the links that are dead."""
    waiting, met, dead = ["/"], {}, []
    while waiting and len(met) < _MOST:
        address = waiting.pop(0)
        if address in met:
            continue
        answer = client.get(address)
        met[address] = answer.status_code
        if answer.status_code >= 400:
            dead.append(address)
        path = urlsplit(address).path
        if not answer["Content-Type"].startswith("text/html") or not (path == "/" or path.startswith(_OURS)):
            continue
        text = answer.content.decode()
        for link in map(unescape, _LINK.findall(text)):
            place = urljoin(address, link).partition("#")[0]
            if place.startswith(only) and place not in met:
                waiting.append(place)
    return met, dead


@pytest.mark.parametrize("person", ["anonymous", "esa-planner", "secretariat"])
def test_no_link_is_dead(small_store: None, signed_in: dict[str, Client], person: str) -> None:
    met, dead = crawl(signed_in[person])
    assert dead == []
    assert len(met) > 40


@pytest.mark.parametrize(
    ("person", "organisation", "member"),
    [
        ("anonymous", None, False),
        ("jaxa-planner", "JAXA", True),
    ],
)
def test_nobody_meets_what_they_may_not_see(
    small_store: None, signed_in: dict[str, Client], person: str, organisation: str | None, member: bool
) -> None:
    allowed = {w for p in ("ESA", "JAXA", "ORBITAL") for w in may_meet(p, organisation, member=member)}
    forbidden = all_markers() - allowed
    client = signed_in[person]
    met, _ = crawl(client, _OURS)
    asked = [*met, *(f"/search.json?q={word}" for word in forbidden), "/changes.csv?from=2020-01-01"]
    asked += [
        "/changes/feed",
        "/sitemap-1.xml",
        "/things/missions.csv",
        "/things/elements.json",
        "/search/?q=Zq",
    ]
    for address in asked:
        answer = client.get(address)
        text = (b"".join(answer) if answer.streaming else answer.content).decode()
        seen = {word for word in forbidden if word in text.replace(f"q={word}", "")}
        # What somebody typed is told back to them; nothing else may be.
        assert not seen or "q=Zq" in address, f"{person} meets {seen} at {address}"


def test_the_first_page_counts_what_the_viewer_sees(small_store: None, signed_in: dict[str, Client]) -> None:
    counts = {}
    for person in ("anonymous", "jaxa-planner", "esa-reader"):
        table = body(signed_in[person], "/roadmap.csv").splitlines()[1]
        counts[person] = int(table.split(",")[0])
    # Three organisations with three public things each, one of which has narrowed fields, and themselves.
    assert counts["anonymous"] == 3 + 3 * 3 + 3
    assert counts["anonymous"] < counts["jaxa-planner"]
    assert counts["jaxa-planner"] == counts["esa-reader"]


def test_an_empty_site_says_what_to_do(client: Client, db: None) -> None:
    assert "The roadmap is empty" in body(client, "/")
    for address in ("/things/", "/organisations/", "/changes/", "/search/?q=x", "/editions/", "/sitemap.xml"):
        assert client.get(address).status_code == 200
    ET.fromstring(body(client, "/changes/feed"))  # noqa: S314 - our own feed


def test_asking_again_costs_nothing(small_store: None, client: Client) -> None:
    for address in (
        "/",
        "/things/missions/",
        "/things/missions.json",
        "/things/missions/esa-public",
        "/changes/feed",
    ):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304, address
        assert again.content == b""
        assert "Cookie" in first["Vary"]


def test_answers_to_people_are_kept_by_nobody_else(small_store: None, signed_in: dict[str, Client]) -> None:
    assert signed_in["esa-reader"].get("/things/missions.json")["Cache-Control"] == "private, no-cache"
    assert signed_in["anonymous"].get("/things/missions.json")["Cache-Control"] == "no-cache"


def test_robots_are_shown_what_the_public_sees(small_store: None, signed_in: dict[str, Client]) -> None:
    parts = re.findall(r"<loc>[^<]*?(/sitemap-\d+\.xml)</loc>", body(signed_in["esa-reader"], "/sitemap.xml"))
    text = body(signed_in["esa-reader"], parts[0])
    assert "/things/missions/esa-public<" in text
    assert "private" not in text
    assert "Sitemap: http" in body(signed_in["anonymous"], "/robots.txt")
    assert signed_in["anonymous"].get("/favicon.ico").status_code == 301
    assert signed_in["anonymous"].get("/sitemap-9.xml").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=1&" * 20_050, 400),
        ("edition=%00", 404),
        ("as_of=%00", 404),
        ("page=%00", 200),
        ("as_of=9999-99-99", 404),
    ],
)
def test_addresses_that_nobody_means_are_answered_in_plain_words(
    small_store: None, client: Client, query: str, status: int
) -> None:
    response = client.get(f"/things/missions/?{query}")
    assert response.status_code == status
    assert b"Ecliptic" in response.content
