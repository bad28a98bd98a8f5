"""Putting together what the files of one edition say about the same things."""

from __future__ import annotations

from ecliptic.share.mapping import joined
from ecliptic.vocabulary import Objective
from saying import said


def test_lists_are_united_and_empty_fields_filled() -> None:
    moon = said(Objective(id="OP-01", title="Train the crew", phases=("HLR",)), sources=("moon",))
    mars = said(
        Objective(id="OP-01", title="Train  the crew", phases=("HLR", "HTM"), category="OP"),
        sources=("mars",),
        unverified=True,
    )
    (statement,), problems = joined([moon, mars])
    assert problems == []
    assert statement.record == Objective(
        id="OP-01", title="Train the crew", phases=("HLR", "HTM"), category="OP"
    )
    assert statement.envelope.sources == ("moon", "mars")
    assert statement.unverified


def test_what_differs_in_time_publisher_or_thing_stays_apart() -> None:
    record = Objective(id="OP-01", title="Train the crew")
    apart = [
        said(record),
        said(record, on="2024-01-01"),
        said(record, by="ESA"),
        said(record.model_copy(update={"id": "OP-02"})),
    ]
    assert joined(apart) == (apart, [])


def test_contradictions_stay_apart_and_are_told() -> None:
    one = said(Objective(id="OP-01", title="Train the crew", measure="hours"), sources=("moon.xlsx",))
    other = said(Objective(id="OP-01", title="Teach the crew", measure="days"), sources=("mars.xlsx",))
    statements, (problem,) = joined([one, other])
    assert statements == [one, other]
    assert str(problem) == (
        'input: "objective OP-01" is stated by NASA twice at one instant, with another title, measure '
        "(moon.xlsx and mars.xlsx). Give the files of later editions a later date, or make them agree."
    )


def test_the_same_said_twice_is_said_once() -> None:
    statement = said(Objective(id="OP-01", title="Train the crew"))
    assert joined([statement, statement]) == ([statement], [])
