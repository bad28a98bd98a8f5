"""The report in Chromium: accessible, no wider than a phone, offline, readable without its script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ecliptic
from accessible import faults, violations
from ecliptic import publish
from ecliptic.assess import Column, Table, questions
from ecliptic.assess.coverage import coverage
from how_long import THEMES_AND_WIDTHS
from publish.sample import assessment, roadmap, table
from reference_answers import reference_answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LONG = Table(
    "long",
    "A long table",
    (Column("name", "Name"), Column("count", "Count", "integer", "things")),
    tuple((f"{('rover', 'lander', 'habitat')[n % 3]} {n:03}", (n * 37) % 150) for n in range(150)),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a report on the sample."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    plans = roadmap()
    answers = [coverage(plans), assessment(plans, "a name that goes on and on", tables=(table(), LONG))]
    publish.write_report(path, plans, answers, title="Plans of the sample")
    return path.as_uri()


@pytest.fixture
def page(chromium_page: Page, report: str) -> Page:
    """The report, opened at 1280 px."""
    chromium_page.goto(report)
    return chromium_page


@pytest.mark.parametrize(("theme", "width"), THEMES_AND_WIDTHS)
def test_axe_finds_nothing(page: Page, theme: str, width: int) -> None:
    assert faults(page, width, theme) == []


def test_axe_finds_nothing_when_all_is_unfolded(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_page_is_never_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] == wide[1]


def test_page_asks_for_nothing_and_breaks_no_policy(chromium_page: Page, report: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    chromium_page.on("request", lambda request: asked.append(request.url))
    chromium_page.on("console", lambda message: said.append(message.text))
    chromium_page.goto(report)
    assert asked == [report]
    assert said == []


def test_dark_and_light_differ(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != light


def test_links_unfold_what_they_lead_to(page: Page) -> None:
    page.locator(".tile a").first.click()
    place = page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))).open")
    assert place is True


def test_first_key_leads_past_the_contents(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def unfold(page: Page) -> None:
    """Open the long table."""
    page.locator("[id='q.weather.t.long'] > summary").click()
    page.wait_for_selector("[id='q.weather.t.long'] thead button")


def cells(page: Page, column: int) -> list[str]:
    """Texts of the rows that are shown."""
    found: list[str] = page.evaluate(
        """column => [...document.getElementById('q.weather.t.long').querySelectorAll('tbody tr')]
        .filter(row => !row.hidden).map(row => row.cells[column].textContent)""",
        column,
    )
    return found


def test_long_tables_are_completed_when_they_are_unfolded(page: Page) -> None:
    assert len(cells(page, 0)) == 30
    unfold(page)
    assert len(cells(page, 0)) == 150


def test_tables_sort_both_ways(page: Page) -> None:
    unfold(page)
    button = page.locator("[id='q.weather.t.long'] thead button").nth(1)
    button.click()
    assert [int(text) for text in cells(page, 1)] == sorted((n * 37) % 150 for n in range(150))
    head = page.locator("[id='q.weather.t.long'] thead th").nth(1)
    assert head.get_attribute("aria-sort") == "ascending"
    button.click()
    assert cells(page, 1)[0] == "149"
    assert head.get_attribute("aria-sort") == "descending"


def test_tables_can_be_searched(page: Page) -> None:
    unfold(page)
    page.locator("[id='q.weather.t.long'] input").fill("Lander")
    assert cells(page, 0) == [f"lander {n:03}" for n in range(1, 150, 3)]
    assert page.locator("[id='q.weather.t.long'] [role=status]").inner_text() == "50 of 150 rows"


def test_numbers_lead_to_the_rows_that_they_count(page: Page) -> None:
    page.locator("[id='q.coverage.t.sub_5farchitectures'] > summary").click()
    numbers = page.locator("[id='q.coverage.t.sub_5farchitectures'] a")
    number = numbers.and_(page.locator("""[data-search*='status:"single provider"']""")).first
    assert number.inner_text() == "2"
    number.click()
    table = page.locator("[id='q.coverage.t.functions']")
    assert table.locator("[role=status]").inner_text() == "2 of 4 rows"
    assert table.locator("tbody tr:visible td:nth-child(2)").all_inner_texts() == ["FN-T-102 L", "FN-T-104 L"]


@pytest.fixture
def page_without_script(chromium: Browser, report: str) -> Iterator[Page]:
    """The report where scripts do not run."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report)
    yield page
    context.close()


def test_without_script_everything_but_the_later_rows_can_be_read(page_without_script: Page) -> None:
    page = page_without_script
    page.locator("[id='q.weather.t.long'] > summary").click()
    assert page.get_by_text("habitat 029").is_visible()
    assert page.get_by_text("the first 30 of 150 rows").is_visible()


@pytest.fixture(scope="module")
def reference_report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the report on the reference roadmap, with all questions."""
    path = tmp_path_factory.mktemp("reference") / "report.html"
    answers = [reference_answer(name) for name in questions()]
    publish.write_report(path, ecliptic.reference(), answers, title="The reference roadmap")
    return path.as_uri()


def test_reference_report_fits_a_phone(chromium_page: Page, reference_report: str) -> None:
    chromium_page.set_viewport_size({"width": 390, "height": 844})
    chromium_page.goto(reference_report)
    wide = chromium_page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide[0] == wide[1]


@pytest.mark.thorough  # axe takes minutes on some 7 MB; what the page is made of is looked at above
def test_reference_report_is_accessible(chromium_page: Page, reference_report: str) -> None:
    page = chromium_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_default_timeout(600_000)
    page.goto(reference_report)
    # Contrast takes axe minutes on a page of this size, and the small report has every colour in it.
    assert violations(page, {"color-contrast": {"enabled": False}}) == []


def test_report_prints_in_light_colours_without_the_contents(page: Page, tmp_path: Path) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.contents").is_visible()
    assert page.pdf(path=tmp_path / "report.pdf").startswith(b"%PDF")
