"""What a mapping file may say: each key, its meaning, and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ecliptic.share.mapping import templates

Scalar = str | bool | int | float
LookupTable = dict[str, str | list[str]]

_LETTER_COLUMN = re.compile(r"@[A-Z]{1,3}")


def _is_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        message = f"is not a regular expression: {error}"
        raise ValueError(message) from error
    return pattern


def _from_column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Regex = Annotated[str, AfterValidator(_is_regex)]
Label = Annotated[str, Field(min_length=1)]
# TOML has lists only, which a strict tuple would refuse.
Rewriting = Annotated[tuple[Regex, str], Field(strict=False)]


class Part(BaseModel):
    """A part of a mapping file; closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, strict=True)


class Recipe(Part):
    """How one value is made: one source, then steps in a fixed order."""

    column: Label | None = None
    """A cell of the row."""
    columns: list[Label] | None = None
    """Several cells of the row."""
    constant: Scalar | list[Scalar] | None = None
    """The value itself."""
    heading: Literal[True] | None = None
    """The label of the matrix column."""
    mark: Literal[True] | None = None
    """The cell of the matrix."""
    first_of: list[AnyRecipe] | None = None
    """The first of these that gives a value."""
    split: Regex | None = None
    """Where to split the text into items."""
    strip: str | None = None
    """Characters removed from both ends of each item."""
    drop: Regex | None = None
    """Items left out."""
    rewrite: list[Rewriting] | None = None
    """Replacements of whole items."""
    pattern: Regex | None = None
    """What each item must match as a whole."""
    find: Regex | None = None
    """What is taken out of each item, wherever it stands."""
    text: str | None = None
    """Template of the value."""
    lookup: str | LookupTable | None = None
    """Meaning of each item."""
    unknown: Literal["refuse", "keep", "drop"] = "refuse"
    """What to do with an item that the lookup does not know."""
    take: Literal["first", "last", "rest"] | None = None
    """Which of the items."""
    join: str | None = None
    """What stands between items that are joined to one text."""
    decimal: Literal[","] | None = None
    """How the source writes decimals, where not with a point."""
    scale: float | None = Field(default=None, strict=False)
    """Factor of a number."""
    has: Regex | None = None
    """What must be found for the value to be yes."""
    default: Scalar | list[Scalar] | None = None
    """The value where there is none."""
    optional: bool = False
    """Whether the column may be missing."""
    blank: list[str] = []
    """Words that mean empty."""

    @property
    def parts(self) -> Iterator[Recipe]:
        """The recipe and those within it."""
        yield self
        for one in self.first_of or ():
            yield from one.parts

    @cached_property
    def columns_read(self) -> tuple[tuple[str, bool], ...]:
        """Each column that it reads, and whether that may be missing."""
        return tuple(
            (name, one.optional)
            for one in self.parts
            for name in (*([one.column] if one.column is not None else []), *(one.columns or []))
        )

    @cached_property
    def names_used(self) -> frozenset[str]:
        """Names that its templates refer to, other than their own groups."""
        names: set[str] = set()
        for one in self.parts:
            if one.text is not None:
                names |= _foreign_names(one.text, one.pattern or one.find)
            for rewriting, template in one.rewrite or ():
                names |= _foreign_names(template, rewriting)
        return frozenset(names - {"value"})


def _foreign_names(template: str, pattern: str | None) -> set[str]:
    own = set(re.compile(pattern).groupindex) if pattern is not None else set()
    return {name for name in templates.parse(template).names if name not in own and not name.isdigit()}


AnyRecipe = Annotated[Recipe, BeforeValidator(_from_column)]


class SkipRule(Part):
    """A rule for rows that make no record."""

    column: Label
    """Column that the rule looks at."""
    matches: Regex | None = None
    """Skip where the cell matches."""
    unless: Regex | None = None
    """Skip where it does not."""
    empty: bool | None = None
    """Skip where it is empty, or where it is not."""
    onwards: bool = False
    """Skip all later rows too."""
    reason: Label
    """Why."""


class Matrix(Part):
    """Which columns of a table form a matrix, and what may stand in it."""

    after: Label | None = None
    """Column left of it."""
    until: Label | None = None
    """Column right of it."""
    columns: Regex | None = None
    """What the labels of its columns match."""
    except_: list[Label] = Field(default=[], alias="except")
    """Labels of columns that do not belong to it."""
    marks: list[Label] | None = None
    """What may stand in a cell."""


class TableRule(Part):
    """How one table, or several of one layout, become records of one kind."""

    kind: str
    """Kind of record."""
    sheet: Label | None = None
    """Name of the sheet."""
    sheets: Regex | None = None
    """Pattern of the names of the sheets."""
    optional: bool = False
    """Whether the sheet may be missing."""
    header: list[Label] = []
    """Labels by which the header row is found."""
    header_lines: int = Field(default=1, ge=0, le=9)
    """Rows that the header takes."""
    first_row: int = Field(default=1, ge=1)
    """First row of a table without a header."""
    fill_down: list[Label] = []
    """Columns in which an empty cell means the same as the cell above."""
    blank: list[str] = []
    """Words that mean empty."""
    skip: list[SkipRule] = []
    """Rows that make no record."""
    let: dict[str, AnyRecipe] = {}
    """Named values."""
    fields: dict[str, AnyRecipe]
    """Fields of the record."""
    envelope: dict[str, AnyRecipe] = {}
    """Parts of the envelope that come from the table."""
    each: str = "row"
    """What one record is made from."""
    matrix: Matrix | None = None
    """Which columns form a matrix."""
    repeats: Literal["refuse", "merge", "number", "restate"] = "refuse"
    """What it means that an identifier comes again."""

    @cached_property
    def in_order(self) -> tuple[tuple[str, Recipe], ...]:
        """Values and fields, each after what it refers to; raises CycleError where that cannot be."""
        recipes = {**self.let, **self.fields}
        graph = {name: sorted(recipe.names_used & recipes.keys()) for name, recipe in recipes.items()}
        return tuple((name, recipes[name]) for name in TopologicalSorter(graph).static_order())

    @cached_property
    def names_used(self) -> frozenset[str]:
        """Names that any of its templates refer to."""
        recipes = (*self.let.values(), *self.fields.values(), *self.envelope.values())
        return frozenset().union(*(recipe.names_used for recipe in recipes))


class Recognition(Part):
    """What a file must hold to be taken for this layout."""

    sheets: list[Label] = []
    """Sheets that must be there."""
    without: list[Label] = []
    """Sheets that must not be there."""
    columns: list[Label] = []
    """Labels that must stand together in one row."""

    @property
    def conditions(self) -> int:
        """How much it asks for."""
        return len(self.sheets) + len(self.without) + len(self.columns)


class Ignored(Part):
    """Sheets that are left out on purpose."""

    sheets: Regex
    """Pattern of their names."""
    reason: Label
    """Why."""


class Mapping(Part):
    """How tables of somebody else's layout become statements."""

    title: Label
    """What it is for."""
    description: str = ""
    """For people who read the mapping."""
    source: str = ""
    """Document whose layout it describes."""
    recognise: Recognition | None = None
    """What a file must hold to be taken for this layout."""
    envelope: dict[str, Any] = {}
    """Plain values for the envelope of every statement."""
    blank: list[str] = []
    """Words that mean empty."""
    lookups: dict[str, LookupTable] = {}
    """Named tables of words."""
    ignore: list[Ignored] = []
    """Sheets that are left out on purpose."""
    tables: list[TableRule] = Field(min_length=1)
    """The tables, in order."""


def is_letter_column(name: str) -> bool:
    """Whether a column is named by its letter, such as @C."""
    return _LETTER_COLUMN.fullmatch(name) is not None
