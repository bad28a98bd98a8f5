"""Coalitions as bit masks: player i takes part where bit i is set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecliptic.errors import UsageError

Coalitions = NDArray[np.uint64]
Amounts = NDArray[np.float64]

MOST_PLAYERS = 63
"""One bit stays free, so that every mask is also a plain signed number."""

MOST_EXACT = 16
"""Players of a game whose 65,536 coalitions are all looked at, several times over."""


def coalition(members: Iterable[int]) -> int:
    """The bit mask of some players, numbered from 0."""
    return sum(1 << player for player in set(members))


def members(coalition: int) -> tuple[int, ...]:
    """The players of a coalition, in rising order."""
    mask = int(coalition)
    return tuple(player for player in range(mask.bit_length()) if mask >> player & 1)


def everybody(players: int) -> int:
    """The coalition of all."""
    return (1 << players) - 1


def all_coalitions(players: int) -> Coalitions:
    """Every coalition in the order of its mask, from nobody to everybody."""
    return np.arange(1 << players, dtype=np.uint64)


def membership(coalitions: Coalitions, players: int) -> NDArray[np.bool_]:
    """Who is in which: one row per coalition, one column per player."""
    bits = np.arange(players, dtype=np.uint64)
    found: NDArray[np.bool_] = (coalitions[:, None] >> bits & np.uint64(1)).astype(np.bool_)
    return found


def joint_shares(shares: Amounts) -> Amounts:
    """What the members of every coalition hold together, in the order of the masks."""
    held = np.zeros(1)
    for share in shares:
        held = np.concatenate((held, held + share))
    return held


def checked_players(players: int) -> int:
    """The number of players, where masks can tell so many apart."""
    if not 1 <= players <= MOST_PLAYERS:
        message = f"A game has 1 to {MOST_PLAYERS} players; {players} were given."
        raise UsageError(message)
    return players


def checked_shares(shares: ArrayLike | Sequence[float], players: int) -> Amounts:
    """One finite share for every player."""
    given = np.asarray(shares, dtype=np.float64)
    if given.shape != (players,) or not np.isfinite(given).all():
        message = f"Give one share, a number, for each of the {players} players."
        raise UsageError(message)
    return given
