"""Everything that can go wrong with a request, in the one shape in which it is told (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from ecliptic.errors import Problem

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
EXPLAINED_AT = "/api/#problem-"
"""Where the reference explains a kind of problem; a name follows."""


# Names of what can go wrong.
UNREADABLE = "unreadable"
NOT_SIGNED_IN = "not-signed-in"
NOT_ALLOWED = "not-allowed"
NOT_FOUND = "not-found"
NO_SUCH_METHOD = "no-such-method"
NOT_ACCEPTABLE = "not-acceptable"
OVERTAKEN = "overtaken"
CHANGED_MEANWHILE = "changed-meanwhile"
TOO_LARGE = "too-large"
WRONG_CONTENT_TYPE = "wrong-content-type"
PROBLEMS_IN_DATA = "problems-in-data"
CONDITION_MISSING = "condition-missing"
TOO_MANY_REQUESTS = "too-many-requests"
UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of problem: its status, and what it is called."""

    name: str
    status: int
    title: str
    meaning: str


TROUBLES = {
    trouble.name: trouble
    for trouble in (
        Trouble(UNREADABLE, 400, "The request cannot be read", "It is damaged, or not what it says it is."),
        Trouble(
            NOT_SIGNED_IN,
            401,
            "Nobody we know",
            "The token is missing, wrong, expired or revoked; or nobody is signed in.",
        ),
        Trouble(NOT_ALLOWED, 403, "Not allowed", "You are known, and this is for others to do."),
        Trouble(NOT_FOUND, 404, "Not found", "There is nothing here that you may see."),
        Trouble(NO_SUCH_METHOD, 405, "Not done this way", "The header Allow lists the methods."),
        Trouble(NOT_ACCEPTABLE, 406, "Not to be had in this form", "The header Accept asks for another."),
        Trouble(OVERTAKEN, 409, "Overtaken", "Somebody else has stated something meanwhile."),
        Trouble(
            CHANGED_MEANWHILE,
            412,
            "Changed meanwhile",
            "What If-Match or If-None-Match holds is no longer so; `current` tells what there is.",
        ),
        Trouble(TOO_LARGE, 413, "Too large", "Split it into several requests."),
        Trouble(WRONG_CONTENT_TYPE, 415, "Not a type that is read here", "See the header Content-Type."),
        Trouble(PROBLEMS_IN_DATA, 422, "Problems in the data", "`problems` lists every one of them."),
        Trouble(
            CONDITION_MISSING,
            428,
            "A condition is missing",
            "Send If-Match with the ETag that you have read, or If-None-Match: * for something new.",
        ),
        Trouble(TOO_MANY_REQUESTS, 429, "Too many requests", "Wait as long as Retry-After says."),
        Trouble(UNAVAILABLE, 503, "Not available now", "Try again in a moment."),
    )
}


@dataclass
class ApiError(Exception):
    """A request that is refused, and how that is told."""

    name: str
    detail: str
    problems: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the answer, such as what there is now."""

    @property
    def status(self) -> int:
        """The status code."""
        return TROUBLES[self.name].status


def refused_values(problems: Iterable[Problem]) -> ApiError:
    """Values that cannot be taken."""
    found = tuple(problems)
    count = len(found)
    return ApiError(PROBLEMS_IN_DATA, f"{count} problem{'' if count == 1 else 's'}; nothing was done.", found)


def refused_parameter(name: str, value: str | None, message: str, remedy: str) -> ApiError:
    """One parameter that cannot be taken."""
    return refused_values([Problem(message, remedy, column=name, value=value)])


def not_found(what: str = "There is nothing here that you may see.") -> ApiError:
    """Unknown things and those that are hidden from whoever asks are told in the same words."""
    return ApiError(NOT_FOUND, what)


def unavailable(error: Exception) -> ApiError:
    """The database does not answer, which is told to its keepers too."""
    _LOG.error("The database does not answer.", exc_info=error)
    return ApiError(UNAVAILABLE, "The database does not answer. Try again.", headers={"Retry-After": "5"})


def problem_response(error: ApiError) -> HttpResponse:
    """The answer that tells what went wrong."""
    trouble = TROUBLES[error.name]
    told: dict[str, Any] = {
        "type": EXPLAINED_AT + trouble.name,
        "title": trouble.title,
        "status": trouble.status,
        "detail": error.detail,
        "problems": [problem_entry(problem) for problem in error.problems],
        **error.more,
    }
    response = HttpResponse(encoded(told), status=trouble.status, content_type=MEDIA_TYPE)
    for name, value in error.headers.items():
        response[name] = value
    return response


def problem_entry(problem: Problem) -> dict[str, Any]:
    """One problem; what does not apply is left out."""
    told = {
        "message": problem.message,
        "remedy": problem.remedy,
        "severity": problem.severity,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "field": problem.column,
        "value": problem.value,
    }
    return {name: value for name, value in told.items() if value is not None}


def encoded(told: Any) -> bytes:
    """JSON as UTF-8; halves of characters, which no text can hold, are replaced."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
