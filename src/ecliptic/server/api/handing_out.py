"""Handing out: editions, what changed, what is found, and everything as a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Statement
from ecliptic.roadmap.difference import Change, Difference, difference
from ecliptic.server.api import schemas
from ecliptic.server.api.answers import answer, is_known, shelf
from ecliptic.server.api.identity import actor_of, was_head
from ecliptic.server.api.problems import not_found, refused_parameter, refused_values
from ecliptic.server.api.queries import (
    ChangesQuery,
    ExportQuery,
    SearchQuery,
    instant_of,
    only_known,
    view_of,
)
from ecliptic.server.api.uploads import WORKBOOK, ZIP
from ecliptic.server.statements.addresses import thing_url
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import View, view_for
from ecliptic.server.statements.search import Hit
from ecliptic.share.json_file import entry_of, json_bytes
from ecliptic.share.package import package_files
from ecliptic.share.workbook_writing import workbook_bytes
from ecliptic.vocabulary import KINDS

router = Router(tags=["Handing out"])

_FILES = {
    "package": (ZIP, "ecliptic.zip"),
    "workbook": (WORKBOOK, "ecliptic.xlsx"),
    "json": ("application/json", "ecliptic.json"),
}


# --- editions -------------------------------------------------------------------------------------


@router.get("/editions", response=schemas.EditionsOut, summary="List the editions")
def editions(request: HttpRequest) -> HttpResponse:
    """The named sets of statements that stay as they are, the newest first."""
    return answer({"editions": [_edition(edition) for edition in Edition.objects.all()]})


@router.get("/editions/{slug}", response=schemas.EditionSeenOut, summary="Read an edition")
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """An edition, with the number and the digest of those of its statements that you may see."""
    found = _edition_named(slug)
    if found is None:
        raise not_found()
    roadmap = view_for(actor_of(request).viewer, edition=found).roadmap
    count = sum(1 for _ in roadmap.statements)
    return answer({**_edition(found), "count": count, "digest": roadmap.digest})


def _edition_named(slug: str) -> Edition | None:
    # PostgreSQL refuses texts that hold a NUL, and no name does.
    return Edition.objects.filter(slug=slug).first() if slug.isprintable() else None


def _edition(edition: Edition) -> dict[str, Any]:
    # Its own count and digest tell of statements that not everybody may see.
    return {
        "slug": edition.slug,
        "title": edition.title,
        "note": edition.note,
        "as_of": edition.as_of.isoformat(),
        "publishers": edition.publishers,
        "made_at": edition.made_at.isoformat(),
    }


# --- changes --------------------------------------------------------------------------------------


@router.get("/changes", response=schemas.ChangesOut, summary="What changed")
def changes(request: HttpRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """What changed from one day or edition to another: added, withdrawn, changed, and stated again."""
    only_known(request, query)
    _refuse_unknown_kinds(query.kind)
    viewer = actor_of(request).viewer
    earlier = _pictured(request, "from", query.before)
    later = view_for(viewer) if query.until is None else _pictured(request, "to", query.until)
    differences = shelf(later, "differences")
    found: Difference | None = differences.get(query.before)
    if found is None:
        found = differences.put(query.before, difference(earlier.roadmap, later.roadmap))
    kinds = [kind for name, kind in found.kinds.items() if not query.kind or name in query.kind]
    told = list(_changes(kinds))
    part = told[query.after : query.after + query.limit]
    more = query.after + query.limit < len(told)
    return answer(
        {
            "kinds": [_counts(kind) for kind in kinds],
            "total": len(told),
            "next": query.after + query.limit if more else None,
            "changes": [_change(what, change) for what, change in part],
        }
    )


def _pictured(request: HttpRequest, name: str, text: str) -> View:
    """The picture of a day, an instant or an edition, as the caller may see it."""
    viewer = actor_of(request).viewer
    edition = _edition_named(text)
    if edition is not None:
        return view_for(viewer, edition=edition)
    try:
        return view_for(viewer, as_of=instant_of(text))
    except ValueError as error:
        message = f"{error}, or the name of an edition"
        raise refused_parameter(name, text, message, "See /api/v1/editions.") from error


def _changes(kinds: Sequence[Any]) -> Iterator[tuple[str, Statement | Change]]:
    for kind in kinds:
        for what in ("added", "withdrawn", "changed", "restated"):
            for change in getattr(kind, what):
                yield what, change


def _change(what: str, change: Statement | Change) -> dict[str, Any]:
    statement = change.after if isinstance(change, Change) else change
    told = {"what": what, "kind": statement.kind, "id": statement.id, "label": statement.record.label}
    if not isinstance(change, Change):
        return {**told, "fields": [], "circumstances": []}
    before, after = entry_of(change.before), entry_of(change.after)
    return {
        **told,
        "fields": _differ(before, after, [c.field for c in change.fields]),
        "circumstances": _differ(before, after, [c.field for c in change.circumstances]),
    }


def _differ(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Sequence[str]
) -> list[dict[str, Any]]:
    return [{"field": name, "before": before.get(name), "after": after.get(name)} for name in names]


def _counts(kind: Any) -> dict[str, Any]:
    counts = {what: len(getattr(kind, what)) for what in ("added", "withdrawn", "changed", "restated")}
    return {"kind": kind.kind, "before": kind.before, "after": kind.after, **counts}


# --- search ---------------------------------------------------------------------------------------


@router.get("/search", response=schemas.SearchOut, summary="Search in all texts")
def search(request: HttpRequest, query: Query[SearchQuery]) -> HttpResponse:
    """Things in which all words are found, as wholes or as beginnings, the best first."""
    only_known(request, query)
    _refuse_unknown_kinds(query.kind)
    found = view_of(request).search.search(query.q, kinds=query.kind, limit=query.limit, offset=query.offset)
    return answer({"total": found.total, "hits": [_hit(hit) for hit in found.hits]})


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "label": hit.label,
        "snippet": "".join(piece.text for piece in hit.snippet),
        "url": thing_url(hit.kind, hit.id),
    }


# --- export ---------------------------------------------------------------------------------------


@router.get("/export", response=schemas.OpenSchema, summary="Everything as a file")
def export(request: HttpRequest, query: Query[ExportQuery]) -> HttpResponseBase:
    """All statements that you may see, old and current, as a package, a workbook or JSON.

    What you get can be read by Ecliptic on any machine, and gives the same roadmap with the same digest. The
    same statements give the same bytes.
    """
    only_known(request, query)
    _refuse_unknown_kinds(query.kind)
    view = view_of(request)
    etag = _export_etag(view, query)
    if is_known(request, etag):
        response: HttpResponseBase = HttpResponse(status=304)
    elif was_head(request):
        response = HttpResponse(content_type=_FILES[query.form][0])
    else:
        response = _file(query.form, _content(view, query))
    response["ETag"] = etag
    return response


def _export_etag(view: View, query: ExportQuery) -> str:
    asked = repr((view.roadmap.digest, query.form, query.kind, query.publisher, version("ecliptic")))
    return f'"{blake2b(asked.encode(), digest_size=12).hexdigest()}"'


def _content(view: View, query: ExportQuery) -> bytes:
    statements = [
        s
        for s in view.roadmap.statements
        if (not query.kind or s.kind in query.kind)
        and (not query.publisher or s.publisher in query.publisher)
    ]
    try:
        if query.form == "json":
            return json_bytes(statements)
        if query.form == "workbook":
            return workbook_bytes(statements)
        return _zipped(package_files(statements, {}))
    except DataProblemsError as error:
        raise refused_values(error.problems) from error


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file that depends on the files alone, not on the hour."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _file(form: str, content: bytes) -> FileResponse:
    """A file that is sent from the disk, so that slow readers do not hold it in memory."""
    content_type, name = _FILES[form]
    held = TemporaryFile(prefix="ecliptic-export-")  # noqa: SIM115 - the response closes it when it is sent
    held.write(content)
    held.seek(0)
    response = FileResponse(held, content_type=content_type, as_attachment=True, filename=name)
    response["Content-Length"] = str(len(content))
    return response


def _refuse_unknown_kinds(kinds: Sequence[str]) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        message, remedy = "is no kind", f"The kinds are: {', '.join(KINDS)}."
        raise refused_parameter(name="kind", value=", ".join(unknown), message=message, remedy=remedy)
