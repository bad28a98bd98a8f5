"""Plans: what a file would change among all that an organisation has stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.server.sharing.preview import Wishes, plan
from ecliptic.share import Reading
from ecliptic.share.rows import Place
from ecliptic.vocabulary import Element, Firmness, Mission, PlannedDate, Visibility

THEN = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
UNSAID = datetime(2026, 5, 31, 23, 59, 59, 123456, tzinfo=UTC)


def said(identifier: str, name: str = "A lander", **envelope: object) -> Statement:
    known = {"publisher": "ESA", "stated_at": THEN} | envelope
    return Statement(Mission(id=identifier, name=name), Envelope(**known))  # type: ignore[arg-type]


def of(statements: list[Statement], stated: list[Statement], **wishes: object):
    return plan(statements, Roadmap(stated), "ESA", at=NOW, wishes=Wishes(unsaid=UNSAID, **wishes))  # type: ignore[arg-type]


def sorts(made) -> list[tuple[str, str]]:
    return [(entry.statement.id, entry.sort) for entry in made.entries]


def test_words_decide_what_is_new_changed_or_unchanged() -> None:
    stated = [said("a"), said("b")]
    made = of([said("a"), said("b", "Another lander", stated_at=UNSAID), said("c", stated_at=UNSAID)], stated)
    assert sorts(made) == [("a", "unchanged"), ("b", "changed"), ("c", "new")]
    assert made.problems == ()
    changed, new = made.proposals
    assert (changed.statement.version, changed.base_version, changed.statement.stated_at) == (2, 1, NOW)
    assert (new.statement.version, new.base_version, new.statement.stated_at) == (1, 0, NOW)
    assert [(change.field, change.before, change.after) for change in made.changed[0].fields] == [
        ("name", "A lander", "Another lander")
    ]


def test_the_same_words_are_confirmed_by_a_later_date_or_a_wish_only() -> None:
    stated = [said("a", as_of=PlannedDate.parse("2024"))]
    silent = [said("a", stated_at=UNSAID)]
    assert sorts(of(silent, stated)) == [("a", "unchanged")]
    later = of([said("a", stated_at=NOW - timedelta(days=3))], stated)
    assert sorts(later) == [("a", "confirmed")]
    assert later.proposals[0].statement.stated_at == NOW - timedelta(days=3)
    wished = of(
        [said("a", stated_at=UNSAID, as_of=PlannedDate.parse("2024"))], stated, confirm_unchanged=True
    )
    assert sorts(wished) == [("a", "confirmed")]
    # It holds now, and no longer as of the date that the earlier version gave.
    assert wished.proposals[0].statement.envelope.as_of is None


def test_a_row_exported_and_edited_counts_as_stated_now() -> None:
    stated = [said("a"), said("a", "Second", version=2, stated_at=THEN + timedelta(days=1))]
    made = of([said("a", "Third", version=2, stated_at=THEN + timedelta(days=1))], stated)
    assert (made.changed[0].statement.stated_at, made.changed[0].statement.version) == (NOW, 3)
    assert made.problems == ()
    older = of([said("a", "Third", version=1)], stated)
    assert older.changed[0].statement.stated_at == NOW
    assert [problem.severity for problem in older.problems] == ["warning"]
    assert "lies before what you stated last, version 2 of 2025-01-02" in str(older.problems[0])


def test_an_old_file_sent_again_changes_nothing_and_says_so() -> None:
    stated = [said("a"), said("a", "Second", version=2, stated_at=THEN + timedelta(days=1))]
    made = of([said("a")], stated)
    assert sorts(made) == [("a", "unchanged")]
    assert "version 2 says otherwise and stays" in str(made.problems[0])
    whole = of(stated, stated)
    assert sorts(whole) == [("a", "unchanged"), ("a", "unchanged")]
    assert whole.problems == ()


def test_what_others_state_and_what_lies_in_the_future_is_refused_with_its_row() -> None:
    foreign, late = said("a", publisher="NASA"), said("b", stated_at=NOW + timedelta(days=1))
    places = {("mission", "a", "NASA"): Place("plan.xlsx", "missions", 7)}
    reading = Reading((foreign, late), origins=places)
    made = plan(reading, Roadmap(), "ESA", at=NOW)
    assert made.entries == ()
    first, second = map(str, made.problems)
    assert first.startswith(
        'plan.xlsx, sheet missions, row 7, publisher: "NASA" is another organisation than'
    )
    assert "Leave it empty or write ESA" in first
    assert "lies in the future" in second
    assert len(made.errors) == 2


def test_a_clock_set_back_does_not_stop_anybody() -> None:
    ahead = NOW + timedelta(hours=3)
    made = of([said("a", "Other", stated_at=UNSAID)], [said("a", stated_at=ahead)])
    assert made.proposals[0].statement.stated_at == ahead


def test_withdrawals_are_said_or_wished_and_never_guessed() -> None:
    element = Statement(Element(id="e", name="E"), Envelope(publisher="ESA", stated_at=THEN))
    stated = [said("a"), said("b"), element, said("n", publisher="NASA")]
    taken = of([said("a", stated_at=UNSAID, withdrawn=True)], stated)
    assert sorts(taken) == [("a", "withdrawn")]
    assert sorts(of([said("a")], stated)) == [("a", "unchanged")]
    # Of the kinds that the file holds, and only what the organisation itself states.
    wished = of([said("a")], stated, withdraw_missing=True)
    assert sorts(wished) == [("a", "unchanged"), ("b", "withdrawn")]
    assert wished.withdrawn[0].statement.envelope.withdrawn
    assert wished.withdrawn[0].statement.stated_at == NOW
    never = of([said("z", withdrawn=True)], stated)
    assert sorts(never) == []
    assert never.problems[0].severity == "warning"


def test_nothing_missing_is_withdrawn_by_a_file_that_cannot_tell() -> None:
    stated = [said("a"), said("b")]
    for reading in (
        Reading((said("a"), said("x", publisher="NASA"))),
        Reading((said("a"),), only_news=True),
    ):
        made = plan(reading, Roadmap(stated), "ESA", at=NOW, wishes=Wishes(withdraw_missing=True))
        assert made.withdrawn == ()
        assert any("is not withdrawn, because it" in problem.message for problem in made.errors)


def test_wider_and_narrower_audiences_are_told() -> None:
    private, public = Visibility.PRIVATE, Visibility.PUBLIC
    marked = said("c", narrowed={"name": Visibility.MEMBERS})
    stated = [said("a", visibility=private), said("b"), marked]
    sent = [
        said("a", stated_at=UNSAID, visibility=public),
        said("b", stated_at=UNSAID, visibility=private),
        said("c", stated_at=UNSAID),
    ]
    made = of(sent, stated)
    assert [entry.statement.id for entry in made.wider] == ["a", "c"]
    assert [entry.statement.id for entry in made.narrower] == ["b"]


def test_sources_and_firmness_are_changes_too() -> None:
    stated = [said("a"), said("b")]
    sent = [said("a", sources=("A report",)), said("b", firmness=Firmness.PLANNED)]
    assert [[change.field for change in entry.fields] for entry in of(sent, stated).changed] == [
        ["sources"],
        ["firmness"],
    ]


NAMES = st.sampled_from(["One", "Two", "Three"])
VERSION = st.tuples(NAMES, st.booleans(), st.sampled_from([None, *Firmness]), st.integers(1, 120))
HISTORIES = st.dictionaries(st.sampled_from("abcdef"), st.lists(VERSION, min_size=1, max_size=4), max_size=6)


def histories(drawn: dict[str, list[tuple[str, bool, Firmness | None, int]]]) -> list[Statement]:
    statements = []
    for identifier, versions in drawn.items():
        moment = THEN
        for number, (name, withdrawn, firmness, days) in enumerate(versions, 1):
            moment += timedelta(days=days)
            envelope = {"withdrawn": withdrawn and number > 1, "firmness": firmness}
            statements.append(said(identifier, name, version=number, stated_at=moment, **envelope))
    return statements


@given(HISTORIES)
def test_whatever_a_file_tells_of_a_new_organisation_is_taken_as_it_stands(drawn: dict) -> None:
    statements = histories(drawn)
    made = of(statements, [])
    assert made.problems == ()
    assert Roadmap(p.statement for p in made.proposals).digest == Roadmap(statements).digest
    again = of(statements, [p.statement for p in made.proposals])
    assert again.proposals == ()


@given(HISTORIES, HISTORIES)
def test_plans_follow_one_version_after_the_other_whatever_is_there(known: dict, sent: dict) -> None:
    stated, later = histories(known), histories(sent)
    made = of(later, stated, confirm_unchanged=True)
    newest = {s.id: s for s in sorted(stated, key=lambda s: s.version)}
    for proposal in made.proposals:
        before = newest.get(proposal.statement.id)
        assert proposal.base_version == (before.version if before else 0)
        assert proposal.statement.version == proposal.base_version + 1
        assert before is None or proposal.statement.stated_at >= before.stated_at
        newest[proposal.statement.id] = proposal.statement
    # What stands afterwards is what the file says last, except where it only repeats what was said earlier.
    for statement in {s.id: s for s in later}.values():
        if all(not known_earlier(statement, s) for s in stated):
            assert newest[statement.id].record == statement.record


def known_earlier(statement: Statement, earlier: Statement) -> bool:
    envelope = statement.envelope.model_copy(update={"version": earlier.version})
    return replace(statement, envelope=envelope) == earlier
