"""Parts of records gathered from rows and sheets, and made into statements when all have been read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement
from ecliptic.share.mapping.wording import as_text, folded
from ecliptic.share.rows import Place, statement_from
from ecliptic.vocabulary import Record

Repeats = Literal["refuse", "merge", "number", "restate"]
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
        self._restated: list[Gathered] = []

    def add(
        self,
        kind: type[Record],
        values: dict[str, Any],
        envelope: Mapping[str, Any],
        repeats: Repeats,
        place: Callable[[], Place],
    ) -> list[Problem] | None:
        """Add a record or a part of one; problems where it does not fit what is there."""
        identifier = as_text(values.get("id", ""))
        key = kind.kind, identifier, envelope.get("publisher", "")
        known = self._records.get(key)
        if known is None:
            self._records[key] = Gathered(kind, values, envelope, place())
            return None
        if repeats == "merge":
            return _merged(known, values, envelope, place)
        if repeats == "number":
            self._add_numbered(key, Gathered(kind, values, envelope, place()))
            return None
        if repeats == "restate":
            self._add_restated(key, Gathered(kind, values, envelope, place()))
            return None
        return [_repeated(known, place(), identifier)]

    def statements(self) -> Iterator[tuple[Statement | None, Place, list[Problem]]]:
        """Each record made into a statement, with its place and what is wrong with it."""
        for part in chain(self._records.values(), self._restated):
            statement, problems = statement_from(part.kind, part.values, part.envelope, part.place)
            yield statement, part.place, problems

    def _add_numbered(self, key: Key, part: Gathered) -> None:
        kind, identifier, publisher = key
        number = self._counts.get(key, 1)
        while key in self._records:
            number += 1
            key = kind, f"{identifier} {number}", publisher
        self._counts[kind, identifier, publisher] = number
        part.values["id"] = key[1]
        self._records[key] = part

    def _add_restated(self, key: Key, part: Gathered) -> None:
        self._counts[key] = self._counts.get(key, 1) + 1
        part.envelope = {**part.envelope, "version": self._counts[key]}
        self._restated.append(part)


def _merged(
    known: Gathered, values: Mapping[str, Any], envelope: Mapping[str, Any], place: Callable[[], Place]
) -> list[Problem]:
    """Fill one record from another part of it; warnings where they differ."""
    differing = _fill(known.values, values)
    if envelope is not known.envelope and envelope != known.envelope:
        # Rows share their envelope until one of them needs another.
        own = {name: list(v) if isinstance(v, list) else v for name, v in known.envelope.items()}
        differing += _fill(own, envelope)
        known.envelope = own
    return [_differing(name, have, value, known.place, place()) for name, have, value in differing]


def _fill(known: dict[str, Any], more: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Fill one dictionary from another; what both say differently."""
    differing = []
    for name, value in more.items():
        have = known.get(name)
        if have is None:
            known[name] = value
        elif type(have) is list:
            for item in value:
                if item not in have:
                    have.append(item)
        elif have is not value and have != value:
            if name == "unverified":
                known[name] = True
            elif folded(as_text(have)) != folded(as_text(value)):
                differing.append((name, have, value))
    return differing


def _differing(name: str, have: Any, value: Any, first: Place, place: Place) -> Problem:
    said = " ".join(as_text(have).split())
    message = f'is said differently from the first time ("{said}"), which is kept'
    remedy = f"Make both equal; the first stands in row {first.row}."
    return place.problem(name, message, remedy, as_text(value), "warning")


def _repeated(known: Gathered, place: Place, identifier: str) -> Problem:
    first = known.place
    sheet = f" of sheet {first.sheet}" if first.sheet and first.sheet != place.sheet else ""
    return place.problem(
        "id",
        f"comes again; it stands in row {first.row}{sheet} already",
        'Give each an identifier of its own, or set repeats = "merge" in the mapping if they are one thing.',
        identifier,
    )
