"""Stating through the interface: many at once, one under a condition, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from server.api.callers import Caller, token_of

if TYPE_CHECKING:
    from ecliptic.server.members.models import Account

pytestmark = pytest.mark.usefixtures("small_store")

LANDER = {"name": "A lander for two", "lead": "ESA", "launch": "early 2031", "firmness": "planned"}


def body(*missions: dict[str, Any]) -> dict[str, Any]:
    return {"mission": list(missions)}


def revision() -> int:
    from ecliptic.server.statements.picture import PICTURE

    return PICTURE.revision()


# --- many -----------------------------------------------------------------------------------------


def test_many_statements_are_made_in_one_submission(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    told = delegate(
        "POST", "statements?note=autumn", body({"id": "a", **LANDER}, {"id": "b", **LANDER})
    ).json()
    assert told["counts"] == {
        "new": 2, "changed": 0, "confirmed": 0, "withdrawn": 0, "unchanged": 0, "problems": 0,
    }  # fmt: skip
    assert told["new"][0] == {"kind": "mission", "id": "a", "version": 1}
    seen = callers["anonymous"].get("things/missions/a").json()["statement"]
    assert (seen["publisher"], seen["launch"], seen["firmness"]) == ("ESA", "early 2031", "planned")
    from ecliptic.server.statements.models import Submission

    submission = Submission.objects.latest("revision")
    assert (str(submission.uuid), submission.means, submission.note) == (told["submission"], "api", "autumn")
    assert submission.account_name == "esa-delegate"


def test_what_comes_twice_is_unchanged(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    delegate("POST", "statements", body({"id": "a", **LANDER}))
    before = revision()
    again = delegate("POST", "statements", body({"id": "a", **LANDER})).json()
    assert again["counts"]["unchanged"] == 1
    assert again["submission"] is None
    assert revision() == before


def test_an_export_sent_back_changes_nothing(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    for form, content_type in (
        ("json", "application/json"),
        ("package", "application/zip"),
        ("workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        exported = delegate.get(f"export?publisher=ESA&format={form}").content
        told = delegate("POST", "statements", exported, content_type=content_type)
        assert told.status_code == 200, told.content
        counts = told.json()["counts"]
        assert (counts["unchanged"], sum(counts.values())) == (15, 15), (form, told.json())


def test_a_trial_changes_nothing(callers: dict[str, Caller]) -> None:
    before = revision()
    told = callers["esa-planner"]("POST", "statements?dry_run=true", body({"id": "a", **LANDER}))
    assert told.json()["counts"]["new"] == 1
    assert revision() == before


def test_all_or_nothing_and_the_good_ones(callers: dict[str, Caller]) -> None:
    delegate, before = callers["esa-delegate"], revision()
    mixed = body(
        {"id": "a", **LANDER}, {"id": "b", "launch": "soon"}, {"id": "c", "publisher": "JAXA", **LANDER}
    )
    refused = delegate("POST", "statements", mixed)
    assert refused.status_code == 422
    fields = {problem["field"] for problem in refused.json()["problems"]}
    assert fields == {"mission[1].name", "mission[1].launch", "mission[2].publisher"}
    assert revision() == before
    taken = delegate("POST", "statements?mode=good", mixed).json()
    assert (taken["counts"]["new"], taken["counts"]["problems"]) == (1, 3)
    assert callers["anonymous"].get("things/missions/a").status_code == 200
    assert callers["anonymous"].get("things/missions/c").status_code == 404


def test_a_package_comes_as_a_form_too(callers: dict[str, Caller]) -> None:
    from django.test import Client

    told = io.BytesIO()
    with zipfile.ZipFile(told, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({"resources": [{"path": "missions.csv"}]}))
        archive.writestr("missions.csv", "id,name\nz-1,Zenith\n")
    told.seek(0)
    told.name = "plan.zip"
    token = callers["esa-delegate"].token
    response = Client().post(
        "/api/v1/statements", {"file": told}, headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code == 200, response.content
    assert callers["anonymous"].get("things/missions/z-1").json()["statement"]["publisher"] == "ESA"


# --- one ------------------------------------------------------------------------------------------


def test_one_thing_is_stated_changed_confirmed_and_withdrawn(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    made = delegate("PUT", "own/missions/lander", LANDER, if_none_match="*")
    assert made.status_code == 201, made.content
    assert delegate.get("own/missions/lander")["ETag"] == made["ETag"]
    changed = delegate("PUT", "own/missions/lander", {**LANDER, "launch": "2032"}, if_match=made["ETag"])
    assert (changed.status_code, changed.json()["version"], changed.json()["launch"]) == (200, 2, "2032")
    confirmed = delegate("POST", "confirmations/missions/lander", b"", if_match=changed["ETag"])
    assert (confirmed.status_code, confirmed.json()["version"], confirmed.json()["launch"]) == (
        200,
        3,
        "2032",
    )
    gone = delegate("DELETE", "own/missions/lander", if_match=confirmed["ETag"])
    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert callers["anonymous"].get("things/missions/lander").status_code == 404
    history = callers["anonymous"].get("history/missions/lander").json()["statements"]
    assert [s["version"] for s in history] == [1, 2, 3, 4]
    back = delegate("PUT", "own/missions/lander", LANDER, if_match=gone["ETag"])
    assert (back.status_code, back.json()["version"]) == (200, 5)


def test_a_stale_condition_is_refused_with_what_there_is(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    first = delegate("PUT", "own/missions/lander", LANDER, if_none_match="*")
    second = delegate("PUT", "own/missions/lander", {**LANDER, "launch": "2032"}, if_match=first["ETag"])
    for headers in ({"if_match": first["ETag"]}, {"if_none_match": "*"}, {"if_match": '"nonsense"'}):
        late = delegate("PUT", "own/missions/lander", {**LANDER, "launch": "2033"}, **headers)
        assert late.status_code == 412
        assert late["ETag"] == second["ETag"]
        assert late.json()["current"]["launch"] == "2032"
    assert delegate("DELETE", "own/missions/lander", if_match=first["ETag"]).status_code == 412
    assert delegate("POST", "confirmations/missions/lander", b"", if_match=first["ETag"]).status_code == 412


def test_without_a_condition_nothing_is_changed(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    assert delegate("PUT", "own/missions/lander", LANDER).status_code == 428
    assert delegate("DELETE", "own/missions/esa-public").status_code == 428
    assert delegate("POST", "confirmations/missions/esa-public", b"").status_code == 428


def test_what_is_not_stated_cannot_be_withdrawn_or_confirmed(callers: dict[str, Caller]) -> None:
    delegate = callers["jaxa-delegate"]
    for method, path in (
        ("DELETE", "own/missions/esa-public"),
        ("POST", "confirmations/missions/esa-private"),
    ):
        assert delegate(method, path, b"", if_match="*").status_code == 404
    assert delegate("PUT", "own/missions/new", LANDER, if_match="*").status_code == 412


def test_who_says_the_same_after_an_older_version_is_told_so(callers: dict[str, Caller]) -> None:
    # Two writers who both add one to the same number want the same words, and one of them would be lost.
    delegate = callers["esa-delegate"]
    first = delegate("PUT", "own/missions/lander", LANDER, if_none_match="*")
    again = delegate("PUT", "own/missions/lander", LANDER, if_none_match="*")
    assert (again.status_code, again["ETag"]) == (412, first["ETag"])
    assert again.json()["current"]["version"] == 1
    same = delegate("PUT", "own/missions/lander", LANDER, if_match=first["ETag"])
    assert (same.status_code, same["ETag"]) == (200, first["ETag"])


def test_nothing_becomes_public_by_being_forgotten(callers: dict[str, Caller]) -> None:
    delegate = callers["esa-delegate"]
    seen = delegate.get("own/missions/esa-private")
    changed = delegate("PUT", "own/missions/esa-private", LANDER, if_match=seen["ETag"])
    assert changed.json()["visibility"] == "private"
    assert callers["jaxa-delegate"].get("things/missions/esa-private").status_code == 404


def test_what_contradicts_the_address_is_refused_with_all_else(callers: dict[str, Caller]) -> None:
    wrong = {"id": "other", "publisher": "JAXA", "kind": "element", "launch": "soon", "nonsense": 1}
    response = callers["esa-delegate"]("PUT", "own/missions/lander", wrong, if_none_match="*")
    assert response.status_code == 422
    fields = {problem["field"] for problem in response.json()["problems"]}
    assert fields == {"id", "publisher", "kind", "launch", "nonsense", "name"}


# --- who may --------------------------------------------------------------------------------------

WRITES = (
    ("POST", "statements", {"mission": [{"id": "x", "name": "X"}]}, {}),
    ("PUT", "own/missions/x", {"name": "X"}, {"if_none_match": "*"}),
    ("DELETE", "own/missions/esa-public", None, {"if_match": "*"}),
    ("POST", "confirmations/missions/esa-public", b"", {"if_match": "*"}),
)


@pytest.mark.parametrize(("method", "path", "content", "headers"), WRITES)
def test_only_delegates_state(
    method: str, path: str, content: Any, headers: dict[str, str], callers: dict[str, Caller]
) -> None:
    before = revision()
    assert callers["anonymous"](method, path, content, **headers).status_code == 401
    for who in ("guest", "secretariat", "administrator", "esa-reader", "esa-planner"):
        response = callers[who](method, path, content, **headers)
        assert response.status_code == 403, who
        assert response.json()["detail"]
    assert revision() == before


@pytest.mark.parametrize(("method", "path", "content", "headers"), WRITES)
def test_tokens_for_reading_do_not_state(
    method: str, path: str, content: Any, headers: dict[str, str], people: dict[str, Account]
) -> None:
    reader = Caller(token_of(people["esa-delegate"], scope="read"))
    assert reader(method, path, content, **headers).status_code == 403


def test_planners_state_where_their_organisation_lets_them(callers: dict[str, Caller]) -> None:
    from ecliptic.server.members.models import MemberOrganisation

    MemberOrganisation.objects.filter(identifier="ESA").update(planners_may_state=True)
    assert callers["esa-planner"]("POST", "statements", body({"id": "a", **LANDER})).status_code == 200


def test_two_who_state_at_once_are_told_apart(
    callers: dict[str, Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody states between our reading and our writing: the store refuses, and we tell by what."""
    from ecliptic.server.api import stating

    delegate = callers["esa-delegate"]
    state = stating.state

    def overtaken(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(stating, "state", state)
        assert delegate("PUT", "own/missions/x", {"name": "First"}, if_none_match="*").status_code == 201
        return state(*given, **more)

    monkeypatch.setattr(stating, "state", overtaken)
    late = delegate("PUT", "own/missions/x", {"name": "Second"}, if_none_match="*")
    assert (late.status_code, late.json()["current"]["name"]) == (412, "First")
    monkeypatch.setattr(stating, "state", overtaken_bulk(delegate, state, monkeypatch))
    late = delegate("POST", "statements", body({"id": "x", "name": "Third"}))
    assert late.status_code == 409
    assert late.json()["conflicts"] == [{"kind": "mission", "id": "x", "base": 1, "newest": 2}]


def overtaken_bulk(delegate: Caller, state: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from ecliptic.server.api import stating

    def overtaken(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(stating, "state", state)
        etag = delegate.get("own/missions/x")["ETag"]
        assert delegate("PUT", "own/missions/x", {"name": "Fourth"}, if_match=etag).status_code == 200
        return state(*given, **more)

    return overtaken
