"""What the plan asks of whoever turns words about time into durations and chances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from ecliptic.assess.schedule.kernel import Duration
from ecliptic.assess.schedule.plan import Shared, Step
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Firmness, PlannedDate, ScheduleEstimate


class Timed(Protocol):
    """How long something still takes, and where that comes from."""

    @property
    def duration(self) -> Duration:
        """Days after the day of the plan; for work that waits for something, days after that is there."""

    @property
    def announced(self) -> date | None:
        """Last day that the announcement allows; None where there is none."""

    @property
    def basis(self) -> str:
        """Where it comes from, in words."""

    @property
    def assumed(self) -> bool:
        """Whether it rests on an assumption and not on what is stated of the thing."""


class Timing(Protocol):
    """Durations and chances as seen on one day."""

    @property
    def day(self) -> date:
        """The day of the plan."""

    def announced(self, statement: Statement, when: PlannedDate) -> Timed:
        """When something announced comes about, given that it had not by the day of the plan."""

    def chance(self, firmness: Firmness | None) -> tuple[float, str]:
        """Chance that something said so firmly comes about at all, and its basis."""

    def ripening(self, from_trl: int | None, to_trl: int) -> Timed:
        """How long a technology takes from one readiness level, or an unknown one, to another."""

    def estimated(self, estimate: ScheduleEstimate, *, begun: bool = False) -> Timed:
        """What an estimate says; UsageError where its numbers are impossible.

        With `begun`, for what waits for nothing, the time since the date of the estimate has passed already.
        """

    def shared(self, steps: Iterable[Step]) -> tuple[Shared, ...]:
        """What delays several of the steps together."""
