"""Who has a reason to leave under a division, and by how much."""

from __future__ import annotations

import numpy as np
import pytest

from ecliptic.assess.partnership.games import (
    Blocking,
    FunctionGame,
    TableGame,
    blocking_coalitions,
    excesses,
    in_core,
)
from ecliptic.errors import UsageError

VALUE = TableGame(np.array([0, 1, 2, 6, 0, 4, 4, 9], float))
COST = TableGame(np.array([0, 5, 5, 7, 5, 7, 7, 9], float))


def test_the_excess_is_what_a_coalition_gains_by_leaving() -> None:
    shares = [3.0, 2.0, 4.0]
    assert excesses(VALUE, shares).tolist() == [0, -2, 0, 1, -4, -3, -2, 0]
    assert excesses(COST, shares, costs=True).tolist() == [0, -2, -3, -2, -1, 0, -1, 0]


def test_blocking_coalitions_come_with_the_largest_gain_first() -> None:
    shares = [0.0, 1.0, 8.0]
    assert blocking_coalitions(VALUE, shares) == (
        Blocking(0b011, (0, 1), excess=5.0, worth=6.0, share=1.0),
        Blocking(0b001, (0,), excess=1.0, worth=1.0, share=0.0),
        Blocking(0b010, (1,), excess=1.0, worth=2.0, share=1.0),
    )
    assert [b.coalition for b in blocking_coalitions(VALUE, shares, most=2)] == [0b011, 0b001]
    assert blocking_coalitions(VALUE, shares, most=0) == ()
    assert blocking_coalitions(VALUE, [3.0, 3.0, 3.0]) == ()


def test_in_a_game_of_costs_those_block_who_pay_too_much() -> None:
    assert blocking_coalitions(COST, [5.5, 2.5, 1.0], costs=True) == (
        Blocking(0b011, (0, 1), excess=1.0, worth=7.0, share=8.0),
        Blocking(0b001, (0,), excess=0.5, worth=5.0, share=5.5),
    )
    # The same numbers read as values let others leave.
    assert [b.members for b in blocking_coalitions(COST, [5.5, 2.5, 1.0])] == [(2,), (1, 2), (1,), (0, 2)]


def test_the_core_shares_out_everything_and_leaves_nobody_a_reason() -> None:
    assert in_core(VALUE, [3.0, 3.0, 3.0])
    assert not in_core(VALUE, [3.0, 2.0, 4.0])
    assert not in_core(VALUE, [3.0, 3.0, 2.0])
    assert not in_core(VALUE, [3.0, 3.0, 4.0])
    assert in_core(COST, [3.0, 3.0, 3.0], costs=True)
    assert not in_core(COST, [3.0, 3.0, 3.0])


def test_rounding_blocks_nobody() -> None:
    third = FunctionGame(3, lambda mask: 0.1 * mask.bit_count())
    shares = [0.1, 0.1, 0.3 - 0.1 - 0.1]
    assert excesses(third, shares).max() > 0
    assert in_core(third, shares)
    assert blocking_coalitions(third, shares) == ()


def test_a_game_of_noughts_is_measured_in_units() -> None:
    nothing = FunctionGame(2, lambda mask: 0.0)
    assert in_core(nothing, [0.0, 0.0])
    assert blocking_coalitions(nothing, [-1.0, 1.0]) == (Blocking(1, (0,), 1.0, 0.0, -1.0),)


@pytest.mark.parametrize("shares", [[1.0], [1.0, 2.0, np.nan], [[1.0, 2.0, 3.0]]])
def test_there_is_one_share_for_each(shares: list[float]) -> None:
    with pytest.raises(UsageError, match="one share, a number, for each of the 3 players"):
        excesses(VALUE, shares)


def test_a_game_with_too_many_coalitions_is_refused() -> None:
    with pytest.raises(UsageError, match=r"every coalition, which is done for at most 20 players"):
        in_core(FunctionGame(21, lambda mask: 0.0), [0.0] * 21)
