"""Assessments: the questions that can be put to the roadmap, and their answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import ValidationError

from ecliptic.assess import Question, questions
from ecliptic.server.api import schemas
from ecliptic.server.api.answers import answer, bytes_answer
from ecliptic.server.api.identity import actor_of
from ecliptic.server.api.problems import (
    NOT_ALLOWED,
    TOO_MANY_REQUESTS,
    ApiError,
    not_found,
    refused_values,
)
from ecliptic.server.api.queries import RunsQuery, ViewQuery, only_known, view_of
from ecliptic.server.api.uploads import JSON, json_body, wrong_type
from ecliptic.server.jobs.allowance import asker_of, refusal
from ecliptic.server.jobs.answers import content_of
from ecliptic.server.jobs.asking import Asker, ask, known_answer, narrowed_at, seen_by
from ecliptic.server.jobs.models import Eyes, Run, State
from ecliptic.server.jobs.queue import cancel
from ecliptic.share.rows import Place
from ecliptic.vocabulary.messages import explain

router = Router(tags=["Assessments"])


@router.get("/assessments", response=schemas.QuestionsOut, summary="List the questions")
def list_questions(request: HttpRequest) -> HttpResponse:
    """The questions that can be put to the roadmap, each with the JSON Schema of its parameters."""
    return answer({"questions": [_question(question) for question in questions().values()]})


@router.post("/assessments/{question}/runs", response={201: schemas.RunOut}, summary="Put a question")
def start_run(request: HttpRequest, question: str, query: Query[ViewQuery]) -> HttpResponse:
    """Put a question to the roadmap as you see it; the body holds its parameters, as in `/assessments`.

    The answer is worked out in the background: ask for the run until its `state` is `done`. The same
    question about the same statements gives the run that has answered it already.
    """
    only_known(request, query)
    asked = questions().get(question)
    if asked is None:
        raise not_found(what=f"There is no such question. There are: {', '.join(questions())}.")
    parameters, asker = _parameters(request, asked), asker_of(request, actor_of(request).account)
    why_not = refusal(asker)
    # An answer that is there costs nothing, so it is given to everybody.
    run = (ask if why_not is None else known_answer)(view_of(request), asked, parameters, asker)
    if run is None:
        raise ApiError(TOO_MANY_REQUESTS, why_not or "", headers={"Retry-After": "600"})
    response = answer(_run(request, run), 201)
    response["Location"] = f"/api/v1/runs/{run.uuid}"
    return response


@router.get("/runs", response=schemas.RunsOut, summary="List runs")
def list_runs(request: HttpRequest, query: Query[RunsQuery]) -> HttpResponse:
    """The runs that you asked for yourself, the newest first."""
    only_known(request, query)
    asker = _asker(request)
    if asker.account is None:
        return answer({"runs": []})
    found = seen_by(actor_of(request).viewer).filter(account=asker.account)
    return answer({"runs": [_run(request, run) for run in found[: query.limit]]})


@router.get("/runs/{uuid}", response=schemas.RunOut, summary="Read a run")
def read_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a run is; when it is done, its answer is at `/runs/{uuid}/result`."""
    return answer(_run(request, _seen(request, uuid)))


@router.get("/runs/{uuid}/result", response=schemas.AssessmentOut, summary="Read an answer")
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The assessment: findings, tables, figures, and all that is needed to get it again."""
    run = _seen(request, uuid)
    if run.state != State.DONE or not run.result_digest or _is_withheld(run):
        raise not_found(what="There is no answer, not yet or no longer; the run itself tells why.")
    return bytes_answer(content_of(run), etag=f'"{run.result_digest[:24]}"')


@router.delete("/runs/{uuid}", response=schemas.RunOut, summary="Cancel a run")
def cancel_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a run that you asked for."""
    run = _seen(request, uuid)
    if not _asker(request).asked(run):
        raise ApiError(NOT_ALLOWED, "Somebody else asked for it.")
    cancel(run)
    run.refresh_from_db()
    return answer(_run(request, run))


def _question(question: Question[Any]) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": question.title,
        "asks": question.asks,
        "parameters": question.parameters.model_json_schema(),
    }


def _parameters(request: HttpRequest, question: Question[Any]) -> dict[str, Any]:
    if not request.body:
        return {}
    if (request.content_type or "").lower() != JSON:
        raise wrong_type((JSON,))
    given = json_body(request)
    try:
        chosen: dict[str, Any] = question.parameters.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        place = Place()
        raise refused_values(
            place.problem(fault.field, fault.message, fault.remedy, fault.value)
            for fault in explain(error, question.parameters)
        ) from error
    return chosen


def _asker(request: HttpRequest) -> Asker:
    return asker_of(request, actor_of(request).account)


def _seen(request: HttpRequest, uuid: UUID) -> Run:
    run: Run | None = seen_by(actor_of(request).viewer).filter(uuid=uuid).first()
    if run is None:
        raise not_found()
    return run


def _is_withheld(run: Run) -> bool:
    """Whether some of what it rests on has been narrowed since."""
    return run.revision < narrowed_at()


def _run(request: HttpRequest, run: Run) -> dict[str, Any]:
    withheld = _is_withheld(run)
    done = run.state == State.DONE and not withheld
    return {
        "uuid": str(run.uuid),
        "question": run.question,
        "parameters": {} if withheld else run.parameters,
        "state": run.state,
        "progress": run.progress,
        "message": run.message,
        "error": run.error,
        "asked_by": "" if run.eyes == Eyes.PUBLIC else run.asked_by,
        "as_of": None if run.as_of is None else run.as_of.isoformat(),
        "edition": run.edition or None,
        "digest": run.digest if done else None,
        "version": run.version,
        "created_at": run.created_at.isoformat(),
        "finished_at": None if run.finished_at is None else run.finished_at.isoformat(),
        "result": f"/api/v1/runs/{run.uuid}/result" if done else None,
        "url": run.get_absolute_url(),
    }
