"""Statements as rows of the store and back, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from ecliptic.roadmap import Envelope, Statement
from ecliptic.roadmap.statement import canonical_part
from ecliptic.server.statements.models import StoredStatement
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


def insert(statements: Iterable[Statement], revision: int) -> None:
    """Put statements into the store as those of a submission, within the caller's transaction.

    Django makes an object of every row and asks every field of it for its value, which takes ten times as
    long as the database needs.
    """
    rows = _rows(statements, revision)
    table = connection.ops.quote_name(StoredStatement._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(name) for name in ("submission_id", "thing", *COLUMNS))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(COLUMNS) + 2))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - our own names  # nosec B608


def _rows(statements: Iterable[Statement], revision: int) -> Iterator[tuple[Any, ...]]:
    # Many statements share one envelope, which is written once; it is kept, so that its identity is too.
    written: dict[int, tuple[Envelope, tuple[Any, ...]]] = {}
    for statement in statements:
        record, envelope = statement.record, statement.envelope
        known = written.get(id(envelope))
        if known is None:
            known = written[id(envelope)] = envelope, _columns(envelope)
        yield revision, record.id, record.kind, canonical_part(record).decode(), *known[1]


def _columns(envelope: Envelope) -> tuple[Any, ...]:
    """The columns of an envelope, in the order of their names."""
    return (
        envelope.publisher,
        envelope.version,
        connection.ops.adapt_datetimefield_value(envelope.stated_at),
        envelope.stated_by,
        None if envelope.as_of is None else envelope.as_of.text,
        json.dumps(envelope.sources, ensure_ascii=False) if envelope.sources else "[]",
        None if envelope.firmness is None else envelope.firmness.value,
        envelope.visibility.value,
        json.dumps(envelope.narrowed, sort_keys=True) if envelope.narrowed else "{}",
        envelope.unverified,
        envelope.withdrawn,
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
