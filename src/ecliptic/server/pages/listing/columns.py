"""Which columns a list has: what the vocabulary requires or expects of the kind, where somebody states it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ecliptic.roadmap import Statement
from ecliptic.vocabulary import KINDS, FieldSpec

MOST_COLUMNS = 4
_LONG_WORDS = 42
_LOOKED_AT = 200
_NAMES = frozenset({"id", "name", "title"})


@dataclass(frozen=True, slots=True)
class Shown:
    """The fields that a list shows: in columns, and in words under the name."""

    columns: tuple[FieldSpec, ...]
    words: FieldSpec | None


def shown_fields(kind: str, statements: Sequence[Statement]) -> Shown:
    """The fields to show: required ones first, then the expected ones that somebody states."""
    looked_at = statements[:: max(1, len(statements) // _LOOKED_AT)]
    columns: list[FieldSpec] = []
    words: FieldSpec | None = None
    for spec in _candidates(kind):
        values = [v for s in looked_at if (v := getattr(s.record, spec.name)) not in (None, ())]
        if not values:
            continue
        if spec.type == "text" and sum(len(str(v)) for v in values) > _LONG_WORDS * len(values):
            words = words or spec
        elif len(columns) < MOST_COLUMNS:
            columns.append(spec)
    return Shown(tuple(columns), words)


@lru_cache(maxsize=64)
def _candidates(kind: str) -> tuple[FieldSpec, ...]:
    return tuple(_in_turn(kind))


def _in_turn(kind: str) -> Iterator[FieldSpec]:
    record = KINDS[kind]
    by_name = {spec.name: spec for spec in record.fields() if spec.name not in _NAMES}
    # The kind of what is referred to is told by the link itself.
    hidden = set(record.any_refs.values())
    wanted = [name for name, spec in by_name.items() if spec.required]
    # Of fields that stand for one another the first is shown; the thing's own page has them all.
    wanted += [group[0] for group in record.expected]
    wanted += [name for name, spec in by_name.items() if spec.type in ("ref", "term") and not spec.many]
    for name in dict.fromkeys(wanted):
        if name in by_name and name not in hidden:
            yield by_name[name]
