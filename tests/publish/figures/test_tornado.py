"""Tornados show how far single things move a result, with a number at each end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.publish.figures import draw, draw_slim, figure_svg
from ecliptic.publish.figures.parts import SLIM_WIDTH, no_link
from ecliptic.publish.figures.tornado import MOST_BARS, SLIM, WIDE, draw_tornado
from publish.dated import bar, tornado
from publish.figures.reading import SVG, are_numbers_sound, figure, has_words, root_of, texts

SHEETS = [WIDE, SLIM]


def only(*bars: Any, **more: Any) -> dict[str, Any]:
    """The sample with other bars."""
    return {**tornado(), "bars": list(bars), **more}


@pytest.mark.parametrize("sheet", SHEETS)
def test_both_ends_and_the_base_have_numbers(sheet: Any) -> None:
    written = texts(draw_tornado(tornado(), no_link, sheet))  # type: ignore[arg-type] # such data
    assert {"0.7", "0.2", "base: 0.4", "Orion", "a year sooner", "a year later"} <= set(written)


def test_low_and_high_ends_wear_different_marks_on_their_sides() -> None:
    root = root_of(draw(figure("tornado", only(bar("one", 0.7, 0.2)))))
    strand = next(e for e in root.iter(f"{SVG}g") if e.get("class") == "strand")
    low, high = (
        next(r for r in strand.iter(f"{SVG}rect") if r.get("class") == f"k k-{slug}") for slug in ("s0", "s1")
    )
    assert float(str(low.get("x"))) > float(str(high.get("x")))
    assert float(str(low.get("width"))) > float(str(high.get("width")))


def test_ends_on_one_side_stand_one_under_the_other() -> None:
    root = root_of(draw(figure("tornado", only(bar("one", 0.5, 0.6)))))
    strand = next(e for e in root.iter(f"{SVG}g") if e.get("class") == "strand")
    rects = [r for r in strand.iter(f"{SVG}rect") if str(r.get("class")).startswith("k ")]
    tops = [float(str(r.get("y"))) for r in rects]
    assert abs(float(str(rects[0].get("x"))) - float(str(rects[1].get("x")))) < 0.01
    assert tops[1] - tops[0] > 8


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_unknown_ends_are_hatched_and_said(value: float | None) -> None:
    drawing = draw(figure("tornado", only(bar("one", value, 0.5))))
    assert "unknown" in texts(drawing)
    assert 'class="k k-unknown"' in drawing.body
    assert "a year sooner: unknown" in drawing.description


def test_units_are_told() -> None:
    drawing = draw(figure("tornado", only(bar("one", -20, 300), base=35, unit="days", value_title="Delay")))
    written = texts(drawing)
    assert {"base: 35 days", "\u221220", "300", "Delay, days"} <= set(written)
    assert "one: a year sooner: \u221220 days; a year later: 300 days" in drawing.description


def test_an_unknown_base_draws_nothing() -> None:
    for sheet in SHEETS:
        drawing = draw_tornado({**tornado(), "base": None}, no_link, sheet)  # type: ignore[typeddict-item] # such data
        assert " ".join(texts(drawing)) == "No bar is drawn, as the base that they start from is unknown."


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_bar_gives_a_sentence(sheet: Any) -> None:
    drawing = draw_tornado(only(), no_link, sheet)  # type: ignore[arg-type] # such data
    assert " ".join(texts(drawing)).startswith("No bar to draw")


def test_many_bars_are_cut_and_the_rest_is_told() -> None:
    bars = [bar(f"bar {n}", 0.1, 0.9) for n in range(MOST_BARS + 5)]
    written = texts(draw(figure("tornado", only(*bars))))
    assert f"bar {MOST_BARS - 1}" in written
    assert f"bar {MOST_BARS}" not in written
    assert "Not drawn, to keep this legible: 5 of 35 bars. The data of the figure hold all." in written


VALUE = st.none() | st.floats() | st.integers(-1000, 1000)
BAR = st.builds(
    lambda name, low, high, flag: bar(name, low, high, unverified=flag, text=name),
    st.text(max_size=60), VALUE, VALUE, st.booleans(),
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(BAR, max_size=10), VALUE, st.none() | st.text(max_size=20))
def test_any_tornado_is_sound(bars: list[Any], base: Any, unit: str | None) -> None:
    made = figure("tornado", only(*bars, base=base, unit=unit))
    assert has_words(made)
    assert are_numbers_sound(made)
    assert figure_svg(made) == figure_svg(made)
    slim = draw_slim(made)
    assert slim is not None
    assert slim.width == SLIM_WIDTH
    assert are_numbers_sound(slim)
