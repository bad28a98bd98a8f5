"""The nucleolus and the least core: divisions that treat the worst treated coalitions as well as can be.

D. Schmeidler, SIAM Journal on Applied Mathematics 17 (1969) 1163–1170, defines the nucleolus; M. Maschler, B.
Peleg and L. S. Shapley, Mathematics of Operations Research 4 (1979) 303–338, the least core and the sequence
of linear programmes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.games.coalitions import (
    MOST_EXACT,
    Amounts,
    all_coalitions,
    everybody,
    joint_shares,
    members,
)
from ecliptic.assess.partnership.games.excess import TOLERANCE, largest
from ecliptic.assess.partnership.games.game import Game, table_of
from ecliptic.assess.partnership.games.least_excess import Level, least_excess
from ecliptic.assess.partnership.games.span import Span
from ecliptic.errors import UsageError


@dataclass(frozen=True, eq=False)
class LeastCore:
    """The divisions under which no coalition gains more by leaving than it must under any division."""

    epsilon: float
    """What the worst treated coalitions gain by leaving; 0 or less where the core is not empty."""
    shares: Amounts
    """The prenucleolus, one division of the least core, and the same one whatever the solver."""
    tight: tuple[int, ...]
    """Coalitions that gain `epsilon` under every division of the least core: enough to show why."""
    has_core: bool
    """Whether the whole can be divided so that nobody has a reason to leave."""


def nucleolus(game: Game, *, costs: bool = False, individually_rational: bool = True) -> Amounts:
    """The division that makes the largest gain from leaving least, then the next largest, and so on.

    Nobody gets less, or pays more, than alone; where there is no such division the error says so. Without
    this demand (`individually_rational=False`) it is the prenucleolus. It lies in the core where there is
    one. At most 16 players.
    """
    scaled = _Scaled.of(game, costs=costs)
    if individually_rational and scaled.gains[-1] < -TOLERANCE:
        message = (
            "Everybody together is worth less than each alone, so no division leaves nobody worse off. "
            "Ask without individual rationality, or for the least core."
        )
        raise UsageError(message)
    return scaled.back(_sequence(scaled.gains, alone=individually_rational)[0])


def least_core(game: Game, *, costs: bool = False) -> LeastCore:
    """The smallest gain that the worst treated coalitions can be held to, and a division that does it.

    It does not ask that each be as well off as alone. For a single player `epsilon` is 0. At most 16 players.
    """
    scaled = _Scaled.of(game, costs=costs)
    shares, levels = _sequence(scaled.gains, alone=False)
    epsilon = scaled.unit * levels[0].excess if levels else 0.0
    tight = levels[0].tight if levels else ()
    return LeastCore(epsilon, scaled.back(shares), tight, epsilon <= TOLERANCE * scaled.largest)


@dataclass(frozen=True, eq=False)
class _Scaled:
    """A game of gains over acting alone, the largest of them 1; the nucleolus moves with this change."""

    gains: Amounts
    singles: Amounts
    unit: float
    largest: float
    sign: float

    @classmethod
    def of(cls, game: Game, *, costs: bool) -> _Scaled:
        sign = -1.0 if costs else 1.0
        worths = sign * table_of(game, MOST_EXACT, "The nucleolus or least core")
        singles = worths[[1 << player for player in range(game.players)]]
        gains = worths - joint_shares(singles)
        # What is left by rounding alone is no gain.
        gains[np.abs(gains) < 1e-14 * largest(worths)] = 0.0
        unit = largest(gains)
        return cls(gains / unit, singles, unit, largest(worths), sign)

    def back(self, shares: Amounts) -> Amounts:
        """Shares of the gains as shares of the game that was asked about."""
        return self.sign * (self.singles + self.unit * shares)


def _sequence(gains: Amounts, *, alone: bool) -> tuple[Amounts, list[Level]]:
    """The (pre)nucleolus of a scaled game, and the levels of excess that lead to it.

    Each programme settles at least one more coalition that those before do not, so there are fewer of them
    than players.
    """
    players = len(gains).bit_length() - 1
    span = Span(players)
    whole = everybody(players)
    span.add(whole)
    settled = {whole: float(gains[-1])}
    levels: list[Level] = []
    proper = all_coalitions(players)[1:-1]
    while not span.complete:
        level = least_excess(gains, settled, proper[~span.settled(proper)], alone=alone)
        settled |= {mask: float(gains[mask]) - level.excess for mask in level.tight if span.add(mask)}
        levels.append(level)
    system = np.zeros((players, players))
    for row, mask in enumerate(settled):
        system[row, list(members(mask))] = 1.0
    return np.linalg.solve(system, np.array(list(settled.values()))), levels
