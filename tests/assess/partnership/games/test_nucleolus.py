"""The nucleolus and the least core, judged by other means than the programmes that find them."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.games import (
    FunctionGame,
    TableGame,
    blocking_coalitions,
    coalition,
    excesses,
    in_core,
    least_core,
    members,
    nucleolus,
    shapley_exact,
)
from ecliptic.assess.partnership.games.coalitions import all_coalitions, membership
from ecliptic.assess.partnership.games.span import Span
from ecliptic.errors import EclipticError, UsageError

NEAR = 1e-7


def singles(values: np.ndarray) -> np.ndarray:
    return values[[1 << i for i in range(len(values).bit_length() - 1)]]


@st.composite
def tables(draw: st.DrawFn, most_players: int = 5) -> np.ndarray:
    """Games of small whole numbers, so that many coalitions tie, in which nobody need lose."""
    players = draw(st.integers(1, most_players))
    count = 2**players - 1
    values = np.array([0, *draw(st.lists(st.integers(-4, 6), min_size=count, max_size=count))], float)
    values[-1] = max(values[-1], singles(values).sum())
    return values


def balanced(worse_off: np.ndarray, bounded: np.ndarray) -> bool:
    """Whether no shift of shares helps one of some coalitions and hurts none, nor anybody at the bound."""
    players = worse_off.shape[1]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.addVars(players, np.where(bounded, 0.0, -1.0), np.ones(players))
    for player in range(players):
        solver.changeColCost(player, -float(worse_off[:, player].sum()))
    everyone = np.arange(players, dtype=np.int32)
    solver.addRow(0.0, 0.0, players, everyone, np.ones(players))
    for row in worse_off:
        inside = np.flatnonzero(row).astype(np.int32)
        solver.addRow(0.0, highspy.kHighsInf, len(inside), inside, np.ones(len(inside)))
    solver.run()
    return bool(-solver.getObjectiveValue() < 1e-6)


def is_nucleolus(values: np.ndarray, shares: np.ndarray, *, rational: bool) -> bool:
    """At every level, those at least as badly off are balanced.

    E. Kohlberg, SIAM Journal on Applied Mathematics 20 (1971) 62–66.
    """
    inside = membership(all_coalitions(len(shares)), len(shares))[1:-1].astype(float)
    found = (values[1:-1] - inside @ shares) / NEAR
    bounded = (np.abs(shares - singles(values)) < NEAR) & rational
    return all(balanced(inside[found >= level - 1], bounded) for level in np.unique(np.round(found)))


@given(tables(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_it_meets_kohlbergs_criterion(values: np.ndarray, rational: bool) -> None:
    shares = nucleolus(TableGame(values), individually_rational=rational)
    assert shares.sum() == pytest.approx(values[-1], abs=1e-9)
    assert is_nucleolus(values, shares, rational=rational)
    if rational:
        assert (shares >= singles(values) - 1e-9).all()


def test_kohlbergs_criterion_finds_other_divisions_out() -> None:
    values = np.array([0, 0, 0, 1, 0, 1, 1, 2], float)
    assert is_nucleolus(values, np.full(3, 2 / 3), rational=True)
    assert not is_nucleolus(values, np.array([0.7, 0.7, 0.6]), rational=True)


@given(tables(4), st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
@settings(deadline=None, max_examples=40)
def test_no_other_division_treats_the_worst_treated_better(values: np.ndarray, parts: list[float]) -> None:
    game = TableGame(values)
    least = least_core(game)
    players = game.players
    other = np.array(parts[:players])
    other = other / other.sum() * values[-1]
    if players > 1:
        assert excesses(game, other)[1:-1].max() >= least.epsilon - NEAR
        assert excesses(game, least.shares)[1:-1].max() == pytest.approx(least.epsilon, abs=NEAR)
        assert excesses(game, least.shares)[list(least.tight)] == pytest.approx(least.epsilon, abs=NEAR)


@given(tables())
@settings(deadline=None, max_examples=40)
def test_it_lies_in_the_core_exactly_where_there_is_one(values: np.ndarray) -> None:
    game = TableGame(values)
    shares = nucleolus(game)
    assert in_core(game, shares, tolerance=NEAR) == least_core(game).has_core
    assert bool(blocking_coalitions(game, shares, tolerance=NEAR)) != least_core(game).has_core


@given(tables(4), st.integers(1, 9), st.lists(st.integers(-9, 9), min_size=4, max_size=4))
@settings(deadline=None, max_examples=40)
def test_it_moves_along_with_units_and_with_what_each_has_alone(
    values: np.ndarray, times: int, own: list[int]
) -> None:
    players = len(values).bit_length() - 1
    added = np.array(own[:players], float)
    moved = times * values + membership(all_coalitions(players), players) @ added
    assert nucleolus(TableGame(moved)) == pytest.approx(
        times * nucleolus(TableGame(values)) + added, abs=NEAR
    )


@given(tables(4))
@settings(deadline=None, max_examples=40)
def test_costs_are_worths_turned_round(values: np.ndarray) -> None:
    value, cost = TableGame(values), TableGame(-values)
    assert nucleolus(cost, costs=True) == pytest.approx(-nucleolus(value), abs=NEAR)
    assert least_core(cost, costs=True).epsilon == pytest.approx(least_core(value).epsilon, abs=NEAR)
    assert least_core(cost, costs=True).has_core == least_core(value).has_core


@given(tables(4), st.permutations(range(4)))
@settings(deadline=None, max_examples=40)
def test_names_do_not_matter(values: np.ndarray, names: list[int]) -> None:
    players = len(values).bit_length() - 1
    new = [name for name in names if name < players]
    told = np.empty_like(values)
    for mask, value in enumerate(values):
        told[coalition(new[i] for i in members(mask))] = value
    assert nucleolus(TableGame(told))[new] == pytest.approx(nucleolus(TableGame(values)), abs=NEAR)


def test_in_the_glove_game_the_scarce_glove_gets_everything() -> None:
    # Player 0 has the one left glove, the others a right one each; a pair is worth 1. The only division that
    # nobody can better gives 0 everything, while the Shapley value of three players is 2/3, 1/6, 1/6: of six
    # orders 0 comes first in two.
    game = FunctionGame(3, lambda mask: float(mask & 1 and mask > 1))
    assert nucleolus(game) == pytest.approx([1, 0, 0], abs=1e-12)
    assert shapley_exact(game) == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)
    assert in_core(game, nucleolus(game))
    found = blocking_coalitions(game, shapley_exact(game))
    assert [(blocking.members, round(blocking.excess, 12)) for blocking in found] == [
        ((0, 1), round(1 / 6, 12)),
        ((0, 2), round(1 / 6, 12)),
    ]


def test_a_majority_has_no_core_and_its_nucleolus_is_equal() -> None:
    game = FunctionGame(5, lambda mask: float(mask.bit_count() >= 3))
    least = least_core(game)
    assert least.epsilon == pytest.approx(2 / 5)
    assert not least.has_core
    assert nucleolus(game) == pytest.approx(np.full(5, 0.2))
    assert least.shares == pytest.approx(np.full(5, 0.2))


def test_the_bound_of_each_alone_can_bind() -> None:
    # Together they are worth 1, two of them 2: without the bound the third would pay for the two to stay.
    values = np.array([0, 0, 0, 2, 0, 0, 0, 1], float)
    assert nucleolus(TableGame(values)) == pytest.approx([0.5, 0.5, 0.0])
    assert nucleolus(TableGame(values), individually_rational=False).sum() == pytest.approx(1.0)
    assert nucleolus(TableGame(values), individually_rational=False)[2] < -0.1


def test_it_is_refused_where_all_together_are_worth_less_than_alone() -> None:
    game = TableGame(np.array([0.0, 1.0, 1.0, 1.0]))
    with pytest.raises(UsageError, match="worth less than each alone"):
        nucleolus(game)
    assert nucleolus(game, individually_rational=False) == pytest.approx([0.5, 0.5])
    assert least_core(game).epsilon == pytest.approx(0.5)


def test_games_without_a_gain_give_each_what_it_has_alone() -> None:
    assert nucleolus(TableGame(np.array([0.0, 5.0]))).tolist() == [5.0]
    assert least_core(TableGame(np.array([0.0, 5.0]))).epsilon == 0.0
    assert nucleolus(FunctionGame(4, lambda mask: 0.0)).tolist() == [0.0] * 4
    own = (0.1, 0.2, 0.7)
    added = FunctionGame(3, lambda mask: sum(own[i] for i in members(mask)))
    assert nucleolus(added) == pytest.approx(own, abs=1e-15)


def test_sixteen_players_are_in_reach_and_more_are_not() -> None:
    # Bankruptcy with equal claims of 10 on 100: equals get the same.
    game = FunctionGame(16, lambda mask: max(0.0, 100.0 - 10 * (16 - mask.bit_count())))
    assert nucleolus(game) == pytest.approx(np.full(16, 6.25), abs=1e-9)
    with pytest.raises(UsageError, match="at most 16 players; this game has 17"):
        nucleolus(FunctionGame(17, lambda mask: 0.0))


@pytest.mark.parametrize("players", [4, 7])
def test_it_is_exact_to_rounding_for_large_numbers(players: int) -> None:
    values = np.random.Generator(np.random.PCG64(7)).integers(0, 10**9, 2**players).astype(float)
    values[0], values[-1] = 0.0, 10**9 * players
    shares = nucleolus(TableGame(values))
    assert shares.sum() == pytest.approx(values[-1], rel=1e-12)
    scaled = values / 1e9
    assert is_nucleolus(scaled, shares / 1e9, rational=True)


def test_a_programme_that_cannot_be_solved_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    status = highspy.HighsModelStatus.kUnknown
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: status)
    with pytest.raises(EclipticError, match="was not solved: Unknown"):
        nucleolus(TableGame(np.array([0.0, 0.0, 0.0, 1.0])))


@given(st.integers(1, 8), st.lists(st.integers(1, 255), max_size=10))
def test_what_is_settled_is_what_linear_algebra_says(players: int, drawn: list[int]) -> None:
    span, rows = Span(players), np.zeros((0, players))
    for mask in (mask & (2**players - 1) for mask in drawn):
        wider = np.vstack((rows, [mask >> i & 1 for i in range(players)]))
        assert span.add(mask) == (np.linalg.matrix_rank(wider) > np.linalg.matrix_rank(rows))
        rows = wider
    assert span.complete == (np.linalg.matrix_rank(rows) == players)
    for mask, settled in enumerate(span.settled(all_coalitions(players))):
        wider = np.vstack((rows, [mask >> i & 1 for i in range(players)]))
        assert settled == (np.linalg.matrix_rank(wider) == np.linalg.matrix_rank(rows))
