"""What a field of a record is made of: identifiers, typed references, quantities with units, descriptions.

`fields_of` reads a record class and tells everything about its fields; file formats, templates, schemas
and reference pages are all made from that one description.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, GetCoreSchemaHandler, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.terms import Term

# No control characters, no outer white space, none of the separators that lists in cells use, and
# neither U+FFFE nor U+FFFF, which no XML, and so no spreadsheet, can hold.
IDENTIFIER_PATTERN = (
    r"^[^\s;\\|\x00-\x1f\x7f\ufffe\uffff]"
    r"(?:[^;\\|\x00-\x1f\x7f\u00a0\ufffe\uffff]*[^\s;\\|\x00-\x1f\x7f\ufffe\uffff])?$"
)
IDENTIFIER_LENGTH = 120

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN, max_length=IDENTIFIER_LENGTH)]
# Longest text that every file format holds: a spreadsheet cell ends at 32,767 characters.
TEXT_LENGTH = 32_000
# No outer white space, and of the control characters only line feed and tab: some format loses the rest.
TEXT_PATTERN = (
    r"^[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff]"
    r"(?:[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff])?$"
)
Text = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=TEXT_LENGTH)]

K = TypeVar("K")


class Ref(str, Generic[K]):
    """The identifier of a record of kind K; at run time a plain string.

    Whether the record exists is checked when a roadmap is audited, since plans arrive one by one.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.str_schema(pattern=IDENTIFIER_PATTERN, max_length=IDENTIFIER_LENGTH)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a number, as metadata of its type."""

    symbol: str


def _not_boolean(value: Any) -> Any:
    # Python and JSON readers take true for 1, and a tick in a cell would become one kilogram.
    if isinstance(value, bool):
        message = "true and false are no numbers"
        raise ValueError(message)
    return value


_STRICT = BeforeValidator(_not_boolean)

Kilograms = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("kg")]
Kilowatts = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("kW")]
Kilometres = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("km")]
Degrees = Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False), _STRICT, Unit("deg")]
Hours = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("h")]
Days = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("d")]
DaysEitherWay = Annotated[float, Field(allow_inf_nan=False), _STRICT, Unit("d")]
MetresPerSecond = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT, Unit("m/s")]
KilometresPerSecond = Annotated[float, Field(allow_inf_nan=False), _STRICT, Unit("km/s")]
Years = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), _STRICT, Unit("a")]
Number = Annotated[float, Field(allow_inf_nan=False), _STRICT]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False), _STRICT]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), _STRICT]
Weight = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False), _STRICT]
CrewCount = Annotated[int, Field(ge=0), _STRICT, Unit("persons")]
ReadinessLevel = Annotated[int, Field(ge=1, le=9), _STRICT, Unit("TRL")]
WholeNumber = Annotated[int, _STRICT]
PositiveCount = Annotated[int, Field(ge=1), _STRICT]

FieldType = Literal[
    "text", "identifier", "ref", "integer", "number", "boolean", "date", "day", "instant", "term", "marks"
]

TermList = type[Term]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Everything that files, forms and reference pages need to know about one field."""

    name: str
    meaning: str
    type: FieldType
    required: bool
    many: bool = False
    unit: str | None = None
    target: str | None = None
    terms: TermList | None = None
    default: Any = None
    expected: bool = False
    """Optional, but little can be told about the thing without it."""
    least: float | None = None
    """Least number that it takes."""
    largest: float | None = None
    """Largest number that it takes."""


@lru_cache(maxsize=256)
def fields_of(model: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """Describe each field of a record class, or of the envelope, in order."""
    expected = {name for group in getattr(model, "expected", ()) for name in group}
    return tuple(_spec(name, info, name in expected) for name, info in model.model_fields.items())


def _spec(name: str, info: FieldInfo, expected: bool) -> FieldSpec:
    inner, many, metadata = _unwrap(info.annotation, list(info.metadata))
    field_type, target, terms = _classify(inner, metadata)
    unit = next((item.symbol for item in metadata if isinstance(item, Unit)), None)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return FieldSpec(
        name=name,
        meaning=" ".join((info.description or "").split()),
        type=field_type,
        required=info.is_required(),
        many=many,
        unit=unit,
        target=target,
        terms=terms,
        default=default,
        expected=expected,
        least=_limit(metadata, "ge"),
        largest=_limit(metadata, "le"),
    )


def _limit(metadata: list[Any], name: str) -> float | None:
    """The bound of this name; pydantic keeps it in the field that the type was annotated with."""
    inner = [
        part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else (item,))
    ]
    return next((getattr(item, name) for item in inner if hasattr(item, name)), None)


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, bool, list[Any]]:
    """Peel Annotated, Optional and tuple off a type, gathering the metadata on the way."""
    many = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            metadata += more
        elif origin in (Union, types.UnionType):
            (annotation,) = (arg for arg in get_args(annotation) if arg is not type(None))
        elif origin is tuple:
            annotation, many = get_args(annotation)[0], True
        else:
            return annotation, many, metadata


_SIMPLE: dict[Any, FieldType] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    PlannedDate: "date",
    date: "day",
    AwareDatetime: "instant",
    str: "text",
}


def _classify(inner: Any, metadata: list[Any]) -> tuple[FieldType, str | None, type[Term] | None]:
    if get_origin(inner) is Ref:
        (target,) = get_args(inner)
        return "ref", target.kind, None
    if isinstance(inner, type) and issubclass(inner, Enum):
        return "term", None, inner if issubclass(inner, Term) else None
    if get_origin(inner) is dict:
        return "marks", None, None
    if any(getattr(item, "pattern", None) == IDENTIFIER_PATTERN for item in metadata):
        return "identifier", None, None
    return _SIMPLE[inner], None, None
