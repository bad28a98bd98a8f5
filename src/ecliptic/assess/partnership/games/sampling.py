"""The Shapley value of large games, estimated from random orders of joining, with its error."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from math import ceil
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.partnership.games.capability import CapabilityGame
from ecliptic.assess.partnership.games.coalitions import MOST_EXACT, Amounts, Coalitions
from ecliptic.assess.partnership.games.game import Game, checked_worths, worth_of_all
from ecliptic.assess.partnership.games.shapley import shapley_exact, shapley_of_needs, too_large
from ecliptic.errors import UsageError

FEWEST_ROUNDS, BELIEVED_ROUNDS = 5, 10
"""For any estimate, and before its own error is believed."""

_MOST_CELLS = 1 << 19


@dataclass(frozen=True, eq=False)
class Estimate:
    """Shapley values with what is known of their error.

    `low` and `high` bound each value with the stated confidence, for one player at a time and not for all at
    once. An exact value has no error, and no permutations. The values always add up to the worth of
    everybody, not only on average.
    """

    values: Amounts
    standard_errors: Amounts
    low: Amounts
    high: Amounts
    confidence: float
    permutations: int
    target: float
    """The standard error asked for, in units of the worth."""
    converged: bool
    """Whether every player's standard error is within the target."""


def shapley(
    game: Game, *, seed: int, standard_error: float = 0.01, most: int = 200_000, confidence: float = 0.95
) -> Estimate:
    """The Shapley value, exact as far as it can be and sampled beyond.

    Up to 16 players it is exact. Of a larger game of needs and teams only those needs are sampled that
    `shapley_exact` would refuse.
    """
    aim = _Aim(standard_error * abs(worth_of_all(game)), most, confidence)
    if game.players <= MOST_EXACT:
        return aim.exact(shapley_exact(game))
    if not isinstance(game, CapabilityGame):
        return _sampled(game, seed, aim)
    large = too_large(game)
    sure = shapley_of_needs(game.only(n for n in range(len(game.teams)) if n not in set(large)))
    if not large:
        return aim.exact(sure)
    return _sampled(game.only(large), seed, aim, sure)


def shapley_sampled(
    game: Game, *, seed: int, standard_error: float = 0.01, most: int = 200_000, confidence: float = 0.95
) -> Estimate:
    """The Shapley value from random orders, until each standard error is small enough or `most` are used.

    `standard_error` is a share of the worth of everybody: 0.01 means that each player's part of the whole is
    known to one percentage point. Where everybody together is worth nothing the target is nought.

    Orders are drawn in rounds. A round mixes the players at random and then arranges them by each row of the
    multiplication table of the least prime above n: for row r the player numbered i stands where r × i leaves
    its remainder. So in a round every player stands at every place about equally often, exactly so where n +
    1 is prime; every order comes with its reverse; and neighbours in one order are apart in the others. That
    takes out the part of the variance that comes from the place alone. The standard error is found from the
    spread between rounds, which are independent, and is believed from 10 rounds on. After J. Castro, D. Gómez
    and J. Tejada, Computers & Operations Research 36 (2009) 1726–1730 (sampled orders), and R. Mitchell and
    others, Journal of Machine Learning Research 23 (2022) no. 43 (balanced sets of orders).
    """
    return _sampled(game, seed, _Aim(standard_error * abs(worth_of_all(game)), most, confidence))


@dataclass(frozen=True)
class _Aim:
    """How exact an estimate is to be, and how much it may take."""

    target: float
    most: int
    confidence: float

    def __post_init__(self) -> None:
        if not self.target >= 0:
            message = (
                "Give a standard error of 0 or more, as a share of the worth of everybody, such as 0.01."
            )
            raise UsageError(message)
        if not 0 < self.confidence < 1:
            message = f"A confidence lies between 0 and 1, such as 0.95; {self.confidence} was given."
            raise UsageError(message)

    def exact(self, values: Amounts) -> Estimate:
        """Values without error."""
        none = np.zeros(len(values))
        return Estimate(values, none, values, values, self.confidence, 0, self.target, True)

    def estimate(self, rounds: Amounts, sure: Amounts) -> Estimate:
        """Values from rounds of orders, one row each, and what is known for sure beside."""
        done, players = rounds.shape
        errors = _errors(rounds)
        values = sure + rounds.mean(axis=0)
        reach = errors * _quantile(self.confidence, done - 1)
        converged = done >= BELIEVED_ROUNDS and bool(errors.max() <= self.target)
        permutations = done * len(_pattern(players))
        low, high = values - reach, values + reach
        return Estimate(values, errors, low, high, self.confidence, permutations, self.target, converged)


def _sampled(game: Game, seed: int, aim: _Aim, sure: Amounts | None = None) -> Estimate:
    players, whole = game.players, worth_of_all(game)
    orders = len(_pattern(players))
    allowed = aim.most // orders
    if allowed < FEWEST_ROUNDS:
        least = orders * FEWEST_ROUNDS
        message = f"Allow at least {least} permutations for {players} players; {aim.most} were allowed."
        raise UsageError(message)
    generator = np.random.Generator(np.random.PCG64(seed))
    rounds = _rounds(game, whole, generator, min(BELIEVED_ROUNDS, allowed))
    while (done := len(rounds)) < allowed and (worst := float(_errors(rounds).max())) > aim.target:
        # No more than four times as many at once, since the first errors are known only roughly.
        times = min(worst / aim.target, 2.0) if aim.target else 2.0
        total = min(allowed, max(ceil(1.1 * times * times * done), done + 1))
        rounds = np.vstack((rounds, _rounds(game, whole, generator, total - done)))
    return aim.estimate(rounds, np.zeros(players) if sure is None else sure)


def _rounds(game: Game, whole: float, generator: np.random.Generator, wanted: int) -> Amounts:
    """What joining adds for each player on average over the orders of a round, one row for each round."""
    players, pattern = game.players, _pattern(game.players)
    step = max(1, _MOST_CELLS // pattern.size)
    found = []
    for start in range(0, wanted, step):
        plain = np.tile(np.arange(players, dtype=np.uint64), (min(step, wanted - start), 1))
        mixed = generator.permuted(plain, axis=1)
        added = _added(game, whole, mixed[:, pattern].reshape(-1, players))
        found.append(added.reshape(len(mixed), len(pattern), players).mean(axis=1))
    return np.vstack(found)


def _pattern(players: int) -> NDArray[np.intp]:
    """The orders of one round: each row names who stands at each place."""
    prime = next(p for p in count(players + 1) if all(p % divisor for divisor in range(2, p)))
    rows, numbers = np.arange(1, prime)[:, None], np.arange(1, players + 1)[None, :]
    return np.argsort(rows * numbers % prime, axis=1)


def _added(game: Game, whole: float, orders: Coalitions) -> Amounts:
    """What each player adds to those before, for each of some orders."""
    before = np.bitwise_or.accumulate(np.uint64(1) << orders[:, :-1], axis=1)
    masks = before.reshape(-1)
    worths = np.zeros((len(orders), game.players + 1))
    worths[:, 1:-1] = checked_worths(game.worth(masks), masks).reshape(before.shape)
    worths[:, -1] = whole
    values = np.empty(orders.shape)
    np.put_along_axis(values, orders.astype(np.intp), np.diff(worths, axis=1), axis=1)
    return values


def _errors(rounds: Amounts) -> Amounts:
    errors: Amounts = rounds.std(axis=0, ddof=1) / np.sqrt(len(rounds))
    return errors


def _quantile(confidence: float, freedom: int) -> float:
    """Of Student's distribution, to 1 % from 4 degrees on (Abramowitz and Stegun, Handbook, 26.7.5)."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))
