"""Pages of the questions that can be asked, and the forms by which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from ecliptic.assess import Question, questions
from ecliptic.server.controls import Lines
from ecliptic.server.jobs.allowance import refusal
from ecliptic.server.jobs.asking import ask, known_answer, narrowed_at, seen_by
from ecliptic.server.jobs.forms import QuestionForm
from ecliptic.server.jobs.models import Eyes, Run, State
from ecliptic.server.jobs.show.findings import SeverityCount, counted
from ecliptic.server.jobs.views.asked import SeenRun, Told, actor_of, page, seen, view_of, who_asks

_LAST_RUNS = 5
_RUNS_SHOWN = 50
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run in a list."""

    seen: SeenRun
    counts: Sequence[SeverityCount]

    @classmethod
    def of(cls, run: SeenRun) -> ListedRun:
        """Prepare it; what is withheld has no numbers either."""
        found = run.run.summary.get("findings", {}) if run.is_done else {}
        return cls(run, [count for count in counted(found) if count.count])


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every question that can be asked, with its last answer."""
    last = {name: None for name in questions()} | {
        run.run.question: ListedRun.of(run) for run in reversed(_listed(request, state=State.DONE))
    }
    asked = [(Told.of(question), last[name]) for name, question in questions().items()]
    recent = [ListedRun.of(run) for run in _listed(request)[:_LAST_RUNS]]
    return page(request, "jobs/questions.html", {"questions": asked, "recent": recent})


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The runs that the person may see."""
    name = request.GET.get("question", "")
    chosen = _listed(request, **({"question": name} if name in questions() else {}))
    context = {"runs": [ListedRun.of(run) for run in chosen], "question": Told.of(questions().get(name))}
    return page(
        request, "jobs/runs.html", {**context, "questions": [Told.of(q) for q in questions().values()]}
    )


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question: its parameters as a form, and its last answers."""
    asked = questions().get(name)
    if asked is None:
        message = f"There is no question {name!r}. There are: {', '.join(questions())}."
        raise Http404(message)
    view = view_of(request)
    if request.method == "POST":
        form = QuestionForm(asked, view.roadmap, request.POST)
        if not form.is_valid() or form.chosen is None:
            return _form_page(request, asked, form, status=422)
        return _start(request, asked, form)
    return _form_page(request, asked, _prefilled(request, asked))


def _prefilled(request: HttpRequest, asked: Question[Any]) -> QuestionForm:
    form = QuestionForm(asked, view_of(request).roadmap)
    named = {name: request.GET.getlist(name) for name in form.fields if name in request.GET}
    form.initial = {
        name: given if isinstance(form.fields[name].widget, Lines) else given[-1]
        for name, given in named.items()
    }
    return form


def _start(request: HttpRequest, asked: Question[Any], form: QuestionForm) -> HttpResponse:
    asker, view = who_asks(request), view_of(request)
    parameters = form.chosen.model_dump(mode="json") if form.chosen else {}
    why_not = refusal(asker)
    # An answer that is there costs nothing, so it is given to everybody.
    run = (ask if why_not is None else known_answer)(view, asked, parameters, asker)
    if run is None:
        messages.error(request, why_not or "")
        return _form_page(request, asked, form, status=_TOO_MANY)
    return redirect(run)


def _form_page(
    request: HttpRequest, asked: Question[Any], form: QuestionForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "question": Told.of(asked),
        "form": form,
        "runs": [ListedRun.of(run) for run in _listed(request, question=asked.name)[:_LAST_RUNS]],
    }
    return page(request, "jobs/question.html", context, status=status)


def _listed(request: HttpRequest, **wanted: Any) -> list[SeenRun]:
    """Runs for a list: the person's organisation's, and public ones that hold no words of strangers."""
    actor, asker = actor_of(request), who_asks(request)
    mine = Q(account=asker.account) if asker.account else Q(account=None, asked_from=asker.mark)
    chosen: list[Run] = list(
        seen_by(actor.viewer).filter(~Q(eyes=Eyes.PUBLIC) | Q(usual=True) | mine, **wanted)[:_RUNS_SHOWN]
    )
    oldest = narrowed_at()
    return [seen(run, request, oldest) for run in chosen]
