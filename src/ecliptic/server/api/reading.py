"""Reading what is stated: kinds, things, their history, and statements in order of time."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from ecliptic.roadmap import Statement
from ecliptic.roadmap.resolution import disagreement
from ecliptic.roadmap.roadmap import Roadmap
from ecliptic.server.api import schemas
from ecliptic.server.api.answers import (
    answer,
    bytes_answer,
    kept_answer,
    listed,
    statement_bytes,
    statement_entry,
)
from ecliptic.server.api.ordering import Keep, filters, ordered
from ecliptic.server.api.problems import encoded, not_found, refused_parameter
from ecliptic.server.api.queries import (
    StatementsQuery,
    ThingsQuery,
    ViewQuery,
    instant_of,
    only_known,
    view_of,
)
from ecliptic.server.statements.addresses import kinds_by_plural, thing_url
from ecliptic.server.statements.picture import View
from ecliptic.share.json_file import entry_of
from ecliptic.share.rows import columns_of
from ecliptic.vocabulary import KINDS, Record

router = Router(tags=["Reading"])


@router.get("/things", response=schemas.KindsOut, summary="List the kinds of things")
def kinds(request: HttpRequest, query: Query[ViewQuery]) -> HttpResponse:
    """Every kind of thing, with how many of them you may see."""
    only_known(request, query)
    view = view_of(request)
    return kept_answer(view, "kinds", lambda: encoded(_kinds(view)))


@router.get("/things/{plural}", response=schemas.ThingsOut, summary="List things of a kind")
def things(request: HttpRequest, plural: str, query: Query[ThingsQuery]) -> HttpResponse:
    """The things of a kind, each with the statement that was taken for it, part by part."""
    kind = kind_of(plural)
    only_known(request, query)
    view = view_of(request)
    # The default part of a list is asked for most; its mark must not cost more than the list.
    mark = plural, request.META.get("QUERY_STRING", "")
    return kept_answer(view, mark, lambda: _things(view, kind, query))


@router.get("/things/{plural}/{path:identifier}", response=schemas.ThingOut, summary="Read a thing")
def thing(request: HttpRequest, plural: str, identifier: str, query: Query[ViewQuery]) -> HttpResponse:
    """What is said about a thing: the statement that was taken, the others, and where they disagree."""
    kind = kind_of(plural)
    only_known(request, query)
    roadmap = view_of(request).roadmap
    taken = roadmap.statement(kind.kind, identifier)
    if taken is None:
        raise not_found()
    others = roadmap.others(kind.kind, identifier)
    head = {"kind": kind.kind, "id": identifier, "label": taken.record.label}
    told = encoded({**head, "url": thing_url(kind.kind, identifier)})[:-1]
    return bytes_answer(
        b"%s,%s}"
        % (
            told,
            b'"statement":%s,"others":%s,"disagreements":%s'
            % (statement_bytes(taken), listed(others), encoded(_disagreements(taken, others))),
        )
    )


@router.get("/history/{plural}/{path:identifier}", response=schemas.HistoryOut, summary="Read a history")
def history(request: HttpRequest, plural: str, identifier: str, query: Query[ViewQuery]) -> HttpResponse:
    """All that was ever stated about a thing and that you may see, withdrawn statements too."""
    kind = kind_of(plural)
    only_known(request, query)
    statements = view_of(request).roadmap.history(kind.kind, identifier)
    if not statements:
        raise not_found()
    told = encoded({"kind": kind.kind, "id": identifier})[:-1]
    return bytes_answer(b'%s,"statements":%s}' % (told, listed(statements)))


@router.get(
    "/referrers/{plural}/{path:identifier}", response=schemas.ReferrersOut, summary="Who refers to it"
)
def referrers(request: HttpRequest, plural: str, identifier: str, query: Query[ViewQuery]) -> HttpResponse:
    """The records that refer to a thing, with the field that does."""
    kind = kind_of(plural)
    only_known(request, query)
    roadmap = view_of(request).roadmap
    if roadmap.statement(kind.kind, identifier) is None:
        raise not_found()
    told = [
        {"kind": r.kind, "id": r.id, "label": roadmap.label(r.kind, r.id), "field": r.field}
        for r in roadmap.referrers(kind.kind, identifier)
    ]
    return answer({"kind": kind.kind, "id": identifier, "referrers": told})


@router.get("/statements", response=schemas.StatementsOut, summary="List statements")
def statements(request: HttpRequest, query: Query[StatementsQuery]) -> HttpResponse:
    """All statements that you may see, old, current and withdrawn, in the order in which they were made.

    The order is by the instant of stating, then kind, identifier, publisher and version. A statement may
    come in later than it was made, so a copy kept up to date should compare ETags of whole exports.
    """
    only_known(request, query)
    view = view_of(request)
    mark = "statements", request.META.get("QUERY_STRING", "")
    return kept_answer(view, mark, lambda: _statements(view, query))


def kind_of(plural: str) -> type[Record]:
    """The kind whose list has this name."""
    kind = kinds_by_plural().get(plural)
    if kind is None:
        raise not_found()
    return kind


# --- kinds ----------------------------------------------------------------------------------------


def _kinds(view: View) -> dict[str, Any]:
    told = [
        {
            "kind": kind.kind,
            "plural": kind.plural,
            "family": kind.family,
            "description": " ".join((kind.__doc__ or "").split()),
            "count": len(view.roadmap.taken(kind.kind)),
        }
        for kind in KINDS.values()
    ]
    return {"kinds": told, "total": len(view.roadmap)}


# --- things ---------------------------------------------------------------------------------------


def _things(view: View, kind: type[Record], query: ThingsQuery) -> bytes:
    names = _wanted_fields(kind, query.fields)
    order = ordered(view, kind, query.sort)
    keep = filters(view, kind, query)
    start = order.start(query.after)
    part, more = _part(order.statements, start, query.limit, keep)
    total = len(order.statements) if not keep else sum(1 for _ in _kept(order.statements, 0, keep))
    following = part[-1].id if more else None
    told = encoded({"kind": kind.kind, "total": total, "next": following})[:-1]
    body = listed(part) if names is None else encoded([_only(statement, names) for statement in part])
    return b'%s,"statements":%s}' % (told, body)


def _part(
    statements: Sequence[Statement], start: int, limit: int, keep: list[Keep]
) -> tuple[list[Statement], bool]:
    """So many statements from here on, and whether there are more."""
    part = list(islice(_kept(statements, start, keep), limit + 1))
    return part[:limit], len(part) > limit


def _kept(statements: Sequence[Statement], start: int, keep: list[Keep]) -> Iterator[Statement]:
    rest = islice(statements, start, None)
    return (s for s in rest if all(fits(s) for fits in keep)) if keep else rest


def _wanted_fields(kind: type[Record], fields: str | None) -> frozenset[str] | None:
    if fields is None:
        return None
    names = {name.strip() for name in fields.split(",") if name.strip()}
    known = {spec.name for spec in columns_of(kind)} | {"kind"}
    if unknown := sorted(names - known):
        message, remedy = "is no field of this kind", f"There is: {', '.join(sorted(known))}."
        raise refused_parameter(name="fields", value=", ".join(unknown), message=message, remedy=remedy)
    return frozenset(names | {"kind", "id"})


def _only(statement: Statement, names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in statement_entry(statement).items() if name in names}


def _disagreements(taken: Statement, others: Sequence[Statement]) -> list[dict[str, Any]]:
    found = [d for other in others if (d := disagreement(taken, other)) is not None]
    if not found:
        return []
    ours = entry_of(taken)
    return [
        {
            "publisher": d.other.publisher,
            "differences": [
                {"field": f.field, "taken": ours.get(f.field), "other": entry_of(d.other).get(f.field)}
                for f in d.differences
            ],
        }
        for d in found
    ]


# --- statements -----------------------------------------------------------------------------------


def _in_time(roadmap: Roadmap) -> list[tuple[tuple[str, ...], Statement]]:
    """All statements with their marks, in the order of the marks."""
    marked = [(_mark(statement), statement) for statement in roadmap.statements]
    return sorted(marked, key=lambda pair: pair[0])


def _mark(statement: Statement) -> tuple[str, ...]:
    at = statement.stated_at.isoformat(timespec="microseconds")
    return at, statement.kind, statement.id, statement.publisher, f"{statement.version:09d}"


def _statements(view: View, query: StatementsQuery) -> bytes:
    everything: list[tuple[tuple[str, ...], Statement]] = view.kept("api in time", _in_time)
    start = 0 if query.after is None else bisect_right(everything, _mark_of(query.after), key=_first)
    keep = _statement_filters(query)
    sequence = [statement for _, statement in everything]
    part, more = _part(sequence, start, query.limit, keep)
    total = len(sequence) if not keep else sum(1 for _ in _kept(sequence, 0, keep))
    following = _token(_mark(part[-1])) if more else None
    told = encoded({"total": total, "next": following})[:-1]
    return b'%s,"statements":%s}' % (told, listed(part))


def _statement_filters(query: StatementsQuery) -> list[Keep]:
    keep: list[Keep] = []
    if query.kind:
        kinds = frozenset(query.kind)
        if unknown := sorted(kinds - KINDS.keys()):
            message, remedy = "is no kind", f"The kinds are: {', '.join(KINDS)}."
            raise refused_parameter(name="kind", value=", ".join(unknown), message=message, remedy=remedy)
        keep.append(lambda s: s.kind in kinds)
    if query.publisher:
        publishers = frozenset(query.publisher)
        keep.append(lambda s: s.publisher in publishers)
    if query.stated_after is not None:
        begin = instant_of(query.stated_after)
        keep.append(lambda s: s.stated_at > begin)
    if query.stated_before is not None:
        end = instant_of(query.stated_before)
        keep.append(lambda s: s.stated_at < end)
    return keep


def _first(pair: tuple[tuple[str, ...], Statement]) -> tuple[str, ...]:
    return pair[0]


def _token(mark: tuple[str, ...]) -> str:
    """A mark as a word for addresses."""
    return urlsafe_b64encode(json.dumps(mark, ensure_ascii=False).encode()).decode().rstrip("=")


def _mark_of(token: str) -> tuple[str, ...]:
    try:
        parts = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, RecursionError):
        parts = None
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        message = "is not what `next` held"
        raise refused_parameter(
            name="after", value=token, message=message, remedy="Begin anew, without `after`."
        )
    return tuple(parts)
