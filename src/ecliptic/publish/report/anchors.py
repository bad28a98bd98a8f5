"""Places in a report that can be led to, and which records must be there because something leads to them."""

from __future__ import annotations

import re

from markupsafe import Markup

from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import KINDS

_PLAIN = re.compile(r"[^A-Za-z0-9.-]")
DAGGER = Markup('<i class="unv" role="img" aria-label="unverified">†</i>')


def slug(text: str) -> str:
    """The text as part of an address: no two texts become the same."""
    return _PLAIN.sub(lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), text)


def record_id(kind: str, identifier: str) -> str:
    """Where the entry of a record stands."""
    return f"r.{slug(kind)}.{slug(identifier)}"


class Anchors:
    """Hands out links to records and remembers each record that was linked to."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._roadmap = roadmap
        self._wanted: dict[tuple[str, str], Statement] = {}

    def address(self, kind: str | None, identifier: str | None) -> str | None:
        """Where a record stands, which makes sure that it will; None where nobody states such a thing."""
        if kind is None or identifier is None:
            return None
        if (kind, identifier) not in self._wanted:
            statement = self._roadmap.statement(kind, identifier) or self._last(kind, identifier)
            if statement is None:
                return None
            self._wanted[kind, identifier] = statement
        return f"#{record_id(kind, identifier)}"

    def link(self, kind: str, identifier: str, words: str | None = None) -> Markup:
        """A link to a record, with a dagger where it is unverified; plain words where there is none."""
        shown = words if words is not None else identifier
        address = self.address(kind, identifier)
        if address is None:
            return tag("span", shown, class_="nowhere", title="nobody states this record")
        return tag("a", shown, href=address) + self.dagger(self._wanted[kind, identifier])

    def known(self, kind: str, identifier: str, words: str | None = None) -> Markup:
        """A link to a record that has a place already; plain words otherwise."""
        shown = words if words is not None else identifier
        statement = self._wanted.get((kind, identifier))
        if statement is None:
            return Markup("") + shown
        return tag("a", shown, href=f"#{record_id(kind, identifier)}") + self.dagger(statement)

    def name(self, kind: str, identifier: str) -> Markup:
        """A link to a record by what people call it."""
        return self.link(kind, identifier, self._roadmap.label(kind, identifier))

    @staticmethod
    def dagger(statement: Statement | None) -> Markup:
        """The mark of an unverified statement; nothing for any other."""
        return DAGGER if statement is not None and statement.unverified else Markup("")

    @property
    def wanted(self) -> list[Statement]:
        """The statement of each record that was linked to, in the order of the vocabulary."""
        order = {kind: index for index, kind in enumerate(KINDS)}
        return [self._wanted[key] for key in sorted(self._wanted, key=lambda k: (order.get(k[0], 999), k[1]))]

    def _last(self, kind: str, identifier: str) -> Statement | None:
        # A thing that was withdrawn may still be evidence, and its history tells so.
        history = self._roadmap.history(kind, identifier)
        return history[-1] if history else None
