"""What holds for every address of this part: no forged forms, no change by a link, nothing kept by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ecliptic.server.members.models import ApiToken, Invitation, MemberOrganisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecliptic.server.members.models import Account
    from members_prove import Prove

# Filled into addresses that need something.
VALUES = {"number": "1", "pk": "1", "organisation": "ESA", "secret": "x" * 43, "provider_id": "ESA"}
VALUES |= {"uidb36": "1", "key": "x"}


def addresses() -> list[str]:
    """Every address of people and sign-in, taken from the configuration, so that none is forgotten."""
    found = {address for address in made(get_resolver(), "/") if is_ours(address)}
    assert len(found) > 35
    return sorted(found)


def is_ours(address: str) -> bool:
    return address.startswith(("/account/", "/people/", "/members/", "/invitations/", "/log"))


def made(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + filled(entry)
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from made(entry, path)


def filled(entry: URLPattern | URLResolver) -> str:
    route = str(entry.pattern)
    names = list(entry.pattern.regex.groupindex)
    if route.startswith("^"):
        from django.urls.resolvers import RegexPattern
        from django.utils.regex_helper import normalize

        assert isinstance(entry.pattern, RegexPattern)
        form, _ = normalize(route)[0]
        return form % {name: VALUES.get(name, "1") for name in names}
    for name in names:
        for kind in ("int:", "str:", "path:", "slug:", "uuid:", ""):
            route = route.replace(f"<{kind}{name}>", VALUES.get(name, "1"))
    return route


def counted() -> dict[str, list[object]]:
    """All rows but those of sessions and of what was tried, which reading may write."""
    silent = {
        "sessions.session",
        "usersessions.usersession",
        "members.shortmemory",
        "contenttypes.contenttype",
    }
    return {
        model._meta.label_lower: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label_lower not in silent
    }


@pytest.mark.parametrize("name", ["anonymous", "guest", "esa-delegate", "administrator"])
def test_no_form_is_taken_from_another_site(people: dict[str, Account], name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if name in people:
        client.force_login(people[name])
    before = counted()
    for address in addresses():
        assert (address, client.post(address, {"x": "y"}).status_code) == (address, 403)
    assert counted() == before


@pytest.mark.parametrize("name", ["esa-delegate", "administrator"])
def test_no_link_changes_anything(
    people: dict[str, Account], small_store: None, prove: Prove, name: str
) -> None:
    client = prove(name)
    ApiToken.objects.create(pk=1, account=people[name], name="n", expires_at="2099-01-01T00:00Z")
    before = counted()
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code < 500, address
    after = counted()
    assert {table for table in before if before[table] != after[table]} == set()


def test_nobody_keeps_a_copy_of_pages_about_people(signed_in: dict[str, Client]) -> None:
    for address in ("/account/", "/account/tokens/", "/people/ESA/", "/log/", "/log.csv"):
        kept = signed_in["esa-delegate"].get(address)["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept


def test_every_page_about_people_keeps_to_the_policy(signed_in: dict[str, Client], small_store: None) -> None:
    for address in (
        "/account/",
        "/account/tokens/",
        "/people/",
        "/people/ESA/",
        "/members/",
        "/members/groups/",
        "/log/",
    ):
        page = signed_in["administrator"].get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert " style=" not in text
        assert "<script>" not in text
        assert "default-src 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("odd", ["0", "999999999999999999999", "-1", "1e5", "%00", "1%2f2"])
def test_odd_numbers_are_not_found(prove: Prove, odd: str) -> None:
    client = prove("administrator")
    for address in (
        "members/roles/{}/",
        "members/{}/settings/",
        "account/tokens/{}/revoke/",
        "members/accounts/{}/",
    ):
        assert client.post("/" + address.format(odd)).status_code == 404


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=-1", "page=x", "since=x", "words=%00", "action='"]
)
def test_odd_questions_to_the_log_are_answered(prove: Prove, query: str) -> None:
    assert prove("administrator").get(f"/log/?{query}").status_code in (200, 400)
    assert prove("administrator").get(f"/log.csv?{query}").status_code in (200, 400)


def test_odd_questions_for_accounts_are_answered(prove: Prove) -> None:
    for query in ("q=%00", "page=1e99", "q=" + "x" * 5000, "page=0"):
        assert prove("administrator").get(f"/people/?{query}").status_code in (200, 400)
    assert Invitation.objects.count() == 0
    assert MemberOrganisation.objects.filter(identifier="ESA").exists()
