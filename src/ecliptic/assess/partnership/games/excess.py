"""Who has a reason to leave: what coalitions could gain on their own, under a division of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ecliptic.assess.partnership.games.coalitions import (
    Amounts,
    all_coalitions,
    checked_shares,
    everybody,
    joint_shares,
    members,
)
from ecliptic.assess.partnership.games.game import Game, checked_worths, table_of

MOST_ENUMERATED = 20
"""Players of a game whose million coalitions are looked at once."""

TOLERANCE = 1e-9
"""Share of the largest worth below which a gain is taken for a rounding error."""


@dataclass(frozen=True)
class Blocking:
    """A coalition that does better on its own than under a division."""

    coalition: int
    members: tuple[int, ...]
    excess: float
    """What it would gain, or save, by leaving; more than 0."""
    worth: float
    """What it is worth, or costs, on its own."""
    share: float
    """What the division gives to, or takes from, its members together."""


def excesses(game: Game, shares: ArrayLike, *, costs: bool = False) -> Amounts:
    """What each coalition would gain by leaving, in the order of the masks; below 0 it would lose.

    Worth less share; in a game of costs share less cost. The last entry, of everybody, is not 0 where the
    division hands out more or less than there is. At most 20 players.
    """
    worths, held = _worths_and_shares(game, shares)
    return held - worths if costs else worths - held


def blocking_coalitions(
    game: Game, shares: ArrayLike, *, costs: bool = False, most: int = 10, tolerance: float = TOLERANCE
) -> tuple[Blocking, ...]:
    """The coalitions with a reason to leave, largest gain first, and of equal gains the smaller coalition.

    Gains count where they are larger than `tolerance` times the largest worth. At most 20 players.
    """
    worths, held = _worths_and_shares(game, shares)
    gains = (held - worths if costs else worths - held)[:-1]
    masks = all_coalitions(game.players)[:-1]
    unit = largest(worths)
    # Gains that differ by rounding alone are equal, so that every machine tells the same order.
    order = np.lexsort((masks, np.bitwise_count(masks), -np.round(gains / (unit * TOLERANCE))))
    chosen = [int(mask) for mask in order if gains[mask] > unit * tolerance][: max(0, most)]
    return tuple(
        Blocking(mask, members(mask), float(gains[mask]), float(worths[mask]), float(held[mask]))
        for mask in chosen
    )


def in_core(game: Game, shares: ArrayLike, *, costs: bool = False, tolerance: float = TOLERANCE) -> bool:
    """Whether a division shares out everything and no coalition has a reason to leave.

    Up to `tolerance` times the largest worth. At most 20 players.
    """
    worths, held = _worths_and_shares(game, shares)
    gains, allowed = (held - worths if costs else worths - held), tolerance * largest(worths)
    return bool(abs(gains[-1]) <= allowed and gains.max() <= allowed)


def withdrawals(game: Game) -> Amounts:
    """What the whole loses, or saves in a game of costs, when one player alone withdraws: one per player."""
    whole = everybody(game.players)
    left = [whole & ~(1 << player) for player in range(game.players)]
    masks = np.array([0, whole, *left], dtype=np.uint64)
    worths = checked_worths(game.worth(masks), masks)
    lost: Amounts = worths[1] - worths[2:]
    return lost


def largest(worths: Amounts) -> float:
    """The largest worth, whatever its sign, against which small numbers are small; 1 if all are nought."""
    return float(np.abs(worths).max()) or 1.0


def _worths_and_shares(game: Game, shares: ArrayLike) -> tuple[Amounts, Amounts]:
    held = joint_shares(checked_shares(shares, game.players))
    return table_of(game, MOST_ENUMERATED, "The check of all coalitions"), held
