"""Parts of records gathered from rows and sheets, and made into statements when all have been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement
from ecliptic.share.mapping.wording import folded, text_of
from ecliptic.share.rows import Place, statement_from
from ecliptic.vocabulary import Record

Repeats = Literal["refuse", "merge", "number"]
Key = tuple[str, str, str]


@dataclass(slots=True)
class Gathered:
    """What is known so far of one record."""

    kind: type[Record]
    values: dict[str, Any]
    envelope: dict[str, Any]
    place: Place


class Gathering:
    """The records of a file while its tables are read."""

    def __init__(self) -> None:
        self._records: dict[Key, Gathered] = {}
        self._counts: dict[Key, int] = {}

    def add(self, part: Gathered, repeats: Repeats) -> list[Problem]:
        """Add a record or a part of one; problems where it does not fit what is there."""
        identifier, publisher = part.values.get("id", ""), part.envelope.get("publisher", "")
        key = part.kind.kind, text_of(identifier), str(publisher)
        known = self._records.get(key)
        if known is None:
            self._records[key] = part
            return []
        if repeats == "merge":
            return list(_merged(known, part))
        if repeats == "number":
            self._add_numbered(key, part)
            return []
        return [_repeated(known, part, key[1])]

    def statements(self) -> Iterator[tuple[Statement | None, list[Problem]]]:
        """Each record made into a statement, with what is wrong with it."""
        for part in self._records.values():
            yield statement_from(part.kind, part.values, part.envelope, part.place)

    def _add_numbered(self, key: Key, part: Gathered) -> None:
        kind, identifier, publisher = key
        number = self._counts.get(key, 1)
        while key in self._records:
            number += 1
            key = kind, f"{identifier} {number}", publisher
        self._counts[kind, identifier, publisher] = number
        part.values["id"] = key[1]
        self._records[key] = part


def _merged(known: Gathered, part: Gathered) -> Iterator[Problem]:
    """Fill one record from another part of it; warnings where they differ."""
    yield from _filled(known.values, part.values, part.place, known.place.row)
    if part.envelope is not known.envelope:
        # Rows share their envelope until one of them needs another.
        known.envelope = {name: list(v) if isinstance(v, list) else v for name, v in known.envelope.items()}
        yield from _filled(known.envelope, part.envelope, part.place, known.place.row)


def _filled(
    known: dict[str, Any], more: Mapping[str, Any], place: Place, row: int | None
) -> Iterator[Problem]:
    for name, value in more.items():
        if value in ("", None, []):
            continue
        have = known.get(name)
        if have in ("", None, []):
            known[name] = value
        elif isinstance(have, list):
            have.extend(item for item in (value if isinstance(value, list) else [value]) if item not in have)
        elif have != value and folded(text_of(have)) != folded(text_of(value)):
            if name == "unverified":
                known[name] = True
                continue
            first = " ".join(text_of(have).split())
            message = f'is said differently from the first time ("{first}"), which is kept'
            remedy = f"Make both equal; the first stands in row {row}." if row else "Make both equal."
            yield place.problem(name, message, remedy, text_of(value), "warning")


def _repeated(known: Gathered, part: Gathered, identifier: str) -> Problem:
    first = known.place
    sheet = f" of sheet {first.sheet}" if first.sheet and first.sheet != part.place.sheet else ""
    return part.place.problem(
        "id",
        f"comes again; it stands in row {first.row}{sheet} already",
        'Give each an identifier of its own, or set repeats = "merge" in the mapping if they are one thing.',
        identifier,
    )
