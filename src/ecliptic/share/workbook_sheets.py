"""What a workbook of ours looks like: sheets, headers, drop-down lists, explanations."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.cells import NO, YES
from ecliptic.share.kind_tables import MEANING
from ecliptic.share.preamble import LISTS, MARKER, README
from ecliptic.share.rows import columns_of
from ecliptic.vocabulary import FieldSpec, Record, Term

Value = str | float | int | None

_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_WIDTHS = range(11, 47)
_SAMPLE = 200
_CHOOSE = "Choose from the list, or leave the cell empty if unknown."
YES_NO = "yes_or_no"
_OPTIONS = {
    # Text is text: a cell that begins with = must not run, and an address must stay as it was written.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
# The same statements must give the same bytes, whenever they are written.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format of documents knows no zones


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: what stands at its head, under it, and what may be chosen in its cells."""

    header: str
    meaning: str
    choices: str | None = None
    is_number: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table for people to fill."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Value]]
    frozen: int = 1
    """How many columns stay in sight when others are scrolled."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole workbook before it is written."""

    title: str
    introduction: Sequence[str]
    defaults: Mapping[str, tuple[Value, str]]
    """Envelope fields for rows that leave them empty, with what they mean."""
    sheets: Sequence[Sheet]
    marker: Sequence[Sequence[Value]]
    terms: Sequence[type[Term]] = field(default_factory=tuple)

    def to_bytes(self) -> bytes:
        """The workbook as an .xlsx file; raises DataProblemsError where something does not fit into one."""
        problems = [problem for sheet in self.sheets for problem in _misfits(sheet)]
        if problems:
            raise DataProblemsError(problems)
        return _Writer(self).write()


def sheet_column(spec: FieldSpec) -> SheetColumn:
    """The column of a field."""
    choices = None
    if spec.terms is not None and not spec.many:
        choices = choices_of(spec.terms)
    elif spec.type == "boolean":
        choices = YES_NO
    several = ' Several are separated by "; ".' if spec.many else ""
    required = " Required." if spec.required else ""
    return SheetColumn(
        header=f"{spec.name} [{spec.unit}]" if spec.unit else spec.name,
        meaning=f"{MEANING if spec.name == 'id' else ''}{spec.meaning}{several}{required}",
        choices=choices,
        is_number=spec.type in ("number", "integer") and not spec.many,
        required=spec.required,
    )


def terms_of(kinds: Iterable[type[Record]]) -> list[type[Term]]:
    """The lists of terms that these kinds use, each once."""
    terms = (spec.terms for kind in kinds for spec in columns_of(kind) if spec.terms is not None)
    return list(dict.fromkeys(terms))


def choices_of(terms: type[Term]) -> str:
    """The defined name of a list of terms."""
    return f"terms_{terms.__name__}"


class _Writer:
    """Writes one workbook."""

    def __init__(self, plan: Workbook) -> None:
        self._plan = plan
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, _OPTIONS)
        self._book.set_properties({"title": plan.title, "created": _CREATED})

    def write(self) -> bytes:
        self._readme()
        for sheet in self._plan.sheets:
            self._sheet(sheet)
        self._lists()
        marker = self._book.add_worksheet(MARKER)
        for index, row in enumerate(self._plan.marker):
            _write_row(marker, index, row)
        marker.very_hidden()
        self._book.close()
        return self._out.getvalue()

    def _readme(self) -> None:
        page = self._book.add_worksheet(README)
        page.set_column(0, 0, 22, self._format(valign="top"))
        page.set_column(1, 1, 34, self._format(valign="top", num_format="@"))
        page.set_column(2, 2, 80, self._format(valign="top", text_wrap=True))
        page.write_string(0, 0, self._plan.title, self._format(bold=True, font_size=16))
        row = 2
        for line in self._plan.introduction:
            page.write_string(row, 0, line)
            row += 1
        row = self._defaults(page, row + 1)
        self._glossary(page, row + 1)
        page.hide_gridlines(2)

    def _defaults(self, page: Worksheet, start: int) -> int:
        page.write_string(start, 0, "For rows that leave these columns empty", self._heading)
        frame = self._format(border=1, border_color="#8EA9DB", num_format="@", valign="top")
        rows = range(start + 1, start + 1 + len(self._plan.defaults))
        for row, (name, (value, meaning)) in zip(rows, self._plan.defaults.items(), strict=True):
            page.write_string(row, 0, name, self._format(bold=True, valign="top"))
            page.write(row, 1, value, frame)
            page.write_string(row, 2, meaning)
        return rows.stop

    def _glossary(self, page: Worksheet, row: int) -> None:
        for terms in self._plan.terms:
            page.write_string(row, 0, f"Terms: {terms.__name__}", self._heading)
            for term in terms:
                row += 1
                page.write_string(row, 1, term.value)
                page.write_string(row, 2, term.meaning)
            row += 2

    def _sheet(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _width(sheet, at), self._body(column))
            self._restrict(page, at, column)
        page.set_row(1, 62)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.header, self._head(column))
        for at, column in enumerate(sheet.columns):
            page.write_string(1, at, column.meaning, self._meaning)
        formats = [self._body(column) for column in sheet.columns]
        for index, row in enumerate(sheet.rows, 2):
            _write_row(page, index, row, formats)
        # Identifiers such as 0101 are texts on purpose, and need no warning in each cell.
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{_MOST_ROWS}"})
        page.freeze_panes(2, sheet.frozen)
        page.set_landscape()
        page.repeat_rows(0)
        page.set_tab_color("#1F3864" if sheet.rows else "#BFBFBF")

    def _restrict(self, page: Worksheet, at: int, column: SheetColumn) -> None:
        if column.choices is None:
            return
        rule = {
            "validate": "list",
            "source": f"={column.choices}",
            "error_title": "Not in the list",
            "error_message": _CHOOSE,
        }
        page.data_validation(2, at, _MOST_ROWS - 1, at, rule)

    def _lists(self) -> None:
        page = self._book.add_worksheet(LISTS)
        lists = {choices_of(terms): [term.value for term in terms] for terms in self._plan.terms}
        lists[YES_NO] = [YES, NO]
        for at, (name, values) in enumerate(lists.items()):
            letter = xlsxwriter.utility.xl_col_to_name(at)
            self._book.define_name(name, f"={LISTS}!${letter}$2:${letter}${len(values) + 1}")
        # Rows must come in order, because the file is written as it goes.
        _write_row(page, 0, list(lists))
        for index, row in enumerate(zip_longest(*lists.values()), 1):
            _write_row(page, index, row)
        page.hide()

    # --- looks ------------------------------------------------------------------------------------

    def _format(self, **properties: Any) -> Format:
        return self._book.add_format(properties)

    @cached_property
    def _heading(self) -> Format:
        return self._format(bold=True, font_color="#1F3864")

    @cached_property
    def _meaning(self) -> Format:
        return self._format(
            italic=True, font_color="#595959", font_size=9, text_wrap=True, valign="top", bottom=1
        )

    @cached_property
    def _heads(self) -> dict[bool, Format]:
        colours = {True: "#1F3864", False: "#2F75B5"}
        look = {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
        return {required: self._format(**look, bg_color=colour) for required, colour in colours.items()}

    def _head(self, column: SheetColumn) -> Format:
        return self._heads[column.required]

    @cached_property
    def _bodies(self) -> dict[bool, Format]:
        # A text cell stays as typed; elsewhere 2028-07 would become the first of July.
        return {True: self._format(valign="top"), False: self._format(valign="top", num_format="@")}

    def _body(self, column: SheetColumn) -> Format:
        return self._bodies[column.is_number]


def _width(sheet: Sheet, at: int) -> int:
    """Wide enough for the head and for most of what stands below it."""
    lengths = sorted(len(str(row[at])) for row in sheet.rows[:_SAMPLE] if row[at] is not None)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    return min(max(len(sheet.columns[at].header) + 2, usual + 1, _WIDTHS.start), _WIDTHS.stop)


def _misfits(sheet: Sheet) -> Iterator[Problem]:
    remedy = "Write a package or JSON file instead."
    if len(sheet.rows) + 2 > _MOST_ROWS:
        message = f"has {len(sheet.rows):,} rows, more than a spreadsheet can hold"
        yield Problem(message, remedy, sheet=sheet.name)
    for index, row in enumerate(sheet.rows):
        for at, value in enumerate(row):
            if isinstance(value, str) and _is_too_long(value):
                column = sheet.columns[at].header
                message = f"is longer than the {_LONGEST_CELL:,} characters of a spreadsheet cell"
                yield Problem(message, remedy, sheet=sheet.name, row=index + 3, column=column, value=value)


def _is_too_long(value: str) -> bool:
    # Excel counts UTF-16 units, of which some letters take two.
    return len(value) * 2 > _LONGEST_CELL and len(value.encode("utf-16-le")) // 2 > _LONGEST_CELL


def _write_row(
    page: Worksheet, index: int, row: Sequence[Value], formats: Sequence[Format] | None = None
) -> None:
    for at, value in enumerate(row):
        look = formats[at] if formats else None
        if isinstance(value, str):
            page.write_string(index, at, value, look)
        elif value is not None:
            page.write_number(index, at, value, look)
