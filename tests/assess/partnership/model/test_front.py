"""The front of two objectives against every way, and the named picks."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import OBJECTIVES, Model, Patience, front, picks
from ecliptic.errors import UsageError
from partnership_cases import SENSE, Ways, case, crowd, every_way

EXACT = Patience(gap=0.0, time_limit_s=30)
SAME = 1e-5
seeds = st.integers(0, 2**32 - 1)
pairs = st.sampled_from(list(permutations(OBJECTIVES, 2)))


def efficient(ways: Ways, first: str, second: str) -> list[tuple[float, float]]:
    """All points that no other dominates, best in the first objective first."""
    both = np.column_stack([ways.values[name] * SENSE[name] for name in (first, second)])
    points = np.unique(np.round(both, 9), axis=0)[::-1]
    kept, most = [], -np.inf
    for one, other in points:
        if other > most + 1e-7:
            kept.append((one * SENSE[first], other * SENSE[second]))
            most = other
    return kept


@settings(max_examples=60, deadline=None)
@given(seeds, pairs)
def test_the_whole_front_is_found(seed: int, pair: tuple[str, str]) -> None:
    first, second = pair
    ways = every_way(case(seed))
    found = front(case(seed), first, second, points=None, patience=EXACT)
    if not ways.count:
        assert found.points == ()
        return
    told = [(p.objectives[first], p.objectives[second]) for p in found.points]
    true = efficient(ways, first, second)
    assert found.complete
    assert found.ideal[first] == pytest.approx(ways.best(first), abs=SAME)
    assert found.ideal[second] == pytest.approx(ways.best(second), abs=SAME)
    assert (found.nadir[first], found.nadir[second]) == pytest.approx((true[-1][0], true[0][1]), abs=SAME)
    for point in told:
        assert any(point == pytest.approx(other, abs=SAME) for other in true), "a dominated point"
    # The surplus counts a thousandth of the range: a gain below that in the first objective may be passed by.
    width = [max(abs(true[0][k] - true[-1][k]), 1e-9) for k in (0, 1)]
    for number, point in enumerate(true):
        near = [
            other
            for other in true[number + 1 :]
            if abs(other[0] - point[0]) / width[0] <= 1.01e-3 * abs(other[1] - point[1]) / width[1]
        ]
        assert near or any(point == pytest.approx(other, abs=SAME) for other in told), "a point is missing"


@settings(max_examples=30, deadline=None)
@given(seeds, pairs, st.integers(2, 6))
def test_a_grid_of_points_lies_on_the_front(seed: int, pair: tuple[str, str], points: int) -> None:
    ways = every_way(case(seed))
    found = front(case(seed), *pair, points=points, patience=EXACT)
    true = efficient(ways, *pair) if ways.count else []
    assert len(found.points) <= points
    for solution in found.points:
        point = tuple(solution.objectives[name] for name in pair)
        assert any(point == pytest.approx(other, abs=SAME) for other in true)
        ways.row_of(solution.roles)


def test_a_front_runs_from_one_ideal_to_the_other() -> None:
    found = front(crowd(1, 8, 20, 6), points=6, patience=Patience(1e-6, 30))
    values = np.array([[p.objectives["coverage"], p.objectives["effort"]] for p in found.points])
    assert len(values) >= 4
    assert (np.diff(values, axis=0) < 0).all(), "less coverage for less effort"
    assert values[0, 0] == pytest.approx(found.ideal["coverage"], abs=1e-4)
    assert values[-1, 1] == pytest.approx(found.ideal["effort"], rel=1e-4)
    assert not found.complete, "a grid leaves points out"


def test_a_front_needs_two_objectives_and_two_points() -> None:
    with pytest.raises(UsageError):
        front(case(1), "effort", "effort")
    with pytest.raises(UsageError):
        front(case(1), points=1)


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.6, 0.95, 1.0]))
def test_picks_are_the_best_that_keep_their_share_of_coverage(seed: int, share: float) -> None:
    ways = every_way(case(seed))
    chosen = picks(Model(case(seed)), share, EXACT)
    if not ways.count:
        assert chosen == ()
        return
    names = ["most coverage", "least effort", "fairest", "most resilient", "best aligned"]
    assert [pick.name for pick in chosen] == names
    most = ways.best("coverage")
    top = ways.keep(ways.values["coverage"] >= most - SAME)
    assert chosen[0].solution.objectives["effort"] == pytest.approx(top.best("effort"), abs=SAME)
    kept = ways.keep(ways.values["coverage"] >= share * most - SAME)
    for pick, aim in zip(chosen[1:], ("effort", "fairness", "resilience", "alignment"), strict=True):
        solution = pick.solution
        assert solution.objectives[aim] == pytest.approx(kept.best(aim), abs=SAME)
        assert solution.bound == pytest.approx(kept.best(aim), abs=SAME)
        assert list(solution.request.objective) == [aim]
        like = kept.keep(abs(kept.values[aim] - kept.best(aim)) <= SAME)
        assert solution.objectives["coverage"] == pytest.approx(like.best("coverage"), abs=SAME)
        assert f"{share:.0%}" in pick.words


def test_a_share_is_a_share() -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        picks(case(1), 1.5)
