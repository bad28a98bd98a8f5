"""Values as readers of pages see them: linked, with units and daggers, and never a blank."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup, escape

from ecliptic.publish.report.anchors import DAGGER
from ecliptic.publish.report.cells import field_value, firmness
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.pages.icons import icon
from ecliptic.server.pages.templatetags.layout import ago
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import KINDS, FieldSpec, Organisation, PlannedDate, Record

STALE_AFTER = timedelta(days=730)
NOT_STATED = Markup('<span class="nil">not stated</span>')
_SAFE = "!$&'()*+,;=/~:@"
_MOST_SHOWN = 5


class Writer:
    """Writes values of one view; its links stay at the date or edition that is shown."""

    def __init__(self, view: View, request: HttpRequest) -> None:
        self.roadmap: Roadmap = view.roadmap
        self.today = today_of(view)
        self.moment = moment_of(request)

    def address(self, kind: str, identifier: str) -> str:
        """Where a thing is shown."""
        return f"{_stem(kind)}{quote(identifier, safe=_SAFE)}{self.moment}"

    def thing(self, kind: str, identifier: str, words: str | None = None) -> Markup:
        """A link to a thing by its name, with a dagger where it is unverified; else plain words."""
        statement = self.roadmap.statement(kind, identifier) if kind in KINDS else None
        if statement is None:
            shown = escape(words or identifier)
            if kind in KINDS and self.roadmap.history(kind, identifier):
                address = escape(self.address(kind, identifier))
                return Markup('<a href="{}">{}</a> <span class="nil">(withdrawn)</span>').format(
                    address, shown
                )
            return Markup('<span class="unknown-thing">{}</span>').format(shown)
        return self.link(statement, words)

    def link(self, statement: Statement, words: str | None = None) -> Markup:
        """A link to the thing that a statement is about."""
        record = statement.record
        address, shown = escape(self.address(record.kind, record.id)), escape(words or record.label)
        dagger = DAGGER if statement.envelope.unverified else ""
        return Markup(f'<a href="{address}">{shown}</a>{dagger}')  # noqa: S704 - both are escaped above  # nosec B704

    def field(self, record: Record, spec: FieldSpec, *, short: bool = False) -> Markup:
        """What a record says in a field; a short one shows the first few of many."""
        value: Any = getattr(record, spec.name)
        if value is None or value == ():
            return NOT_STATED
        return self.value(value, spec, _target(record, spec), short=short)

    def value(self, value: Any, spec: FieldSpec, target: str | None, *, short: bool = False) -> Markup:
        """A value of a field; `target` is the kind of the things that it identifies."""
        if target is None:
            # Most values are plain words and dates, and tables have many.
            if isinstance(value, PlannedDate) or (type(value) is str and "://" not in value):
                return escape(str(value))
            return field_value(value, spec.unit)
        identifiers: Iterable[str] = value if spec.many else (value,)
        # In tables the short names of organisations leave room for the plans.
        named = short and target == Organisation.kind
        links = [self.thing(target, one, one if named else None) for one in identifiers]
        if len(links) == 1:
            return links[0]
        if short and len(links) > _MOST_SHOWN:
            rest = f" and {len(links) - _MOST_SHOWN} more"
            return Markup("; ").join(links[:_MOST_SHOWN]) + rest
        return Markup("; ").join(links)

    def firmness(self, statement: Statement) -> Markup:
        """How firm a statement is."""
        return firmness_mark(statement.firmness.value if statement.firmness is not None else None)

    def known(self, statement: Statement, *, short: bool = False) -> Markup:
        """The day for which a statement holds, and whether that is long ago."""
        return (known_short if short else known_mark)(known_on(statement), self.today)


def today_of(view: View) -> date:
    """The day from which ages are counted: the one that is shown."""
    return view.as_of.date() if view.as_of else datetime.now(UTC).date()


def _target(record: Record, spec: FieldSpec) -> str | None:
    return record.kind_referred_to(spec.name) or spec.target


@lru_cache(maxsize=256)
def _stem(kind: str) -> str:
    return reverse("pages:thing", args=[KINDS[kind].plural, "x"])[:-1]


@lru_cache(maxsize=4096)
def known_mark(day: date, today: date) -> Markup:
    """A day with its age in words; what is older than two years is called stale."""
    stale = today - day > STALE_AFTER
    said = tag("time", ago(day, today), datetime=day.isoformat())
    if stale:
        return tag("span", icon("clock"), "stale, ", said, class_="fresh fresh-stale", title=day.isoformat())
    return tag("span", icon("check"), said, class_="fresh", title=day.isoformat())


@lru_cache(maxsize=16)
def firmness_mark(word: str | None) -> Markup:
    """How firm, as mark and word."""
    return firmness(word)


@lru_cache(maxsize=4096)
def known_short(day: date, today: date) -> Markup:
    """The same for narrow columns: the month, and a word where it is long past."""
    month = tag("time", f"{day:%b %Y}", datetime=day.isoformat())
    if today - day > STALE_AFTER:
        return tag("span", month, ", stale", class_="fresh fresh-stale", title=ago(day, today))
    return tag("span", month, class_="fresh", title=ago(day, today))


def day_words(moment: date | datetime) -> str:
    """A day as one writes it."""
    return f"{moment.day} {moment:%B %Y}"
