"""What every request leaves behind: a mark, a line in the log, and a count."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from ecliptic.server.environment import environment
from ecliptic.server.logs import request_id
from ecliptic.server.operations.metrics import REQUEST_SECONDS, REQUESTS

Handler = Callable[[HttpRequest], HttpResponse]

_LOG = logging.getLogger("ecliptic.requests")
_HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SERVER_FAULT = 500


class AddressMiddleware:
    """Finds the address of whoever asks behind the reverse proxies that the environment tells of.

    Each proxy adds the address that it was called from at the end of X-Forwarded-For, so with n proxies the
    n-th from the end was written by one of ours; all before it may be made up.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.proxies = environment().proxy_count

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if self.proxies:
            passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(passed) >= self.proxies and passed[-self.proxies].strip():
                request.META["REMOTE_ADDR"] = passed[-self.proxies].strip()
        return self.handler(request)


class ObservingMiddleware:
    """Logs and counts each request; searches and tokens stay out of the log."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.believed = environment().proxy_count > 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        mark = self._mark(request)
        token = request_id.set(mark)
        try:
            response = self._observed(request)
        finally:
            request_id.reset(token)
        response[_HEADER] = mark
        return response

    def _observed(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.handler(request)
        seconds = time.perf_counter() - start
        route = route_of(request)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        REQUEST_SECONDS.labels(route).observe(seconds)
        level = logging.ERROR if response.status_code >= _SERVER_FAULT else logging.INFO
        _LOG.log(level, "request", extra=_told(request, response, route, seconds))
        return response

    def _mark(self, request: HttpRequest) -> str:
        given = request.headers.get(_HEADER, "") if self.believed else ""
        return given if _ACCEPTABLE.fullmatch(given) else uuid4().hex


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


# Their addresses hold secrets that open accounts.
_SECRET_ROUTES = frozenset({"members:invitation", "account_reset_password_from_key"})


def route_of(request: HttpRequest) -> str:
    """The name of the address's pattern; addresses themselves are without number, and some are private."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"


def _told(request: HttpRequest, response: HttpResponse, route: str, seconds: float) -> dict[str, object]:
    account = (
        getattr(getattr(request, "user", None), "pk", None) if hasattr(request, "_cached_user") else None
    )
    return {
        "method": request.method,
        "route": route,
        "path": None if route in _SECRET_ROUTES else request.path,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "account": account,
        "address": request.META.get("REMOTE_ADDR"),
    }
