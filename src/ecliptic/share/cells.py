"""What stands in a cell of a spreadsheet or CSV file, and the value of a field that it means.

Lists stand in one cell, separated by "; "; a semicolon or backslash within an item is written with a
backslash before it. Truth is yes or no; true, false, 1 and 0 are read too, a cross is not, for it may mean
either. Dates stand as they were said. Whatever is written here is read back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ecliptic.vocabulary import FieldSpec, PlannedDate, Term

Read = Callable[[Any], Any]
"""Turns what a cell holds into something that validation judges; "" or () where there is nothing."""

YES, NO = "yes", "no"
SEPARATOR = "; "

_ESCAPE = re.compile(r"([\\;])")
# An item ends at a semicolon that no backslash escapes.
_ITEM = re.compile(r"((?:\\.|[^\\;]|\\$)*)(?:;|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;])")
# Spreadsheets hold every number as a double, and xlsxwriter writes 16 of its digits.
_LARGEST_EXACT_INTEGER = 2**53
_LARGEST_PLAIN_NUMBER = 1e15
_YEARS = range(1000, 10_000)


# --- writing --------------------------------------------------------------------------------------


def as_text(spec: FieldSpec, value: Any) -> str:
    """A field's value as the text of a cell; empty where there is none."""
    if value is None:
        return ""
    write = _WRITERS.get(spec.type, str)
    if spec.many:
        return joined(write(item) for item in value)
    return write(value)


def as_cell(spec: FieldSpec, value: Any) -> str | float | int | None:
    """A field's value as a spreadsheet cell: a number where the cell can hold it exactly, else text."""
    if value is None or value == ():
        return None
    if spec.type in ("number", "integer") and not spec.many and _fits(value):
        number: float = value
        return number
    return as_text(spec, value) or None


def joined(items: Iterable[str]) -> str:
    """Several texts in one cell."""
    return SEPARATOR.join(_ESCAPE.sub(r"\\\1", item) for item in items)


def _fits(value: float) -> bool:
    if isinstance(value, int):
        return abs(value) <= _LARGEST_EXACT_INTEGER
    return float(f"{value:.16G}") == value


def _write_number(value: float) -> str:
    value = float(value)
    if value.is_integer() and abs(value) < _LARGEST_PLAIN_NUMBER:
        # Minus zero is the one whole number that an integer cannot show.
        return str(int(value)) if value or str(value) == "0.0" else "-0"
    return repr(value)


def _write_boolean(value: bool) -> str:
    return YES if value else NO


def _write_instant(value: datetime) -> str:
    return value.isoformat().removesuffix("+00:00") + ("Z" if value.utcoffset() == timedelta() else "")


def _write_marks(value: Mapping[str, str]) -> str:
    return joined(f"{field}: {visibility}" for field, visibility in value.items())


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": _write_number,
    "integer": str,
    "boolean": _write_boolean,
    "date": str,
    "day": date.isoformat,
    "instant": _write_instant,
    "marks": _write_marks,
}


# --- reading --------------------------------------------------------------------------------------


def reader_for(spec: FieldSpec) -> Read:
    """The function that reads cells of this field.

    It takes what CSV, spreadsheets and JSON give: texts, numbers, truth values, dates, lists. What it cannot
    make sense of it passes on, so that validation says what is wrong, in the same words for every format.
    """
    one = _term_reader(spec.terms) if spec.terms is not None else _READERS[spec.type]
    return _list_reader(one, spec.type != "text") if spec.many else one


def split(cell: str) -> list[str]:
    """The texts that `joined` put into one cell, without empty ones."""
    if "\\" not in cell:
        items = cell.split(";")
    else:
        # A backslash before anything else is taken as it stands: people write paths and formulas.
        items = [_ESCAPED.sub(r"\1", item.strip()) for item in _ITEM.findall(cell)]
    return [item for item in map(str.strip, items) if item]


class NotRead:
    """Something found in a cell that means nothing to the field; shows itself as it was written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def read_text(value: Any) -> Any:
    """Text without outer white space and with plain line ends; a number or date as a spreadsheet shows it."""
    if type(value) is not str:
        return _shown(value)
    return _with_plain_ends(value.strip())


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, int | time | timedelta):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _read_identifier(value: Any) -> Any:
    if type(value) is not str:
        return _shown(value)
    return value.replace("\u00a0", " ").strip()


def _read_number(value: Any) -> Any:
    if isinstance(value, bool):
        # Python counts with truth values; people do not.
        return NotRead(str(value).upper())
    if type(value) is float and 0 < abs(value) < _LARGEST_PLAIN_NUMBER and value.is_integer():
        # Spreadsheets give every number with a fraction; whoever typed 5 must not be told of 5.0.
        return int(value)
    return value.strip() if type(value) is str else value


def _read_boolean(value: Any) -> Any:
    return value.strip().lower() if type(value) is str else value


def _read_date(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and value in _YEARS:
        return str(int(value))
    # A whole number beyond the years is a day count that lost its date format, which only its owner knows.
    return value if isinstance(value, PlannedDate) else read_text(value)


def _read_day(value: Any) -> Any:
    text = _read_date(value)
    if not isinstance(text, str) or not text:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        return NotRead(text)


def _read_instant(value: Any) -> Any:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    text = read_text(value)
    if not isinstance(text, str) or not text:
        return text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return NotRead(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read_marks(value: Any) -> Any:
    text = read_text(value)
    if not isinstance(text, str) or not text:
        return text
    marks = {}
    for item in split(text):
        field, colon, visibility = item.partition(":")
        if not colon:
            return NotRead(text)
        marks[field.strip()] = visibility.strip().lower()
    return marks


def _term_reader(terms: type[Term]) -> Read:
    exact = {term.value.casefold(): term for term in terms}

    def read(value: Any) -> Any:
        text = _read_identifier(value)
        return exact.get(text.casefold(), text) if type(text) is str else text

    return read


def _list_reader(one: Read, are_identifiers: bool) -> Read:
    def read(value: Any) -> Any:
        if type(value) is str:
            return identifiers(value) if are_identifiers else tuple(split(_with_plain_ends(value)))
        items = value if isinstance(value, list | tuple) else [value]
        return tuple([item for item in map(one, items) if item is not None and item != ""])

    def identifiers(cell: str) -> tuple[Any, ...]:
        # Identifiers hold neither line ends nor semicolons, so both part them.
        items = cell.replace("\u00a0", " ").replace("\n", ";").split(";")
        return tuple([item for item in map(one, items) if item])

    return read


_READERS: dict[str, Read] = {
    "text": read_text,
    "identifier": _read_identifier,
    "ref": _read_identifier,
    "term": _read_identifier,
    "number": _read_number,
    "integer": _read_number,
    "boolean": _read_boolean,
    "date": _read_date,
    "day": _read_day,
    "instant": _read_instant,
    "marks": _read_marks,
}
