"""Vague dates as ranges of days."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess.schedule.uncertainty.ranges import OPEN_D, range_of
from ecliptic.vocabulary import PlannedDate

YEARS = st.integers(1, 9999).map("{:04d}".format)
CLOSED = st.one_of(
    YEARS,
    st.builds("{}-{:02d}".format, YEARS, st.integers(1, 12)),
    st.builds("{}-Q{}".format, YEARS, st.integers(1, 4)),
    st.builds("{} {}".format, st.sampled_from(["early", "mid", "late"]), YEARS),
    st.integers(1, 998).map("{:03d}0s".format),
    st.dates().map(date.isoformat),
)
OPEN = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["NET", "NLT", "from", "by", "not earlier than"]), CLOSED),
    CLOSED.map("{}/..".format),
    CLOSED.map("../{}".format),
)
ABOUT = st.integers(2, 9998).map("about {:04d}".format)


@given(st.one_of(CLOSED, OPEN, ABOUT))
def test_days_are_in_order_and_among_those_that_the_words_allow(text: str) -> None:
    when = PlannedDate.parse(text)
    found = range_of(when)
    assert found.first <= found.likely <= found.last
    assert when.earliest is None or when.earliest <= found.first
    assert when.latest is None or found.last <= when.latest
    days = found.days(20)
    assert np.all(np.diff(days) >= 0)
    assert found.first.toordinal() <= days[0]
    assert days[-1] <= found.last.toordinal()


@given(st.one_of(CLOSED, OPEN, ABOUT))
def test_only_an_open_side_needs_an_assumption(text: str) -> None:
    when = PlannedDate.parse(text)
    open_side = when.earliest is None or when.latest is None
    assert bool(range_of(when).assumption) is open_side


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("NET 2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("NLT 2030", date(2030, 1, 1), date(2030, 12, 31)),
        ("2030/..", date(2030, 1, 1), date(2030, 12, 31)),
        ("NET 2025-05-29", date(2025, 5, 29), date(2025, 5, 29)),
        ("2030s", date(2030, 1, 1), date(2039, 12, 31)),
        ("about 2030", date(2029, 1, 1), date(2031, 12, 31)),
    ],
)
def test_a_bound_is_taken_for_the_period_it_names(text: str, first: date, last: date) -> None:
    found = range_of(PlannedDate.parse(text))
    assert (found.first, found.last) == (first, last)


def test_an_open_side_without_a_named_period_has_the_assumed_width() -> None:
    open_end = range_of(PlannedDate("some day", date(2030, 1, 1), None))
    open_start = range_of(PlannedDate("some day", None, date(2030, 1, 1)))
    assert open_end.width_d == open_start.width_d == OPEN_D
    assert "two years" in open_end.assumption
    assert range_of(PlannedDate("ever", None, date.min)).first == date.min
    assert range_of(PlannedDate("ever", date.max, None)).last == date.max


def test_days_near_the_middle_of_about_2030_are_likelier() -> None:
    about = range_of(PlannedDate.parse("about 2030")).days(1000)
    year = range_of(PlannedDate.parse("2029/2031")).days(1000)
    assert about.std() == pytest.approx(1094 / np.sqrt(24), rel=0.01)  # triangular, symmetric
    assert year.std() == pytest.approx(1094 / np.sqrt(12), rel=0.01)  # uniform
