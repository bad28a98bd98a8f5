"""Durations and chances for the steps of a plan, with what each rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from ecliptic.assess.schedule.kernel import Duration, fixed
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.plan import Milestone, Shared, Step
from ecliptic.assess.schedule.uncertainty.announcements import courses, date_of, held_on
from ecliptic.assess.schedule.uncertainty.estimates import duration_in
from ecliptic.assess.schedule.uncertainty.firmness import Standing, chance, standings
from ecliptic.assess.schedule.uncertainty.leads import Lead, stated_leads
from ecliptic.assess.schedule.uncertainty.prior import PUBLISHED
from ecliptic.assess.schedule.uncertainty.quantiles import duration_of, rest_of
from ecliptic.assess.schedule.uncertainty.ranges import Range, range_of
from ecliptic.assess.schedule.uncertainty.readiness_steps import ReadinessSteps
from ecliptic.assess.schedule.uncertainty.slips import Slip, Slips, fitted, learned
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Firmness, PlannedDate, ScheduleEstimate

OUTLIVED = 0.05
"""An announcement is out of date where fewer than one in twenty such would still be waiting."""


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a step takes from the day of the plan, in days, and what that rests on."""

    duration: Duration
    announced: date | None
    """Last day that the announcement allows; None where none is about it."""
    basis: str
    assumed: bool
    """Whether it rests on an assumption rather than on a statement."""


@dataclass(frozen=True)
class Timings:
    """What durations and chances are taken from."""

    roadmap: Roadmap
    day: date
    """The day of the plan, from which durations count."""
    slips: Slips
    steps: ReadinessSteps
    standings: dict[Firmness | None, Standing]
    sampled: bool = True
    """Whether the means of slips are themselves uncertain, in common for all steps of a publisher."""
    correlation: float = 0.0
    """Of two steps with the same first organisation, and again of two in one programme."""

    def __post_init__(self) -> None:
        if not 0 <= self.correlation <= 1:
            message = f"A correlation of steps lies from 0 to 1; {self.correlation} was given. Usual is 0.2."
            raise UsageError(message)

    @classmethod
    def of(
        cls,
        roadmap: Roadmap,
        day: date,
        *,
        learned: bool = True,
        sampled: bool = True,
        correlation: float = 0.0,
    ) -> Timings:
        """Learn from what the roadmap held on a day; without `learned` only published figures count.

        Raises UsageError for a correlation outside 0 to 1.
        """
        slips = _slips_on(roadmap, day) if learned else fitted([], PUBLISHED)
        found = standings(roadmap) if learned else {}
        return cls(roadmap, day, slips, ReadinessSteps.of(roadmap), found, sampled, correlation)

    def announced(self, statement: Statement, when: PlannedDate) -> Timed:
        """The time to an announced date, stretched by the slip of its publisher and kind.

        The lead counts from the day for which the statement holds; what has passed of it by the day of the
        plan has passed without the event, so that the rest is conditioned on that. Where the announcement is
        long outlived, nothing says when; it is assumed to take as long again as it is overdue, times a slip.
        """
        said, held = range_of(when), held_on(statement)
        slip = self.slips.of(statement.publisher, statement.kind)
        sigma = sqrt(slip.sigma**2 + slip.tau**2) if self.sampled else slip.sigma
        lead = Lead(stated_leads(said, held), slip.mu, sigma, slip.shape)
        elapsed = float((self.day - held).days)
        if said.last <= held or 1 - lead.chance(elapsed) < OUTLIVED:
            return self._outlived(said, slip, sigma)

        def quantile(chances: Reals) -> Reals:
            return lead.quantiles(chances, max(elapsed, 0.0)) - elapsed

        note = f"; it {said.assumption}" if said.assumption else ""
        basis = f"{when} as announced by {statement.publisher} for {held}; {slip.basis}{note}"
        return Timed(duration_of(quantile), said.last, basis, bool(said.assumption))

    def _outlived(self, said: Range, slip: Slip, sigma: float) -> Timed:
        again = self.day + max(self.day - said.last, timedelta(0))
        lead = Lead(stated_leads(Range(again, again, again), self.day), slip.mu, sigma, slip.shape)
        basis = (
            f"announced until {said.last}, which is out of date by the slip learned; nothing says when, and "
            f"it is assumed to take as long again as it is overdue, times a slip"
        )
        return Timed(duration_of(lead.quantiles), said.last, basis, True)

    def chance(self, firmness: Firmness | None) -> tuple[float, str]:
        """The chance that something so firm comes about at all, and what it rests on."""
        return chance(firmness, self.standings.get(firmness))

    def ripening(self, from_trl: int | None, to_trl: int) -> Timed:
        """The time that a technology takes to a readiness level; where none is stated, from any below it.

        Raises UsageError for levels outside 1 to 9.
        """
        duration, basis, assumed = self.steps.ripening(from_trl, to_trl)
        return Timed(duration, None, basis, assumed)

    def estimated(self, estimate: ScheduleEstimate, *, begun: bool = False) -> Timed:
        """The time that an estimate states, whole from the day of the plan or from what it waits for.

        With `begun`, for what waits for nothing, it counts from the date of the estimate, and is conditioned
        on not being over on the day of the plan. Raises UsageError for numbers that do not go together.
        """
        duration, basis, assumed = duration_in(estimate)
        statement = self.roadmap.statement("schedule-estimate", estimate.id)
        elapsed = (self.day - held_on(statement)).days if begun and statement is not None else 0
        if elapsed <= 0:
            return Timed(duration, None, basis, assumed)
        rest = rest_of(duration, float(elapsed))
        if rest is None:
            overdue = f"{basis} (its longest time is over, so that what remains is taken as nought)"
            return Timed(fixed(0.0), None, overdue, True)
        return Timed(rest, None, f"{basis} ({elapsed} days of it have passed)", assumed)

    def shared(self, steps: Iterable[Step]) -> tuple[Shared, ...]:
        """Common causes of steps: what is uncertain of mean slips, organisations and programmes.

        Where the squares of a step's loadings would add up to more than 1, those of organisation and
        programme are lessened.
        """
        causes: dict[str, dict[Milestone, float]] = {}
        for step in steps:
            if not step.known or step.since is not None:
                continue
            loadings = self._of_mean_slip(step) if self.sampled else {}
            room = 1 - sum(loading**2 for loading in loadings.values())
            names = _companions(step) if self.correlation else []
            each = sqrt(min(self.correlation, max(room, 0.0) / max(len(names), 1)))
            for name, loading in (*loadings.items(), *((name, each) for name in names)):
                if loading > 0:
                    causes.setdefault(name, {})[step.milestone] = loading
        return tuple(Shared(name, causes[name]) for name in sorted(causes))

    def _of_mean_slip(self, step: Step) -> dict[str, float]:
        """Loadings on the uncertain mean of all slips, and on that of the publisher's."""
        statement = announcing(step)
        if statement is None:
            return {}
        slip = self.slips.of(statement.publisher, statement.kind)
        total = sqrt(slip.tau**2 + slip.sigma**2)
        own = sqrt(max(slip.tau**2 - slip.tau_all**2, 0.0))
        group = f"mean slip of {statement.kind}s of {statement.publisher}"
        return {"mean slip of all": slip.tau_all / total, group: own / total}


def announcing(step: Step) -> Statement | None:
    """The statement whose announcement times a step: the first with a date, unless an estimate rules."""
    if step.announced is None or any(s.kind == "schedule-estimate" for s in step.statements):
        return None
    return next((s for s in step.statements if date_of(s) is not None), None)


def _companions(step: Step) -> list[str]:
    names = [f"organisation {step.organisations[0]}"] if step.organisations else []
    return [*names, f"programme {step.programme}"] if step.programme else names


def _slips_on(roadmap: Roadmap, day: date) -> Slips:
    return learned(course.until(day) for course in courses(roadmap))
