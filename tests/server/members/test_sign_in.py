"""Signing in: password, second factor, sessions, forgotten passwords; and those who try otherwise."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache, caches
from django.test import Client

from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members.models import Account, Membership, Role
from ecliptic.server.members.secrets import unseal
from server_store import PASSWORD, TOTP_SECRET

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from members_prove import Prove

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    caches["process"].clear()


def code(secret: str = TOTP_SECRET) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def password(client: Client, name: str, word: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": f"{name}@example.org", "password": word, **more})  # type: ignore[return-value] # of the test client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


# --- password and second factor -------------------------------------------------------------------


def test_a_reader_signs_in_with_a_password(people: dict[str, Account]) -> None:
    client = Client()
    client.get(LOGIN)
    assert password(client, "esa-reader").status_code == 302
    assert is_in(client)
    event = AuditEvent.objects.get(action="account.signed-in")
    assert (event.account, event.organisation) == (people["esa-reader"].pk, "ESA")
    assert event.details == '{"by": ["password"], "from": "127.0.0.1"}'
    client.post("/account/logout/")
    assert not is_in(client)
    assert actions()[-1] == "account.signed-out"


def test_a_session_that_somebody_knew_before_is_not_the_one_that_signs_in(people: dict[str, Account]) -> None:
    victim = Client()
    # A session with something in it, whose key the attacker knows.
    victim.post("/account/password/reset/", {"email": "guest@example.org"})
    session = victim.session
    session["anything"] = 1
    session.save()
    known = session.session_key
    victim.cookies["sessionid"] = known
    password(victim, "esa-reader")
    assert is_in(victim)
    assert victim.session.session_key != known
    attacker = Client()
    attacker.cookies["sessionid"] = known
    assert not is_in(attacker)


def test_a_delegate_signs_in_with_password_and_app(people: dict[str, Account]) -> None:
    client = Client()
    assert password(client, "esa-delegate")["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_in(client)
    shown = code()
    assert client.post("/account/2fa/authenticate/", {"code": shown}).status_code == 302
    assert is_in(client)
    event = AuditEvent.objects.get(action="account.signed-in")
    assert event.details == '{"by": ["password", "totp"], "from": "127.0.0.1"}'
    assert "second-factor.failed" in actions()
    # Whoever looked over the shoulder cannot use the same code again, also when the library has forgotten it.
    for forgotten in (False, True):
        if forgotten:
            cache.delete(f"allauth.mfa.totp.used?user={people['esa-delegate'].pk}&code={shown}")
        second = Client()
        password(second, "esa-delegate")
        second.post("/account/2fa/authenticate/", {"code": shown})
        assert not is_in(second)


def test_a_recovery_code_works_once_and_is_noted(people: dict[str, Account]) -> None:
    words = RecoveryCodes.activate(people["esa-delegate"]).generate_codes()[0]
    for expected in (True, False):
        client = Client()
        password(client, "esa-delegate")
        client.post("/account/2fa/authenticate/", {"code": words})
        assert is_in(client) is expected
    assert "second-factor.recovery-code-used" in actions()


def test_what_apps_and_codes_rest_on_is_sealed(people: dict[str, Account], settings: SettingsWrapper) -> None:
    RecoveryCodes.activate(people["esa-delegate"])
    rows = str([*Authenticator.objects.values_list("data", flat=True)])
    assert TOTP_SECRET not in rows
    sealed = Authenticator.objects.get(user=people["esa-delegate"], type="totp").data["secret"]
    assert unseal(sealed) == TOTP_SECRET
    # With the key gone no code fits, not even that of an empty secret.
    settings.SECRET_KEY = "another key altogether, such as after a restore without the old one"  # noqa: S105
    assert unseal(sealed) is None
    client = Client()
    password(client, "esa-delegate")
    for secret in (TOTP_SECRET, ""):
        client.post("/account/2fa/authenticate/", {"code": code(secret)})
        assert not is_in(client)
    settings.SECRET_KEY_FALLBACKS = ["not a secret: it signs what tests make and throw away " * 2]
    assert unseal(sealed) == TOTP_SECRET


def test_a_closed_account_does_not_get_in(people: dict[str, Account]) -> None:
    Account.objects.filter(pk=people["esa-reader"].pk).update(is_active=False)
    client = Client()
    password(client, "esa-reader")
    assert not is_in(client)


def test_nobody_signs_up(db: None) -> None:
    answer = Client().post(
        "/account/signup/", {"email": "a@b.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 200
    assert not Account.objects.exists()
    assert Client().get("/account/3rdparty/signup/").status_code == 302


# --- who tries to find out, or to guess -----------------------------------------------------------


def without_tokens(answer: HttpResponse) -> str:
    text = answer.content.decode()
    return re.sub(r'"\w{64}"', "", text.replace("guest@example.org", "?").replace("nobody@example.org", "?"))


def test_a_wrong_password_and_an_unknown_address_look_the_same(people: dict[str, Account]) -> None:
    wrong = password(Client(), "guest", "something else entirely")
    unknown = password(Client(), "nobody", "something else entirely")
    assert wrong.status_code == unknown.status_code == 200
    assert without_tokens(wrong) == without_tokens(unknown)
    known, other = AuditEvent.objects.filter(action="account.sign-in-failed").order_by("sequence")
    assert (known.account, known.subject) == (people["guest"].pk, "guest@example.org")
    # What was typed may be a password in the wrong field: it is not kept.
    assert other.account is None
    assert "nobody" not in other.subject


def test_guessing_comes_to_an_end(people: dict[str, Account]) -> None:
    for number in range(5):
        password(Client(), "guest", f"guess number {number}")
    late = Client()
    assert "Too many failed" in password(late, "guest").content.decode()
    assert not is_in(late)
    # Others are not kept out by it.
    other = Client()
    password(other, "esa-reader")
    assert is_in(other)


def test_guessing_codes_comes_to_an_end(people: dict[str, Account]) -> None:
    client = Client()
    password(client, "esa-delegate")
    for number in range(5):
        client.post("/account/2fa/authenticate/", {"code": f"{number:06}"})
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert not is_in(client)


def test_limits_hold_for_all_processes(db: None) -> None:
    """They are kept where every worker looks."""
    assert type(cache._connections[cache._alias]).__name__ == "DatabaseCache"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(people: dict[str, Account], elsewhere: str) -> None:
    assert password(Client(), "esa-reader", next=elsewhere)["Location"] == "/"
    assert password(Client(), "esa-reader", next="/account/tokens/")["Location"] == "/account/tokens/"


# --- forgotten passwords --------------------------------------------------------------------------


def test_asking_for_a_password_tells_nobody_who_has_an_account(
    people: dict[str, Account], mailoutbox: list[EmailMessage]
) -> None:
    answers = [
        Client().post("/account/password/reset/", {"email": f"{who}@example.org"})
        for who in ("guest", "nobody")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, "/account/password/reset/done/")
    ] * 2
    # A letter goes out either way, so that the time that it takes tells nothing either.
    assert [letter.to for letter in mailoutbox] == [["guest@example.org"], ["nobody@example.org"]]
    assert "There is no such account" in str(mailoutbox[1].body)


def test_a_new_password_ends_sessions_and_does_not_replace_the_second_factor(
    people: dict[str, Account], mailoutbox: list[EmailMessage], settings: SettingsWrapper, prove: Prove
) -> None:
    settings.PUBLIC_URL = "https://roadmap.example.org"
    thief = prove("esa-delegate")
    client = Client()
    client.post("/account/password/reset/", {"email": "esa-delegate@example.org"}, HTTP_HOST="localhost")
    link = re.search(r"https://roadmap\.example\.org(/\S+)", str(mailoutbox[0].body))
    assert link is not None
    page = client.get(link[1], follow=True)
    sent = {"password1": "seven long walks", "password2": "seven long walks"}
    client.post(page.request["PATH_INFO"], sent)
    people["esa-delegate"].refresh_from_db()
    assert people["esa-delegate"].check_password("seven long walks")
    assert not is_in(thief)
    assert "password.reset" in actions()
    again = Client()
    assert password(again, "esa-delegate", "seven long walks")["Location"] == "/account/2fa/authenticate/"
    # The link works once.
    used = Client().get(link[1], follow=True).content.decode()
    assert "password1" not in used


# --- who must set up a second factor first --------------------------------------------------------


def test_who_owes_a_second_factor_is_led_to_it_and_back(people: dict[str, Account], prove: Prove) -> None:
    Authenticator.objects.all().delete()
    client = prove("esa-delegate")
    led = client.get("/people/ESA/")
    assert led["Location"] == "/account/second-factor/?next=%2Fpeople%2FESA%2F"
    page = client.get(led["Location"]).content.decode()
    assert "A password alone is too little" in page
    assert 'href="/people/ESA/"' in page
    sent = client.post("/people/ESA/", {"email": "new@esa.example", "role": "planner"})
    assert sent["Location"] == "/account/second-factor/"
    assert "set up a second factor" in client.get("/account/").content.decode()
    # What a reader sees stays open.
    assert is_in(client)
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert Authenticator.objects.filter(user=people["esa-delegate"], type="totp").exists()
    assert client.get("/people/ESA/").status_code == 200
    assert client.get("/account/second-factor/?next=//evil.example")["Location"] == "/account/"


def test_a_new_role_asks_for_the_factor_at_once(people: dict[str, Account], prove: Prove) -> None:
    client = prove("esa-reader")
    assert client.get("/people/ESA/").status_code == 403
    Membership.objects.filter(account=people["esa-reader"]).update(role=Role.DELEGATE)
    assert client.get("/people/ESA/")["Location"].startswith("/account/second-factor/")


# --- proving it again -----------------------------------------------------------------------------


def test_sensitive_acts_ask_for_the_password_again_and_then_go_on(people: dict[str, Account]) -> None:
    client = Client()
    client.force_login(people["esa-delegate"])
    reader = people["esa-reader"].memberships.get()
    led = client.post(f"/members/roles/{reader.pk}/", {"role": "planner", "next": "/people/ESA/"})
    assert led["Location"].startswith("/account/reauthenticate/")
    reader.refresh_from_db()
    assert reader.role == Role.READER
    assert client.post(led["Location"], {"password": "not mine"}).status_code == 200
    done = client.post(led["Location"], {"password": PASSWORD})
    assert done["Location"] == "/people/ESA/"
    reader.refresh_from_db()
    assert reader.role == Role.PLANNER


def test_every_change_of_how_one_signs_in_asks_again(people: dict[str, Account]) -> None:
    client = Client()
    client.force_login(people["esa-delegate"])
    for path in ("2fa/totp/deactivate/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/"):
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]


# --- sessions -------------------------------------------------------------------------------------


def test_people_see_their_sessions_and_end_them(people: dict[str, Account]) -> None:
    here, there = Client(HTTP_USER_AGENT="Firefox/140"), Client(HTTP_USER_AGENT="Safari/26")
    for client in (here, there):
        password(client, "esa-reader")
        assert is_in(client)
    assert UserSession.objects.filter(user=people["esa-reader"]).count() == 2
    page = here.get("/account/sessions/").content.decode()
    other = UserSession.objects.get(session_key=there.session.session_key)
    own = UserSession.objects.get(session_key=here.session.session_key)
    assert f"/account/sessions/{other.pk}/end/" in page
    assert f"/account/sessions/{own.pk}/end/" not in page
    stranger = Client()
    password(stranger, "guest")
    assert stranger.post(f"/account/sessions/{other.pk}/end/").status_code == 404
    here.post(f"/account/sessions/{own.pk}/end/")
    here.post(f"/account/sessions/{other.pk}/end/")
    assert is_in(here)
    assert not is_in(there)
    assert "session.ended" in actions()


def test_all_other_sessions_end_at_once(people: dict[str, Account], prove: Prove) -> None:
    here, there = prove("esa-reader"), prove("esa-reader")
    for client in (here, there):
        assert is_in(client)
    here.post("/account/sessions/")
    assert is_in(here)
    assert not is_in(there)
    assert actions()[-1] == "session.ended"


def test_a_new_password_ends_the_other_sessions(people: dict[str, Account], prove: Prove) -> None:
    here, there = prove("esa-reader"), prove("esa-reader")
    sent = {"oldpassword": PASSWORD, "password1": "seven long walks", "password2": "seven long walks"}
    here.post("/account/password/change/", sent)
    assert is_in(here)
    assert not is_in(there)
    assert "password.changed" in actions()


def test_looking_around_writes_nothing(
    people: dict[str, Account], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A page costs who it is, which roles, and whether there is a second factor; and no write each time."""
    client = Client()
    client.force_login(people["esa-delegate"])
    client.get("/account/second-factor/")
    with django_assert_max_num_queries(4) as asked:
        client.get("/account/second-factor/")
    assert not [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")]
