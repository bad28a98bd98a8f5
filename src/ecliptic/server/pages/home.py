"""The first page: what the roadmap is, how it stands, and the ways into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.publish.palette import FIRMNESS, MARKS, block
from ecliptic.publish.report.cells import kind_name, share
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.pages.changes.between import USUAL_DAYS
from ecliptic.server.pages.changes.newest import Batch, newest_batches
from ecliptic.server.pages.listing.views import index_of, kind_counts
from ecliptic.server.pages.organisations.index import holdings
from ecliptic.server.pages.rendering import Form, show, twin
from ecliptic.server.pages.templatetags.layout import nav_url
from ecliptic.server.pages.values import Writer, firmness_mark, today_of
from ecliptic.server.statements.addresses import things_url
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import Firmness, Mission

_WAYS = (
    ("pages:missions", "Mission timeline", "Who flies where and when, by destination and agency."),
    (
        "pages:coverage",
        "Coverage",
        "Which functions of the architecture are provided, by whom, phase by phase.",
    ),
    (
        "pages:flow",
        "From objectives to agencies",
        "How goals lead to functions, elements and those who build them.",
    ),
    ("pages:gaps", "Gaps", "What technology cannot do yet, what waits for it, and who works on it."),
    ("pages:organisations", "Organisations", "What each brings, how firmly, and what it could close."),
    ("jobs:questions", "Assessments", "Questions put to the roadmap, answered the same way every time."),
    ("pages:changes", "What changed", "Between any two days or editions, field by field."),
    ("pages:kinds", "All things", "Every kind of thing that somebody makes statements about."),
)
_BAR_WIDTH = 1000.0
_NEWEST = 10


@dataclass(frozen=True, slots=True)
class State:
    """The roadmap in numbers."""

    things: int
    statements: int
    publishers: int
    unverified: int
    fresh: int
    stale: int
    disagreements: int

    @property
    def unverified_share(self) -> str:
        """Share of things whose statement is unverified."""
        return share(self.unverified, self.things)

    @property
    def fresh_share(self) -> str:
        """Share of things whose statement holds for the last 12 months."""
        return share(self.fresh, self.things)


def home(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """The roadmap at a glance."""
    view: View = cast("Any", request).view
    state = _state(view)
    if form != "html":
        return twin(request, _table(state), form)
    writer = Writer(view, request)
    missions = _missions_by_firmness(view)
    today = today_of(view)
    return show(
        request,
        "pages/home.html",
        {
            "state": state,
            "twins": {form: reverse(f"pages:home-{form}") + moment_of(request) for form in ("json", "csv")},
            "ways": [(address, title, words) for name, title, words in _WAYS if (address := nav_url(name))],
            "missions": missions,
            "missions_bar": _bar([(word, count) for word, count, _, _ in missions]),
            "missions_total": sum(count for _, count, _, _ in missions),
            "newest": [_new(batch, writer) for batch in newest_batches(view)[:_NEWEST]],
            "since": (today - timedelta(days=USUAL_DAYS)).isoformat(),
            "days": USUAL_DAYS,
            "moment": moment_of(request),
        },
    )


def _state(view: View) -> State:
    counts = kind_counts(view, today_of(view))
    held = holdings(view).values()
    things = sum(count.count for count in counts)
    ageing = sum(count.ageing for count in counts)
    stale = sum(count.stale for count in counts)
    return State(
        things=things,
        statements=view.kept("statements", _count),
        publishers=sum(1 for holding in held if holding.stated),
        unverified=sum(count.unverified for count in counts),
        fresh=things - ageing - stale,
        stale=stale,
        disagreements=len({(d.kind, d.id) for d in view.roadmap.disagreements}),
    )


def _count(roadmap: Roadmap) -> int:
    return sum(1 for _ in roadmap.statements)


def _missions_by_firmness(view: View) -> list[tuple[str, int, Markup, str]]:
    """Missions of each firmness, with the address of their list; what is not stated is kept apart."""
    bits = index_of(view, Mission.kind).things.facets(today_of(view))["firmness"].bits
    found = []
    for word in (*Firmness, ""):
        count = bits.get(str(word), 0).bit_count()
        if count:
            address = f"{things_url(Mission.kind)}?firmness={word}"
            found.append((str(word) or "unknown", count, firmness_mark(str(word) or None), address))
    return found


def _bar(counts: list[tuple[str, int]]) -> Markup:
    total, x, shapes = sum(count for _, count in counts), 0.0, []
    for word, count in counts:
        width = _BAR_WIDTH * count / total
        shapes.append(block(MARKS[word if word in FIRMNESS else "unknown"], x, 0, width, 24))
        x += width
    return tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {_BAR_WIDTH:g} 24",
        class_="phase-bar",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _new(batch: Batch, writer: Writer) -> tuple[Batch, Markup, Markup]:
    publisher = writer.thing("organisation", batch.publisher, batch.publisher)
    if batch.count == 1:
        return batch, publisher, writer.thing(batch.kind, batch.statement.id, batch.statement.record.label)
    day = batch.day.isoformat()
    address = f"{reverse('pages:changes')}?from={day}&to={day}&kind={batch.kind}"
    words = f"{batch.count} {kind_name(batch.kind, plural=True)}"
    return batch, publisher, tag("a", words, href=address)


def _table(state: State) -> Table:
    columns = (
        Column("things", "Things that somebody states at present", "integer"),
        Column("statements", "Statements, earlier versions among them", "integer"),
        Column("publishers", "Organisations that state something", "integer"),
        Column("unverified", "Things whose statement is unverified", "integer"),
        Column("fresh", "Things whose statement holds for the last 12 months", "integer"),
        Column("stale", "Things whose statement is older than two years", "integer"),
        Column("disagreements", "Things of which publishers say different things", "integer"),
    )
    row = (
        state.things,
        state.statements,
        state.publishers,
        state.unverified,
        state.fresh,
        state.stale,
        state.disagreements,
    )
    return Table("roadmap", "The roadmap at a glance", columns, [row])
