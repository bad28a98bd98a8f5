"""The parts of an answer, each at an address of its own: findings, figures, tables."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from ecliptic.assess import Finding, Table
from ecliptic.assess.assessment import Row
from ecliptic.publish import figure_svg, table_csv, table_json
from ecliptic.publish.report.pictures import picture
from ecliptic.server.jobs.answers import StoredAnswer, answer_of
from ecliptic.server.jobs.show.findings import findings_table, kinds_of, severity_counts, shown_findings
from ecliptic.server.jobs.show.tables import Search, shown_table
from ecliptic.server.jobs.views.asked import SeenRun, data, gone, page, run_or_404
from ecliptic.server.jobs.views.runs import compared, drill_for, links_for

_FINDINGS_ON_A_PAGE = 50
_CSV, _JSON = "text/csv; charset=utf-8", "application/json"


@require_GET
def findings(request: HttpRequest, uuid: UUID, form: str = "html") -> HttpResponse:
    """Every finding, gravest first; by severity, kind, or what is new."""
    found = run_or_404(request, uuid)
    if not found.is_done:
        return _not_there(request, found, form)
    answer = answer_of(found.run)
    pair = compared(request, found)
    news = _news(pair[1]) if pair else {}
    chosen = [f for f in answer.answer.findings if _is_asked_for(request, f, news)]
    if form != "html":
        return _twin(request, findings_table(chosen), form, f"findings-{found.run.question}")
    numbered = Paginator(chosen, _FINDINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_surroundings(found, answer),
        "page": numbered,
        "findings": shown_findings(numbered.object_list, links_for(found), news),
        "severities": severity_counts(answer.answer.findings),
        "kinds": kinds_of(answer.answer.findings),
        "before": pair[0] if pair else None,
        "comparison": pair[1] if pair else None,
        "newness": ("new", "changed", "open"),
        "closed": shown_findings(pair[1].closed[:_FINDINGS_ON_A_PAGE], links_for(found)) if pair else [],
        "chosen": {name: request.GET.get(name, "") for name in ("severity", "kind", "news")},
    }
    return page(request, "jobs/findings.html", context)


@require_GET
def figure(request: HttpRequest, uuid: UUID, name: str, form: str = "html") -> HttpResponse:
    """One figure with its words, its legend and the data behind it."""
    found = run_or_404(request, uuid)
    if not found.is_done:
        return _not_there(request, found, form)
    answer = answer_of(found.run)
    drawn = answer.figures.get(name)
    if drawn is None:
        message = f"This answer has no figure {name!r}. It has: {', '.join(answer.figures) or 'none'}."
        raise Http404(message)
    if form == "svg":
        return data(request, figure_svg(drawn), "image/svg+xml", name=f"{name}.svg")
    if form == "json":
        whole = {**vars(drawn), "data": dict(drawn.data)}
        return data(request, json.dumps(whole, ensure_ascii=False, indent=1), _JSON)
    names = list(answer.figures)
    place = names.index(name)
    context = {
        **_surroundings(found, answer),
        "picture": picture(drawn, "figure", links_for(found)),
        "previous": answer.figures[names[place - 1]] if place else None,
        "next": answer.figures[names[place + 1]] if place + 1 < len(names) else None,
    }
    return page(request, "jobs/figure.html", context)


@require_GET
def table(request: HttpRequest, uuid: UUID, name: str, form: str = "html") -> HttpResponse:
    """One table: filtered, sorted and paged by the address; its twins take the same filters."""
    found = run_or_404(request, uuid)
    if not found.is_done:
        return _not_there(request, found, form)
    answer = answer_of(found.run)
    told = answer.tables.get(name)
    if told is None:
        message = f"This answer has no table {name!r}. It has: {', '.join(answer.tables) or 'none'}."
        raise Http404(message)
    if form != "html":
        rows: tuple[Row, ...] = tuple(Search.of(request.GET, told).rows(told))
        return _twin(request, Table(told.name, told.title, told.columns, rows), form, name)
    shown = shown_table(told, request.GET, links_for(found), drill_for(found, answer))
    query = request.GET.copy()
    query.pop("page", None)
    tail = f"?{query.urlencode()}" if query else ""
    return page(request, "jobs/table.html", {**_surroundings(found, answer), "shown": shown, "tail": tail})


def _surroundings(found: SeenRun, answer: StoredAnswer) -> dict[str, Any]:
    return {"seen": found, "run": found.run, "answer": answer}


def _is_asked_for(request: HttpRequest, finding: Finding, news: dict[str, str]) -> bool:
    wanted = request.GET
    return (
        wanted.get("severity", "") in ("", finding.severity)
        and wanted.get("kind", "") in ("", finding.kind)
        and wanted.get("news", "") in ("", news.get(finding.identity, "open"))
    )


def _news(comparison: Any) -> dict[str, str]:
    return {f.identity: "new" for f in comparison.new} | {
        change.now.identity: "changed" for change in comparison.changed
    }


def _not_there(request: HttpRequest, found: SeenRun, form: str) -> HttpResponse:
    """The page of the run tells why there is no answer, or not yet."""
    return gone(request) if form != "html" and found.withheld else redirect(found.run)


def _twin(request: HttpRequest, table: Table, form: str, name: str) -> HttpResponse:
    if form == "csv":
        return data(request, table_csv(table), _CSV, name=f"{name}.csv")
    return data(request, table_json(table), _JSON)
