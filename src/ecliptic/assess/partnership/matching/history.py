"""The past as a test: cooperation that began lately is hidden, and who would take part is asked of the rest.

What is hidden for a cooperation: everything that tells of it (contributions, the records of the thing
itself), capabilities that cite it, and interests in it. What cannot be hidden is told in `Hidden.limits`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import Involvement
from ecliptic.assess.partnership.matching.about import About
from ecliptic.assess.partnership.matching.ties import TOPICS
from ecliptic.assess.partnership.matching.topics import Topics
from ecliptic.assess.partnership.needs import Need
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Capability,
    Contribution,
    Element,
    Mission,
    Organisation,
    OrganisationType,
    PlannedDate,
    Project,
    Role,
)

_MISSION_ROW = re.compile(r"\bM[0-9]{3}\b")
_WORD = re.compile(r"[^\W_][\w'’-]*")
_SHORTEST = 3
_THINGS = (Mission.kind, Element.kind, "technology", "project", "standard")


@dataclass(frozen=True, slots=True)
class Question:
    """Who would take part in what this organisation leads?"""

    thing: Subject
    leader: str
    partners: tuple[str, ...]
    """Those who do: the answer."""
    need: Need
    """What the thing takes: functions and gaps that the leader names, and the type of the thing."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A roadmap without what began lately, and the questions that this leaves."""

    roadmap: Roadmap
    since: int
    questions: tuple[Question, ...]
    statements: tuple[Statement, ...]
    """What was taken out."""
    undated: int
    """Cooperations without any date, which are hidden too and not asked about."""

    @property
    def limits(self) -> tuple[str, ...]:
        """What hiding cannot undo."""
        return (
            "Statements were compiled in 2026 by people who knew how things came out; what they thought "
            "worth writing down about an organisation may follow from the cooperation that is hidden.",
            "A cooperation begins here when the thing begins, often years after it was agreed.",
            "What one organisation does alone since then is kept, unless later statements are left out too.",
            "A capability that cites hidden work is hidden whole, also where it cites other work beside; one "
            "that hidden work has shown, but that cites other work or nothing, is kept.",
        )


@dataclass
class _Cooperation:
    """All statements about one thing, and who they name."""

    leaders: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    answering: set[str] = field(default_factory=set)
    """Partners and providers, who lead where nobody else does."""
    dated: dict[tuple[str, str, str, int], int | None] = field(default_factory=dict)
    """Year in which each statement says that it begins."""

    def names(self) -> set[str]:
        return self.leaders | self.others | self.answering


def hide(roadmap: Roadmap, since: int = 2022, *, later: bool = False) -> Hidden:
    """Hide every cooperation that began in or after a year; with `later`, all that was stated of later times.

    Cooperation without a date is hidden as well, since it may have begun later.
    """
    return _Hiding(roadmap, since, later=later).result()


class _Hiding:
    def __init__(self, roadmap: Roadmap, since: int, *, later: bool) -> None:
        self._roadmap = roadmap
        self._since = since
        self._later = later
        records = roadmap.records(Organisation)
        self._members = {i for i, r in records.items() if r.type is not OrganisationType.GROUP}
        self._same = _same_things(roadmap)
        self._cooperations = self._gather()

    def result(self) -> Hidden:
        hidden = {key: s for s in self._roadmap.statements if self._is_hidden(s) for key in (s.key,)}
        kept = [s for s in self._roadmap.statements if s.key not in hidden]
        rest = Roadmap(kept, as_of=self._roadmap.as_of, viewer=self._roadmap.viewer)
        return Hidden(
            rest,
            self._since,
            tuple(self._questions()),
            tuple(hidden[key] for key in sorted(hidden)),
            sum(self._joint(c) and set(c.dated.values()) == {None} for c in self._cooperations.values()),
        )

    # --- what there is ---

    def _gather(self) -> dict[Subject, _Cooperation]:
        found: dict[Subject, _Cooperation] = {}
        for statement in self._roadmap.taken(Contribution.kind).values():
            record, part = statement.record, Involvement.of(statement)
            if not isinstance(record, Contribution) or part.is_interest:
                continue
            cooperation = found.setdefault(self._thing(record), _Cooperation())
            cooperation.dated[statement.key] = self._year(record)
            cooperation.others |= {record.organisation, *record.partners} & self._members
            if record.role is Role.LEAD:
                cooperation.leaders.add(record.organisation)
            elif record.role in (Role.PARTNER, Role.PROVIDER):
                cooperation.answering.add(record.organisation)
        for kind in (Mission.kind, Element.kind, Project.kind):
            for identifier, statement in self._roadmap.taken(kind).items():
                thing = self._same.get(Subject(kind, identifier), Subject(kind, identifier))
                lead = getattr(statement.record, "lead", None)
                partners = set(getattr(statement.record, "partners", ())) & self._members
                if partners or thing in found or thing in self._same.values():
                    cooperation = found.setdefault(thing, _Cooperation())
                    cooperation.dated[statement.key] = _year_of(_start(statement.record))
                    cooperation.others |= partners
                    if lead in self._members:
                        cooperation.leaders.add(str(lead))
        return found

    def _thing(self, record: Contribution) -> Subject:
        if record.target_kind in TOPICS:
            # Work on a topic is each organisation's own, shared only with the partners that it names.
            return Subject(record.target_kind, f"{record.target} of {record.id}")
        thing = Subject(record.target_kind, record.target)
        return self._same.get(thing, thing)

    def _year(self, record: Contribution) -> int | None:
        if record.start is not None:
            return _year_of(record.start)
        target = self._roadmap.statement(record.target_kind, record.target)
        return None if target is None else _year_of(_start(target.record))

    def _joint(self, cooperation: _Cooperation) -> bool:
        return len(cooperation.names()) > 1

    def _is_recent(self, year: int | None) -> bool:
        return year is None or year >= self._since

    @cached_property
    def _gone(self) -> Mapping[Subject, _Cooperation]:
        """Cooperations of which nothing remains, since all that tells of them began lately."""
        return {
            thing: c
            for thing, c in self._cooperations.items()
            if self._joint(c) and all(self._is_recent(year) for year in c.dated.values())
        }

    # --- what is hidden ---

    def _is_hidden(self, statement: Statement) -> bool:
        record = statement.record
        thing = Subject(statement.kind, statement.id)
        if self._same.get(thing, thing) in self._gone:
            return True
        if isinstance(record, Contribution):
            return self._hides_contribution(record, statement)
        if isinstance(record, Capability):
            return self._cites(statement) or self._is_late(statement)
        if isinstance(record, Mission | Element):
            year = _year_of(_start(record))
            return (bool(record.partners) or self._later) and self._is_recent(year)
        return False

    def _hides_contribution(self, record: Contribution, statement: Statement) -> bool:
        thing = self._thing(record)
        if thing in self._gone:
            return True
        if Involvement.of(statement).is_interest:
            return self._cites(statement) or self._is_late(statement)
        recent = self._is_recent(self._year(record))
        cooperation = self._cooperations.get(thing)
        joint = bool(record.partners) or (cooperation is not None and self._joint(cooperation))
        return recent and (joint or self._later)

    def _is_late(self, statement: Statement) -> bool:
        year = _year_of(statement.envelope.as_of)
        return self._later and self._is_recent(year)

    def _cites(self, statement: Statement) -> bool:
        """Whether a statement names something hidden, by a word of its name or a row of missions.csv."""
        record = statement.record
        said = [getattr(record, name, None) or "" for name in ("statement", "evidence", "title", "notes")]
        words = set(_WORD.findall(" ".join(said)))
        if not words.isdisjoint(self._telling):
            return True
        rows = _MISSION_ROW.findall(" ".join(statement.envelope.sources))
        return any(
            self._same.get(Subject(Mission.kind, r), Subject(Mission.kind, r)) in self._gone for r in rows
        )

    @cached_property
    def _telling(self) -> Collection[str]:
        """Proper words in names of hidden things that stand in the name of nothing else."""
        hidden: set[str] = set()
        plain: set[str] = set()
        for kind in _THINGS:
            for identifier, statement in self._roadmap.taken(kind).items():
                thing = Subject(kind, identifier)
                words = set(_WORD.findall(statement.record.label))
                (hidden if self._same.get(thing, thing) in self._gone else plain).update(words)
        for statement in self._roadmap.taken("taxonomy-node").values():
            plain |= set(_WORD.findall(statement.record.label))
        for identifier, record in self._roadmap.records(Organisation).items():
            plain |= {identifier, record.acronym or identifier}
        return frozenset(w for w in hidden - plain if len(w) >= _SHORTEST and _is_proper(w))

    # --- what is asked ---

    def _questions(self) -> Iterator[Question]:
        topics = Topics(self._roadmap)
        about = About(self._roadmap, topics)
        for thing in sorted(self._gone):
            cooperation = self._gone[thing]
            years = [year for year in cooperation.dated.values() if year is not None]
            if thing.kind in TOPICS or not years:
                continue
            for leader in sorted(cooperation.leaders or cooperation.answering):
                partners = tuple(sorted(cooperation.names() - {leader}))
                if partners:
                    named = self._topics_of(thing, leader, about)
                    need = Need(thing, thing.id, (), topics=tuple(sorted(named)), present=(leader,))
                    yield Question(thing, leader, partners, need)

    def _topics_of(self, thing: Subject, leader: str, about: About) -> set[str]:
        """Topics of the functions and gaps that the leader names, and of the thing's type; of no title."""
        found: set[str] = set()
        for statement in self._roadmap.taken(Contribution.kind).values():
            record = statement.record
            if not isinstance(record, Contribution) or record.organisation != leader:
                continue
            if self._thing(record) == thing and not Involvement.of(statement).is_interest:
                untitled = record.model_copy(update={"title": None, "role": Role.PARTNER})
                found |= {theme.topic for theme in about.contribution(untitled)}
        same = [other for other, kept in self._same.items() if kept == thing]
        for subject in (thing, *same):
            if subject.kind in (Mission.kind, Element.kind):
                found |= {theme.topic for theme in about.subject(subject)}
        return found


def _same_things(roadmap: Roadmap) -> dict[Subject, Subject]:
    """Elements that one mission alone uses, with that mission: one undertaking under two names."""
    users: dict[str, list[str]] = {}
    for identifier, mission in roadmap.records(Mission).items():
        for element in mission.elements:
            users.setdefault(element, []).append(identifier)
    return {
        Subject(Element.kind, element): Subject(Mission.kind, missions[0])
        for element, missions in users.items()
        if len(missions) == 1
    }


def _start(record: object) -> PlannedDate | None:
    if isinstance(record, Mission):
        return record.launch
    if isinstance(record, Element):
        return record.first_use
    return record.start if isinstance(record, Project) else None


def _is_proper(word: str) -> bool:
    """Whether a word looks like a name: with a capital, and more than a number."""
    return not word.islower() and any(letter.isalpha() for letter in word)


def _year_of(planned: PlannedDate | None) -> int | None:
    day = None if planned is None else planned.earliest or planned.latest
    return None if day is None else day.year
