"""Axes of days, chances by a day, and names that keep apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.publish.figures.chances import chance_at, chance_words, day_of, growth, span_words
from ecliptic.publish.figures.curve_names import letters_apart, spread
from ecliptic.publish.figures.days import DateLines, days_of, in_words, month, ordinal
from ecliptic.publish.svg import text_width

DAYS = st.dates().map(date.toordinal)


@given(st.lists(DAYS, max_size=6), st.floats(100, 900))
def test_an_axis_holds_its_days_and_its_ticks_keep_apart(days: list[int], width: float) -> None:
    axis = days_of(days, (None, None), 0, width)
    assert axis.first < axis.last
    assert all(axis.holds(day) and -1e-6 <= axis(day) <= width + 1e-6 for day in days)
    ticks = axis.ticks(44)
    assert all(b[0] - a[0] >= 43 for a, b in pairwise(ticks))
    assert all(-1e-6 <= x <= width + 1e-6 for x, _ in ticks)


@pytest.mark.parametrize(("years", "words"), [(1, "Apr 2030"), (3, "Jan 2032"), (12, "2033"), (400, "2100")])
def test_ticks_are_months_years_or_rounder(years: int, words: str) -> None:
    first = date(2030, 1, 1)
    axis = days_of(
        [first.toordinal(), (first + timedelta(days=366 * years)).toordinal()], (None, None), 0, 900
    )
    assert words in [tick for _, tick in axis.ticks(44)]


def test_days_in_words() -> None:
    assert in_words(ordinal("2029-03-03")) == "3 March 2029"
    assert month(ordinal("2029-03-03")) == "Mar 2029"


@given(
    st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2035, 1, 1)), st.text("abc ", max_size=40)), max_size=6
    )
)
def test_no_line_runs_through_the_name_of_another_day(marks: list[tuple[date, str]]) -> None:
    axis = days_of([ordinal("2025-01-01"), ordinal("2035-01-01")], (None, None), 40, 640)
    placed = DateLines.of([{"date": d.isoformat(), "label": name} for d, name in marks], axis).placed
    for x, row, written, _ in placed:
        width = text_width(written, 11)
        begin = min(x + 5, axis.right - width)
        for other, above, _, _ in placed:
            # Names that the right edge pushes back stand over their own line, perhaps over later ones.
            if above > row and begin == x + 5:
                assert not begin < other < begin + width


# --- chances --------------------------------------------------------------------------------------

POINTS = st.lists(st.tuples(DAYS, st.floats(0, 1)), min_size=1, max_size=6, unique_by=lambda p: p[0])


@given(POINTS, st.floats(0, 1))
def test_a_chance_is_reached_on_its_day_and_not_before(
    points: list[tuple[int, float]], chance: float
) -> None:
    days = sorted(day for day, _ in points)
    rising = list(zip(days, sorted(c for _, c in points), strict=True))
    found = day_of(rising, chance)
    if found is None:
        assert rising[-1][1] < chance
        return
    # Days are whole: the chance may be reached up to half a day before or after.
    for day, sign in ((found - 1, -1), (found + 1, 1)):
        at = chance_at(rising, day)
        assert at is None or sign * (at - chance) >= -1e-9


def test_chances_outside_the_points_are_unknown() -> None:
    points = growth([("2030-01-01", 0.2), ("2032-01-01", 0.6), ("2031-01-01", float("nan"))])
    assert chance_at(points, ordinal("2029-12-31")) is None
    assert chance_at(points, ordinal("2032-01-02")) is None
    assert chance_at(points, ordinal("2031-01-01")) == pytest.approx(0.4, abs=0.001)
    assert day_of(points, 0.7) is None
    assert chance_at([], 1) is None


@pytest.mark.parametrize(
    ("chance", "words"),
    [(None, "unknown"), (float("nan"), "unknown"), (0.0, "0"), (1.0, "1"), (0.5, "0.50"),
     (0.004, "under 0.01"), (0.9999, "over 0.99")],
)  # fmt: skip
def test_chances_in_words_are_never_0_or_1_unless_they_are(chance: float | None, words: str) -> None:
    assert chance_words(chance) == words


def test_spans_of_chances() -> None:
    assert span_words(0.2, 0.6) == "0.20 to 0.60"
    assert span_words(0.2, 0.2) == "0.20"
    assert span_words(None, 0.2) == "0.20"
    assert span_words(None, None) == "unknown"


# --- names ----------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(10, 50)), max_size=8))
def test_names_beside_curves_do_not_meet(wanted: list[tuple[float, float]]) -> None:
    heights = [height for _, height in wanted]
    tops = spread([middle for middle, _ in wanted], heights, [0.0] * len(wanted), (0, 420))
    boxes = sorted((top, top + height) for top, height in zip(tops, heights, strict=True))
    assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(boxes))
    assert all(top >= -1e-6 for top in tops)
    assert sum(heights) > 420 or all(bottom <= 420 + 1e-6 for _, bottom in boxes)


def test_letters_stand_on_their_curves_and_apart() -> None:
    curves = [[(0.0, 300.0), (400.0, 10.0 * n)] for n in range(4)]
    letters = letters_apart([*curves, [(5.0, 5.0)]], (0, 0, 400, 300), 8)
    assert letters[-1] is None
    found = [letter for letter in letters if letter is not None]
    assert len(found) == 4
    for place, (x, y) in enumerate(found):
        assert y == pytest.approx(300 - x / 400 * (300 - 10 * place), abs=0.01)
        for other in found[:place]:
            assert abs(x - other[0]) + abs(y - other[1]) >= 16
