"""Statements and their envelopes: one canonical form, and marks that cannot get lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from ecliptic.roadmap import Envelope, Roadmap, Statement, Viewer
from ecliptic.vocabulary import KINDS, Element, Limit, LimitType, Visibility
from saying import said
from strategies import envelopes, statements

DAY = datetime(2025, 1, 1, tzinfo=UTC)


def envelope(**fields: Any) -> Envelope:
    return Envelope.model_validate({"publisher": "NASA", "stated_at": DAY, **fields})


@pytest.mark.parametrize("given_mark", [None, False, "no", "false", 0])
@pytest.mark.parametrize("source", ["recalled, unverified", "Mass UNVERIFIED", "report; date unverified"])
def test_a_source_that_says_unverified_marks_the_statement(source: str, given_mark: Any) -> None:
    fields = {} if given_mark is None else {"unverified": given_mark}
    assert envelope(sources=("NASA ADD Rev C", source), **fields).unverified


def test_a_statement_with_documents_is_not_marked_unless_said_so() -> None:
    assert not envelope(sources=("NASA ADD Rev C",)).unverified
    assert not envelope().unverified
    assert envelope(unverified=True).unverified


@given(envelopes(Element))
def test_an_envelope_comes_back_from_json(one: Envelope) -> None:
    for text in (one.model_dump_json(), one.model_dump_json(exclude_defaults=True)):
        again = Envelope.model_validate_json(text)
        assert again == one
        assert hash(again) == hash(one)


@given(statements())
def test_the_canonical_form_is_json_that_holds_the_whole_statement(statement: Statement) -> None:
    content = json.loads(statement.canonical())
    assert list(content) == ["kind", "envelope", "record"]
    record = type(statement.record).model_validate(content["record"])
    again = Statement(record, Envelope.model_validate(content["envelope"]))
    assert again == statement
    assert again.digest == statement.digest


def test_one_instant_has_one_form_whatever_clock_it_was_written_by() -> None:
    tokyo = timezone(timedelta(hours=9))
    one = envelope(stated_at=datetime(2025, 1, 1, 9, tzinfo=tokyo))
    assert one == envelope()
    assert said(Element(id="x", name="x")).digest == Statement(Element(id="x", name="x"), one).digest


@pytest.mark.parametrize("instant", ["2025-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "soon"])
def test_an_instant_without_zone_or_beyond_the_calendar_is_refused(instant: str) -> None:
    with pytest.raises(ValidationError):
        envelope(stated_at=instant)


def test_the_order_of_narrowing_marks_does_not_matter() -> None:
    marks = {"mass_kg": Visibility.PRIVATE, "crew": Visibility.MEMBERS}
    one, other = envelope(narrowed=marks), envelope(narrowed=dict(reversed(marks.items())))
    assert one.model_dump_json() == other.model_dump_json()


def test_versions_begin_with_one() -> None:
    with pytest.raises(ValidationError):
        envelope(version=0)


def test_equal_statements_count_once_in_a_set() -> None:
    narrowed = {"narrowed": {"mass_kg": Visibility.PRIVATE}}
    two = [said(Element(id="x", name="x"), **narrowed) for _ in range(2)]
    assert len(set(two)) == 1
    assert two[0].key == ("element", "x", "NASA", 1)


def limit(visibility: Visibility | None = None) -> Statement:
    said_so = {} if visibility is None else {"visibility": visibility}
    record = Limit(id="LIM-1", organisation="ESA", type=LimitType.NO_PART)
    return Statement(record, envelope(publisher="ESA", **said_so))


@pytest.mark.parametrize("said_so", [None, Visibility.PUBLIC, Visibility.PRIVATE])
def test_what_is_confidential_is_private_unless_shared_with_the_members(said_so: Visibility | None) -> None:
    assert limit(said_so).envelope.visibility is Visibility.PRIVATE
    for viewer in (Viewer.public(), Viewer.members(), Viewer.of("JAXA")):
        assert not Roadmap([limit(said_so)], viewer=viewer).records(Limit)
    assert Roadmap([limit(said_so)], viewer=Viewer.of("ESA")).records(Limit)


def test_what_is_confidential_may_be_shared_with_the_members_and_never_with_the_public() -> None:
    shared = limit(Visibility.MEMBERS)
    assert Roadmap([shared], viewer=Viewer.of("JAXA")).records(Limit)
    assert not Roadmap([shared], viewer=Viewer.public()).records(Limit)


def test_the_kinds_that_tell_of_limits_and_means_are_confidential() -> None:
    confidential = {kind for kind, record in KINDS.items() if record.confidential}
    assert confidential == {"limit", "priority", "effort-estimate", "allowance", "introduction"}
