"""What belongs to whom, gathered once for each view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ecliptic.publish.report.agencies import COMMITMENTS, word_of
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import (
    Budget,
    Capability,
    Contribution,
    Element,
    Mission,
    Organisation,
    OrganisationType,
    Project,
    Record,
    Technology,
)

OWNED: dict[str, str] = {
    Mission.kind: "lead",
    Element.kind: "lead",
    Technology.kind: "lead",
    Project.kind: "lead",
    Capability.kind: "organisation",
    Budget.kind: "organisation",
}
"""The field by which a thing of a kind belongs to an organisation."""
_SHARED = (Mission.kind, Element.kind)
INTEREST = "interest"


@dataclass
class Holding:
    """All that is about one organisation."""

    contributions: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    """By firmness; interests under a word of their own."""
    owned: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    """What it leads or has, by kind."""
    shared: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    """What it is a partner in, by kind."""
    stated: Counter[str] = field(default_factory=Counter)
    """How many things it states at present, taken or not, by kind."""
    known: list[date] = field(default_factory=list)
    """The days for which its statements hold."""
    unverified: int = 0

    @property
    def commitments(self) -> int:
        """Contributions without the interests."""
        return sum(len(self.contributions[word]) for word in COMMITMENTS if word in self.contributions)

    @property
    def states(self) -> int:
        """How many things it states at present."""
        return self.stated.total()

    @property
    def interests(self) -> int:
        """Expressions of interest, which commit to nothing."""
        return len(self.contributions.get(INTEREST, ()))


def holdings(view: View) -> dict[str, Holding]:
    """What belongs to each organisation that is spoken of or speaks."""
    made: dict[str, Holding] = view.kept("holdings", _gathered)
    return made


def is_member(organisation: Organisation) -> bool:
    """Whether it is a member of a group now, and no group itself."""
    return (
        bool(organisation.member_of)
        and organisation.type is not OrganisationType.GROUP
        and organisation.left is None
    )


def _gathered(roadmap: Roadmap) -> dict[str, Holding]:
    found: dict[str, Holding] = defaultdict(Holding)
    for statement in roadmap.taken(Contribution.kind).values():
        organisation = _text(statement.record, "organisation")
        found[organisation].contributions[word_of(statement)].append(statement)
    for kind, owner in OWNED.items():
        for statement in roadmap.taken(kind).values():
            if whose := _text(statement.record, owner):
                found[whose].owned[kind].append(statement)
            if kind in _SHARED:
                for partner in getattr(statement.record, "partners", ()):
                    found[partner].shared[kind].append(statement)
    for statement in _current(roadmap):
        holding = found[statement.publisher]
        holding.stated[statement.kind] += 1
        holding.known.append(known_on(statement))
        holding.unverified += statement.unverified
    return dict(found)


def _current(roadmap: Roadmap) -> Iterator[Statement]:
    """What each publisher says at present, taken or not."""
    for kind in roadmap.kinds:
        for identifier, statement in roadmap.taken(kind).items():
            yield statement
            yield from roadmap.others(kind, identifier)


def _text(record: Record, name: str) -> str:
    return str(getattr(record, name) or "")
