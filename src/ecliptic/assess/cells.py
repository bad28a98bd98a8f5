"""What tables of answers have in common: shared columns, and how values are written in cells."""

from __future__ import annotations

from collections.abc import Iterable

from ecliptic.assess.assessment import Column
from ecliptic.vocabulary import Firmness

PHASE = Column("phase", "Phase that the row is about", kind="phase")
UNVERIFIED = Column("unverified", "Whether any statement behind the row is unverified", "boolean")


def joined(identifiers: Iterable[str]) -> str | None:
    """Several identifiers in one cell; empty where there are none."""
    return "; ".join(identifiers) or None


def word(firmness: Firmness | None) -> str | None:
    """A firmness as its term; empty where it is unknown."""
    return None if firmness is None else firmness.value
