"""Parts of records gathered from rows and sheets, and made into statements when all have been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement
from ecliptic.share.mapping.wording import as_text, folded
from ecliptic.share.rows import Place, statement_from
from ecliptic.vocabulary import Record

Repeats = Literal["refuse", "merge", "number"]
Key = tuple[str, str, str]


@dataclass(slots=True)
class Gathered:
    """What is known so far of one record."""

    kind: type[Record]
    values: dict[str, Any]
    envelope: Mapping[str, Any]
    place: Place


class Gathering:
    """The records of a file while its tables are read."""

    def __init__(self) -> None:
        self._records: dict[Key, Gathered] = {}
        self._counts: dict[Key, int] = {}

    def add(self, part: Gathered, repeats: Repeats) -> list[Problem]:
        """Add a record or a part of one; problems where it does not fit what is there."""
        identifier, publisher = part.values.get("id", ""), part.envelope.get("publisher", "")
        key = part.kind.kind, as_text(identifier), str(publisher)
        known = self._records.get(key)
        if known is None:
            self._records[key] = part
            return []
        if repeats == "merge":
            return _merged(known, part)
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


def _merged(known: Gathered, part: Gathered) -> list[Problem]:
    """Fill one record from another part of it; warnings where they differ."""
    problems: list[Problem] = []
    _fill(known.values, part.values, known.place, part.place, problems)
    if part.envelope is not known.envelope and part.envelope != known.envelope:
        # Rows share their envelope until one of them needs another.
        own = {name: list(v) if isinstance(v, list) else v for name, v in known.envelope.items()}
        _fill(own, part.envelope, known.place, part.place, problems)
        known.envelope = own
    return problems


def _fill(
    known: dict[str, Any], more: Mapping[str, Any], first: Place, place: Place, problems: list[Problem]
) -> None:
    for name, value in more.items():
        have = known.get(name)
        if have is None:
            known[name] = value
        elif type(have) is list:
            have.extend(item for item in value if item not in have)
        elif have is not value and have != value:
            if name == "unverified":
                known[name] = True
            elif folded(as_text(have)) != folded(as_text(value)):
                problems.append(_differing(name, have, value, first, place))


def _differing(name: str, have: Any, value: Any, first: Place, place: Place) -> Problem:
    said = " ".join(as_text(have).split())
    message = f'is said differently from the first time ("{said}"), which is kept'
    remedy = f"Make both equal; the first stands in row {first.row}."
    return place.problem(name, message, remedy, as_text(value), "warning")


def _repeated(known: Gathered, part: Gathered, identifier: str) -> Problem:
    first = known.place
    sheet = f" of sheet {first.sheet}" if first.sheet and first.sheet != part.place.sheet else ""
    return part.place.problem(
        "id",
        f"comes again; it stands in row {first.row}{sheet} already",
        'Give each an identifier of its own, or set repeats = "merge" in the mapping if they are one thing.',
        identifier,
    )
