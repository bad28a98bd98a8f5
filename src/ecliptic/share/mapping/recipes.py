"""Recipes made into functions: what a mapping says about one value, ready to be used on each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecliptic.errors import Problem, Severity
from ecliptic.share.mapping import templates
from ecliptic.share.mapping.layout import Layout
from ecliptic.share.mapping.model import Recipe
from ecliptic.share.mapping.wording import as_text, folded, quoted, text_of
from ecliptic.share.rows import printable
from ecliptic.share.tables import Cell

Items = list[Any]
Step = Callable[[Items, "Row"], Items]
Make = Callable[["Row"], Any]
"""Makes a value from a row: "" for nothing, one value, or a list of several."""
Words = Mapping[str, str | list[str]]
"""Meaning of each word, by the word as folded for comparison."""


@dataclass(slots=True)
class Row:
    """One row of a table, or one mark or heading of it, on its way to a record."""

    layout: Layout
    index: int
    cells: Sequence[Cell]
    names: dict[str, Any]
    """Values by name, for templates."""
    heading: str = ""
    mark: Cell = ""
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, label: str | None, message: str, remedy: str, value: Any = None, severity: Severity = "error"
    ) -> None:
        """Note that something is wrong here."""
        table = self.layout.table
        shown = printable(value)
        self.problems.append(
            Problem(message, remedy, table.file, table.sheet, self.index + 1, label, shown, severity)
        )


def has_error(problems: Sequence[Problem]) -> bool:
    """Whether any of these costs data."""
    return any(problem.severity == "error" for problem in problems)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a recipe can refer to besides the row."""

    layout: Layout
    lookups: Mapping[str, Words]
    blank: frozenset[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    """What the pattern of the sheet's name found."""
    texts: dict[str, str] = field(default_factory=dict)
    """Texts of cells that have been cleaned."""
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What recipes, by their identity, gave for texts of cells."""


def compile_recipe(recipe: Recipe, scope: Scope) -> Make:
    """The function that follows a recipe."""
    if recipe.first_of is not None:
        return _first_of([compile_recipe(one, scope) for one in recipe.first_of], recipe.default)
    source = _source(recipe, scope)
    steps = _steps(recipe, scope)
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


def label_of(recipe: Recipe, layout: Layout) -> str | None:
    """What to call the place that a recipe takes its value from when speaking to people."""
    if recipe.first_of:
        return next(filter(None, (label_of(one, layout) for one in recipe.first_of)), None)
    name = recipe.column or (recipe.columns[0] if recipe.columns else None)
    index = layout.column(name) if name else None
    return None if index is None else layout.shown_label(index)


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


# --- steps ----------------------------------------------------------------------------------------


def _steps(recipe: Recipe, scope: Scope) -> list[Step]:
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
            match = None
            if whole is not None:
                match = whole.fullmatch(text)
                if match is None:
                    remedy = (
                        f"It must look like this: {whole.pattern}. Correct the cell or the mapping's pattern."
                    )
                    row.report(label, "does not have the form that the mapping expects", remedy, text)
                    continue
            matches = [match] if sought is None else list(sought.finditer(text))
            result += [value for match in matches if (value := given(match, text, row))]
        return result

    return step


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
