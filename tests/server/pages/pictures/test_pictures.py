"""Pages of pictures: every number leads to its list, choices live in the address, and nothing leaks."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from django.test import Client

from server_store import all_markers, may_meet

pytestmark = pytest.mark.django_db
PAGES = ("/missions/", "/coverage/", "/coverage/functions/", "/flow/", "/gaps/")
TWINS = ("/missions", "/coverage", "/coverage/functions", "/flow", "/gaps")
_COUNTS = re.compile(r'<a href="(/coverage/functions/\?[^"]*)" aria-label="[^"]*">(?:<b>)?(\d+)(?:</b>)?</a>')


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """A twin as rows of CSV."""
    reply = client.get(address)
    assert reply.status_code == 200, address
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    return list(csv.DictReader(io.StringIO(body.decode())))


@pytest.mark.usefixtures("reference_store")
def test_every_page_and_twin_answers(client: Client) -> None:
    """Whole, without inline style, with its twins; asked for again it has not changed."""
    for address in PAGES:
        reply = client.get(address)
        page = reply.content.decode()
        assert reply.status_code == 200, address
        assert 'style="' not in page
        assert "<style" not in page
        assert client.get(address, HTTP_IF_NONE_MATCH=reply["ETag"]).status_code == 304, address
    for address in TWINS:
        assert rows(client, f"{address}.csv")
        assert json.loads(client.get(f"{address}.json").content)["rows"]


@pytest.mark.usefixtures("reference_store")
def test_numbers_of_coverage_lead_to_as_many_functions(client: Client) -> None:
    """Each number of the grids, of all phases and of one, counts the rows of the list behind it."""
    seen = 0
    for address in ("/coverage/", "/coverage/?phase=HLR", "/coverage/?phase=HTM"):
        page = client.get(address).content.decode()
        for link, number in _COUNTS.findall(page):
            path, _, query = unescape(link).partition("?")
            assert len(rows(client, f"{path.rstrip('/')}.csv?{query}")) == int(number), link
            seen += 1
    assert seen > 100
    assert "not stated" in client.get("/coverage/?phase=HTM").content.decode(), "unknown is never zero"


@pytest.mark.usefixtures("reference_store")
def test_choices_narrow_missions(client: Client) -> None:
    """Destination, agency, firmness, words and years narrow picture, list and twins alike."""
    whole = rows(client, "/missions.csv?from=1900&to=2200")
    mars = rows(client, "/missions.csv?from=1900&to=2200&destination=Mars")
    both = rows(client, "/missions.csv?from=1900&to=2200&destination=Mars&destination=Moon")
    esa = rows(client, "/missions.csv?from=1900&to=2200&destination=Mars&organisation=ESA")
    assert len(whole) > len(both) > len(mars) > len(esa) > 0
    assert all("ESA" in (row["lead"] + row["partners"]) for row in esa)
    facts = rows(client, "/missions.csv?from=1900&to=2200&firmness=fact")
    assert {row["firmness"] for row in facts} == {"fact"}
    words = rows(client, "/missions.csv?from=1900&to=2200&q=artemis")
    assert 0 < len(words) < len(whole)
    page = client.get("/missions/?destination=Mars&from=2030&to=2035").content.decode()
    assert "Missions by destination and agency, 2030 to 2035" in page
    assert page.count("2029") == 0 or "outside these years" in page
    narrow = rows(client, "/missions.csv?destination=Mars&from=2030&to=2035")
    assert 0 < len(narrow) < len(mars)
    assert "By agency" in page
    by_agency = client.get("/missions/?by=agency").content.decode()
    assert "Lanes are destinations." in by_agency


@pytest.mark.usefixtures("reference_store")
def test_the_flow_counts_functions(client: Client) -> None:
    """What flows into an agency is what coverage says that it provides or addresses."""
    flow = rows(client, "/flow.csv?phase=HLR")
    provided = rows(client, "/coverage/functions.csv?phase=HLR&organisations=NASA")
    addressed = rows(client, "/coverage/functions.csv?phase=HLR&addressed_by=NASA")
    union = {row["function"] for row in [*provided, *addressed]}
    assert sum(int(row["functions [functions]"]) for row in flow if row["target"] == "NASA") == len(union)
    assert {row["category"] for row in flow} <= {
        *("demand", "fact", "approved", "planned", "considered", "concept", "unknown", "gap")
    }, "interests are no flow"
    only = rows(client, "/flow.csv?phase=HLR&organisation=ESA")
    assert 0 < len(only) < len(flow)
    assert rows(client, "/flow.csv?phase=HLR&to=elements") != flow


@pytest.mark.usefixtures("reference_store")
def test_the_board_holds_every_gap_once(client: Client) -> None:
    """By who works on it each gap stands in one column; a column alone shows all of its cards."""
    whole = rows(client, "/gaps.csv")
    by_address = {row["address"] for row in whole}
    assert sum(len(rows(client, f"/gaps.csv?address={a.replace(' ', '+')}")) for a in by_address) == len(
        whole
    )
    alone = client.get("/gaps/?address=nobody").content.decode()
    nobody = [row for row in whole if row["address"] == "nobody"]
    assert alone.count("<li><h3>") == len(nobody)
    data = rows(client, "/gaps.csv?kind=data")
    assert data
    assert "data_gap" in data[0]
    unverified = rows(client, "/gaps.csv?unverified=yes")
    assert {row["unverified"] for row in unverified} == {"yes"}
    shown = client.get("/gaps/?unverified=yes").content.decode()
    assert "rests on unverified statements" in shown


@pytest.mark.usefixtures("small_store")
def test_nothing_leaks_into_pictures(signed_in: dict[str, Client]) -> None:
    """Each reader meets only the words that they may meet, on every page and in every twin."""
    eyes = {
        "anonymous": (None, False),
        "guest": (None, False),
        "esa-reader": ("ESA", True),
        "jaxa-delegate": ("JAXA", True),
        "orbital-planner": ("ORBITAL", False),
        "secretariat": (None, True),
    }
    met: set[str] = set()
    for person, (organisation, member) in eyes.items():
        allowed = {w for p in ("ESA", "JAXA", "ORBITAL") for w in may_meet(p, organisation, member=member)}
        every = "?from=1900&to=2200"
        addresses = [*(f"{page}{every}" for page in PAGES)]
        addresses += [f"{twin}.{form}{every}" for twin in TWINS for form in ("json", "csv")]
        for address in addresses:
            reply = signed_in[person].get(address)
            body = (b"".join(reply.streaming_content) if reply.streaming else reply.content).decode()
            found = {word for word in all_markers() if word in body}
            assert found <= allowed, (person, address)
            met |= found
    assert "ZqEsaPrivateMarker" in met, "the markers would be seen where they may be"


@pytest.mark.usefixtures("small_store")
def test_empty_pictures_say_what_to_do(client: Client) -> None:
    """A roadmap without functions or gaps shows words instead of empty figures."""
    assert "No functions yet" in client.get("/coverage/").content.decode()
    assert "Nothing flows yet" in client.get("/flow/").content.decode()
    assert "No gaps yet" in client.get("/gaps/").content.decode()
    assert "No mission fits" in client.get("/missions/?destination=Venus").content.decode()
    assert rows(client, "/flow.csv") == []


@pytest.mark.usefixtures("small_store")
def test_nonsense_in_addresses(client: Client) -> None:
    """Nothing in an address breaks a page; what is not there is not found, in words."""
    for address, code in {
        "/missions/?from=abc&to=99999&page=1e400&by=x&destination=%00": 200,
        "/missions/?from=2040&to=2020": 200,
        "/missions/?from=%D9%A2%D9%A0%D9%A2%D9%A0": 200,
        "/coverage/?phase=nothing": 404,
        "/coverage.json?phase=nothing": 404,
        "/coverage/functions/?page=99999999999999999999&sort=%27&phase=%00": 200,
        "/gaps/?kind=odd&by=odd&address=odd": 200,
        "/gaps/?q=" + "x" * 5000: 200,
    }.items():
        assert client.get(address).status_code == code, address


@pytest.mark.usefixtures("reference_store")
def test_pictures_of_the_past(client: Client) -> None:
    """An earlier day and an edition show what was stated then, and links stay there."""
    now, then = (len(rows(client, f"/missions.csv?from=1900&to=2200{m}")) for m in ("", "&as_of=2020-01-01"))
    assert then < now
    page = client.get("/coverage/?edition=nasa-add-rev-b&phase=HLR").content.decode()
    assert "edition=nasa-add-rev-b" in page
    assert all("edition=nasa-add-rev-b" in link for link, _ in _COUNTS.findall(page))


@pytest.mark.usefixtures("reference_store")
def test_pages_ask_the_database_for_next_to_nothing(
    client: Client, django_assert_max_num_queries: object
) -> None:
    """However much a picture shows, what it shows is in memory."""
    for address in PAGES:
        client.get(address)
        with django_assert_max_num_queries(2):  # type: ignore[operator] # a fixture without types
            client.get(address)
