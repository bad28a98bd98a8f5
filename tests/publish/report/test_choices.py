"""Networks and fronts have tables that tell the same as their drawings, and a drawing for phones."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.pictures import Picture, picture
from publish.choices import front, network, option
from publish.figures.reading import figure
from publish.sample import figures, roadmap


def shown(form: str, data: Any) -> Picture:
    """The figure as a report shows it."""
    return picture(figure(form, data), "fig", Anchors(roadmap()))


def cells(made: Picture) -> list[list[str]]:
    """The table without its markup."""
    return [[re.sub("<[^>]*>", "", cell) for cell in row] for row in made.rows]


def test_table_of_a_network_has_a_row_for_each_line_and_for_ends_without_one() -> None:
    made = shown("network", network())
    assert made.headings == ["Group", "Needs", "Note", "Organisations", "Line", "In words"]
    rows = cells(made)
    assert rows[0] == ["Functions", "Orion", "no provider", "Orion", "leads", "Orion leads it"]
    assert rows[2][4:] == ["leads", "1 to 1†"]
    assert rows[4][3:5] == ["ESA", "unknown"]
    assert rows[5] == ["Technology gaps", "Cold storage", "–", "–", "nobody takes it on", "–"]
    assert rows[6][3:5] == ["JAXA", "no line"]
    assert 'href="#r.organisation.NASA"' in made.rows[0][3]


def test_table_of_a_front_has_a_row_for_each_option_and_both_corners() -> None:
    made = shown("front", front())
    assert made.headings == [
        "Option",
        "Effort, points",
        "Coverage, share of needs",
        "Standing",
        "Sort",
        "In words",
    ]
    rows = cells(made)
    assert rows[1] == ["Orion", "20", "0.5", "on the front, picked", "proved to be the best", "Led by Orion"]
    assert rows[3][3] == "dominated"
    assert rows[4][1] == "unknown"
    assert [row[0] for row in rows[5:]] == ["ideal", "nadir"]


def test_sorts_are_left_out_where_no_option_has_one() -> None:
    data = {**front(), "points": [option("a", 1, float("nan"))], "ideal": None}
    made = shown("front", data)
    assert "Sort" not in made.headings
    assert all(len(row) == len(made.headings) for row in made.rows)
    assert cells(made)[0][2] == "unknown"


@pytest.mark.parametrize("form", ["network", "front"])
def test_page_and_phone_have_a_drawing_each_with_words(form: str) -> None:
    made = picture(figures()[form], "fig", Anchors(roadmap()))
    classes = re.findall(r'class="(drawn [^"]*)"', str(made.svg))
    assert {f"drawn {form} wide", f"drawn {form} slim"} == set(classes)
    assert str(made.svg).count('aria-describedby="fig-words"') == 2
    assert made.legend == []
    assert made.description


def test_bars_tell_what_they_are_compared_with() -> None:
    data: Any = figures()["bars"].data
    data["reference"] = {"value": 60, "label": "with all"}
    assert cells(shown("bars", data))[-1] == ["with all", "in all 60", "–"]
