"""The description of the interface: what ninja makes of it, with errors, examples and the vocabulary."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from ecliptic.roadmap import Envelope
from ecliptic.server.api.problems import (
    CHANGED_MEANWHILE,
    CONDITION_MISSING,
    MEDIA_TYPE,
    NO_SUCH_METHOD,
    NOT_ACCEPTABLE,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    OVERTAKEN,
    PROBLEMS_IN_DATA,
    TOO_LARGE,
    TOO_MANY_REQUESTS,
    TROUBLES,
    UNREADABLE,
    WRONG_CONTENT_TYPE,
)
from ecliptic.server.api.schemas import REFERENCE, ProblemDocument
from ecliptic.server.api.uploads import MULTIPART, WORKBOOK, ZIP
from ecliptic.vocabulary import KINDS, Record
from ecliptic.vocabulary.schema import schema_of

Described = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_RESPONSES = "#/components/responses/"
_SAFE = {"get", "head"}
_TOKEN, _SESSION = "token", "session"
_ALWAYS = (UNREADABLE, NOT_SIGNED_IN, NOT_ACCEPTABLE, TOO_MANY_REQUESTS, NO_SUCH_METHOD)
_WRITING = (NOT_ALLOWED, TOO_LARGE, PROBLEMS_IN_DATA, WRONG_CONTENT_TYPE)

TAGS = {
    "About": "What this is, and who is asking.",
    "Reading": "What is stated, by whom, and how firmly.",
    "Stating": "Making, changing and withdrawing statements of your own organisation.",
    "Handing out": "Editions, changes, search, and everything as a file.",
    "Assessments": "Questions put to the roadmap, answered in the background.",
}
_PARAMETERS: dict[str, Described] = {
    "plural": {
        "description": "Name of the list of a kind.",
        "schema": {"type": "string", "enum": [kind.plural for kind in KINDS.values()]},
        "example": "missions",
    },
    "identifier": {
        "description": "Identifier of a thing; it may hold slashes.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 120},
        "example": "artemis-iii",
    },
    "kind": {
        "description": "Slug of a kind.",
        "schema": {"type": "string", "enum": list(KINDS)},
        "example": "mission",
    },
    "question": {"description": "Name of a question.", "schema": {"type": "string"}, "example": "coverage"},
    "uuid": {"description": "Name of a run.", "schema": {"type": "string", "format": "uuid"}},
    "slug": {"description": "Name of an edition.", "schema": {"type": "string", "maxLength": 60}},
}
EXAMPLE = {
    "name": "A lander for two",
    "lead": "ESA",
    "launch": "early 2031",
    "firmness": "planned",
    "visibility": "members",
}


def introduction() -> str:
    """What everybody has to know first."""
    return (
        "Exploration plans as their agencies state them, as far as you may see them. Without a token you see "
        "what is public; with a token of your account, sent as `Authorization: Bearer ecl_...`, what your "
        "organisation may see. What is hidden from you and what does not exist are told in the same words. "
        "Every GET has an ETag, takes If-None-Match, and can show the past by `as_of` and `edition`. Errors "
        "come as application/problem+json, with all problems at once."
    )


def completed(made: OpenAPISchema) -> OpenAPISchema:
    """The description with all that is the same for many addresses."""
    made["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    made["tags"] = [{"name": name, "description": told} for name, told in TAGS.items()]
    made["servers"] = [{"url": "/"}]
    made["security"] = [{}, {_TOKEN: []}, {_SESSION: []}]
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    components = made["components"]
    components["schemas"].update(_vocabulary(), ProblemDocument=_problem_document())
    components["headers"] = {"ETag": {"description": "Mark of this answer.", "schema": {"type": "string"}}}
    components["responses"] = _troubles()
    components["securitySchemes"] = _ways_to_be_known()
    _resolve(made)
    return made


def _complete(path: str, method: str, operation: Described) -> None:
    operation["operationId"] = operation["operationId"].rpartition("_api_")[2]
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter.update(_PARAMETERS[parameter["name"]])
        parameter["schema"].pop("title", None)
    if method not in _SAFE:
        operation["security"] = [{_TOKEN: []}, {_SESSION: []}]
        _complete_writing(path, method, operation)
    else:
        operation["responses"][304] = {"description": "Nothing has changed since the ETag that you sent."}
    for name in _troubles_of(path, method, operation):
        operation["responses"][TROUBLES[name].status] = {"$ref": _RESPONSES + name}
    operation["responses"] = {str(status): told for status, told in sorted(operation["responses"].items())}
    for status, told in operation["responses"].items():
        if status in ("200", "201"):
            told["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}


def _troubles_of(path: str, method: str, operation: Described) -> list[str]:
    """What may go wrong there."""
    names = list(_ALWAYS)
    if operation["parameters"]:
        names.append(PROBLEMS_IN_DATA)
    if "{" in path or any(p["name"] == "edition" for p in operation["parameters"]):
        names.append(NOT_FOUND)
    if method not in _SAFE:
        names += _WRITING
        names += [OVERTAKEN] if path.endswith("/statements") else []
        names += [CHANGED_MEANWHILE, CONDITION_MISSING] if _is_conditional(path) else []
    return names


def _complete_writing(path: str, method: str, operation: Described) -> None:
    if path.endswith("/statements"):
        operation["requestBody"] = _bulk_body()
    elif path.endswith("/runs"):
        schema = {"type": "object", "description": "Parameters of the question."}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema, "example": {}}}}
    elif method == "put":
        body = {"schema": {"$ref": _SCHEMAS + "StatementBody"}, "example": EXAMPLE}
        operation["requestBody"] = {"required": True, "content": {"application/json": body}}
    if _is_conditional(path):
        operation["parameters"] += [
            {
                "in": "header",
                "name": name,
                "required": False,
                "description": told,
                "schema": {"type": "string", "maxLength": 400},
            }
            for name, told in _CONDITIONS.items()
        ]


def _is_conditional(path: str) -> bool:
    """Whether something is changed there that somebody else may have changed meanwhile."""
    return "/own/" in path or "/confirmations/" in path


_CONDITIONS = {
    "If-Match": "ETag of the statement that you have read.",
    "If-None-Match": "`*`, where your organisation has stated nothing about the thing.",
}


def _bulk_body() -> Described:
    example = {
        "ecliptic": {"format": 1, "publisher": "ESA", "stated_at": "2026-01-31T12:00:00Z"},
        "mission": [{"id": "lander-2", **EXAMPLE}],
    }
    binary = {"schema": {"type": "string", "format": "binary"}}
    upload = {"type": "object", "properties": {"file": binary["schema"]}, "required": ["file"]}
    return {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": _SCHEMAS + "Statements"}, "example": example},
            ZIP: binary,
            WORKBOOK: binary,
            MULTIPART: {"schema": upload},
        },
    }


def _troubles() -> Described:
    return {
        trouble.name: {
            "description": f"{trouble.title}. {trouble.meaning}",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": _SCHEMAS + "ProblemDocument"},
                    "example": _trouble_example(trouble.name),
                }
            },
        }
        for trouble in TROUBLES.values()
    }


def _trouble_example(name: str) -> Described:
    trouble = TROUBLES[name]
    problems = []
    if name == PROBLEMS_IN_DATA:
        problem = "is not a date", "Write it as one of: 2028, 2028-07, early 2028."
        problems = [
            {"message": problem[0], "remedy": problem[1], "severity": "error", "field": "mission[0].launch"}
        ]
    told = {"type": f"/api/#problem-{name}", "title": trouble.title, "status": trouble.status}
    return {**told, "detail": trouble.meaning, "problems": problems}


def _ways_to_be_known() -> Described:
    return {
        _TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ecl_...",
            "description": "A token of your account, made at /account/.",
        },
        _SESSION: {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a browser; what changes something needs X-CSRFToken too.",
        },
    }


# --- statements -----------------------------------------------------------------------------------


def _vocabulary() -> Described:
    """The schemas of statements of every kind, for reading and for writing."""
    made: Described = {}
    envelope, terms = _envelope()
    for kind in KINDS.values():
        whole = schema_of(kind)
        terms.update(whole["$defs"])
        made[_name(kind)] = _statement(kind, whole, envelope)
    mapping = {kind.kind: _SCHEMAS + _name(kind) for kind in KINDS.values()}
    references = [{"$ref": reference} for reference in mapping.values()]
    one_of = {"oneOf": references, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    told = "What one publisher says about one thing: the fields of its record and of its envelope."
    made["Statement"] = {"description": told, **one_of}
    made["StatementPart"] = {"type": "object", "description": f"{told} Perhaps not all of them."}
    made["StatementBody"] = {
        "type": "object",
        "description": "Fields of the record, by the kind in the address, and of the envelope.",
        "properties": envelope["properties"],
    }
    made["Statements"] = _statements(envelope)
    return _renamed({**made, **terms})


def _name(kind: type[Record]) -> str:
    return kind.__name__


def _statement(kind: type[Record], whole: Described, envelope: Described) -> Described:
    return {
        "type": "object",
        "description": whole["description"],
        "properties": {"kind": {"const": kind.kind}, **whole["properties"], **envelope["properties"]},
        "required": ["kind", *whole.get("required", ()), "publisher", "stated_at"],
        "additionalProperties": False,
    }


def _statements(envelope: Described) -> Described:
    defaults = {"type": "object", "description": "What holds for statements that do not say it themselves."}
    entry = {"type": "object", "required": ["id"]}
    lists = {
        kind.kind: {"type": "array", "description": f"Statements as in {_name(kind)}.", "items": entry}
        for kind in KINDS.values()
    }
    return {
        "type": "object",
        "description": "Statements by kind, as `/export?format=json` gives them.",
        "properties": {"ecliptic": {**defaults, "properties": envelope["properties"]}, **lists},
        "additionalProperties": False,
    }


def _envelope() -> tuple[Described, Described]:
    made = Envelope.model_json_schema()
    return made, made.pop("$defs", {})


def _renamed(made: Described) -> Described:
    """The same with references to where components stand."""
    for schema in made.values():
        _walk(schema, _moved)
    return made


def _moved(part: Described) -> None:
    reference = part.get("$ref")
    if isinstance(reference, str):
        part["$ref"] = reference.replace("#/$defs/", _SCHEMAS)


def _problem_document() -> Described:
    made = ProblemDocument.model_json_schema(ref_template=_SCHEMAS + "{model}")
    made.pop("$defs", None)
    return made


def _resolve(made: Described) -> None:
    def pointed(part: Described) -> None:
        name = part.pop(REFERENCE, None)
        if name is not None:
            part.clear()
            part["$ref"] = _SCHEMAS + name

    _walk(made, pointed)


def _walk(part: Any, change: Any) -> None:
    if isinstance(part, dict):
        change(part)
        for inner in list(part.values()):
            _walk(inner, change)
    elif isinstance(part, list):
        for inner in part:
            _walk(inner, change)
