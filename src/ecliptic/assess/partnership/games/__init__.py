"""Games: how to share what players are worth together, and whether any of them have a reason to leave.

Cooperative games with transferable utility, on plain arrays. Knows nothing of records: players are numbers.
"""

from __future__ import annotations

from ecliptic.assess.partnership.games.capability import CapabilityGame, Team
from ecliptic.assess.partnership.games.coalitions import (
    MOST_EXACT,
    MOST_PLAYERS,
    Amounts,
    Coalitions,
    coalition,
    members,
)
from ecliptic.assess.partnership.games.excess import (
    MOST_ENUMERATED,
    Blocking,
    blocking_coalitions,
    excesses,
    in_core,
    withdrawals,
)
from ecliptic.assess.partnership.games.game import FunctionGame, Game, TableGame
from ecliptic.assess.partnership.games.leaving import most_blocking
from ecliptic.assess.partnership.games.nucleolus import LeastCore, least_core, nucleolus
from ecliptic.assess.partnership.games.sampling import Estimate, shapley, shapley_sampled
from ecliptic.assess.partnership.games.shapley import shapley_exact

__all__ = [
    "MOST_ENUMERATED",
    "MOST_EXACT",
    "MOST_PLAYERS",
    "Amounts",
    "Blocking",
    "CapabilityGame",
    "Coalitions",
    "Estimate",
    "FunctionGame",
    "Game",
    "LeastCore",
    "TableGame",
    "Team",
    "blocking_coalitions",
    "coalition",
    "excesses",
    "in_core",
    "least_core",
    "members",
    "most_blocking",
    "nucleolus",
    "shapley",
    "shapley_exact",
    "shapley_sampled",
    "withdrawals",
]
