"""Chances that something comes about at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess.schedule.uncertainty.firmness import (
    ASSUMED,
    WORTH,
    Standing,
    chance,
    standings,
    stopped,
)
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness
from histories import mission

FIRM = st.sampled_from([None, *Firmness])


@given(FIRM, st.integers(0, 500), st.integers(0, 500))
def test_chances_lie_between_nought_and_one_and_say_what_they_rest_on(
    firmness: Firmness | None, stopped: int, came: int
) -> None:
    found, basis = chance(firmness, Standing(firmness, stopped + came, stopped, came))
    assert 0 < found <= 1
    assert basis
    assert (found == 1) is (firmness is Firmness.FACT)


def test_what_is_firmer_comes_about_more_likely() -> None:
    assert set(ASSUMED) == {None, *Firmness}
    chances = [chance(firmness)[0] for firmness in Firmness]
    assert chances == sorted(chances, reverse=True)
    assert "assumed" in chance(Firmness.PLANNED)[1]


def test_missions_that_flew_and_were_stopped_count_beside_the_assumption() -> None:
    found, basis = chance(Firmness.PLANNED, Standing(Firmness.PLANNED, 40, 5, 15))
    assert found == pytest.approx((0.7 * WORTH + 15) / (WORTH + 20))
    assert "15 of 20" in basis


def test_survivors_alone_say_nothing() -> None:
    assert chance(Firmness.PLANNED, Standing(Firmness.PLANNED, 40, 0, 40)) == chance(Firmness.PLANNED)
    assert chance(Firmness.PLANNED, Standing(Firmness.PLANNED, 40, 7, 0)) == chance(Firmness.PLANNED)


def test_a_count_that_lacks_most_of_what_was_stopped_is_told_and_not_used() -> None:
    found, basis = chance(Firmness.APPROVED, Standing(Firmness.APPROVED, 107, 2, 55, unrecorded=7))
    assert found == ASSUMED[Firmness.APPROVED]
    assert "7 other stopped ones" in basis
    assert chance(Firmness.APPROVED, Standing(Firmness.APPROVED, 107, 8, 55, unrecorded=7))[0] != found


def test_what_became_of_missions_is_counted_by_what_was_once_said_of_them() -> None:
    statements = [
        mission("A", "2020", Firmness.APPROVED, "2018"),
        mission("A", "2021-05-01", Firmness.FACT, "2022", version=2, status="operating"),
        mission("B", "2024", Firmness.APPROVED, "2018"),
        mission("B", "2024", None, "2023", version=2, status="Gateway paused Mar 2026"),
        mission("C", "2030", Firmness.APPROVED, "2025"),
        mission("D", "2030", None, "2025", status="effectively cancelled"),
    ]
    found = standings(Roadmap.build(statements))
    assert found[Firmness.APPROVED] == Standing(Firmness.APPROVED, 3, 1, 1, 1)
    assert found[None] == Standing(None, 0, 0, 0, 1)
    assert found[Firmness.FACT].stated == 0


@pytest.mark.parametrize(
    ("status", "expected"),
    [("Cancelled 2026", True), ("affected by Gateway pause", True), ("in test", False), (None, False)],
)
def test_a_status_tells_that_work_has_stopped(status: str | None, expected: bool) -> None:
    assert stopped(status) is expected
