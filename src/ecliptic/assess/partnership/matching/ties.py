"""Who has worked with whom before: two organisations that take part in one undertaking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import Involvement
from ecliptic.assess.partnership.matching.weights import Weights
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Element, Firmness, Mission, Organisation, OrganisationType

# Two that contribute to one of these share a topic and no piece of work.
TOPICS = frozenset(
    {
        "benefit",
        "characteristic",
        "data-gap",
        "function",
        "goal",
        "location",
        "objective",
        "organisation",
        "phase",
        "science-question",
        "taxonomy-node",
        "technology-gap",
        "use-case",
    }
)

Pair = tuple[str, str]


class Tie(NamedTuple):
    """One undertaking in which two organisations take part."""

    thing: Subject
    direct: bool
    """Whether one of them names the other as partner, or leads what the other takes part in."""
    firmness: Firmness | None
    """Firmness of the less firm part; None where nobody states any."""
    statements: tuple[Statement, ...]


@dataclass
class _Party:
    """One organisation's part in a thing."""

    leads: bool = False
    named: set[str] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)
    """Its own contributions, and the record of the thing where that names it."""
    firmness: Firmness | None = None


class Ties:
    """The joint undertakings of each two organisations of a roadmap."""

    def __init__(self, roadmap: Roadmap, weights: Weights) -> None:
        self._weights = weights
        self._organisations = frozenset(
            identifier
            for identifier, record in roadmap.records(Organisation).items()
            if record.type is not OrganisationType.GROUP
        )
        self._ties: dict[Pair, list[Tie]] = {}
        for thing, parties in self._things(roadmap).items():
            for one, other in combinations(sorted(parties), 2):
                tie = _tie(thing, parties[one], parties[other], (one, other))
                if tie is not None:
                    self._ties.setdefault((one, other), []).append(tie)
        for ties in self._ties.values():
            ties.sort(key=lambda t: (-self.worth(t), t.thing))
        self._strengths = {pair: self._strength(ties) for pair, ties in self._ties.items()}

    def between(self, one: str, other: str) -> tuple[Tie, ...]:
        """What two organisations undertake together, most telling first."""
        return tuple(self._ties.get(_pair(one, other), ()))

    def strength(self, one: str, other: str) -> float | None:
        """From 0 to 1 how much two have worked together; None where nothing of the kind is known."""
        return self._strengths.get(_pair(one, other))

    def partners(self, organisation: str) -> Mapping[str, float]:
        """Everybody with whom an organisation has worked, with how much, most first."""
        found = {
            (pair[1] if pair[0] == organisation else pair[0]): strength
            for pair, strength in self._strengths.items()
            if organisation in pair
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def worth(self, tie: Tie) -> float:
        """What one joint undertaking counts for, from 0 to 1."""
        weights = self._weights
        firm = weights.firmness_unknown if tie.firmness is None else weights.firmness.get(tie.firmness, 0.0)
        return firm if tie.direct else firm * weights.beside

    def _strength(self, ties: Iterable[Tie]) -> float:
        missing = 1.0
        for tie in ties:
            missing *= 1.0 - self._weights.joint_step * self.worth(tie)
        return 1.0 - missing

    def _things(self, roadmap: Roadmap) -> dict[Subject, dict[str, _Party]]:
        found: dict[Subject, dict[str, _Party]] = {}
        for thing, organisation, part in (*_contributing(roadmap), *_recorded(roadmap)):
            mentioned = {organisation, *part.named} & self._organisations
            parties = found.setdefault(thing, {})
            for name in sorted(mentioned):
                party = parties.setdefault(name, _Party())
                if name == organisation:
                    _enter(party, part)
        return {thing: parties for thing, parties in found.items() if len(parties) > 1}


def _enter(party: _Party, part: _Party) -> None:
    party.leads |= part.leads
    party.named |= part.named
    party.statements += part.statements
    if part.firmness is not None and (party.firmness is None or part.firmness.rank < party.firmness.rank):
        party.firmness = part.firmness


def _contributing(roadmap: Roadmap) -> Iterator[tuple[Subject, str, _Party]]:
    for statement in roadmap.taken(Contribution.kind).values():
        record, part = statement.record, Involvement.of(statement)
        if not isinstance(record, Contribution) or part.is_interest:
            continue
        # Work on one topic is each organisation's own, shared only with the partners that it names.
        own = f"{record.target} of {record.id}" if record.target_kind in TOPICS else record.target
        party = _Party(record.role.value == "lead", set(record.partners), [statement], part.firmness)
        yield Subject(record.target_kind, own), record.organisation, party


def _recorded(roadmap: Roadmap) -> Iterator[tuple[Subject, str, _Party]]:
    for kind in (Mission.kind, Element.kind):
        for identifier, statement in roadmap.taken(kind).items():
            record = statement.record
            if isinstance(record, Mission | Element) and record.lead is not None and record.partners:
                party = _Party(True, set(record.partners), [statement], statement.firmness)
                if statement.firmness is not Firmness.INTEREST:
                    yield Subject(kind, identifier), record.lead, party


def _tie(thing: Subject, one: _Party, other: _Party, pair: Pair) -> Tie | None:
    """What two parties to a thing have in common; None where neither states a part of its own."""
    first, second = pair
    naming = second in one.named or first in other.named
    direct = naming or one.leads or other.leads
    if not naming and not (one.statements and other.statements):
        # Somebody else names both, or one of them is named by a third: that they meet is not said.
        return None
    stated = [p.firmness for p in (one, other) if p.firmness is not None]
    firmness = max(stated, key=lambda f: f.rank, default=None)
    statements = {s.key: s for s in (*one.statements, *other.statements)}
    return Tie(thing, direct, firmness, tuple(statements[key] for key in sorted(statements)))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)
