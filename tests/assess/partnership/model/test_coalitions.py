"""What coalitions reach by themselves, against every coalition and every way."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import Patience, blocking, worth
from ecliptic.errors import UsageError
from partnership_cases import case, every_way

EXACT = Patience(gap=0.0, time_limit_s=30)
SAME = 1e-6
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=100, deadline=None)
@given(seeds, st.data())
def test_the_blocking_coalition_is_the_worst_of_all(seed: int, data: st.DataObject) -> None:
    problem = case(seed)
    m = len(problem.organisations)
    shares = [data.draw(st.integers(0, 10)) / 10 for _ in range(m)]
    reached = {
        members: every_way(problem, rational=False, members=members).best("coverage")
        for size in range(1, m)
        for members in combinations(range(m), size)
    }
    excess = {members: value - sum(shares[i] for i in members) for members, value in reached.items()}
    found = blocking(problem, shares, EXACT)
    assert found.excess == pytest.approx(max(excess.values()), abs=SAME)
    assert excess[found.members] == pytest.approx(found.excess, abs=SAME)
    assert found.worth == pytest.approx(reached[found.members], abs=SAME)
    assert found.bound == pytest.approx(found.excess, abs=SAME)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_a_coalition_is_worth_what_its_members_reach(seed: int) -> None:
    problem = case(seed)
    for members in ((), (0,), (0, 1)):
        ways = every_way(problem, rational=False, members=members)
        assert worth(problem, members, EXACT) == pytest.approx(ways.best("coverage"), abs=SAME)


def test_shares_must_be_told_for_all() -> None:
    problem = case(0)
    with pytest.raises(UsageError, match="one number for each"):
        blocking(problem, [0.1])
    with pytest.raises(UsageError, match="one number for each"):
        blocking(problem, np.full(len(problem.organisations), np.nan))
