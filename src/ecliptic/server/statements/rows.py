"""Statements as rows of the store and back, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ecliptic.roadmap import Envelope, Statement
from ecliptic.roadmap.statement import canonical_part
from ecliptic.server.statements.models import StoredStatement, Submission
from ecliptic.vocabulary import KINDS

_ENVELOPE = (
    "publisher",
    "version",
    "stated_at",
    "stated_by",
    "as_of",
    "sources",
    "firmness",
    "visibility",
    "narrowed",
    "unverified",
    "withdrawn",
)
COLUMNS = ("kind", "record", *_ENVELOPE)


def row_of(statement: Statement, submission: Submission) -> StoredStatement:
    """The row that keeps a statement."""
    record, envelope = statement.record, statement.envelope
    return StoredStatement(
        submission=submission,
        kind=record.kind,
        thing=record.id,
        publisher=envelope.publisher,
        version=envelope.version,
        record=canonical_part(record).decode(),
        stated_at=envelope.stated_at,
        stated_by=envelope.stated_by,
        as_of=None if envelope.as_of is None else envelope.as_of.text,
        sources=json.dumps(envelope.sources, ensure_ascii=False) if envelope.sources else "[]",
        firmness=None if envelope.firmness is None else envelope.firmness.value,
        visibility=envelope.visibility.value,
        narrowed=json.dumps(envelope.narrowed, sort_keys=True) if envelope.narrowed else "{}",
        unverified=envelope.unverified,
        withdrawn=envelope.withdrawn,
    )


def statements_of(rows: Iterable[tuple[Any, ...]]) -> Iterator[Statement]:
    """The statements that rows of `COLUMNS` keep; equal envelopes are made once and shared."""
    envelopes: dict[tuple[Any, ...], Envelope] = {}
    for kind, record, *said in rows:
        mark = tuple(said)
        envelope = envelopes.get(mark)
        if envelope is None:
            envelope = envelopes[mark] = _envelope(dict(zip(_ENVELOPE, said, strict=True)))
        yield Statement(KINDS[kind].model_validate_json(record), envelope)


def _envelope(said: dict[str, Any]) -> Envelope:
    stated_at: datetime = said["stated_at"]
    narrowed, sources = json.loads(said["narrowed"]), json.loads(said["sources"])
    return Envelope.model_validate({**said, "stated_at": stated_at, "narrowed": narrowed, "sources": sources})
