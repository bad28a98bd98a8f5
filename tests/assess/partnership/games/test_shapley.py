"""The Shapley value: its axioms, what is known in closed form, and the ways to it for needs and teams."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.games import (
    CapabilityGame,
    FunctionGame,
    TableGame,
    coalition,
    members,
    shapley_exact,
)
from ecliptic.assess.partnership.games.coalitions import all_coalitions
from ecliptic.errors import UsageError

WORTHS = st.integers(-1000, 1000)


@st.composite
def tables(draw: st.DrawFn, most_players: int = 6) -> np.ndarray:
    players = draw(st.integers(1, most_players))
    return np.array([0, *draw(st.lists(WORTHS, min_size=2**players - 1, max_size=2**players - 1))], float)


def by_orders(values: np.ndarray) -> list[Fraction]:
    """The definition: the mean of what each adds, over all orders, in whole numbers."""
    players = len(values).bit_length() - 1
    added = [Fraction(0)] * players
    orders = list(permutations(range(players)))
    for order in orders:
        mask = 0
        for player in order:
            added[player] += Fraction(values[mask | 1 << player]) - Fraction(values[mask])
            mask |= 1 << player
    return [total / len(orders) for total in added]


def renamed(values: np.ndarray, names: list[int]) -> np.ndarray:
    """The same game with player i called names[i]."""
    told = np.empty_like(values)
    for mask, value in enumerate(values):
        told[coalition(names[player] for player in members(mask))] = value
    return told


@given(tables(5))
@settings(deadline=None, max_examples=40)
def test_it_is_the_mean_over_all_orders(values: np.ndarray) -> None:
    assert shapley_exact(TableGame(values)) == pytest.approx([float(v) for v in by_orders(values)], abs=1e-9)


@given(tables())
def test_it_shares_out_everything(values: np.ndarray) -> None:
    assert shapley_exact(TableGame(values)).sum() == pytest.approx(values[-1], abs=1e-9)


@given(tables(), st.data())
def test_names_do_not_matter_so_equals_are_treated_alike(values: np.ndarray, data: st.DataObject) -> None:
    players = len(values).bit_length() - 1
    names = data.draw(st.permutations(range(players)))
    assert shapley_exact(TableGame(renamed(values, names)))[names] == pytest.approx(
        shapley_exact(TableGame(values)), abs=1e-9
    )


@given(tables(5), WORTHS, st.integers(0, 5))
def test_who_adds_the_same_everywhere_gets_just_that(values: np.ndarray, own: int, place: int) -> None:
    players = len(values).bit_length() - 1
    bit = min(place, players)
    low = all_coalitions(players + 1)
    rest = (low & np.uint64((1 << bit) - 1)) | (low >> np.uint64(bit + 1) << np.uint64(bit))
    wider = values[rest.astype(int)] + own * (low >> np.uint64(bit) & np.uint64(1)).astype(float)
    shares = shapley_exact(TableGame(wider))
    assert shares[bit] == pytest.approx(own, abs=1e-9)
    assert np.delete(shares, bit) == pytest.approx(shapley_exact(TableGame(values)), abs=1e-9)


@given(tables(4), st.integers(-3, 3), st.randoms(use_true_random=False))
def test_it_adds_up_over_games(values: np.ndarray, times: int, random: object) -> None:
    other = np.array([0.0, *(random.uniform(-9, 9) for _ in values[1:])])  # type: ignore[attr-defined]
    both = shapley_exact(TableGame(times * values + other))
    assert both == pytest.approx(
        times * shapley_exact(TableGame(values)) + shapley_exact(TableGame(other)), abs=1e-9
    )


@pytest.mark.parametrize("needed", [0b1, 0b1011, 0b111111])
def test_a_game_that_needs_all_of_some_is_shared_equally_by_these(needed: int) -> None:
    game = FunctionGame(6, lambda mask: float(mask & needed == needed))
    shares = shapley_exact(game)
    assert shares == pytest.approx([(needed >> i & 1) / needed.bit_count() for i in range(6)], abs=1e-12)


def test_sixteen_players_are_shared_for_exactly_and_one_more_is_refused() -> None:
    # The worth of s players is s²: by symmetry each gets a sixteenth of 256.
    assert shapley_exact(FunctionGame(16, lambda mask: float(mask.bit_count() ** 2))) == pytest.approx(
        np.full(16, 16.0), rel=1e-12
    )
    with pytest.raises(UsageError, match=r"at most 16 players; this game has 17. Use shapley_sampled"):
        shapley_exact(FunctionGame(17, lambda mask: float(mask.bit_count())))


@st.composite
def needs(draw: st.DrawFn, most_members: int) -> CapabilityGame:
    players = draw(st.integers(1, 8))
    teams = st.sets(st.integers(0, players - 1), min_size=1, max_size=most_members).map(coalition)
    need = st.lists(st.tuples(teams, st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0))), max_size=10)
    return CapabilityGame([draw(need)], [draw(st.floats(0, 3))], players)


@pytest.mark.parametrize("most_members", [1, 3, 8])
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_each_way_to_the_share_in_a_need_gives_the_share_in_its_table(
    most_members: int, data: st.DataObject
) -> None:
    game = data.draw(needs(most_members))
    table = TableGame(game.worth(all_coalitions(game.players)))
    assert shapley_exact(game) == pytest.approx(shapley_exact(table), abs=1e-12)


def test_many_players_in_small_needs_are_shared_for_exactly() -> None:
    # Pairs of neighbours on a ring of 40, each pair wanted: every player is in two pairs, and has half of
    # each.
    ring = [[(coalition((i, (i + 1) % 40)), 1.0)] for i in range(40)]
    anyone = [[(1 << i, 1.0) for i in range(0, 40, 2)]]
    all_of_them = [[(coalition(range(40)), 0.5)]]
    game = CapabilityGame(ring + anyone + all_of_them, [1.0] * 40 + [2.0, 4.0], 41)
    expected = np.array([1 + (0.1 if i % 2 == 0 else 0.0) + 0.05 for i in range(40)] + [0.0])
    assert shapley_exact(game) == pytest.approx(expected, abs=1e-12)


def test_a_need_of_many_overlapping_teams_of_many_players_is_refused_in_words() -> None:
    tangled = [[(coalition((i, (i + 7) % 20)), 1.0) for i in range(20)]]
    with pytest.raises(UsageError, match=r"1 of the 2 needs have more than 16 players and teams"):
        shapley_exact(CapabilityGame([*tangled, [(1, 1.0)]], [1.0, 1.0], 20))
    # The same need is no trouble where the whole game is small.
    small = [[(coalition((i % 16, (i + 3) % 16, (i * i) % 16)), 1 - i / 40) for i in range(30)]]
    assert shapley_exact(CapabilityGame(small, [1.0], 16)).sum() == pytest.approx(1.0)
