"""Stated leads that are stretched by a slip, and what of them remains."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess.schedule.kernel import (
    discrete,
    exponential,
    fixed,
    lognormal,
    pert,
    triangular,
    uniform,
)
from ecliptic.assess.schedule.uncertainty.leads import Lead, Shape, stated_leads
from ecliptic.assess.schedule.uncertainty.quantiles import (
    duration_of,
    hazard,
    normal_chance,
    quantiles,
    rest_of,
)
from ecliptic.assess.schedule.uncertainty.ranges import range_of
from ecliptic.errors import UsageError
from ecliptic.vocabulary import PlannedDate

CHANCES = np.array([0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])


@given(
    st.lists(st.floats(0, 8000), min_size=1, max_size=6),
    st.floats(-1.5, 1.0),
    st.floats(0.2, 1.5),
    st.floats(0, 4000),
)
def test_quantiles_undo_chances_and_lie_beyond_what_has_passed(
    stated: list[float], mu: float, sigma: float, beyond: float
) -> None:
    lead = Lead(np.sort(np.array(stated)), mu, sigma)
    past = lead.chance(beyond)
    if past > 0.99:
        return
    found = lead.quantiles(CHANCES, beyond)
    assert np.all(found >= beyond)
    assert np.all(np.diff(found) >= 0)
    told = np.array([lead.chance(float(day)) for day in found])
    # Days are tabled along 193 steps of the normal; what lies between is drawn straight.
    assert told == pytest.approx(past + (1 - past) * CHANCES, abs=2e-3)


def test_a_precise_date_has_the_shifted_lognormal_of_its_slip() -> None:
    lead = Lead(np.array([1000.0]), -0.5, 0.8)
    z = np.array([-1.2815515655, 0.0, 1.2815515655])  # quantiles of the normal at 10, 50 and 90 %
    expected = 1030 * (0.8 + np.exp(-0.5 + 0.8 * z)) - 30
    assert lead.quantiles(np.array([0.1, 0.5, 0.9])) == pytest.approx(expected, rel=1e-3)


def test_a_plain_lognormal_ratio_is_possible() -> None:
    lead = Lead(np.array([1000.0]), 0.3, 0.4, Shape(least=0.0, allowance_d=0.0))
    assert lead.quantiles(np.array([0.5])) == pytest.approx([1000 * np.exp(0.3)], rel=1e-3)


def test_a_stated_lead_is_never_negative() -> None:
    said = range_of(PlannedDate.parse("2025"))
    assert stated_leads(said, date(2025, 7, 1)).min() == 0.0
    assert stated_leads(said, date(2024, 1, 1)).min() > 360


def test_tabled_chances_are_right_to_a_fifth_of_a_percent() -> None:
    made = duration_of(lambda chances: quantiles(lognormal(100.0, 0.8), chances))
    assert sum(np.diff([0.0, *made.reached_by])) == pytest.approx(1)
    values, reached = np.array(made.values), np.array(made.reached_by)
    exact = normal_chance(np.log(values / 100.0) / 0.8)
    assert np.abs(exact - (reached + np.array([0.0, *reached[:-1]])) / 2).max() < 0.0021
    assert made.likely == pytest.approx(100, rel=1e-3)
    assert values @ np.diff([0.0, *reached]) == pytest.approx(100 * np.exp(0.32), rel=2e-3)


SHAPES = [
    uniform(10, 50),
    triangular(10, 20, 50),
    pert(10, 20, 50),
    lognormal(20, 0.5),
    discrete([(10.0, 0.25), (20.0, 0.25), (40.0, 0.5)]),
]


@pytest.mark.parametrize("duration", SHAPES, ids=lambda d: str(d.kind))
def test_what_remains_is_the_rest_given_that_it_is_not_over(duration: object) -> None:
    drawn = quantiles(duration, (np.arange(200_000) + 0.5) / 200_000)  # type: ignore[arg-type]
    later = drawn[drawn > 15] - 15
    rest = rest_of(duration, 15.0)  # type: ignore[arg-type]
    assert rest is not None
    assert quantiles(rest, CHANCES[1:-1]) == pytest.approx(
        np.quantile(later, CHANCES[1:-1]), rel=0.03, abs=0.1
    )


def test_nothing_remains_of_what_never_lasts_so_long() -> None:
    assert rest_of(fixed(10), 10) is None
    assert rest_of(uniform(1, 2), 3) is None
    with pytest.raises(UsageError, match="lognormal"):
        rest_of(exponential(3), 1)


def test_the_hazard_of_the_normal_is_that_of_tables() -> None:
    # phi(0) / 0.5, and at 1 and 2 by tables of the normal distribution (Abramowitz and Stegun 26.1).
    assert hazard(np.array([0.0, 1.0, 2.0])) == pytest.approx([0.797885, 1.525135, 2.373216], abs=1e-5)
    assert hazard(np.array([24.999, 25.001, 60.0])) == pytest.approx([25.0389, 25.0409, 60.01666], abs=1e-3)
