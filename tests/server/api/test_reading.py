"""Reading: lists, things, history, and what each caller may see of them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from server.api.callers import Caller
from server_store import all_markers, marker, may_meet

pytestmark = pytest.mark.usefixtures("small_store")

READ = (
    "",
    "things",
    "things/missions",
    "things/missions?limit=2",
    "things/missions?fields=name,lead",
    "things/missions/esa-public",
    "things/missions/esa-private",
    "things/missions/jaxa-narrowed",
    "history/missions/esa-retracted",
    "history/missions/esa-narrowed",
    "history/missions/jaxa-members",
    "referrers/elements/esa-private",
    "statements",
    "statements?kind=mission&publisher=JAXA",
    "editions",
    "changes?from=2020-01-01",
    "changes?from=2020-01-01&to=2025-03-02",
    "search?q=Marker",
    "export",
    "export?format=package",
    "me",
    "things/missions?q=Marker",
    "things/missions?sort=-status",
    "things/missions?where=status:ZqEsaNarrowedMarker",
    "things/missions?as_of=2025-03-01",
)
WHO = ("anonymous", "guest", "esa-reader", "esa-delegate", "jaxa-planner", "orbital-delegate", "secretariat")


def allowed(who: str) -> set[str]:
    organisation = who.partition("-")[0].upper() if "-" in who else None
    member = organisation in {"ESA", "JAXA"} or who == "secretariat"
    return {
        word
        for publisher in ("ESA", "JAXA", "ORBITAL")
        for word in may_meet(publisher, organisation, member=member)
    }


@pytest.mark.parametrize("who", WHO)
def test_nobody_meets_words_that_are_hidden_from_them(who: str, callers: dict[str, Caller]) -> None:
    hidden = [word.encode() for word in all_markers() - allowed(who)]
    for path in READ:
        response = callers[who].get(path)
        assert response.status_code in {200, 404}, (path, response.content)
        body = response.content
        if not path.startswith("things/missions?where"):
            assert not [word for word in hidden if word in body], path


@pytest.mark.parametrize("who", WHO)
def test_everybody_meets_all_that_is_for_them(who: str, callers: dict[str, Caller]) -> None:
    body = callers[who].get("export").content
    assert {word for word in all_markers() if word.encode() in body} == allowed(who)


@pytest.mark.parametrize(
    "path", ["things/missions/{}", "history/missions/{}", "referrers/missions/{}", "own/missions/{}"]
)
def test_hidden_things_and_unknown_ones_get_the_same_answer(path: str, callers: dict[str, Caller]) -> None:
    for who in ("anonymous", "jaxa-delegate"):
        hidden = callers[who].get(path.format("esa-private"))
        unknown = callers[who].get(path.format("esa-unknown"))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content == unknown.content
        assert told_by(hidden) == told_by(unknown)


def told_by(response: object) -> dict[str, str]:
    """Headers that do not differ from request to request by themselves."""
    own = ("RateLimit", "X-Request-ID")
    return {name: value for name, value in response.headers.items() if not name.startswith(own)}


def test_a_list_is_gone_through_part_by_part(callers: dict[str, Caller]) -> None:
    everything = callers["esa-reader"].get("things/missions").json()
    for sort in ("id", "-id", "label", "firmness", "launch", "-stated_at"):
        found, after = [], None
        while True:
            tail = f"&after={quote(after)}" if after else ""
            part = callers["esa-reader"].get(f"things/missions?limit=2&sort={sort}{tail}").json()
            assert part["total"] == everything["total"]
            found += [statement["id"] for statement in part["statements"]]
            after = part["next"]
            if after is None:
                break
        assert sorted(found) == [statement["id"] for statement in everything["statements"]]


def test_statements_are_gone_through_in_order_of_time(callers: dict[str, Caller]) -> None:
    everything = callers["esa-reader"].get("statements").json()
    found, after = [], None
    while True:
        tail = f"&after={quote(after)}" if after else ""
        part = callers["esa-reader"].get(f"statements?limit=4{tail}").json()
        found += part["statements"]
        after = part["next"]
        if after is None:
            break
    assert found == everything["statements"]
    assert [s["stated_at"] for s in found] == sorted(s["stated_at"] for s in found)
    later = callers["esa-reader"].get("statements?stated_after=2025-03-02T11:59:59Z").json()
    assert {s["publisher"] for s in later["statements"]} == {"JAXA", "ORBITAL"}


def test_filters_leave_out_all_else(callers: dict[str, Caller]) -> None:
    def ids(query: str) -> list[str]:
        told = callers["esa-reader"].get(f"things/missions?{query}").json()
        assert told["total"] == len(told["statements"])
        return [s["id"] for s in told["statements"]]

    assert ids("publisher=JAXA") == ["jaxa-members", "jaxa-narrowed", "jaxa-public"]
    assert ids("firmness=approved") == ["esa-narrowed", "jaxa-narrowed", "orbital-narrowed"]
    assert ids("visibility=private") == ["esa-private", "esa-retracted"]
    assert ids("verified=false") == []
    assert ids("where=lead:ESA&where=launch:2031&visibility=public") == ["esa-public"]
    assert ids("q=zqjaxapublic") == ["jaxa-public"]
    assert ids(f"q={marker('JAXA', 'private')}") == []


def test_sparse_fields_come_alone(callers: dict[str, Caller]) -> None:
    told = callers["anonymous"].get("things/missions?fields=name,launch&limit=2").json()
    assert told["statements"] == [
        {"kind": "mission", "id": "esa-narrowed", "name": "ESA narrowed"},
        {"kind": "mission", "id": "esa-public", "name": "ZqEsaPublicMarker", "launch": "2031"},
    ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("things/missions?publsher=ESA", "publsher"),
        ("things/missions?limit=0", "limit"),
        ("things/missions?limit=1001", "limit"),
        ("things/missions?limit=1e24", "limit"),
        ("things/missions?limit=999999999999999999999999999999", "limit"),
        ("things/missions?limit=1&limit=2", "limit"),
        ("things/missions?sort=nonsense", "sort"),
        ("things/missions?sort=serves", "sort"),
        ("things/missions?fields=nonsense", "fields"),
        ("things/missions?firmness=certain", "firmness"),
        ("things/missions?where=nonsense", "where"),
        ("things/missions?where=nonsense:1", "where"),
        ("things/missions?sort=label&after=gone", "after"),
        ("things/missions?after=%00", "after"),
        ("things/missions?as_of=yesterday", "as_of"),
        ("things/missions?as_of=2025-02-30", "as_of"),
        ("things/missions?as_of=0001-01-01T00:00:00%2B23:59", "as_of"),
        ("things/missions?edition=%00", "edition"),
        ("statements?after=nonsense", "after"),
        ("statements?after=W10x", "after"),
        ("statements?kind=nonsense", "kind"),
        ("changes?from=nonsense", "from"),
        ("changes?from=%00", "from"),
        ("changes?from=2020-01-01&after=-1", "after"),
        ("changes?from=2020-01-01&after=99999999999999999999", "after"),
        ("changes", "from"),
        ("search?q=", "q"),
        ("export?format=pdf", "format"),
        ("export?kind=nonsense", "kind"),
    ],
)
def test_wrong_parameters_are_told_by_name(path: str, field: str, callers: dict[str, Caller]) -> None:
    response = callers["anonymous"].get(path)
    assert response.status_code == 422, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert [problem["field"] for problem in response.json()["problems"]] == [field]


@pytest.mark.parametrize(
    "path",
    [
        *("nonsense", "things/nonsense", "things/missions/", "things/missions/%00", "schema/nonsense"),
        *("editions/%00", "things/missions/..%2F..", "things/missions/%FF", "history/missions/a/b/../c"),
        *("runs/nonsense", "things/missions/" + "a" * 3000, "things/missions?edition=nonsense", "export/"),
        *("assessments/x", "runs/00000000-0000-0000-0000-000000000000"),
    ],
)
def test_what_is_not_there_is_not_found(path: str, callers: dict[str, Caller]) -> None:
    response = callers["anonymous"].get(path)
    assert response.status_code in {404, 422, 405}, (path, response.status_code)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
