"""The interface as a whole: its parts, its addresses, and how its errors are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from ecliptic.errors import DataProblemsError, Problem, UsageError
from ecliptic.server.api import about, assessments, handing_out, reading, stating
from ecliptic.server.api.description import completed, introduction
from ecliptic.server.api.gate import guarded
from ecliptic.server.api.problems import (
    NOT_ALLOWED,
    PROBLEMS_IN_DATA,
    TOO_LARGE,
    UNREADABLE,
    ApiError,
    not_found,
    problem_response,
    refused_values,
    unavailable,
)
from ecliptic.share.rows import printable

PREFIX = "api/v1/"
"""Where the interface stands on the site."""


class Interface(NinjaAPI):
    """The interface for programs, version 1."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Describe the interface, with all that ninja cannot know."""
        return completed(super().get_openapi_schema(**{**kwargs, "path_prefix": PREFIX}))


def _made() -> Interface:
    made = Interface(
        title="Ecliptic",
        version="1",
        description=introduction(),
        urls_namespace="api-v1",
        openapi_url=None,
        docs_url=None,
    )
    for part in (about, reading, stating, handing_out, assessments):
        made.add_router("", part.router)
    for kind, tell in _TOLD:
        made.add_exception_handler(kind, _teller(tell))
    return made


def _teller(tell: Callable[[Any], ApiError]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _, error: problem_response(tell(error))


def addresses(interface: NinjaAPI) -> tuple[list[URLPattern], str, str]:
    """The addresses of the interface, each behind the gate; whatever else is asked for is not found."""
    patterns, app_name, namespace = interface.urls
    own = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    # A point would not match line ends, which addresses may hold as well.
    _nowhere.methods = ("GET", "POST", "PUT", "PATCH", "DELETE")  # type: ignore[attr-defined] # for the gate
    nowhere = re_path(r"^[\s\S]*\Z", _nowhere, name="nowhere")
    return guarded([*own, nowhere]), app_name, namespace


def _nowhere(request: HttpRequest, **_: Any) -> HttpResponse:
    return problem_response(not_found("There is no such address. GET /api/v1/ tells where to begin."))


# --- errors ---------------------------------------------------------------------------------------


def _parameters(error: ValidationError) -> ApiError:
    return refused_values(_parameter_problem(fault) for fault in error.errors)


def _parameter_problem(fault: dict[str, Any]) -> Problem:
    place = [str(part) for part in fault["loc"] if part not in ("query", "path", "body")]
    message = str(fault["msg"]).removeprefix("Value error, ")
    # "Input should be ..." already tells the remedy.
    remedy = "See the description of this parameter at /api/."
    return Problem(message=message, remedy=remedy, column=printable(place[0] if place else None))


def _forbidden(error: PermissionDenied) -> ApiError:
    return ApiError(NOT_ALLOWED, str(error) or "You may not do this.")


def _too_large(error: RequestDataTooBig) -> ApiError:
    return ApiError(TOO_LARGE, str(error))


def _unreadable(error: Exception) -> ApiError:
    return ApiError(UNREADABLE, f"The request cannot be read: {error}")


def _missing(error: Http404) -> ApiError:
    return not_found(str(error) or "There is nothing here that you may see.")


_TOLD: tuple[tuple[type[Exception], Any], ...] = (
    (ApiError, lambda error: error),
    (ValidationError, _parameters),
    (DataProblemsError, lambda error: refused_values(error.problems)),
    (UsageError, lambda error: ApiError(PROBLEMS_IN_DATA, str(error))),
    (PermissionDenied, _forbidden),
    (Http404, _missing),
    (RequestDataTooBig, _too_large),
    (SuspiciousOperation, _unreadable),
    (UnreadablePostError, _unreadable),
    (MultiPartParserError, _unreadable),
    (OperationalError, unavailable),
)

INTERFACE = _made()
