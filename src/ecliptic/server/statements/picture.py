"""What is shown: one roadmap for each viewer, kept in memory and brought up to date with the store.

Nothing else hands statements to pages, interfaces, feeds or exports. A request asks the database for the
store's revision, which is one row; only what was stated since the last request is read, and only the things
that it is about are resolved anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock, RLock
from typing import Any
from uuid import UUID

from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.roadmap.statement import Line
from ecliptic.roadmap.view import visible
from ecliptic.server.statements.models import Edition, Ledger, StoredStatement, Submission
from ecliptic.server.statements.rows import COLUMNS, statements_of
from ecliptic.server.statements.search import SearchIndex

_VIEWS_KEPT = 48
_PAST_VIEWS_KEPT = 8
# More things than this are resolved faster all together than one by one.
_MANY_THINGS = 2000

Thing = tuple[str, str]


@dataclass
class _Made:
    """Something made once from a view."""

    lock: Any = field(default_factory=RLock)
    there: bool = False
    value: Any = None


@dataclass(frozen=True, eq=False)
class View:
    """What one viewer sees: now, as of an instant, or of an edition."""

    roadmap: Roadmap
    revision: int
    as_of: datetime | None = None
    edition: Edition | None = None
    _lock: Any = field(default_factory=Lock, repr=False)
    _kept: dict[Any, _Made] = field(default_factory=dict, repr=False)

    @property
    def viewer(self) -> Viewer:
        """For whom it was made."""
        return self.roadmap.viewer

    @cached_property
    def search(self) -> SearchIndex:
        """Full-text search over all that this viewer sees."""
        return SearchIndex(self.roadmap)

    def kept(self, name: Any, make: Any) -> Any:
        """What `make` made of this view's roadmap the first time that it was asked for by this name."""
        # A lock for each name: while one thing is made, nobody waits for another.
        with self._lock:
            made = self._kept.setdefault(name, _Made())
        with made.lock:
            if not made.there:
                made.value, made.there = make(self.roadmap), True
            return made.value


class Picture:
    """All statements of the store in memory, and the roadmaps made from them."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._mark: UUID | None = None
        self._revision = 0
        self._whole = Roadmap()
        self._views: OrderedDict[Viewer, View] = OrderedDict()
        self._past: OrderedDict[Any, View] = OrderedDict()

    def whole(self) -> Roadmap:
        """Every statement in the store, whoever may see it: for writing and for the installation itself."""
        with self._lock:
            self._refresh()
            return self._whole

    def revision(self) -> int:
        """Revision of the store that the roadmaps show."""
        with self._lock:
            self._refresh()
            return self._revision

    def view(self, viewer: Viewer) -> View:
        """What a viewer sees now."""
        with self._lock:
            self._refresh()
            view = self._views.get(viewer)
            if view is None:
                roadmap = Roadmap.build(self._whole.statements, viewer=viewer)
                view = self._views[viewer] = View(roadmap, self._revision)
            self._views.move_to_end(viewer)
            while len(self._views) > _VIEWS_KEPT:
                self._views.popitem(last=False)
            return view

    def past(self, viewer: Viewer, as_of: datetime | None, edition: Edition | None) -> View:
        """What a viewer may see today of what was stated by an instant, or of an edition."""
        with self._lock:
            self._refresh()
            mark = viewer, as_of, edition.slug if edition else None, self._mark
            if mark not in self._past:
                self._past[mark] = self._made(viewer, as_of, edition)
            self._past.move_to_end(mark)
            while len(self._past) > _PAST_VIEWS_KEPT:
                self._past.popitem(last=False)
            return self._past[mark]

    def _made(self, viewer: Viewer, as_of: datetime | None, edition: Edition | None) -> View:
        if edition is None:
            roadmap = Roadmap.build(self._whole.statements, as_of=as_of, viewer=viewer)
            return View(roadmap, self._revision, as_of)
        # Marks of today count also in what was frozen earlier, so the viewer's filter comes first.
        keys = keys_of(edition)
        seen = (s for s in visible(self._whole.statements, viewer) if s.key in keys)
        return View(Roadmap.build(seen, as_of=as_of, viewer=viewer), self._revision, as_of, edition)

    def _refresh(self) -> None:
        revision, mark = Ledger.objects.values_list("revision", "mark").first() or (0, None)
        if (revision, mark) == (self._revision, self._mark):
            return
        if not self._continues(revision):
            # Another database, or an older copy of this one: nothing that is known here holds any more.
            self._whole, self._revision, self._mark = Roadmap(), 0, None
            self._views.clear()
            self._past.clear()
        # Rows are read up to the revision just seen: a later one may come in while we read.
        rows = StoredStatement.objects.filter(submission__gt=self._revision, submission__lte=revision)
        self._take_in(list(statements_of(rows.values_list(*COLUMNS).iterator(chunk_size=5000))), revision)
        self._revision, self._mark = revision, mark

    def _continues(self, revision: int) -> bool:
        if self._mark is None:
            return True
        if revision < self._revision:
            return False
        return Submission.objects.filter(revision=self._revision, uuid=self._mark).exists()

    def _take_in(self, added: list[Statement], revision: int) -> None:
        things = dict.fromkeys((statement.kind, statement.id) for statement in added)
        if not len(self._whole) or len(things) > _MANY_THINGS:
            self._whole = Roadmap.build([*self._whole.statements, *added])
            self._views.clear()
            return
        self._whole = self._whole.restated([*_histories(self._whole, things), *added])
        histories = _histories(self._whole, things)
        for viewer, view in self._views.items():
            self._views[viewer] = View(view.roadmap.restated(histories), revision)


def _histories(roadmap: Roadmap, things: Iterable[Thing]) -> list[Statement]:
    return [statement for thing in things for statement in roadmap.history(*thing)]


def keys_of(edition: Edition) -> set[tuple[str, str, str, int]]:
    """The statements of an edition by kind, identifier, publisher and version."""
    rows = StoredStatement.objects.filter(submission__lte=edition.revision, stated_at__lte=edition.as_of)
    if edition.publishers:
        rows = rows.filter(publisher__in=edition.publishers)
    if edition.kinds:
        rows = rows.filter(kind__in=edition.kinds)
    return set(rows.values_list("kind", "thing", "publisher", "version").iterator(chunk_size=5000))


def newest_versions(roadmap: Roadmap, lines: Iterable[Line]) -> dict[Line, Statement]:
    """The newest statement in each line, withdrawn ones too."""
    found: dict[Line, Statement] = {}
    for line in lines:
        kind, identifier, publisher = line
        own = [s for s in roadmap.history(kind, identifier) if s.publisher == publisher]
        if own:
            found[line] = max(own, key=lambda statement: statement.version)
    return found


PICTURE = Picture()


def view_for(viewer: Viewer, *, as_of: datetime | None = None, edition: Edition | None = None) -> View:
    """What a viewer sees now, as of an instant, or of an edition."""
    if as_of is None and edition is None:
        return PICTURE.view(viewer)
    return PICTURE.past(viewer, as_of, edition)
