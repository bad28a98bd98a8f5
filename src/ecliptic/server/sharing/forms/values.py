"""What stands in the fields of a form for a statement, and the statement that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecliptic.errors import Problem
from ecliptic.roadmap import Envelope, Statement
from ecliptic.share.cells import NO, YES, as_text
from ecliptic.share.rows import ENVELOPE_FIELDS, Place, statement_from
from ecliptic.vocabulary import FieldSpec, Record, Visibility, fields_of

ENVELOPE: tuple[FieldSpec, ...] = tuple(
    spec
    for name in ("firmness", "visibility", "as_of", "sources", "unverified", "stated_by")
    for spec in ENVELOPE_FIELDS
    if spec.name == name
)
"""Fields of the envelope that a person fills; the rest follows from who states when."""
NARROW = "narrow-"
"""Begins the names of the fields that tell who may see one field."""

Values = dict[str, Any]


def values_of(statement: Statement) -> Values:
    """What the fields of a form hold for a statement."""
    record, envelope = statement.record, statement.envelope
    values = {spec.name: shown(spec, getattr(record, spec.name)) for spec in fields_of(type(record))}
    values |= {spec.name: shown(spec, getattr(envelope, spec.name)) for spec in ENVELOPE}
    values["unverified"] = envelope.unverified
    return values | {NARROW + name: mark.value for name, mark in envelope.narrowed.items()}


def shown(spec: FieldSpec, value: Any) -> Any:
    """A value as its control shows it."""
    if value is None or value == ():
        return [] if spec.many else ""
    if spec.many:
        return [str(item) for item in value]
    if spec.type == "boolean":
        return YES if value else NO
    return as_text(spec, value)


def statement_of(
    kind: type[Record], values: Mapping[str, Any], envelope: Mapping[str, Any]
) -> tuple[Statement | None, list[Problem]]:
    """The statement that a form's fields make, or all that is wrong with them."""
    body = {spec.name: _sent(values.get(spec.name)) for spec in fields_of(kind)}
    said = {spec.name: _sent(values.get(spec.name)) for spec in ENVELOPE}
    said["unverified"] = YES if values.get("unverified") else NO
    statement, problems = statement_from(kind, body, {**said, **envelope}, Place())
    marks = {
        name: Visibility(mark)
        for name in kind.model_fields
        if (mark := values.get(NARROW + name)) in set(Visibility)
    }
    if statement is None or not marks:
        return statement, problems
    narrowed = Envelope.model_validate({**statement.envelope.model_dump(), "narrowed": marks})
    return Statement(statement.record, narrowed), problems


def _sent(value: Any) -> Any:
    """What was sent, with line ends as records hold them and no outer white space."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list):
        return [_sent(item) for item in value]
    return value
