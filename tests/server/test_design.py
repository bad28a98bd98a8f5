"""The design: colours from the palette, parts that are explained, pages that are open to everybody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

import ecliptic.server
from accessible import faults_of_themes
from ecliptic.server.pages import colours, icons, sky
from ecliptic.server.pages.templatetags import layout

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from server_site import Site

SERVER = Path(ecliptic.server.__file__).parent
TEMPLATES = sorted(SERVER.rglob("*.html"))
PARTS = sorted((SERVER / "templates" / "parts").glob("*.html"))
SHEETS = sorted((SERVER / "static" / "ecliptic").glob("*.css"))
GUIDE = (Path(__file__).parents[2] / "docs" / "reference" / "design.md").read_text(encoding="utf-8")
WIDTHS = (320, 390, 768, 1280, 1920)
THEMES = ("light", "dark")


# --- colours, files -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(colours.sheets()))
def test_colours_of_pages_are_those_of_figures(name: str) -> None:
    kept = (colours.FOLDER / name).read_text(encoding="utf-8")
    assert kept == colours.sheets()[name], "run: python -m ecliptic.server.pages.colours"


def test_sheets_are_short_and_name_no_other_host() -> None:
    assert {sheet.name: len(sheet.read_text().splitlines()) for sheet in SHEETS if _lines(sheet) >= 400} == {}
    assert [sheet.name for sheet in SHEETS if re.search(r"url\(|@import|https?:", sheet.read_text())] == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name not in colours.sheets()], ids=lambda s: s.name)
def test_sheets_take_inks_by_name(sheet: Path) -> None:
    """Only the night of the masthead, the same in both themes, has colours of its own."""
    own = {"base.css", "masthead.css", "print.css"}
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text(encoding="utf-8"))
    assert sheet.name in own or found == []


def test_inks_in_use_exist() -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    known = set(re.findall(r"^\s*--([\w-]+):", text, re.M))
    assert set(re.findall(r"var\(--([\w-]+)", text)) - known == set()


def test_vendored_files_are_as_published() -> None:
    folder = SERVER / "static" / "vendor"
    listed = dict(
        re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.M)
    )
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert listed == kept
    assert (folder / "htmx-LICENSE").is_file()
    assert all(f"vendor/{name}" in (SERVER / "templates/base.html").read_text() for name in kept)


# --- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SERVER)))
def test_templates_keep_the_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\sstyle=", text), "a style attribute: use a class"
    assert not re.search(r"<style\b", text), "an inline sheet: use a file"
    assert not re.search(r"<[^>]*\son\w+=", text), "an inline handler: use a file"
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert [s for s in scripts if "src=" not in s and "application/json" not in s] == []
    assert not re.search(r"""(?:src|href)=["']https?://""", text), "something from another host"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SERVER)))
def test_templates_can_be_read(path: Path) -> None:
    engines["django"].from_string(path.read_text(encoding="utf-8"))


def test_every_part_is_explained_or_brought_by_another() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES if path.parent.name == "parts")
    used += (SERVER / "templates" / "base.html").read_text(encoding="utf-8")
    used += "".join(path.read_text() for path in TEMPLATES if re.fullmatch(r"\d+|manage", path.stem))
    assert [p.name for p in PARTS if f"parts/{p.name}" not in GUIDE and f"parts/{p.name}" not in used] == []


def test_every_tag_is_explained() -> None:
    quiet = {"site_navigation", "mark_definitions", "page_numbers", "ecliptic_line"}
    assert [name for name in layout.register.tags if name not in quiet and name not in GUIDE] == []


def test_classes_in_use_have_a_look() -> None:
    """A class that no sheet knows is a slip of the pen, or something that nobody has dressed yet."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in SERVER.rglob("*.css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets)) | {"htmx-indicator"}
    unknown = set()
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for classes in re.findall(r'class="([^"{]*)["{]', text):
            # What is completed by a tag cannot be known here.
            whole = [name for name in classes.split() if not name.endswith("-")]
            unknown |= {f"{path.name}: {name}" for name in whole if name not in known}
    assert unknown == set()


@pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500, 503])
def test_fault_pages_need_nothing(code: int) -> None:
    """A page that tells of a fault must not need what may be at fault: no request, no person, no database."""
    page = render_to_string(f"{code}.html", {})
    assert page.count("<h1") == 1
    assert f">{code}<" in page
    assert 'id="main"' in page


def test_what_went_wrong_is_said_and_escaped() -> None:
    page = render_to_string("403.html", {"exception": "Only delegates of <ESA> may do this."})
    assert "Only delegates of &lt;ESA&gt; may do this." in page


# --- tags -----------------------------------------------------------------------------------------


def test_addresses_of_missing_pages_are_empty() -> None:
    assert layout.nav_url("pages:not-there") == ""
    assert layout.nav_url("account_login").endswith("/login/")


def test_navigation_names_only_pages_that_exist_and_the_one_open() -> None:
    request = RequestFactory().get("/missions/")
    groups = layout.site_navigation(_context(request=request))
    links = [link for group in groups for link in group.links]
    assert all(link.url for link in links)
    assert {link.title for link in links if link.current} <= {"Missions"}


@pytest.mark.parametrize(
    ("word", "said"), [("fact", "fact"), ("interest", "interest"), ("", "not stated"), ("<b>", "not stated")]
)
def test_firmness_is_mark_and_word(word: str, said: str) -> None:
    mark = layout.firmness_mark(word)
    assert f"> {said}<" in mark
    assert "<use href=" in mark


@pytest.mark.parametrize("word", ["public", "members", "private"])
def test_visibility_is_sign_and_word(word: str) -> None:
    assert re.search(rf'class="seen seen-{word}".*<svg.*>{word}</span>', layout.visibility_mark(word))


def test_unheard_of_visibility_is_told_as_the_narrowest() -> None:
    assert "private" in layout.visibility_mark("whatever")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (59, "59 days ago"),
        (92, "3 months ago"),
        (729, "23 months ago"),
        (731, "2 years ago"),
    ],
)
def test_time_since_is_told_as_people_tell_it(days: int, words: str) -> None:
    today = date(2026, 11, 22)
    assert layout.ago(today - timedelta(days=days), today) == words


def test_freshness_is_seen_from_the_date_that_is_shown() -> None:
    context = _context(view=_View(date(2024, 6, 30)))
    stale = date(2025, 1, 1)
    assert "confirmed " in layout.freshness_mark(context, date(2024, 1, 1), stale)
    assert "stale since" in layout.freshness_mark(_context(view=_View(stale)), date(2024, 1, 1), stale)
    assert "never confirmed" in layout.freshness_mark(context, None)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, (1, 2, None, 54)),
        (7, (1, None, 6, 7, 8, None, 54)),
        (54, (1, None, 53, 54)),
        (3, (1, 2, 3, 4, None, 54)),
    ],
)
def test_pages_near_the_open_one_are_named(number: int, shown: tuple[int | None, ...]) -> None:
    assert layout.page_numbers(Paginator(range(1340), 25).page(number)) == shown


def test_days_are_written_as_browsers_take_them() -> None:
    from django import forms

    class Deadline(forms.Form):
        closes = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    form = Deadline(initial={"closes": date(2027, 1, 3)})
    assert 'value="2027-01-03"' in layout.control(form["closes"])


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iOS"),
        ("curl/8", "Another program"),
    ],
)
def test_browsers_are_told_as_their_owners_name_them(agent: str, name: str) -> None:
    assert layout.browser_name(agent) == name


def test_controls_are_tied_to_their_words() -> None:
    from ecliptic.server.pages.design import Sample

    form = Sample({"name": "", "firmness": "fact", "visibility": "public"})
    control = layout.control(form["name"])
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_name-help id_name-error"' in control
    assert "aria-invalid" not in layout.control(form["note"])
    summary = render_to_string("parts/error_summary.html", {"form": form})
    assert 'href="#id_name"' in summary
    assert 'role="alert"' in summary


def test_drawings_are_hidden_from_those_who_hear_the_page() -> None:
    assert all('aria-hidden="true"' in icons.icon(name) for name in icons.names())


class _View:
    def __init__(self, as_of: date) -> None:
        self.as_of = as_of


def _context(**values: object) -> Any:
    from django.template import Context

    return Context(values)


# --- the sky --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "one", "other", "apart"),
    [
        (date(2020, 12, 21), "Jupiter", "Saturn", 0),  # the great conjunction
        (date(2012, 6, 6), "Venus", "Sun", 0),  # the transit of Venus
        (date(2016, 5, 9), "Mercury", "Sun", 0),  # a transit of Mercury
        (date(2020, 10, 13), "Mars", "Sun", 180),  # an opposition of Mars
        (date(2024, 12, 7), "Jupiter", "Sun", 180),  # an opposition of Jupiter
    ],
)
def test_planets_stand_where_they_stood(day: date, one: str, other: str, apart: float) -> None:
    seen = sky.longitudes(day)
    between = abs((seen[one] - seen[other] + 180) % 360 - 180)
    assert between == pytest.approx(apart, abs=1.5)


@pytest.mark.parametrize(
    ("day", "longitude"), [(date(2024, 3, 20), 0), (date(2024, 6, 20), 90), (date(2024, 12, 21), 270)]
)
def test_seasons_begin_when_they_did(day: date, longitude: float) -> None:
    sun = sky.longitudes(day)["Sun"]
    assert abs((sun - longitude + 180) % 360 - 180) < 1.5


def test_moon_covers_the_sun_in_an_eclipse() -> None:
    before, after = sky.longitudes(date(2024, 4, 8)), sky.longitudes(date(2024, 4, 9))
    assert before["Moon"] < before["Sun"] + 3
    assert after["Moon"] > after["Sun"] + 3


# --- in Chromium ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def design_site() -> Iterator[Site]:
    """A server in debug mode, which shows the page of components."""
    from server_site import Site

    with Site.started("small", debug="1") as site:
        yield site


@pytest.mark.browser
def test_components_are_open_to_everybody(design_site: Site, site_page: Page) -> None:
    site_page.goto(design_site.url + "/design/?as_of=2025-06-01")
    assert faults_of_themes(site_page) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_components_are_never_wider_than_the_screen(design_site: Site, site_page: Page, width: int) -> None:
    site_page.set_viewport_size({"width": width, "height": 800})
    site_page.goto(design_site.url + "/design/")
    assert site_page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_the_chosen_theme_is_remembered_and_there_at_once(design_site: Site, site_page: Page) -> None:
    site_page.emulate_media(color_scheme="light")
    site_page.goto(design_site.url + "/design/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = site_page.evaluate(ground)
    site_page.get_by_role("button", name="Use the dark theme").click()
    dark = site_page.evaluate(ground)
    assert dark != light
    site_page.add_init_script(
        "new MutationObserver(() => { if (document.body && !window.first) window.first ="
        " document.documentElement.dataset.theme ?? 'none'; })"
        ".observe(document, {childList: true, subtree: true})"
    )
    site_page.reload()
    assert site_page.evaluate("window.first") == "dark"
    assert site_page.evaluate(ground) == dark
    site_page.get_by_role("button", name="System").click()
    assert site_page.evaluate(ground) == light
    assert site_page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_menu_and_filters_open_without_script(design_site: Site, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(design_site.url + "/design/")
    menu = page.locator("#site-menu")
    if page.locator(".menu-button").count():
        assert not menu.is_visible()
        page.locator(".menu-button").click()
        assert menu.is_visible()
        page.keyboard.press("Escape")
        assert not menu.is_visible()
    facet = page.get_by_text("Destination", exact=True)
    assert not facet.is_visible()
    page.locator(".filters > summary").click()
    assert facet.is_visible()
    context.close()


@pytest.mark.browser
def test_first_key_leads_to_the_content(design_site: Site, site_page: Page) -> None:
    site_page.goto(design_site.url + "/design/")
    site_page.evaluate("document.activeElement.blur()")
    site_page.keyboard.press("Tab")
    if site_page.evaluate("document.activeElement.className") != "skip":
        site_page.locator(".skip").focus()
    site_page.keyboard.press("Enter")
    assert site_page.evaluate("document.activeElement.id") == "main"


@pytest.mark.browser
def test_errors_get_the_focus_and_lead_to_their_fields(design_site: Site, site_page: Page) -> None:
    site_page.goto(design_site.url + "/design/")
    assert site_page.evaluate("document.activeElement.className") == "error-summary"
    site_page.keyboard.press("Tab")
    site_page.keyboard.press("Enter")
    assert site_page.evaluate("document.activeElement.name") == "name"
    described = site_page.locator("#id_name").get_attribute("aria-describedby") or ""
    assert described.split() == ["id_name-help", "id_name-error"]


OPEN = ("/account/login/", "/account/signup/", "/account/password/reset/", "/nothing/is/here/")
SIGNED_IN = (
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/3rdparty/",
    "/account/logout/",
)


@pytest.mark.browser
def test_pages_of_accounts_are_ours(design_site: Site, site_page: Page) -> None:
    found = _faults(site_page, design_site, OPEN[:-1])
    design_site.sign_in(site_page, "esa-delegate")
    found += _faults(site_page, design_site, SIGNED_IN)
    assert found == []


def _faults(page: Page, site: Site, paths: tuple[str, ...]) -> list[str]:
    found = []
    for path in paths:
        page.goto(site.url + path)
        found += [f"{path}: {fault}" for fault in faults_of_themes(page)]
        shape = page.evaluate(
            "[document.querySelectorAll('h1').length, document.querySelectorAll('main').length,"
            " document.documentElement.lang, document.documentElement.scrollWidth]"
        )
        if shape != [1, 1, "en-GB", 390]:
            found.append(f"{path}: {shape}")
    return found
