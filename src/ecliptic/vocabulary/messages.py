"""What pydantic finds wrong with a value, said so that the person who wrote it can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from ecliptic.vocabulary.dates import FORMS
from ecliptic.vocabulary.fields import IDENTIFIER_LENGTH, TEXT_LENGTH, FieldSpec, fields_of
from ecliptic.vocabulary.terms import Visibility


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: its name, the value found, the fault and the remedy."""

    field: str
    value: str | None
    message: str
    remedy: str


def explain(error: ValidationError, model: type[BaseModel]) -> list[FieldProblem]:
    """Every fault that a validation found, in words."""
    specs = {spec.name: spec for spec in fields_of(model)}
    problems: dict[tuple[str, str | None], FieldProblem] = {}
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else "record"
        if detail["type"] == "too_long":
            most, found = detail["ctx"]["max_length"], len(detail["input"])
            problem = FieldProblem(name, None, f"has {found} values", f"Give at most {most}.")
        else:
            problem = _explained(name, detail["type"], detail["input"], specs)
        problems.setdefault((problem.field, problem.value), problem)
    return list(problems.values())


def _explained(name: str, fault: str, value: Any, specs: dict[str, FieldSpec]) -> FieldProblem:
    spec = specs.get(name)
    if spec is None:
        known = ", ".join(specs)
        return FieldProblem(
            name, _shown(value), "is in a field that this kind does not have", f"The fields are: {known}."
        )
    if fault == "missing" or value in (None, ""):
        return FieldProblem(name, None, "is missing", f"Give it: {spec.meaning}")
    message, remedy = _fault(spec, fault, value)
    return FieldProblem(name, _shown(value), message, remedy)


def _fault(spec: FieldSpec, fault: str, value: Any) -> tuple[str, str]:
    or_empty = "" if spec.required else ", or leave the cell empty if unknown"
    if spec.type == "term" and spec.terms is not None:
        return "is not one of the terms", f"Use one of: {', '.join(spec.terms)}{or_empty}."
    if spec.type in ("number", "integer"):
        return _number_fault(spec, fault, or_empty)
    if spec.type == "day":
        return "is not a day", f"Write it as year, month and day, such as 2028-07-04{or_empty}."
    if spec.type == "date":
        return "is not a date", f"Write it in one of these forms: {FORMS}{or_empty}."
    if spec.type == "instant":
        return "is not an instant", (
            "Write it as 2026-03-14 or 2026-03-14T09:00:00Z; it is UTC unless an offset such as +09:00 "
            f"ends it{or_empty}."
        )
    if spec.type == "marks":
        return "is not a list of fields with who may see them", (
            f"Write it as mass_kg: private; power_kw: members, with one of {', '.join(Visibility)}{or_empty}."
        )
    if spec.type == "boolean":
        return "is neither yes nor no", f"Write yes or no{or_empty}."
    if spec.type in ("identifier", "ref"):
        return "is not an identifier", (
            f"Use at most {IDENTIFIER_LENGTH} characters without semicolon, backslash, vertical bar, "
            f"line break or outer spaces{or_empty}."
        )
    if isinstance(value, str):
        return "is not a text that every format can hold", (
            f"Remove outer spaces and control characters, and keep it under {TEXT_LENGTH} characters"
            f"{or_empty}."
        )
    return "is not text", f"Write it as text{or_empty}."


def _number_fault(spec: FieldSpec, fault: str, or_empty: str) -> tuple[str, str]:
    unit = f" in {spec.unit}" if spec.unit else ""
    sort = "whole number" if spec.type == "integer" else "number"
    if fault.startswith(("greater_than", "less_than")):
        return "is out of range", f"Give a {sort}{unit} {_range(spec)}{or_empty}."
    return f"is not a {sort}", f"Give a {sort}{unit}, such as {_example(spec)}{or_empty}."


def _range(spec: FieldSpec) -> str:
    if spec.least is not None and spec.largest is not None:
        return f"from {spec.least:g} to {spec.largest:g}"
    if spec.least is not None:
        return f"of at least {spec.least:g}"
    return f"of at most {spec.largest:g}" if spec.largest is not None else "within the range that is allowed"


def _example(spec: FieldSpec) -> str:
    if spec.unit == "TRL":
        return "6"
    return "12000" if spec.unit == "kg" else "4" if spec.type == "integer" else "1.5"


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)
