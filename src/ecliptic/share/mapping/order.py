"""What the recipes of a table refer to, and in which order they must therefore be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter

from ecliptic.share.mapping import templates
from ecliptic.share.mapping.model import Recipe, TableRule

BUILT_IN_NAMES = frozenset({"value", "row", "sheet", "file"})


def all_recipes(recipe: Recipe) -> Iterator[Recipe]:
    """A recipe and those within it."""
    yield recipe
    for one in recipe.first_of or ():
        yield from all_recipes(one)


def columns_of(recipe: Recipe) -> Iterator[tuple[str, bool]]:
    """Each column that a recipe reads, and whether it may be missing."""
    for one in all_recipes(recipe):
        if one.column is not None:
            yield one.column, one.optional
        for name in one.columns or ():
            yield name, one.optional


def names_used(recipe: Recipe, *, built_in: bool = False) -> set[str]:
    """Names that the templates of a recipe refer to, other than its own groups; built-in ones on demand."""
    names: set[str] = set()
    for one in all_recipes(recipe):
        pattern = one.pattern or one.find
        if one.text is not None:
            names |= _foreign(one.text, pattern)
        for rewriting, template in one.rewrite or ():
            names |= _foreign(template, rewriting)
    return names - {"value"} if built_in else names - BUILT_IN_NAMES


def _foreign(template: str, pattern: str | None) -> set[str]:
    own = set(re.compile(pattern).groupindex) if pattern is not None else set()
    return {name for name in templates.names_in([template]) if name not in own and not name.isdigit()}


def in_order(rule: TableRule) -> list[tuple[str, Recipe]]:
    """Values and fields of a table, each after what it refers to; raises CycleError where that cannot be."""
    recipes: Mapping[str, Recipe] = {**rule.let, **rule.fields}
    graph = {name: sorted(names_used(recipe) & recipes.keys()) for name, recipe in recipes.items()}
    return [(name, recipes[name]) for name in TopologicalSorter(graph).static_order()]
