"""A table of a mapping fitted to a sheet: columns found, recipes made into functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ecliptic.roadmap import Envelope
from ecliptic.share.mapping.layout import Layout, MatrixColumns, matrix_columns
from ecliptic.share.mapping.model import SkipRule, TableRule
from ecliptic.share.mapping.recipes import compile_recipe
from ecliptic.share.mapping.row import Make, Scope
from ecliptic.share.mapping.steps import label_of
from ecliptic.share.mapping.wording import folded, text_of
from ecliptic.share.tables import Cell
from ecliptic.vocabulary import KINDS, Record, fields_of

Test = Callable[[Sequence[Cell]], bool]


@dataclass(frozen=True, slots=True)
class Skip:
    """A rule for rows, ready to be used."""

    applies: Test
    onwards: bool
    reason: str


Step = tuple[str, Make, bool | None, bool]
"""Name of a value, how it is made, whether a field of that name takes several values (None where there is no
such field), and whether templates refer to it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything needed to read the rows of one sheet under one table of a mapping."""

    rule: TableRule
    layout: Layout
    kind: type[Record]
    before_each: list[tuple[str, Make]]
    """Values up to the one of which each item makes a record."""
    steps: list[Step]
    """The other values and the fields, each after what it refers to."""
    tells_rows_apart: bool
    """Whether two rows of equal cells may give different records."""
    envelope: list[tuple[str, Make, bool]]
    places: Mapping[str, str]
    """What the table calls the column of each field."""
    skips: list[Skip]
    fill_down: list[int]
    matrix: MatrixColumns | None
    marks: frozenset[str] | None
    blank: frozenset[str]
    used: frozenset[int]
    """Columns that anything is taken from."""


def needed_columns(rule: TableRule) -> list[str]:
    """Names of the columns that a table must have."""
    names = dict.fromkeys(rule.header)
    for recipe in (*rule.let.values(), *rule.fields.values(), *rule.envelope.values()):
        names.update(dict.fromkeys(name for name, optional in recipe.columns_read if not optional))
    names.update(dict.fromkeys(rule.fill_down))
    names.update(dict.fromkeys(skip.column for skip in rule.skip))
    if rule.matrix is not None:
        names.update(dict.fromkeys(name for name in (rule.matrix.after, rule.matrix.until) if name))
    return list(names)


def plan(rule: TableRule, layout: Layout, scope: Scope) -> Plan:
    """Fit a table of a mapping to a sheet whose header has been found."""
    kind = KINDS[rule.kind]
    many = _many(kind)
    matrix = matrix_columns(rule.matrix, layout, rule.header_lines) if rule.matrix else None
    marks = rule.matrix.marks if rule.matrix else None
    recipes = {**rule.fields, **rule.envelope}
    used_names = rule.names_used
    ordered = [(name, compile_recipe(recipe, scope)) for name, recipe in rule.in_order]
    first = [name for name, _ in ordered].index(rule.each) + 1 if rule.each in rule.let else 0
    return Plan(
        rule=rule,
        layout=layout,
        kind=kind,
        before_each=ordered[:first],
        steps=[
            (name, make, many[name] if name in rule.fields else None, name in used_names)
            for name, make in ordered[first:]
        ],
        tells_rows_apart="row" in used_names,
        envelope=[
            (name, compile_recipe(recipe, scope), many[name]) for name, recipe in rule.envelope.items()
        ],
        places={name: label for name, recipe in recipes.items() if (label := label_of(recipe, layout))},
        skips=[_skip(skip, layout, scope.blank) for skip in rule.skip],
        fill_down=[index for name in rule.fill_down if (index := layout.column(name)) is not None],
        matrix=matrix,
        marks=frozenset(map(folded, marks)) if marks is not None else None,
        blank=scope.blank,
        used=_used(rule, layout, matrix),
    )


@lru_cache(maxsize=64)
def _many(kind: type[Record]) -> dict[str, bool]:
    """Whether each field of a kind, or of the envelope, takes several values."""
    return {spec.name: spec.many for spec in (*fields_of(kind), *fields_of(Envelope))}


def _used(rule: TableRule, layout: Layout, matrix: MatrixColumns | None) -> frozenset[int]:
    names = set(needed_columns(rule))
    for recipe in (*rule.let.values(), *rule.fields.values(), *rule.envelope.values()):
        names.update(name for name, _ in recipe.columns_read)
    used = {index for name in names if (index := layout.column(name)) is not None}
    return frozenset(used | {index for index, _ in matrix.columns} if matrix else used)


def _skip(rule: SkipRule, layout: Layout, blank: frozenset[str]) -> Skip:
    index = layout.column(rule.column)
    tests = _tests(rule, blank)
    known: dict[str, bool] = {}

    def applies(cells: Sequence[Cell]) -> bool:
        cell = "" if index is None else cells[index]
        text = cell if type(cell) is str else text_of(cell)
        answer = known.get(text)
        if answer is None:
            shown = text_of(cell)
            answer = known[text] = any(test(shown) for test in tests)
        return answer

    return Skip(applies, rule.onwards, rule.reason)


def _tests(rule: SkipRule, blank: frozenset[str]) -> list[Callable[[str], Any]]:
    tests: list[Callable[[str], Any]] = []
    if rule.matches is not None:
        tests.append(re.compile(rule.matches).fullmatch)
    if rule.unless is not None:
        wanted = re.compile(rule.unless)
        tests.append(lambda text: not wanted.fullmatch(text))
    if rule.empty is not None:
        when = rule.empty
        tests.append(lambda text: (not text or folded(text) in blank) is when)
    return tests
