"""Answers that pictures are made from, worked out once for each view and kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest

from ecliptic import assess
from ecliptic.assess import Assessment, Table
from ecliptic.assess.assessment import Cell
from ecliptic.server.jobs.show.links import Links
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.statements.picture import View

RowOf = Mapping[str, Cell]


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
