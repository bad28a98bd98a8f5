"""What every request to the interface passes through, whichever of its addresses it is for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from ecliptic.server.api.answers import JSON, etag_of, is_known
from ecliptic.server.api.identity import (
    SAFE_METHODS,
    address,
    caller,
    identify,
    is_public,
    require_known,
    was_head,
)
from ecliptic.server.api.limits import LIMITER, Allowance
from ecliptic.server.api.problems import (
    MEDIA_TYPE,
    NO_SUCH_METHOD,
    NOT_ACCEPTABLE,
    TOO_LARGE,
    TOO_MANY_REQUESTS,
    UNREADABLE,
    ApiError,
    problem_response,
    unavailable,
)
from ecliptic.server.environment import environment

View = Callable[..., HttpResponseBase]

_READ_FROM_ELSEWHERE = {"GET", "HEAD"}
_EXPOSED = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
_COSTLY = 20
"""A look into the past or an export makes the server work as long as many ordinary requests."""
_COSTLY_PARAMETERS = ("as_of", "edition", "from", "to")


def guarded(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses behind the gate, each once for all of its methods."""
    patterns = list(patterns)
    views: dict[str, dict[str, View]] = {}
    for pattern in patterns:
        known = views.setdefault(str(pattern.pattern), {})
        known.update(dict.fromkeys(_methods_of(pattern.callback), pattern.callback))
    for pattern in patterns:
        known = views[str(pattern.pattern)]
        pattern.callback = gate(_by_method(known), frozenset(known))
    return patterns


def _by_method(views: Mapping[str, View]) -> View:
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return views[request.method or ""](request, *args, **kwargs)

    return chosen


def gate(view: View, methods: Collection[str]) -> View:
    """One address behind the gate, where these methods are known."""

    @wraps(view)
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowance: list[Allowance] = []
        try:
            response = _let_in(request, methods, allowance) or view(request, *args, **kwargs)
        except ApiError as error:
            response = problem_response(error)
        except OperationalError as error:
            response = problem_response(unavailable(error))
        _finish(request, response, methods)
        for told in allowance:
            for name, value in told.headers().items():
                response[name] = value
        return response

    passed.csrf_exempt = True  # type: ignore[attr-defined] # checked below for those who come with a session
    return passed


def _methods_of(view: Any) -> frozenset[str]:
    """The methods that an address knows: ninja keeps them with the view that it has made."""
    if hasattr(view, "methods"):
        return frozenset(view.methods)
    cells = getattr(view, "__closure__", None) or ()
    holders = [cell.cell_contents for cell in cells if hasattr(cell.cell_contents, "operations")]
    methods = {
        method for holder in holders for operation in holder.operations for method in operation.methods
    }
    return frozenset(methods or {"GET"})


# --- before ---------------------------------------------------------------------------------------


def _let_in(
    request: HttpRequest, methods: Collection[str], allowance: list[Allowance]
) -> HttpResponse | None:
    """Find out who calls, and refuse what can be refused before any work is done."""
    method = request.method or ""
    if method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    _refuse_queries(request)
    known = _known_or_refused(request, allowance)
    allowance[:] = [_take(known, request)]
    if allowance[0].wait_s:
        raise ApiError(
            TOO_MANY_REQUESTS,
            f"At most {allowance[0].limit} requests a minute. Go on in {allowance[0].wait_s} seconds.",
        )
    if method == "HEAD" and "GET" in methods:
        request.method, request.was_head = "GET", True  # type: ignore[attr-defined] # told below
    elif method not in methods:
        allowed = ", ".join(_allowed(methods))
        raise ApiError(NO_SUCH_METHOD, f"{method[:20]} is not known here. There is: {allowed}.")
    if not request.accepts(JSON) and not request.accepts(MEDIA_TYPE) and "/export" not in request.path:
        raise ApiError(NOT_ACCEPTABLE, "Answers are application/json. Send no Accept, or */*.")
    _refuse_bodies(request)
    if request.method not in SAFE_METHODS:
        require_known(request)
    return None


def _known_or_refused(request: HttpRequest, allowance: list[Allowance]) -> str:
    try:
        identify(request)
    except ApiError:
        # Whoever tries out tokens is counted by address, and soon has to wait.
        allowance[:] = [LIMITER.take(address(request), environment().api_public_requests_per_minute, 5)]
        if allowance[0].wait_s:
            raise ApiError(TOO_MANY_REQUESTS, "Too many tokens that are not good.") from None
        raise
    return caller(request)


def _take(known: str, request: HttpRequest) -> Allowance:
    limits = environment()
    public = known.startswith("address")
    costly = request.path.endswith("/export") or any(name in request.GET for name in _COSTLY_PARAMETERS)
    limit = limits.api_public_requests_per_minute if public else limits.api_requests_per_minute
    return LIMITER.take(known, limit, _COSTLY if costly else 1)


def _refuse_queries(request: HttpRequest) -> None:
    try:
        # Read here, so that what is wrong with the query is told in our shape wherever it is used.
        _ = request.GET
    except SuspiciousOperation as error:
        raise ApiError(UNREADABLE, "The query has too many parameters.") from error


def _refuse_bodies(request: HttpRequest) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit():
        raise ApiError(UNREADABLE, "The header Content-Length is not a number.")
    if int(length) > most:
        raise ApiError(TOO_LARGE, f"A request may hold {most // 2**20} MiB at most.")


# --- after ----------------------------------------------------------------------------------------


def _finish(request: HttpRequest, response: HttpResponseBase, methods: Collection[str]) -> None:
    public = is_public(request)
    response["Vary"] = "Accept, Authorization, Cookie, Origin"
    response["X-Content-Type-Options"] = "nosniff"
    # Anyone may keep an answer, and has to ask whether it is still so before it is used.
    response["Cache-Control"] = "no-cache" if public else "private, no-cache"
    if request.method == "OPTIONS" or response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = ", ".join(_allowed(methods))
    if request.method in {*_READ_FROM_ELSEWHERE, "OPTIONS"} and public:
        _open_to_other_sites(request, response)
    if (
        isinstance(response, HttpResponse)
        and request.method == "GET"
        and response.status_code == HTTPStatus.OK
    ):
        _spare_what_is_known(request, response)
    if was_head(request):
        _without_body(response)


def _allowed(methods: Collection[str]) -> list[str]:
    more = {"HEAD"} if "GET" in methods else set()
    return sorted({*methods, *more, "OPTIONS"})


def _open_to_other_sites(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let scripts of other sites read what is public; never with cookies, tokens or other methods."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
        response["Access-Control-Max-Age"] = "86400"


def _spare_what_is_known(request: HttpRequest, response: HttpResponse) -> None:
    """Send no body to a reader who has it already."""
    if "ETag" not in response:
        response["ETag"] = etag_of(response.content)
    if is_known(request, response["ETag"]):
        response.status_code = HTTPStatus.NOT_MODIFIED
        response.content = b""
        del response["Content-Type"]


def _without_body(response: HttpResponseBase) -> None:
    if isinstance(response, HttpResponse):
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
