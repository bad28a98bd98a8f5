"""Bands of days say when things are reached, and in words where a chance is never reached."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.publish.figures import draw, draw_slim, figure_svg
from ecliptic.publish.figures.gantt import SLIM, WIDE, draw_gantt
from ecliptic.publish.figures.gantt_rows import MOST_ROWS, chosen
from ecliptic.publish.figures.parts import SLIM_WIDTH, no_link
from publish.dated import gantt, row
from publish.figures.reading import SVG, are_numbers_sound, figure, has_words, root_of, texts

SHEETS = [WIDE, SLIM]


def told(data: Any) -> list[str]:
    """What a pointer is told over the wide drawing."""
    root = root_of(draw(figure("gantt", data)))
    return [str(element.text) for element in root.iter(f"{SVG}title")]


def only(*rows: Any) -> dict[str, Any]:
    """The sample with other rows."""
    return {**gantt(), "rows": list(rows)}


@pytest.mark.parametrize("sheet", SHEETS)
def test_rows_have_name_organisations_half_and_chance(sheet: Any) -> None:
    written = " ".join(texts(draw_gantt(gantt(), no_link, sheet)))  # type: ignore[arg-type] # such data
    for words in ("OrionNASA, ESA", "Nov 2028", "0.42 to 0.80", "done Nov 2022", "Moon", "Mars"):
        assert words in written


def test_a_pointer_is_told_the_whole_row() -> None:
    words = told(gantt())
    assert (
        "Orion (NASA, ESA); 10 of 100 cases by 1 September 2027, 50 of 100 cases by 1 November 2028, "
        "90 of 100 cases by 1 March 2031; chance in time: 0.42 to 0.80; announced 30 June 2027; "
        "needed 31 December 2028"
    ) in words
    assert "flown; done 16 November 2022" in words
    assert "dark; nothing says when; chance in time: unknown" in words
    assert any(word.startswith("hopeless; stays below 10 of 100 cases") for word in words)
    assert any(word.endswith("unverified") for word in words)


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_never_so_likely_is_said(sheet: Any) -> None:
    written = texts(draw_gantt(gantt(), no_link, sheet))  # type: ignore[arg-type] # such data
    assert {"below 90 in 100", "below 50 in 100", "below 10 in 100", "nothing says when"} <= set(written)
    assert "arrow: later, or never so likely" in written


def test_zero_chance_and_unknown_chance_differ() -> None:
    data = only(row("zero", chance=0.0), row("unknown"))
    written = texts(draw(figure("gantt", data)))
    assert "0" in written
    assert "unknown" in written


def test_days_after_the_day_of_need_are_striped() -> None:
    days = ("2028-01-01", "2029-01-01", "2030-01-01")
    late = draw(figure("gantt", only(row("late", *days, needed="2029-06-01"))))
    early = draw(figure("gantt", only(row("early", *days, needed="2031-06-01"))))
    assert "striped: after the day of need" in texts(late)
    assert 'class="k k-s1"' in late.body
    assert "striped: after the day of need" not in texts(early)
    assert 'class="k k-s1"' not in early.body


def test_a_band_that_ends_after_a_century_does_not_press_the_others() -> None:
    near = row("near", "2028-01-01", "2029-01-01", "2030-01-01")
    far = row("far", "2028-01-01", "2029-01-01", "2150-01-01")
    written = texts(draw(figure("gantt", only(near, far))))
    assert "90 in 100 by Jan 2150" in written
    assert "2100" not in written


def test_what_was_done_long_ago_lies_before_the_axis() -> None:
    written = texts(draw(figure("gantt", only(row("old", since="1969-07-20"), *gantt()["rows"]))))
    assert "done Jul 1969" in written
    assert "1970" not in written


def test_many_rows_are_cut_evenly_over_groups_and_the_rest_is_told() -> None:
    rows = [
        row(f"{g}{n}", "2030-01-01", group=g) for g in ("few", "many") for n in range(9 if g == "few" else 80)
    ]
    kept = chosen(rows)  # type: ignore[arg-type] # such rows
    assert len(kept) == MOST_ROWS
    assert sum(r["group"] == "few" for r in kept) == 9
    written = " ".join(texts(draw(figure("gantt", only(*rows)))))
    assert "Not drawn, to keep this legible: 29 of 89 rows. The data of the figure hold all." in written


@pytest.mark.parametrize("sheet", SHEETS)
def test_tall_figures_come_in_pieces_with_an_axis_and_a_heading_each(sheet: Any) -> None:
    rows = [row(str(n), "2029-01-01", "2030-01-01", "2031-01-01", group="One group") for n in range(60)]
    drawing = draw_gantt(only(*rows), no_link, sheet)  # type: ignore[arg-type] # such data
    assert len(drawing.pieces) > 1
    assert all(">2030<" in piece.body for piece in drawing.pieces)
    assert all("One group (continued)" in piece.body for piece in drawing.pieces[1:])
    assert max(piece.height for piece in drawing.pieces) < sheet.tallest + 160


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_row_gives_a_sentence(sheet: Any) -> None:
    drawing = draw_gantt(only(), no_link, sheet)  # type: ignore[arg-type] # such data
    assert " ".join(texts(drawing)) == "No row to draw: no element has a date."
    assert drawing.description


DAY = st.none() | st.dates().map(lambda day: day.isoformat())
CHANCE = st.none() | st.floats()
ROW = st.builds(
    lambda name, days, more, chances: row(
        name, *days[:3], announced=days[3], needed=days[4], since=days[5], group=more[0],
        unverified=more[1], organisations=more[2], chance=chances[0], ceiling=chances[1],
    ),
    st.text(max_size=60), st.lists(DAY, min_size=6, max_size=6),
    st.tuples(st.sampled_from([None, "x", "y"]), st.booleans(), st.lists(st.text(max_size=20), max_size=3)),
    st.tuples(CHANCE, CHANCE),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(ROW, max_size=12), DAY, DAY)
def test_any_rows_are_sound(rows: list[Any], start: Any, end: Any) -> None:
    made = figure("gantt", {**only(*rows), "start": start, "end": end})
    assert has_words(made)
    assert are_numbers_sound(made)
    assert figure_svg(made) == figure_svg(made)
    slim = draw_slim(made)
    assert slim is not None
    assert slim.width == SLIM_WIDTH
    assert are_numbers_sound(slim)
