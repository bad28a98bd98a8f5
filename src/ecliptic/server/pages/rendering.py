"""How pages and their twins for programs are given: one address each, and cheap to ask for again.

A page at `/gaps/` has its twins at `/gaps.json` and `/gaps.csv`, which take the same filters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Literal, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header

from ecliptic.assess import Table
from ecliptic.publish.tables import csv_lines, table_json

Form = Literal["html", "json", "csv"]
TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "atom": "application/atom+xml; charset=utf-8",
}
_LINES_AT_ONCE = 500

Page = Callable[..., HttpResponseBase]


def with_twins(route: str, page: Page, name: str, *, csv: bool = True) -> list[URLPattern]:
    """The addresses of a page and of its twins, named `name`, `name-json` and `name-csv`.

    The page is called with `form`, which tells what is asked for.
    """
    stem = route.rstrip("/")
    forms = ("json", "csv") if csv else ("json",)
    # The twins come first: an identifier may itself hold a full stop, and a page takes every path.
    twins = [path(f"{stem}.{form}", _plain(page), {"form": form}, f"{name}-{form}") for form in forms]
    return [*twins, path(route, page, {"form": "html"}, name)]


def twin_addresses(request: HttpRequest) -> dict[str, str]:
    """Where the twins of the page asked for are, with its filters."""
    match = request.resolver_match
    if match is None or not match.url_name or match.kwargs.get("form") != "html":
        return {}
    given = {name: value for name, value in match.kwargs.items() if name != "form"}
    filters = request.GET.copy()
    filters.pop("page", None)
    tail = f"?{filters.urlencode()}" if filters else ""
    found = {}
    for form in ("json", "csv"):
        try:
            found[form] = reverse(f"{match.namespace}:{match.url_name}-{form}", kwargs=given) + tail
        except NoReverseMatch:
            continue
    return found


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponseBase:
    """A page made from a template; asked for again unchanged it is not sent again."""
    made = render(request, template, {"twins": twin_addresses(request), **context}, status=status)
    return settled(request, made)


def twin(request: HttpRequest, table: Table, form: Form) -> HttpResponseBase:
    """A table as the twin of a page: JSON, or CSV for spreadsheets."""
    if form == "csv":
        return csv_file(request, table)
    return answer(request, table_json(table), TYPES["json"])


def csv_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    """A table as a file that is sent while it is made, however long it is."""
    response = StreamingHttpResponse(_in_chunks(csv_lines(table)), content_type=TYPES["csv"])
    response["Content-Disposition"] = content_disposition_header(True, f"{table.name}.csv") or "attachment"
    return _marked(request, response)


def json_answer(request: HttpRequest, value: Any) -> HttpResponseBase:
    """A value as JSON."""
    return answer(
        request, json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False), TYPES["json"]
    )


def answer(
    request: HttpRequest, body: str | bytes, content_type: str, *, status: int = 200
) -> HttpResponseBase:
    """What was made, with the mark by which a browser or program asks whether it is still the same."""
    return settled(request, HttpResponse(body, content_type=content_type, status=status))


def settled(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response, or word that nothing changed; the mark tells of nothing but what is shown."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return _marked(request, response)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    _marked(request, response)
    return get_conditional_response(request, etag=etag, response=response) or response


def _marked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    signed_in = (
        getattr(cast("Any", request), "actor", None) is not None and cast("Any", request).actor.signed_in
    )
    response["Cache-Control"] = "private, no-cache" if signed_in else "no-cache"
    patch_vary_headers(response, ("Cookie", "Authorization"))
    return response


def _plain(page: Page) -> Page:
    """The same for programs: what is not found is told in the form that was asked for."""

    @wraps(page)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except Http404 as error:
            said = str(error) or "There is nothing at this address that you may see."
            body = json.dumps({"error": said}, ensure_ascii=False)
            return answer(request, body, TYPES["json"], status=404)

    return answered


def _in_chunks(lines: Iterable[str]) -> Iterable[str]:
    kept: list[str] = []
    for line in lines:
        kept.append(line)
        if len(kept) == _LINES_AT_ONCE:
            yield "".join(kept)
            kept.clear()
    yield "".join(kept)
