"""A statement: a record in its envelope, which says who states it, when, how firmly and for whom to see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from ecliptic.vocabulary import Firmness, Organisation, PlannedDate, Record, Ref, Visibility
from ecliptic.vocabulary.fields import Text

UNVERIFIED_MARK = "unverified"

Key = tuple[str, str, str, int]


def _in_order(value: dict[str, Visibility]) -> dict[str, Visibility]:
    return dict(sorted(value.items()))


class Envelope(BaseModel):
    """Everything about a statement but its record; equal envelopes may be shared between statements."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    publisher: Ref[Organisation]
    """Organisation that states it."""
    version: Annotated[int, Field(ge=1)] = 1
    """1 for the publisher's first statement about the thing, rising by one."""
    stated_at: AwareDatetime
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
    unverified: bool = False
    """Whether it was recalled or otherwise not found in a document."""
    withdrawn: bool = False
    """Whether the publisher no longer states it."""

    @model_validator(mode="before")
    @classmethod
    def _mark_unverified_sources(cls, data: Any) -> Any:
        # The mark in a source must never be lost because a file forgot the separate column.
        if isinstance(data, dict) and not data.get("unverified"):
            sources = data.get("sources") or ()
            if any(isinstance(source, str) and UNVERIFIED_MARK in source.lower() for source in sources):
                return {**data, "unverified": True}
        return data


@dataclass(frozen=True, slots=True)
class Statement:
    """What one publisher says about one thing in one version."""

    record: Record
    envelope: Envelope

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
