"""Nobody meets what they may not see: every address x every role x every visibility.

Two ways of looking. The first asks every address of the URL configuration as every person and reads all that
comes back, workbooks and archives too, for words that stand in one place only. The second needs no words: for
somebody who may see none of it, a store with hidden statements and one without must answer alike to the
byte, counts, totals, orders and marks of conditional requests included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from ecliptic.assess import questions
from ecliptic.roadmap import Viewer
from ecliptic.server.audit.log import Doer
from ecliptic.server.jobs.asking import Asker, answer, ask
from ecliptic.server.jobs.models import Run
from ecliptic.server.jobs.queue import finish
from ecliptic.server.jobs.register import Task
from ecliptic.server.members.models import Account, Standing
from ecliptic.server.sharing.intake import receive
from ecliptic.server.sharing.models import Upload
from ecliptic.server.sharing.reading import Brought
from ecliptic.server.statements.editions import make_edition
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.picture import PICTURE, view_for
from ecliptic.server.statements.store import Act, proposals_as_stated, state
from ecliptic.server.urls import urlpatterns as real_urlpatterns
from ecliptic.share.json_file import json_bytes
from ecliptic.vocabulary import Visibility
from how_long import THOROUGH
from server_addresses import Fillings, addresses, content_of
from server_store import ORGANISATIONS, THEN, all_markers, make_people, marked_statements, marker, may_meet

if TYPE_CHECKING:
    from django.http import HttpResponseBase

PERSONS = [
    "anonymous",
    *(
        f"{organisation.lower()}-{role}"
        for organisation in ORGANISATIONS
        for role in ("reader", "planner", "delegate")
    ),
    "secretariat",
    "administrator",
    "guest",
]


def _once_or_thrice(person: str) -> Any:
    """Somebody outside and a member are enough for every run, and one for the second database."""
    marks = []
    if person not in {"anonymous", "jaxa-planner"}:
        marks.append(pytest.mark.thorough)
    if person not in {"jaxa-planner"}:
        marks.append(pytest.mark.one_database)
    return pytest.param(person, marks=marks)


# Each is asked of every list and page that is about more than one thing.
QUERIES = (
    ("?q=Zq", "?edition=all", "?as_of=2025-03-04T12:30:00Z", "?format=workbook")
    if THOROUGH
    else ("?q=Zq&as_of=2025-03-04T12:30:00Z", "?edition=all&format=workbook")
)
DAILY = timedelta(days=9)


@pytest.fixture
def people_and_all(db: None) -> dict[str, Account]:
    """The small store with an edition, uploads that wait, and answers to every question for every viewer."""
    people = make_people()
    fill(marked_statements())
    make_edition("all", "All", Doer(), as_of=THEN + DAILY, at=THEN + DAILY)
    for name in ("esa-planner", "jaxa-planner", "orbital-planner"):
        actor = _actor(people[name])
        own = [s for s in marked_statements() if s.publisher == actor.viewer.organisation]
        receive([Brought("plan.json", json_bytes(own))], actor, at=timezone.now())
    viewers = {_actor(account).viewer for account in people.values()} | {Viewer.public()}
    for viewer in sorted(viewers, key=str):
        for question in questions().values():
            run = ask(view_for(viewer), question, {}, Asker())
            Run.objects.filter(pk=run.pk).update(state="running", worker="test")
            run.refresh_from_db()
            assert finish(run, answer(Task(run.uuid, run.parameters, lambda *_: None)))
    return people


def fill(statements: Iterator[object] | list[object]) -> None:
    act = Act(Doer(name="tests"), Means.REFERENCE)
    state(proposals_as_stated(statements), act, at=THEN + DAILY)  # type: ignore[arg-type]


def _actor(account: Account):  # type: ignore[no-untyped-def]
    from server_store import actor

    return actor(account)


def fillings() -> Fillings:
    """What may stand in addresses: things of every visibility, and everybody's uploads and runs."""
    things = [
        (plural, f"{organisation}-{what}")
        for organisation in ("esa", "orbital")
        for plural, kinds in {
            "missions": ("public", "members", "private", "narrowed", "retracted", "gone"),
            "contributions": ("members", "private"),
        }.items()
        for what in kinds
    ]
    # Everybody's answer to one question; the others are kept and shown by the same code.
    runs = [str(uuid) for uuid in Run.objects.filter(question="coverage").values_list("uuid", flat=True)]
    uploads = [str(uuid) for uuid in Upload.objects.values_list("uuid", flat=True)]
    return Fillings(
        things=[*things, ("organisations", "ESA")],
        values={
            "identifier": [*ORGANISATIONS, "esa-private"],
            "organisation": list(ORGANISATIONS),
            "provider_id": ["esa"],
            "slug": ["all", "none"],
            "question": list(questions()),
            "name": ["coverage", "functions", "matrix-HLR"],
            "form": ["json", "csv"],
            "uuid": [*runs, *uploads],
            # Lists of all kinds are shown by the same code as well.
            "plural": ["missions", "elements", "contributions", "organisations", "functions"],
            "kind": ["mission"],
            "number": ["1", "2", "3"],
            "part": ["1"],
            "pk": ["1"],
            "key": ["1"],
            "secret": ["none"],
            "uidb36": ["1"],
        },
    )


def forbidden_to(person: str, people: dict[str, Account]) -> set[str]:
    """The words that somebody must never meet."""
    if person == "anonymous":
        organisation, member = None, False
    else:
        actor = _actor(people[person])
        organisation = actor.organisation.identifier if actor.organisation else None
        own = actor.organisation
        member = own.standing == Standing.MEMBER if own else actor.is_secretariat
    allowed = {word for p in ORGANISATIONS for word in may_meet(p, organisation, member=member)}
    return all_markers() - allowed


def leaks(client: Client, forbidden: set[str], where: list[str]) -> list[str]:
    """The addresses whose answers hold a forbidden word, with the word."""
    found = []
    for address in where:
        said = content_of(client.get(address))
        found += [f"{address}: {word}" for word in forbidden if word in said]
    return found


def everywhere() -> list[str]:
    filled = list(addresses(fillings()))
    whole = [a for a in filled if "?" not in a and not any(part in a for part in ("esa-", "orbital-"))]
    whole = [
        a
        for a in whole
        if not a.startswith(("/account/", "/things/", "/api/v1/schema", "/runs/", "/share/new"))
    ]
    lists = ["/things/missions/", "/things/missions.json", "/things/missions.csv", "/api/v1/things/missions"]
    return [*filled, *(address + query for address in [*whole, *lists] for query in QUERIES)]


def signed_in(person: str, people: dict[str, Account]) -> Client:
    client = Client(raise_request_exception=True)
    if person != "anonymous":
        client.force_login(people[person])
    return client


@pytest.mark.parametrize("person", [_once_or_thrice(person) for person in PERSONS])
def test_nobody_meets_what_they_may_not_see(people_and_all: dict[str, Account], person: str) -> None:
    client = signed_in(person, people_and_all)
    assert leaks(client, forbidden_to(person, people_and_all), everywhere()) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "person",
    [
        "jaxa-delegate",
        *(
            pytest.param(person, marks=pytest.mark.thorough)
            for person in ("anonymous", "secretariat", "administrator")
        ),
    ],
)
def test_refusals_of_what_people_send_do_not_tell_either(
    people_and_all: dict[str, Account], person: str
) -> None:
    client = signed_in(person, people_and_all)
    forbidden = forbidden_to(person, people_and_all)
    found = []
    for address in addresses(fillings()):
        if "logout" in address or address.startswith("/share/uploads/"):
            continue
        responses = [client.post(address)]
        if THOROUGH or address.startswith("/api/"):
            # Pages know no other way of sending, whatever they are about.
            responses.append(client.put(address, "{}", content_type="application/json"))
            responses.append(client.delete(address))
        for response in responses:
            assert response.status_code < 500, f"{address}: {response.status_code}"
            found += [f"{address}: {word}" for word in forbidden if word in content_of(response)]
    assert found == []


def test_people_do_meet_what_they_may_see(people_and_all: dict[str, Account]) -> None:
    """The test above would find nothing on a site that shows nothing."""
    for person, organisation in (("esa-reader", "ESA"), ("orbital-reader", "ORBITAL")):
        client = signed_in(person, people_and_all)
        said = "\n".join(
            content_of(client.get(address))
            for address in (
                "/things/missions/",
                "/api/v1/statements?limit=1000",
                f"/history/missions/{organisation.lower()}-gone",
            )
        )
        for what in ("public", "members", "private", "narrowed", "shared", "retracted", "gone"):
            assert marker(organisation, what) in said, what
    said = content_of(signed_in("secretariat", people_and_all).get("/api/v1/statements?limit=1000"))
    assert marker("ESA", "members") in said
    assert marker("ESA", "shared") in said


@pytest.mark.one_database
def test_a_view_that_goes_past_the_roadmap_of_its_viewer_is_found(people_and_all: dict[str, Account]) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        found = leaks(Client(), forbidden_to("anonymous", people_and_all), everywhere())
    assert any(line.startswith("/broken/missions: ZqEsaPrivateMarker") for line in found)
    assert all(line.startswith("/broken/") for line in found)


def broken(_request: HttpRequest, plural: str) -> HttpResponse:
    """What somebody might write in haste: all statements, whoever may see them."""
    return HttpResponse([s.record.label.encode() for s in PICTURE.whole().statements if plural == "missions"])


urlpatterns = [*real_urlpatterns, path("broken/<str:plural>", broken)]


# --- without words: answers must not depend on what is hidden ---------------------------------------

# What differs between two answers to the same question: marks against forgery, cookies, counts of requests.
_CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|Set-Cookie: [^\n]*|X-Request-ID: \S+|Content-Length: \d+|'
    r"(?:RateLimit-\w+|Retry-After): \d+|Expires: [^\n]*"
)
_MARK = re.compile(r"ETag: \S+")


def unchanging(said: str) -> str:
    """An answer without that; the mark of a page with a form follows from what is in the form."""
    return _CHANGING.sub("", _MARK.sub("", said) if "csrfmiddlewaretoken" in said else said)


def answers(client: Client, where: list[str]) -> dict[str, str]:
    return {address: unchanging(content_of(_got(client, address))) for address in where}


def _got(client: Client, address: str) -> HttpResponseBase:
    response = client.get(address)
    assert response.status_code < 500, address
    return response


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("person", "hidden_from"),
    [
        pytest.param("anonymous", ("ESA", "JAXA", "ORBITAL"), marks=pytest.mark.thorough),
        pytest.param("guest", ("ESA", "JAXA"), marks=pytest.mark.thorough),
        ("jaxa-reader", ("ESA", "ORBITAL")),
    ],
)
def test_what_is_hidden_changes_nothing_for_those_it_is_hidden_from(
    db: None, person: str, hidden_from: tuple[str, ...]
) -> None:
    people = make_people()
    viewer = Viewer.of("JAXA") if person == "jaxa-reader" else Viewer.public()
    everything = list(marked_statements())
    hidden = [
        s for s in everything if s.publisher in hidden_from and _is_hidden(s.envelope.visibility, viewer)
    ]
    lines = {(s.kind, s.id, s.publisher) for s in hidden}
    # What was public once and is hidden now is hidden as a whole.
    hidden = [s for s in everything if (s.kind, s.id, s.publisher) in lines]
    seen = [s for s in everything if (s.kind, s.id, s.publisher) not in lines]
    fill(seen)
    make_edition("all", "All", Doer(), as_of=THEN - timedelta(days=1), at=THEN + DAILY)
    client = signed_in(person, people)
    where = [a for a in everywhere() if not a.startswith(("/account/", "/metrics", "/runs/"))]
    # The first request of a session notes that it is in use, which its answer shows.
    client.get("/")
    before = answers(client, where)
    fill(hidden)
    after = answers(client, where)
    told = {address: _first_difference(before[address], after[address]) for address in where}
    assert {address: difference for address, difference in told.items() if difference} == {}


def _first_difference(one: str, other: str) -> str:
    """Where two answers part; empty where they do not."""
    for this, that in zip(one.splitlines(), other.splitlines(), strict=False):
        if this != that:
            return f"{this[:300]!r} became {that[:300]!r}"
    return "" if one == other else "one is longer"


def _is_hidden(visibility: Visibility, viewer: Viewer) -> bool:
    return not viewer.may_see(visibility, "somebody else")


@pytest.mark.parametrize("person", ["anonymous", "jaxa-delegate"])
def test_what_is_hidden_and_what_does_not_exist_are_told_alike(
    people_and_all: dict[str, Account], person: str
) -> None:
    client = signed_in(person, people_and_all)
    hidden, unknown = "esa-private", "esa-pr1vate"
    where = [a for a in addresses(fillings()) if hidden in a and not a.startswith("/share/new")]
    assert len(where) > 10
    for address in where:
        there, nowhere = _got(client, address), _got(client, address.replace(hidden, unknown))
        assert there.status_code == nowhere.status_code, address
        said = unchanging(content_of(there))
        assert said == unchanging(content_of(nowhere)).replace(unknown, hidden), address
