"""The Shapley value: to each player what joining adds on average over all orders of joining.

L. S. Shapley, "A value for n-person games", in: Contributions to the Theory of Games II, 1953, pages 307–317.
It shares costs as well as values, since it is linear in the game.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

from ecliptic.assess.partnership.games.capability import CapabilityGame, Team, who_matters
from ecliptic.assess.partnership.games.coalitions import (
    MOST_EXACT,
    Amounts,
    all_coalitions,
    coalition,
    membership,
)
from ecliptic.assess.partnership.games.game import Game, table_of
from ecliptic.errors import UsageError


def shapley_exact(game: Game) -> Amounts:
    """The Shapley value of each player, without sampling.

    Up to 16 players from all coalitions. A game of needs and teams may have more: the value of a sum of games
    is the sum of their values, and whoever is in no team of a need gets nothing from it, so each need is a
    small game of its own. Where one is too large the error says so; `shapley` samples that part.
    """
    if isinstance(game, CapabilityGame):
        large = too_large(game)
        if not large:
            return shapley_of_needs(game)
        if game.players > MOST_EXACT:
            message = (
                f"{len(large)} of the {len(game.teams)} needs have more than {MOST_EXACT} players and teams, "
                "too many for an exact Shapley value. Use shapley or shapley_sampled."
            )
            raise UsageError(message)
    if game.players > MOST_EXACT:
        message = (
            f"The exact Shapley value looks at every coalition, which is done for at most {MOST_EXACT} "
            f"players; this game has {game.players}. Use shapley_sampled."
        )
        raise UsageError(message)
    return shapley_of_table(table_of(game, MOST_EXACT, "The exact Shapley value"))


def shapley_of_table(worths: Amounts) -> Amounts:
    """The Shapley value from the worths of all coalitions, in the order of their masks."""
    players = len(worths).bit_length() - 1
    sizes = np.bitwise_count(all_coalitions(players))
    # s! (n - s - 1)! / n! is the chance that exactly these s players came before one more.
    chances = np.array([1 / (players * comb(players - 1, size)) for size in range(players)] + [0.0])[sizes]
    values = np.empty(players)
    for player in range(players):
        without, joined = np.moveaxis(worths.reshape(-1, 2, 1 << player), 1, 0)
        weight = chances.reshape(-1, 2, 1 << player)[:, 0]
        values[player] = np.sum(weight * (joined - without))
    return values


def too_large(game: CapabilityGame) -> tuple[int, ...]:
    """The needs whose exact Shapley value is out of reach: many players in many teams that overlap."""
    return tuple(number for number, teams in enumerate(game.teams) if not _within_reach(teams))


def shapley_of_needs(game: CapabilityGame) -> Amounts:
    """The exact Shapley value of a game of needs, each need for itself; none may be too large."""
    values = np.zeros(game.players)
    known: dict[tuple[Team, ...], Amounts] = {}
    for teams, weight in zip(game.teams, game.weights, strict=True):
        key = tuple(teams)
        if key not in known:
            known[key] = _of_need(key, game.players)
        values += weight * known[key]
    return values


def _within_reach(teams: Sequence[Team]) -> bool:
    return min(len(who_matters(teams)), len(teams)) <= MOST_EXACT or _all_alone(teams)


def _all_alone(teams: Sequence[Team]) -> bool:
    return all(mask.bit_count() == 1 for mask, _ in teams)


def _of_need(teams: Sequence[Team], players: int) -> Amounts:
    """The Shapley value of one need of weight 1, in the cheapest of three ways."""
    if _all_alone(teams):
        return _of_single_players(teams, players)
    involved = who_matters(teams)
    if len(teams) < len(involved):
        return _of_few_teams(teams, players)
    place = {player: number for number, player in enumerate(involved)}
    small = tuple((coalition(place[i] for i in range(players) if mask >> i & 1), q) for mask, q in teams)
    values = np.zeros(players)
    values[list(involved)] = shapley_of_table(
        CapabilityGame((small,), (1.0,), len(involved)).worth(all_coalitions(len(involved)))
    )
    return values


def _of_single_players(teams: Sequence[Team], players: int) -> Amounts:
    """Everybody can meet the need alone: each step of quality is shared by those who reach it.

    S. C. Littlechild and G. Owen, Management Science 20 (1973) 370–372, for the costs of a runway.
    """
    values = np.zeros(players)
    share, below = 0.0, 0.0
    for number, (mask, quality) in enumerate(reversed(teams)):
        share += (quality - below) / (len(teams) - number)
        values[mask.bit_length() - 1] = share
        below = quality
    return values


def _of_few_teams(teams: Sequence[Team], players: int) -> Amounts:
    """Few teams of many players: the need is a sum of games in which all of some teams must be there.

    The largest of some numbers is the sum of the least of each of their subsets, added for subsets of odd and
    taken off for those of even size. The least quality of some teams is there where all their members are,
    and such a game shares equally among these.
    """
    unions = np.zeros(1, dtype=np.uint64)
    least, signs = np.full(1, np.inf), np.full(1, -1.0)
    for mask, quality in teams:
        unions = np.concatenate((unions, unions | np.uint64(mask)))
        least = np.concatenate((least, np.minimum(least, quality)))
        signs = np.concatenate((signs, -signs))
    each = signs[1:] * least[1:] / np.bitwise_count(unions[1:])
    values: Amounts = each @ membership(unions[1:], players)
    return values
