"""Who may be named to whom: in a mediated answer, nobody is named to another until both have agreed."""

from __future__ import annotations

from collections.abc import Sequence

from ecliptic.assess.partnership.audience import Audience
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.scopes import Scopes
from ecliptic.vocabulary import Introduction

UNNAMED = "an organisation not named"
"""Stands for an organisation that has not agreed to be named."""


class Masks:
    """The organisations that an audience may know of.

    An answer that is not mediated rests on nothing private, so everybody in it may be named. A mediated
    answer made for one organisation names another only in needs for which both have stated an introduction.
    """

    def __init__(
        self, audience: Audience, organisation: str | None, needs: Sequence[Need], scopes: Scopes
    ) -> None:
        self.masked = audience.mediated and organisation is not None
        """Whether anybody's name or means are kept from the audience."""
        self._own = organisation
        self._places = {need.subject: place for place, need in enumerate(needs)}
        self._given: dict[tuple[str, str | None], set[int]] = {}
        if not self.masked:
            return
        roadmap = audience.roadmap
        for statement in roadmap.taken(Introduction.kind).values():
            record = statement.record
            # Nobody else can give leave in an organisation's name.
            if isinstance(record, Introduction) and statement.publisher == record.organisation:
                given = self._given.setdefault((record.organisation, record.partner), set())
                given.update(scopes.needs_in(record))

    def shown(self, organisation: str, need: Need | None) -> str:
        """The organisation where it may be named, for this need or, without one, for any; else `UNNAMED`."""
        if not self.masked or organisation == self._own or self._own is None:
            return organisation
        both = self._leave(organisation, self._own) & self._leave(self._own, organisation)
        if need is not None:
            both &= {self._places[need.subject]}
        return organisation if both else UNNAMED

    def _leave(self, of: str, to: str) -> set[int]:
        """Places of the needs in which one may be named to another."""
        return self._given.get((of, to), set()) | self._given.get((of, None), set())
