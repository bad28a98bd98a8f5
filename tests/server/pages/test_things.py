"""The page of a thing and its history."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from ecliptic.vocabulary import (
    Allocation,
    Contribution,
    Element,
    Function,
    Mission,
    PlannedDate,
    Role,
    Visibility,
)
from server.pages.stated import put, said
from server.pages.test_lists import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(db: None) -> None:
    """A mission of ESA with three versions, of which NASA says otherwise, and things that refer to it."""
    first = Mission(
        id="argo",
        name="Argo",
        lead="ESA",
        launch=PlannedDate.parse("2030"),
        objective="Carry cargo to the Moon",
    )
    second = first.model_copy(
        update={"launch": PlannedDate.parse("2031"), "objective": "Carry heavy cargo to the Moon"}
    )
    theirs = first.model_copy(update={"launch": PlannedDate.parse("2035"), "mass_kg": 900.0})
    put(
        [
            said(first, firmness="planned"),
            said(
                second, version=2, days=10, firmness="approved", sources=("Plan, https://example.org/plan",)
            ),
            said(second, version=3, days=40, firmness="approved"),
            said(theirs, "NASA", days=20, firmness="considered", unverified=True),
            said(
                Contribution(
                    id="c1", organisation="ESA", role=Role.LEAD, target_kind="mission", target="argo"
                )
            ),
        ]
    )


def test_a_thing_tells_what_is_said_by_whom_and_since_when(disputed: None, client: Client) -> None:
    page = body(client, "/things/missions/argo")
    assert re.search(r"<dt[^>]*>Launch</dt><dd>2031</dd>", page)
    assert 'title="What it is to achieve."' in page
    assert re.search(r'Said so since</dt><dd><time datetime="2026-01-20">', page)
    assert re.search(r'Confirmed</dt><dd><time datetime="2026-02-19">', page)
    assert re.search(r"<dt[^>]*>Destination</dt><dd><span class=\"nil\">not stated</span>", page)
    assert "2 fields" not in page


def test_disagreements_stand_side_by_side(disputed: None, client: Client) -> None:
    page = body(client, "/things/missions/argo")
    assert re.search(r">Launch</th><td>2031</td><td>2035</td>", page)
    assert "They differ on 3 fields" in page
    assert "/history/missions/argo?from=ESA.3&amp;to=NASA.1" in page
    past = body(client, "/things/missions/argo?as_of=2026-02-01")
    assert "/history/missions/argo?as_of=2026-02-01&amp;from=ESA.2&amp;to=NASA.1" in past
    told = json.loads(body(client, "/things/missions/argo.json"))
    assert told["disagreements"][0]["publisher"] == "NASA"
    assert {d["field"] for d in told["disagreements"][0]["differences"]} == {
        "launch",
        "objective",
        "firmness",
    }
    assert told["others"][0]["envelope"]["unverified"] is True


def test_what_refers_to_a_thing_is_grouped_and_paged(client: Client) -> None:
    function = Function(id="F", name="Go")
    allocations = [Allocation(id=f"a{n}", function="F", phase="P", element="E") for n in range(120)]
    put([said(function), *(said(allocation) for allocation in allocations)])
    page = body(client, "/things/functions/F")
    assert page.count('href="/things/allocations/') == 50
    assert "?referring=allocation.function#by-allocationfunction" in page
    last = body(client, "/things/functions/F?referring=allocation.function&page=3")
    assert last.count('href="/things/allocations/') == 20
    assert json.loads(body(client, "/things/functions/F.json"))["referrers_total"] == 120


def test_a_withdrawn_thing_keeps_its_page(client: Client) -> None:
    element = Element(id="old lander/2", name="Old lander")
    put([said(element), said(element, version=2, days=5, withdrawn=True)])
    page = body(client, "/things/elements/old%20lander/2")
    assert "no longer states this" in page
    assert 'datetime="2026-01-15"' in page
    assert json.loads(body(client, "/things/elements/old%20lander/2.json"))["withdrawn"] is True
    assert "Nobody has stated" in body(client, "/things/elements/")


def test_an_identifier_may_end_like_a_twin(client: Client) -> None:
    put([said(Element(id="x.json", name="Named like a file")), said(Element(id="y", name="Plain"))])
    assert "<h1>Named like a file" in body(client, "/things/elements/x.json")
    assert json.loads(body(client, "/things/elements/x.json.json"))["id"] == "x.json"
    assert json.loads(body(client, "/things/elements/y.json"))["label"] == "Plain"


def test_what_is_hidden_answers_as_what_does_not_exist(small_store: None, client: Client) -> None:
    for form in (
        "things/missions/{}",
        "things/missions/{}.json",
        "history/missions/{}",
        "history/missions/{}.csv",
    ):
        hidden = client.get("/" + form.format("esa-private"))
        unknown = client.get("/" + form.format("esa-nothing"))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content.replace(b"esa-private", b"X") == unknown.content.replace(b"esa-nothing", b"X")
        assert set(hidden.headers) == set(unknown.headers)


def test_fields_for_few_are_marked_for_those_who_see_them(
    small_store: None, signed_in: dict[str, Client]
) -> None:
    seen = body(signed_in["esa-reader"], "/things/missions/esa-narrowed")
    assert re.search(r"ZqEsaNarrowedMarker <span class=\"seen seen-private\"", seen)
    assert "ZqEsaSharedMarker" in body(signed_in["jaxa-reader"], "/things/missions/esa-narrowed")
    public = body(signed_in["anonymous"], "/things/missions/esa-narrowed")
    assert "ZqEsa" not in public
    assert "seen-private" not in public


def test_who_may_state_is_led_to_the_form(disputed: None, signed_in: dict[str, Client]) -> None:
    assert "Edit what we state" in body(signed_in["esa-planner"], "/things/missions/argo")
    assert "State our own view" in body(signed_in["jaxa-planner"], "/things/missions/argo")
    assert "Edit what we state" not in body(signed_in["esa-reader"], "/things/missions/argo")


# --- history --------------------------------------------------------------------------------------


def test_history_tells_what_each_version_changed(disputed: None, client: Client) -> None:
    page = body(client, "/history/missions/argo")
    assert re.findall(r'version-name">(\w+), version (\d)', page) == [
        ("ESA", "3"),
        ("NASA", "1"),
        ("ESA", "2"),
        ("ESA", "1"),
    ]
    assert "<del>2030</del>" in page
    assert "<ins>2031</ins>" in page
    assert re.search(r"Carry ?<ins> ?heavy ?</ins> ?cargo to the Moon", page)


def test_any_two_versions_are_compared(disputed: None, client: Client) -> None:
    page = body(client, "/history/missions/argo?from=ESA.1&to=NASA.1")
    assert "<del>2030</del>" in page
    assert "<ins>2035</ins>" in page
    assert "<ins>900\u00a0kg</ins>" in page
    told = json.loads(body(client, "/history/missions/argo.json?from=ESA.1&to=ESA.2"))
    assert {change["field"] for change in told["changes"]} == {"launch", "objective", "firmness", "sources"}
    for wrong in ("ESA.9", "ESA", "JAXA.1", "NASA.1.1", "ESA.٣"):
        assert client.get(f"/history/missions/argo?from=ESA.1&to={wrong}").status_code == 404


def test_two_of_many_versions_cost_no_more_queries(client: Client, django_assert_num_queries: Any) -> None:
    mission = Mission(id="m", name="M")
    many = [
        said(mission.model_copy(update={"objective": f"Step {n}"}), version=n, days=n) for n in range(1, 201)
    ]
    put(many)
    client.get("/history/missions/m")
    with django_assert_num_queries(1):
        page = body(client, "/history/missions/m?from=ESA.1&to=ESA.200")
    assert "<ins>200</ins>" in page
    assert len(page) < 40_000
    assert body(client, "/history/missions/m").count("version-name") == 10
    assert body(client, "/history/missions/m?page=20").count("version-name") == 10


def test_versions_that_were_narrowed_since_are_gone_from_history(
    small_store: None, signed_in: dict[str, Client]
) -> None:
    assert signed_in["anonymous"].get("/history/missions/esa-retracted").status_code == 404
    own = body(signed_in["esa-reader"], "/history/missions/esa-retracted")
    assert own.count("version-name") == 2


def test_a_name_that_is_markup_stays_words(client: Client) -> None:
    name = "<script>alert(1)</script>"
    put(
        [
            said(
                Mission(id="x&<y>", name=name, status='"><img src=x>', objective=name),
                visibility=Visibility.PUBLIC,
            )
        ]
    )
    for address in (
        "/things/missions/",
        "/things/missions/x&%3Cy%3E",
        "/history/missions/x&%3Cy%3E",
        "/changes/?from=2026-01-01",
        "/search/?q=script",
        "/",
    ):
        page = body(client, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
