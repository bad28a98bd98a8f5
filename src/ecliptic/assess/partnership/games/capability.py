"""Games of needs that teams can meet: a coalition meets each need as well as the best team within it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.partnership.games.coalitions import (
    Amounts,
    Coalitions,
    checked_players,
    everybody,
    members,
)
from ecliptic.errors import UsageError

Team = tuple[int, float]
"""The mask of a team's members, and how well they meet the need together (0 or more)."""

MOST_CELLS = 1 << 22
"""Of the table that tells which coalition holds which team, at one time."""


@dataclass(frozen=True)
class CapabilityGame:
    """Worth of a coalition: the sum over needs of weight × quality of the best team that lies within it.

    A need that no team within the coalition can meet adds nothing. Teams may overlap. The same
    member serves in as many needs as wanted, so nothing in this game keeps within a budget.
    """

    teams: Sequence[Sequence[Team]]
    weights: Sequence[float]
    players: int

    def __post_init__(self) -> None:
        checked_players(self.players)
        if len(self.teams) != len(self.weights):
            message = f"{len(self.weights)} weights were given for {len(self.teams)} needs. Give one each."
            raise UsageError(message)
        _check_amounts(self.weights, "weight")
        needs = tuple(tuple((int(mask), float(quality)) for mask, quality in need) for need in self.teams)
        for need in needs:
            _check_amounts((quality for _, quality in need), "quality")
            if not all(1 <= mask <= everybody(self.players) for mask, _ in need):
                message = f"A team has one or more of the {self.players} players; another mask was given."
                raise UsageError(message)
        object.__setattr__(self, "teams", tuple(best_teams(need) for need in needs))
        object.__setattr__(self, "weights", tuple(float(weight) for weight in self.weights))

    def worth(self, coalitions: Coalitions) -> Amounts:
        """What each of some coalitions is worth."""
        flat = coalitions.reshape(-1)
        worths = np.zeros(len(flat))
        step = max(1, MOST_CELLS // max(1, len(self._masks)))
        for start in range(0, len(flat), step):
            worths[start : start + step] = self._worth(flat[start : start + step])
        return worths.reshape(coalitions.shape)

    def only(self, needs: Iterable[int]) -> CapabilityGame:
        """The game of some of the needs, by their numbers."""
        chosen = list(needs)
        teams = tuple(self.teams[need] for need in chosen)
        return CapabilityGame(teams, tuple(self.weights[need] for need in chosen), self.players)

    @cached_property
    def _masks(self) -> Coalitions:
        """Every team once, however many needs it can meet."""
        return np.array(sorted({mask for need in self.teams for mask, _ in need}), dtype=np.uint64)

    @cached_property
    def _plan(self) -> tuple[tuple[float, tuple[tuple[int, float], ...]], ...]:
        """For each need that somebody can meet: its weight, and its teams from the worst to the best."""
        rows = {int(mask): row for row, mask in enumerate(self._masks)}
        return tuple(
            (weight, tuple((rows[mask], quality) for mask, quality in reversed(need)))
            for need, weight in zip(self.teams, self.weights, strict=True)
            if need and weight > 0
        )

    def _worth(self, coalitions: Coalitions) -> Amounts:
        within: NDArray[np.bool_] = (coalitions & self._masks[:, None]) == self._masks[:, None]
        worths = np.zeros(len(coalitions))
        for weight, teams in self._plan:
            reached = np.zeros(len(coalitions))
            for row, quality in teams:
                # From the worst to the best, so that the best team that is there has the last word.
                np.putmask(reached, within[row], weight * quality)
            worths += reached
        return worths


def best_teams(teams: Sequence[Team]) -> tuple[Team, ...]:
    """The teams that matter, best first: none that is useless, or that a part of it could replace."""
    useful = sorted(
        (team for team in teams if team[1] > 0), key=lambda team: (-team[1], team[0].bit_count(), team[0])
    )
    masks = np.array([mask for mask, _ in useful], dtype=np.uint64)
    # Whatever replaces a team replaces also what that team would have replaced, so none need be skipped.
    return tuple(
        team for place, team in enumerate(useful) if not np.any(masks[:place] & masks[place] == masks[:place])
    )


def who_matters(teams: Sequence[Team]) -> tuple[int, ...]:
    """The players who are in any of some teams; nobody else changes how well the need is met."""
    together = 0
    for mask, _ in teams:
        together |= mask
    return members(together)


def _check_amounts(amounts: Iterable[float], name: str) -> None:
    if not all(math.isfinite(amount) and amount >= 0 for amount in amounts):
        message = f"Every {name} is a number of 0 or more; another one was given."
        raise UsageError(message)
