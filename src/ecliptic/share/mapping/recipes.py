"""Recipes made into functions: what a mapping says about one value, ready to be used on each row."""

from __future__ import annotations

from typing import Any

from ecliptic.share.mapping.model import Recipe
from ecliptic.share.mapping.row import Make, Row, Scope
from ecliptic.share.mapping.steps import steps_of
from ecliptic.share.mapping.wording import folded, text_of


def compile_recipe(recipe: Recipe, scope: Scope) -> Make:
    """The function that follows a recipe."""
    if recipe.first_of is not None:
        return _first_of([compile_recipe(one, scope) for one in recipe.first_of], recipe.default)
    source = _source(recipe, scope)
    steps = steps_of(recipe, scope)
    default = "" if recipe.default is None else recipe.default
    if not steps:
        return source if recipe.default is None else _with_default(source, default)

    def make(row: Row) -> Any:
        raw = source(row)
        items = raw if isinstance(raw, list) else [] if raw == "" else [raw]
        for step in steps:
            items = step(items, row)
        return default if not items else items[0] if len(items) == 1 else items

    # Columns repeat themselves, and a recipe that takes nothing else from the row gives the same again.
    if not recipe.names_used - scope.groups.keys():
        if recipe.column is not None and (index := scope.layout.column(recipe.column)) is not None:
            known = {} if recipe.names_used else scope.answers.setdefault(id(recipe), {})
            return _once_for_each_text(make, lambda row: row.cells[index], known)
        if recipe.heading:
            return _once_for_each_text(make, lambda row: row.heading, {})
        if source is _template_alone:
            return _once_for_each_text(make, lambda row: "", {})
    return make


def _once_for_each_text(make: Make, source: Make, known: dict[str, Any]) -> Make:
    def remembered(row: Row) -> Any:
        raw = source(row)
        if type(raw) is not str:
            return make(row)
        if raw in known:
            return known[raw]
        before = len(row.problems)
        value = make(row)
        if len(row.problems) == before:
            known[raw] = value
        return value

    return remembered


# --- sources --------------------------------------------------------------------------------------


def _template_alone(row: Row) -> Any:
    """One item for the template to replace, where a recipe has no other source."""
    return [None]


def _with_default(source: Make, default: Any) -> Make:
    def make(row: Row) -> Any:
        value = source(row)
        return default if value in ("", []) else value

    return make


def _source(recipe: Recipe, scope: Scope) -> Make:
    blank = scope.blank | {folded(word) for word in recipe.blank}
    if recipe.constant is not None:
        given = recipe.constant
        return lambda row: given
    if recipe.column is not None:
        return _cell(scope.layout.column(recipe.column), blank, scope.texts)
    if recipe.columns is not None:
        cells = [_cell(scope.layout.column(name), blank, scope.texts) for name in recipe.columns]
        return lambda row: [value for cell in cells if (value := cell(row)) != ""]
    if recipe.heading:
        return lambda row: row.heading
    if recipe.mark:
        return lambda row: _unless_blank(row.mark, blank)
    return _template_alone


def _cell(index: int | None, blank: frozenset[str], texts: dict[str, str]) -> Make:
    if index is None:
        return lambda row: ""
    column = index
    longest = max(map(len, blank), default=0)

    def read(row: Row) -> Any:
        value = row.cells[column]
        if type(value) is not str:
            return value
        text = texts.get(value)
        if text is None:
            text = texts[value] = text_of(value)
        return "" if len(text) <= longest and folded(text) in blank else text

    return read


def _unless_blank(value: Any, blank: frozenset[str]) -> Any:
    if type(value) is not str:
        return value
    text = text_of(value)
    return "" if blank and folded(text) in blank else text


def _first_of(makers: list[Make], default: Any) -> Make:
    def make(row: Row) -> Any:
        before = len(row.problems)
        for maker in makers:
            value = maker(row)
            if value != "" and value != []:
                del row.problems[before:]
                return value
        return "" if default is None else default

    return make
