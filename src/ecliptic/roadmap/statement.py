"""A statement: a record in its envelope, which says who states it, when, how firmly and for whom to see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from ecliptic.vocabulary import Firmness, Organisation, PlannedDate, Record, Ref, Visibility
from ecliptic.vocabulary.fields import Text

UNVERIFIED_MARK = "unverified"

Key = tuple[str, str, str, int]
Line = tuple[str, str, str]
"""Kind, identifier and publisher: what all versions of a statement share."""


def _in_order(value: dict[str, Visibility]) -> dict[str, Visibility]:
    return dict(sorted(value.items()))


def _in_utc(value: datetime) -> datetime:
    # One instant has one canonical form, whatever clock it was written by.
    try:
        return value.astimezone(UTC)
    except OverflowError:
        message = f"{value.isoformat()} lies outside the years 1 to 9999"
        raise ValueError(message) from None


class Envelope(BaseModel):
    """Everything about a statement but its record; equal envelopes may be shared between statements."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    publisher: Ref[Organisation]
    """Organisation that states it."""
    version: Annotated[int, Field(ge=1)] = 1
    """1 for the publisher's first statement about the thing, rising by one."""
    stated_at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    """When it was stated."""
    stated_by: Text | None = None
    """Person or process that stated it in the publisher's name."""
    as_of: PlannedDate | None = None
    """Date for which it holds, where that differs from when it was stated."""
    sources: tuple[Text, ...] = ()
    """Documents that it rests on."""
    firmness: Firmness | None = None
    """How firm it is; empty where nothing is committed or the publisher does not say."""
    visibility: Visibility = Visibility.PUBLIC
    """Who may see it."""
    narrowed: Annotated[dict[str, Visibility], AfterValidator(_in_order)] = {}
    """Fields that fewer may see than the statement as a whole."""
    unverified: Annotated[bool, Field(validate_default=True)] = False
    """Whether it was recalled or otherwise not found in a document."""
    withdrawn: bool = False
    """Whether the publisher no longer states it."""

    @field_validator("unverified")
    @classmethod
    def _mark_unverified_sources(cls, value: bool, info: ValidationInfo) -> bool:
        # The mark in a source must never be lost because a file forgot the separate column.
        return value or any(UNVERIFIED_MARK in source.lower() for source in info.data.get("sources", ()))

    def __hash__(self) -> int:
        # Pydantic's own would stumble over the dictionary of narrowed fields.
        return hash((self.publisher, self.version, self.stated_at, self.sources))


@dataclass(frozen=True, slots=True)
class Statement:
    """What one publisher says about one thing in one version.

    A statement of a confidential kind is never public: one without a narrower mark is private.
    """

    record: Record
    envelope: Envelope

    def __post_init__(self) -> None:
        # Here, and not in each reader, since no way in may miss it. "Public" is also what an envelope
        # holds where nobody said anything, so it cannot be taken for somebody's wish.
        if self.record.confidential and self.envelope.visibility is Visibility.PUBLIC:
            private = self.envelope.model_copy(update={"visibility": Visibility.PRIVATE})
            object.__setattr__(self, "envelope", private)

    @property
    def kind(self) -> str:
        """Kind of the thing."""
        return self.record.kind

    @property
    def id(self) -> str:
        """Identifier of the thing."""
        return self.record.id

    @property
    def publisher(self) -> str:
        """Organisation that states it."""
        return self.envelope.publisher

    @property
    def version(self) -> int:
        """Number of the statement among the publisher's about this thing."""
        return self.envelope.version

    @property
    def firmness(self) -> Firmness | None:
        """How firm it is, or None where nothing is committed."""
        return self.envelope.firmness

    @property
    def unverified(self) -> bool:
        """Whether it was not found in a document."""
        return self.envelope.unverified

    @property
    def stated_at(self) -> datetime:
        """When it was stated."""
        return self.envelope.stated_at

    @property
    def key(self) -> Key:
        """Kind, identifier, publisher and version: no two statements share them."""
        return self.record.kind, self.record.id, self.envelope.publisher, self.envelope.version

    def canonical(self) -> bytes:
        """The statement as canonical JSON: fixed order of fields, defaults left out."""
        return canonical_bytes(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()


def canonical_bytes(statement: Statement) -> bytes:
    """Canonical JSON of a statement.

    Defaults are left out, so that a field added to the vocabulary later does not change old digests.
    """
    return canonical_with(statement, canonical_part(statement.envelope))


def canonical_with(statement: Statement, envelope: bytes) -> bytes:
    """Canonical JSON of a statement whose envelope has been written already."""
    record = statement.record
    return b'{"kind":"%s","envelope":%s,"record":%s}' % (
        record.kind.encode(),
        envelope,
        canonical_part(record),
    )


def canonical_part(part: BaseModel) -> bytes:
    """Canonical JSON of an envelope or a record."""
    return part.__pydantic_serializer__.to_json(part, exclude_defaults=True)
