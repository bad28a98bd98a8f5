"""Every form of figure is drawn with its words, the same each time, and whatever its names hold."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess import Figure
from ecliptic.publish import figure_svg
from ecliptic.publish.figures import FORMS, draw
from ecliptic.publish.figures.parts import amount, ticks
from publish.sample import entry, figures

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """Every line of text in a drawing."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_every_form_has_a_sample_and_a_drawer() -> None:
    assert set(figures()) == set(FORMS)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_title_caption_unit_source_and_description_stand_beside_every_figure(form: str) -> None:
    figure = figures()[form]
    svg = figure_svg(figure)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    assert root.get("role") == "img"
    assert [root.find(f"{SVG}{name}").get("id") for name in ("title", "desc")] == ["title", "desc"]  # type: ignore[union-attr] # present
    assert root.get("aria-labelledby") == "title desc"
    written = " ".join(texts(svg))
    for words in (figure.title, figure.caption, "Unit: functions.", f"Source: {figure.source}"):
        assert words in written


@pytest.mark.parametrize("form", sorted(FORMS))
def test_same_figure_same_bytes(form: str) -> None:
    assert figure_svg(figures()[form]) == figure_svg(figures()[form])


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_file_refers_to_nothing_outside(form: str) -> None:
    svg = figure_svg(figures()[form])
    assert not re.search(r"(?:href|src)=|url\((?!#)|@import", svg)
    assert set(re.findall(r"https?://[^\s\"]+", svg)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("form", sorted(FORMS))
@given(label=st.text(max_size=40))
def test_no_name_breaks_a_figure(form: str, label: str) -> None:
    root = ElementTree.fromstring(figure_svg(figures(label)[form]))  # noqa: S314 - our own output
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_hostile_names_are_text(form: str) -> None:
    svg = figure_svg(figures('"><script>alert(1)</script>')[form])
    assert "<script" not in svg


@pytest.mark.parametrize("form", ["matrix", "timeline"])
def test_unverified_items_are_marked_and_the_mark_is_explained(form: str) -> None:
    written = texts(figure_svg(figures()[form]))
    assert any(text.endswith("?") for text in written)
    assert "unverified: recalled, not found in a document" in written


def test_marks_carry_letters_besides_colour() -> None:
    written = texts(figure_svg(figures()["matrix"]))
    assert "A" in written
    assert "i 12" in written


def test_legend_explains_what_is_used_and_nothing_else() -> None:
    written = texts(figure_svg(figures()["matrix"]))
    assert any(text.startswith("approved:") for text in written)
    assert not any(text.startswith("fact:") for text in written)


def test_unknown_is_drawn_as_unknown_and_not_as_zero() -> None:
    written = texts(figure_svg(figures()["heatmap"]))
    assert "?" in written
    bars = texts(figure_svg(figures()["bars"]))
    assert "?" in bars
    assert "56" in bars
    assert bars.count("0") == 1  # the origin of the axis


def test_bar_that_is_partly_unknown_is_at_least_what_is_known() -> None:
    figure = figures()["bars"]
    bars: Any = figure.data["bars"]
    bars[0]["segments"][1]["value"] = None
    assert "at least 20" in texts(figure_svg(figure))


def test_open_dates_fade_and_days_are_diamonds() -> None:
    body = str(draw(figures()["timeline"]).body)
    assert body.count('opacity="0.06"') == 2  # the faint ends of one bar open at its end and one at its start
    assert body.count("l5.5 5.5l-5.5 5.5") == 2  # a known day, and an entry without a date
    assert "no date stated" in body


def test_years_far_away_are_drawn_too() -> None:
    figure = figures()["timeline"]
    bars: Any = figure.data["bars"]
    bars[0]["start"], bars[1]["end"] = "0001-01-01", "9999-12-31"
    assert "9000" in texts(figure_svg(figure))


def test_tall_timelines_come_in_pieces_with_an_axis_each() -> None:
    lanes = [entry(str(n), f"Lane {n}", None, "Moon") for n in range(60)]
    bars = [
        {"lane": n, "kind": "mission", "id": str(n), "label": "x", "start": "2030-01-01", "end": "2030-12-31",
         "text": "2030", "firmness": "fact", "unverified": False}
        for n in range(60)
    ]  # fmt: skip
    data = {"lanes": lanes, "bars": bars, "legend": []}
    drawing = draw(Figure("t", "timeline", "T", "C", "S", data))
    assert len(drawing.pieces) > 2
    assert all("2030" in piece.body for piece in drawing.pieces)
    assert all(piece.height <= 640 for piece in drawing.pieces)


def test_names_on_one_row_do_not_meet() -> None:
    bars = [
        {"lane": 0, "kind": "mission", "id": str(n), "label": f"Mission number {n}", "text": "",
         "start": f"20{20 + n}-01-01", "end": f"20{20 + n}-12-31", "firmness": "fact", "unverified": False}
        for n in range(10)
    ]  # fmt: skip
    data = {"lanes": [entry("a", "A")], "bars": bars, "legend": []}
    root = ElementTree.fromstring(figure_svg(Figure("t", "timeline", "T", "C", "S", data)))  # noqa: S314
    names = [t for t in root.iter(f"{SVG}text") if "".join(t.itertext()).startswith("Mission")]
    rows: dict[str, list[float]] = {}
    for name in names:
        rows.setdefault(str(name.get("y")), []).append(float(str(name.get("x"))))
    for places in rows.values():
        ordered = sorted(places)
        assert all(b - a > 80 for a, b in pairwise(ordered))


@pytest.mark.parametrize(
    ("most", "expected"), [(0, [0, 1]), (7, [0, 2, 4, 6, 8]), (58, [0, 10, 20, 30, 40, 50, 60]), (1, None)]
)
def test_ticks_are_round_and_reach_the_most(most: float, expected: list[float] | None) -> None:
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert expected is None or found == expected


@pytest.mark.parametrize(("value", "words"), [(None, "?"), (1234, "1\u202f234"), (2.50, "2.5"), (3.0, "3")])
def test_amounts_in_figures(value: float | None, words: str) -> None:
    assert amount(value) == words


@pytest.mark.parametrize("form", sorted(FORMS))
def test_empty_figures_are_drawn(form: str) -> None:
    empty: dict[str, Any] = {
        key: [] if isinstance(value, list) else value for key, value in figures()[form].data.items()
    }
    if form == "heatmap":
        empty |= {"low": 0, "high": 0}
    svg = figure_svg(Figure("x", form, "Nothing", "Empty.", "Nobody", empty))  # type: ignore[arg-type] # a form
    assert "Nothing" in svg


@pytest.mark.parametrize("form", ["matrix", "heatmap"])
def test_many_columns_get_upright_names_and_short_numbers(form: str) -> None:
    columns = [entry(str(n), f"Column number {n}") for n in range(30)]
    cells: list[dict[str, Any]] = [
        {"row": 0, "column": n, "value": value, "label": "x", "unverified": True, "text": "7"}
        for n, value in enumerate([0.2, 41.67, 1234.5, None, *[3] * 26])
    ]
    if form == "matrix":
        cells = [cell | {"value": "fact"} for cell in cells]
    data = {
        "rows": [entry("r", "Row")], "columns": columns, "cells": cells, "legend": [], "low": 0, "high": 2000,
        "row_title": "Row", "column_title": "Column",
    }  # fmt: skip
    svg = figure_svg(Figure("x", form, "Many", "C", "S", data))  # type: ignore[arg-type] # a form
    assert svg.count("rotate(-90") == 30
    expected = ["7"] if form == "matrix" else ["<1", "42", "1k", "?"]
    assert set(expected) <= set(texts(svg))
