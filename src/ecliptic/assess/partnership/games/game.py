"""Games: what each coalition is worth, or costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ecliptic.assess.partnership.games.coalitions import (
    Amounts,
    Coalitions,
    all_coalitions,
    checked_players,
    everybody,
)
from ecliptic.errors import UsageError


class Game(Protocol):
    """A game with money or points that members of a coalition may share out as they like.

    `worth` is asked for many coalitions at once. That of nobody must be nought. It is a value or a cost;
    whoever asks how stable a division is says which.
    """

    @property
    def players(self) -> int:
        """How many take part, at most 63."""

    def worth(self, coalitions: Coalitions) -> Amounts:
        """What each of some coalitions is worth."""


@dataclass(frozen=True, eq=False)
class TableGame:
    """A game with the worth of each of its 2^n coalitions written down, in the order of their masks."""

    values: Amounts

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim != 1 or len(values) < 2 or len(values) & (len(values) - 1):
            message = f"A table of a game has 2, 4, 8, … worths, one per coalition; {values.size} were given."
            raise UsageError(message)
        values.setflags(write=False)
        object.__setattr__(self, "values", checked_worths(values, all_coalitions(self.players)))

    @property
    def players(self) -> int:
        """How many take part, from the length of the table."""
        return len(self.values).bit_length() - 1

    def worth(self, coalitions: Coalitions) -> Amounts:
        """What each of some coalitions is worth."""
        return self.values[coalitions.astype(np.intp)]


@dataclass(frozen=True)
class FunctionGame:
    """A game whose worths a function tells, given one mask at a time.

    Coalitions that are asked for together are each looked up once. Nothing is remembered beyond that: wrap a
    slow function in `functools.cache`.
    """

    players: int
    function: Callable[[int], float]

    def __post_init__(self) -> None:
        checked_players(self.players)

    def worth(self, coalitions: Coalitions) -> Amounts:
        """What each of some coalitions is worth."""
        distinct, places = np.unique(coalitions, return_inverse=True)
        told = np.array([self.function(int(mask)) for mask in distinct], dtype=np.float64)
        return told[places.reshape(coalitions.shape)]


def table_of(game: Game, most: int, purpose: str) -> Amounts:
    """The worths of all coalitions of a game with few players; the purpose is named where there are more."""
    if game.players > most:
        message = (
            f"{purpose} looks at every coalition, which is done for at most {most} players; "
            f"this game has {game.players}."
        )
        raise UsageError(message)
    masks = all_coalitions(checked_players(game.players))
    return checked_worths(game.worth(masks), masks)


def worth_of_all(game: Game) -> float:
    """What everybody is worth together."""
    masks = np.array([0, everybody(checked_players(game.players))], dtype=np.uint64)
    return float(checked_worths(game.worth(masks), masks)[1])


def checked_worths(worths: Amounts, coalitions: Coalitions) -> Amounts:
    """Worths that are numbers, and nought for nobody."""
    bad = ~np.isfinite(worths)
    if bad.any():
        mask = int(coalitions[bad][0])
        message = f"The worth of coalition {mask:#b} is no number. Every coalition needs a known worth."
        raise UsageError(message)
    if worths[coalitions == 0].any():
        message = "The coalition of nobody is worth something. Subtract that from all worths first."
        raise UsageError(message)
    return worths
