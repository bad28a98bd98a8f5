"""Totals over statements that the viewer may not see: off unless the installation asks for them.

The rule is written down in docs/explanation/access.md. It is kept here and nowhere else: nobody else may
count what is hidden.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.environment import environment
from ecliptic.server.statements.picture import PICTURE, View

_STEP = 5


@dataclass(frozen=True, slots=True)
class RoundedTotal:
    """How many things of a kind are known to the server and hidden from the viewer: at least so many."""

    kind: str
    at_least: int
    step: int
    """The true number lies less than this above."""

    @property
    def words(self) -> str:
        """The total in words."""
        return f"at least {self.at_least} more that you may not see"


def hidden_total(view: View, kind: str) -> RoundedTotal | None:
    """How many things of a whole kind the viewer cannot see at all; None wherever the rule forbids to say.

    There is no way to ask for less than a whole kind, and none to ask for another time than now: two
    totals that differ by one filter, one day or one edition would tell what the difference is.
    """
    least = environment().aggregate_minimum
    if least is None or view.as_of is not None or view.edition is not None or view.viewer.holds_files:
        return None
    count, publishers = _hidden(PICTURE.whole(), view.roadmap, kind)
    step = max(_STEP, least)
    rounded = count - count % step
    if publishers < least or count < 2 * least or rounded == 0:
        return None
    return RoundedTotal(kind, rounded, step)


def _hidden(whole: Roadmap, seen: Roadmap, kind: str) -> tuple[int, int]:
    """Things of a kind that the viewer's roadmap does not have, and how many organisations state them.

    Where one organisation alone states most of what is hidden, the others do not hide it: it counts as
    if it were alone.
    """
    hidden = [identifier for identifier in whole.taken(kind) if seen.statement(kind, identifier) is None]
    by_publisher = Counter(
        statement.publisher for identifier in hidden for statement in _said(whole, kind, identifier)
    )
    if by_publisher and 2 * max(by_publisher.values()) > len(hidden):
        return len(hidden), 1
    return len(hidden), len(by_publisher)


def _said(whole: Roadmap, kind: str, identifier: str) -> tuple[Statement, ...]:
    taken = whole.statement(kind, identifier)
    return (*([taken] if taken else []), *whole.others(kind, identifier))
