"""Totals over what is hidden: off by default, and where they are on, by the written rule alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from ecliptic.roadmap import Envelope, Statement, Viewer
from ecliptic.server.audit.log import Doer
from ecliptic.server.environment import environment
from ecliptic.server.statements.aggregates import hidden_total
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.picture import view_for
from ecliptic.server.statements.store import Act, proposals_as_stated, state
from ecliptic.vocabulary import Mission, Visibility

THEN = datetime(2025, 3, 1, tzinfo=UTC)
Fill = Callable[[dict[str, int]], None]


@pytest.fixture
def least(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Sets the least number of organisations, as an installation does in its environment."""

    def choose(number: int) -> None:
        monkeypatch.setenv("ECLIPTIC_AGGREGATE_MINIMUM", str(number))
        environment.cache_clear()

    yield choose
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def fill(db: None) -> Fill:
    """States so many private missions of each organisation, and one in public."""

    def stated(numbers: dict[str, int], visibility: Visibility = Visibility.PRIVATE) -> None:
        said = [
            Statement(
                Mission(id=f"{publisher}-{number}", name="x"),
                Envelope(publisher=publisher, stated_at=THEN, visibility=visibility),
            )
            for publisher, count in numbers.items()
            for number in range(count)
        ]
        state(proposals_as_stated(said), Act(Doer(), Means.REFERENCE), at=THEN)

    return stated


def total(viewer: Viewer) -> int | None:
    found = hidden_total(view_for(viewer), "mission")
    return found.at_least if found else None


def test_nothing_is_told_unless_it_was_asked_for(fill: Fill) -> None:
    fill({"A": 40, "B": 40, "C": 40})
    assert environment().aggregate_minimum is None
    assert total(Viewer.public()) is None


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({}, None),
        ({"A": 40}, None),
        ({"A": 20, "B": 20}, None),  # too few organisations
        ({"A": 1, "B": 1, "C": 1}, None),  # too few things
        ({"A": 2, "B": 2, "C": 1}, None),
        ({"A": 2, "B": 2, "C": 2}, 5),
        ({"A": 3, "B": 3, "C": 3}, 5),
        ({"A": 4, "B": 3, "C": 3}, 10),
        ({"A": 8, "B": 7, "C": 6}, 20),
        ({"A": 50, "B": 1, "C": 1}, None),  # nearly all of them are one organisation's
        ({"A": 11, "B": 10, "C": 2}, 20),
        ({"A": 12, "B": 10, "C": 1}, None),
    ],
)
def test_totals_need_enough_behind_them_and_are_rounded_down(
    fill: Fill, least: Callable[[int], None], numbers: dict[str, int], told: int | None
) -> None:
    least(3)
    fill({**numbers, "Z": 0})
    assert total(Viewer.public()) == told


def test_a_larger_minimum_rounds_more_coarsely(fill: Fill, least: Callable[[int], None]) -> None:
    least(7)
    fill({name: 3 for name in "ABCDEFGH"})
    assert total(Viewer.public()) == 21


def test_what_the_viewer_sees_is_not_counted(fill: Fill, least: Callable[[int], None]) -> None:
    least(3)
    fill({"A": 5, "B": 5, "C": 5, "D": 5})
    assert total(Viewer.public()) == 20
    # Who sees the own statements is told of the others' alone, of whom there are still enough.
    assert total(Viewer.of("A")) == 15
    assert total(Viewer.holder()) is None


def test_two_members_together_still_leave_too_few(fill: Fill, least: Callable[[int], None]) -> None:
    """One of three organisations is told nothing: what is left would be two others'."""
    least(3)
    fill({"A": 10, "B": 10, "C": 10})
    assert total(Viewer.public()) == 30
    assert total(Viewer.of("A")) is None


def test_what_members_share_is_not_hidden_from_members(fill: Fill, least: Callable[[int], None]) -> None:
    least(3)
    fill({"A": 5, "B": 5, "C": 5}, Visibility.MEMBERS)  # type: ignore[call-arg] # the fixture takes it
    assert total(Viewer.public()) == 15
    assert total(Viewer.members()) is None


def test_there_is_no_total_of_the_past(fill: Fill, least: Callable[[int], None]) -> None:
    """Or the difference of two days would tell who stated what between them."""
    least(3)
    fill({"A": 10, "B": 10, "C": 10})
    past = view_for(Viewer.public(), as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert hidden_total(past, "mission") is None


def test_there_is_no_way_to_ask_for_less_than_a_kind() -> None:
    import inspect

    assert list(inspect.signature(hidden_total).parameters) == ["view", "kind"]


def test_the_total_is_told_in_words(fill: Fill, least: Callable[[int], None]) -> None:
    least(3)
    fill({"A": 4, "B": 4, "C": 4})
    found = hidden_total(view_for(Viewer.public()), "mission")
    assert found is not None
    assert found.words == "at least 10 more that you may not see"
    assert hidden_total(view_for(Viewer.public()), "element") is None
