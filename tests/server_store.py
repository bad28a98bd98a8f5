"""People and statements for tests of the server: every role and visibility, and words that must not leak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ecliptic.roadmap import Envelope, Statement
from ecliptic.server.audit.log import Doer
from ecliptic.server.members.access import Actor
from ecliptic.server.members.models import (
    Account,
    GroupSeat,
    MemberOrganisation,
    Membership,
    Role,
    Seat,
    Standing,
)
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.store import Act, proposals_as_stated, state
from ecliptic.vocabulary import (
    Contribution,
    Element,
    Firmness,
    Mission,
    Organisation,
    OrganisationType,
    PlannedDate,
    Visibility,
)
from ecliptic.vocabulary import (
    Role as Does,
)

PASSWORD = "a long walk on the far side"  # noqa: S105 - of people who exist in tests only
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of the same people
THEN = datetime(2025, 3, 1, 12, tzinfo=UTC)
ORGANISATIONS = {"ESA": "member", "JAXA": "member", "ORBITAL": "observer"}
ROLES = (Role.READER, Role.PLANNER, Role.DELEGATE)
OFFICERS = ("secretariat", "administrator", "guest")


def make_people() -> dict[str, Account]:
    """An account for each role in each organisation, such as `esa-planner`, and the officers and a guest."""
    people: dict[str, Account] = {}
    for identifier, standing in ORGANISATIONS.items():
        organisation, _ = MemberOrganisation.objects.update_or_create(
            identifier=identifier,
            defaults={"name": f"{identifier} of the tests", "standing": Standing(standing)},
        )
        for role in ROLES:
            name = f"{identifier.lower()}-{role}"
            people[name] = _account(name)
            Membership.objects.create(account=people[name], organisation=organisation, role=role)
    for name in OFFICERS:
        people[name] = _account(name, **({} if name == "guest" else {f"is_{name}": True}))
    GroupSeat.objects.create(
        account=people["esa-planner"], group="ISECG-EXPLORATION-ROADMAP", seat=Seat.CHAIR
    )
    return people


def actor(person: Account) -> Actor:
    """A person acting for their first organisation."""
    return Actor(person, person.memberships.select_related("organisation").first())


def marker(publisher: str, what: str) -> str:
    """A word that stands in one place only; whoever may not see that place must never meet it."""
    return f"Zq{publisher.title()}{what.title()}Marker"


def marked_statements() -> Iterator[Statement]:
    """Statements of two members and an observer in each visibility, each holding a marker.

    Markers: public, members, private, narrowed (a private field of a public record), shared (a field for
    members in a public record), retracted (public once, private now) and gone (private, withdrawn).
    """
    for number, (publisher, _) in enumerate(ORGANISATIONS.items()):
        at = THEN + timedelta(days=number)
        yield _of(
            publisher,
            at,
            Organisation(id=publisher, name=publisher, type=OrganisationType.AGENCY, country="X"),
        )
        for visibility in Visibility:
            word = marker(publisher, visibility.value)
            identifier = f"{publisher.lower()}-{visibility.value}"
            said = {"visibility": visibility, "firmness": Firmness.PLANNED}
            yield _of(publisher, at, _mission(identifier, word, publisher), **said)
            yield _of(publisher, at, Element(id=identifier, name=word, lead=publisher), **said)
            yield _of(publisher, at, _contribution(identifier, word, publisher), **said)
        yield from _half_hidden(publisher, at)


def _half_hidden(publisher: str, at: datetime) -> Iterator[Statement]:
    low = publisher.lower()
    private, members, public = Visibility.PRIVATE, Visibility.MEMBERS, Visibility.PUBLIC
    narrowed = Mission(
        id=f"{low}-narrowed",
        name=f"{publisher} narrowed",
        lead=publisher,
        status=marker(publisher, "narrowed"),
        launch_note=marker(publisher, "shared"),
    )
    marks = {"status": private, "launch_note": members}
    yield _of(publisher, at, narrowed, narrowed=marks, firmness=Firmness.APPROVED)
    retracted = _mission(f"{low}-retracted", marker(publisher, "retracted"), publisher)
    yield _of(publisher, at, retracted, visibility=public)
    yield _of(publisher, at + timedelta(hours=1), retracted, version=2, visibility=private)
    gone = _mission(f"{low}-gone", marker(publisher, "gone"), publisher)
    yield _of(publisher, at, gone, visibility=private)
    yield _of(publisher, at + timedelta(hours=1), gone, version=2, visibility=private, withdrawn=True)


def may_meet(publisher: str, organisation: str | None, *, member: bool) -> set[str]:
    """The markers of a publisher that somebody acting for an organisation may meet."""
    allowed = {"public"}
    if member:
        allowed |= {"members", "shared"}
    if organisation == publisher:
        allowed |= {"members", "shared", "private", "narrowed", "retracted", "gone"}
    return {marker(publisher, what) for what in allowed}


def all_markers() -> set[str]:
    """Every marker."""
    return {word for publisher in ORGANISATIONS for word in may_meet(publisher, publisher, member=True)}


def fill_small_store() -> Submission:
    """State all that is marked."""
    act = Act(Doer(name="tests"), Means.REFERENCE, "the small store of the tests")
    return state(proposals_as_stated(marked_statements()), act, at=THEN + timedelta(days=9))


def _account(name: str, **fields: bool) -> Account:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    from ecliptic.server.members.secrets import seal

    account = Account.objects.create_user(f"{name}@example.org", PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    if not name.endswith(("reader", "guest")):
        # Whoever may state, and the officers, may do so only with a second factor.
        data = {"secret": seal(TOTP_SECRET)}
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
    return account


def _mission(identifier: str, word: str, publisher: str) -> Mission:
    return Mission(id=identifier, name=word, lead=publisher, launch=PlannedDate.parse("2031"), objective=word)


def _contribution(identifier: str, word: str, publisher: str) -> Contribution:
    return Contribution(
        id=identifier,
        organisation=publisher,
        role=Does.LEAD,
        target_kind="element",
        target=identifier,
        title=word,
        budget_amount=12345,
    )


def _of(publisher: str, at: datetime, record: object, **said: object) -> Statement:
    return Statement(record, Envelope(publisher=publisher, stated_at=at, **said))  # type: ignore[arg-type]
