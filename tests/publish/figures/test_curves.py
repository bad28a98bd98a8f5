"""Curves tell day and chance, keep apart without colour, and never draw what is unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.publish.figures import draw, draw_slim, figure_svg
from ecliptic.publish.figures.curves import MOST_STRONG, SLIM, WIDE, draw_curves
from ecliptic.publish.figures.parts import SLIM_WIDTH, no_link
from publish.dated import curve, curves
from publish.figures.reading import SVG, are_numbers_sound, figure, has_words, root_of, texts

SHEETS = [WIDE, SLIM]


def told(data: Any) -> list[str]:
    """What a pointer is told over the wide drawing."""
    root = root_of(draw(figure("curves", data)))
    return [str(element.text) for element in root.iter(f"{SVG}title")]


@pytest.mark.parametrize("sheet", SHEETS)
def test_strong_curves_are_named_and_lettered(sheet: Any) -> None:
    written = texts(draw_curves(curves(), no_link, sheet))  # type: ignore[arg-type] # such data
    assert any("Orion" in text for text in written)
    assert any("slow" in text for text in written)
    assert not any(text.startswith("grey ") or text == "grey" for text in written)
    assert {"a", "b"} <= set(written)
    assert "grey: 1 more, named in the data of the figure" in written


def test_places_on_a_curve_tell_day_and_chance_in_words() -> None:
    words = told(curves())
    assert "Orion: chance 0.40 by 31 December 2028 (from 0.40 to 0.60)" in words
    assert "Orion: announced, chance 0.40 by 31 December 2028 (from 0.40 to 0.60)" in words
    assert "slow: chance 0.30 by 1 January 2032" in words
    assert "phase needs it: 31 December 2028" in words
    assert any(word.startswith("grey: half by") for word in words)


def test_unknown_curves_are_told_and_not_drawn_at_zero() -> None:
    drawing = draw(figure("curves", curves()))
    assert "Not drawn, as the chance is unknown: dark." in texts(drawing)
    assert "Not drawn, as the chance is unknown: dark." in drawing.description
    assert not any(word.startswith("dark:") for word in told(curves()))


def test_description_tells_half_and_end_of_each_strong_curve() -> None:
    words = draw(figure("curves", curves())).description
    assert "slow (unverified): stays below half, chance 0.30 by 1 January 2032" in words
    assert "Marked days: day of the plan: 22 November 2026; phase needs it: 31 December 2028." in words


def test_more_curves_than_there_are_lines_become_grey() -> None:
    many = [curve(f"c{n}", ("2027-01-01", 0.0), ("2030-01-01", n / 20)) for n in range(20)]
    root = root_of(draw(figure("curves", {**curves(), "curves": many})))
    strands = [e for e in root.iter(f"{SVG}g") if e.get("class") == "strand"]
    grey = [e for e in strands if any(p.get("class") == "l-grey" for p in e.findall(f".//{SVG}path"))]
    assert len(strands) == 20
    assert len([e for e in strands if e.findall(f"{SVG}circle[@class='g-card']")]) <= MOST_STRONG
    assert len(grey) >= 20 - MOST_STRONG


def test_strong_curves_differ_in_dash_or_width() -> None:
    many = [curve(f"c{n}", ("2027-01-01", 0.0), ("2030-01-01", n / 10)) for n in range(1, 9)]
    root = root_of(draw(figure("curves", {**curves(), "curves": many, "marks": []})))
    strands = [e for e in root.iter(f"{SVG}g") if e.get("class") == "strand"]
    looks = set()
    for strand in strands:
        line = next(
            p
            for p in strand.findall(f"{SVG}path")
            if str(p.get("class")).startswith("l-") and p.get("class") != "l-card"
        )
        looks.add((line.get("stroke-dasharray"), line.get("stroke-width")))
    assert len(looks) == 8


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_curve_gives_a_sentence(sheet: Any) -> None:
    drawing = draw_curves({**curves(), "curves": []}, no_link, sheet)  # type: ignore[typeddict-item] # such data
    assert " ".join(texts(drawing)) == ("No curve to draw: no element in use has a chance by any day.")


@pytest.mark.parametrize(
    ("points", "ends"),
    [
        ([("2030-01-01", 1.0)], (None, None)),
        ([("0001-01-01", 0.0), ("9999-12-31", 1.0)], (None, None)),
        ([("2030-01-01", 0.0), ("2031-01-01", 0.5)], ("2040-01-01", "2050-01-01")),
        ([("2030-01-01", 0.0), ("2050-01-01", 0.5)], ("2040-01-01", "2041-01-01")),
        ([("2030-01-01", 0.5), ("2031-01-01", 0.5)], ("2031-01-01", "2030-01-01")),
        ([("2030-01-01", float("nan")), ("2031-01-01", float("inf"))], (None, None)),
    ],
)
def test_extremes_are_drawn(points: list[Any], ends: tuple[str | None, str | None]) -> None:
    one = curve("one", *points, announced="2030-06-01", low=points, high=[("2030-01-01", 2.0)])
    data = {**curves(), "curves": [one], "start": ends[0], "end": ends[1]}
    made = figure("curves", data)
    assert has_words(made)
    assert are_numbers_sound(made)
    assert figure_svg(made) == figure_svg(made)


DAY = st.dates().map(lambda day: day.isoformat())
POINTS = st.lists(st.tuples(DAY, st.floats(-0.5, 1.5)), max_size=5)
CURVE = st.builds(
    lambda name, points, high, more: curve(name, *points, high=high, announced=more[0], unverified=more[1]),
    st.text(max_size=40), POINTS, POINTS, st.tuples(st.none() | DAY, st.booleans()),
)  # fmt: skip
MARK = st.fixed_dictionaries({"date": DAY, "label": st.text(max_size=60)})


@settings(max_examples=30)
@given(st.lists(CURVE, max_size=10), st.lists(MARK, max_size=4), st.none() | DAY, st.none() | DAY)
def test_any_curves_are_sound(found: list[Any], marks: list[Any], start: Any, end: Any) -> None:
    made = figure("curves", {**curves(), "curves": found, "marks": marks, "start": start, "end": end})
    assert has_words(made)
    assert are_numbers_sound(made)
    slim = draw_slim(made)
    assert slim is not None
    assert slim.width == SLIM_WIDTH
    assert are_numbers_sound(slim)
