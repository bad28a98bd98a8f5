"""What would be otherwise, against every way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import Limit, Patience, Problem, instead, solve, withdrawal
from ecliptic.errors import UsageError
from partnership_cases import SENSE, alone_of, case, every_way

EXACT = Patience(gap=0.0, time_limit_s=30)
SAME = 1e-6
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=80, deadline=None)
@given(seeds, st.data(), st.sampled_from(["coverage", "alignment", "effort"]))
def test_another_lead_costs_what_the_best_with_it_costs(seed: int, data: st.DataObject, aim: str) -> None:
    problem = case(seed)
    m, n = problem.size
    need, who = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, m - 1))
    solution = solve(problem, aim, patience=EXACT)
    if not solution.found:
        return
    found = instead(problem, solution, need, who, EXACT)
    ways = every_way(problem)
    led = ways.keep(ways.lead(need) == who)
    if not led.count:
        assert found.solution is None
        assert found.words
        return
    assert found.solution is not None
    assert found.solution.objectives[aim] == pytest.approx(led.best(aim), abs=SAME)
    assert found.loss[aim] == pytest.approx(SENSE[aim] * (ways.best(aim) - led.best(aim)), abs=SAME)
    assert found.loss[aim] >= -SAME
    assert found.words == ""


def pair(**changed: object) -> Problem:
    given: dict[str, object] = {
        "organisations": ("ESA", "JAXA"),
        "needs": ("rover", "relay"),
        "first_year": 2030,
        "years": 4,
        "weight": [0.5, 0.5],
        "own_weight": [[0.5, 0.5], [0.5, 0.5]],
        "effort": [[4.0, 4.0], [4.0, np.nan]],
        "fit": np.ones((2, 2)),
        "interest": np.ones((2, 2)),
        "may_lead": [[1, 1], [1, 1]],
        "may_help": np.ones((2, 2)),
        "duration": [2, 2],
        "earliest_start": [0, 0],
        "latest_end": [4, 4],
        "helpers_wanted": [0, 0],
        "backups_wanted": [1, 0],
        "budget": np.full((2, 4), np.nan),
        "most_leads": [-1, -1],
        "precedence": [],
        "limits": (),
        "effort_price": 0.0,
    }
    return Problem(**{**given, **changed})  # type: ignore[arg-type]


def test_what_blocks_another_lead_is_named() -> None:
    problem = pair()
    solution = solve(problem)
    assert "is unknown" in instead(problem, solution, 1, 1).words
    cannot = replace(problem, may_lead=np.array([[1, 1], [0, 1]], dtype=bool))
    assert instead(cannot, solve(cannot), 0, 1).words == "nothing shows that JAXA could lead rover"
    late = replace(problem, latest_end=np.array([1, 4]))
    assert "takes 2 years, and its dates leave 1" in instead(late, solve(late), 0, 1).words
    limit = Limit("JAXA will have no part in rovers", "takes no part", 1, None, (0,))
    barred = replace(problem, limits=(limit,))
    blocked = instead(barred, solve(barred), 0, 1)
    assert blocked.conflict is not None
    assert blocked.conflict.names == ("JAXA will have no part in rovers", "JAXA must lead rover")
    assert blocked.words in (blocked.conflict.words,)
    with pytest.raises(UsageError, match="no organisation 7"):
        instead(problem, solution, 0, 7)


@settings(max_examples=80, deadline=None)
@given(seeds)
def test_a_withdrawal_leaves_what_the_others_can_do(seed: int) -> None:
    problem = case(seed)
    solution = solve(problem, patience=EXACT)
    if not solution.found:
        return
    ways = every_way(problem)
    left = [withdrawal(problem, solution, who, EXACT) for who in range(len(problem.organisations))]
    told = ways.values["resilience"][ways.row_of(solution.roles)]
    assert min(gone.left for gone in left) == pytest.approx(told, abs=SAME)
    for who, gone in enumerate(left):
        others = np.arange(len(problem.organisations)) != who
        members = tuple(np.flatnonzero(others).tolist())
        anew = every_way(problem, rational=False, members=members, alone=alone_of(problem))
        rational = (anew.utility >= anew.alone - 1e-7)[:, others].all(axis=1)
        # A limit of who is gone makes no more room for backups, which every_way leaves as it was.
        if rational.any() and not any(limit.organisation == who for limit in problem.limits):
            best = anew.keep(rational).best("coverage")
            assert gone.rearranged == pytest.approx(best, abs=SAME)
        lost = float(problem.weight[list(gone.lost)].sum())
        assert gone.left == pytest.approx(solution.objectives["coverage"] - lost, abs=SAME)
        assert not set(gone.lost) & set(gone.taken_over)


def test_a_backup_takes_over() -> None:
    problem = pair(may_lead=[[1, 1], [0, 0]])
    solution = solve(problem, "resilience")
    gone = withdrawal(problem, solution, 0)
    assert gone.taken_over == (0,)
    assert gone.lost == (1,)
    assert gone.left == 0.5
    assert gone.rearranged == 0.0
    with pytest.raises(UsageError, match="no organisation 9"):
        withdrawal(problem, solution, 9)
