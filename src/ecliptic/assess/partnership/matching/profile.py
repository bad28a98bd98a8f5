"""What is known of each organisation: what it can, wants, does and has done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import Involvement
from ecliptic.assess.partnership.matching.about import About, Theme, Themes
from ecliptic.assess.partnership.matching.weights import Reach
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Capability,
    Contribution,
    Element,
    Firmness,
    Function,
    Mission,
    Organisation,
    OrganisationType,
    PlannedDate,
    Project,
    Role,
    Strength,
    Technology,
    TechnologyGap,
)


class Span(NamedTuple):
    """First and last day of some work as far as plans say; None where open or unknown."""

    first: date | None
    last: date | None


class Ability(NamedTuple):
    """Something that an organisation says it can do."""

    themes: Themes
    strength: Strength
    evidenced: bool
    statement: Statement


class Wish(NamedTuple):
    """An interest, which is never a commitment."""

    themes: Themes
    subjects: frozenset[Subject]
    """Functions, gaps and other things that it names itself."""
    statement: Statement


class Work(NamedTuple):
    """A part in something, which is more than an interest."""

    themes: Themes
    subjects: frozenset[Subject]
    thing: Subject
    role: Role
    firmness: Firmness | None
    span: Span | None
    statement: Statement


class Development(NamedTuple):
    """A technology or project that an organisation leads, with its readiness level where stated."""

    themes: Themes
    trl: int | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class Profile:
    """What a roadmap says of one organisation; what it belongs to or holds has a profile of its own."""

    organisation: str
    parent: str | None
    children: tuple[str, ...]
    abilities: tuple[Ability, ...]
    wishes: tuple[Wish, ...]
    work: tuple[Work, ...]
    developments: tuple[Development, ...]
    reach: Reach
    reached_by: Statement | None
    """Statement that shows how far it has reached."""

    @property
    def unplaced(self) -> tuple[Statement, ...]:
        """Interests that name neither a topic nor a need, so that nothing can be compared with them."""
        return tuple(w.statement for w in self.wishes if not w.themes and not w.subjects)


@dataclass
class _Gathering:
    abilities: list[Ability] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    developments: list[Development] = field(default_factory=list)


def profiles(roadmap: Roadmap, about: About) -> Mapping[str, Profile]:
    """The profile of every organisation that is no group, in order of identifiers."""
    records = roadmap.records(Organisation)
    gathered = {i: _Gathering() for i, r in records.items() if r.type is not OrganisationType.GROUP}
    _gather_abilities(roadmap, gathered)
    _gather_contributions(roadmap, about, gathered)
    _gather_records(roadmap, about, gathered)
    _gather_developments(roadmap, about, gathered)
    children: dict[str, list[str]] = {}
    for identifier in gathered:
        if (parent := records[identifier].parent) is not None:
            children.setdefault(parent, []).append(identifier)
    return {i: _profile(records[i], tuple(children.get(i, ())), found) for i, found in gathered.items()}


def _profile(record: Organisation, children: tuple[str, ...], found: _Gathering) -> Profile:
    reach, reached_by = _reach(found.work, found.developments)
    return Profile(
        organisation=record.id,
        parent=record.parent,
        children=children,
        abilities=tuple(found.abilities),
        wishes=tuple(found.wishes),
        work=tuple(found.work),
        developments=tuple(found.developments),
        reach=reach,
        reached_by=reached_by,
    )


def _gather_abilities(roadmap: Roadmap, gathered: Mapping[str, _Gathering]) -> None:
    for statement in roadmap.taken(Capability.kind).values():
        record = statement.record
        if isinstance(record, Capability) and record.organisation in gathered:
            themes = (Theme(record.area, told=False),)
            ability = Ability(themes, record.strength, record.evidence is not None, statement)
            gathered[record.organisation].abilities.append(ability)


def _gather_contributions(roadmap: Roadmap, about: About, gathered: Mapping[str, _Gathering]) -> None:
    for statement in roadmap.taken(Contribution.kind).values():
        record, part = statement.record, Involvement.of(statement)
        if not isinstance(record, Contribution) or record.organisation not in gathered:
            continue
        themes, subjects = about.contribution(record), _subjects(record)
        if part.is_interest:
            gathered[record.organisation].wishes.append(Wish(themes, subjects, statement))
            continue
        span = _span(record.start, record.end) or _span(*_dates(roadmap, part.through))
        work = Work(themes, subjects, part.through, part.role, part.firmness, span, statement)
        gathered[record.organisation].work.append(work)


def _subjects(record: Contribution) -> frozenset[Subject]:
    found = {Subject(Function.kind, f) for f in record.functions}
    found |= {Subject(TechnologyGap.kind, g) for g in record.technology_gaps}
    # A topic, goal or question is no need by itself, but an element or a mission may be one.
    if record.target_kind in (Function.kind, TechnologyGap.kind, "data-gap", Element.kind, Mission.kind):
        found.add(Subject(record.target_kind, record.target))
    return frozenset(found)


def _gather_records(roadmap: Roadmap, about: About, gathered: Mapping[str, _Gathering]) -> None:
    """Missions and elements that name an organisation which states no contribution to them."""
    stated = {(i, w.thing) for i, found in gathered.items() for w in found.work}
    for kind in (Mission.kind, Element.kind):
        for identifier, statement in roadmap.taken(kind).items():
            record, thing = statement.record, Subject(kind, identifier)
            if not isinstance(record, Mission | Element) or statement.firmness is Firmness.INTEREST:
                continue
            subjects, span = frozenset({thing}), _span(*_dates(roadmap, thing))
            if record.lead in gathered and (record.lead, thing) not in stated:
                themes = about.subject(thing)
                lead = Work(themes, subjects, thing, Role.LEAD, statement.firmness, span, statement)
                gathered[str(record.lead)].work.append(lead)
            for partner in record.partners:
                if partner in gathered and (partner, thing) not in stated:
                    # Named by others only: how firmly it takes part, and in what, is for it to say.
                    work = Work((), subjects, thing, Role.PARTNER, None, span, statement)
                    gathered[partner].work.append(work)


def _gather_developments(roadmap: Roadmap, about: About, gathered: Mapping[str, _Gathering]) -> None:
    for kind in (Technology.kind, Project.kind):
        for identifier, statement in roadmap.taken(kind).items():
            record = statement.record
            if isinstance(record, Technology | Project) and record.lead in gathered:
                themes = about.subject(Subject(kind, identifier))
                development = Development(themes, record.trl_now, statement)
                gathered[str(record.lead)].developments.append(development)


def _dates(roadmap: Roadmap, thing: Subject) -> tuple[PlannedDate | None, PlannedDate | None]:
    statement = roadmap.statement(thing.kind, thing.id)
    record = None if statement is None else statement.record
    if isinstance(record, Mission):
        return record.launch, None
    if isinstance(record, Element):
        return record.first_use, None
    return (record.start, record.end) if isinstance(record, Project) else (None, None)


def _span(start: PlannedDate | None, end: PlannedDate | None) -> Span | None:
    """From the first day of the start to the last of the end; work of which no end is stated goes on."""
    if start is None and end is None:
        return None
    first = None if start is None else start.earliest or start.latest
    return Span(first, None if end is None else end.latest or end.earliest)


_ORDER = tuple(Reach)


def _reach(work: Iterable[Work], developments: Iterable[Development]) -> tuple[Reach, Statement | None]:
    """The largest part that is a fact or approved; what is only planned shows no reach."""
    shown = [(_reach_of(w), w.statement) for w in work]
    shown += [(Reach.PAYLOAD, d.statement) for d in developments if d.statement.firmness in _COMMITTED]
    known = [(reach, statement) for reach, statement in shown if reach is not Reach.UNKNOWN]
    best = min(known, key=lambda r: (_ORDER.index(r[0]), r[1].key), default=None)
    return (Reach.UNKNOWN, None) if best is None else best


_COMMITTED = (Firmness.FACT, Firmness.APPROVED)


def _reach_of(work: Work) -> Reach:
    if work.role is Role.STUDY:
        return Reach.STUDY
    if work.firmness not in _COMMITTED:
        return Reach.UNKNOWN
    if work.thing.kind not in (Mission.kind, Element.kind):
        return Reach.PAYLOAD
    if work.role is Role.LEAD:
        return Reach.LEADER
    whole = work.role in (Role.PARTNER, Role.PROVIDER) or work.thing.kind == Element.kind
    return Reach.CONTRIBUTOR if whole else Reach.PAYLOAD
