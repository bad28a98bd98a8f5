"""The steps of recipes: each takes the items of one value and gives other items."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ecliptic.share.mapping import templates
from ecliptic.share.mapping.layout import Layout
from ecliptic.share.mapping.model import Recipe
from ecliptic.share.mapping.row import Row, Scope, Words
from ecliptic.share.mapping.wording import as_text, folded, quoted

Items = list[Any]
Step = Callable[[Items, Row], Items]


def steps_of(recipe: Recipe, scope: Scope) -> list[Step]:
    """The steps of a recipe in the order in which they are taken."""
    label = label_of(recipe, scope.layout)
    steps: list[Step] = []
    if recipe.split is not None or recipe.strip is not None or recipe.drop is not None:
        steps.append(_split(recipe, scope.blank | {folded(word) for word in recipe.blank}))
    if recipe.rewrite:
        steps.append(_rewrite(recipe.rewrite))
    if recipe.pattern is not None or recipe.find is not None or recipe.text is not None:
        steps.append(_match(recipe, label))
    if recipe.lookup is not None:
        steps.append(_lookup(recipe, scope, label))
    if recipe.take is not None:
        steps.append(_TAKES[recipe.take])
    if recipe.join is not None:
        between = recipe.join
        steps.append(lambda items, row: [between.join(map(as_text, items))] if items else [])
    if recipe.decimal is not None or recipe.scale is not None:
        steps.append(_number(recipe, label))
    if recipe.has is not None:
        found = re.compile(recipe.has)
        steps.append(lambda items, row: [any(found.search(as_text(item)) for item in items)])
    return steps


_TAKES: dict[str, Step] = {
    "first": lambda items, row: items[:1],
    "last": lambda items, row: items[-1:],
    "rest": lambda items, row: items[1:],
}


def _split(recipe: Recipe, blank: frozenset[str]) -> Step:
    separator = re.compile(recipe.split) if recipe.split is not None else None
    outer = (recipe.strip or "") + " \t\n\r\u00a0"
    dropped = re.compile(recipe.drop) if recipe.drop is not None else None

    def step(items: Items, row: Row) -> Items:
        result = []
        for item in items:
            text = as_text(item)
            for piece in separator.split(text) if separator else [text]:
                kept = (piece or "").strip(outer)
                if kept and folded(kept) not in blank and not (dropped and dropped.fullmatch(kept)):
                    result.append(kept)
        return result

    return step


def _rewrite(pairs: Sequence[tuple[str, str]]) -> Step:
    compiled = [(re.compile(pattern), templates.parse(template)) for pattern, template in pairs]

    def one(item: Any, row: Row) -> Any:
        text = as_text(item)
        for pattern, template in compiled:
            if match := pattern.fullmatch(text):
                return template.filled(_finder(text, row, match))
        return item

    return lambda items, row: [value for item in items if (value := one(item, row)) != ""]


def _match(recipe: Recipe, label: str | None) -> Step:
    whole = re.compile(recipe.pattern) if recipe.pattern is not None else None
    sought = re.compile(recipe.find) if recipe.find is not None else None
    template = templates.parse(recipe.text) if recipe.text is not None else None
    if whole is not None and template is None:
        return _whole_match(whole, label)

    def given(match: re.Match[str] | None, text: str, row: Row) -> str:
        if template is not None:
            plain = template.filled_plainly(row.names) if match is None else None
            return plain if plain is not None else template.filled(_finder(text, row, match))
        if match is None:
            return text
        return (match[1] if match.re.groups == 1 else match[0]) or ""

    def step(items: Items, row: Row) -> Items:
        result = []
        for item in items:
            text = as_text(item)
            if sought is not None:
                matches: Sequence[re.Match[str] | None] = list(sought.finditer(text))
            elif whole is None:
                matches = [None]
            elif (match := whole.fullmatch(text)) is not None:
                matches = [match]
            else:
                _report_form(row, label, whole, text)
                continue
            result += [value for match in matches if (value := given(match, text, row))]
        return result

    return step


def _whole_match(whole: re.Pattern[str], label: str | None) -> Step:
    """The commonest of all steps: an identifier of a known form."""
    group = 1 if whole.groups == 1 else 0

    def step(items: Items, row: Row) -> Items:
        result = []
        for item in items:
            text = as_text(item)
            match = whole.fullmatch(text)
            if match is None:
                _report_form(row, label, whole, text)
            elif value := match[group]:
                result.append(value)
        return result

    return step


def _report_form(row: Row, label: str | None, form: re.Pattern[str], text: str) -> None:
    remedy = f"It must look like this: {form.pattern}. Correct the cell or the mapping's pattern."
    row.report(label, "does not have the form that the mapping expects", remedy, text)


def _finder(text: str, row: Row, match: re.Match[str] | None) -> templates.Find:
    def find(name: str) -> Any:
        if name == "value":
            return text
        if match is not None:
            if name.isdigit():
                return match[int(name)]
            if name in match.re.groupindex:
                return match[name]
        return named(row, name)

    return find


def named(row: Row, name: str) -> Any:
    """The value that a placeholder of this name has in a row."""
    if name in row.names:
        return row.names[name]
    if name == "row":
        return row.index + 1
    if name == "sheet":
        return row.layout.table.sheet
    return row.layout.table.file if name == "file" else ""


def _lookup(recipe: Recipe, scope: Scope, label: str | None) -> Step:
    given = recipe.lookup
    if isinstance(given, str):
        words, where = scope.lookups[given], f'the lookup "{given}" of the mapping'
    else:
        words, where = folded_words(given or {}), "the lookup of this column in the mapping"
    unknown = recipe.unknown

    def step(items: Items, row: Row) -> Items:
        result: Items = []
        for item in items:
            text = as_text(item)
            meaning = words.get(folded(text))
            if meaning is not None:
                result += meaning if isinstance(meaning, list) else [meaning] if meaning != "" else []
            elif unknown == "keep":
                result.append(item)
            elif unknown == "refuse":
                known = quoted(list(words))
                remedy = f"Correct the cell, or add the word to {where}. It knows {known}."
                row.report(label, "is not a word that the mapping knows", remedy, text)
        return result

    return step


def folded_words(words: Mapping[str, str | list[str]]) -> Words:
    """A lookup by folded words."""
    return {folded(word): meaning for word, meaning in words.items()}


def _number(recipe: Recipe, label: str | None) -> Step:
    factor = recipe.scale if recipe.scale is not None else 1.0

    def step(items: Items, row: Row) -> Items:
        result: Items = []
        for item in items:
            text = as_text(item)
            plain = text.replace(".", "").replace(",", ".") if recipe.decimal else text
            try:
                result.append(float(plain.replace(" ", "")) * factor)
            except ValueError:
                remedy = "Give a number, or extract it in the mapping with a pattern."
                row.report(label, "is not a number", remedy, text)
        return result

    return step


def label_of(recipe: Recipe, layout: Layout) -> str | None:
    """What to call the place that a recipe takes its value from when speaking to people."""
    if recipe.first_of:
        return next(filter(None, (label_of(one, layout) for one in recipe.first_of)), None)
    name = recipe.column or (recipe.columns[0] if recipe.columns else None)
    index = layout.column(name) if name else None
    return None if index is None else layout.shown_label(index)
