"""What organisations undertake, alone or together: contributions gathered by the thing that they go to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from ecliptic.assess.assessment import Subject
from ecliptic.assess.overlap.spans import Span, instant, joined, period
from ecliptic.assess.overlap.statuses import BIT, Reason
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Element, Firmness, Mission, PlannedDate, Project, Role

# Contributions to one of these share a topic, not a piece of work: each organisation's is its own.
TOPICS = frozenset(
    {
        "benefit",
        "characteristic",
        "data-gap",
        "function",
        "goal",
        "location",
        "objective",
        "phase",
        "science-question",
        "taxonomy-node",
        "technology-gap",
        "use-case",
    }
)
_NO_RANK = len(Firmness)
_PLANNED = Firmness.PLANNED.rank
# Who answers for a thing: the first of these groups of roles that anybody has.
_ANSWERING = (
    frozenset({Role.LEAD, Role.PARTNER}),
    frozenset({Role.PROVIDER}),
    frozenset({Role.STUDY}),
    frozenset({Role.CONTRIBUTOR}),
    frozenset({Role.INTEREST}),
)

Party = tuple[str, ...]


class Key(NamedTuple):
    """Tells things apart: a topic is one thing for each organisation that works on it."""

    kind: str
    id: str
    organisation: str = ""


@dataclass(frozen=True)
class Thing:
    """Something that is undertaken once, by everybody who contributes to it together."""

    key: Key
    label: str
    responsible: Party
    """Who answers for it, in order of identifiers; names of companies where no organisation is stated."""
    participants: frozenset[str]
    """Everybody who takes part, those who answer for it among them."""
    companies: frozenset[str]
    """Those of them whom the plan names in words only, such as companies."""
    place: str | None
    when: Span | None
    """The thing's own date, for contributions that state none."""
    linked: frozenset[Subject]
    """Other things that this one fills, uses or delivers."""
    own: Statement | None
    contributions: tuple[Statement, ...]

    @property
    def subject(self) -> Subject:
        """The record that it is, for links."""
        return Subject(self.key.kind, self.key.id)

    @property
    def party(self) -> Party:
        """Who answers for it; the thing itself stands in where nobody says who does."""
        return self.responsible or (f"{self.key.kind} {self.key.id}",)


class Bearing(NamedTuple):
    """What is said of a thing in one matter: how firmly, when and where, and with which statements."""

    firmness: Firmness | None
    span: Span | None
    place: str | None
    wanted: bool
    """Whether a second provider is stated as wanted."""
    offered: bool
    """Whether it is offered as a service, of which there may be several by design."""
    studied: bool
    """Whether it is no more than a study."""
    statements: tuple[Statement, ...]


class Undertaking:
    """A thing as it bears on one matter; what comparisons need of it is worked out once."""

    __slots__ = ("bearing", "doubts", "members", "participants", "party", "rank", "sort_key", "span", "thing")

    def __init__(self, thing: Thing, bearing: Bearing) -> None:
        self.thing = thing
        self.bearing = bearing
        self.span = bearing.span
        self.party = thing.party
        self.members = frozenset(self.party)
        self.participants = thing.participants
        self.rank = rank(bearing.firmness)
        self.sort_key = self.rank, thing.key
        """Firmest first, then by kind and identifier."""
        self.doubts = _doubts(thing, bearing, self.rank)
        """What about it keeps an overlap with it from being sure, as bits."""

    @property
    def firmness(self) -> Firmness | None:
        """How firm it is in this matter."""
        return self.bearing.firmness

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that say so."""
        return self.bearing.statements

    @property
    def unverified(self) -> bool:
        """Whether any statement about it was not found in a document."""
        return any(statement.unverified for statement in self.bearing.statements)


def rank(firmness: Firmness | None) -> int:
    """0 for the firmest; what is not stated comes last."""
    return _NO_RANK if firmness is None else firmness.rank


def firmness_of(statement: Statement) -> Firmness | None:
    """How firm a contribution is; one whose role is interest is never more than that."""
    record = statement.record
    if isinstance(record, Contribution) and record.role is Role.INTEREST:
        return Firmness.INTEREST
    return statement.firmness


class Things:
    """Every thing that somebody contributes to, and every mission and project by itself."""

    def __init__(self, roadmap: Roadmap, *, include_interest: bool) -> None:
        self._roadmap = roadmap
        self.include_interest = include_interest
        self._things: dict[Key, Thing] = {}
        self.interests_left_out = 0
        gathered: dict[Key, list[Statement]] = {}
        for statement in roadmap.taken(Contribution.kind).values():
            if firmness_of(statement) is Firmness.INTEREST and not include_interest:
                self.interests_left_out += 1
                continue
            gathered.setdefault(_thing_of(cast("Contribution", statement.record)), []).append(statement)
        self._contributions: Mapping[Key, list[Statement]] = gathered

    def contributions(self) -> Iterable[tuple[Key, Statement]]:
        """Each contribution with the thing that it goes to."""
        for key, statements in self._contributions.items():
            for statement in statements:
                yield key, statement

    def get(self, key: Key) -> Thing:
        """A thing, whether or not anybody states it beyond contributing to it."""
        thing = self._things.get(key)
        if thing is None:
            thing = self._things[key] = self._make(key)
        return thing

    def _make(self, key: Key) -> Thing:
        kind, identifier = key.kind, key.id
        contributions = tuple(self._contributions.get(key, ()))
        own = None if kind in TOPICS else self._roadmap.statement(kind, identifier)
        record = None if own is None else own.record
        lead = getattr(record, "lead", None)
        others: set[str] = set(getattr(record, "other_partners", ()))
        participants = {p for p in (lead, *getattr(record, "partners", ())) if p is not None}
        for statement in contributions:
            contribution = cast("Contribution", statement.record)
            others |= set(contribution.other_partners)
            participants |= {contribution.organisation, *contribution.partners}
        responsible = {lead} if lead is not None else set()
        responsible |= _answering(contributions)
        return Thing(
            key=key,
            label=_label(self._roadmap, kind, identifier, contributions),
            responsible=tuple(sorted(responsible or others)),
            participants=frozenset(participants | others),
            companies=frozenset(others - participants),
            place=_place(record),
            when=_date(record),
            linked=_links(record),
            own=own,
            contributions=contributions,
        )


def undertaking(thing: Thing, naming: Iterable[Statement], *, place: str | None) -> Undertaking:
    """A thing as the contributions that name one matter describe it.

    The firmest statements of those who answer for it count; a contributor's only where they say nothing.
    """
    statements = sorted(naming, key=lambda s: s.key)
    leading = [s for s in statements if _organisation(s) in thing.responsible] or statements
    best = min(rank(firmness_of(s)) for s in leading)
    firmest = [s for s in leading if rank(firmness_of(s)) == best]
    if thing.own is not None and all(s is not thing.own for s in statements):
        statements.append(thing.own)
    bearing = Bearing(
        firmness=firmness_of(firmest[0]),
        span=joined([_span(s) for s in firmest]) or thing.when,
        place=thing.place or place,
        wanted=_second_wanted(statements),
        offered=_all_are(Role.PROVIDER, leading),
        studied=_all_are(Role.STUDY, leading),
        statements=tuple(statements),
    )
    return Undertaking(thing, bearing)


def flight(thing: Thing, mission: Statement) -> Undertaking:
    """A mission by itself: its launch is its date, and its own statement says how firm it is."""
    leading = [s for s in thing.contributions if _organisation(s) in thing.responsible]
    firmness = mission.firmness
    if firmness is None and leading:
        firmness = min((firmness_of(s) for s in leading), key=rank)
    launch = cast("Mission", mission.record).launch
    bearing = Bearing(
        firmness=firmness,
        span=instant(launch) or joined([instant(cast("Contribution", s.record).start) for s in leading]),
        place=thing.place,
        wanted=_second_wanted(thing.contributions),
        offered=_all_are(Role.PROVIDER, leading),
        studied=False,
        statements=(mission, *sorted(leading, key=lambda s: s.key)),
    )
    return Undertaking(thing, bearing)


def _doubts(thing: Thing, bearing: Bearing, rank: int) -> int:
    bits = 0
    if bearing.span is None:
        bits |= BIT[Reason.DATE_UNKNOWN]
    if not thing.responsible:
        bits |= BIT[Reason.LEADER_UNKNOWN]
    if bearing.firmness is None:
        bits |= BIT[Reason.FIRMNESS_UNKNOWN]
    elif rank > _PLANNED:
        bits |= BIT[Reason.NOT_PLANNED]
    if bearing.studied:
        bits |= BIT[Reason.STUDIED]
    return bits


def _second_wanted(statements: Iterable[Statement]) -> bool:
    return any(isinstance(s.record, Contribution) and s.record.redundant is True for s in statements)


def _all_are(role: Role, statements: Sequence[Statement]) -> bool:
    roles = [s.record.role if isinstance(s.record, Contribution) else None for s in statements]
    return bool(roles) and all(known is role for known in roles)


def _thing_of(contribution: Contribution) -> Key:
    if contribution.target_kind in TOPICS:
        return Key(contribution.target_kind, contribution.target, contribution.organisation)
    return Key(contribution.target_kind, contribution.target)


def _answering(contributions: Iterable[Statement]) -> set[str]:
    stated = [cast("Contribution", s.record) for s in contributions]
    for roles in _ANSWERING:
        found: set[str] = {c.organisation for c in stated if c.role in roles}
        if found:
            return found
    return set()


def _organisation(statement: Statement) -> str | None:
    record = statement.record
    return record.organisation if isinstance(record, Contribution) else getattr(record, "lead", None)


def _label(roadmap: Roadmap, kind: str, identifier: str, contributions: tuple[Statement, ...]) -> str:
    if kind not in TOPICS and roadmap.statement(kind, identifier) is not None:
        return roadmap.label(kind, identifier)
    titles = sorted(t for s in contributions if (t := cast("Contribution", s.record).title) is not None)
    return titles[0] if titles else roadmap.label(kind, identifier)


def _place(record: object) -> str | None:
    if isinstance(record, Mission):
        return record.destination
    return record.location if isinstance(record, Element) else None


def _date(record: object) -> Span | None:
    if isinstance(record, Mission):
        return _onwards(record.launch)
    if isinstance(record, Element):
        return _onwards(record.first_use)
    return period(record.start, record.end) if isinstance(record, Project) else None


def _onwards(start: PlannedDate | None) -> Span | None:
    return period(start, None)


def _links(record: object) -> frozenset[Subject]:
    if isinstance(record, Mission):
        return frozenset(Subject(Element.kind, element) for element in record.elements)
    if isinstance(record, Element) and record.realises is not None:
        return frozenset({Subject(Element.kind, record.realises)})
    return frozenset()


def _span(statement: Statement) -> Span | None:
    record = statement.record
    if isinstance(record, Contribution | Project):
        return period(record.start, record.end)
    return None
