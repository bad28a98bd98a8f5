"""Harvesting from a real server: what is verified comes in whole, and nothing else comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agency_site import (
    KEY,
    MADE,
    STATED,
    AgencySite,
    agency_site,
    element,
    endless,
    package,
    redirect,
    said,
)
from ecliptic.roadmap import Statement, Viewer
from ecliptic.server.audit.log import Doer, verify
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.federation import harvesting
from ecliptic.server.federation.fetching import Fetched, Limits, Wanted, fetch
from ecliptic.server.federation.harvesting import harvest
from ecliptic.server.federation.models import Harvest, Outcome, Source, SourceKey
from ecliptic.server.members.models import MemberOrganisation
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.picture import PICTURE, view_for
from ecliptic.server.statements.store import Act, Conflict, Conflicts, Proposal, state
from ecliptic.share.keys import make_key

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LIMITS = Limits(seconds=10, most_bytes=2**20, allow_http=True)
DAY = timedelta(days=1)


@pytest.fixture
def agency() -> Iterator[AgencySite]:
    """ESA's own server."""
    with agency_site() as site:
        yield site


@pytest.fixture
def source(db: None, agency: AgencySite) -> Source:
    """ESA's source, with its key."""
    organisation = MemberOrganisation.objects.create(identifier="ESA", name="European Space Agency")
    made = Source.objects.create(organisation=organisation, address=agency.address, next_due=NOW)
    SourceKey.objects.create(source=made, text=KEY.public, valid_from=NOW - 90 * DAY)
    return made


def asked(wanted: Wanted) -> Fetched:
    return fetch(wanted, LIMITS)


def harvested(source: Source, at: datetime = NOW) -> Harvest:
    return harvest(Source.objects.get(pk=source.pk), at=at, fetch=asked)


def told(result: Harvest) -> str:
    return "\n".join(
        f"{each['place']}: {each['value']} {each['message']}. {each['remedy']}" for each in result.problems
    )


def named(identifier: str, publisher: str = "ESA") -> list[str]:
    """What the publisher calls an element, version by version."""
    history = PICTURE.whole().history("element", identifier)
    own = sorted((s for s in history if s.publisher == publisher), key=lambda s: s.version)
    return [s.record.label for s in own]


def state_here(*statements: Statement) -> Submission:
    act = Act(Doer(name="tests", organisation="ESA"), Means.FORM)
    return state([Proposal(s, s.version - 1) for s in statements], act, at=NOW)


# --- what goes well -------------------------------------------------------------------------------


def test_new_statements_are_taken_in_the_publisher_s_name(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), said(element("b", mass_kg=5)), serial=3), '"one"')
    result = harvested(source)
    assert (result.outcome, result.added, result.changed, result.serial) == (Outcome.TAKEN, 2, 0, 3)
    assert result.problems == []
    submission = Submission.objects.get(revision=result.revision)
    assert (submission.means, submission.organisation, submission.account) == ("harvest", "ESA", None)
    assert agency.address in submission.note
    assert "number 3" in submission.note
    event = AuditEvent.objects.get(action="statements.stated")
    assert event.organisation == "ESA"
    assert '"harvest"' in event.details
    assert list(verify()) == []
    assert view_for(Viewer.public()).roadmap.statement("element", "b") is not None
    source.refresh_from_db()
    assert (source.last_serial, source.etag, source.failures) == (3, '"one"', 0)
    assert source.harvested_at == NOW
    assert source.next_due == NOW + DAY


def test_a_history_comes_in_with_its_versions(source: Source, agency: AgencySite) -> None:
    later = said(element("a", "Second"), version=2, stated_at=STATED + timedelta(hours=1))
    agency.publish(package(said(element("a", "First")), later))
    assert harvested(source).added == 1
    assert named("a") == ["First", "Second"]


def test_the_same_file_again_brings_nothing(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))))
    first = harvested(source)
    second = harvested(source, NOW + DAY)
    assert (second.outcome, second.unchanged, second.revision) == (Outcome.UNCHANGED, 1, None)
    assert Submission.objects.count() == 1
    assert first.revision == PICTURE.revision()


def test_not_modified_is_asked_for_and_counts_as_success(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))), '"one"')
    harvested(source)
    result = harvested(source, NOW + DAY)
    assert agency.asked[-1]["if-none-match"] == '"one"'
    assert (result.outcome, result.serial) == (Outcome.UNCHANGED, None)
    source.refresh_from_db()
    assert (source.last_serial, source.harvested_at, source.etag) == (1, NOW + DAY, '"one"')


def test_only_what_is_later_and_different_is_stated(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a", "Old")), said(element("b"))))
    harvested(source)
    soon = STATED + 2 * DAY
    agency.publish(
        package(
            said(element("a", "New"), stated_at=soon),
            said(element("b"), stated_at=soon, sources=("elsewhere",)),
            said(element("c"), stated_at=soon),
            serial=2,
        )
    )
    result = harvested(source)
    assert (result.added, result.changed, result.confirmed, result.unchanged) == (1, 1, 0, 1)
    assert named("a") == ["Old", "New"]
    assert named("b") == ["Ring"]


def test_saying_the_same_much_later_confirms_it(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))))
    harvested(source)
    agency.publish(package(said(element("a"), stated_at=STATED + 30 * DAY), serial=2))
    result = harvested(source)
    assert (result.outcome, result.confirmed, result.changed) == (Outcome.TAKEN, 1, 0)
    assert named("a") == ["Ring", "Ring"]


def test_what_is_left_out_stays_and_what_is_withdrawn_goes(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), said(element("b"))))
    harvested(source)
    agency.publish(package(said(element("b"), withdrawn=True, stated_at=STATED + DAY), serial=2))
    assert harvested(source).changed == 1
    roadmap = view_for(Viewer.public()).roadmap
    assert roadmap.statement("element", "a") is not None
    assert roadmap.statement("element", "b") is None


def test_what_was_stated_here_meanwhile_wins_if_it_is_later(source: Source, agency: AgencySite) -> None:
    state_here(said(element("a", "By form"), stated_at=STATED + DAY))
    agency.publish(package(said(element("a", "By package")), said(element("b"))))
    result = harvested(source)
    assert (result.outcome, result.added, result.unchanged) == (Outcome.TAKEN, 1, 1)
    assert named("a") == ["By form"]
    assert "element a is older than version 1 here and was left out" in told(result)
    assert result.problems[0]["severity"] == "warning"
    assert result.problems[0]["place"] == "plan.zip/elements.csv, row 2, stated_at"


def test_private_statements_stay_private(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"), visibility="private")))
    assert harvested(source).added == 1
    assert view_for(Viewer.public()).roadmap.statement("element", "a") is None
    assert view_for(Viewer(organisation="JAXA", member=True)).roadmap.statement("element", "a") is None
    assert view_for(Viewer(organisation="ESA", member=True)).roadmap.statement("element", "a") is not None


# --- what is refused ------------------------------------------------------------------------------


def refused(source: Source, at: datetime = NOW) -> str:
    before = PICTURE.revision(), Submission.objects.count()
    result = harvested(source, at)
    assert result.outcome == Outcome.REFUSED
    assert (result.added, result.changed, result.revision) == (0, 0, None)
    assert (PICTURE.revision(), Submission.objects.count()) == before
    return told(result)


def test_a_tampered_package_is_refused_and_what_was_there_stays(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))))
    harvested(source)
    good = package(said(element("a", "Other"), stated_at=STATED + DAY), serial=2)
    agency.publish(good.replace(b"Other", b"0ther"))
    assert "it was changed" in refused(source)
    assert named("a") == ["Ring"]
    agency.publish(good)
    assert harvested(source).outcome == Outcome.TAKEN


def test_an_older_package_is_refused(source: Source, agency: AgencySite) -> None:
    old = package(said(element("a", "Old")), serial=1)
    agency.publish(package(said(element("a", "New"), stated_at=STATED + DAY), serial=2))
    harvested(source)
    agency.publish(old)
    assert "plan.zip, serial: 1 is older than number 2, which was taken before" in refused(source)


def test_another_package_of_the_same_number_is_refused(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))))
    harvested(source)
    agency.publish(package(said(element("a")), said(element("b"))))
    assert "said something else" in refused(source)


def test_another_key_is_refused(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), key=make_key()))
    assert "is not registered for the publisher" in refused(source)


@pytest.mark.parametrize(
    "standing",
    [{"revoked_at": NOW - DAY}, {"valid_from": NOW + DAY}, {"valid_to": NOW - DAY}],
    ids=["revoked", "not yet valid", "expired"],
)
def test_a_key_that_does_not_count_is_refused(
    source: Source, agency: AgencySite, standing: dict[str, Any]
) -> None:
    SourceKey.objects.update(**standing)
    agency.publish(package(said(element("a"))))
    assert "ESA: None has no key that counts now" in refused(source)
    assert agency.asked == []
    other = make_key()
    SourceKey.objects.create(source=source, text=other.public, valid_from=NOW - DAY)
    assert "is not registered for the publisher" in refused(source)
    agency.publish(package(said(element("a")), key=other))
    assert harvested(source).outcome == Outcome.TAKEN


def test_a_revoked_key_does_not_hide_behind_not_modified(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))), '"one"')
    harvested(source)
    SourceKey.objects.update(revoked_at=NOW)
    SourceKey.objects.create(source=source, text=make_key().public, valid_from=NOW)
    assert "is not registered for the publisher" in refused(source, NOW + DAY)
    assert "if-none-match" not in agency.asked[-1]
    assert named("a") == ["Ring"]


def test_a_key_revoked_during_the_fetch_does_not_count(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a"))))

    def revoking(wanted: Wanted) -> Fetched:
        found = asked(wanted)
        SourceKey.objects.update(revoked_at=NOW)
        return found

    result = harvest(source, at=NOW, fetch=revoking)
    assert "revoked in this moment" in told(result)
    assert Submission.objects.count() == 0


def test_the_key_of_one_organisation_does_not_open_another(source: Source, agency: AgencySite) -> None:
    jaxa = MemberOrganisation.objects.create(identifier="JAXA", name="JAXA")
    other = make_key()
    theirs = Source.objects.create(organisation=jaxa, address=agency.address, next_due=NOW)
    SourceKey.objects.create(source=theirs, text=other.public, valid_from=NOW - DAY)
    agency.publish(package(said(element("a"), "JAXA"), publisher="JAXA", key=other))
    assert "is not registered for the publisher" in refused(source)
    agency.publish(package(said(element("a"), "JAXA"), publisher="JAXA"))
    assert "JAXA is published by another organisation than ESA" in refused(source)
    assert harvested(theirs).outcome == Outcome.REFUSED


def test_statements_of_others_are_refused_with_their_rows(
    source: Source, agency: AgencySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agency that signs by a program of its own, which does not look at publishers."""
    with monkeypatch.context() as blind:
        blind.setattr(Statement, "publisher", property(lambda _: "ESA"))
        data = package(said(element("a", "Hijacked"), "JAXA"))
    agency.publish(data)
    assert "plan.zip/elements.csv, row 2, publisher: element a by JAXA" in refused(source)
    assert named("a", "JAXA") == []


def test_a_package_of_the_future_is_refused(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), made_at=NOW + DAY, serial=10**12))
    assert "lies in the future" in refused(source)
    source.refresh_from_db()
    assert source.last_serial == 0
    agency.publish(package(said(element("a"), stated_at=NOW + DAY)))
    assert "lies in the future" in refused(source)


def test_one_instant_has_one_content(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a", "Old"))))
    harvested(source)
    agency.publish(package(said(element("a", "New")), said(element("b")), serial=2))
    words = refused(source)
    assert "element a says something else than version 1 here" in words
    assert "later stated_at" in words
    assert named("b") == []


def test_one_bad_statement_refuses_all_of_them(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), said(element("b"), stated_at=NOW + DAY)))
    assert "plan.zip/elements.csv, row 3, stated_at: element b lies in the future" in refused(source)
    assert named("a") == []


@pytest.mark.parametrize("data", [b"<!doctype html>", b"PK\x03\x04rubbish", b"x"])
def test_what_is_no_package_is_refused(source: Source, agency: AgencySite, data: bytes) -> None:
    agency.publish(data)
    assert "plan.zip" in refused(source)


# --- what cannot be fetched -----------------------------------------------------------------------


def gone(agency: AgencySite) -> None:
    agency.publish(b"")


def moved(agency: AgencySite) -> None:
    agency.answers["/plan.zip"] = redirect("http://127.0.0.1:9/plan.zip")


def huge(agency: AgencySite) -> None:
    agency.answers["/plan.zip"] = endless()


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(gone, "answers 404"), (moved, "redirects to another host"), (huge, "is larger than 1 MiB")],
)
def test_trouble_on_the_way_is_told_and_costs_nothing(
    source: Source, agency: AgencySite, trouble: Callable[[AgencySite], None], words: str
) -> None:
    agency.publish(package(said(element("a"))))
    harvested(source)
    trouble(agency)
    result = harvested(source, NOW + DAY)
    assert result.outcome == Outcome.UNREACHABLE
    assert words in told(result)
    assert named("a") == ["Ring"]
    source.refresh_from_db()
    assert (source.failures, source.last_serial, source.harvested_at) == (1, 1, NOW)


def test_failures_are_tried_again_ever_more_slowly(source: Source) -> None:
    delays = []
    for _ in range(9):
        harvested(source)
        source.refresh_from_db()
        delays.append((source.next_due - NOW).total_seconds() / 60)
    assert delays == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert source.failures == 9


def test_success_ends_the_waiting(source: Source, agency: AgencySite) -> None:
    harvested(source)
    agency.publish(package(said(element("a"))))
    assert harvested(source).outcome == Outcome.TAKEN
    source.refresh_from_db()
    assert (source.failures, source.next_due) == (0, NOW + DAY)


# --- at the same time -----------------------------------------------------------------------------


def test_who_is_overtaken_looks_again(
    source: Source, agency: AgencySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.publish(package(said(element("a", "By package"), stated_at=STATED + DAY)))
    real, calls = harvesting.state, []

    def overtaken(made: Any, act: Act, *, at: datetime) -> Submission:
        calls.append(made)
        if len(calls) == 1:
            raise Conflicts([])
        return real(made, act, at=at)

    monkeypatch.setattr(harvesting, "state", overtaken)
    result = harvested(source)
    assert (result.outcome, len(calls)) == (Outcome.TAKEN, 2)
    assert named("a") == ["By package"]
    assert Harvest.objects.count() == 1


def test_who_is_always_overtaken_gives_up_without_a_fault(
    source: Source, agency: AgencySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.publish(package(said(element("a"))))

    def overtaken(*_: object, **__: object) -> Submission:
        raise Conflicts([Conflict(("element", "a", "ESA"), 0, None)])

    monkeypatch.setattr(harvesting, "state", overtaken)
    assert "was overtaken by what was stated here meanwhile" in refused(source)
    source.refresh_from_db()
    assert (source.last_serial, source.failures) == (0, 1)


def test_many_problems_are_counted_and_the_first_kept(source: Source, agency: AgencySite) -> None:
    agency.publish(package(*(said(element(f"e{number}", "Old")) for number in range(300))))
    harvested(source)
    agency.publish(package(*(said(element(f"e{number}", "New")) for number in range(300)), serial=2))
    result = harvested(source)
    assert (result.problem_count, len(result.problems)) == (300, harvesting.PROBLEMS_KEPT)


def test_made_at_and_stated_at_are_independent_of_our_clock(source: Source, agency: AgencySite) -> None:
    agency.publish(package(said(element("a")), made_at=MADE))
    result = harvested(source)
    assert result.started_at == NOW
    assert PICTURE.whole().history("element", "a")[0].stated_at == STATED
