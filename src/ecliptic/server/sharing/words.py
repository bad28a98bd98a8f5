"""What a statement says, in words that a person reads: names of fields, values, marks and dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ecliptic.roadmap import FieldChange, Roadmap, Statement
from ecliptic.server.sharing.preview import Entry
from ecliptic.share.cells import as_text
from ecliptic.share.rows import columns_of
from ecliptic.vocabulary import KINDS, FieldSpec, PlannedDate, Record

NOT_STATED = "not stated"
_TITLES = {
    "id": "Identifier",
    "stated_at": "Stated at",
    "stated_by": "Stated by",
    "as_of": "Holds as of",
    "sources": "Sources",
    "firmness": "Firmness",
    "visibility": "Who may see it",
    "narrowed": "Fields that fewer may see",
    "unverified": "Not found in a document †",
    "withdrawn": "Withdrawn",
    "trl_now": "TRL now",
    "trl_target": "TRL wanted",
    "url": "Address (URL)",
    "doi": "DOI",
    "cospar": "COSPAR",
    "ror": "ROR",
    "wikidata": "Wikidata",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in words."""

    title: str
    before: str
    after: str
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether it is told value by value: several before or after, of which some came or went."""
        return bool(self.gone or self.new)

    @property
    def was_empty(self) -> bool:
        """Whether nothing was stated."""
        return self.before == NOT_STATED

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be stated any more."""
        return self.after == NOT_STATED


def title_of(spec: FieldSpec) -> str:
    """What a field is called, with its unit."""
    name = _TITLES.get(spec.name)
    if name is None:
        unit = f"_{spec.unit}".lower().replace("/", "_") if spec.unit else ""
        plain = spec.name.removesuffix(unit).replace("_", " ")
        name = plain[:1].upper() + plain[1:]
    return f"{name} ({spec.unit})" if spec.unit and spec.unit != "TRL" else name


def kind_title(kind: str, *, plural: bool = False) -> str:
    """What a kind is called in running text."""
    return (KINDS[kind].plural if plural else kind).replace("-", " ")


def specs_of(kind: type[Record]) -> dict[str, FieldSpec]:
    """The fields of a kind's statements by name."""
    return {spec.name: spec for spec in columns_of(kind)}


def value_in_words(spec: FieldSpec, value: Any, roadmap: Roadmap) -> str:
    """A value as one reads it; things that are referred to by what they are called."""
    if value is None or value == () or value == {}:
        return NOT_STATED
    if spec.many:
        return "; ".join(_one(spec, item, roadmap) for item in value)
    return _one(spec, value, roadmap)


def meaning_of(date: PlannedDate) -> str:
    """The span of days that a vague date allows, in words."""
    first, last = (_day(day) for day in (date.earliest, date.latest))
    if first and last:
        span = f"on {first}" if first == last else f"{first} to {last}"
    else:
        span = f"{first} or later" if first else f"{last} or earlier"
    return f"{span}, about" if date.approximate else span


def differences_in_words(entry: Entry, roadmap: Roadmap) -> Iterator[Difference]:
    """What an entry changes, field by field."""
    specs = specs_of(type(entry.statement.record))
    for change in entry.fields:
        yield _difference(specs[change.field], change, roadmap)


def statement_in_words(statement: Statement, roadmap: Roadmap) -> Iterator[tuple[str, str]]:
    """The fields that a statement fills, with their titles."""
    for spec in statement.record.fields():
        value = getattr(statement.record, spec.name)
        if spec.name != "id" and value not in (None, ()):
            yield title_of(spec), value_in_words(spec, value, roadmap)


def _difference(spec: FieldSpec, change: FieldChange, roadmap: Roadmap) -> Difference:
    gone, new = (change.gone, change.new) if spec.many else ((), ())
    kept = tuple(value for value in change.after if value not in new) if spec.many else ()
    return Difference(
        title_of(spec),
        value_in_words(spec, change.before, roadmap),
        value_in_words(spec, change.after, roadmap),
        tuple(_one(spec, item, roadmap) for item in gone),
        tuple(_one(spec, item, roadmap) for item in kept),
        tuple(_one(spec, item, roadmap) for item in new),
    )


def _one(spec: FieldSpec, value: Any, roadmap: Roadmap) -> str:
    if spec.target is not None:
        label = roadmap.label(spec.target, value)
        return str(label) if str(value) in label else f"{label} ({value})"
    if spec.type == "marks":
        return "; ".join(f"{name.replace('_', ' ')}: {mark}" for name, mark in value.items())
    return str(value) if spec.many else as_text(spec, value)


def _day(day: Any) -> str:
    return "" if day is None else f"{day.day} {day:%B} {day.year}"
