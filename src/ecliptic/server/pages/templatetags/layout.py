"""Template tags of the layout: navigation that survives a missing page, marks, icons, freshness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, DateInput
from django.urls import NoReverseMatch, reverse
from markupsafe import Markup

from ecliptic.publish.palette import FIRMNESS, MARKS, defs, symbols
from ecliptic.publish.svg import tag
from ecliptic.server.pages.icons import icon as drawn_icon
from ecliptic.server.pages.sky import sky

register = template.Library()

_EXPLORE = (
    ("Things", "pages:kinds"),
    ("Missions", "pages:missions"),
    ("Coverage", "pages:coverage"),
    ("Flow", "pages:flow"),
    ("Gaps", "pages:gaps"),
    ("Organisations", "pages:organisations"),
    ("Changes", "pages:changes"),
)
_GROUPS = (
    ("Explore", _EXPLORE),
    ("Assess", (("Assessments", "jobs:questions"),)),
    ("Share", (("Share", "sharing:desk"), ("Calls", "sharing:calls"))),
)
_VISIBILITY = {
    "public": ("globe", "public", "everybody may see this"),
    "members": ("members", "members", "all member organisations may see this"),
    "private": ("lock", "private", "only the organisation that states it may see this"),
}
# The first sign that is found counts: most browsers also claim to be another.
_BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("Chrome/", "Chrome or Chromium"),
    ("Safari/", "Safari"),
    ("ecliptic", "Ecliptic's client"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_DAYS_IN_MONTH = 30.44
_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the navigation."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together under one word."""

    title: str
    links: tuple[Link, ...]


@register.simple_tag
def nav_url(name: str, *args: object, **kwargs: object) -> str:
    """Address of a named page, empty where this installation has no such page."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def site_navigation(context: template.Context) -> tuple[Group, ...]:
    """The places of the masthead that exist, with the one that the reader is in."""
    request = context.get("request")
    path = request.path if request is not None else ""
    groups = []
    for title, places in _GROUPS:
        links = [(name, nav_url(target)) for name, target in places]
        there = tuple(Link(name, url, path.startswith(url)) for name, url in links if url)
        if there:
            groups.append(Group(title, there))
    return tuple(groups)


@register.simple_tag
@lru_cache(maxsize=1)
def mark_definitions() -> Markup:
    """Patterns and symbols of the marks, once per page; figures and badges refer to them."""
    return tag("svg", defs(), symbols(), class_="defs", width=0, height=0, aria_hidden="true")


@register.simple_tag
def mark(slug: str) -> Markup:
    """The picture of a category; the word that says the same must stand beside it."""
    known = slug if slug in MARKS else "unknown"
    return tag("svg", tag("use", href=f"#m-{known}"), class_="m", aria_hidden="true")


@register.simple_tag
@lru_cache(maxsize=64)
def firmness_mark(word: object) -> Markup:
    """How firm a statement is, as mark and word; what is not stated says so."""
    text = str(getattr(word, "value", word) or "")
    known = text in FIRMNESS
    return tag(
        "span", mark(text if known else "unknown"), " ", text if known else "not stated", class_="firm"
    )


@register.simple_tag
@lru_cache(maxsize=64)
def visibility_mark(word: object) -> Markup:
    """Who may see a statement, as sign and word."""
    text = str(getattr(word, "value", word) or "private")
    sign, name, meaning = _VISIBILITY.get(text, _VISIBILITY["private"])
    return tag("span", drawn_icon(sign), name, class_=f"seen seen-{name}", title=meaning)


@register.simple_tag
def unverified_mark() -> Markup:
    """The dagger of what nobody found in a document."""
    said = tag("span", " unverified: recalled, not found in a document", class_="vh")
    return tag("span", "†", said, class_="unv")


@register.simple_tag
def icon(name: str) -> Markup:
    """A small line drawing beside words that say the same."""
    return drawn_icon(name)


@register.simple_tag(takes_context=True)
def ecliptic_line(context: template.Context, *, named: bool = False) -> Markup:
    """The ecliptic with the planets where they stand on the day that is shown."""
    return sky(_shown_day(context), named=named)


@register.simple_tag(takes_context=True)
def freshness_mark(
    context: template.Context, confirmed: date | datetime | None, stale_since: date | datetime | None = None
) -> Markup:
    """When a statement was last confirmed, and since when it is stale."""
    today = _shown_day(context)
    if confirmed is None:
        return tag("span", drawn_icon("clock"), "never confirmed", class_="fresh fresh-never")
    day = _day(confirmed)
    if stale_since is not None and _day(stale_since) <= today:
        words = tag("span", "stale since ", _time(_day(stale_since)))
        return tag("span", drawn_icon("clock"), words, class_="fresh fresh-stale", title=f"confirmed {day}")
    words = tag("span", "confirmed ", tag("time", ago(day, today), datetime=day.isoformat()))
    return tag("span", drawn_icon("check"), words, class_="fresh", title=day.isoformat())


def ago(day: date, today: date) -> str:
    """The time between two days in words, as coarse as one would say it."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 2 * _DAYS_IN_MONTH:
        return f"{days} days ago"
    months = int(days / _DAYS_IN_MONTH)
    if months < 2 * _MONTHS_IN_YEAR:
        return f"{months} months ago"
    return f"{months // _MONTHS_IN_YEAR} years ago"


@register.simple_tag
def page_numbers(page: Page[Any]) -> tuple[int | None, ...]:
    """The first, the last and the near pages; None where some are left out."""
    last = page.paginator.num_pages
    wanted = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)


@register.filter
def control(field: BoundField) -> str:
    """The control of a form's field, tied to its help and its errors for those who hear the page."""
    attributes: dict[str, Any] = {}
    widget = field.field.widget
    if isinstance(widget, DateInput) and widget.attrs.get("type", widget.input_type) == "date":
        widget.format = "%Y-%m-%d"  # browsers take no other, whatever the language of the page
    if widget.attrs.get("placeholder") == field.label:
        attributes["placeholder"] = False  # the label says it already
    described = [f"{field.id_for_label}-help"] if field.help_text else []
    if field.errors:
        described.append(f"{field.id_for_label}-error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.filter
def browser_name(agent: object) -> str:
    """A browser as its owner would name it, from what it says of itself."""
    text = str(agent)
    program = next((name for sign, name in _BROWSERS if sign in text), "Another program")
    system = next((name for sign, name in _SYSTEMS if sign in text), "")
    return f"{program} on {system}" if system else program


@register.filter
def control_kind(field: BoundField) -> str:
    """How a field is laid out: check, choices, file or line."""
    return {
        "CheckboxInput": "check",
        "RadioSelect": "choices",
        "CheckboxSelectMultiple": "choices",
        "ClearableFileInput": "file",
        "FileInput": "file",
    }.get(type(field.field.widget).__name__, "line")


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _time(day: date) -> Markup:
    return tag("time", f"{day.day} {day:%B %Y}", datetime=day.isoformat())


def _shown_day(context: template.Context) -> date:
    shown = getattr(context.get("view"), "as_of", None)
    return _day(shown) if shown else datetime.now(UTC).date()
