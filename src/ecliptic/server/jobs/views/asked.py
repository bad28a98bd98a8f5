"""What the views of runs share: who asks, which run they may see, and how answers are sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from ecliptic.assess import Question, questions
from ecliptic.server.jobs.allowance import asker_of
from ecliptic.server.jobs.asking import KIND, Asker, narrowed_at, seen_by
from ecliptic.server.jobs.models import Eyes, Run, State
from ecliptic.server.members.access import Actor
from ecliptic.server.statements.picture import View

WITHHELD = (
    "An organisation has since narrowed what it shares, so this answer is no longer shown. Run it again to "
    "see what follows from what you may see today."
)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast("Any", request).actor  # type: ignore[no-any-return] # added by our middleware


def view_of(request: HttpRequest) -> View:
    """What they see."""
    return cast("Any", request).view  # type: ignore[no-any-return] # added by our middleware


def who_asks(request: HttpRequest) -> Asker:
    """The same person as whoever starts runs."""
    return asker_of(request, actor_of(request).account)


@dataclass(frozen=True, slots=True)
class Told:
    """What templates tell of a question; they would call the question itself."""

    name: str
    title: str
    asks: str

    @classmethod
    def of(cls, question: Question[Any] | None) -> Told | None:
        """The words of a question; None where there is none."""
        return None if question is None else cls(question.name, question.title, question.asks)


@dataclass(frozen=True, slots=True)
class SeenRun:
    """A run as somebody may see it."""

    run: Run
    withheld: bool
    own: bool

    @property
    def title(self) -> str:
        """The question's title, or the name of other work."""
        known = questions().get(self.run.question)
        return known.title if known else self.run.question or self.run.kind

    @property
    def is_done(self) -> bool:
        """Whether there is an answer that may be shown."""
        return self.run.state == State.DONE and bool(self.run.result_digest) and not self.withheld

    @property
    def parameters(self) -> list[tuple[str, Any]]:
        """What was asked for beyond what is usual, in words."""
        if self.withheld:
            return []
        known = questions().get(self.run.question)
        usual = known.parameters().model_dump(mode="json") if known else {}
        given = self.run.parameters.items()
        return [(name.replace("_", " "), _told(v)) for name, v in given if v != usual.get(name)]

    @property
    def all_parameters(self) -> list[tuple[str, str]]:
        """All parameters in words."""
        given = self.run.parameters.items()
        return [(name.replace("_", " "), "not restricted" if v is None else _told(v)) for name, v in given]

    @property
    def may_cancel(self) -> bool:
        """Whether it can still be ended, and by whom who looks."""
        return self.own and self.run.is_open

    @property
    def asked_by(self) -> str:
        """Who asked; what the public sees was asked by nobody in particular."""
        return "" if self.run.eyes == Eyes.PUBLIC else self.run.asked_by

    @property
    def moment(self) -> str:
        """The query by which links stay at the date or in the edition that was looked at."""
        query = QueryDict(mutable=True)
        if self.run.edition:
            query["edition"] = self.run.edition
        elif self.run.as_of:
            query["as_of"] = self.run.as_of.isoformat().replace("+00:00", "Z")
        return f"?{query.urlencode()}" if query else ""


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def seen(run: Run, request: HttpRequest, narrowed: int | None = None) -> SeenRun:
    """A run as the person who asks sees it."""
    actor, asker = actor_of(request), who_asks(request)
    oldest = narrowed_at() if narrowed is None else narrowed
    own = asker.asked(run) or actor.is_administrator
    return SeenRun(run, run.kind == KIND and run.revision < oldest, own)


def run_or_404(request: HttpRequest, uuid: UUID) -> SeenRun:
    """A run that the person who asks may see; all others are not found, whether they exist or not."""
    actor = actor_of(request)
    found = seen_by(actor.viewer).filter(uuid=uuid).first()
    if found is None and actor.is_administrator:
        found = Run.objects.filter(uuid=uuid, eyes=Eyes.SERVER).first()
    if found is None:
        message = "There is no such run, or it is not yours to see."
        raise Http404(message)
    return seen(found, request)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that may differ from person to person."""
    return _personal(request, render(request, template, dict(context), status=status))


def data(
    request: HttpRequest, body: str | bytes, content_type: str, *, name: str | None = None
) -> HttpResponse:
    """Something for programs, or a file to keep."""
    response = HttpResponse(body, content_type=content_type)
    if name is not None:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _personal(request, response)


def gone(request: HttpRequest) -> HttpResponse:
    """Word for programs that an answer is no longer shown."""
    body = json.dumps({"error": WITHHELD}, ensure_ascii=False)
    return _personal(request, HttpResponse(body, content_type="application/json", status=410))


def _personal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "Authorization"))
    return response
