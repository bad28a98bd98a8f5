"""The description of the interface: for programs as a document, for people as a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ecliptic.server.api.answers import bytes_answer, etag_of
from ecliptic.server.api.description import TAGS
from ecliptic.server.api.gate import gate
from ecliptic.server.api.interface import INTERFACE
from ecliptic.server.api.problems import TROUBLES, encoded

_METHODS = ("get", "put", "post", "delete")


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return dict(INTERFACE.get_openapi_schema())


@lru_cache(maxsize=1)
def _written() -> tuple[bytes, str]:
    body = encoded(document())
    return body, etag_of(body)


def _openapi(request: HttpRequest) -> HttpResponse:
    body, etag = _written()
    return bytes_answer(body, etag=etag)


openapi = gate(_openapi, {"GET"})
"""The interface as an OpenAPI 3.1 document."""


def reference(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    told = {"introduction": _marked(document()["info"]["description"]), "groups": _groups()}
    return render(request, "api/reference.html", {**told, "troubles": TROUBLES.values()})


@lru_cache(maxsize=1)
def _groups() -> list[dict[str, Any]]:
    operations = [
        _operation(path, method, told)
        for path, methods in document()["paths"].items()
        for method, told in sorted(methods.items(), key=lambda pair: _METHODS.index(pair[0]))
    ]
    return [
        {"name": name, "meaning": meaning, "operations": [o for o in operations if o["tag"] == name]}
        for name, meaning in TAGS.items()
        if any(o["tag"] == name for o in operations)
    ]


def _operation(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "method": method.upper(),
        "tag": told["tags"][0],
        "name": told["operationId"],
        "summary": told["summary"],
        "description": _marked(" ".join(told.get("description", "").split())),
        "parameters": [_parameter(parameter) for parameter in told["parameters"]],
        "types": list(told.get("requestBody", {}).get("content", ())),
    }


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": told["name"],
        "place": {"query": "query", "path": "address", "header": "header"}[told["in"]],
        "required": told.get("required", False),
        "description": _marked(told.get("description", "")),
    }


def _marked(text: str) -> SafeString:
    """Text in which names between backticks are shown as code."""
    # Every second part stands between two backticks.
    parts = [("<code>{}</code>" if at % 2 else "{}", part) for at, part in enumerate(text.split("`"))]
    return SafeString("".join(format_html(form, part) for form, part in parts))  # nosec B703 - every part is formatted by format_html
