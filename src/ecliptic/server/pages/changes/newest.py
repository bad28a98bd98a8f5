"""What was stated last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.statements.picture import View

FEED_LENGTH = 100
_BATCHES = 12


@dataclass(frozen=True, slots=True)
class Batch:
    """What a publisher stated of one kind on one day."""

    day: date
    publisher: str
    kind: str
    count: int
    statement: Statement
    """The only one, or one of them."""


def newest_statements(view: View) -> Sequence[Statement]:
    """The statements that were made last, newest first."""
    made: Sequence[Statement] = view.kept("newest statements", _newest)
    return made


def newest_batches(view: View) -> Sequence[Batch]:
    """The newest statements, those of a publisher, kind and day as one."""
    made: Sequence[Batch] = view.kept("newest batches", _batches)
    return made


def _newest(roadmap: Roadmap) -> Sequence[Statement]:
    return nlargest(FEED_LENGTH, roadmap.statements, key=lambda s: (s.envelope.stated_at, s.key))


def _batches(roadmap: Roadmap) -> Sequence[Batch]:
    counts: Counter[tuple[date, str, str]] = Counter()
    examples: dict[tuple[date, str, str], Statement] = {}
    for statement in roadmap.statements:
        envelope = statement.envelope
        mark = envelope.stated_at.date(), envelope.publisher, statement.record.kind
        counts[mark] += 1
        examples[mark] = statement
    newest = sorted(counts, key=lambda mark: (-mark[0].toordinal(), -counts[mark], mark[1:]))[:_BATCHES]
    return [Batch(*mark, counts[mark], examples[mark]) for mark in newest]
