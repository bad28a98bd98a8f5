"""What every request passes through: who calls, how often, from which site, and what is spared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from server.api.callers import ROOT, Caller, token_of

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account

pytestmark = pytest.mark.usefixtures("small_store")

LIST = "things/missions"


# --- who calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        "Bearer ecl_nonsense",
        "Bearer nonsense",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "ecl_nonsense",
        "Bearer \x00",
        "",
    ],
)
def test_a_token_that_is_not_good_is_never_taken_for_nobody(given: str, client: Client) -> None:
    for path in (LIST, "me", "openapi.json", "nowhere"):
        response = client.get(ROOT + path, headers={"Authorization": given})
        assert response.status_code == 401, path
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert "oken" in response.json()["detail"]


def test_expired_and_revoked_tokens_open_nothing(people: dict[str, Account]) -> None:
    person = people["esa-delegate"]
    for secret in (token_of(person, days=-1), token_of(person, revoked=True)):
        assert Caller(secret).get(LIST).status_code == 401
        body = {"mission": [{"id": "x", "name": "X"}]}
        assert Caller(secret)("POST", "statements", body).status_code == 401


def test_a_token_acts_for_its_owner_whoever_has_a_session(
    signed_in: dict[str, Client], callers: dict[str, Caller]
) -> None:
    token = callers["jaxa-delegate"].token
    told = signed_in["esa-delegate"].get(ROOT + "me", headers={"Authorization": f"Bearer {token}"}).json()
    assert (told["name"], told["organisation"]) == ("jaxa-delegate", "JAXA")


def test_a_session_reads_and_states_with_the_token_against_forgery(people: dict[str, Account]) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["esa-delegate"])
    assert browser.get(ROOT + "me").json()["organisation"] == "ESA"
    body = json.dumps({"mission": [{"id": "x", "name": "X"}]})
    refused = browser.post(ROOT + "statements", body, content_type="application/json")
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["detail"]
    secret = "a" * 32
    browser.cookies["csrftoken"] = secret
    headers = {"X-CSRFToken": secret}
    taken = browser.post(ROOT + "statements", body, content_type="application/json", headers=headers)
    assert taken.status_code == 200, taken.content


def test_everybody_is_told_who_they_are(callers: dict[str, Caller]) -> None:
    told = callers["jaxa-planner"].get("me").json()
    assert told == {
        "signed_in": True,
        "name": "jaxa-planner",
        "organisation": "JAXA",
        "role": "planner",
        "viewer": {"organisation": "JAXA", "member": True},
        "may_prepare": True,
        "may_state": False,
        "token": "state",
    }
    assert callers["anonymous"].get("me").json()["signed_in"] is False


# --- how often ------------------------------------------------------------------------------------


def few(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    from ecliptic.server.api import gate
    from ecliptic.server.environment import environment

    update = {"api_requests_per_minute": limit, "api_public_requests_per_minute": limit}
    monkeypatch.setattr(gate, "environment", lambda: environment().model_copy(update=update))


def test_too_many_requests_have_to_wait(callers: dict[str, Caller], monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, 3)
    left = [callers["anonymous"].get("me")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = callers["anonymous"].get("me")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert callers["esa-reader"].get("me").status_code == 200


def test_trying_out_tokens_is_counted_by_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, 20)
    codes = [
        client.get(ROOT + "me", headers={"Authorization": f"Bearer ecl_{number}"}).status_code
        for number in range(6)
    ]
    assert codes == [401] * 4 + [429] * 2


def test_buckets_fill_again_and_are_forgotten() -> None:
    from ecliptic.server.api.limits import Limiter

    now = [0.0]
    limiter = Limiter(lambda: now[0])
    assert [limiter.take("a", 2).wait_s for _ in range(3)] == [0, 0, 30]
    now[0] = 30.0
    assert [limiter.take("a", 2).wait_s for _ in range(2)] == [0, 30]
    now[0] = 0.0  # a clock that was set back gives nothing and takes nothing
    assert limiter.take("a", 2).wait_s == 30
    assert limiter.take("b", 1, cost=20).wait_s == 0


# --- what is spared -------------------------------------------------------------------------------

READ = (
    *(
        "",
        "things",
        LIST,
        "things/missions/esa-public",
        "history/missions/esa-public",
        "referrers/missions/esa-public",
    ),
    *(
        "statements",
        "editions",
        "changes?from=2020-01-01",
        "search?q=esa",
        "me",
        "schema/mission",
        "openapi.json",
    ),
    *("export", "export?format=package", "export?format=workbook", "assessments"),
)


@pytest.mark.parametrize("path", READ)
def test_what_has_not_changed_is_not_sent_again(path: str, callers: dict[str, Caller]) -> None:
    reader = callers["esa-reader"]
    first = reader.get(path)
    etag = first["ETag"]
    assert first.status_code == 200
    assert reader.get(path)["ETag"] == etag
    for known in (etag, f'"other", W/{etag}'):
        spared = reader.get(path, if_none_match=known)
        assert (spared.status_code, spared.content, spared["ETag"]) == (304, b"", etag)
    assert reader.get(path, if_none_match='"other"').status_code == 200


def test_the_mark_changes_with_what_is_stated_and_only_for_those_who_see_it(
    callers: dict[str, Caller],
) -> None:
    marks = {who: callers[who].get("export")["ETag"] for who in ("anonymous", "esa-reader", "jaxa-reader")}
    private = {"mission": [{"id": "quiet", "name": "Quiet", "visibility": "private"}]}
    assert callers["esa-delegate"]("POST", "statements", private).status_code == 200
    after = {who: callers[who].get("export")["ETag"] for who in marks}
    assert [who for who in marks if marks[who] != after[who]] == ["esa-reader"]
    for path in ("", LIST, "statements", "things", "changes?from=2020-01-01"):
        assert callers["jaxa-reader"].get(path).content == callers["jaxa-reader"].get(path).content


@pytest.mark.parametrize("path", READ)
def test_heads_are_those_of_the_whole_answer(path: str, callers: dict[str, Caller]) -> None:
    whole, head = callers["anonymous"].get(path), callers["anonymous"]("HEAD", path)
    assert (head.status_code, head["ETag"]) == (200, whole["ETag"])
    assert head.content == b""


# --- from which site ------------------------------------------------------------------------------


def test_other_sites_may_read_what_is_public_and_nothing_else(
    callers: dict[str, Caller], signed_in: dict[str, Client]
) -> None:
    origin = {"origin": "https://elsewhere.example"}
    assert callers["anonymous"].get(LIST, **origin)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in callers["esa-reader"].get(LIST, **origin)
    assert "Access-Control-Allow-Origin" not in signed_in["esa-reader"].get(ROOT + LIST, headers=origin)
    assert "Access-Control-Allow-Origin" not in callers["anonymous"]("POST", "statements", {}, **origin)
    flight = callers["anonymous"]("OPTIONS", "statements", access_control_request_method="POST", **origin)
    assert flight.status_code == 204
    assert "POST" not in flight["Access-Control-Allow-Methods"]
    assert "authorization" not in flight["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in flight
    assert flight["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_answers_are_kept_by_nobody_who_should_not(callers: dict[str, Caller]) -> None:
    assert callers["anonymous"].get(LIST)["Cache-Control"] == "no-cache"
    assert callers["esa-reader"].get(LIST)["Cache-Control"] == "private, no-cache"
    for who in ("anonymous", "esa-reader"):
        assert {"Authorization", "Cookie"} <= set(callers[who].get(LIST)["Vary"].split(", "))


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", LIST, 405), ("PATCH", "statements", 405), ("TRACE", LIST, 405), ("POST", "me", 405),
     ("NONSENSE", "", 405), ("PUT", "export", 405)],
)  # fmt: skip
def test_other_methods_are_refused_with_those_there_are(
    method: str, path: str, status: int, callers: dict[str, Caller]
) -> None:
    response = callers["esa-delegate"](method, path)
    assert response.status_code == status
    assert "GET" in response["Allow"]
    assert response["Content-Type"] == "application/problem+json"


def test_a_form_that_we_do_not_have_is_refused(callers: dict[str, Caller]) -> None:
    assert callers["anonymous"].get(LIST, accept="text/turtle").status_code == 406
    for accept in ("*/*", "application/*", "text/html,application/json;q=0.1", "application/problem+json"):
        assert callers["anonymous"].get(LIST, accept=accept).status_code == 200
