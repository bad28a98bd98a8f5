"""Stating: nothing is lost, overtaken or put into another's mouth, and what was said stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic import reference
from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Envelope, Roadmap, Statement, Viewer
from ecliptic.server.audit.log import Doer, verify
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.statements.editions import is_unchanged, make_edition
from ecliptic.server.statements.models import Edition, Ledger, Means, StoredStatement, Submission
from ecliptic.server.statements.picture import PICTURE, view_for
from ecliptic.server.statements.store import (
    Act,
    Conflicts,
    NotYours,
    Proposal,
    proposals,
    proposals_as_stated,
    state,
)
from ecliptic.vocabulary import Firmness, Mission, PlannedDate, Visibility
from server_store import THEN, marked_statements

AT = datetime(2026, 1, 10, tzinfo=UTC)
ESA = Act(Doer(name="somebody", organisation="ESA"), Means.FORM)
VIEWERS = (Viewer.holder(), Viewer.public(), Viewer.members(), Viewer.of("ESA"), Viewer.of("JAXA"))


def mission(name: str, version: int = 1, *, identifier: str = "argonaut", **said: object) -> Statement:
    envelope = {"publisher": "ESA", "stated_at": AT, "version": version, **said}
    return Statement(Mission(id=identifier, name=name), Envelope.model_validate(envelope))


def test_what_was_stated_is_shown_with_who_and_when(db: None) -> None:
    submission = state([Proposal(mission("Argonaut"), 0)], ESA, at=AT)
    assert (submission.revision, submission.organisation, submission.count) == (1, "ESA", 1)
    (statement,) = view_for(Viewer.public()).roadmap.history("mission", "argonaut")
    assert statement == mission("Argonaut")
    event = AuditEvent.objects.get()
    assert (event.action, event.account_name, event.organisation) == ("statements.stated", "somebody", "ESA")
    assert list(verify()) == []


@pytest.mark.parametrize("viewer", VIEWERS, ids=str)
def test_the_roadmap_of_each_viewer_at_each_instant_is_the_one_from_files(
    small_store: None, viewer: Viewer
) -> None:
    statements = list(marked_statements())
    assert view_for(viewer).roadmap.digest == Roadmap.build(statements, viewer=viewer).digest
    for days in (-1, 0, 1, 2, 5):
        instant = THEN + timedelta(days=days, minutes=30)
        files = Roadmap.build(statements, viewer=viewer, as_of=instant)
        assert view_for(viewer, as_of=instant).roadmap.digest == files.digest


def test_the_reference_roadmap_comes_out_of_the_store_as_it_went_in(reference_store: None) -> None:
    for viewer in (Viewer.holder(), Viewer.public()):
        assert view_for(viewer).roadmap.digest == reference.load(viewer=viewer).digest
    edition = Edition.objects.get(slug="nasa-add-rev-c")
    assert is_unchanged(edition)
    assert edition.count == sum(
        s.publisher == "NASA" and s.stated_at.year < 2026 for s in reference.statements()
    )


def test_a_writer_who_has_been_overtaken_is_told_by_what(db: None) -> None:
    state([Proposal(mission("Argonaut"), 0)], ESA, at=AT)
    state([Proposal(mission("Argonaut 2", 2), 1)], ESA, at=AT)
    with pytest.raises(Conflicts) as raised:
        state([Proposal(mission("Mine", 2), 1), Proposal(mission("New", identifier="new"), 0)], ESA, at=AT)
    (conflict,) = raised.value.conflicts
    assert conflict.newest == mission("Argonaut 2", 2)
    assert str(conflict) == "What ESA states about mission argonaut is at version 2; you had seen version 1."
    # All or nothing: the statement without a conflict did not go in either.
    assert view_for(Viewer.public()).roadmap.statement("mission", "new") is None
    assert Submission.objects.count() == AuditEvent.objects.count() == 2


def test_several_versions_of_one_thing_may_go_in_together(db: None) -> None:
    versions = [mission("One"), mission("Two", 2), mission("Three", 3)]
    state(proposals_as_stated(versions), ESA, at=AT)
    assert view_for(Viewer.public()).roadmap.history("mission", "argonaut") == tuple(versions)


def test_nobody_states_in_anothers_name(db: None) -> None:
    foreign = mission("Theirs", publisher="JAXA")
    with pytest.raises(NotYours, match="ESA cannot state in the name of JAXA"):
        state([Proposal(foreign, 0)], ESA, at=AT)
    with pytest.raises(NotYours, match="Nobody cannot state in the name of ESA"):
        state([Proposal(mission("X"), 0)], Act(Doer(), Means.API), at=AT)
    assert not StoredStatement.objects.exists()


def test_times_that_would_rewrite_what_was_known_are_refused_all_at_once(db: None) -> None:
    state([Proposal(mission("Argonaut"), 0)], ESA, at=AT)
    earlier = mission("Back", 2, stated_at=AT - timedelta(days=1))
    later = mission("Ahead", identifier="ahead", stated_at=AT + timedelta(hours=1))
    with pytest.raises(DataProblemsError) as raised:
        state([Proposal(earlier, 1), Proposal(later, 0)], ESA, at=AT)
    said = [str(problem) for problem in raised.value.problems]
    assert len(said) == 2
    assert "lies before version 1, in mission argonaut of ESA" in said[0]
    assert "lies in the future" in said[1]


def test_a_mark_on_a_field_that_does_not_exist_never_reaches_the_store(db: None) -> None:
    # In the store it would make every roadmap refuse to be built.
    with pytest.raises(DataProblemsError, match="no such field"):
        state([Proposal(mission("X", narrowed={"mass": "private"}), 0)], ESA, at=AT)
    assert len(view_for(Viewer.public()).roadmap) == 0


def test_what_says_nothing_new_is_not_stated_again(db: None) -> None:
    state([Proposal(mission("Argonaut"), 0)], ESA, at=AT)
    again = mission("Argonaut", stated_at=AT + timedelta(days=1))
    assert proposals([again], PICTURE.whole()) == []
    firmer = mission("Argonaut", firmness=Firmness.APPROVED)
    (proposal,) = proposals([firmer], PICTURE.whole())
    assert (proposal.base_version, proposal.statement.version) == (1, 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE statements_storedstatement SET record = '{}'",
        "DELETE FROM statements_storedstatement",
        "UPDATE statements_submission SET account_name = 'x'",
        "DELETE FROM statements_submission",
        "INSERT OR REPLACE INTO statements_storedstatement SELECT * FROM statements_storedstatement",
    ],
)
def test_the_database_itself_keeps_what_was_said(db: None, change: str) -> None:
    if "REPLACE" in change and connection.vendor != "sqlite":
        pytest.skip("only SQLite has this way of changing rows")
    state([Proposal(mission("Argonaut"), 0)], ESA, at=AT)
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert view_for(Viewer.public()).roadmap.label("mission", "argonaut") == "Argonaut"


def test_narrowing_is_noted_so_that_older_answers_are_not_shown(db: None) -> None:
    state([Proposal(mission("A"), 0)], ESA, at=AT)
    state([Proposal(mission("B", 2), 1)], ESA, at=AT)
    assert Ledger.objects.get().narrowed_at == 0
    state([Proposal(mission("B", 3, narrowed={"name": Visibility.MEMBERS}), 2)], ESA, at=AT)
    assert Ledger.objects.get().narrowed_at == 3
    state([Proposal(mission("B", 4, visibility=Visibility.PRIVATE), 3)], ESA, at=AT)
    assert Ledger.objects.get().narrowed_at == 4
    state([Proposal(mission("B", 5), 4)], ESA, at=AT)
    assert Ledger.objects.get().narrowed_at == 4


def test_an_edition_stays_as_it_was_but_marks_of_today_hold_in_it(db: None) -> None:
    state([Proposal(mission("A"), 0)], ESA, at=AT)
    edition = make_edition("one", "One", Doer(), as_of=AT, at=AT)
    state([Proposal(mission("B", 2, visibility=Visibility.PRIVATE), 1)], ESA, at=AT)
    assert is_unchanged(edition)
    assert view_for(Viewer.of("ESA"), edition=edition).roadmap.label("mission", "argonaut") == "A"
    assert view_for(Viewer.public(), edition=edition).roadmap.statement("mission", "argonaut") is None


def test_a_transaction_that_is_undone_leaves_nothing_in_memory(db: None) -> None:
    state([Proposal(mission("A"), 0)], ESA, at=AT)
    with transaction.atomic():
        state([Proposal(mission("B", 2), 1)], ESA, at=AT)
        assert view_for(Viewer.public()).roadmap.label("mission", "argonaut") == "B"
        transaction.set_rollback(True)
    assert view_for(Viewer.public()).roadmap.label("mission", "argonaut") == "A"
    # The same revision with other contents, as after a restored backup.
    state([Proposal(mission("C", 2), 1)], ESA, at=AT)
    assert view_for(Viewer.public()).roadmap.label("mission", "argonaut") == "C"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ESA", "JAXA"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from(list(Visibility)),
        st.sampled_from([{}, {"launch": Visibility.PRIVATE}, {"launch": Visibility.MEMBERS}]),
        st.booleans(),
        st.sampled_from(["2030", "NET 2031-12", None]),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_stated_step_by_step_every_viewer_sees_as_if_read_from_files(
    db: None, steps: list[tuple]
) -> None:
    stated: list[Statement] = []
    with transaction.atomic():
        for number, (publisher, identifier, name, visibility, narrowed, withdrawn, launch) in enumerate(
            steps
        ):
            at = AT + timedelta(hours=number)
            line = [s for s in stated if (s.id, s.publisher) == (identifier, publisher)]
            record = Mission(id=identifier, name=name, launch=launch and PlannedDate.parse(launch))
            envelope = Envelope(
                publisher=publisher,
                version=len(line) + 1,
                stated_at=at,
                visibility=visibility,
                narrowed=narrowed,
                withdrawn=withdrawn,
                sources=("a source; with – signs",) if number % 2 else (),
            )
            stated.append(Statement(record, envelope))
            act = Act(Doer(organisation=publisher), Means.FORM)
            state([Proposal(stated[-1], len(line))], act, at=at)
            for viewer in VIEWERS:
                assert view_for(viewer).roadmap.digest == Roadmap.build(stated, viewer=viewer).digest
        transaction.set_rollback(True)
