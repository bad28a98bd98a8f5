"""How large an undertaking a need is, by what organisations estimate and let others see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.scopes import Scopes
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import EffortClass, EffortEstimate, Visibility


class Size(NamedTuple):
    """An effort class of a need, and who says so."""

    effort: EffortClass
    own: bool
    """Whether the organisation estimates it itself."""
    statements: tuple[Statement, ...]


class _Estimate(NamedTuple):
    narrowness: tuple[int, int]
    effort: EffortClass
    statement: Statement


class Sizes:
    """The effort estimates of a roadmap by need; what the viewer may not see is not among them."""

    def __init__(self, roadmap: Roadmap, needs: Sequence[Need], scopes: Scopes) -> None:
        self._estimates: dict[Subject, dict[str, _Estimate]] = {}
        taken = roadmap.taken(EffortEstimate.kind)
        for statement in taken.values():
            record = statement.record
            # What one organisation states about another's means is not its to state.
            if not isinstance(record, EffortEstimate) or statement.publisher != record.organisation:
                continue
            if record.effort is None:
                continue
            for place, narrowness in scopes.needs_in(record).items():
                known = self._estimates.setdefault(needs[place].subject, {})
                if record.organisation not in known or narrowness > known[record.organisation].narrowness:
                    known[record.organisation] = _Estimate(narrowness, record.effort, statement)

    def of(self, need: Need, organisation: str) -> Size | None:
        """What the organisation itself estimates, else the middle of others; None where nobody does."""
        known = self._estimates.get(need.subject, {})
        own = known.get(organisation)
        if own is not None:
            return Size(own.effort, own=True, statements=(own.statement,))
        # What one keeps to itself is no measure for others, even where a mediator sees it.
        shared = [e for e in known.values() if e.statement.envelope.visibility is not Visibility.PRIVATE]
        if not shared:
            return None
        others = sorted(shared, key=lambda e: (e.effort.rank, e.statement.key))
        middle = others[(len(others) - 1) // 2]
        return Size(middle.effort, own=False, statements=tuple(e.statement for e in others))
