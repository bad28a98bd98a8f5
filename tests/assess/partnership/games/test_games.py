"""Games: what coalitions are worth, however the game is written down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.games import (
    CapabilityGame,
    FunctionGame,
    TableGame,
    Team,
    capability,
    coalition,
    members,
    shapley_exact,
    withdrawals,
)
from ecliptic.errors import UsageError


def masks(*coalitions: int) -> np.ndarray:
    return np.array(coalitions, dtype=np.uint64)


def plain_worth(game: CapabilityGame, mask: int) -> float:
    """The definition, word for word."""
    return sum(
        weight * max([quality for team, quality in need if team & mask == team], default=0.0)
        for need, weight in zip(game.teams, game.weights, strict=True)
    )


@st.composite
def capability_games(draw: st.DrawFn, most_players: int = 63, most_teams: int = 6) -> CapabilityGame:
    players = draw(st.integers(1, most_players))
    teams = st.sets(st.integers(0, players - 1), min_size=1, max_size=4).map(coalition)
    need = st.lists(st.tuples(teams, st.floats(0, 2)), max_size=most_teams)
    needs = draw(st.lists(need, max_size=5))
    weights = draw(st.lists(st.floats(0, 3), min_size=len(needs), max_size=len(needs)))
    return CapabilityGame(needs, weights, players)


def test_coalitions_are_masks_and_back() -> None:
    assert coalition((0, 3, 3)) == 0b1001
    assert members(0b1001) == (0, 3)
    assert members(0) == ()
    assert members(coalition(range(63))) == tuple(range(63))


def test_a_table_tells_the_worth_of_each_coalition_and_cannot_be_changed() -> None:
    values = np.array([0.0, 1.0, 2.0, 5.0])
    game = TableGame(values)
    values[3] = 9.0
    assert game.players == 2
    assert game.worth(masks(3, 0, 1)).tolist() == [5.0, 0.0, 1.0]
    with pytest.raises(ValueError, match="read-only"):
        game.values[3] = 9.0


def test_a_function_is_asked_once_for_each_coalition() -> None:
    asked = []

    def worth(mask: int) -> float:
        asked.append(mask)
        return float(mask.bit_count())

    game = FunctionGame(3, worth)
    assert game.worth(masks(5, 1, 5, 1)).tolist() == [2.0, 1.0, 2.0, 1.0]
    assert asked == [1, 5]


@settings(deadline=None, max_examples=40)
@given(capability_games(), st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20))
def test_a_coalition_meets_each_need_by_its_best_team(game: CapabilityGame, drawn: list[int]) -> None:
    asked = [mask & (2**game.players - 1) for mask in drawn]
    expected = [plain_worth(game, mask) for mask in asked]
    assert game.worth(masks(*asked)) == pytest.approx(expected, abs=1e-12)


def test_a_long_question_is_answered_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    teams = (((0b011, 0.5), (0b110, 1.0)), ((0b001, 0.25),))
    game = CapabilityGame(teams, (2.0, 4.0), 3)
    asked = masks(*range(8)).reshape(2, 4)
    whole = game.worth(asked)
    monkeypatch.setattr(capability, "MOST_CELLS", 7)
    assert (game.worth(asked) == whole).all()
    assert whole.tolist() == [[0, 1, 0, 2], [0, 1, 2, 3]]


def test_teams_that_a_better_part_could_replace_are_left_out() -> None:
    teams: tuple[Team, ...] = ((0b111, 0.5), (0b001, 0.5), (0b011, 0.8), (0b100, 0.0), (0b001, 0.2))
    assert CapabilityGame((teams,), (1.0,), 3).teams == (((0b011, 0.8), (0b001, 0.5)),)


def test_the_game_of_some_needs_is_the_rest_of_the_sum_left_out() -> None:
    game = CapabilityGame((((1, 1.0),), ((2, 1.0),), ((3, 1.0),)), (1.0, 10.0, 100.0), 2)
    assert game.only((0, 2)).worth(masks(1, 2, 3)).tolist() == [1.0, 0.0, 101.0]


def test_what_the_whole_loses_when_one_withdraws() -> None:
    game = CapabilityGame((((1, 1.0), (2, 0.5)), ((4, 1.0),)), (1.0, 3.0), 4)
    assert withdrawals(game).tolist() == [0.5, 0.0, 3.0, 0.0]
    assert withdrawals(TableGame(np.array([0.0, 7.0]))).tolist() == [7.0]


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 1.0, 2.0], [[0.0, 1.0]]])
def test_a_table_has_one_worth_for_each_coalition(values: list[float]) -> None:
    with pytest.raises(UsageError, match="2, 4, 8"):
        TableGame(np.array(values))


@pytest.mark.parametrize("unknown", [np.nan, np.inf])
def test_an_unknown_worth_is_refused_and_not_taken_for_nought(unknown: float) -> None:
    with pytest.raises(UsageError, match=r"coalition 0b10 is no number"):
        TableGame(np.array([0.0, 1.0, unknown, 2.0]))
    with pytest.raises(UsageError, match="is no number"):
        shapley_exact(FunctionGame(2, lambda mask: unknown if mask else 0.0))


def test_nobody_is_worth_nothing() -> None:
    with pytest.raises(UsageError, match="nobody is worth something"):
        TableGame(np.array([1.0, 1.0]))


@pytest.mark.parametrize("players", [0, 64])
def test_the_number_of_players_is_bounded(players: int) -> None:
    with pytest.raises(UsageError, match="1 to 63 players"):
        FunctionGame(players, float)
    with pytest.raises(UsageError, match="1 to 63 players"):
        CapabilityGame((), (), players)


@pytest.mark.parametrize(
    ("teams", "weights", "words"),
    [
        ((((1, 1.0),),), (), "0 weights were given for 1 needs"),
        ((((1, 1.0),),), (-1.0,), "Every weight"),
        ((((1, np.nan),),), (1.0,), "Every quality"),
        ((((0, 1.0),),), (1.0,), "one or more of the 2 players"),
        ((((4, 1.0),),), (1.0,), "one or more of the 2 players"),
    ],
)
def test_needs_that_make_no_game_are_refused(
    teams: tuple[tuple[Team, ...], ...], weights: tuple[float, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        CapabilityGame(teams, weights, 2)
