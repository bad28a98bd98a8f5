"""Short ways to make statements in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ecliptic.roadmap import Envelope, Statement
from ecliptic.vocabulary import Record


def said(record: Record, by: str = "NASA", on: str = "2025-01-01", **envelope: Any) -> Statement:
    """A statement of this record by a publisher on a day."""
    stated_at = datetime.fromisoformat(on).replace(tzinfo=UTC)
    return Statement(record, Envelope(publisher=by, stated_at=stated_at, **envelope))
