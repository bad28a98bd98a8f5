"""What whoever runs the server sees: health, counts, logs."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from ecliptic.server.operations.observing import AddressMiddleware

if TYPE_CHECKING:
    from server_site import Site


def test_a_server_with_an_up_to_date_database_is_alive_and_ready(db: None, client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"
    assert client.get("/health/ready").content == b"ready\n"


def test_a_database_of_an_older_version_is_not_ready(db: None, client: Client) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="statements").order_by("-pk").first().delete()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert b"ecliptic server migrate" in answer.content


def test_counts_are_for_the_machine_itself(db: None, client: Client) -> None:
    client.get("/health/live")
    counts = client.get("/metrics").content.decode()
    assert re.search(
        r'ecliptic_requests_total\{method="GET",route="operations:live",status="200"\} \d', counts
    )
    assert "ecliptic_store_revision 0.0" in counts
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_behind_proxies_the_address_is_the_one_that_ours_saw() -> None:
    seen: list[str] = []

    def handler(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    middleware = AddressMiddleware(handler)
    forged = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
    for proxies in (0, 1, 2, 3):
        middleware.proxies = proxies
        middleware(
            RequestFactory().get("/", HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
        )
    assert forged.META["REMOTE_ADDR"] == "10.0.0.1"
    assert seen == ["10.0.0.1", "203.0.113.9", "127.0.0.1", "10.0.0.1"]


def test_each_request_is_one_line_of_json_without_what_was_searched_for(small_site: Site) -> None:
    import httpx

    answer = httpx.get(
        f"{small_site.url}/search/", params={"q": "secret plans\n{}"}, headers={"X-Request-ID": "a" * 12}
    )
    mark = answer.headers["X-Request-ID"]
    # Nobody stands before this server whose marks could be believed.
    assert mark != "a" * 12
    lines = [json.loads(line) for line in small_site.log().splitlines() if line.startswith("{")]
    (told,) = [
        line for line in lines if line.get("request_id") == mark and line["logger"] == "ecliptic.requests"
    ]
    assert (told["method"], told["path"], told["level"]) == ("GET", "/search/", "INFO")
    assert told["status"] == answer.status_code
    assert "secret plans" not in small_site.log()


def test_a_fault_is_told_in_the_log_and_not_on_the_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecliptic.server.operations import health

    def broken() -> int:
        message = "a fault with Zq0Marker"
        raise RuntimeError(message)

    monkeypatch.setattr(health.PICTURE, "revision", broken)
    client = Client(raise_request_exception=False)
    previous = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        answer = client.get("/health/ready")
    finally:
        logging.disable(previous)
    assert answer.status_code == 500
    assert b"Zq0Marker" not in answer.content
