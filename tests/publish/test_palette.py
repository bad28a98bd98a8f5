"""Marks tell categories apart without colour, and inks can be read on their grounds."""

from __future__ import annotations

import pytest

from ecliptic.publish.palette import FIRMNESS, INKS, MARKS, SHADES, is_strong, marks_of, shade
from ecliptic.vocabulary import Firmness


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_firmness_has_a_mark_in_the_order_of_the_grammar() -> None:
    assert tuple(f.value for f in Firmness) == FIRMNESS


def test_no_two_firmnesses_share_pattern_and_ink_or_letters() -> None:
    marks = [MARKS[word] for word in FIRMNESS]
    assert len({(mark.pattern, mark.ink) for mark in marks}) == len(marks)
    assert len({mark.letters for mark in marks}) == len(marks)


def test_an_interest_never_looks_solid() -> None:
    assert MARKS["interest"].pattern == "dotted"
    assert {MARKS[word].pattern for word in ("fact", "approved")} == {"solid"}


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "muted", "link", "gold"])
@pytest.mark.parametrize("ground", ["paper", "card", "sunk"])
def test_writing_can_be_read(tone: str, ink: str, ground: str) -> None:
    assert contrast(getattr(INKS[ink], tone), getattr(INKS[ground], tone)) >= 4.5


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("mark", [m for m in MARKS.values() if m.pattern == "solid"], ids=lambda m: m.slug)
def test_letters_on_solid_marks_can_be_read(tone: str, mark: object) -> None:
    ground = getattr(INKS[mark.ink], tone)  # type: ignore[attr-defined] # a mark
    assert contrast(getattr(INKS["on-dark"], tone), ground) >= 4.5


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("step", range(SHADES))
def test_numbers_on_shades_can_be_read(tone: str, step: int) -> None:
    ink = INKS["on-dark" if is_strong(step) else "on-light"]
    assert contrast(getattr(ink, tone), getattr(INKS[f"shade-{step}"], tone)) >= 4.5


def test_shades_span_the_scale() -> None:
    assert [shade(value, 0, 6) for value in (0, 3, 6)] == [0, 3, 6]
    assert shade(5, 5, 5) == SHADES - 1
    assert shade(0, 0, 0) == 0


def test_unknown_categories_get_marks_of_their_own() -> None:
    marks = marks_of([f"category {n}" for n in range(8)] + ["planned"])
    assert len(set(marks.values())) == 9
    assert marks["planned"] is MARKS["planned"]
