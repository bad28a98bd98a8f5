"""Curves, bands of days and tornados have tables that tell the same as their drawings."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.pictures import Picture, picture
from publish.dated import curves, gantt, tornado
from publish.figures.reading import figure
from publish.sample import figures, roadmap


def shown(form: str, data: Any) -> Picture:
    """The figure as a report shows it."""
    return picture(figure(form, data), "fig", Anchors(roadmap()))


def cells(made: Picture) -> list[list[str]]:
    """The table without its markup."""
    return [[re.sub("<[^>]*>", "", cell) for cell in row] for row in made.rows]


def test_table_of_curves_tells_days_of_chances_and_chances_of_days() -> None:
    made = shown("curves", curves())
    assert made.headings == [
        "Element in use", "Chance 0.1 by", "Chance 0.5 by", "Chance 0.9 by", "Announced", "Chance by then",
        "Chance by 2026-11-22: day of the plan", "Chance by 2028-12-31: phase needs it",
        "At the end of the curve",
    ]  # fmt: skip
    rows = cells(made)
    assert rows[0][3:] == [
        "2032-01-01", "2028-12-31", "0.40 (0.40 to 0.60)", "0", "0.40 (0.40 to 0.60)",
        "0.90 by 2032-01-01",
    ]  # fmt: skip
    assert rows[1][0] == "slow†"
    assert rows[1][2] == "not reached"
    assert rows[3] == ["dark", "unknown", "unknown", "unknown", "–", "–", "unknown", "unknown", "unknown"]
    assert 'href="#r.element.EM-002"' in made.rows[0][0]


def test_table_of_bands_tells_every_row() -> None:
    made = shown("gantt", gantt())
    assert made.headings[-1] == "Chance in time"
    rows = cells(made)
    assert rows[0] == [
        "Moon", "Orion", "NASA; ESA", "2027-06-30", "2027-09-01", "2028-11-01", "2031-03-01", "2028-12-31",
        "0.42 to 0.80",
    ]  # fmt: skip
    assert rows[1][4:] == ["done 2022-11-16", "–", "–", "–", "–"]
    assert rows[2][6] == "not reached"
    assert rows[3][1] == "wide open†"
    assert rows[5][4:7] == ["nothing says when"] * 3
    assert all(len(row) == len(made.headings) for row in rows)


def test_table_of_a_tornado_tells_both_ends_and_the_base() -> None:
    made = shown("tornado", tornado())
    assert made.headings == [
        "Delay of", "Chance in time: a year sooner", "Chance in time: a year later", "In words"
    ]  # fmt: skip
    rows = cells(made)
    assert rows[0] == ["Orion", "0.7", "0.2", "Orion a year sooner or later"]
    assert rows[1][0] == "one side†"
    assert rows[2][1] == "unknown"
    assert rows[-1] == ["base", "0.4", "0.4", "–"]


@pytest.mark.parametrize("form", ["curves", "gantt", "tornado"])
def test_page_and_phone_have_a_drawing_each_with_words(form: str) -> None:
    made = picture(figures()[form], "fig", Anchors(roadmap()))
    classes = re.findall(r'class="(drawn [^"]*)"', str(made.svg))
    assert {f"drawn {form} wide", f"drawn {form} slim"} == set(classes)
    assert 'href="#r.element.EM-002"' in str(made.svg)
    assert made.legend == []
    assert made.unverified
    assert made.description
