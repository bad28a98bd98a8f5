"""The page of the flow from objectives to agencies or elements."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from ecliptic import assess
from ecliptic.assess import Assessment, Figure, Table
from ecliptic.assess.coverage.state import SubArchitectures
from ecliptic.errors import UsageError
from ecliptic.server.pages.asked import address_with, moment_of
from ecliptic.server.pages.pictures.kept import Few, coverage_of, drawn, parts, rows_of, view_of
from ecliptic.server.pages.pictures.paths import agency_flow, links_table
from ecliptic.server.pages.rendering import Form, show, twin
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import Objective, Organisation, TaxonomyNode

_FILTERS = ("sub_architecture", "objective", "organisation")
_ANSWERS_KEPT = 12


def flow(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """Which agencies stand behind which objectives, and how firmly."""
    view = view_of(request)
    phases = _phases(coverage_of(view))
    if not phases and form != "html":
        return twin(request, Table("flow", "No functions are stated", (), ()), form)
    if not phases:
        return show(request, "pages/pictures/flow.html", {"phases": []})
    phase = request.GET.get("phase") or phases[0][0]
    if phase not in dict(phases):
        known = ", ".join(dict(phases))
        message = f"No functions are listed in a phase {phase!r}. There are functions in: {known}."
        raise Http404(message)
    to_elements = request.GET.get("to") == "elements"
    given = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    try:
        answer = _answered(view, phase, given)
    except UsageError as error:
        raise Http404(str(error)) from None
    figure = _figure(view, answer, phase, dict(phases)[phase], to_elements=to_elements)
    if form != "html":
        return twin(request, links_table(figure), form)
    context: dict[str, Any] = {
        "phases": phases,
        "phase": phase,
        "to_elements": to_elements,
        "picture": drawn(request, figure, tuple(sorted(given.items()))) if figure.data["links"] else None,
        "choices": _choices(view, phase, given),
        "filtered": bool(given),
        "address_agencies": address_with(request, to=None),
        "address_elements": address_with(request, to="elements"),
        "kept": [(name, request.GET.get(name)) for name in ("to", "as_of", "edition")],
        "clear": f"{reverse('pages:flow')}{moment_of(request)}",
    }
    return show(request, "pages/pictures/flow.html", context)


def _phases(answer: Assessment) -> list[tuple[str, str]]:
    return [
        (str(row["phase"]), str(row["name"]))
        for row in rows_of(answer.tables.data("summary"))
        if row["functions"]
    ]


def _answered(view: View, phase: str, given: dict[str, str]) -> Assessment:
    """Coverage of one phase under filters; a few of the last answers are kept."""
    if not given:
        return coverage_of(view)
    answers: Few[Assessment] = view.kept("pictures.filtered", lambda _: Few(_ANSWERS_KEPT))
    return answers.get(
        (phase, *sorted(given.items())), lambda: assess.coverage(view.roadmap, phase=phase, **given)
    )


def _figure(view: View, answer: Assessment, phase: str, name: str, *, to_elements: bool) -> Figure:
    title = f"{name} ({phase})" if name != phase else phase
    if to_elements:
        drawn = [f for f in answer.figures if f.form == "flow" and f.title.endswith(f", {title}")]
        if drawn:
            return drawn[0]
    return agency_flow(view.roadmap, answer, phase, title)


def _choices(
    view: View, phase: str, given: dict[str, str]
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """What the flow can be narrowed to: only what the phase has."""
    answer, roadmap = coverage_of(view), view.roadmap
    functions = [row for row in rows_of(answer.tables.data("functions")) if row["phase"] == phase]
    tops = SubArchitectures(roadmap)
    nodes = {top for row in functions if (top := tops.top(str(row["sub_architecture"] or "") or None))}
    objectives = {objective for row in functions for objective in parts(row["objectives"])}
    agencies = {
        agency
        for row in functions
        for name in ("organisations", "addressed_by", "interested")
        for agency in parts(row[name])
    }
    made = []
    for name, kind, used in (
        ("sub_architecture", TaxonomyNode.kind, nodes),
        ("objective", Objective.kind, objectives),
        ("organisation", Organisation.kind, agencies),
    ):
        words = [
            (identifier, _words(roadmap.label(kind, identifier), identifier)) for identifier in sorted(used)
        ]
        made.append((name, name.replace("_", "-").capitalize(), words, given.get(name, "")))
    return made


def _words(label: str, identifier: str) -> str:
    short = label if len(label) <= 70 else f"{label[:68].rstrip()}…"
    return identifier if label == identifier else f"{identifier}: {short}"
