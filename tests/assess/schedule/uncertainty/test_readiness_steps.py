"""How long technologies take to ripen, against the figures that the statistics come with."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecliptic.reference
from ecliptic.assess.schedule.uncertainty.quantiles import quantiles
from ecliptic.assess.schedule.uncertainty.readiness_steps import YEAR_D, ReadinessSteps
from ecliptic.errors import UsageError
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import ReadinessStatistic

PRINTED = {
    # From and to level: 10 %, median and 90 % in years, of the same projects; trl_transitions.csv, rows
    # TRL028 to TRL066 in steps of four.
    (1, 3): (1.0, 1.5, 4.1),
    (2, 3): (0.68, 2.47, 4.19),
    (2, 4): (1.82, 3.12, 4.8),
    (2, 5): (1.04, 2.47, 5.9),
    (3, 4): (0.92, 3.58, 5.31),
    (3, 5): (0.89, 3.04, 4.72),
    (3, 6): (2.12, 3.22, 5.01),
    (4, 5): (1.0, 3.24, 6.71),
    (4, 6): (0.47, 2.29, 4.15),
    (5, 6): (0.9, 2.16, 5.19),
}


@pytest.fixture(scope="module")
def steps() -> ReadinessSteps:
    return ReadinessSteps.of(ecliptic.reference.load())


@pytest.mark.parametrize(("step", "printed"), PRINTED.items())
def test_fits_come_near_the_printed_quantiles(
    steps: ReadinessSteps, step: tuple[int, int], printed: tuple[float, float, float]
) -> None:
    duration, basis, assumed = steps.ripening(*step)
    found = quantiles(duration, np.array([0.1, 0.5, 0.9])) / YEAR_D
    # Two numbers cannot hold three quantiles of 6 to 33 projects whose spans are skewed. The medians keep to
    # a fifth, the longest spans to a quarter; the shortest, of one or two projects each, come out up to 1.61
    # of the printed (4 to 6, 0.76 years for 0.47).
    assert np.all(found / printed >= [0.78, 0.8, 0.84])
    assert np.all(found / printed <= [1.62, 1.14, 1.25])
    assert not assumed
    assert "76.1 %" in basis


def test_several_steps_have_the_mean_and_variance_of_their_sum(steps: ReadinessSteps) -> None:
    whole, first, second = steps.span(1, 6), steps.span(1, 3), steps.span(3, 6)
    expected = np.sum([first.moments, second.moments], axis=0)
    assert whole.moments == pytest.approx(tuple(expected))
    rng = np.random.Generator(np.random.PCG64(1))
    drawn = sum(np.exp(rng.normal(span.mu, span.sigma, 200_000)) for span in (first, second))
    found = quantiles(whole.duration, np.array([0.1, 0.5, 0.9])) / YEAR_D
    assert found == pytest.approx(np.quantile(drawn, [0.1, 0.5, 0.9]), rel=0.04)


def test_beyond_level_6_published_averages_stand_and_are_named_as_doubtful(steps: ReadinessSteps) -> None:
    span = steps.span(6, 7)
    assert span.moments[0] == pytest.approx((7.3 + 4.1) / 2)  # TRL115 and TRL120
    assert steps.span(7, 8).moments[0] == pytest.approx((9.4 + 5.3) / 2)  # TRL116 and TRL121
    assert span.assumed
    assert "low confidence" in span.basis
    assert "no statistic tells" in steps.span(8, 9).basis
    assert steps.span(4, 9).assumed


def test_an_unknown_level_is_drawn_from_those_below(steps: ReadinessSteps) -> None:
    duration, basis, assumed = steps.ripening(None, 6)
    parts = [
        quantiles(steps.span(level, 6).duration, np.linspace(0.0005, 0.9995, 1000)) for level in (2, 3, 4, 5)
    ]
    weights = np.repeat([27, 99, 85, 51], 1000)  # TRL078 to TRL081
    mean = np.average(np.concatenate(parts), weights=weights)
    found = quantiles(duration, np.linspace(0.0005, 0.9995, 1000)).mean()
    assert found == pytest.approx(mean, rel=0.01)
    assert assumed
    assert "not stated" in basis
    assert steps.ripening(None, 2)[2]
    assert steps.ripening(None, 1)[0].likely == 0


@given(st.one_of(st.none(), st.integers(1, 9)), st.integers(1, 9))
def test_every_step_has_a_time_even_without_statistics(from_trl: int | None, to_trl: int) -> None:
    duration, basis, assumed = ReadinessSteps().ripening(from_trl, to_trl)
    already = to_trl == 1 if from_trl is None else from_trl >= to_trl
    assert (duration.likely == 0) is already
    assert basis
    assert assumed is (from_trl is None or not already)


@pytest.mark.parametrize("levels", [(0, 3), (3, 10), (None, 0)])
def test_levels_outside_one_to_nine_are_named(levels: tuple[int | None, int]) -> None:
    with pytest.raises(UsageError, match=r"_trl is \d+; readiness levels go from 1 to 9"):
        ReadinessSteps().ripening(*levels)


def test_statistics_that_cannot_be_used_are_passed_over() -> None:
    made = [
        ReadinessStatistic(
            id="a", dataset="d", from_trl="5;3", to_trl="6", metric="average time", statistic="mean", value=1
        ),
        ReadinessStatistic(
            id="b", dataset="d", from_trl="6", to_trl="3", metric="average time", statistic="mean", value=1
        ),
        ReadinessStatistic(
            id="c",
            dataset="d",
            from_trl="3",
            to_trl="4",
            metric="lognormal fit of duration",
            statistic="mu",
            value=1,
        ),
        ReadinessStatistic(
            id="e", dataset="d", from_trl="3", metric="years per TRL level gained", statistic="mean", value=1
        ),
    ]
    envelope = Envelope(publisher="NASA", stated_at=datetime(2026, 1, 1, tzinfo=UTC))
    found = ReadinessSteps.of(Roadmap.build(Statement(record, envelope) for record in made))
    assert found.spans == {}
    assert found.population == {}
