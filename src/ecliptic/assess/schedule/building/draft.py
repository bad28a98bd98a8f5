"""The plan in the making: what is to be reached, what waits for what, and what was found wrong or unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ecliptic.assess.phases import Phases
from ecliptic.assess.schedule.building.estimates import Estimates
from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.building.organisations import Responsible
from ecliptic.assess.schedule.building.timing import Timed, Timing
from ecliptic.assess.schedule.kernel import Calendar
from ecliptic.assess.schedule.plan import Milestone, Wait
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import PlannedDate, ScheduleEstimate

LAUNCH, IN_USE, CLOSED, FINISHED, BEGUN = "launch", "in use", "closed", "finished", "begun"

UNSTATED = "Nobody states it."


@dataclass(frozen=True, slots=True)
class Draft:
    """A milestone before it is known what it waits for."""

    milestone: Milestone
    title: str
    timed: Timed | None = None
    """Its own time; None where it comes about with what it waits for."""
    estimate: ScheduleEstimate | None = None
    """What its time comes from, where it is an estimate."""
    after_waits: bool = False
    """Whether its own time counts from when all it waits for is there, rather than from the day."""
    when: PlannedDate | None = None
    """Its own date as stated."""
    chance: float = 1.0
    calendar: Calendar | None = None
    since: date | None = None
    known: bool = True
    organisations: tuple[str, ...] = ()
    programme: str | None = None
    announced: date | None = None
    basis: str = ""
    statements: tuple[Statement, ...] = ()

    @property
    def own(self) -> bool:
        """Whether it has a time of its own, be it past."""
        return self.timed is not None or self.since is not None


def ready_at(level: int) -> str:
    """The stage of a technology that has reached a readiness level."""
    return f"ready at TRL {level}"


def provided_in(phase: str) -> str:
    """The stage of a function that enough elements provide."""
    return f"provided in {phase}"


def available_in(phase: str) -> str:
    """The stage of a function that is provided, with the gaps closed that it waits for."""
    return f"available in {phase}"


@dataclass
class Sketch:
    """What has been gathered so far."""

    roadmap: Roadmap
    timings: Timing
    phases: Phases
    estimates: Estimates
    responsible: Responsible
    once: bool = False
    """Whether an undertaking that is announced as an element and as a mission is counted once."""
    drafts: dict[Milestone, Draft] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unstated: dict[Milestone, set[str]] = field(default_factory=dict)
    """Things that are named and that nobody states, with the records that name them."""

    @property
    def day(self) -> date:
        """The day of the plan."""
        return self.timings.day

    def add(self, draft: Draft) -> None:
        """Take up a milestone."""
        self.drafts[draft.milestone] = draft

    def named(self, milestone: Milestone, by: str) -> None:
        """Take up a milestone of a thing that a record names and nobody states; its time is unknown."""
        self.unstated.setdefault(milestone, set()).add(by)
        if milestone not in self.drafts:
            title = f"{milestone.id} {milestone.stage}"
            self.add(Draft(milestone, title, known=False, basis=UNSTATED))

    def reached(self, statement: Statement, when: PlannedDate | None) -> date | None:
        """Day on which something stated as a fact was reached; None where its date is yet to come."""
        held = held_on(statement)
        if when is None:
            return min(held, self.day)
        if when.earliest is not None and when.earliest > self.day:
            return None
        return min(when.latest or max(held, when.earliest or held), self.day)


def held_on(statement: Statement) -> date:
    """Last day for which a statement says that it holds, else the day on which it was made."""
    as_of, stated = statement.envelope.as_of, statement.envelope.stated_at.date()
    return stated if as_of is None else min(as_of.latest or stated, stated)


def once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements without repetition, in order of their keys."""
    found = {statement.key: statement for statement in statements}
    return tuple(found[key] for key in sorted(found))
