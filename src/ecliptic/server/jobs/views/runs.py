"""One run: how far it is, its answer, and what can be done with it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecliptic.assess import questions
from ecliptic.publish.report.pictures import picture
from ecliptic.server.jobs import queue
from ecliptic.server.jobs.allowance import refusal
from ecliptic.server.jobs.answers import StoredAnswer, answer_of, content_of
from ecliptic.server.jobs.asking import ask, seen_by, view_of
from ecliptic.server.jobs.comparing import Comparison, compare
from ecliptic.server.jobs.models import Run, State
from ecliptic.server.jobs.show.findings import severity_counts, shown_findings
from ecliptic.server.jobs.show.links import Links
from ecliptic.server.jobs.show.tables import Drill, shown_table
from ecliptic.server.jobs.views.asked import (
    WITHHELD,
    SeenRun,
    Told,
    actor_of,
    data,
    gone,
    page,
    run_or_404,
    seen,
    who_asks,
)

_GRAVEST = 6
_WORK = {State.WAITING: "Waiting for its turn", State.RUNNING: "Being worked out"}
_JSON = "application/json"


@require_GET
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a run is, or the opening of its answer."""
    found = run_or_404(request, uuid)
    return page(request, "jobs/run.html", run_context(request, found))


@require_GET
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The part of the page that changes while a run is being done: script asks for it again and again."""
    found = run_or_404(request, uuid)
    return page(request, "jobs/parts/run_state.html", run_context(request, found))


@require_GET
def run_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How a run stands, for programs."""
    found = run_or_404(request, uuid)
    said = found.run
    whole: dict[str, Any] = {
        "uuid": str(said.uuid),
        "question": said.question,
        "state": said.state,
        "progress": said.progress,
        "message": said.message,
        "error": "" if found.withheld else said.error,
        "withheld": WITHHELD if found.withheld else None,
        "created_at": said.created_at.isoformat(),
        "finished_at": said.finished_at.isoformat() if said.finished_at else None,
    }
    if not found.withheld:
        whole |= {"parameters": said.parameters, "provenance": provenance(said), "summary": said.summary}
    if found.is_done:
        whole["result"] = request.build_absolute_uri(reverse("jobs:result", args=[said.uuid]))
        whole["result_sha256"] = said.result_digest
    return data(request, json.dumps(whole, ensure_ascii=False, indent=1), _JSON)


@require_GET
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole answer, byte for byte as it was found."""
    found = run_or_404(request, uuid)
    if not found.is_done:
        return gone(request) if found.withheld else redirect("jobs:run-json", uuid=uuid)
    return data(request, content_of(found.run), _JSON, name=f"{found.run.question}-{uuid}.json")


@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a run that the person has started."""
    found = run_or_404(request, uuid)
    if found.may_cancel:
        queue.cancel(found.run)
        messages.success(request, "The run is being cancelled.")
    elif found.run.is_open:
        messages.error(request, "Only who has started a run may cancel it.")
    else:
        messages.info(request, f"There is nothing to cancel: the run is {found.run.state}.")
    return redirect(found.run)


@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the same once more, of what the person sees now."""
    found = run_or_404(request, uuid)
    asked, asker = questions().get(found.run.question), who_asks(request)
    if asked is not None and found.withheld:
        # What was asked for then may name things that may not be seen now.
        return redirect("jobs:question", asked.name)
    why_not = refusal(asker)
    if asked is None:
        why_not = f"This version of the program has no question named {found.run.question}."
    if asked is None or why_not is not None:
        messages.error(request, why_not or "")
        return redirect(found.run)
    # Whoever asks sees with their own eyes: a public run that a member repeats stays a public one.
    view = view_of(found.run)
    return redirect(ask(view, asked, found.run.parameters, asker, again=True))


# --- what the page of a run shows -----------------------------------------------------------------


def links_for(found: SeenRun) -> Links:
    """Links to the things that the run's viewer sees."""
    return Links(view_of(found.run).roadmap, found.moment)


def drill_for(found: SeenRun, answer: StoredAnswer) -> Drill:
    """Leads from numbers to the tables of the run."""
    return Drill(
        found.run.question,
        answer.tables,
        lambda name: reverse("jobs:table", args=[found.run.uuid, name]),
    )


def earlier_run(request: HttpRequest, found: SeenRun) -> SeenRun | None:
    """The run before this one that asked the same with the same eyes and has an answer."""
    run = found.run
    before = seen_by(actor_of(request).viewer).filter(
        pk__lt=run.pk,
        question=run.question,
        eyes=run.eyes,
        organisation=run.organisation,
        parameters=run.parameters,
        state=State.DONE,
    )
    last = before.first()
    known = seen(last, request) if last is not None else None
    return known if known is not None and known.is_done else None


def compared(request: HttpRequest, found: SeenRun) -> tuple[SeenRun, Comparison] | None:
    """The run before this one and what has changed since."""
    before = earlier_run(request, found)
    if before is None:
        return None
    return before, compare(answer_of(before.run), answer_of(found.run))


def provenance(run: Run) -> dict[str, Any]:
    """All that decides the answer."""
    return {
        "roadmap_digest": run.digest,
        "revision": run.revision,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "edition": run.edition or None,
        "viewer": str(run.viewer),
        "version": run.version,
        "seed": run.seed,
    }


def run_context(request: HttpRequest, found: SeenRun) -> dict[str, Any]:
    """Whatever the page of a run needs, by its state."""
    context: dict[str, Any] = {
        "seen": found,
        "run": found.run,
        "question": Told.of(questions().get(found.run.question)),
        "state_words": _WORK.get(State(found.run.state), ""),
        "ahead": _ahead(found.run),
        "withheld_words": WITHHELD,
    }
    return context | (_answered(request, found) if found.is_done else {})


def _ahead(run: Run) -> int:
    if run.state != State.WAITING:
        return 0
    return Run.objects.filter(state=State.WAITING, pk__lt=run.pk).count()


def _answered(request: HttpRequest, found: SeenRun) -> dict[str, Any]:
    answer, links = answer_of(found.run), links_for(found)
    findings, figures = answer.answer.findings, answer.answer.figures
    pair = compared(request, found)
    opening = figures[0] if figures else None
    first = answer.answer.tables[0] if answer.answer.tables else None
    return {
        "answer": answer,
        "basis": answer.answer.basis,
        "severities": severity_counts(findings),
        "gravest": shown_findings(findings[:_GRAVEST], links),
        "picture": picture(opening, "opening", links) if opening else None,
        "opening": shown_table(first, request.GET.copy(), links, drill_for(found, answer)) if first else None,
        "provenance": provenance(found.run),
        "before": pair[0] if pair else None,
        "comparison": pair[1] if pair else None,
        "same_bytes": pair is not None and pair[0].run.result_digest == found.run.result_digest,
    }
