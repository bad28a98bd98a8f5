"""Stating: many statements at once, or one after another under a condition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from ninja import Query, Router

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement, says_the_same
from ecliptic.server.api import schemas
from ecliptic.server.api.answers import answer, bytes_answer, statement_bytes, statement_entry
from ecliptic.server.api.identity import actor_of
from ecliptic.server.api.problems import (
    CHANGED_MEANWHILE,
    CONDITION_MISSING,
    NOT_ALLOWED,
    OVERTAKEN,
    ApiError,
    not_found,
    problem_entry,
    refused_values,
)
from ecliptic.server.api.queries import BulkQuery, NoteQuery, only_known, view_of
from ecliptic.server.api.reading import kind_of
from ecliptic.server.api.uploads import BODY, JSON, json_body, uploaded, wrong_type
from ecliptic.server.members.access import Actor
from ecliptic.server.sharing.preview import Plan, Wishes, stated_by
from ecliptic.server.sharing.preview import plan as planned
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.store import Act, Conflicts, Proposal, state
from ecliptic.share.json_file import entry_of, read_json_object
from ecliptic.share.memory import without_collection
from ecliptic.vocabulary import Record

router = Router(tags=["Stating"])


# --- many -----------------------------------------------------------------------------------------


@router.post("/statements", response=schemas.BulkOut, summary="State many things at once")
def state_many(request: HttpRequest, query: Query[BulkQuery]) -> HttpResponse:
    """State what the body holds, in the name of your organisation: all of it or nothing.

    The body is JSON as `/export?format=json` gives it, a package as a zip file, or a workbook. Versions are
    given by the server. What says the same as your newest statement changes nothing, so the same request
    may be sent again after a broken connection. With `mode=good` the good statements are taken, and the
    problems of the others told; with `dry_run=true` nothing is taken.
    """
    only_known(request, query)
    actor = actor_of(request)
    organisation = _organisation(actor, prepare_only=query.dry_run)
    now = timezone.now()
    wishes = Wishes(query.confirm_unchanged, query.withdraw_missing, unsaid=now)
    with without_collection():
        reading = uploaded(request, organisation, now)
        plan = planned(reading, view_of(request).roadmap, organisation, at=now, wishes=wishes)
        refused = query.mode == "all" or any(map(_is_of_the_whole, plan.errors))
        if plan.errors and refused and not query.dry_run:
            raise refused_values(plan.problems)
        submission = None
        if plan.proposals and not query.dry_run:
            submission = _stated(plan.proposals, actor, query.note, now)
        return answer(_told(plan, submission, query.dry_run))


def _is_of_the_whole(problem: Problem) -> bool:
    """Whether a problem lies in no single statement.

    What was said of all of them, such as who may see them, may then be lost, so none of them counts as good.
    """
    return problem.row is None and "[" not in (problem.column or "")


def _told(plan: Plan, submission: str | None, dry_run: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        sort: [_line(entry.statement) for entry in entries] for sort, entries in plan.by_sort.items()
    }
    told["problems"] = [problem_entry(problem) for problem in plan.problems]
    counts = {name: len(entries) for name, entries in told.items()}
    return {"dry_run": dry_run, "counts": counts, **told, "submission": submission}


def _line(statement: Statement) -> dict[str, Any]:
    return {"kind": statement.kind, "id": statement.id, "version": statement.version}


# --- one ------------------------------------------------------------------------------------------

_OWN = "/own/{plural}/{path:identifier}"


@router.get(_OWN, response=schemas.StatementOut, summary="What your organisation states")
def own(request: HttpRequest, plural: str, identifier: str) -> HttpResponse:
    """Your organisation's newest statement about a thing, withdrawn or not; its ETag lets you change it."""
    kind = kind_of(plural)
    found = _newest(request, kind, identifier)
    if found is None:
        raise not_found()
    return _one(found)


@router.put(_OWN, response={200: schemas.StatementOut, 201: schemas.StatementOut}, summary="State one thing")
def state_one(request: HttpRequest, plural: str, identifier: str, query: Query[NoteQuery]) -> HttpResponse:
    """State one thing in the name of your organisation, in place of what it stated before.

    Send `If-Match` with the ETag of the statement that you have read, or `If-None-Match: *` for a thing
    about which your organisation has stated nothing. The body holds the fields of the record, and of the
    envelope those that you want to give; `id`, `publisher`, `version` and `stated_at` may be left out. Who
    may see it stays as it was unless `visibility` or `narrowed` say otherwise.
    """
    only_known(request, query)
    kind, organisation = kind_of(plural), _organisation(actor_of(request))
    before, now = _newest(request, kind, identifier), timezone.now()
    wanted = _body(request, kind, identifier, _unsaid(organisation, before, now))
    # First the condition: two writers who want the same after the same version are still two writers.
    _check_conditions(request, before)
    if before is not None and says_the_same(before, wanted):
        return _one(before)
    return _change(request, wanted, before, query.note, now)


@router.delete(_OWN, response=schemas.StatementOut, summary="Withdraw a statement")
def withdraw(request: HttpRequest, plural: str, identifier: str, query: Query[NoteQuery]) -> HttpResponse:
    """No longer state a thing; its history stays. Send `If-Match` with the ETag of the newest statement."""
    return _restate(request, plural, identifier, query, withdrawn=True)


@router.post(
    "/confirmations/{plural}/{path:identifier}",
    response=schemas.StatementOut,
    summary="Say that it still holds",
)
def confirm(request: HttpRequest, plural: str, identifier: str, query: Query[NoteQuery]) -> HttpResponse:
    """State the same again as of now. Send `If-Match` with the ETag of the newest statement."""
    return _restate(request, plural, identifier, query, withdrawn=False)


def _restate(
    request: HttpRequest, plural: str, identifier: str, query: NoteQuery, *, withdrawn: bool
) -> HttpResponse:
    only_known(request, query)
    kind, _ = kind_of(plural), _organisation(actor_of(request))
    before, now = _newest(request, kind, identifier), timezone.now()
    if before is None or (before.envelope.withdrawn and not withdrawn):
        raise not_found(what="Your organisation states nothing of the kind.")
    if before.envelope.withdrawn:
        return _one(before)
    _check_conditions(request, before)
    at = max(now, before.stated_at)
    said = {
        "stated_at": at,
        "as_of": None,
        "withdrawn": withdrawn,
        "stated_by": None,
        "version": before.version + 1,
    }
    wanted = replace(before, envelope=before.envelope.model_copy(update=said))
    return _change(request, wanted, before, query.note, now)


def _change(
    request: HttpRequest, wanted: Statement, before: Statement | None, note: str, now: datetime
) -> HttpResponse:
    base = 0 if before is None else before.version
    envelope = wanted.envelope.model_copy(update={"version": base + 1})
    made = replace(wanted, envelope=envelope)
    _stated([Proposal(made, base)], actor_of(request), note, now, one=True)
    return _one(made, 201 if before is None else 200)


def _one(statement: Statement, status: int = 200) -> HttpResponse:
    return bytes_answer(statement_bytes(statement), status, etag=_etag(statement))


def _etag(statement: Statement) -> str:
    return f'"v{statement.version}-{statement.digest[:16]}"'


def _newest(request: HttpRequest, kind: type[Record], identifier: str) -> Statement | None:
    """The newest statement of the organisation that the caller acts for; such a caller sees all of them."""
    organisation = actor_of(request).organisation
    if organisation is None:
        return None
    own = stated_by(view_of(request).roadmap, kind.kind, identifier, organisation.identifier)
    return own[-1] if own else None


def _check_conditions(request: HttpRequest, before: Statement | None) -> None:
    match, none_match = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if match is None and none_match is None:
        raise ApiError(
            CONDITION_MISSING,
            "Send If-Match with the ETag of the statement that you have read at this address, "
            "or If-None-Match: * to state something new.",
        )
    if none_match is not None and before is not None and _names(none_match, before):
        raise _overtaken(detail="Your organisation has stated this already.", now=before)
    if match is not None and (before is None or not _names(match, before)):
        raise _overtaken(detail="What your organisation states is not what you have read.", now=before)


def _names(header: str, statement: Statement) -> bool:
    etags = parse_etags(header)
    return "*" in etags or _etag(statement) in etags


def _overtaken(detail: str, now: Statement | None) -> ApiError:
    more = {} if now is None else {"current": statement_entry(now)}
    headers = {} if now is None else {"ETag": _etag(now)}
    return ApiError(CHANGED_MEANWHILE, detail, headers=headers, more=more)


def _unsaid(organisation: str, before: Statement | None, now: datetime) -> dict[str, Any]:
    """What a statement says that does not say it itself.

    Who may see it stays as it is: nothing becomes public because a program forgot to say that it is not.
    """
    if before is None:
        return {"publisher": organisation, "stated_at": now}
    entry = entry_of(before)
    kept: dict[str, Any] = {name: entry[name] for name in ("visibility", "narrowed") if name in entry}
    return {**kept, "publisher": organisation, "stated_at": max(now, before.stated_at)}


def _body(request: HttpRequest, kind: type[Record], identifier: str, unsaid: dict[str, Any]) -> Statement:
    if (request.content_type or "").lower() != JSON:
        raise wrong_type((JSON,))
    entry = json_body(request)
    fixed = {"kind": kind.kind, "id": identifier, "publisher": unsaid["publisher"]}
    problems = [
        Problem(f"is not {ours}, as the address or your token says", "Leave it out.", column=name)
        for name, ours in fixed.items()
        if entry.get(name, ours) != ours
    ]
    filled = {**entry, "id": identifier, "publisher": unsaid["publisher"]}
    for name in ("kind", "version"):
        filled.pop(name, None)
    reading = read_json_object({kind.kind: [filled]}, BODY, unsaid)
    prefix = f"{kind.kind}[0]."
    found = [replace(p, column=(p.column or "").removeprefix(prefix) or None) for p in reading.problems]
    if problems or found:
        raise refused_values([*problems, *found])
    (statement,) = reading.statements
    return statement


# --- both -----------------------------------------------------------------------------------------


def _organisation(actor: Actor, *, prepare_only: bool = False) -> str:
    """The organisation in whose name the caller may state, or may try out what stating would do."""
    if actor.organisation is None:
        raise ApiError(NOT_ALLOWED, "You act for no organisation, so there is nobody to state for.")
    identifier = actor.organisation.identifier
    allowed = actor.may_prepare(identifier) if prepare_only else actor.may_state(identifier)
    if not allowed:
        raise ApiError(NOT_ALLOWED, _why_not(actor, identifier, prepare_only))
    return identifier


def _why_not(actor: Actor, identifier: str, prepare_only: bool) -> str:
    if actor.token is not None and actor.token.scope != "state":
        return "This token is for reading. Make one for stating at /account/."
    if actor.owes_second_factor:
        return "Your account needs a second factor before it may state. Set one up at /account/."
    who = "Planners and delegates" if prepare_only else "Delegates"
    return f"{who} of {identifier} may do this; ask one of them, or an administrator for the role."


def _stated(
    proposals: Sequence[Proposal], actor: Actor, note: str, now: datetime, *, one: bool = False
) -> str:
    try:
        submission = state(proposals, Act(actor.doer, Means.API, note), at=now)
    except Conflicts as error:
        if one:
            raise _overtaken(str(error), error.conflicts[0].newest) from error
        more = {"conflicts": list(_conflicts(error))}
        raise ApiError(OVERTAKEN, "Nothing was stated; send it again.", more=more) from error
    return str(submission.uuid)


def _conflicts(error: Conflicts) -> Iterable[dict[str, Any]]:
    for conflict in error.conflicts:
        kind, identifier, _ = conflict.line
        newest = 0 if conflict.newest is None else conflict.newest.version
        yield {"kind": kind, "id": identifier, "base": conflict.base_version, "newest": newest}
