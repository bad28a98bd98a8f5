"""What datapackage.json says about the tables of a package, after Frictionless Data Package, version 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ecliptic.roadmap import Statement
from ecliptic.share.cells import NO, SEPARATOR, YES
from ecliptic.share.preamble import FORMAT
from ecliptic.share.rows import columns_of, value_of
from ecliptic.vocabulary import KINDS, FieldSpec, Record

DESCRIPTOR = "datapackage.json"
EXTENSION = "ecliptic"
"""Property of the descriptor that the standard leaves to us."""

ABOUT = (
    "name",
    "title",
    "description",
    "homepage",
    "version",
    "keywords",
    "licenses",
    "sources",
    "contributors",
)
"""Properties of the descriptor that whoever writes a package may set."""

_PROFILE = "https://datapackage.org/profiles/2.0/"
_PRIMARY_KEY = ["id", "publisher", "version"]
_TYPES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "day": "date",
    "instant": "datetime",
}


def descriptor(
    groups: Sequence[tuple[type[Record], Sequence[Statement]]], about: Mapping[str, Any]
) -> dict[str, Any]:
    """The descriptor of a package that holds these statements."""
    known = {kind.kind: {statement.record.id for statement in group} for kind, group in groups}
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "exploration-plans",
        **{name: about[name] for name in ABOUT if name in about},
        EXTENSION: {"format": FORMAT},
        "resources": [_resource(kind, group, known) for kind, group in groups],
    }


def _resource(
    kind: type[Record], group: Sequence[Statement], known: Mapping[str, set[str]]
) -> dict[str, Any]:
    schema = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(kind, spec) for spec in columns_of(kind)],
        "missingValues": [""],
        "primaryKey": _PRIMARY_KEY,
    }
    keys = [_foreign_key(kind, spec) for spec in columns_of(kind) if _is_kept(spec, group, known)]
    return {
        "name": kind.plural,
        "type": "table",
        "path": f"{kind.plural}.csv",
        "title": kind.plural.replace("-", " ").capitalize(),
        "description": " ".join((kind.__doc__ or "").split()),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _field(kind: type[Record], spec: FieldSpec) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": spec.name,
        **_type(spec),
        "title": spec.name.replace("_", " ").capitalize(),
        "description": spec.meaning,
    }
    if spec.unit:
        field["unit"] = spec.unit
    constraints = _constraints(kind, spec)
    return field | ({"constraints": constraints} if constraints else {})


def _type(spec: FieldSpec) -> dict[str, Any]:
    if spec.many and spec.type in ("ref", "identifier", "term"):
        return {"type": "list", "delimiter": SEPARATOR}
    if spec.type == "boolean":
        return {"type": "boolean", "trueValues": [YES], "falseValues": [NO]}
    if spec.type == "instant":
        return {"type": "datetime", "format": "any"}
    # Vague dates are no dates to others, and lists of texts have backslashes that they would not undo.
    return {"type": _TYPES.get(spec.type, "string")}


def _constraints(kind: type[Record], spec: FieldSpec) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if spec.required:
        constraints["required"] = True
    if spec.terms is not None and not spec.many:
        constraints["enum"] = [str(term) for term in spec.terms]
    if spec.type in ("integer", "number") and not spec.many:
        constraints |= _bounds(kind).get(spec.name, {})
    return constraints


@cache
def _bounds(kind: type[Record]) -> dict[str, dict[str, float]]:
    bounds = {}
    for name, described in kind.model_json_schema()["properties"].items():
        forms = [described, *described.get("anyOf", [])]
        bounds[name] = {
            bound: form[bound] for form in forms for bound in ("minimum", "maximum") if bound in form
        }
    return bounds


def _is_kept(spec: FieldSpec, group: Sequence[Statement], known: Mapping[str, set[str]]) -> bool:
    """Whether a reference may be declared as a foreign key.

    Plans arrive one by one and may refer to what is in another package, and other programs would call a
    package broken for that; so only references that all lead to something in this package are declared.
    """
    there = known.get(spec.target or "")
    if there is None or spec.many:
        return False
    return all(value_of(s, spec) in there for s in group if value_of(s, spec) is not None)


def _foreign_key(kind: type[Record], spec: FieldSpec) -> dict[str, Any]:
    target = KINDS[spec.target or ""]
    # The standard writes a reference within one table with an empty name.
    resource = "" if target is kind else target.plural
    return {"fields": [spec.name], "reference": {"resource": resource, "fields": ["id"]}}
