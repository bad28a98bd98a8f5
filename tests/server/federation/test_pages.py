"""Pages of the federation: who sees what, who may change what, and that every change is in the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agency_site import KEY, agency_site, element, package, said
from ecliptic.server.audit.log import verify
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.federation import registering, tasks
from ecliptic.server.federation.harvesting import harvest
from ecliptic.server.federation.models import Harvest, Outcome, Source, SourceKey
from ecliptic.server.federation.registering import Standing
from ecliptic.server.jobs.models import Run
from ecliptic.server.members.models import Account, MemberOrganisation
from ecliptic.share.keys import make_key
from server_store import actor

ADDRESS = "https://plans.example.org/plan.zip"
PRIVATE = "ZqPrivateThing"
LIST, NEW, ESA = "/federation/", "/federation/new/", "/federation/sources/ESA/"
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def source(people: dict[str, Account]) -> Source:
    """ESA's source, with a key and a harvest that failed."""
    organisation = MemberOrganisation.objects.get(identifier="ESA")
    made = Source.objects.create(
        organisation=organisation, address=ADDRESS, harvested_at=timezone.now() - timedelta(hours=3)
    )
    SourceKey.objects.create(source=made, text=KEY.public)
    problem = {"place": "plan.zip/elements.csv, row 7", "message": "is not a number", "remedy": "Give one."}
    Harvest.objects.create(
        source=made,
        started_at=timezone.now(),
        finished_at=timezone.now(),
        outcome=Outcome.REFUSED,
        problems=[{**problem, "value": PRIVATE, "severity": "error"}],
        problem_count=1,
    )
    return made


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


# --- who sees what --------------------------------------------------------------------------------


def test_everybody_sees_who_publishes_and_since_when(source: Source, signed_in: dict[str, Client]) -> None:
    for name in ("anonymous", "guest", "jaxa-delegate", "esa-reader"):
        page = text_of(signed_in[name], LIST)
        assert "ESA of the tests" in page
        assert "3\xa0hours ago" in page
        assert "up to date" in page
        for hidden in ("plan.zip", "1 problem", KEY.public, PRIVATE, ESA):
            assert hidden not in page, name


def test_those_who_look_after_it_see_problems(source: Source, signed_in: dict[str, Client]) -> None:
    for name in ("esa-delegate", "secretariat", "administrator"):
        assert "failed, 1 problem" in text_of(signed_in[name], LIST), name
        page = text_of(signed_in[name], ESA)
        assert "plan.zip/elements.csv, row 7" in page
        assert "is not a number. Give one." in page
        assert KEY.public in page
        # What stands in a cell may be private to the organisation.
        assert (PRIVATE in page) is (name == "esa-delegate"), name


@pytest.mark.parametrize("name", ["guest", "jaxa-delegate", "esa-planner", "esa-reader", "orbital-delegate"])
def test_others_are_refused(source: Source, signed_in: dict[str, Client], name: str) -> None:
    assert "ZqPrivate" not in text_of(signed_in[name], ESA, 403)
    assert signed_in["anonymous"].get(ESA).status_code == 302


def test_unknown_sources_are_not_found(source: Source, signed_in: dict[str, Client]) -> None:
    for identifier in ("JAXA", "nobody", "a/b;c"):
        text_of(signed_in["administrator"], reverse("federation:source", args=[identifier]), 404)


def test_the_empty_list_says_what_to_do(signed_in: dict[str, Client]) -> None:
    assert "No organisation publishes by itself yet" in text_of(signed_in["anonymous"], LIST)
    assert NEW not in text_of(signed_in["anonymous"], LIST)
    assert NEW in text_of(signed_in["esa-delegate"], LIST)
    assert NEW not in text_of(signed_in["esa-planner"], LIST)


def test_queries_do_not_grow_with_sources(source: Source, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            text_of(client, LIST)
        return len(captured)

    queries()
    before = queries()
    for identifier in ("JAXA", "ORBITAL"):
        organisation = MemberOrganisation.objects.get(identifier=identifier)
        Source.objects.create(organisation=organisation, address=ADDRESS)
    assert queries() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"harvested_at": None}, "waits for its first harvest"),
        ({"harvested_at": NOW - timedelta(days=90)}, "late"),
        ({"active": False}, "paused"),
    ],
)
def test_the_standing_is_told_in_a_word(
    source: Source, client: Client, changes: dict[str, object], words: str
) -> None:
    Source.objects.update(**changes)
    assert words in text_of(client, LIST)


# --- who changes what -----------------------------------------------------------------------------


def test_a_delegate_registers_source_and_key(signed_in: dict[str, Client]) -> None:
    client = signed_in["esa-delegate"]
    page = text_of(client, NEW)
    assert "ESA of the tests" in page
    assert "JAXA of the tests" not in page
    given = {"organisation": "ESA", "address": ADDRESS, "interval_hours": "6", "active": "on"}
    answer = client.post(NEW, given)
    assert answer.status_code == 302
    assert answer["Location"] == ESA
    source = Source.objects.get()
    assert (source.publisher, source.address, source.interval_hours) == ("ESA", ADDRESS, 6)
    assert "Register the public key first" in text_of(client, ESA)
    answer = client.post(reverse("federation:add_key", args=["ESA"]), {"text": f" {KEY.public}\n"})
    assert answer.status_code == 302
    key = SourceKey.objects.get()
    assert (key.text, key.registered_by_id) == (KEY.public, Account.objects.get(name="esa-delegate").pk)
    events = list(AuditEvent.objects.filter(action__startswith="source.").order_by("sequence"))
    assert [(event.action, event.organisation) for event in events] == [
        ("source.registered", "ESA"),
        ("source.key-registered", "ESA"),
    ]
    assert events[1].subject == KEY.public
    assert events[1].account_name == "esa-delegate"
    assert list(verify()) == []


def test_a_delegate_cannot_register_for_others_nor_twice(
    source: Source, signed_in: dict[str, Client]
) -> None:
    given = {"organisation": "ESA", "address": ADDRESS, "interval_hours": "6"}
    assert signed_in["jaxa-delegate"].post(NEW, given).status_code == 200
    assert signed_in["esa-delegate"].post(NEW, given).status_code == 403
    assert signed_in["administrator"].post(NEW, given).status_code == 200
    assert Source.objects.count() == 1
    assert signed_in["administrator"].post(NEW, given | {"organisation": "JAXA"}).status_code == 302


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://plans.example.org/plan.zip", "without https"),
        ("plan.zip", "is not an address"),
        ("https://a:b@plans.example.org/", "holds a password"),
        ("", "required"),
    ],
)
def test_addresses_that_cannot_be_harvested_are_refused(
    signed_in: dict[str, Client], address: str, words: str
) -> None:
    answer = signed_in["esa-delegate"].post(
        NEW, {"organisation": "ESA", "address": address, "interval_hours": "6"}
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "ed25519:AAAA"}, "is not a public key"),
        ({"text": "ed25519:" + "A" * 43 + "="}, "anybody could sign"),
        ({"text": KEY.public}, "registered already"),
        ({"text": "", "last_day": "2099-01-01"}, "required"),
        ({"text": make_key().public, "first_day": "2030-01-02", "last_day": "2030-01-01"}, "later day"),
        ({"text": make_key().public, "last_day": "2001-01-01"}, "later day"),
    ],
)
def test_keys_that_cannot_count_are_refused(
    source: Source, signed_in: dict[str, Client], given: dict[str, str], words: str
) -> None:
    answer = signed_in["esa-delegate"].post(reverse("federation:add_key", args=["ESA"]), given)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert SourceKey.objects.count() == 1


def test_days_of_a_key_are_whole(source: Source, signed_in: dict[str, Client]) -> None:
    given = {"text": make_key().public, "first_day": "2030-01-01", "last_day": "2030-01-31"}
    assert (
        signed_in["esa-delegate"].post(reverse("federation:add_key", args=["ESA"]), given).status_code == 302
    )
    key = SourceKey.objects.get(text=given["text"])
    assert key.valid_from == datetime(2030, 1, 1, tzinfo=UTC)
    assert key.counts_at(datetime(2030, 1, 31, 23, 59, tzinfo=UTC))
    assert not key.counts_at(datetime(2030, 2, 1, tzinfo=UTC))
    page = text_of(signed_in["esa-delegate"], ESA)
    assert "31 January 2030" in page
    assert "not yet valid" in page


def test_revoking_a_key_is_logged_once(source: Source, signed_in: dict[str, Client]) -> None:
    key = SourceKey.objects.get()
    address = reverse("federation:revoke_key", args=[key.pk])
    for _ in range(2):
        assert signed_in["esa-delegate"].post(address).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert AuditEvent.objects.filter(action="source.key-revoked", subject=key.text).count() == 1
    assert "revoked" in text_of(signed_in["esa-delegate"], ESA)


def test_a_new_address_is_asked_from_scratch(source: Source, signed_in: dict[str, Client]) -> None:
    Source.objects.update(etag='"one"', next_due=NOW + timedelta(days=900))
    edit = reverse("federation:edit", args=["ESA"])
    assert ADDRESS in text_of(signed_in["esa-delegate"], edit)
    given = {"address": "https://other.example.org/plan.zip", "interval_hours": "168"}
    assert signed_in["esa-delegate"].post(edit, given).status_code == 302
    source.refresh_from_db()
    assert (source.etag, source.interval_hours, source.active) == ("", 168, False)
    assert source.next_due <= timezone.now()
    (event,) = AuditEvent.objects.filter(action="source.changed")
    assert json.loads(event.details)["address"] == [ADDRESS, given["address"]]
    assert signed_in["esa-delegate"].post(edit, given).status_code == 302
    assert AuditEvent.objects.filter(action="source.changed").count() == 1


def test_serials_can_be_forgotten_and_that_is_logged(source: Source, signed_in: dict[str, Client]) -> None:
    Source.objects.update(last_serial=10**12, last_digest="x", etag='"one"')
    address = reverse("federation:forget_serial", args=["ESA"])
    assert address in text_of(signed_in["esa-delegate"], ESA)
    assert signed_in["esa-delegate"].post(address).status_code == 302
    source.refresh_from_db()
    assert (source.last_serial, source.last_digest, source.etag) == (0, "", "")
    (event,) = AuditEvent.objects.filter(action="source.serial-forgotten")
    assert json.loads(event.details) == {"number": 10**12}


def test_a_harvest_can_be_asked_for(source: Source, signed_in: dict[str, Client]) -> None:
    address = reverse("federation:harvest", args=["ESA"])
    for _ in range(2):
        answer = signed_in["esa-delegate"].post(address, follow=True)
        assert "waits for its turn" in answer.content.decode()
    assert Run.objects.filter(kind=tasks.HARVEST).count() == 1
    assert AuditEvent.objects.filter(action="source.harvest-asked").count() == 2


@pytest.mark.parametrize("name", ["anonymous", "guest", "jaxa-delegate", "esa-planner", "secretariat"])
def test_nobody_else_changes_anything(source: Source, signed_in: dict[str, Client], name: str) -> None:
    before = list(Source.objects.values()), list(SourceKey.objects.values())
    key = SourceKey.objects.get()
    addresses = [
        reverse(f"federation:{what}", args=["ESA"])
        for what in ("edit", "add_key", "harvest", "forget_serial")
    ]
    for address in [*addresses, reverse("federation:revoke_key", args=[key.pk])]:
        given = {"address": "https://evil.example.org/", "interval_hours": "1", "text": make_key().public}
        answer = signed_in[name].post(address, given)
        assert answer.status_code == (302 if name == "anonymous" else 403), address
        if name == "anonymous":
            assert "login" in answer["Location"]
    assert (list(Source.objects.values()), list(SourceKey.objects.values())) == before
    assert not AuditEvent.objects.filter(action__startswith="source.").exists()


def test_changes_need_a_form_of_ours(source: Source, people: dict[str, Account]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["esa-delegate"])
    assert strict.post(reverse("federation:harvest", args=["ESA"])).status_code == 403
    assert strict.get(reverse("federation:harvest", args=["ESA"])).status_code == 405


def test_who_was_quicker_wins_without_a_fault(source: Source, people: dict[str, Account]) -> None:
    """Two people register at the same moment, after both forms were found right."""
    delegate = actor(people["esa-delegate"])
    with pytest.raises(Exception, match="has an address already"):
        registering.register(delegate, source.organisation, Standing(ADDRESS, 24), NOW)
    with pytest.raises(Exception, match="is registered already"):
        registering.add_key(delegate, source, KEY.public, NOW, span=(NOW, None))


# --- the worker -----------------------------------------------------------------------------------


def test_what_is_due_is_put_in_the_queue_once(source: Source) -> None:
    Source.objects.update(next_due=NOW)
    for identifier, changes in (
        ("JAXA", {"active": False}),
        ("ORBITAL", {"next_due": NOW + timedelta(hours=1)}),
    ):
        organisation = MemberOrganisation.objects.get(identifier=identifier)
        other = Source.objects.create(
            organisation=organisation, address=ADDRESS, **{"next_due": NOW, **changes}
        )
        SourceKey.objects.create(source=other, text=make_key().public)
    assert [run.parameters for run in tasks.due_harvests(NOW)] == [{"source": source.pk}]
    tasks.due_harvests(NOW)
    assert Run.objects.filter(kind=tasks.HARVEST).count() == 1
    SourceKey.objects.all().delete()
    assert tasks.due_harvests(NOW) == []


def test_a_harvest_shows_on_the_page(
    source: Source, signed_in: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecliptic.server.federation.fetching import Limits, fetch

    with agency_site() as agency:
        agency.publish(package(said(element("a")), said(element("b")), serial=12))
        Source.objects.update(address=agency.address)
        found = Source.objects.get()
        harvest(found, at=timezone.now(), fetch=lambda wanted: fetch(wanted, Limits(allow_http=True)))
    page = text_of(signed_in["esa-delegate"], ESA)
    for words in ("new statements taken", "number 12", "2 new", "0 changed", "revision"):
        assert words in page
    assert "went well" in text_of(signed_in["esa-delegate"], LIST)
