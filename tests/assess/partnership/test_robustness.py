"""How options hold: samples without differences change nothing, and nobody waits for no reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ecliptic.assess.partnership.model import Problem, effort_by_year, solve
from ecliptic.assess.partnership.options import balance, fair_shares
from ecliptic.assess.partnership.robustness import Doubts, Robustness, Trial, parts_of, robustness_of
from ecliptic.assess.partnership.timing import as_early

CERTAIN = Doubts(weight_spread=0, effort_spread=0, longest_delay_years=0)


def problem(**changed: Any) -> Problem:
    """Two organisations, three needs, six years; the third need waits for the first."""
    given: dict[str, Any] = {
        "organisations": ("A", "B"),
        "needs": ("N1", "N2", "N3"),
        "first_year": 2030,
        "years": 6,
        "weight": [0.5, 0.3, 0.2],
        "own_weight": [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]],
        "effort": [[2, 2, 2], [2, 2, 2]],
        "fit": [[0.9, 0.2, 0.8], [0.3, 0.8, 0.4]],
        "interest": np.zeros((2, 3)),
        "may_lead": [[True, False, True], [False, True, True]],
        "may_help": [[True, True, True], [True, True, True]],
        "duration": [2, 2, 2],
        "earliest_start": [0, 0, 0],
        "latest_end": [6, 6, 6],
        "helpers_wanted": [0, 0, 0],
        "backups_wanted": [1, 1, 1],
        "budget": np.full((2, 6), np.nan),
        "most_leads": [-1, -1],
        "precedence": [[0, 2]],
        "limits": (),
        "effort_price": 0.0,
    }
    return Problem(**{**given, **changed})


def tried(put: Problem, uptake: Any, samples: int = 6, doubts: Doubts = CERTAIN, seed: int = 3) -> Robustness:
    aim = balance(put)
    trial = Trial(aim, np.broadcast_to(np.array(uptake, dtype=float), (2, 3)), samples, seed, doubts)
    return robustness_of(put, [solve(put, aim)], trial)


def test_where_nothing_is_in_doubt_everything_survives_and_nothing_is_regretted() -> None:
    found = tried(problem(), 1.0)
    assert set(found.survival[0].values()) == {1.0}
    assert not found.regret.any()
    assert found.met.tolist() == [1, 1, 1]


def test_who_never_takes_a_part_up_survives_in_no_sample_and_takes_what_waits_with_it() -> None:
    found = tried(problem(), [[0, 1, 1], [1, 1, 1]])
    assert found.survival[0][0, 0, "lead"] == 0
    # The third need waits for the first, which nobody else can lead.
    assert found.met.tolist() == [0, 1, 0]
    assert not found.regret.any()


def test_a_backup_that_takes_over_leaves_nothing_to_regret() -> None:
    put = problem(precedence=np.zeros((0, 2)))
    option = solve(put, "resilience")
    assert option.backups[0] == (1,)
    uptake = np.array([[0.0, 1, 1], [1, 1, 1]])
    found = robustness_of(put, [option], Trial(balance(put), uptake, 4, 0, CERTAIN))
    assert not found.regret.any()


def test_more_samples_keep_the_first_and_another_seed_gives_others() -> None:
    few, many = (tried(problem(), 0.6, samples, Doubts()) for samples in (4, 9))
    assert np.array_equal(few.regret, many.regret[:, :4])
    assert not np.array_equal(tried(problem(), 0.6, 9, Doubts(), seed=4).regret, many.regret)


def test_no_samples_tell_nothing() -> None:
    found = tried(problem(), 0.5, samples=0)
    assert found.regret.shape == (1, 0)
    assert set(found.survival[0].values()) <= {0.0}


@pytest.mark.parametrize("most", [np.nan, 1.0])
def test_needs_start_as_early_as_means_and_precedence_allow(most: float) -> None:
    put = problem(budget=np.full((2, 6), most))
    solution = solve(put, "coverage")
    early = as_early(put, solution)
    assert early.objectives == solution.objectives
    assert list(parts_of(early.roles)) == list(parts_of(solution.roles))
    assert (early.start <= solution.start).all()
    assert np.allclose(early.effort, effort_by_year(put, early.roles))
    if np.isnan(most):
        assert early.start.tolist() == [0, 0, 2]
    else:
        assert (early.effort <= 1 + 1e-9).all()


def test_fair_shares_go_to_who_could_lead_and_add_up() -> None:
    # The first need is A's alone, the second B's, and the third is shared.
    assert fair_shares(problem()).tolist() == pytest.approx([0.6, 0.4])
