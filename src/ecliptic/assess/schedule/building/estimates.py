"""Which estimate holds for a thing: its lead's own goes first, then the newest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.building.organisations import Responsible
from ecliptic.assess.schedule.building.timing import Timed, Timing
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import ScheduleEstimate

ESTIMATED = ("mission", "element", "technology", "technology-gap", "project", "contribution")
"""Kinds of things that take a time of their own."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimate that holds, as time."""

    statement: Statement
    timed: Timed

    @property
    def record(self) -> ScheduleEstimate:
        """What is estimated."""
        return _estimate(self.statement)


class Estimates:
    """The estimates of a roadmap, by what they are about."""

    def __init__(self, roadmap: Roadmap, timings: Timing, responsible: Responsible) -> None:
        self.faults: list[Fault] = []
        self.unstated: list[ScheduleEstimate] = []
        self._of: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        self._timed: dict[str, Timed] = {}
        for statement in roadmap.taken(ScheduleEstimate.kind).values():
            record = _estimate(statement)
            if record.target_kind not in ESTIMATED:
                self.faults.append(_no_such(record))
            elif roadmap.statement(record.target_kind, record.target) is None:
                self.unstated.append(record)
            else:
                self._of[record.target_kind, record.target].append(statement)
                self._time(record, timings)
        for thing, found in self._of.items():
            lead = responsible.lead(*thing)
            found.sort(key=lambda s, lead=lead: _order(s, lead))  # type: ignore[misc]

    def whole(self, kind: str, identifier: str) -> Estimated | None:
        """The estimate of all that a thing still takes."""
        return self._first(s for s in self._about(kind, identifier) if _estimate(s).to_trl is None)

    def step(self, kind: str, identifier: str, from_trl: int | None, to_trl: int) -> Estimated | None:
        """The estimate of one step from a readiness level to another."""
        return self._first(
            s
            for s in self._about(kind, identifier)
            if _estimate(s).to_trl == to_trl and _estimate(s).from_trl in (None, from_trl)
        )

    def levels(self, kind: str, identifier: str) -> frozenset[int]:
        """Readiness levels at which an estimated step of a thing begins or ends."""
        found = [_estimate(s) for s in self._about(kind, identifier)]
        steps = [r for r in found if r.to_trl is not None and (r.from_trl or 0) < r.to_trl]
        return frozenset(level for r in steps for level in (r.from_trl, r.to_trl) if level is not None)

    def chance(self, kind: str, identifier: str) -> tuple[float, Statement] | None:
        """The chance that somebody gives to a thing, and the statement that says so."""
        for statement in self._about(kind, identifier):
            chance = _estimate(statement).chance
            if chance is not None:
                return chance, statement
        return None

    def _about(self, kind: str, identifier: str) -> Iterable[Statement]:
        return self._of.get((kind, identifier), ())

    def _first(self, statements: Iterable[Statement]) -> Estimated | None:
        return next((Estimated(s, self._timed[s.id]) for s in statements if s.id in self._timed), None)

    def _time(self, record: ScheduleEstimate, timings: Timing) -> None:
        given = (record.low_d, record.likely_d, record.high_d)
        if record.to_trl is not None and record.to_trl <= (record.from_trl or 0):
            message = f"A step to level {record.to_trl} begins below it; give from_trl a lower level."
            self.faults.append(Fault(record.kind, record.id, "from_trl", str(record.from_trl), message))
        # An estimate may give a chance or a cost and no time.
        if all(value is None for value in given) and not record.seen_d:
            return
        try:
            self._timed[record.id] = timings.estimated(record)
        except UsageError as error:
            self.faults.append(Fault(record.kind, record.id, "low_d, likely_d, high_d", "", str(error)))


def _order(statement: Statement, lead: str | None) -> tuple[bool, int, str]:
    record, envelope = _estimate(statement), statement.envelope
    as_of = envelope.as_of.latest or envelope.as_of.earliest if envelope.as_of else None
    holds = as_of or envelope.stated_at.date()
    return record.organisation != lead, -holds.toordinal(), record.id


def _no_such(record: ScheduleEstimate) -> Fault:
    choices = ", ".join(ESTIMATED)
    message = f"Things of this kind take no time of their own. Estimate one of: {choices}."
    return Fault(record.kind, record.id, "target_kind", record.target_kind, message)


def _estimate(statement: Statement) -> ScheduleEstimate:
    return cast("ScheduleEstimate", statement.record)
