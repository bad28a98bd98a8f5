"""Home, kinds, changes, search, editions and organisations."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.statements.models import Edition
from ecliptic.vocabulary import (
    Capability,
    Contribution,
    Element,
    Mission,
    Organisation,
    OrganisationType,
    Role,
    Strength,
    TaxonomyNode,
    Technology,
    TechnologyGap,
    Visibility,
)
from server.pages.stated import missions, put, said
from server.pages.test_lists import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(db: None) -> None:
    """Missions that came, went and were said otherwise."""
    one, two, three = missions(3)
    put(
        [
            said(one, firmness="considered"),
            said(one.model_copy(update={"status": "delayed"}), version=2, days=100, firmness="planned"),
            said(two),
            said(two, version=2, days=101, withdrawn=True),
            said(three, days=102, unverified=True),
            said(Element(id="e", name="Lander")),
            said(Element(id="e", name="Lander"), version=2, days=103),
        ]
    )


# --- home and kinds -------------------------------------------------------------------------------


def test_numbers_of_the_first_page_lead_to_what_they_count(grown: None, client: Client) -> None:
    page = body(client, "/")
    for address in (
        "/things/?verified=no",
        "/things/?freshness=fresh",
        "/organisations/",
        "/things/missions/?firmness=planned",
    ):
        assert f'href="{address}"' in page, address
    assert json.loads(body(client, "/roadmap.json"))["rows"] == [
        {
            "things": 3,
            "statements": 7,
            "publishers": 1,
            "unverified": 1,
            "fresh": 3,
            "stale": 0,
            "disagreements": 0,
        }
    ]


def test_kinds_take_the_filters_of_all_lists(grown: None, client: Client) -> None:
    rows = json.loads(body(client, "/things.json?verified=no"))["rows"]
    assert {row["kind"]: row["things"] for row in rows if row["things"]} == {"mission": 1}
    page = body(client, "/things/?verified=no")
    assert 'href="/things/missions/?verified=no"' in page
    assert "Elements" not in re.findall(r"<h3><a[^>]*>([^<]*)", page)


# --- changes --------------------------------------------------------------------------------------


def test_changes_tell_what_came_went_and_is_said_otherwise(grown: None, client: Client) -> None:
    told = json.loads(body(client, "/changes.json?from=2026-03-01"))
    assert {(c["change"], c["id"], c["field"]) for c in told["changes"]} == {
        ("added", "m-3", None),
        ("withdrawn", "m-2", None),
        ("changed", "m-1", "status"),
        ("changed", "m-1", "firmness"),
    }
    elements = next(kind for kind in told["kinds"] if kind["kind"] == "element")
    assert elements["stated_again"] == 1
    page = body(client, "/changes/?from=2026-03-01")
    assert "<ins>delayed</ins>" in page
    assert 'href="/things/missions/m-2">Mission 2</a> <span class="nil">(withdrawn)</span>' in page


def test_changes_end_on_the_day_that_is_asked_for(grown: None, client: Client) -> None:
    told = json.loads(body(client, "/changes.json?from=2026-03-01&to=2026-04-20"))
    assert {c["id"] for c in told["changes"]} == {"m-1"}
    assert json.loads(body(client, "/changes.json?since=2026-03-01"))["total"] == 3
    assert "Nothing changed" in body(client, "/changes/?from=2026-03-01&to=2026-03-02")
    for wrong in ("?from=tomorrow", "?from=2026-02-30", "?from_edition=none"):
        assert client.get(f"/changes/{wrong}").status_code == 404


def test_long_changes_come_by_pages(client: Client) -> None:
    put(said(mission) for mission in missions(130))
    page = body(client, "/changes/?from=2026-01-01")
    assert page.count(">added<") == 12
    assert "All 130 changes of missions" in page
    assert body(client, "/changes/?from=2026-01-01&kind=mission&page=3").count(">added<") == 30
    first = json.loads(body(client, "/changes.json?from=2026-01-01&size=100"))
    assert len(first["changes"]) == 100
    assert len(json.loads(body(client, first["next"]))["changes"]) == 30


def test_the_feed_tells_what_was_stated_last(grown: None, client: Client) -> None:
    feed = ET.fromstring(body(client, "/changes/feed"))  # noqa: S314 - our own feed
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles[:3] == [
        "ESA states element Lander",
        "ESA states mission Mission 3",
        "ESA no longer states mission Mission 2",
    ]
    identities = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
    assert len(identities) == len(set(identities)) == 7


# --- search ---------------------------------------------------------------------------------------


def test_search_finds_and_marks_words(grown: None, client: Client) -> None:
    page = body(client, "/search/?q=delayed")
    assert "<mark>delayed</mark>" in page
    assert "1 found" in page
    assert "Nothing was found" in body(client, "/search/?q=nowhere")
    told = json.loads(body(client, "/search.json?q=mission&kind=mission&firmness=planned"))
    assert [hit["id"] for hit in told["hits"]] == ["m-1"]
    assert told["facets"]["firmness"] == {"planned": 1, "not stated": 1}
    assert body(client, "/search.csv?q=lander").splitlines()[1].startswith("element,e,Lander,ESA")


@pytest.mark.parametrize(
    "question", ["", '"', "AND OR NOT", "a*", "' OR 1=1 --", "\x00", "x" * 5000, "(", "NEAR("]
)
def test_any_question_is_answered(grown: None, client: Client, question: str) -> None:
    for address in ("/search/", "/search.json", "/search.csv"):
        assert client.get(address, {"q": question, "page": "99999999999", "size": "0"}).status_code == 200


# --- editions -------------------------------------------------------------------------------------


def test_the_secretariat_freezes_an_edition(grown: None, signed_in: dict[str, Client]) -> None:
    secretariat = signed_in["secretariat"]
    answer = secretariat.post("/editions/", {"title": "GER 2026", "as_of": "2026-04-20"})
    assert answer.status_code == 302
    assert answer["Location"] == "/editions/ger-2026/"
    made = Edition.objects.get()
    assert made.count == 4
    assert AuditEvent.objects.filter(action="edition.made").exists()
    page = body(signed_in["anonymous"], "/editions/ger-2026/")
    assert '<a href="/things/missions/?edition=ger-2026">' in page
    assert "Mission 3" not in body(signed_in["anonymous"], "/things/missions/?edition=ger-2026")
    told = json.loads(body(signed_in["anonymous"], "/editions/ger-2026.json"))
    # Everything in it is public, so the public digest is that of the whole.
    assert told["digest_of_what_you_may_see"] == made.digest
    verified = secretariat.post("/editions/ger-2026/verify", follow=True)
    assert "Verified" in verified.content.decode()
    since = json.loads(body(signed_in["anonymous"], "/changes.json?from_edition=ger-2026"))
    assert {c["id"] for c in since["changes"]} == {"m-2", "m-3"}


def test_an_edition_is_made_in_plain_words_or_not_at_all(grown: None, signed_in: dict[str, Client]) -> None:
    secretariat = signed_in["secretariat"]
    for fields, words in (
        ({"title": "", "as_of": "2026-04-30"}, "required"),
        ({"title": "!!!", "as_of": "2026-04-30"}, "letters or digits"),
        ({"title": "GER", "as_of": "2999-01-01"}, "still to come"),
    ):
        answer = secretariat.post("/editions/", fields)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert secretariat.post("/editions/", {"title": "GER", "as_of": "2026-04-30"}).status_code == 302
    assert (
        "already" in secretariat.post("/editions/", {"title": "GER", "as_of": "2026-04-30"}).content.decode()
    )
    assert (
        signed_in["esa-delegate"].post("/editions/", {"title": "X", "as_of": "2026-04-30"}).status_code == 403
    )
    assert signed_in["anonymous"].post("/editions/ger/verify").status_code in (302, 403)
    assert signed_in["anonymous"].get("/editions/ger/verify").status_code == 405


def test_an_edition_counts_only_what_the_viewer_sees(signed_in: dict[str, Client]) -> None:
    put([said(Mission(id="p", name="P")), said(Mission(id="s", name="S"), visibility=Visibility.PRIVATE)])
    signed_in["secretariat"].post("/editions/", {"title": "All", "as_of": "2026-04-30"})
    told = json.loads(body(signed_in["anonymous"], "/editions/all.json"))
    assert told["statements_you_may_see"] == 1
    assert Edition.objects.get().digest not in body(signed_in["anonymous"], "/editions/all/")
    assert Edition.objects.get().digest in body(signed_in["secretariat"], "/editions/all/")


# --- organisations --------------------------------------------------------------------------------


@pytest.fixture
def who(db: None) -> None:
    agency = OrganisationType.AGENCY
    put(
        [
            said(Organisation(id="GROUP", name="The group", type=OrganisationType.GROUP)),
            said(Organisation(id="ESA", name="European agency", type=agency, member_of=("GROUP",))),
            said(Organisation(id="ACME", name="Acme rockets", type=OrganisationType.COMPANY)),
            said(
                Contribution(
                    id="c1", organisation="ESA", role=Role.LEAD, target_kind="mission", target="m-1"
                ),
                firmness="approved",
            ),
            # The role alone makes an interest of it, however firmly it is stated.
            said(
                Contribution(
                    id="c2", organisation="ESA", role=Role.INTEREST, target_kind="mission", target="m-2"
                ),
                firmness="planned",
            ),
            said(missions(1, lead="ESA")[0]),
            said(TaxonomyNode(id="T", code="T", edition="1", title="Power")),
            said(TaxonomyNode(id="T.1", code="T.1", edition="1", title="Solar power", parent="T")),
            said(TaxonomyNode(id="U", code="U", edition="1", title="Food")),
            said(Technology(id="t1", name="Panels", taxonomy=("T.1",))),
            said(Technology(id="t2", name="Motors", lead="ESA")),
            said(TechnologyGap(id="g-branch", title="Panels in dust", technologies=("t1",))),
            said(TechnologyGap(id="g-lead", title="Motors in cold", technologies=("t2",))),
            said(TechnologyGap(id="g-works", title="Named", technologies=("t2",), organisations=("ESA",))),
            said(TechnologyGap(id="g-other", title="Food", sub_architectures=("U",))),
            said(
                Capability(
                    id="k1",
                    organisation="ESA",
                    area="T",
                    statement="Large arrays",
                    strength=Strength.DEVELOPED,
                )
            ),
        ]
    )


def test_interests_are_never_commitments(who: None, client: Client) -> None:
    told = json.loads(body(client, "/organisations/ESA.json"))
    assert told["contributions"] == {"approved": ["c1"], "interest": ["c2"]}
    page = body(client, "/organisations/ESA")
    assert re.search(r"<b>1</b><span>interests, no commitments", page)
    assert re.search(r"<b>1</b><span>contributions<", page)
    table = body(client, "/organisations.csv").splitlines()
    head, row = table[0].split(","), next(line for line in table if line.startswith("ESA,")).split(",")
    assert dict(zip(head, row, strict=True))["interests"] == "1"
    assert dict(zip(head, row, strict=True))["planned"] == "0"


def test_gaps_are_matched_by_rules_that_are_told(who: None, client: Client) -> None:
    told = json.loads(body(client, "/organisations/ESA.json"))
    assert told["gaps_it_works_on"] == {"g-works": ["the gap names it"]}
    assert told["gaps_it_could_close"] == {
        "g-branch": [{"rule": "it can", "kind": "capability", "id": "k1"}],
        "g-lead": [{"rule": "it develops", "kind": "technology", "id": "t2"}],
    }
    page = body(client, "/organisations/ESA")
    assert "By rule, not by promise" in page
    assert "Large arrays" in page
    acme = body(client, "/organisations/ACME")
    assert "this cannot be told" in acme
    assert "It states nothing itself" in acme


def test_members_come_first(who: None, client: Client) -> None:
    page = body(client, "/organisations/")
    assert page.index(">Members <") < page.index("European agency") < page.index("Acme rockets")
    assert client.get("/organisations/NOBODY").status_code == 404
    assert client.get("/organisations/NOBODY.json").status_code == 404


def test_what_an_organisation_states_leads_to_the_lists(who: None, client: Client) -> None:
    page = body(client, "/organisations/ESA")
    assert 'href="/things/technology-gaps/?publisher=ESA">4<' in page
    assert "4 of 4 fit" in body(client, "/things/technology-gaps/?publisher=ESA")
