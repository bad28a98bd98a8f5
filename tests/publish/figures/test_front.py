"""Fronts place what is known, name what is picked, and say what could not be placed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.publish.figures import draw, draw_slim, figure_svg
from ecliptic.publish.figures.front import SLIM, WIDE, draw_front
from ecliptic.publish.figures.parts import SLIM_WIDTH, no_link
from ecliptic.publish.figures.plane import is_placeable, placed_names, scale
from publish.choices import front, option
from publish.figures.reading import SVG, are_numbers_sound, figure, has_words, root_of, texts

SHEETS = [WIDE, SLIM]


@pytest.mark.parametrize("sheet", SHEETS)
def test_picked_options_and_both_corners_are_named(sheet: Any) -> None:
    written = texts(draw_front(front(), no_link, sheet))  # type: ignore[arg-type] # such data
    assert {"least", "Orion", "ideal", "nadir"} <= set(written)
    assert "widest" not in written
    assert "poor" not in written


def test_axes_carry_unit_and_direction() -> None:
    written = texts(draw(figure("front", front())))
    assert "Effort, points (less is better ←)" in written
    assert "Coverage, share of needs (more is better ↑)" in written


def test_unknown_amounts_are_told_and_not_placed_at_zero() -> None:
    drawing = draw(figure("front", front()))
    assert "dear (effort unknown, coverage 0.9 share of needs)" in " ".join(texts(drawing))
    assert "dear" in drawing.description
    assert "dear:" not in drawing.body


def test_description_tells_the_picked_options() -> None:
    words = draw(figure("front", front())).description
    assert "Points of 5 options by Effort, points (less is better)" in words
    assert "3 of them are not dominated" in words
    assert "Orion: Effort 20 points, Coverage 0.5 share of needs" in words
    assert "The ideal point lies at 10 points, 0.8 share of needs." in words


def test_dominated_options_are_hollow_and_shapes_tell_categories() -> None:
    drawing = draw(figure("front", front()))
    written = texts(drawing)
    assert "hollow: dominated, another is at least as good in both" in written
    assert {"proved to be the best", "nearly the best"} <= set(written)
    assert "cut by time" not in written
    points = {
        "".join(str(title.text)).split(":")[0]: [child.tag.removeprefix(SVG) for child in group][1:]
        for group in root_of(drawing).iter(f"{SVG}g")
        for title in group.findall(f"{SVG}title")
    }
    assert points["widest"] == ["path"]
    assert points["poor"] == ["circle", "circle"]


@pytest.mark.parametrize("x", ["less", "more"])
@pytest.mark.parametrize("y", ["less", "more"])
def test_shade_lies_on_the_worse_side(x: str, y: str) -> None:
    data = front()
    data |= {"points": [option("only", 5, 5)], "ideal": None, "nadir": None}
    data["x"] = {**data["x"], "better": x}
    data["y"] = {**data["y"], "better": y}
    root = root_of(draw(figure("front", data)))
    shade = next(e for e in root.iter(f"{SVG}path") if e.get("class") == "g-grey-pale")
    spot = next(
        e for e in root.iter(f"{SVG}circle") if e.get("class") == "g-deep" and float(str(e.get("cx"))) > 20
    )
    middle = float(str(spot.get("cx"))), float(str(spot.get("cy")))
    numbers = str(shade.get("d")).replace("M", "").replace("L", " ").split("V")[0].split()
    xs, ys = [float(n) for n in numbers[::2]], [float(n) for n in numbers[1::2]]
    assert (max(xs) > middle[0] + 50) == (x == "less")
    assert (min(xs) < middle[0] - 50) == (x == "more")
    assert (min(ys) < middle[1] - 50) == (y == "less")
    assert (max(ys) > middle[1] + 50) == (y == "more")


@pytest.mark.parametrize(
    "points",
    [
        [],
        [option("one", 1, 1)],
        [option(str(n), n, n) for n in range(130)],
        [option("same", 3, 3, picked=True), option("place", 3, 3, picked=True)],
        [option("a", None, None), option("b", float("nan"), 1), option("c", float("inf"), 1)],
        [option("tiny", 1e-300, 1e-9), option("huge", 1e11, -1e11)],
        [option("zero", 0, 0), option("minus", -5, -3)],
        [option("a very long name " * 20, n, -n, picked=True) for n in range(9)],
    ],
)
def test_extremes_are_drawn(points: list[Any]) -> None:
    for corners in ({}, {"ideal": None, "nadir": None}, {"ideal": {"x": None, "y": 1}}):
        made = figure("front", {**front(), "points": points, **corners})
        assert has_words(made)
        assert are_numbers_sound(made)
        assert figure_svg(made) == figure_svg(made)


AMOUNT = st.none() | st.floats() | st.integers(-1000, 1000)
OPTION = st.builds(
    lambda name, x, y, flags: option(name, x, y, dominated=flags[0], picked=flags[1]),
    st.text(max_size=50), AMOUNT, AMOUNT, st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
CORNER = st.none() | st.fixed_dictionaries({"x": AMOUNT, "y": AMOUNT})


@settings(max_examples=60)
@given(st.lists(OPTION, max_size=15), CORNER, CORNER, st.text(max_size=80))
def test_any_front_is_sound(points: list[Any], ideal: Any, nadir: Any, title: str) -> None:
    data = {**front(), "points": points, "ideal": ideal, "nadir": nadir}
    data["x"] = {"title": title, "unit": None, "better": "more"}
    made = figure("front", data)
    assert has_words(made)
    assert are_numbers_sound(made)
    slim = draw_slim(made)
    assert slim is not None
    assert slim.width == SLIM_WIDTH
    assert are_numbers_sound(slim)


# --- scales and names -----------------------------------------------------------------------------

KNOWN = st.floats(-1e11, 1e11)


@given(st.lists(KNOWN, max_size=9), st.integers(2, 9))
def test_scales_span_what_they_hold_and_have_round_ticks_inside(values: list[float], wanted: int) -> None:
    found = scale(values, 0, 100, wanted)
    assert all(-1e-6 <= found(value) <= 100 + 1e-6 for value in values)
    assert 1 <= len(found.ticks) <= 2 * wanted + 2
    assert all(-1e-6 <= found(tick) <= 100 + 1e-6 for tick in found.ticks)


def test_ticks_say_as_many_decimals_as_they_need() -> None:
    found = scale([0.21, 0.84], 0, 100, 6)
    assert [found.words(tick) for tick in found.ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8"]
    far = scale([1_000_000, 1_000_400], 0, 100, 4)
    assert far.words(far.ticks[0]).startswith("1\u202f000\u202f")


@pytest.mark.parametrize(("value", "known"), [(0, True), (None, False), (float("nan"), False), (1e13, False)])
def test_what_can_be_placed(value: float | None, known: bool) -> None:
    assert is_placeable(value) is known


def test_names_keep_apart() -> None:
    wanted = [(100.0 + 12 * n, 100.0, [f"option {n}"]) for n in range(5)]
    points = [(x - 6, y - 6, x + 6, y + 6) for x, y, _ in wanted]
    names = placed_names(wanted, 12, points, [], (0, 0, 400, 300))
    for index, one in enumerate(names):
        assert one.box[0] >= 0
        assert one.box[2] <= 400
        for other in (*(n.box for n in names[:index]), *points):
            assert min(one.box[2], other[2]) <= max(one.box[0], other[0]) or min(one.box[3], other[3]) <= max(
                one.box[1], other[1]
            )
