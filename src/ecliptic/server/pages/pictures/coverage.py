"""The pages of coverage: counts by sub-architecture and phase, each leading to its functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.assess import Assessment, Table
from ecliptic.server.jobs.show.links import Links
from ecliptic.server.jobs.show.tables import Drill, Search, shown_table
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.pages.pictures.grid import (
    HEADS,
    NONE,
    SEVERAL,
    SINGLE,
    Functions,
    by_phase,
    of_phase,
    table_of,
)
from ecliptic.server.pages.pictures.kept import RowOf, coverage_of, drawn, links_of, parts, rows_of, view_of
from ecliptic.server.pages.rendering import Form, show, twin
from ecliptic.vocabulary import Element, Function, Organisation

_MARKS = {SEVERAL: "several", SINGLE: "single", NONE: "none"}
_FIGURES = {"firmness": "How firmly", "organisations": "Who is behind it", "matrix": "Functions and elements"}


def coverage(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """Which functions are provided, by sub-architecture and phase."""
    found = coverage_of(view_of(request))
    phase = request.GET.get("phase") or None
    functions = functions_of(request, found)
    if phase is not None and phase not in dict(functions.phases):
        known = ", ".join(name for name, _ in functions.phases) or "none"
        message = f"No functions are listed in a phase {phase!r}. There are functions in: {known}."
        raise Http404(message)
    if form != "html":
        return twin(request, table_of(found, phase), form)
    context: dict[str, Any] = {
        "phases": functions.phases,
        "phase": phase,
        "phase_name": dict(functions.phases).get(phase or ""),
        "basis": found.basis,
        "moment": moment_of(request),
        "list_address": reverse("pages:functions"),
    }
    context |= _of_phase(request, found, functions, phase) if phase else {"lines": by_phase(functions)}
    return show(request, "pages/pictures/coverage.html", context)


def functions_of(request: HttpRequest, found: Assessment) -> Functions:
    """The functions of the view; those without a date in the address are kept."""
    view, moment = view_of(request), moment_of(request)
    address = reverse("pages:functions")

    def make(roadmap: Any) -> Functions:
        return Functions(roadmap, found, address, moment)

    return cast(
        "Functions", view.kept("pictures.functions" if not moment else ("pictures.functions", moment), make)
    )


def _of_phase(request: HttpRequest, found: Assessment, functions: Functions, phase: str) -> dict[str, Any]:
    lines, whole = of_phase(functions, phase)
    (summary,) = [row for row in rows_of(found.tables.data("summary")) if row["phase"] == phase]
    named = {
        figure.name: figure for figure in found.figures if figure.title.endswith(_told(functions, phase))
    }
    kinds = {name.split("-")[0]: figure for name, figure in named.items()}
    shown = request.GET.get("show", "firmness")
    figure = kinds.get(shown) or kinds.get("firmness")
    return {
        "heads": HEADS,
        "lines": lines,
        "whole": whole,
        "summary": summary,
        "figures": [(kind, words) for kind, words in _FIGURES.items() if kind in kinds],
        "shown": shown if shown in kinds else "firmness",
        "picture": drawn(request, figure, phase) if figure else None,
    }


def _told(functions: Functions, phase: str) -> str:
    """How the titles of figures end that are about a phase."""
    name = dict(functions.phases)[phase]
    return f", {name} ({phase})" if name != phase else f", {phase}"


def functions(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """The functions behind a number of coverage: filtered, sorted and paged by the address."""
    found = coverage_of(view_of(request))
    known = functions_of(request, found)
    if form != "html":
        rows = tuple(Search.of(request.GET, known.table).rows(known.table))
        return twin(request, Table("functions", known.table.title, known.table.columns, rows), form)
    drill = Drill("coverage", {}, lambda name: reverse("pages:functions"))
    links = links_of(request)
    shown = shown_table(known.table, request.GET, links, drill)
    names = [column.name for column in known.table.columns]
    rows_shown = [dict(zip(names, row, strict=True)) for row in shown.page.object_list]
    context = {
        "shown": shown,
        "lines": [_line(row, links, known) for row in rows_shown],
        "phase": request.GET.get("phase", ""),
        "moment": moment_of(request),
        "kept": [(name, request.GET.get(name)) for name in ("as_of", "edition")],
    }
    return show(request, "pages/pictures/functions.html", context)


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A function in the list."""

    name: Markup
    identifier: str
    phase: str
    segment: str
    status: str
    mark: str
    contradictory: bool
    elements: list[Markup]
    organisations: list[Markup]
    firmness: str | None
    addressed_by: list[Markup]
    addressed_firmness: str | None
    interested: list[Markup]
    unverified: bool


def _line(row: RowOf, links: Links, known: Functions) -> FunctionLine:
    def linked(kind: str, name: str) -> list[Markup]:
        return [links.link(kind, identifier) for identifier in parts(row[name])]

    status = str(row["status"])
    return FunctionLine(
        name=links.link(Function.kind, str(row["function"]), str(row["name"])),
        identifier=str(row["function"]),
        phase=str(row["phase"]),
        segment=known.name(cast("str | None", row["segment"])),
        status=f"{status}, marked as unallocated" if row["marked"] else status,
        mark=_MARKS.get(status, "unknown"),
        contradictory=bool(row["contradictory"]),
        elements=linked(Element.kind, "elements"),
        organisations=linked(Organisation.kind, "organisations"),
        firmness=cast("str | None", row["firmness"]),
        addressed_by=linked(Organisation.kind, "addressed_by"),
        addressed_firmness=cast("str | None", row["addressed_firmness"]),
        interested=linked(Organisation.kind, "interested"),
        unverified=bool(row["unverified"]),
    )
