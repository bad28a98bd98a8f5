"""Tokens: what they open, what they leave in the database, and when they open nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.roadmap import Viewer
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members.access import Actor
from ecliptic.server.members.models import ApiToken, MemberOrganisation, Membership, Role, Scope
from ecliptic.server.members.secrets import digest_of
from ecliptic.server.members.tokens import (
    MOST_TOKENS,
    TokenWish,
    actor_of_token,
    make_token,
    revoke_token,
)
from server_store import actor

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def token_of(person: Account, scope: Scope = Scope.STATE, days: int = 30) -> tuple[ApiToken, str]:
    membership = person.memberships.first()
    wish = TokenWish(
        "import", membership.organisation if membership else None, scope, NOW + timedelta(days=days)
    )
    return make_token(actor(person), wish, NOW)


def test_a_token_opens_what_its_person_may(people: dict[str, Account]) -> None:
    token, secret = token_of(people["esa-delegate"])
    for header in (secret, f"Bearer {secret}", f"bearer  {secret} "):
        found = actor_of_token(header, NOW)
        assert found is not None
        assert found.token == token
        assert found.may_state("ESA")
        assert not found.may_state("JAXA")
        assert found.viewer == Viewer.of("ESA")


def test_only_the_digest_is_kept(people: dict[str, Account]) -> None:
    token, secret = token_of(people["esa-planner"])
    assert secret.startswith("ecl_")
    assert len(secret) >= 36
    row = ApiToken.objects.filter(pk=token.pk).values_list()[0]
    assert secret not in map(str, row)
    assert digest_of(secret) in row
    assert secret.removeprefix(token.hint) not in str(AuditEvent.objects.get(action="token.made").details)


def test_a_reader_s_scope_states_nothing(people: dict[str, Account]) -> None:
    found = actor_of_token(token_of(people["esa-delegate"], Scope.READ)[1], NOW)
    assert found is not None
    assert found.viewer == Viewer.of("ESA")
    assert not found.may_prepare("ESA")
    assert not found.may_state("ESA")


def expire(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(expires_at=NOW)


def revoke(token: ApiToken) -> None:
    revoke_token(actor(token.account), token, NOW)


def close(token: ApiToken) -> None:
    type(token.account).objects.filter(pk=token.account_id).update(is_active=False)


def leave(token: ApiToken) -> None:
    Membership.objects.filter(account=token.account).delete()


def end_part(token: ApiToken) -> None:
    MemberOrganisation.objects.filter(identifier="ESA").update(active=False)


@pytest.mark.parametrize("change", [expire, revoke, close, leave, end_part])
def test_a_token_opens_nothing_once(people: dict[str, Account], change: object) -> None:
    token, secret = token_of(people["esa-delegate"])
    # What was found for it before must not outlive the change.
    assert actor_of_token(secret, NOW) == actor_of_token(secret, NOW)
    change(token)  # type: ignore[operator] # one of the above
    assert actor_of_token(secret, NOW) is None


def test_a_token_is_worth_what_is_left_of_the_role(people: dict[str, Account]) -> None:
    from allauth.mfa.models import Authenticator

    _, secret = token_of(people["esa-delegate"])
    assert all(actor_of_token(secret, NOW).may_state("ESA") for _ in range(3))  # type: ignore[union-attr] # found
    Membership.objects.filter(account=people["esa-delegate"]).update(role=Role.PLANNER)
    found = actor_of_token(secret, NOW)
    assert found is not None
    assert found.may_prepare("ESA")
    assert not found.may_state("ESA")
    Membership.objects.filter(account=people["esa-delegate"]).update(role=Role.DELEGATE)
    Authenticator.objects.all().delete()
    found = actor_of_token(secret, NOW)
    assert found is not None
    assert not found.may_prepare("ESA")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ecl_",
        "Bearer",
        "Bearer ",
        "ecl_" + "x" * 43,
        "ecl_" + "x" * 5000,
        "Basic ecl_x",
        "\x00",
        "ecl_\ud800",
    ],
)
def test_what_is_no_token_opens_nothing(db: None, given: str) -> None:
    assert actor_of_token(given, NOW) is None


def test_a_token_in_use_costs_one_query(people: dict[str, Account], django_assert_num_queries: Any) -> None:
    _, secret = token_of(people["esa-delegate"])
    for _ in range(2):
        actor_of_token(secret, NOW)
    with django_assert_num_queries(1):
        assert actor_of_token(secret, NOW) is not None
    with django_assert_num_queries(1):
        assert actor_of_token(secret, NOW + timedelta(days=30)) is None


def test_use_is_noted_at_most_once_in_ten_minutes(
    people: dict[str, Account], django_assert_num_queries: object
) -> None:
    token, secret = token_of(people["esa-reader"])
    actor_of_token(secret, NOW)
    actor_of_token(secret, NOW + timedelta(minutes=9))
    token.refresh_from_db()
    assert token.last_used_at == NOW
    actor_of_token(secret, NOW + timedelta(minutes=11))
    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(minutes=11)


@pytest.mark.parametrize("days", [0, -1, 367, 100_000])
def test_a_token_lives_at_most_a_year(people: dict[str, Account], days: int) -> None:
    with pytest.raises(UsageError, match="at most a year"):
        token_of(people["esa-reader"], days=days)


def test_nobody_has_tokens_without_number(people: dict[str, Account]) -> None:
    for _ in range(MOST_TOKENS):
        token_of(people["esa-reader"])
    with pytest.raises(UsageError, match="Revoke some"):
        token_of(people["esa-reader"])


def test_a_token_makes_no_tokens(people: dict[str, Account]) -> None:
    token, _ = token_of(people["esa-delegate"])
    program = Actor(people["esa-delegate"], people["esa-delegate"].memberships.first(), token)
    with pytest.raises(UsageError, match="not by programs"):
        make_token(program, TokenWish("more", None, Scope.READ, NOW + timedelta(days=1)), NOW)


def test_the_page_shows_a_secret_once(proven: Client) -> None:
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    wish = {"name": "nightly", "organisation": "ESA", "scope": "state", "expires": day}
    made = proven.post("/account/tokens/", wish)
    assert made.status_code == 200
    assert made["Cache-Control"].count("no-store")
    token = ApiToken.objects.get()
    secret = made.content.decode().partition("<code>")[2].partition("</code>")[0]
    found = actor_of_token(secret)
    assert found is not None
    assert found.may_state("ESA")
    again = proven.get("/account/tokens/").content.decode()
    assert secret not in again
    assert token.hint in again
    proven.post(f"/account/tokens/{token.pk}/revoke/")
    assert actor_of_token(secret) is None


def test_a_wrong_wish_is_told_in_words_and_makes_nothing(proven: Client) -> None:
    for wrong in (
        {"expires": "2199-01-01"},
        {"expires": "yesterday"},
        {"organisation": "JAXA"},
        {"scope": "administer"},
        {"name": ""},
        {"name": "n" * 81},
    ):
        day = (timezone.now() + timedelta(days=30)).date().isoformat()
        wish = {"name": "n", "organisation": "ESA", "scope": "read", "expires": day, **wrong}
        assert proven.post("/account/tokens/", wish).status_code == 400
    assert not ApiToken.objects.exists()


def test_nobody_revokes_another_s_token(proven: Client, people: dict[str, Account]) -> None:
    token, secret = token_of(people["jaxa-delegate"])
    assert proven.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert actor_of_token(secret, NOW) is not None
