"""Links from answers to the pages of things."""

from __future__ import annotations

from markupsafe import Markup

from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap
from ecliptic.server.statements.addresses import thing_url


class Links(Anchors):
    """Leads to the pages of things that the reader's roadmap has; what it does not have stays plain words.

    `moment` is the query of an address by which the reader stays at an earlier date or in an edition.
    """

    def __init__(self, roadmap: Roadmap, moment: str = "") -> None:
        super().__init__(roadmap)
        self._shown = roadmap
        self._moment = moment
        self._known: dict[tuple[str, str], str | None] = {}

    def address(self, kind: str | None, identifier: str | None) -> str | None:
        """Where a thing is shown; None where the reader's roadmap does not have it."""
        if kind is None or identifier is None:
            return None
        key = kind, identifier
        if key not in self._known:
            there = self._shown.statement(kind, identifier) is not None
            self._known[key] = thing_url(kind, identifier) + self._moment if there else None
        return self._known[key]

    def link(self, kind: str, identifier: str, words: str | None = None) -> Markup:
        """A link to a thing, with a dagger where its statement is unverified."""
        shown = words if words is not None else identifier
        address = self.address(kind, identifier)
        if address is None:
            return tag("span", shown, class_="nowhere", title="not in the roadmap that you see")
        return tag("a", shown, href=address) + self.dagger(self._shown.statement(kind, identifier))

    def known(self, kind: str, identifier: str, words: str | None = None) -> Markup:
        """The same, since every thing has a page."""
        return self.link(kind, identifier, words)
