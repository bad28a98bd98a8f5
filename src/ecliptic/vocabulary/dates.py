"""Vague dates: plans say "2028", "late 2028" or "NET 2031-12", and mean a span of days.

A `PlannedDate` keeps the words and computes the first and last day that they allow. Where ISO 8601-2
(EDTF level 1) can say the same, `edtf` does.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

FORMS = (
    "2028, 2028-07, 2028-07-04, 2028-Q3, 2028-H2, early 2028, mid 2028, late 2028, 2030s, early 2030s, "
    "2030/2032, 2030/.., NET 2031-12 (not earlier), NLT 2030 (not later), about 2030, "
    "FY2032 US, FY2032 JP, FY2032 IN"
)

# No form is longer; without a limit a page of text would be searched for dates within dates.
LONGEST = 80

Span = tuple[date | None, date | None]

# First month of the fiscal year and whether that month lies in the year before the one it is named after.
_FISCAL_YEARS = {"US": (10, True), "JP": (4, False), "IN": (4, False), "UK": (4, False), "CA": (4, False)}
_PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_PARTS_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """A date as a plan states it, with the first and last day that the words allow.

    `earliest` or `latest` is None where the words leave that side open. "about" widens by one year
    each side.
    """

    text: str
    earliest: date | None
    latest: date | None
    approximate: bool = False

    @classmethod
    def parse(cls, text: str) -> PlannedDate:
        """Read a vague date; raises ValueError that lists the accepted forms."""
        return _parse(text)

    @property
    def edtf(self) -> str | None:
        """The same in ISO 8601-2 (EDTF level 1), or None for an undated span."""
        return _edtf(self)

    @property
    def sort_key(self) -> tuple[date, date]:
        """Orders dates by their first possible day, then the last; open sides sort outermost."""
        return self.earliest or date.min, self.latest or date.max

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "format": "planned-date",
            "description": f"A vague date: {FORMS}",
            "examples": ["2028", "2028-Q3", "NET 2031-12", "2030/2032", "FY2032 JP"],
        }


def _validate(value: Any) -> PlannedDate:
    if isinstance(value, PlannedDate):
        return value
    if isinstance(value, str):
        return _parse(value)
    if isinstance(value, date):
        return _parse(value.isoformat()[:10])
    message = f"{value!r} is not a date. Write it in one of these forms: {FORMS}"
    raise ValueError(message)


@lru_cache(maxsize=20_000)
def _parse(text: str) -> PlannedDate:
    words = " ".join(text.split()) if len(text) <= LONGEST else ""
    approximate = False
    core = words
    for prefix in ("about ", "c. ", "circa "):
        if core.lower().startswith(prefix):
            approximate, core = True, core[len(prefix) :]
    if core.endswith("~"):
        approximate, core = True, core[:-1]
    try:
        span = _span(core)
        span = _widened(span) if span and approximate else span
    except ValueError:
        # Impossible days such as 2028-02-30 and years outside 1..9999 end here too.
        span = None
    if span is None:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        message = f'"{shown}" is not a date. Write it in one of these forms: {FORMS}'
        raise ValueError(message)
    return PlannedDate(words, *span, approximate)


def _span(text: str) -> Span | None:
    if match := _BOUND.fullmatch(text):
        inner = _span(match["date"])
        if inner is None or None in inner:
            return None
        later = match["bound"].lower() in ("net", "from", "not earlier than")
        return (inner[0], None) if later else (None, inner[1])
    if match := _RANGE.fullmatch(text):
        return _range(match["first"].strip(), match["last"].strip())
    for pattern, reader in _READERS:
        if match := pattern.fullmatch(text):
            return reader(match)
    return None


def _range(first_text: str, last_text: str) -> Span | None:
    """From the first day of the one to the last day of the other; ".." leaves a side open, as in EDTF."""
    open_sides = (first_text == "..", last_text == "..")
    first = (None, None) if open_sides[0] else _span(first_text)
    last = (None, None) if open_sides[1] else _span(last_text)
    if first is None or last is None or all(open_sides):
        return None
    earliest, latest = first[0], last[1]
    if (earliest is None) is not open_sides[0] or (latest is None) is not open_sides[1]:
        return None
    if earliest is not None and latest is not None and earliest > latest:
        return None
    return earliest, latest


def _months(year: int, first: int, last: int) -> Span:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _read_day(match: re.Match[str]) -> Span:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _read_month(match: re.Match[str]) -> Span:
    return _months(int(match["y"]), int(match["m"]), int(match["m"]))


def _read_year(match: re.Match[str]) -> Span:
    return _months(int(match["y"]), 1, 12)


def _read_quarter(match: re.Match[str]) -> Span:
    quarter = int(match["q"])
    return _months(int(match["y"]), 3 * quarter - 2, 3 * quarter)


def _read_half(match: re.Match[str]) -> Span:
    half = int(match["h"])
    return _months(int(match["y"]), 6 * half - 5, 6 * half)


def _read_part_of_year(match: re.Match[str]) -> Span:
    return _months(int(match["y"]), *_PARTS_OF_YEAR[match["part"].lower()])


def _read_decade(match: re.Match[str]) -> Span:
    start = int(match["y"])
    first, last = _PARTS_OF_DECADE[match["part"].lower()] if match["part"] else (0, 9)
    return date(start + first, 1, 1), date(start + last, 12, 31)


def _read_fiscal_year(match: re.Match[str]) -> Span:
    month, before = _FISCAL_YEARS[match["country"].upper()]
    start = date(int(match["y"]) - before, month, 1)
    end_month = 12 if month == 1 else month - 1
    return start, date(start.year + 1, end_month, calendar.monthrange(start.year + 1, end_month)[1])


_BOUND = re.compile(
    r"(?P<bound>NET|NLT|from|by|not earlier than|not later than)\s+(?P<date>.+)", re.IGNORECASE
)
_RANGE = re.compile(r"(?P<first>[^/]+)/(?P<last>[^/]+)")
# ASCII digits only: `\d` alone also takes the digits of other scripts.
_YEAR = r"(?P<y>[0-9]{4})"
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Span]], ...] = (
    (re.compile(rf"{_YEAR}"), _read_year),
    (re.compile(rf"{_YEAR}-(?P<m>[0-9]{{2}})"), _read_month),
    (re.compile(rf"{_YEAR}-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})"), _read_day),
    (re.compile(rf"{_YEAR}-?Q(?P<q>[1-4])", re.IGNORECASE), _read_quarter),
    (re.compile(rf"{_YEAR}-?H(?P<h>[12])", re.IGNORECASE), _read_half),
    (re.compile(rf"(?P<part>early|mid|late)[ -]{_YEAR}", re.IGNORECASE), _read_part_of_year),
    (re.compile(r"(?:(?P<part>early|mid|late)[ -])?(?P<y>[0-9]{3}0)s", re.IGNORECASE), _read_decade),
    (re.compile(rf"FY{_YEAR} (?P<country>US|JP|IN|UK|CA)", re.IGNORECASE), _read_fiscal_year),
)


def _widened(span: Span) -> Span:
    earliest, latest = span
    return (
        None if earliest is None else _shifted(earliest, -1),
        None if latest is None else _shifted(latest, 1),
    )


def _shifted(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def _edtf(planned: PlannedDate) -> str | None:
    core = planned.text.removesuffix("~")
    if planned.approximate and re.fullmatch(
        r"(about |c\. |circa )?[0-9]{4}(-[0-9]{2}){0,2}", core, re.IGNORECASE
    ):
        return core.split(" ")[-1] + "~"
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", core):
        return core
    if planned.earliest is None and planned.latest is None:
        return None
    first = planned.earliest.isoformat() if planned.earliest else ".."
    last = planned.latest.isoformat() if planned.latest else ".."
    return f"{first}/{last}"
