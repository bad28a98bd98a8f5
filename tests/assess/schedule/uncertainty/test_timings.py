"""Durations and chances for the steps of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess.schedule.kernel import Asked, fixed, simulate
from ecliptic.assess.schedule.plan import Milestone, Plan, Step, laid
from ecliptic.assess.schedule.uncertainty import Timings
from ecliptic.assess.schedule.uncertainty.leads import Lead, stated_leads
from ecliptic.assess.schedule.uncertainty.quantiles import quantiles
from ecliptic.assess.schedule.uncertainty.ranges import range_of
from ecliptic.errors import UsageError
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import Firmness, Mission, PlannedDate, ScheduleEstimate
from histories import TODAY, history, mission

EMPTY = Timings.of(Roadmap.build([]), TODAY)
LEARNED = Timings.of(history(1, {"NASA": (-0.5, 0.7), "ESA": (0.0, 0.7)}, 12), TODAY)
ENDS = np.array([0.001, 0.1, 0.5, 0.9, 0.999])


def announcement(launch: str, as_of: str) -> tuple[Statement, PlannedDate]:
    return mission("M", launch, Firmness.PLANNED, as_of), PlannedDate.parse(launch)


def test_an_announcement_of_today_is_the_stated_lead_stretched() -> None:
    timed = LEARNED.announced(*announcement("2030-06-01", "2026-01-01"))
    slip = LEARNED.slips.of("NASA", "mission")
    lead = Lead(
        stated_leads(range_of(PlannedDate.parse("2030-06-01")), TODAY),
        slip.mu,
        np.hypot(slip.sigma, slip.tau),
    )
    # The table of values is right to 0.2 % of chance; near the middle that is 0.3 % of the time.
    assert quantiles(timed.duration, ENDS[1:4]) == pytest.approx(lead.quantiles(ENDS[1:4]), rel=0.01)
    assert timed.announced == date(2030, 6, 1)
    assert not timed.assumed
    assert "slip learned from" in timed.basis
    assert timed.duration.likely == pytest.approx(lead.quantiles(ENDS[2:3])[0], rel=1e-3)


def test_what_has_not_come_about_comes_after_the_day_of_the_plan() -> None:
    timed = LEARNED.announced(*announcement("2026-03", "2024-01-01"))
    slip = LEARNED.slips.of("NASA", "mission")
    said = range_of(PlannedDate.parse("2026-03"))
    lead = Lead(stated_leads(said, date(2024, 1, 1)), slip.mu, float(np.hypot(slip.sigma, slip.tau)))
    drawn = lead.quantiles((np.arange(100_000) + 0.5) / 100_000)
    rest = drawn[drawn > 731] - 731
    assert quantiles(timed.duration, ENDS[1:4]) == pytest.approx(
        np.quantile(rest, ENDS[1:4]), rel=0.02, abs=1
    )


@given(
    st.dates(date(1990, 1, 1), date(2025, 12, 31)),
    st.integers(-400, 8000),
    st.sampled_from([EMPTY, LEARNED]),
)
def test_durations_are_positive_and_finite_however_old_the_announcement(
    held: date, lead_d: int, timings: Timings
) -> None:
    launch = date.fromordinal(held.toordinal() + lead_d).isoformat()
    timed = timings.announced(*announcement(launch, held.isoformat()))
    found = quantiles(timed.duration, ENDS)
    assert np.all(found >= 0)
    assert np.all(np.isfinite(found))
    assert found[2] > 0
    # Not sooner than promised, and not so late that nobody would call it sensible.
    overdue = (TODAY - date.fromisoformat(launch)).days
    assert found[3] < 60 * (max(lead_d, abs(overdue)) + 365)


def test_an_announcement_that_is_long_outlived_says_little_and_is_marked() -> None:
    timed = LEARNED.announced(*announcement("2016-12", "2016-06-01"))
    assert timed.assumed
    assert "out of date" in timed.basis
    # Overdue by nine years, it is assumed to take as long again, times a slip.
    assert 2000 < quantiles(timed.duration, ENDS)[2] < 8000
    over_when_said = LEARNED.announced(*announcement("2024", "2025-06-01"))
    assert over_when_said.assumed


def test_open_dates_are_marked_as_assumed() -> None:
    timed = EMPTY.announced(*announcement("NET 2028", "2025-12-01"))
    assert timed.assumed
    assert timed.announced == date(2028, 12, 31)
    assert "not to be earlier" in timed.basis


def test_only_published_figures_count_where_nothing_is_to_be_learned() -> None:
    roadmap = LEARNED.roadmap
    plain = Timings.of(roadmap, TODAY, learned=False)
    assert plain.slips.groups == {}
    assert (
        plain.announced(*announcement("2030", "2026")).duration
        == EMPTY.announced(*announcement("2030", "2026")).duration
    )
    early = Timings.of(roadmap, date(2003, 1, 1))
    assert early.slips.overall.cases == 0


def test_chances_and_ripening_come_with_their_basis() -> None:
    chance, words = EMPTY.chance(Firmness.APPROVED)
    assert chance == 0.9
    assert "assumed" in words
    timed = EMPTY.ripening(3, 5)
    assert timed.assumed
    assert timed.announced is None


def estimated(as_of: str, **numbers: float) -> tuple[Timings, ScheduleEstimate]:
    record = ScheduleEstimate(id="E", organisation="NASA", target_kind="mission", target="M", **numbers)  # type: ignore[arg-type]
    when = datetime(2026, 1, 1, tzinfo=UTC)
    envelope = Envelope(publisher="NASA", stated_at=when, as_of=PlannedDate.parse(as_of))
    return Timings.of(Roadmap.build([Statement(record, envelope)]), TODAY), record


def test_an_estimate_counts_from_its_date_where_the_work_has_begun() -> None:
    timings, record = estimated("2025-01-01", low_d=300, likely_d=400, high_d=600)
    assert timings.estimated(record).duration.likely == 400
    begun = timings.estimated(record, begun=True)
    ends = quantiles(begun.duration, ENDS)
    assert 0 <= ends[0] < ends[-1] <= 600 - 365
    assert "365 days of it have passed" in begun.basis
    timings, record = estimated("2020", low_d=300, likely_d=400, high_d=600)
    over = timings.estimated(record, begun=True)
    assert over.duration == fixed(0)
    assert over.assumed


def step(number: int, publisher: str, programme: str | None = None) -> Step:
    statement = mission(f"{publisher}-{number}", "2032", Firmness.PLANNED, "2026-01-01", publisher=publisher)
    assert isinstance(statement.record, Mission)
    assert statement.record.launch is not None
    timed = LEARNED.announced(statement, statement.record.launch)
    return Step(
        Milestone("mission", statement.id, "launch"),
        statement.id,
        timed.duration,
        organisations=(publisher,),
        programme=programme,
        announced=timed.announced,
        statements=(statement,),
    )


STEPS = [step(1, "NASA", "CLPS"), step(2, "NASA", "CLPS"), step(3, "ESA"), step(4, "NASA")]


@pytest.mark.parametrize(("correlation", "sampled"), list(product([0.0, 0.2, 1.0], [True, False])))
def test_loadings_never_add_up_to_more_than_one(correlation: float, sampled: bool) -> None:
    shared = replace(LEARNED, correlation=correlation, sampled=sampled).shared(STEPS)
    assert bool(shared) is (sampled or correlation > 0)
    for each in STEPS:
        squares = sum(cause.loadings.get(each.milestone, 0.0) ** 2 for cause in shared)
        assert squares <= 1 + 1e-9
    names = {cause.name for cause in shared}
    assert ("programme CLPS" in names) is (correlation > 0)
    assert ("mean slip of all" in names) is sampled


def test_the_uncertain_mean_of_a_publisher_correlates_its_steps() -> None:
    slip = LEARNED.slips.of("NASA", "mission")
    expected = slip.tau**2 / (slip.tau**2 + slip.sigma**2)
    plan = Plan(TODAY, tuple(STEPS), shared=LEARNED.shared(STEPS))
    found = laid(plan)
    one, other = (found.number[STEPS[place].milestone] for place in (0, 3))
    outcome = simulate(found.schedule, 20_000, 7, Asked(stored=(one, other), drivers=False), threads=1)
    ranks = [np.argsort(np.argsort(outcome.stored[number])) for number in (one, other)]
    spearman = np.corrcoef(*ranks)[0, 1]
    # Spearman's correlation of normals that correlate by r is 6/pi asin(r/2); its error here is 0.007.
    assert spearman == pytest.approx(6 / np.pi * np.arcsin(expected / 2), abs=0.025)


def test_what_is_past_unknown_or_estimated_shares_no_slip() -> None:
    done = replace(STEPS[0], since=TODAY)
    unknown = replace(STEPS[1], known=False)
    timings, record = estimated("2026-01-01", likely_d=100)
    own = timings.roadmap.statement("schedule-estimate", record.id)
    assert own is not None
    overridden = replace(STEPS[2], statements=(*STEPS[2].statements, own))
    undated = replace(STEPS[3], announced=None)
    assert LEARNED.shared([done, unknown, overridden, undated]) == ()


@pytest.mark.parametrize("correlation", [-0.1, 1.1, float("nan")])
def test_an_impossible_correlation_is_named(correlation: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        Timings.of(Roadmap.build([]), TODAY, correlation=correlation)
