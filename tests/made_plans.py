"""Small roadmaps about dates, and times without chance, for tests of plans made from roadmaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from ecliptic.assess.schedule.kernel import Duration, dates, fixed
from ecliptic.assess.schedule.plan import NEVER, Milestone, Plan, Shared, Step, Wait, laid
from ecliptic.errors import UsageError
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import KINDS, Firmness, PlannedDate, ScheduleEstimate

DAY = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """A time without chance."""

    duration: Duration
    announced: date | None
    basis: str
    assumed: bool = False


@dataclass(frozen=True)
class Steady:
    """Everything comes on the last day announced, estimates at their likeliest, a year for each level."""

    day: date = DAY
    chances: dict[Firmness | None, float] = field(default_factory=dict)

    def announced(self, statement: Statement, when: PlannedDate) -> Told:
        last = when.latest or when.earliest
        assert last is not None
        return Told(
            fixed(max((last - self.day).days, 0)), last, f"{when} as announced by {statement.publisher}"
        )

    def chance(self, firmness: Firmness | None) -> tuple[float, str]:
        return self.chances.get(firmness, 1.0), f"firmness: {firmness or 'not stated'}"

    def ripening(self, from_trl: int | None, to_trl: int) -> Told:
        years = to_trl - (min(3, to_trl - 1) if from_trl is None else from_trl)
        assert years > 0
        return Told(fixed(365.0 * years), None, f"From {from_trl} to {to_trl}.", from_trl is None)

    def estimated(self, estimate: ScheduleEstimate, *, begun: bool = False) -> Told:
        if (estimate.low_d or 0) > (estimate.likely_d or 0):
            message = "The least time is above the likeliest."
            raise UsageError(message)
        basis = f"Estimated{', begun' if begun else ''}."
        return Told(fixed(estimate.likely_d or 0.0), None, basis)

    def shared(self, steps: Iterable[Step]) -> tuple[Shared, ...]:
        return (Shared("everything", {step.milestone: 0.5 for step in steps}),)


def said(
    kind: str, identifier: str, firmness: str | None = None, publisher: str = "NASA", **fields: Any
) -> Statement:
    """A statement of 2026-07-01; dates are given as texts, and `as_of` goes to the envelope."""
    as_of = fields.pop("as_of", None)
    record = KINDS[kind].model_validate({"id": identifier, **_named(kind, identifier), **fields})
    envelope = Envelope(
        publisher=publisher,
        stated_at=datetime(2026, 7, 1, tzinfo=UTC),
        firmness=None if firmness is None else Firmness(firmness),
        as_of=None if as_of is None else PlannedDate.parse(as_of),
    )
    return Statement(record, envelope)


def _named(kind: str, identifier: str) -> dict[str, str]:
    fields = KINDS[kind].model_fields
    return {name: identifier for name in ("name", "title") if name in fields and fields[name].is_required()}


def waits(before: str, after: str, **fields: Any) -> Statement:
    """A dependency between two things, each as kind:id."""
    kinds, ids = zip(*(thing.split(":") for thing in (before, after)), strict=True)
    identifier = fields.pop("id", f"{before} to {after}".replace(":", "-"))
    return said(
        "dependency",
        identifier,
        before_kind=kinds[0],
        before=ids[0],
        after_kind=kinds[1],
        after=ids[1],
        **fields,
    )


def roadmap(*statements: Statement) -> Roadmap:
    """A roadmap of statements."""
    return Roadmap(statements)


def before(plan: Plan, milestone: Milestone) -> list[Wait]:
    """What a milestone waits for."""
    return [wait for wait in plan.waits if wait.after == milestone]


FAR = 1e9
"""Stands for never, since late dates of what is never reached are no numbers."""


def early(plan: Plan, milestone: Milestone, unknown: str = NEVER) -> float:
    """Days after which a milestone is reached if all steps take their likeliest time."""
    return early_dates(plan, unknown)[milestone]


def early_dates(plan: Plan, unknown: str = NEVER) -> dict[Milestone, float]:
    """As `early`, of every milestone."""
    made = laid(plan, unknown)
    schedule = made.schedule
    durations = [
        FAR if schedule.happens.get(place, 1.0) == 0 else duration.likely
        for place, duration in enumerate(schedule.durations)
    ]
    found = dates(schedule.network, durations, calendars=schedule.calendars)
    return {milestone: float(found.early_finish[place]) for milestone, place in made.number.items()}


LAUNCH, IN_USE, CLOSED = "launch", "in use", "closed"


def mission(identifier: str) -> Milestone:
    return Milestone("mission", identifier, LAUNCH)


def element(identifier: str) -> Milestone:
    return Milestone("element", identifier, IN_USE)


def gap(identifier: str) -> Milestone:
    return Milestone("technology-gap", identifier, CLOSED)
