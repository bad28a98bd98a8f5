"""Made-up records and statements of any kind, built from what the vocabulary says about its fields."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st

from ecliptic.roadmap import Envelope, Statement
from ecliptic.vocabulary import KINDS, FieldSpec, Firmness, PlannedDate, Record, Visibility, fields_of
from ecliptic.vocabulary.fields import IDENTIFIER_LENGTH, TEXT_LENGTH

# What breaks spreadsheets, CSV files, terminals and the people who write parsers for them.
NASTY = (
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'leading apostrophe",
    'quo"te',
    "a; b",
    "ends with a backslash\\",
    "\\;",
    "a,b",
    "line\nbreak",
    "tab\tbed",
    "_x0041_",
    "_x000D_",
    "&amp; <b>bold</b>",
    "]]>",
    "NULL",
    "None",
    "nan",
    "inf",
    "TRUE",
    "no",
    "1e5",
    "00012",
    "1/2",
    "2028-07",
    "#N/A",
    "#REF!",
    "[1]",
    "{}",
    "a\u00a0b",
    "\ufeffmarked",
    "\u200bzero width",
    "\u202eright to left",
    "e\u0301 decomposed",
    "🚀 to the 月",
    "http://example.org/?a=1&b=2",
    "# remark",
    "Meaning: none",
)
DATES = (
    "2028",
    "2028-07",
    "2028-07-04",
    "2028-Q3",
    "2028-H2",
    "early 2028",
    "late 2030s",
    "2030s",
    "2030/2032",
    "NET 2031-12",
    "NLT 2030",
    "about 2030",
    "FY2032 US",
    "FY2032 JP",
)
PUBLISHERS = ("NASA", "ESA", "JAXA", "ISECG")

_LETTERS = st.characters(
    exclude_categories=("Cs",),
    exclude_characters=[chr(c) for c in (*range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)],
)
_IDENTIFIER_PARTS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters=";\\|\u00a0\ufffe\uffff"
)


def texts(longest: int = 40) -> st.SearchStrategy[str]:
    """Any text that a record may hold, with a liking for those that go wrong."""
    plain = st.text(_LETTERS, max_size=longest).map(str.strip).filter(bool)
    return st.one_of(plain, st.sampled_from(NASTY))


def long_texts() -> st.SearchStrategy[str]:
    """Texts as long as a record may hold them."""
    return st.integers(TEXT_LENGTH - 3, TEXT_LENGTH).map(
        lambda length: ('x"; \\' * length)[: length - 1] + "y"
    )


def identifiers() -> st.SearchStrategy[str]:
    """Any identifier, mostly short ones as sources give them."""
    plain = st.from_regex(re.compile(r"[A-Z]{1,3}-[0-9]{1,3}( [LM])?"), fullmatch=True)
    strange = st.text(_IDENTIFIER_PARTS, max_size=IDENTIFIER_LENGTH).map(str.strip).filter(bool)
    return st.one_of(plain, plain, strange)


def planned_dates() -> st.SearchStrategy[PlannedDate]:
    """Vague dates in every form."""
    days = st.dates(date(1000, 1, 1)).map(date.isoformat)
    return st.one_of(st.sampled_from(DATES), days).map(PlannedDate.parse)


def instants() -> st.SearchStrategy[datetime]:
    """Instants with an offset, to the microsecond."""
    offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    zones = st.one_of(st.just(UTC), offsets)
    return st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001 - bounds are naive


@cache
def _limits(kind: type[Record]) -> dict[str, tuple[float | None, float | None]]:
    """Least and largest value of each number, as the schema of the kind says."""
    limits = {}
    for name, described in kind.model_json_schema()["properties"].items():
        forms = [described, *described.get("anyOf", []), described.get("items", {})]
        least = next((form["minimum"] for form in forms if "minimum" in form), None)
        largest = next((form["maximum"] for form in forms if "maximum" in form), None)
        limits[name] = least, largest
    return limits


def _numbers(kind: type[Record], spec: FieldSpec) -> st.SearchStrategy[Any]:
    least, largest = _limits(kind)[spec.name]
    if spec.type == "integer":
        return st.integers(None if least is None else int(least), None if largest is None else int(largest))
    return st.floats(least, largest, allow_nan=False, allow_infinity=False)


def _one(kind: type[Record], spec: FieldSpec) -> st.SearchStrategy[Any]:
    if spec.terms is not None:
        return st.sampled_from(list(spec.terms))
    if spec.name in kind.any_refs.values():
        return st.sampled_from(list(KINDS))
    # Some fields hold identifiers without being references; every identifier is a text as well.
    if spec.type in ("identifier", "ref") or spec.name in (*kind.any_refs, "also_known_as", "alternatives"):
        return identifiers()
    return {
        "text": texts(),
        "boolean": st.booleans(),
        "date": planned_dates(),
        "integer": _numbers(kind, spec) if spec.type == "integer" else st.nothing(),
        "number": _numbers(kind, spec) if spec.type == "number" else st.nothing(),
    }[spec.type]


@cache
def _values(kind: type[Record], spec: FieldSpec) -> st.SearchStrategy[Any]:
    one = _one(kind, spec)
    if spec.many:
        return st.lists(one, max_size=3).map(tuple)
    return one if spec.required else st.one_of(st.just(spec.default), one)


@cache
def records(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Records of one kind; each optional field is empty as often as not."""
    values = {spec.name: _values(kind, spec) for spec in fields_of(kind)}
    return st.fixed_dictionaries(values).map(kind.model_validate)


def envelopes(kind: type[Record] | None = None) -> st.SearchStrategy[Envelope]:
    """Envelopes; with a kind, some narrow who may see its fields."""
    fields = st.sampled_from(list(kind.model_fields)) if kind else st.nothing()
    return st.builds(
        Envelope,
        publisher=st.sampled_from(PUBLISHERS),
        version=st.integers(1, 3),
        stated_at=instants(),
        stated_by=st.none() | texts(),
        as_of=st.none() | planned_dates(),
        sources=st.lists(texts() | st.just("recalled, unverified"), max_size=2).map(tuple),
        firmness=st.none() | st.sampled_from(Firmness),
        visibility=st.sampled_from(Visibility),
        narrowed=st.dictionaries(fields, st.sampled_from(Visibility), max_size=2),
        unverified=st.booleans(),
        withdrawn=st.booleans(),
    )


@st.composite
def statements(draw: st.DrawFn, kind: type[Record] | None = None) -> Statement:
    """A statement of the kind, or of any."""
    chosen = kind or draw(st.sampled_from(list(KINDS.values())))
    return Statement(draw(records(chosen)), draw(envelopes(chosen)))


def statement_lists(kind: type[Record] | None = None, **sizes: int) -> st.SearchStrategy[list[Statement]]:
    """Statements that make a roadmap together: no two share kind, identifier, publisher and version."""
    return st.lists(statements(kind), unique_by=lambda statement: statement.key, **sizes)
