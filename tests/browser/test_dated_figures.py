"""Curves, bands of days and tornados in Chromium: what is pointed at stands out, and a phone gets its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecliptic import publish
from publish.sample import assessment, roadmap

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORMS = ("curves", "gantt", "tornado")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a report with a figure of every form."""
    path = tmp_path_factory.mktemp("dated") / "report.html"
    publish.write_report(path, roadmap(), [assessment(roadmap())], title="Plans of the sample")
    return path.as_uri()


def test_what_is_pointed_at_stands_out(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    for form in FORMS:
        strands = chromium_page.locator(f"figure.{form} svg.wide .strand")
        strands.last.locator("text, circle").first.hover(force=True)
        strength = strands.evaluate_all("all => all.map(one => getComputedStyle(one).opacity)")
        assert strength[-1] == "1"
        assert set(strength[:-1]) == {"0.28"}


def test_a_place_on_a_curve_shows_itself(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    spot = chromium_page.locator("figure.curves svg.wide .spot").nth(1)
    assert spot.evaluate("one => getComputedStyle(one).opacity") == "0"
    spot.hover(force=True)
    assert spot.evaluate("one => getComputedStyle(one).opacity") == "1"


def test_a_phone_gets_a_drawing_of_its_own_that_fits(chromium_page: Page, report: str) -> None:
    chromium_page.set_viewport_size({"width": 390, "height": 844})
    chromium_page.goto(report)
    for form in FORMS:
        assert not chromium_page.locator(f"figure.{form} svg.wide").first.is_visible()
        frame = chromium_page.locator(f"figure.{form} .scroll").first
        assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
