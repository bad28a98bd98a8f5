"""What was announced when, and what came of it: the roadmap's own history of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecliptic.assess.schedule.uncertainty.ranges import Range, range_of
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Firmness, PlannedDate

DATED = {"mission": "launch", "element": "first_use", "contribution": "start"}
"""Kinds of which dates are announced, each with its field."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A date to come, as one publisher stated it."""

    publisher: str
    day: date
    """Day for which the statement holds; from it the lead counts."""
    said: Range


@dataclass(frozen=True, slots=True)
class Course:
    """All that was announced about one thing, oldest first, and when it came about if it did."""

    kind: str
    id: str
    announcements: tuple[Announcement, ...]
    reached: Range | None
    """When it came about, by the fact that is stated today."""

    def until(self, day: date) -> Course:
        """What could be known of it on a day: announcements up to it, and what had come about before it."""
        known = tuple(a for a in self.announcements if a.day <= day)
        reached = self.reached if self.reached is not None and self.reached.last < day else None
        return Course(self.kind, self.id, known, reached)


def held_on(statement: Statement) -> date:
    """The day for which a statement holds: the middle of what it says, else when it was stated."""
    stated = statement.stated_at.date()
    as_of = statement.envelope.as_of
    return stated if as_of is None else min(stated, range_of(as_of).likely)


def date_of(statement: Statement) -> PlannedDate | None:
    """The date that a statement announces, where its kind announces any."""
    field = DATED.get(statement.kind)
    found: PlannedDate | None = getattr(statement.record, field) if field else None
    return found


def courses(roadmap: Roadmap) -> tuple[Course, ...]:
    """Every thing with an announced date or one that is a fact, in the order of kinds and identifiers."""
    found = []
    for kind in DATED:
        for identifier in roadmap.taken(kind):
            course = _course(roadmap, kind, identifier)
            if course.announcements or course.reached is not None:
                found.append(course)
    return tuple(found)


def _course(roadmap: Roadmap, kind: str, identifier: str) -> Course:
    reached = _reached(roadmap.statement(kind, identifier))
    made = {_announcement(s) for s in roadmap.history(kind, identifier)} - {None}
    announcements = [a for a in made if a is not None and (reached is None or a.day < reached.first)]
    announcements.sort(key=lambda a: (a.day, a.publisher, a.said.first, a.said.last))
    return Course(kind, identifier, tuple(announcements), reached)


def _announcement(statement: Statement) -> Announcement | None:
    """A statement of a date to come; what it calls a fact, and what was over when it was said, is none."""
    when = date_of(statement)
    if when is None or statement.envelope.withdrawn or statement.firmness is Firmness.FACT:
        return None
    said, day = range_of(when), held_on(statement)
    return Announcement(statement.publisher, day, said) if said.last > day else None


def _reached(statement: Statement | None) -> Range | None:
    when = None if statement is None else date_of(statement)
    if statement is None or when is None or when.latest is None or statement.firmness is not Firmness.FACT:
        return None
    known = max(held_on(statement), statement.stated_at.date())
    return range_of(when) if when.latest <= known else None
