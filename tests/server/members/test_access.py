"""Who may do what: every role, in every state, against every act."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from ecliptic.roadmap import Viewer
from ecliptic.server.members.access import ACTING_FOR, ANONYMOUS, AS_SECRETARIAT, Actor, actor_of
from ecliptic.server.members.models import ApiToken, MemberOrganisation, Membership, Role, Scope, Standing

if TYPE_CHECKING:
    from ecliptic.server.members.models import Account

# Acts on ESA by each person: prepare, state, manage, invite, and the offices.
NOTHING = "-----"
TABLE = {
    "anonymous": NOTHING,
    "guest": NOTHING,
    "esa-reader": NOTHING,
    "esa-planner": "p----",
    "esa-delegate": "psmi-",
    "jaxa-reader": NOTHING,
    "jaxa-planner": NOTHING,
    "jaxa-delegate": NOTHING,
    "orbital-delegate": NOTHING,
    "secretariat": "---iS",
    "administrator": "--miA",
}
LETTERS = "psmi"


def letters(actor: Actor, organisation: str = "ESA") -> str:
    acts = (actor.may_prepare, actor.may_state, actor.may_manage, actor.may_invite)
    told = "".join(letter if act(organisation) else "-" for letter, act in zip(LETTERS, acts, strict=True))
    office = "A" if actor.is_administrator else "S" if actor.is_secretariat else "-"
    return told + office


def asking(person: Account | None, **session: str) -> Actor:
    request = RequestFactory().get("/")
    request.user = person or AnonymousUser()
    request.session = session  # type: ignore[assignment] # all that is asked of it is a look-up
    return actor_of(request)


@pytest.mark.parametrize("name", TABLE)
def test_a_role_allows_what_the_table_says(people: dict[str, Account], name: str) -> None:
    assert letters(asking(people.get(name))) == TABLE[name]


@pytest.mark.parametrize("name", [name for name in TABLE if name != "anonymous"])
def test_without_the_second_factor_that_a_role_asks_for_only_reading_is_left(
    people: dict[str, Account], name: str
) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=people[name]).exclude(type="recovery_codes").delete()
    actor = asking(people[name])
    # A planner who may not state binds nobody, and needs no more than a password.
    assert letters(actor) == (TABLE[name] if name.endswith("planner") else NOTHING)
    assert actor.owes_second_factor == (name.endswith("delegate") or name in ("secretariat", "administrator"))


def test_recovery_codes_alone_are_no_second_factor(people: dict[str, Account]) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=people["esa-delegate"]).update(type="recovery_codes")
    assert letters(asking(people["esa-delegate"])) == NOTHING


def test_planners_state_where_their_organisation_lets_them_and_nowhere_else(
    people: dict[str, Account],
) -> None:
    MemberOrganisation.objects.filter(identifier="ESA").update(planners_may_state=True)
    assert letters(asking(people["esa-planner"])) == "ps---"
    assert letters(asking(people["jaxa-planner"])) == NOTHING
    assert letters(asking(people["jaxa-planner"]), "JAXA") == "p----"
    assert letters(asking(people["esa-reader"])) == NOTHING


def test_a_planner_who_may_state_needs_a_second_factor(people: dict[str, Account]) -> None:
    from allauth.mfa.models import Authenticator

    MemberOrganisation.objects.filter(identifier="ESA").update(planners_may_state=True)
    Authenticator.objects.all().delete()
    assert letters(asking(people["esa-planner"])) == NOTHING


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("name", [name for name in TABLE if name != "anonymous"])
def test_a_token_never_allows_more_than_its_person_and_never_administers(
    people: dict[str, Account], name: str, scope: Scope
) -> None:
    person = asking(people[name])
    token = ApiToken(account=people[name], scope=scope, expires_at=timezone.now() + timedelta(days=1))
    expected = TABLE[name][:2] + "---" if scope == Scope.STATE else NOTHING
    assert letters(replace(person, token=token)) == expected


def test_nobody_acts_for_an_organisation_that_takes_no_part(people: dict[str, Account]) -> None:
    before = asking(people["esa-delegate"])
    MemberOrganisation.objects.filter(identifier="ESA").update(active=False)
    after = asking(people["esa-delegate"])
    assert after.organisation is None
    assert letters(after) == NOTHING
    assert after.viewer == Viewer.public()
    # Also somebody whom we have known since before the change.
    before.membership.organisation.refresh_from_db()  # type: ignore[union-attr] # a delegate has one
    assert letters(before) == NOTHING


def test_a_closed_account_is_nobody(people: dict[str, Account]) -> None:
    people["esa-delegate"].is_active = False
    assert asking(people["esa-delegate"]) is ANONYMOUS


@pytest.mark.parametrize(
    ("name", "viewer"),
    [
        ("anonymous", Viewer.public()),
        ("guest", Viewer.public()),
        ("administrator", Viewer.public()),
        ("secretariat", Viewer.members()),
        ("esa-reader", Viewer.of("ESA")),
        ("esa-delegate", Viewer.of("ESA")),
        ("orbital-reader", Viewer(organisation="ORBITAL", member=False)),
        ("orbital-delegate", Viewer(organisation="ORBITAL", member=False)),
    ],
)
def test_everybody_looks_at_roadmaps_as_whom_they_act_for(
    people: dict[str, Account], name: str, viewer: Viewer
) -> None:
    assert asking(people.get(name)).viewer == viewer


def test_a_secretary_without_second_factor_sees_what_is_public(people: dict[str, Account]) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.all().delete()
    assert asking(people["secretariat"]).viewer == Viewer.public()


def test_one_acts_for_one_organisation_at_a_time(people: dict[str, Account]) -> None:
    both = people["esa-planner"]
    jaxa = MemberOrganisation.objects.get(identifier="JAXA")
    Membership.objects.create(account=both, organisation=jaxa, role=Role.DELEGATE)
    for chosen, esa, other in (
        ("ESA", "p----", NOTHING),
        ("JAXA", NOTHING, "psmi-"),
        ("ORBITAL", "p----", NOTHING),
    ):
        actor = asking(both, **{ACTING_FOR: chosen})
        assert letters(actor, "ESA") == esa
        assert letters(actor, "JAXA") == other
        assert [one.identifier for one in actor.organisations] == ["ESA", "JAXA"]


def test_a_secretary_with_an_organisation_may_act_for_the_secretariat_alone(
    people: dict[str, Account],
) -> None:
    person = people["secretariat"]
    orbital = MemberOrganisation.objects.get(identifier="ORBITAL")
    Membership.objects.create(account=person, organisation=orbital, role=Role.READER)
    assert asking(person).viewer == Viewer(organisation="ORBITAL", member=False)
    assert asking(person, **{ACTING_FOR: AS_SECRETARIAT}).viewer == Viewer.members()
    # The choice is the secretariat's alone.
    assert asking(people["esa-reader"], **{ACTING_FOR: AS_SECRETARIAT}).viewer == Viewer.of("ESA")


def test_an_observer_that_becomes_member_sees_more_at_once(people: dict[str, Account]) -> None:
    MemberOrganisation.objects.filter(identifier="ORBITAL").update(standing=Standing.MEMBER)
    assert asking(people["orbital-reader"]).viewer == Viewer.of("ORBITAL")
