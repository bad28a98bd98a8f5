"""People, organisations, offices and seats: who changes them, and what must never happen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from ecliptic.errors import UsageError
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members import people as work
from ecliptic.server.members.invitations import Invited, invite, pending
from ecliptic.server.members.models import (
    Account,
    GroupSeat,
    MemberOrganisation,
    Membership,
    Role,
    Scope,
    Seat,
    Standing,
)
from server_store import actor

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from members_prove import Prove

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def part_of(people: dict[str, Account], name: str) -> Membership:
    return people[name].memberships.select_related("account", "organisation").get()


def newest() -> AuditEvent:
    return AuditEvent.objects.order_by("sequence").last()  # type: ignore[return-value] # there is one


# --- the people of an organisation ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["guest", "esa-reader", "esa-planner", "jaxa-delegate", "orbital-delegate", "secretariat"]
)
def test_nobody_else_changes_the_people_of_an_organisation(people: dict[str, Account], name: str) -> None:
    membership = part_of(people, "esa-reader")
    with pytest.raises(PermissionDenied):
        work.change_role(actor(people[name]), membership, Role.DELEGATE, NOW)
    with pytest.raises(PermissionDenied):
        work.remove(actor(people[name]), membership, NOW)
    with pytest.raises(PermissionDenied):
        work.set_planners_may_state(actor(people[name]), membership.organisation, True, NOW)
    membership.refresh_from_db()
    assert membership.role == Role.READER


@pytest.mark.parametrize("name", ["esa-delegate", "administrator"])
def test_delegates_and_administrators_do(people: dict[str, Account], name: str) -> None:
    membership = part_of(people, "esa-reader")
    work.change_role(actor(people[name]), membership, Role.PLANNER, NOW)
    membership.refresh_from_db()
    assert membership.role == Role.PLANNER
    event = newest()
    assert (event.action, event.organisation, event.subject) == (
        "role.changed",
        "ESA",
        "esa-reader@example.org",
    )
    assert event.details == '{"from": "reader", "to": "planner"}'
    work.remove(actor(people[name]), membership, NOW)
    assert not people["esa-reader"].memberships.exists()
    assert newest().action == "role.ended"


@pytest.mark.parametrize("name", ["esa-delegate", "administrator"])
def test_the_last_delegate_stays(people: dict[str, Account], name: str) -> None:
    last = part_of(people, "esa-delegate")
    with pytest.raises(UsageError, match="last delegate"):
        work.remove(actor(people[name]), last, NOW)
    with pytest.raises(UsageError, match="last delegate"):
        work.change_role(actor(people[name]), last, Role.READER, NOW)
    work.change_role(actor(people["esa-delegate"]), part_of(people, "esa-planner"), Role.DELEGATE, NOW)
    work.remove(actor(people["esa-delegate"]), last, NOW)
    assert not people["esa-delegate"].memberships.exists()


def test_a_closed_account_does_not_count_as_delegate(people: dict[str, Account]) -> None:
    work.change_role(actor(people["esa-delegate"]), part_of(people, "esa-planner"), Role.DELEGATE, NOW)
    Account.objects.filter(pk=people["esa-planner"].pk).update(is_active=False)
    with pytest.raises(UsageError, match="last delegate"):
        work.remove(actor(people["esa-delegate"]), part_of(people, "esa-delegate"), NOW)


def test_with_the_role_go_tokens_and_invitations(people: dict[str, Account]) -> None:
    from ecliptic.server.members.tokens import TokenWish, actor_of_token, make_token

    planner = part_of(people, "esa-planner")
    work.change_role(actor(people["esa-delegate"]), planner, Role.DELEGATE, NOW)
    person = actor(Account.objects.get(pk=people["esa-planner"].pk))
    wish = TokenWish("import", person.organisation, Scope.READ, NOW + timedelta(days=9))
    _, secret = make_token(person, wish, NOW)
    invite(person, Invited("friend@esa.example", planner.organisation), NOW)
    assert pending(NOW).count() == 1
    work.change_role(actor(people["esa-delegate"]), planner, Role.PLANNER, NOW)
    assert pending(NOW).count() == 0
    assert actor_of_token(secret, NOW) is not None
    work.remove(actor(people["esa-delegate"]), planner, NOW)
    assert actor_of_token(secret, NOW) is None
    # Coming back later does not bring the token back.
    Membership.objects.create(account=people["esa-planner"], organisation=planner.organisation)
    assert actor_of_token(secret, NOW) is None


def test_who_has_left_meanwhile_is_not_changed(people: dict[str, Account]) -> None:
    membership = part_of(people, "esa-reader")
    Membership.objects.filter(pk=membership.pk).delete()
    with pytest.raises(UsageError, match="in the meantime"):
        work.change_role(actor(people["esa-delegate"]), membership, Role.PLANNER, NOW)


# --- organisations, offices, seats ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["guest", "esa-delegate", "orbital-delegate"])
def test_who_takes_part_is_decided_by_officers(people: dict[str, Account], name: str) -> None:
    orbital = MemberOrganisation.objects.get(identifier="ORBITAL")
    with pytest.raises(PermissionDenied):
        work.admit(actor(people[name]), "NEW", "New", Standing.MEMBER, NOW)
    with pytest.raises(PermissionDenied):
        work.change_organisation(actor(people[name]), orbital, Standing.MEMBER, True, NOW)
    with pytest.raises(PermissionDenied):
        work.seat(actor(people[name]), people["guest"], "ISECG", Seat.CHAIR, NOW)
    with pytest.raises(PermissionDenied):
        work.set_office(actor(people[name]), people["guest"], "is_administrator", True, NOW)
    with pytest.raises(PermissionDenied):
        work.set_active(actor(people[name]), people["guest"], False, NOW)


def test_the_secretariat_admits_but_gives_no_offices(people: dict[str, Account]) -> None:
    secretary = actor(people["secretariat"])
    work.admit(secretary, "NEW", "New agency", Standing.OBSERVER, NOW)
    with pytest.raises(UsageError, match="takes part already"):
        work.admit(secretary, "NEW", "New agency", Standing.OBSERVER, NOW)
    new = MemberOrganisation.objects.get(identifier="NEW")
    work.change_organisation(secretary, new, Standing.MEMBER, False, NOW)
    new.refresh_from_db()
    assert (new.standing, new.active) == (Standing.MEMBER, False)
    assert newest().organisation == "NEW"
    with pytest.raises(PermissionDenied):
        work.set_office(secretary, people["guest"], "is_secretariat", True, NOW)
    with pytest.raises(PermissionDenied):
        work.set_active(secretary, people["guest"], False, NOW)


def test_an_administrator_stays(people: dict[str, Account]) -> None:
    administrator = actor(people["administrator"])
    with pytest.raises(UsageError, match="last administrator"):
        work.set_office(administrator, people["administrator"], "is_administrator", False, NOW)
    with pytest.raises(UsageError, match="last administrator"):
        work.set_active(administrator, people["administrator"], False, NOW)
    work.set_office(administrator, people["guest"], "is_administrator", True, NOW)
    work.set_active(administrator, people["administrator"], False, NOW)
    people["administrator"].refresh_from_db()
    assert not people["administrator"].is_active


def test_closing_an_account_ends_its_sessions(people: dict[str, Account], prove: Prove) -> None:
    theirs = prove("esa-reader")
    assert theirs.get("/account/").status_code == 200
    work.set_active(actor(people["administrator"]), people["esa-reader"], False, NOW)
    assert theirs.get("/account/").status_code == 302
    work.set_active(actor(people["administrator"]), people["esa-reader"], True, NOW)
    assert theirs.get("/account/").status_code == 302


def test_a_lost_second_factor_is_taken_by_another_administrator(
    people: dict[str, Account], prove: Prove, mailoutbox: list[EmailMessage]
) -> None:
    theirs = prove("esa-delegate")
    assert theirs.get("/people/ESA/").status_code == 200
    for name in ("secretariat", "esa-delegate", "jaxa-delegate"):
        with pytest.raises(PermissionDenied):
            work.take_second_factor(actor(people[name]), people["esa-delegate"], NOW)
    with pytest.raises(UsageError, match="nobody does that for themselves"):
        work.take_second_factor(actor(people["administrator"]), people["administrator"], NOW)
    path = f"/members/accounts/{people['esa-delegate'].pk}/"
    prove("administrator").post(path, {"wish": "take-factor"})
    assert theirs.get("/account/").status_code == 302
    assert newest().action == "second-factor.taken"
    assert [letter.to for letter in mailoutbox] == [["esa-delegate@example.org"]]
    assert prove("esa-delegate").get("/people/ESA/")["Location"].startswith("/account/second-factor/")


def test_seats_are_given_changed_and_ended(people: dict[str, Account]) -> None:
    secretary, person = actor(people["secretariat"]), people["esa-reader"]
    for place in (Seat.MEMBER, Seat.CHAIR):
        work.seat(secretary, person, "ISECG-TWG", place, NOW)
        assert GroupSeat.objects.get(account=person).seat == place
    work.seat(secretary, person, "ISECG-TWG", None, NOW)
    assert not GroupSeat.objects.filter(account=person).exists()


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/people/ESA/", {"esa-delegate", "secretariat", "administrator"}),
        ("/people/NOBODY/", set()),
        ("/members/", {"secretariat", "administrator"}),
        ("/members/groups/", {"secretariat", "administrator"}),
        ("/log/", {"esa-delegate", "jaxa-delegate", "administrator"}),
        ("/log.csv", {"esa-delegate", "jaxa-delegate", "administrator"}),
    ],
)
def test_pages_open_to_those_whom_they_are_for(
    signed_in: dict[str, Client], small_store: None, path: str, allowed: set[str]
) -> None:
    for name in (
        "guest",
        "esa-reader",
        "esa-planner",
        "esa-delegate",
        "jaxa-delegate",
        "secretariat",
        "administrator",
    ):
        status = signed_in[name].get(path).status_code
        if path == "/people/NOBODY/" and name in ("secretariat", "administrator"):
            assert status == 404
        else:
            assert (name, status) == (name, 200 if name in allowed else 403)
    anonymous = signed_in["anonymous"].get(path)
    if path.endswith("/"):
        assert anonymous.status_code == 302
        assert anonymous["Location"].startswith("/account/login/?next=%2F")
    else:
        assert anonymous.status_code == 403


def test_whether_an_organisation_takes_part_is_not_told(signed_in: dict[str, Client]) -> None:
    there, not_there = (signed_in["esa-delegate"].get(f"/people/{one}/") for one in ("JAXA", "NONE"))
    assert there.status_code == not_there.status_code == 403
    pages = [re.sub(r'"\w{64}"|JAXA|NONE', "", one.content.decode()) for one in (there, not_there)]
    assert pages[0] == pages[1]


def test_a_delegate_invites_in_the_browser(prove: Prove, mailoutbox: list[object]) -> None:
    client = prove("esa-delegate")
    page = client.post("/people/ESA/", {"email": "New@ESA.example", "role": "planner"}, follow=True)
    assert "new@esa.example is invited as planner of ESA of the tests." in page.content.decode()
    assert len(mailoutbox) == 1
    assert client.post("/people/JAXA/", {"email": "new@esa.example", "role": "planner"}).status_code == 403
    assert client.post("/people/ESA/", {"email": "nonsense", "role": "king"}).status_code == 400


def test_roles_change_in_the_browser(people: dict[str, Account], prove: Prove) -> None:
    client = prove("esa-delegate")
    reader, other = part_of(people, "esa-reader"), part_of(people, "jaxa-reader")
    client.post(f"/members/roles/{reader.pk}/", {"role": "planner", "next": "/people/ESA/"})
    reader.refresh_from_db()
    assert reader.role == Role.PLANNER
    assert client.post(f"/members/roles/{other.pk}/", {"role": "planner"}).status_code == 403
    assert client.post(f"/members/roles/{other.pk}/remove/").status_code == 403
    last = part_of(people, "esa-delegate")
    told = client.post(f"/members/roles/{last.pk}/remove/", {"next": "/people/ESA/"}, follow=True)
    assert "last delegate" in told.content.decode()
    wrong = client.post(f"/members/roles/{reader.pk}/", {"role": "king", "next": "/people/ESA/"}, follow=True)
    assert "Choose one of the roles" in wrong.content.decode()


def test_delegates_decide_who_states(people: dict[str, Account], prove: Prove) -> None:
    esa = MemberOrganisation.objects.get(identifier="ESA")
    jaxa = MemberOrganisation.objects.get(identifier="JAXA")
    client = prove("esa-delegate")
    client.post(f"/members/{esa.pk}/settings/", {"planners_may_state": "on"})
    assert client.post(f"/members/{jaxa.pk}/settings/", {"planners_may_state": "on"}).status_code == 403
    esa.refresh_from_db()
    jaxa.refresh_from_db()
    assert (esa.planners_may_state, jaxa.planners_may_state) == (True, False)
    client.post(f"/members/{esa.pk}/settings/", {})
    esa.refresh_from_db()
    assert not esa.planners_may_state


def test_administrators_give_offices_in_the_browser(people: dict[str, Account], prove: Prove) -> None:
    client, guest = prove("administrator"), people["guest"]
    for wish, field, value in (
        ("give-secretariat", "is_secretariat", True),
        ("end-secretariat", "is_secretariat", False),
        ("close", "is_active", False),
        ("open", "is_active", True),
    ):
        client.post(f"/members/accounts/{guest.pk}/", {"wish": wish})
        guest.refresh_from_db()
        assert getattr(guest, field) is value
    told = client.post(f"/members/accounts/{guest.pk}/", {"wish": "give-password"}, follow=True)
    assert "Choose what to change" in told.content.decode()
    assert prove("secretariat").post(f"/members/accounts/{guest.pk}/", {"wish": "close"}).status_code == 403


def test_the_secretariat_admits_from_the_roadmap(
    small_store: None, people: dict[str, Account], prove: Prove
) -> None:
    MemberOrganisation.objects.filter(identifier="ORBITAL").delete()
    client = prove("secretariat")
    assert "ORBITAL" in client.get("/members/").content.decode()
    assert client.post("/members/", {"organisation": "INVENTED", "standing": "member"}).status_code == 400
    done = client.post("/members/", {"organisation": "ORBITAL", "standing": "observer"})
    assert done["Location"] == "/people/ORBITAL/"
    assert MemberOrganisation.objects.get(identifier="ORBITAL").standing == Standing.OBSERVER


def test_one_chooses_for_whom_to_act(people: dict[str, Account], prove: Prove) -> None:
    jaxa = MemberOrganisation.objects.get(identifier="JAXA")
    Membership.objects.create(account=people["esa-reader"], organisation=jaxa)
    client = prove("esa-reader")
    assert "acting for ESA" in client.get("/account/").content.decode()
    client.post("/account/act-for/", {"organisation": "JAXA"})
    assert "acting for JAXA" in client.get("/account/").content.decode()
    told = client.post("/account/act-for/", {"organisation": "ORBITAL"}, follow=True).content.decode()
    assert "You have no role in that organisation." in told
    assert "acting for JAXA" in told


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //x",
    ],
)
def test_forms_lead_nowhere_else(prove: Prove, elsewhere: str) -> None:
    sent = {"organisation": "ESA", "next": elsewhere}
    assert prove("esa-reader").post("/account/act-for/", sent)["Location"] == "/account/"
