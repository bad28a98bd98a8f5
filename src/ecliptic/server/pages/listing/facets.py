"""Ways to tell the things of a kind apart: for each value the things that have it, as the bits of a number.

Numbers of any length are how the language does set arithmetic fastest: the things that fit several choices,
and how many they are, take microseconds for tens of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecliptic.roadmap import Statement
from ecliptic.vocabulary import FieldSpec, Record

MOST_VALUES = 60
"""A field with more values than this divides nothing."""
_MOST_WORDINGS = 20
_LEAST_SHARED = 3
NOT_STATED = ""

RESERVED = frozenset(
    ("q", "sort", "page", "size", "as_of", "edition", "publisher", "firmness", "freshness", "verified")
) | {"visibility"}

Values = Callable[[Statement], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to tell things apart."""

    name: str
    """Its name in addresses."""
    title: str
    bits: Mapping[str, int]
    """The things that have each value; the value is empty for those of which it is not stated."""
    target: str | None = None
    """Kind of the things that the values identify."""


def parameter(field: str) -> str:
    """The name of a field in addresses, where some words mean something already."""
    return f"of_{field}" if field in RESERVED else field


def title_of(spec: FieldSpec) -> str:
    """What a field is called in running text, without its unit."""
    unit = f"_{spec.unit}".lower().replace("/", "_") if spec.unit else ""
    return spec.name.removesuffix(unit).replace("_", " ").replace("trl", "TRL")


def envelope_facets(statements: Sequence[Statement]) -> list[Facet]:
    """By publisher, firmness, verification and visibility."""
    size = len(statements)
    ways: tuple[tuple[str, str, Values, str | None], ...] = (
        ("publisher", "Publisher", lambda s: (s.envelope.publisher,), "organisation"),
        ("firmness", "Firmness", lambda s: (str(s.envelope.firmness or NOT_STATED),), None),
        ("verified", "Verification", lambda s: ("no" if s.envelope.unverified else "yes",), None),
        ("visibility", "Who may see it", lambda s: (str(s.envelope.visibility),), None),
    )
    made = []
    for name, title, values, target in ways:
        places = _places(statements, values, size)
        made.append(Facet(name, title, _as_bits(places or {}, size), target))
    return made


def field_facets(kind: type[Record], statements: Sequence[Statement]) -> list[Facet]:
    """By every field of the kind that has few values."""
    made = []
    for spec in kind.fields():
        if spec.name == "id" or (spec.type == "identifier" and not kind.any_refs):
            continue
        facet = _field_facet(spec, statements)
        if facet is not None and _tells_apart(facet, spec, len(statements)):
            made.append(facet)
    return made


def bits_of(positions: Iterable[int], size: int) -> int:
    """A number in which the bits at the positions are set."""
    marks = bytearray((size >> 3) + 1)
    for position in positions:
        marks[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(marks, "little")


def _field_facet(spec: FieldSpec, statements: Sequence[Statement]) -> Facet | None:
    if spec.type not in ("ref", "term", "boolean", "identifier", "text") or (
        spec.type == "text" and spec.many
    ):
        return None
    most = _MOST_WORDINGS if spec.type == "text" else MOST_VALUES
    places = _places(statements, _reader(spec), most)
    if places is None:
        return None
    title = title_of(spec).capitalize()
    return Facet(parameter(spec.name), title, _as_bits(places, len(statements)), spec.target)


def _reader(spec: FieldSpec) -> Values:
    name = spec.name

    def read(statement: Statement) -> Sequence[str]:
        value: Any = getattr(statement.record, name)
        if value is None or value == ():
            return (NOT_STATED,)
        if value is True or value is False:
            return ("yes" if value else "no",)
        return value if isinstance(value, tuple) else (str(value),)

    return read


def _places(statements: Sequence[Statement], values: Values, most: int) -> dict[str, list[int]] | None:
    """The positions at which each value stands; None where there are too many values."""
    found: dict[str, list[int]] = {}
    for position, statement in enumerate(statements):
        for value in values(statement):
            found.setdefault(value, []).append(position)
            if len(found) > most + 1:
                return None
    return found


def _as_bits(places: Mapping[str, Iterable[int]], size: int) -> dict[str, int]:
    return {value: bits_of(positions, size) for value, positions in places.items()}


def _tells_apart(facet: Facet, spec: FieldSpec, size: int) -> bool:
    stated = [value for value in facet.bits if value != NOT_STATED]
    if not stated or (len(stated) == 1 and NOT_STATED not in facet.bits):
        return False
    # Wordings divide things only where they return; references and terms are there to be chosen from.
    return spec.type != "text" or len(stated) * _LEAST_SHARED <= size
