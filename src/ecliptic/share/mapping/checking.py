"""What can be wrong in a mapping file beyond its form: names that lead nowhere, and parts that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError

from ecliptic.roadmap import Envelope
from ecliptic.share.mapping import templates
from ecliptic.share.mapping.model import Mapping, Recipe, TableRule
from ecliptic.vocabulary import KINDS, FieldSpec, fields_of

_SOURCES = ("column", "columns", "constant", "heading", "mark", "first_of")
_ENVELOPE = {spec.name: spec for spec in fields_of(Envelope)}
_BUILT_IN_NAMES = {"row", "sheet", "file"}
_STEPS_OF_FIRST = ("default", "unknown", "optional", "blank", "first_of")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a mapping file: the key, the fault and the remedy."""

    key: str
    message: str
    remedy: str


def faults_of(mapping: Mapping) -> Iterator[Fault]:
    """Everything that is wrong with a mapping whose form is right."""
    for name in mapping.envelope.keys() - _ENVELOPE.keys():
        yield _unknown_name(f"envelope.{name}", "no part of the envelope", list(_ENVELOPE))
    for number, rule in enumerate(mapping.tables, start=1):
        key = f"tables[{number}]"
        if rule.kind not in KINDS:
            yield _unknown_name(f"{key}.kind", f'"{rule.kind}", which is no kind of record', list(KINDS))
            continue
        yield from _faults_of_table(key, rule, mapping)


def _unknown_name(key: str, what: str, known: list[str]) -> Fault:
    return Fault(key, f"is {what}", f"Use one of: {', '.join(known)}.")


def _faults_of_table(key: str, rule: TableRule, mapping: Mapping) -> Iterator[Fault]:
    fields = {spec.name: spec for spec in fields_of(KINDS[rule.kind])}
    yield from _faults_of_names(key, rule, fields)
    yield from _faults_of_envelope(key, rule, mapping)
    if rule.sheet is not None and rule.sheets is not None:
        yield Fault(f"{key}.sheets", "is given besides sheet", "Give one of the two.")
    if rule.each not in ("row", "mark", "heading") and rule.each not in rule.let:
        yield _unknown_name(f"{key}.each", f'"{rule.each}"', ["row", "mark", "heading", *rule.let])
    if (rule.each in ("mark", "heading")) != (rule.matrix is not None):
        remedy = 'Give a matrix with each = "mark" or each = "heading", and only then.'
        yield Fault(f"{key}.matrix", "does not fit what each record is made from", remedy)
    if rule.header_lines == 0 and rule.matrix is not None:
        yield Fault(
            f"{key}.header_lines", "is 0, and a matrix needs headings", "Say how many rows they take."
        )
    for number, skip in enumerate(rule.skip, start=1):
        if skip.matches is None and skip.unless is None and skip.empty is None:
            yield Fault(f"{key}.skip[{number}]", "has no condition", "Give matches, unless or empty.")
    for part, recipes in (("let", rule.let), ("fields", rule.fields), ("envelope", rule.envelope)):
        for name, recipe in recipes.items():
            yield from _faults_of_recipe(f"{key}.{part}.{name}", recipe, rule, mapping)
    yield from _faults_of_order(key, rule)


def _faults_of_names(key: str, rule: TableRule, fields: dict[str, FieldSpec]) -> Iterator[Fault]:
    for name in rule.fields.keys() - fields.keys():
        yield _unknown_name(f"{key}.fields.{name}", f"no field of {rule.kind}", list(fields))
    missing = [name for name, spec in fields.items() if spec.required and name not in rule.fields]
    # A table that only adds to records of other tables may leave out what those say.
    if "id" in missing or (missing and rule.repeats != "merge"):
        remedy = f"Add a recipe for {', '.join(missing)}."
        yield Fault(f"{key}.fields", f"leaves out what every {rule.kind} must have", remedy)
    for name in rule.let.keys() & rule.fields.keys():
        yield Fault(f"{key}.let.{name}", "has the name of a field", "Give it another name.")


def _faults_of_envelope(key: str, rule: TableRule, mapping: Mapping) -> Iterator[Fault]:
    for name in rule.envelope.keys() - _ENVELOPE.keys():
        yield _unknown_name(f"{key}.envelope.{name}", "no part of the envelope", list(_ENVELOPE))
    for name, spec in _ENVELOPE.items():
        if spec.required and name not in mapping.envelope and name not in rule.envelope:
            remedy = f"Give it in [envelope], or in the envelope of this table. {spec.meaning}"
            yield Fault(f"{key}.envelope.{name}", "is missing", remedy)


def _faults_of_recipe(key: str, recipe: Recipe, rule: TableRule, mapping: Mapping) -> Iterator[Fault]:
    for one in recipe.parts:
        sources = [name for name in _SOURCES if getattr(one, name) is not None]
        if len(sources) > 1 or (not sources and one.text is None):
            message = f"has {' and '.join(sources)} as its source" if sources else "has no source"
            yield Fault(key, message, f"Give exactly one of: {', '.join(_SOURCES)}; or text alone.")
        if one.first_of is not None and one.model_fields_set - set(_STEPS_OF_FIRST):
            yield Fault(key, "has steps besides first_of", "Put them into the recipes of first_of.")
        if one.pattern is not None and one.find is not None:
            yield Fault(key, "has both pattern and find", "Give one of the two.")
        if (one.heading or one.mark) and rule.matrix is None:
            yield Fault(key, "takes from a matrix, and the table has none", "Give the table a matrix.")
        if isinstance(one.lookup, str) and one.lookup not in mapping.lookups:
            yield _unknown_name(f"{key}.lookup", f'"{one.lookup}", which is no lookup', list(mapping.lookups))
        yield from _faults_of_templates(key, one)


def _faults_of_templates(key: str, recipe: Recipe) -> Iterator[Fault]:
    pairs = [(recipe.pattern or recipe.find, recipe.text)] if recipe.text is not None else []
    for pattern, template in [*pairs, *(recipe.rewrite or [])]:
        try:
            parsed = templates.parse(template or "")
        except ValueError as error:
            yield Fault(key, str(error), "Correct the template.")
            continue
        groups = re.compile(pattern).groups if pattern is not None else 0
        for name in parsed.names:
            if name.isdigit() and int(name) > groups:
                yield Fault(key, f"refers to group {name}, which the pattern does not have", "Correct it.")


def _faults_of_order(key: str, rule: TableRule) -> Iterator[Fault]:
    known = {*rule.let, *rule.fields}
    known |= set(re.compile(rule.sheets).groupindex) if rule.sheets is not None else set()
    for part, recipes in (("let", rule.let), ("fields", rule.fields), ("envelope", rule.envelope)):
        for name, recipe in recipes.items():
            try:
                used = recipe.names_used - _BUILT_IN_NAMES
            except ValueError:
                # The template itself is wrong, which is reported elsewhere.
                return
            for unknown in sorted(used - known):
                yield _unknown_name(
                    f"{key}.{part}.{name}",
                    f"a template with {{{unknown}}}, which nothing gives",
                    sorted(known),
                )
    try:
        _ = rule.in_order
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        yield Fault(f"{key}.fields", f"refers to itself: {circle}", "Break the circle.")
