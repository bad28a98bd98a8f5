"""The coalition with most reason to leave: the one that looking at all of them finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.games import CapabilityGame, excesses, most_blocking, shapley_exact
from ecliptic.errors import UsageError

TENTHS = st.integers(0, 10).map(lambda tenths: tenths / 10)


@st.composite
def games(draw: st.DrawFn) -> CapabilityGame:
    players = draw(st.integers(1, 6))
    masks = st.integers(1, (1 << players) - 1)
    needs = draw(st.lists(st.lists(st.tuples(masks, TENTHS), max_size=3), min_size=1, max_size=4))
    weights = draw(st.lists(TENTHS, min_size=len(needs), max_size=len(needs)))
    return CapabilityGame(needs, weights, players)


@settings(max_examples=150, deadline=None)
@given(games(), st.data())
def test_no_coalition_would_gain_more(game: CapabilityGame, data: st.DataObject) -> None:
    shares = data.draw(st.lists(TENTHS, min_size=game.players, max_size=game.players))
    most = float(excesses(game, shares).max())
    found = most_blocking(game, shares)
    if found is None:
        assert most <= 1e-6
    else:
        assert found.excess == pytest.approx(most, abs=1e-6)
        assert found.worth - found.share == pytest.approx(found.excess)


def test_those_who_can_do_without_a_player_with_a_share_would_leave_it() -> None:
    # Either of two can meet the need alone; by Shapley each holds a half of the credit.
    game = CapabilityGame([[(0b01, 1.0), (0b10, 1.0)]], [1.0], 2)
    found = most_blocking(game, shapley_exact(game))
    assert found is not None
    assert len(found.members) == 1
    assert found.excess == pytest.approx(0.5)


def test_whom_nobody_can_replace_everybody_stays_with() -> None:
    game = CapabilityGame([[(0b11, 1.0)]], [1.0], 2)
    assert most_blocking(game, shapley_exact(game)) is None


def test_shares_are_one_for_each_player() -> None:
    game = CapabilityGame([[(1, 1.0)]], [1.0], 2)
    for shares in ([1.0], [np.nan, 1.0]):
        with pytest.raises(UsageError, match="one number for each of the 2 players"):
            most_blocking(game, shares)
