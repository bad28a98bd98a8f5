"""Invitations: who sends them, what a link opens, and that it opens it once."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members.invitations import (
    LIFE,
    MOST_PER_HOUR,
    GoneError,
    Invited,
    LetterNotSentError,
    enter,
    find,
    first_invitation,
    invite,
    join,
    revoke_invitation,
)
from ecliptic.server.members.models import Account, Invitation, MemberOrganisation, Membership, Role
from ecliptic.server.members.secrets import digest_of
from server_store import PASSWORD, actor

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from pytest_django.fixtures import SettingsWrapper

    from members_prove import Prove

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GOOD = {"name": "Ada", "password": "nine bright shiners", "again": "nine bright shiners"}


def esa() -> MemberOrganisation:
    return MemberOrganisation.objects.get(identifier="ESA")


def path_in(letter: EmailMessage) -> str:
    found = re.search(r"/invitations/[\w-]+/", str(letter.body))
    assert found is not None
    return found[0]


def secret_in(letter: EmailMessage) -> str:
    return path_in(letter).split("/")[2]


def invited(
    people: dict[str, Account], email: str = "new@esa.example", role: Role = Role.PLANNER
) -> Invitation:
    return invite(actor(people["esa-delegate"]), Invited(email, esa(), role), timezone.now())


# --- who may invite -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("guest", False),
        ("esa-reader", False),
        ("esa-planner", False),
        ("esa-delegate", True),
        ("jaxa-delegate", False),
        ("secretariat", True),
        ("administrator", True),
    ],
)
def test_people_are_invited_by_delegates_and_officers(
    people: dict[str, Account], mailoutbox: list[EmailMessage], name: str, may: bool
) -> None:
    whom = Invited("new@esa.example", esa(), Role.DELEGATE)
    if may:
        invite(actor(people[name]), whom, NOW)
        assert mailoutbox[0].to == ["new@esa.example"]
    else:
        with pytest.raises(PermissionDenied, match="Delegates of ESA of the tests"):
            invite(actor(people[name]), whom, NOW)
        assert not Invitation.objects.exists()
        assert mailoutbox == []


@pytest.mark.parametrize("name", ["esa-delegate", "secretariat", "guest"])
@pytest.mark.parametrize("office", ["administrator", "secretariat"])
def test_offices_are_given_by_administrators_alone(
    people: dict[str, Account], name: str, office: str
) -> None:
    with pytest.raises(PermissionDenied):
        invite(actor(people[name]), Invited("new@esa.example", **{office: True}), NOW)  # type: ignore[arg-type] # an office
    with pytest.raises(PermissionDenied):
        # Nor by way of an organisation.
        invite(actor(people[name]), Invited("new@esa.example", esa(), **{office: True}), NOW)  # type: ignore[arg-type] # an office


def test_delegates_are_told_when_others_invite_to_their_organisation(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    invite(actor(people["secretariat"]), Invited("new@esa.example", esa(), Role.DELEGATE), NOW)
    assert [letter.to for letter in mailoutbox] == [["new@esa.example"], ["esa-delegate@example.org"]]
    assert "secretariat" in str(mailoutbox[1].body)
    assert "/invitations/" not in str(mailoutbox[1].body)


def test_nobody_sends_letters_without_number(people: dict[str, Account]) -> None:
    for number in range(MOST_PER_HOUR):
        invited(people, f"n{number}@esa.example")
    with pytest.raises(UsageError, match="within the last hour"):
        invited(people, "one-more@esa.example")


def test_an_invitation_without_letter_is_none(people: dict[str, Account], settings: SettingsWrapper) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    with pytest.raises(LetterNotSentError, match="nobody was invited"):
        invited(people)
    assert Invitation.objects.get().revoked_at is not None


def test_only_the_digest_of_the_secret_is_kept(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    made = invited(people)
    secret = secret_in(mailoutbox[0])
    assert len(secret) >= 43
    assert made.secret_digest == digest_of(secret)
    rows = str([*Invitation.objects.values_list(), *AuditEvent.objects.values_list()])
    assert secret not in rows


# --- links that hold, and those that do not -------------------------------------------------------


def test_somebody_new_makes_an_account(people: dict[str, Account], mailoutbox: list[EmailMessage]) -> None:
    invited(people)
    client = Client()
    path = path_in(mailoutbox[0])
    assert "new@esa.example" in client.get(path).content.decode()
    before = client.session.session_key
    done = client.post(path, GOOD)
    assert done.status_code == 302
    account = Account.objects.get(email="new@esa.example")
    assert account.name == "Ada"
    assert account.check_password(GOOD["password"])
    assert account.memberships.get().role == Role.PLANNER
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.session.session_key != before
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-4:] == ["invitation.sent", "account.made", "invitation.accepted", "account.signed-in"]


def test_looking_at_an_invitation_accepts_nothing(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    invited(people)
    for _ in range(3):
        assert Client().get(path_in(mailoutbox[0])).status_code == 200
        assert Client().head(path_in(mailoutbox[0])).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    assert not Account.objects.filter(email="new@esa.example").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short", "again": "short"},
        {"password": "12345678901234", "again": "12345678901234"},
        {"password": "passwordpassword", "again": "another long one"},
        {"password": "new@esa.example", "again": "new@esa.example"},
        {"name": ""},
        {"name": "n" * 121},
        {"password": "x" * 201, "again": "x" * 201},
    ],
)
def test_what_is_filled_in_wrong_is_told_and_uses_nothing_up(
    people: dict[str, Account], mailoutbox: list[EmailMessage], wrong: dict[str, str]
) -> None:
    invited(people)
    answer = Client().post(path_in(mailoutbox[0]), {**GOOD, **wrong})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not Account.objects.filter(email="new@esa.example").exists()
    assert Client().post(path_in(mailoutbox[0]), GOOD).status_code == 302


def expire(invitation: Invitation, people: dict[str, Account]) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())


def revoke(invitation: Invitation, people: dict[str, Account]) -> None:
    revoke_invitation(actor(people["esa-delegate"]), invitation, timezone.now())


def use(invitation: Invitation, people: dict[str, Account]) -> None:
    enter(invitation, "Ada", GOOD["password"], timezone.now())


def replace(invitation: Invitation, people: dict[str, Account]) -> None:
    invited(people)


def end_part(invitation: Invitation, people: dict[str, Account]) -> None:
    MemberOrganisation.objects.filter(identifier="ESA").update(active=False)


@pytest.mark.parametrize("change", [expire, revoke, use, replace, end_part])
def test_a_link_that_does_not_hold_is_not_told_apart_from_a_forged_one(
    people: dict[str, Account], mailoutbox: list[EmailMessage], change: object
) -> None:
    made = invited(people)
    path = path_in(mailoutbox[0])
    change(made, people)  # type: ignore[operator] # one of the above
    accounts = Account.objects.count()
    forged = Client().get("/invitations/" + "x" * 43 + "/")
    for answer in (Client().get(path), Client().post(path, GOOD)):
        assert answer.status_code == forged.status_code == 404
        assert unlike(answer.content.decode()) == unlike(forged.content.decode())
    assert Account.objects.count() == accounts


def unlike(page: str) -> str:
    """A page without what differs between any two requests."""
    return re.sub(r'invitations(/|%2F)[^"&]*|name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_an_invitation_lives_two_weeks(people: dict[str, Account]) -> None:
    made = invited(people)
    assert made.expires_at - made.made_at == LIFE == timedelta(days=14)


@pytest.mark.parametrize("given", ["%00", "..%2f..", "x" * 3000, "%F0%9F%9A%80", "'%20or%201=1--"])
def test_odd_links_open_nothing(db: None, given: str) -> None:
    assert Client().get(f"/invitations/{given}/").status_code == 404


def test_an_invitation_opens_the_account_of_its_address_alone(
    people: dict[str, Account], mailoutbox: list[EmailMessage], prove: Prove
) -> None:
    invited(people, "jaxa-reader@example.org", Role.DELEGATE)
    path = path_in(mailoutbox[0])
    # Nobody signed in: led to sign in, and no account can be made or taken over.
    anonymous = Client()
    assert "/account/login/?next=" in anonymous.get(path).content.decode()
    assert anonymous.post(path, GOOD).status_code == 200
    # Somebody else.
    other = prove("jaxa-planner")
    assert "another address" in other.post(path).content.decode()
    assert not Membership.objects.filter(account=people["jaxa-planner"], organisation=esa()).exists()
    # The person.
    mine = prove("jaxa-reader")
    mine.get(path)
    assert not Membership.objects.filter(account=people["jaxa-reader"], organisation=esa()).exists()
    mine.post(path)
    assert Membership.objects.get(account=people["jaxa-reader"], organisation=esa()).role == Role.DELEGATE
    assert people["jaxa-reader"].check_password(PASSWORD)


def test_somebody_else_who_is_signed_in_makes_no_account_of_it(
    people: dict[str, Account], mailoutbox: list[EmailMessage], prove: Prove
) -> None:
    invited(people)
    answer = prove("guest").post(path_in(mailoutbox[0]), GOOD)
    assert "another address" in answer.content.decode()
    assert not Account.objects.filter(email="new@esa.example").exists()


def test_an_invitation_never_makes_a_role_less(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    made = invited(people, "esa-delegate@example.org", Role.READER)
    join(made, people["esa-delegate"], timezone.now())
    assert people["esa-delegate"].memberships.get().role == Role.DELEGATE


def test_addresses_are_the_same_however_they_are_capitalised(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    made = invited(people, "ESA-Reader@Example.org", Role.PLANNER)
    join(made, people["esa-reader"], timezone.now())
    assert people["esa-reader"].memberships.get().role == Role.PLANNER


def test_a_closed_account_does_not_join(people: dict[str, Account]) -> None:
    made = invited(people, "esa-reader@example.org")
    people["esa-reader"].is_active = False
    people["esa-reader"].save()
    with pytest.raises(GoneError):
        join(made, people["esa-reader"], timezone.now())


def test_a_link_works_once_although_two_use_it_at_the_same_time(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    """The second of two who found the invitation good finds it used when it comes to joining."""
    invited(people)
    now = timezone.now()
    first, second = (find(secret_in(mailoutbox[0]), now) for _ in range(2))
    enter(first, "Ada", GOOD["password"], now)
    with pytest.raises(GoneError):
        enter(second, "Eve", GOOD["password"], now)
    with pytest.raises(GoneError):
        join(second, Account.objects.get(email="new@esa.example"), now)


def test_real_browsers_that_accept_at_once_make_one_account(small_site: object) -> None:
    import httpx

    email = "race@esa.example"
    told = small_site.manage("invite", email, "--administrator").stdout  # type: ignore[attr-defined] # a site
    path = re.search(r"/invitations/[\w-]+/", told)[0]  # type: ignore[index] # printed
    answers: list[int] = []
    # Nobody's link is gone before all have opened it.
    opened = threading.Barrier(6, timeout=60)

    def accept() -> None:
        with httpx.Client(base_url=small_site.url, timeout=60) as browser:  # type: ignore[attr-defined] # a site
            browser.get(path)
            opened.wait()
            sent = {**GOOD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            answers.append(browser.post(path, data=sent).status_code)

    threads = [threading.Thread(target=accept) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 302, 404}
    assert answers.count(302) == 1


# --- the first administrator ----------------------------------------------------------------------


def test_the_first_administrator_comes_in_by_a_printed_link(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("invite", "root@esa.example", "--administrator")
    path = re.search(r"/invitations/[\w-]+/", capsys.readouterr().out)
    assert path is not None
    assert Client().post(path[0], GOOD).status_code == 302
    account = Account.objects.get()
    assert account.is_administrator
    assert not account.memberships.exists()


@pytest.mark.parametrize("arguments", [["no address", "--administrator"], ["root@esa.example"]])
def test_the_command_refuses_what_it_cannot_use(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("invite", *arguments)
    assert not Invitation.objects.exists()


def test_links_lead_to_the_site_s_own_address(db: None, settings: SettingsWrapper) -> None:
    settings.PUBLIC_URL = "https://roadmap.example.org"
    link = first_invitation("root@esa.example", timezone.now())
    assert link.startswith("https://roadmap.example.org/invitations/")
