"""Lists of things: filters, counts, orders, pages and twins."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.listing.index import KindIndex, natural
from ecliptic.vocabulary import Element, Firmness, Mission, PlannedDate, Visibility
from server.pages.stated import missions, put, said

pytestmark = pytest.mark.django_db


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode()


def names(page: str) -> list[str]:
    """The things in a list's table, in order."""
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">([^<]*)</a>', page)


@pytest.fixture
def some_missions(db: None) -> None:
    put(
        [
            said(
                Mission(id="a", name="Alpha", lead="ESA", launch=PlannedDate.parse("2031"), mass_kg=5),
                firmness="planned",
            ),
            said(
                Mission(id="b", name="Beta", lead="JAXA", launch=PlannedDate.parse("2029")),
                "JAXA",
                firmness="approved",
            ),
            said(Mission(id="c", name="Gamma 10", lead="ESA", status="=SUM(A1)"), unverified=True),
            said(Mission(id="d", name="Gamma 9", lead="ESA", crewed=True), firmness="planned", days=3),
            said(Mission(id="e", name="Hidden", lead="ESA"), visibility=Visibility.PRIVATE),
        ]
    )


def test_filters_leave_what_fits_all_of_them(some_missions: None, client: Client) -> None:
    assert names(body(client, "/things/missions/")) == ["Alpha", "Beta", "Gamma 9", "Gamma 10"]
    assert names(body(client, "/things/missions/?firmness=planned")) == ["Alpha", "Gamma 9"]
    assert names(body(client, "/things/missions/?firmness=planned&firmness=approved&lead=JAXA")) == ["Beta"]
    assert names(body(client, "/things/missions/?firmness=")) == ["Gamma 10"]
    assert names(body(client, "/things/missions/?verified=no")) == ["Gamma 10"]
    assert names(body(client, "/things/missions/?q=gamma+9")) == ["Gamma 9"]
    assert "Nothing fits all of these filters" in body(client, "/things/missions/?q=gamma+9&firmness=fact")


def test_counts_tell_what_each_choice_would_leave(some_missions: None, client: Client) -> None:
    page = body(client, "/things/missions/?firmness=planned")
    counts = dict(re.findall(r'name="(?:firmness|lead)" value="([^"]*)"[^>]*>.*?class="count">(\d+)<', page))
    # Firmness counts as if it were not chosen; the lead counts beside the choice of firmness.
    assert counts == {"planned": "2", "approved": "1", "": "1", "ESA": "2"}
    assert "2 of 4 fit" in page


def test_visibility_is_a_filter_only_for_those_who_sign_in(
    some_missions: None, signed_in: dict[str, Client]
) -> None:
    assert 'name="visibility"' not in body(signed_in["anonymous"], "/things/missions/")
    own = body(signed_in["esa-reader"], "/things/missions/")
    assert 'name="visibility" value="private"' in own
    assert names(body(signed_in["esa-reader"], "/things/missions/?visibility=private")) == ["Hidden"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "abdc"),
        ("-name", "cdba"),
        ("launch", "badc"),
        ("-launch", "abdc"),
        ("mass_kg", "abdc"),
        ("firmness", "badc"),
        ("nonsense", "abdc"),
    ],
)
def test_orders_put_what_is_not_stated_last(
    some_missions: None, client: Client, sort: str, order: str
) -> None:
    things = json.loads(body(client, f"/things/missions.json?sort={sort}"))["things"]
    assert "".join(thing["record"]["id"] for thing in things) == order


def test_natural_order_reads_numbers_as_numbers() -> None:
    assert sorted(["FN-10", "fn-2", "A²", "FN-"], key=natural) == ["A²", "FN-", "fn-2", "FN-10"]


def test_pages_end_where_the_things_end(client: Client) -> None:
    put(said(mission) for mission in missions(120))
    assert len(names(body(client, "/things/missions/"))) == 50
    assert names(body(client, "/things/missions/?page=3"))[0] == "Mission 101"
    for beyond in ("4", "999999999", "9" * 5000, "-1", "one", "1.5", "٣"):
        assert len(names(body(client, f"/things/missions/?page={beyond}"))) in (20, 50)
    assert len(names(body(client, "/things/missions/?page=99999999"))) == 20
    assert len(names(body(client, "/things/missions/?size=100000"))) == 120
    assert "filters" in body(client, "/things/missions/?q=Mission+1&page=2")


def test_a_program_follows_the_pages(client: Client) -> None:
    put(said(mission) for mission in missions(120))
    address, met = "/things/missions.json?q=mission&size=50", []
    while address:
        part = json.loads(body(client, address))
        assert part["total"] == 120
        met += [thing["record"]["id"] for thing in part["things"]]
        address = part["next"]
    assert len(met) == len(set(met)) == 120


def test_a_table_for_spreadsheets_runs_nothing(some_missions: None, client: Client) -> None:
    answer = client.get("/things/missions.csv?q=gamma")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="missions.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [row["id"] for row in rows] == ["d", "c"]
    assert rows[1]["status"] == "'=SUM(A1)"
    assert rows[0]["mass_kg [kg]"] == ""
    assert rows[0]["crewed"] == "yes"


def test_a_list_that_does_not_exist_says_so(client: Client) -> None:
    assert "There is no such list" in body(client, "/things/nothings.json", 404)
    assert client.get("/things/nothings/").status_code == 404
    page = body(client, "/things/elements/")
    assert "Nobody has stated anything of this kind yet" in page


def test_as_of_and_edition_stay_in_the_links(some_missions: None, client: Client) -> None:
    page = body(client, "/things/missions/?as_of=2026-01-11")
    assert names(page) == ["Alpha", "Beta", "Gamma 10"]
    assert 'href="/things/missions/a?as_of=2026-01-11"' in page
    assert client.get("/things/missions/?edition=none").status_code == 404


def test_lists_ask_the_database_once(
    some_missions: None, client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/things/missions/")
    for address in ("/things/missions/", "/things/missions.json", "/things/", "/things/missions/a", "/"):
        with django_assert_num_queries(1):
            client.get(address)


def test_the_index_counts_as_a_plain_loop_does() -> None:
    statements = [
        said(
            Element(id=f"e{n}", name=f"Element {n}", lead=("ESA", "JAXA", None)[n % 3], crew=n % 2 or None),
            publisher=("ESA", "NASA")[n % 2],
            firmness=(Firmness.FACT, Firmness.PLANNED, None)[n % 3 - 1],
            unverified=n % 5 == 0,
            days=n,
        )
        for n in range(100)
    ]
    roadmap = Roadmap.build(statements)
    things = KindIndex(roadmap, "element").things
    today = date(2028, 2, 1)
    choices = {"publisher": ("ESA",), "lead": ("ESA", "")}

    def fits(s: Any, but: str = "") -> bool:
        own = {"publisher": s.publisher, "lead": s.record.lead or ""}
        return all(own[name] in values for name, values in choices.items() if name != but)

    chosen = things.chosen(choices, "", today)
    assert chosen.bit_count() == sum(fits(s) for s in statements)
    counts = things.counts(choices, "", today)
    assert counts["publisher"]["NASA"] == sum(
        s.publisher == "NASA" and fits(s, "publisher") for s in statements
    )
    assert counts["verified"]["no"] == sum(s.unverified and fits(s) for s in statements)
    assert sum(counts["freshness"].values()) == chosen.bit_count()
    index = KindIndex(roadmap, "element")
    assert index.things is things, "what has not changed is not put in order again"
