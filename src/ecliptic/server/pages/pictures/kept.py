"""Answers that pictures are made from, worked out once for each view and kept with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from django.http import HttpRequest

from ecliptic import assess
from ecliptic.assess import Assessment, Figure, Table
from ecliptic.assess.assessment import Cell
from ecliptic.publish.report.pictures import Picture, picture
from ecliptic.server.jobs.show.links import Links
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.statements.picture import View

RowOf = Mapping[str, Cell]
Made = TypeVar("Made")
_DRAWINGS_KEPT = 16


class Few(Generic[Made]):
    """The last few things that were made, by what they were made from; any number of threads may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[Any, Made] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Made]) -> Made:
        """What was made for a key; two threads that ask at once may both make it, and wait for nobody."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


def drawn(request: HttpRequest, figure: Figure, key: Any, *, data: bool = True) -> Picture:
    """A figure as the page shows it; a few are kept with the view, since drawing takes longer than asking."""
    few: Few[Picture] = view_of(request).kept("pictures.drawn", lambda _: Few(_DRAWINGS_KEPT))
    whole = figure.name, figure.title, key, moment_of(request)
    return few.get(whole, lambda: picture(figure, figure.name, links_of(request), data=data))


def view_of(request: HttpRequest) -> View:
    """What the person who asks sees."""
    return cast("Any", request).view  # type: ignore[no-any-return] # added by our middleware


def links_of(request: HttpRequest) -> Links:
    """Links to things, at the date that is shown."""
    return Links(view_of(request).roadmap, moment_of(request))


def coverage_of(view: View) -> Assessment:
    """Coverage of every phase."""
    return cast("Assessment", view.kept("pictures.coverage", lambda roadmap: assess.coverage(roadmap)))


def readiness_of(view: View) -> Assessment:
    """Every technology gap, and who works on it."""
    return cast("Assessment", view.kept("pictures.readiness", lambda roadmap: assess.readiness(roadmap)))


def rows_of(table: Table) -> list[RowOf]:
    """The rows of a table by the names of its columns."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def parts(cell: Cell) -> tuple[str, ...]:
    """Several identifiers in one cell."""
    return tuple(str(cell).split("; ")) if cell else ()
