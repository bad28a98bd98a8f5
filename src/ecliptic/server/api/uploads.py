"""What a request brings: JSON, or a package or workbook as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ecliptic.errors import Problem
from ecliptic.server.api.problems import UNREADABLE, WRONG_CONTENT_TYPE, ApiError, refused_values
from ecliptic.server.sharing.reading import Brought, clean_name, read_files
from ecliptic.share.json_file import JsonError, json_problem, parsed_object, read_json_object
from ecliptic.share.rows import Place, Reading
from ecliptic.vocabulary import KINDS

BODY = "body"
"""What problems call the body of a request."""
JSON = "application/json"
ZIP = "application/zip"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MULTIPART = "multipart/form-data"
TYPES = (JSON, ZIP, WORKBOOK, MULTIPART)

_NAMES = {ZIP: "upload.zip", WORKBOOK: "upload.xlsx"}


def uploaded(request: HttpRequest, organisation: str, unsaid: datetime) -> Reading:
    """Read the statements that a request brings; what is wrong with them is among the problems.

    What they leave unsaid is the organisation's, stated at `unsaid`.
    """
    kind = (request.content_type or "").lower()
    if kind == JSON:
        return statements_in(json_body(request), organisation, unsaid)
    if kind == MULTIPART:
        return read_files([_one_file(request)], organisation, unsaid)
    if kind in _NAMES:
        return read_files([Brought(_NAMES[kind], request.body)], organisation, unsaid)
    raise wrong_type(TYPES)


def wrong_type(types: tuple[str, ...]) -> ApiError:
    """The body is of a type that is not read here."""
    told = ", ".join(types)
    detail = f"Send one of these, and say so in the header Content-Type: {told}."
    return ApiError(WRONG_CONTENT_TYPE, detail, headers={"Accept": told})


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The object that the body of a request holds."""
    try:
        return parsed_object(request.body)
    except (JsonError, RecursionError) as error:
        problem = json_problem(error, Place(BODY))
        raise ApiError(UNREADABLE, f"The body {problem.message}.", (problem,)) from error


def statements_in(whole: dict[str, Any], organisation: str, unsaid: datetime) -> Reading:
    """Read the statements of an object as JSON files hold it."""
    for key, entries in whole.items():
        if key in KINDS and isinstance(entries, list):
            _forget_kinds(key, entries)
    return read_json_object(whole, BODY, {"publisher": organisation, "stated_at": unsaid})


def _forget_kinds(kind: str, entries: list[Any]) -> None:
    """Answers tell the kind of each statement, so what was read here may be sent back with it."""
    for entry in entries:
        if isinstance(entry, dict) and entry.get("kind") == kind:
            del entry["kind"]


def _one_file(request: HttpRequest) -> Brought:
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        message, remedy = f"holds {len(files)} files", "Send one file, as `file`."
        raise refused_values([Problem(message, remedy, file=BODY)])
    return Brought(clean_name(files[0].name or "upload"), files[0].read())
