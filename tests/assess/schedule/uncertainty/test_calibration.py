"""Predictions of past launches: honest where the truth is known, and without a look ahead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ecliptic.assess.schedule.uncertainty.calibration import (
    ANNOUNCED,
    CONSTANT,
    LEARNED,
    LEVELS,
    Calibration,
    Scores,
    calibrate,
    wilson,
)
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness
from histories import history, mission


def by_way(found: Calibration) -> dict[str, Scores]:
    return {score.way: score for score in found.scores}


def test_where_slips_are_as_the_model_says_intervals_hold_what_they_should() -> None:
    found = calibrate(history(2, {"NASA": (-0.4, 0.8), "ESA": (-0.2, 0.8)}, 50), seed=1)
    scores = by_way(found)
    learned = scores[LEARNED]
    assert learned.missions > 80
    # Of 90 missions the standard error of a half is 0.053 and of nine tenths 0.032.
    assert learned.covered_50 == pytest.approx(0.5, abs=0.13)
    assert learned.covered_90 == pytest.approx(0.9, abs=0.08)
    assert learned.late == pytest.approx(0.5, abs=0.13)
    assert learned.loss_d < min(scores[ANNOUNCED].loss_d, scores[CONSTANT].loss_d)
    gain = next(gain for gain in found.gains if gain.over == ANNOUNCED)
    assert gain.low < gain.days < gain.high
    assert gain.days == pytest.approx(scores[ANNOUNCED].loss_d - learned.loss_d)


def test_what_happened_after_a_prediction_does_not_change_it() -> None:
    early = [
        mission("A", "2010-06-01", Firmness.APPROVED, "2008-01-01"),
        mission("A", "2011-01-01", Firmness.FACT, "2025", version=2),
        mission("B", "2014-06-01", Firmness.APPROVED, "2012-01-01"),
    ]
    ends = [mission("B", launch, Firmness.FACT, "2025", version=2) for launch in ("2014-09-01", "2019-01-01")]
    more = [
        mission("C", "2015-01-01", Firmness.APPROVED, "2012-02-01"),
        mission("C", "2022-01-01", Firmness.FACT, "2025", version=2),
    ]
    one, other = (
        calibrate(Roadmap.build([*early, ends[0]])),
        calibrate(Roadmap.build([*early, ends[1], *more])),
    )
    predictions = [next(j for j in found.judged if j.mission == "B") for found in (one, other)]
    assert np.array_equal(predictions[0].predicted, predictions[1].predicted)
    assert predictions[0].launched != predictions[1].launched


def test_scores_of_a_point_are_those_done_by_hand() -> None:
    statements = [
        mission("A", "2010-06-01", Firmness.APPROVED, "2008-01-01"),
        mission("A", "2010-09-09", Firmness.FACT, "2025", version=2),
        mission("B", "2012-01-01", Firmness.APPROVED, "2011-01-01"),
        mission("B", "2012-01-01", Firmness.FACT, "2025", version=2),
    ]
    scores = by_way(calibrate(Roadmap.build(statements)))
    announced = scores[ANNOUNCED]
    # A is 100 days late and B on time.
    assert (announced.error_d, announced.loss_d) == (50, pytest.approx(50))
    assert (announced.covered_50, announced.covered_90, announced.late) == (0.5, 0.5, 0.5)
    # On the day of B's announcement the mean delay is A's 100 days; before, none is known.
    assert scores[CONSTANT].error_d == 100
    assert announced.missions == announced.announcements == 2


def test_predictions_from_given_days_take_the_latest_announcement_of_what_has_not_flown() -> None:
    statements = [
        mission("A", "2010", Firmness.APPROVED, "2008-01-01"),
        mission("A", "2012", Firmness.APPROVED, "2010-06-01", version=2),
        mission("A", "2013-03-01", Firmness.FACT, "2025", version=3),
    ]
    days = [date(2007, 1, 1), date(2009, 1, 1), date(2013, 1, 1), date(2014, 1, 1)]
    found = calibrate(Roadmap.build(statements), upto=days)
    assert [(j.on.year, j.announcement.day.year) for j in found.judged] == [(2009, 2008), (2013, 2010)]
    # By 2013 it had not flown, so that no part of the prediction is before.
    assert found.judged[1].predicted.min() >= date(2013, 1, 1).toordinal()
    assert len(found.judged[0].predicted) == len(LEVELS)


def test_launches_known_by_their_year_alone_judge_nothing() -> None:
    statements = [
        mission("A", "2010", Firmness.APPROVED, "2008-01-01"),
        mission("A", "2011", Firmness.FACT, "2025", version=2),
    ]
    found = calibrate(Roadmap.build(statements))
    assert found.left_out == ("A",)
    assert found.judged == ()
    assert found.gains == ()
    assert found.scores[0].missions == 0
    assert np.isnan(found.scores[0].covered_90)


def test_the_same_seed_gives_the_same_to_the_bit() -> None:
    roadmap = history(3, {"NASA": (-0.4, 0.8)}, 15)
    one, other = calibrate(roadmap, seed=4), calibrate(roadmap, seed=4)
    assert one.scores == other.scores
    assert one.gains == other.gains


def test_intervals_of_shares_are_wilsons() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0, 1)
