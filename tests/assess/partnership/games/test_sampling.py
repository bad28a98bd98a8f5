"""Sampled Shapley values: right within the error that they state, which they state rightly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ecliptic.assess.partnership.games import (
    CapabilityGame,
    FunctionGame,
    TableGame,
    coalition,
    shapley,
    shapley_exact,
    shapley_sampled,
)
from ecliptic.assess.partnership.games.coalitions import membership
from ecliptic.assess.partnership.games.sampling import _pattern, _quantile
from ecliptic.errors import UsageError


@dataclass(frozen=True)
class Vote:
    """Worth 1 where the members have more than half of the votes."""

    votes: np.ndarray

    @property
    def players(self) -> int:
        return len(self.votes)

    def worth(self, coalitions: np.ndarray) -> np.ndarray:
        return (2 * (membership(coalitions, self.players) @ self.votes) > self.votes.sum()).astype(float)


def power(votes: np.ndarray) -> np.ndarray:
    """Shapley values of a vote by counting: how often do s others hold so many votes together?

    I. Mann and L. S. Shapley, RAND Corporation RM-3158 (1962), credit the method to D. G. Cantor.
    """
    players, total = len(votes), int(votes.sum())
    values = []
    for player in range(players):
        ways = np.zeros((players, total + 1))
        ways[0, 0] = 1.0
        for other in np.delete(votes, player):
            ways[1:, other:] += ways[:-1, : total + 1 - other].copy()
        held = np.arange(total + 1)
        decides = (2 * held <= total) & (2 * (held + votes[player]) > total)
        sizes = ways[:, decides].sum(axis=1)
        orders = np.array([1.0])
        for size in range(1, players):
            orders = np.append(orders, orders[-1] * (players - size) / size)
        values.append(float((sizes / orders / players).sum()))
    return np.array(values)


def needs(seed: int, players: int, count: int, most_teams: int = 8) -> CapabilityGame:
    generator = np.random.Generator(np.random.PCG64(seed))
    teams = [
        [
            (
                coalition(generator.choice(players, generator.integers(1, 5), replace=False)),
                generator.random(),
            )
            for _ in range(generator.integers(1, most_teams + 1))
        ]
        for _ in range(count)
    ]
    return CapabilityGame(teams, generator.dirichlet(np.ones(count)), players)


def table(seed: int, players: int) -> TableGame:
    sizes = np.bitwise_count(np.arange(2**players))
    values = np.random.Generator(np.random.PCG64(seed)).random(2**players) * sizes
    values[-1] = players
    return TableGame(values)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("players", [2, 7, 10, 30, 33])
def test_sampled_values_lie_within_four_standard_errors_of_exact_ones(players: int, seed: int) -> None:
    game = needs(seed, players, 20) if players > 10 else table(seed, players)
    exact, sampled = shapley_exact(game), shapley_sampled(game, seed=seed, standard_error=0.002)
    assert sampled.converged
    assert (np.abs(sampled.values - exact) <= 4 * sampled.standard_errors + 1e-9 * exact.sum()).all()


def test_a_large_vote_is_sampled_to_what_counting_gives() -> None:
    votes = np.array([1 + i % 7 for i in range(30)] + [40])
    sampled = shapley_sampled(Vote(votes), seed=4, standard_error=0.001)
    assert sampled.converged
    assert (np.abs(sampled.values - power(votes)) <= 4 * sampled.standard_errors).all()


def test_thirty_players_come_to_one_percent_in_few_orders() -> None:
    game = needs(1, 30, 200)
    sampled = shapley_sampled(game, seed=1, standard_error=0.01)
    whole = game.worth(np.array([2**30 - 1], dtype=np.uint64))[0]
    assert sampled.converged
    assert sampled.target == pytest.approx(0.01 * whole)
    assert sampled.standard_errors.max() <= 0.01 * whole
    assert sampled.permutations == 300  # the ten rounds that are always made


def test_the_stated_interval_holds_as_often_as_stated() -> None:
    game = table(3, 6)
    exact = shapley_exact(game)
    held = []
    for seed in range(100):
        sampled = shapley_sampled(game, seed=seed, standard_error=0.0, most=6 * 10, confidence=0.9)
        held.append((sampled.low <= exact) & (exact <= sampled.high))
    # 600 intervals, six at a time from the same orders: the share strays by 0.03 at most.
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_the_values_add_up_to_the_whole_however_few_orders() -> None:
    for players in (1, 2, 5, 9):
        game = table(players, players)
        sampled = shapley_sampled(game, seed=0, standard_error=0.0, most=10 * players + 20)
        assert sampled.values.sum() == pytest.approx(game.values[-1], rel=1e-12)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    game = needs(2, 20, 10)
    first, again, other = (shapley_sampled(game, seed=seed).values for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_an_aim_that_is_not_reached_is_told() -> None:
    sampled = shapley_sampled(table(1, 8), seed=0, standard_error=1e-9, most=1000)
    assert not sampled.converged
    assert 900 < sampled.permutations <= 1000
    assert sampled.standard_errors.max() > sampled.target
    assert (sampled.low < sampled.values).all()


def test_a_small_error_from_too_few_rounds_is_not_believed() -> None:
    alike = FunctionGame(6, lambda mask: float(mask.bit_count()))
    few = shapley_sampled(alike, seed=0, most=6 * 9)
    enough = shapley_sampled(alike, seed=0, most=6 * 10)
    assert few.standard_errors.max() < 1e-15
    assert not few.converged
    assert enough.converged


def test_only_what_cannot_be_exact_is_sampled() -> None:
    tangled = [[(coalition((i, (i + 7) % 20)), 1.0) for i in range(20)]]
    plain = [[(1 << i, 0.5)] for i in range(20)]
    both = CapabilityGame(tangled + plain, [1.0] * 21, 20)
    found = shapley(both, seed=1)
    assert found.permutations > 0
    assert found.target == pytest.approx(0.01 * 11.0)
    # By symmetry everybody has a twentieth of the tangled need, and a need apart.
    assert (np.abs(found.values - 0.55) <= 4 * found.standard_errors).all()
    assert found.values.sum() == pytest.approx(11.0)
    exact = shapley(both.only(range(1, 21)), seed=1)
    assert (exact.permutations, exact.converged) == (0, True)
    assert exact.values.tolist() == exact.low.tolist() == exact.high.tolist() == [0.5] * 20
    assert not exact.standard_errors.any()


def test_other_games_are_exact_while_small_and_sampled_beyond() -> None:
    assert shapley(table(1, 5), seed=1).permutations == 0
    assert shapley(Vote(np.arange(1, 18)), seed=1).permutations > 0


@pytest.mark.parametrize(("players", "rows"), [(1, 1), (2, 2), (4, 4), (5, 6), (30, 30), (63, 66)])
def test_a_round_holds_each_order_with_its_reverse_and_each_player_at_each_place(
    players: int, rows: int
) -> None:
    orders = _pattern(players)
    assert orders.shape == (rows, players)
    assert (np.sort(orders, axis=1) == np.arange(players)).all()
    told = {tuple(order) for order in orders.tolist()}
    assert told == {order[::-1] for order in told}
    if rows == players:
        assert (np.sort(orders, axis=0) == np.arange(players)[:, None]).all()


def test_quantiles_are_those_of_student() -> None:
    # M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), table 26.10; to 1 % and to
    # 0.1 %.
    assert _quantile(0.95, 4) == pytest.approx(2.776, rel=1e-2)
    assert _quantile(0.95, 9) == pytest.approx(2.262, rel=1e-3)
    assert _quantile(0.99, 30) == pytest.approx(2.750, rel=1e-3)


def test_senseless_aims_are_refused() -> None:
    game = table(1, 4)
    with pytest.raises(UsageError, match="standard error of 0 or more"):
        shapley_sampled(game, seed=0, standard_error=-0.1)
    with pytest.raises(UsageError, match="standard error of 0 or more"):
        shapley_sampled(game, seed=0, standard_error=float("nan"))
    with pytest.raises(UsageError, match="between 0 and 1"):
        shapley_sampled(game, seed=0, confidence=1.0)
    with pytest.raises(UsageError, match="at least 20 permutations for 4 players; 19 were allowed"):
        shapley_sampled(game, seed=0, most=19)
