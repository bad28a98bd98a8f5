"""How cells and labels are cleaned and compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.share.mapping.wording import cleaned, folded, is_filled, quoted, text_of


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", ""),
        (None, ""),
        ("  a\u00a0\u00a0b\t c ", "a b c"),
        ("a \r\n b\rc", "a\nb\nc"),
        (5.0, "5"),
        (2.5, "2.5"),
        (7, "7"),
        (False, "no"),
        (dt.date(2028, 7, 4), "2028-07-04"),
        (dt.datetime.fromisoformat("2028-07-04T00:00:00"), "2028-07-04"),
        (dt.datetime.fromisoformat("2028-07-04T06:30:00"), "2028-07-04 06:30:00"),
        (dt.time(6, 30), "06:30:00"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_cells_as_text(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_labels_that_differ_in_white_space_and_capitals_are_equal() -> None:
    assert folded("Architecture Traceability: \nUse\u00a0Cases ") == folded(
        "architecture traceability: use cases"
    )


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert folded(cleaned(text)) == folded(text)


@pytest.mark.parametrize(
    ("cell", "filled"), [("", False), (" \u00a0\n", False), (None, False), (0.0, True), ("0", True)]
)
def test_white_space_fills_no_cell(cell: Any, filled: bool) -> None:
    assert is_filled(cell) is filled


def test_long_lists_are_shown_in_part() -> None:
    assert quoted(["a", "b\nc"]) == '"a", "b c"'
    assert quoted(["a", "b", "c"], 2) == '"a", "b" and 1 more'
