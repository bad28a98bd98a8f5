"""Statements for tests of pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ecliptic.roadmap import Envelope, Statement
from ecliptic.server.audit.log import Doer
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.store import Act, proposals_as_stated, state
from ecliptic.vocabulary import Mission, Record

BEGIN = datetime(2026, 1, 10, 12, tzinfo=UTC)


def said(record: Record, publisher: str = "ESA", *, days: int = 0, **envelope: Any) -> Statement:
    """A statement made some days after the beginning."""
    at = BEGIN + timedelta(days=days)
    return Statement(record, Envelope(publisher=publisher, stated_at=at, **envelope))


def put(statements: Iterable[Statement]) -> None:
    """Put statements into the store."""
    act = Act(Doer(name="tests"), Means.REFERENCE)
    state(proposals_as_stated(statements), act, at=BEGIN + timedelta(days=300))


def missions(count: int, **fields: Any) -> list[Mission]:
    """Numbered missions."""
    return [Mission(id=f"m-{number}", name=f"Mission {number}", **fields) for number in range(1, count + 1)]
