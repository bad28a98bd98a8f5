"""Which coalitions' shares are settled once those of others are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.partnership.games.coalitions import Coalitions, membership

PRIME = (1 << 31) - 1
"""More than any determinant of 20 rows of 0s and 1s (Hadamard), so arithmetic modulo it misjudges none."""


class Span:
    """Coalitions whose joint shares follow, by adding and taking off, from those of some coalitions.

    Decided by whole numbers, without any tolerance, for up to 20 players.
    """

    def __init__(self, players: int) -> None:
        self.players = players
        self._rows: NDArray[np.int64] = np.zeros((0, players), dtype=np.int64)
        self._leading: list[int] = []

    @property
    def complete(self) -> bool:
        """Whether everybody's own share is settled."""
        return len(self._rows) == self.players

    def add(self, coalition: int) -> bool:
        """Settle a coalition; False where it was settled by the others."""
        (rest,) = self._rest(np.array([coalition], dtype=np.uint64))
        places = np.flatnonzero(rest)
        if not len(places):
            return False
        lead = int(places[0])
        row = rest * pow(int(rest[lead]), -1, PRIME) % PRIME
        # Keep every other row free of the new leading place, so that one pass reduces any coalition.
        self._rows = (self._rows - self._rows[:, lead : lead + 1] * row) % PRIME
        self._rows = np.vstack((self._rows, row))
        self._leading.append(lead)
        return True

    def settled(self, coalitions: Coalitions) -> NDArray[np.bool_]:
        """Which of some coalitions are settled."""
        found: NDArray[np.bool_] = np.count_nonzero(self._rest(coalitions), axis=1) == 0
        return found

    def _rest(self, coalitions: Coalitions) -> NDArray[np.int64]:
        """What is left of coalitions when everything settled is taken off."""
        full = membership(coalitions, self.players).astype(np.int64)
        rest: NDArray[np.int64] = (full - full[:, self._leading] @ self._rows) % PRIME
        return rest
