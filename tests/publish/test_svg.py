"""Markup is escaped, text fits, numbers are short."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from ecliptic.publish.svg import number, shortened, tag, text_width, wrapped


@given(st.text(), st.text())
def test_whatever_text_and_attributes_hold_the_markup_is_well_formed(text: str, attribute: str) -> None:
    parsed = ElementTree.fromstring(tag("text", text, class_=attribute))  # noqa: S314 - our own output
    assert parsed.tag == "text"
    assert list(parsed) == []


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("g", "<b>", Markup("<i/>"), x=1, y=None) == '<g x="1">&lt;b&gt;<i/></g>'


def test_attribute_names() -> None:
    assert tag("rect", class_="a", stroke_width=2) == '<rect class="a" stroke-width="2"/>'


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (-0.001, "0"), (-2.5, "-2.5")]
)
def test_numbers_are_short(value: float, written: str) -> None:
    assert number(value) == written


@given(st.text(min_size=1), st.floats(20, 400), st.floats(8, 20))
def test_shortened_text_fits(text: str, width: float, size: float) -> None:
    assert text_width(shortened(text, width, size), size) <= width


@given(st.text(), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines(text: str, most: int) -> None:
    lines = wrapped(text, 100, 12, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 12) <= 100 for line in lines)


def test_wrapping_loses_nothing_where_there_is_room() -> None:
    text = "Provide position and timing services on the far side"
    assert " ".join(wrapped(text, 120, 12)) == text
