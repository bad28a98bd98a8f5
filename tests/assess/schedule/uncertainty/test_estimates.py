"""The user's own numbers, right and wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ecliptic.assess.schedule.kernel import Duration, empirical, fixed, lognormal, pert, triangular, uniform
from ecliptic.assess.schedule.uncertainty.estimates import checked, duration_in, has_time
from ecliptic.assess.schedule.uncertainty.quantiles import quantiles
from ecliptic.errors import UsageError
from ecliptic.vocabulary import DurationShape, ScheduleEstimate


def estimate(**numbers: Any) -> ScheduleEstimate:
    return ScheduleEstimate(id="E1", organisation="NASA", target_kind="element", target="L", **numbers)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"likely_d": 50, "shape": DurationShape.FIXED}, fixed(50)),
        ({"low_d": 10, "high_d": 50, "shape": DurationShape.UNIFORM}, uniform(10, 50)),
        ({"low_d": 10, "likely_d": 20, "high_d": 50}, triangular(10, 20, 50)),
        ({"low_d": 10, "likely_d": 20, "high_d": 50, "shape": DurationShape.PERT}, pert(10, 20, 50)),
        ({"seen_d": (30, 10)}, empirical([30, 10])),
        ({"seen_d": (30, 10), "shape": DurationShape.SEEN}, empirical([30, 10])),
        ({"likely_d": 0}, fixed(0)),
    ],
)
def test_each_shape_becomes_the_duration_it_names(numbers: dict[str, Any], expected: Duration) -> None:
    duration, basis, assumed = duration_in(estimate(**numbers))
    assert duration == expected
    assert not assumed or numbers == {"likely_d": 0}
    assert basis.startswith("estimate E1 of NASA")


def test_a_lognormal_time_keeps_its_median_and_its_ninety_percent() -> None:
    duration, _, _ = duration_in(
        estimate(likely_d=100, high_d=220, shape=DurationShape.LOGNORMAL, basis="a study")
    )
    assert quantiles(duration, np.array([0.5, 0.9])) == pytest.approx([100, 220], rel=1e-3)


def test_a_likely_time_alone_gets_a_spread_and_says_so() -> None:
    duration, basis, assumed = duration_in(estimate(likely_d=100))
    assert duration == lognormal(100, 0.4)
    assert assumed
    assert "assumed" in basis


def test_an_estimate_of_chance_alone_has_no_time() -> None:
    only = estimate(chance=0.5)
    checked(only)
    assert not has_time(only)
    with pytest.raises(
        UsageError, match=r"schedule-estimate E1, likely_d: empty cannot be used\. Give likely_d"
    ):
        duration_in(only)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            {"low_d": 30, "likely_d": 20, "high_d": 50},
            "low_d: 30 cannot be used. It is at most likely_d, which is 20",
        ),
        (
            {"low_d": 30, "high_d": 20, "shape": DurationShape.UNIFORM},
            "low_d: 30 .* at most high_d, which is 20",
        ),
        ({"likely_d": 60, "high_d": 50, "shape": DurationShape.LOGNORMAL}, "likely_d: 60 .* at most high_d"),
        ({"likely_d": 0, "high_d": 50, "shape": DurationShape.LOGNORMAL}, "likely_d: 0 .* above 0 days"),
        ({"low_d": 5, "likely_d": 60}, "high_d: empty .* The shape triangular needs low_d, likely_d, high_d"),
        (
            {"likely_d": 60, "shape": DurationShape.UNIFORM},
            "low_d: empty .* The shape uniform needs low_d, high_d",
        ),
        ({"likely_d": 60, "shape": DurationShape.SEEN}, "seen_d: empty .* The shape as seen needs seen_d"),
        ({"seen_d": (5,), "shape": DurationShape.PERT}, "low_d: empty"),
        ({}, "chance: empty .* Give likely_d, or seen_d, or a chance from 0 to 1"),
        ({"shape": DurationShape.FIXED}, "chance: empty"),
        ({"likely_d": 60, "from_trl": 5, "to_trl": 5}, "to_trl: 5 .* above from_trl, which is 5"),
        ({"likely_d": 60, "from_trl": 5, "to_trl": 4}, "to_trl: 4 .* above from_trl, which is 5"),
    ],
)
def test_bad_numbers_are_named_with_what_would_be_right(numbers: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=f"schedule-estimate E1, {said}"):
        checked(estimate(**numbers))
