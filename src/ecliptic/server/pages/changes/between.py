"""Which two roadmaps the address asks to compare, and everything that differs between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date

from ecliptic.roadmap import Change, Difference, KindDifference, Roadmap, Statement, difference
from ecliptic.server.members.access import Actor
from ecliptic.server.pages.values import day_words, today_of
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import View, view_for

USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class End:
    """One of the two roadmaps that are compared."""

    words: str
    day: date | None
    edition: Edition | None
    roadmap: Roadmap


@dataclass(frozen=True, slots=True)
class Between:
    """Two roadmaps and what differs."""

    before: End
    after: End
    found: Difference

    @property
    def partial(self) -> bool:
        """Whether an edition of some publishers or kinds takes part, so that only those are compared."""
        ends = (self.before.edition, self.after.edition)
        return any(edition and (edition.publishers or edition.kinds) for edition in ends)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that differs."""

    word: str
    statement: Statement
    change: Change | None


def between(request: HttpRequest) -> Between:
    """The comparison that the address asks for: by default the last 90 days."""
    view: View = cast("Any", request).view
    given = request.GET
    after = _end(request, given.get("to"), given.get("to_edition"), last=True) or _shown(view)
    start = given.get("from") or given.get("since")
    before = _end(request, start, given.get("from_edition"), last=False)
    if before is None:
        day = (after.day or today_of(view)) - timedelta(days=USUAL_DAYS)
        before = _on(request, day, last=False)
    old, new = before.roadmap, after.roadmap
    for edition in (before.edition, after.edition):
        if edition is not None and (edition.publishers or edition.kinds):
            old, new = _within(old, edition), _within(new, edition)
    return Between(before, after, difference(old, new))


def entries(kind: KindDifference) -> list[Entry]:
    """All that differs in a kind: what came, what went, what is said otherwise."""
    return [
        *(Entry("added", statement, None) for statement in kind.added),
        *(Entry("withdrawn", statement, None) for statement in kind.withdrawn),
        *(Entry("reworded" if c.reworded else "changed", c.after, c) for c in kind.changed),
    ]


def all_entries(found: Difference) -> Iterator[Entry]:
    """All that differs, by kind."""
    for kind in found.kinds.values():
        yield from entries(kind)


def _end(request: HttpRequest, day: str | None, slug: str | None, *, last: bool) -> End | None:
    if slug:
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            message = "There is no edition of this name. The list of editions has them all."
            raise Http404(message)
        roadmap = view_for(_viewer(request), edition=edition).roadmap
        return End(f"the edition {edition.title}", edition.as_of.date(), edition, roadmap)
    if not day:
        return None
    try:
        read = parse_date(day)
    except ValueError:
        read = None
    if read is None:
        message = "One of the dates is none. Write it as 2026-06-30."
        raise Http404(message)
    return _on(request, read, last=last)


def _on(request: HttpRequest, day: date, *, last: bool) -> End:
    """The roadmap at the beginning of a day, or at its end."""
    instant = datetime.combine(day, time.max if last else time.min, tzinfo=UTC)
    words = f"the {'end' if last else 'beginning'} of {day_words(day)}"
    return End(words, day, None, view_for(_viewer(request), as_of=instant).roadmap)


def _shown(view: View) -> End:
    words = "now" if view.as_of is None else f"the end of {day_words(view.as_of)}"
    return End(words, view.as_of.date() if view.as_of else None, view.edition, view.roadmap)


def _viewer(request: HttpRequest) -> Any:
    actor: Actor = cast("Any", request).actor
    return actor.viewer


def _within(roadmap: Roadmap, edition: Edition) -> Roadmap:
    """What the publishers of an edition state of its kinds; the rest would look as if it had come or gone."""
    kept = (
        statement
        for statement in roadmap.statements
        if (not edition.publishers or statement.publisher in edition.publishers)
        and (not edition.kinds or statement.kind in edition.kinds)
    )
    return Roadmap.build(kept, viewer=roadmap.viewer)
