"""JSON Schema of every record kind, made from the classes that define them.

Draft 2020-12. Beyond the standard's own words: `x-unit` is the unit of a number, `x-target` the kind that a
reference names, `x-any-reference` the two fields that together refer to a thing of any kind, `x-lead` the
field that names the organisation whose statement wins, `x-expected` the optional fields that a complete
record has (one of each group), `x-family` and `x-plural` where the kind stands. Each term of a controlled
list is a `const` with its meaning as description.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from ecliptic.vocabulary.fields import FieldSpec
from ecliptic.vocabulary.record import KINDS, Record
from ecliptic.vocabulary.terms import Term

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:ecliptic:vocabulary"

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of a record of any kind, with that of each kind under `$defs` by its slug."""
    terms: dict[str, Schema] = {}
    kinds: dict[str, Schema] = {}
    for kind, model in KINDS.items():
        kinds[kind], used = _kind(model)
        terms.update(used)
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "Ecliptic vocabulary",
        "description": "A record of any kind: what one publisher says about one thing.",
        "anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS],
        "$defs": {**kinds, **dict(sorted(terms.items()))},
    }


def schema_of(kind: type[Record]) -> Schema:
    """The schema of one kind, complete in itself."""
    described, terms = _kind(kind)
    return {"$schema": DIALECT, "$id": f"{IDENTIFIER}:{kind.kind}", **described, "$defs": terms}


class _Generator(GenerateJsonSchema):
    """Says what is missing by leaving it out or by null, and gives every term its meaning."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        cls = schema["cls"]
        if not issubclass(cls, Term):
            return super().enum_schema(schema)
        return {
            "title": cls.__name__,
            "description": " ".join((cls.__doc__ or "").split()),
            "type": "string",
            "oneOf": [{"const": term.value, "description": term.meaning} for term in cls],
        }

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if isinstance(inner.get("type"), str):
            return {**inner, "type": [inner["type"], "null"]}
        return {"anyOf": [inner, {"type": "null"}]}


def _kind(model: type[Record]) -> tuple[Schema, dict[str, Schema]]:
    mode: JsonSchemaMode = "validation"
    made = model.model_json_schema(schema_generator=_Generator, mode=mode)
    terms = made.pop("$defs", {})
    specs = {spec.name: spec for spec in model.fields()}
    made["properties"] = {name: _field(specs[name], given) for name, given in made["properties"].items()}
    made["title"] = model.kind
    made["description"] = " ".join((model.__doc__ or "").split())
    made["x-family"], made["x-plural"] = model.family, model.plural
    if model.lead_field is not None:
        made["x-lead"] = model.lead_field
    if model.any_refs:
        made["x-any-references"] = dict(model.any_refs)
    if model.expected:
        made["x-expected"] = [list(group) for group in model.expected]
    return made, terms


def _field(spec: FieldSpec, given: Mapping[str, Any]) -> Schema:
    described = {**given, "description": spec.meaning}
    described.pop("title", None)
    if described.get("default", ...) is None:
        # Left out and null say the same: unknown.
        del described["default"]
    if spec.unit is not None:
        described["x-unit"] = spec.unit
    if spec.target is not None:
        described["x-target"] = spec.target
    return described
