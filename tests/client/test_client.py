"""The client against a real server on this machine: digests, caching, stating, and errors in plain words."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import ecliptic as ec
from ecliptic.client import Client, ServerError
from ecliptic.roadmap import Envelope, Roadmap, Statement, Viewer
from ecliptic.vocabulary import Mission, Visibility
from server_store import all_markers, may_meet

if TYPE_CHECKING:
    from server_site import Site

pytest.importorskip("httpx")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    from server_site import Site

    with Site.started("small") as started:
        yield started


def whole() -> list[Statement]:
    from server_store import marked_statements

    return list(marked_statements())


WHO = {
    None: Viewer.public(),
    "esa-planner": Viewer.of("ESA"),
    "jaxa-reader": Viewer.of("JAXA"),
    "orbital-delegate": Viewer(organisation="ORBITAL"),
    "secretariat": Viewer.members(),
    "guest": Viewer.public(),
}


@pytest.mark.parametrize("who", WHO)
def test_a_roadmap_from_the_server_is_that_viewers_to_the_digest(who: str | None, site: Site) -> None:
    token = site.people[who]["token"] if who else None
    roadmap = ec.read(f"{site.url}/", token=token)
    here = Roadmap.build(whole(), viewer=WHO[who])
    assert (roadmap.viewer, roadmap.digest) == (here.viewer, here.digest)
    said = {word for word in all_markers() if word.encode() in ec.share.json_file.json_bytes(roadmap)}
    organisation, member = WHO[who].organisation, WHO[who].member
    assert said == {w for p in ("ESA", "JAXA", "ORBITAL") for w in may_meet(p, organisation, member=member)}


def test_the_token_may_stand_in_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECLIPTIC_TOKEN", site.people["esa-reader"]["token"])
    assert ec.read(site.url).viewer == Viewer.of("ESA")


def test_the_past_is_read_too(site: Site) -> None:
    then = datetime(2025, 3, 1, 23, tzinfo=UTC)
    there = ec.read(site.url, as_of=then)
    assert there.digest == Roadmap.build(whole(), as_of=then, viewer=Viewer.public()).digest
    assert len(there) < len(ec.read(site.url))


def test_what_has_not_changed_is_read_once(site: Site) -> None:
    with Client(site.url) as server:
        first = server.roadmap()
        assert server.roadmap() is first
        assert len(server.statements()) == sum(1 for _ in first.statements)


def test_plans_are_stated_tried_and_read_again() -> None:
    from server_site import Site

    with Site.started("small") as site, Client(site.url, site.people["esa-delegate"]["token"]) as server:
        at = datetime(2026, 1, 31, tzinfo=UTC)
        envelope = Envelope(publisher="ESA", stated_at=at, visibility=Visibility.MEMBERS)
        plan = [Statement(Mission(id="lander-2", name="A lander for two"), envelope)]
        before = server.roadmap()
        assert server.state(plan, dry_run=True).new == (("mission", "lander-2", 1),)
        assert server.roadmap() is before
        stated = server.state(plan, note="autumn")
        assert stated.submission
        assert server.state(plan).unchanged == stated.new
        assert server.roadmap().get(Mission, "lander-2") == plan[0].record
        assert [change["id"] for change in server.changes("2025-12-31")] == ["lander-2"]
        other = [Statement(Mission(id="x", name="X"), envelope.model_copy(update={"publisher": "JAXA"}))]
        with pytest.raises(ec.DataProblemsError, match="another organisation"):
            server.state(other)


# --- errors ---------------------------------------------------------------------------------------


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A server on this machine that gives one answer to everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (200, b"<html>", {}, "not a server of Ecliptic"),
        (200, b"[]", {}, "not a server of Ecliptic"),
        (200, b'{"version": 7}', {}, "not a server of Ecliptic"),
        (404, b"", {}, "not a server of Ecliptic"),
        (301, b"", {"Location": "https://elsewhere.example/"}, "sends its readers to"),
        (401, json.dumps({"detail": "The token is not known."}).encode(), {}, "who you are"),
    ],
)
def test_strangers_are_told_in_plain_words(
    status: int, body: bytes, headers: dict[str, str], words: str
) -> None:
    with answering(status, body, **headers) as url, pytest.raises(ServerError, match=words):
        ec.read(url)


def test_a_token_that_is_not_good_is_told(site: Site) -> None:
    with pytest.raises(ServerError, match="expired or was revoked") as error:
        ec.read(site.url, token="ecl_nonsense")  # noqa: S106 - it opens nothing
    assert error.value.status == 401


def test_nobody_there_is_told() -> None:
    with pytest.raises(ServerError, match=r"There is no connection to http://127\.0\.0\.1:9/"):
        ec.read("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://roadmap.example.org/", "without encryption"),
        ("http://", "not the address"),
        ("https://:x/", "not the address"),
        ("https://a@b.example/", "password|not the address"),
        ("https://b.example/?a=b", "not the address"),
        ("https://[::1/", "not the address"),
    ],
)
def test_addresses_that_are_none_are_refused(url: str, words: str) -> None:
    with pytest.raises(ec.UsageError, match=words):
        ec.read(url)


@pytest.mark.parametrize("token", ["ecl_\n", "ecl_é", " ", "ecl_\x00"])
def test_tokens_that_are_none_are_refused(token: str) -> None:
    with pytest.raises(ec.UsageError, match="token"):
        ec.read("https://roadmap.example.org/", token=token)


def test_without_httpx_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "httpx", None)
    with pytest.raises(ec.MissingExtraError, match=r"ecliptic\[client\]"):
        ec.read("https://roadmap.example.org/")
