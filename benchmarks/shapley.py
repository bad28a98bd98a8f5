"""How long the Shapley value of 30 players takes to one percent, against plain Python with as many orders.

Invented are 200 needs, each with up to eight teams of one to four players that can meet it. Sampling goes on
until the standard error of every player is at most 1 % of what all are worth together. The same number of
orders is then drawn one by one in plain Python, which looks for the best team of every need each time that a
player joins. Rounds run one after the other, each with its own seed; medians count. Told beside are the
standard errors that both came to, the stricter aim of 1 % of an equal share, and how near the estimate is to
the exact value, which small needs allow.

    python benchmarks/shapley.py [--runs 3] [--players 30] [--needs 200]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ecliptic.assess.partnership.games import CapabilityGame, coalition, shapley_exact, shapley_sampled

MOST_TEAMS, MOST_MEMBERS = 8, 4
ERROR = 0.01
LIMIT_S = 10.0

T = TypeVar("T")


def invented(players: int, needs: int) -> CapabilityGame:
    """Needs and the teams that can meet them, at random, always the same."""
    draw = random.Random(4)  # noqa: S311 - invents data, hides nothing
    teams = [
        [
            (coalition(draw.sample(range(players), draw.randint(1, MOST_MEMBERS))), draw.uniform(0.2, 1.0))
            for _ in range(draw.randint(1, MOST_TEAMS))
        ]
        for _ in range(needs)
    ]
    return CapabilityGame(teams, [draw.random() for _ in range(needs)], players)


def in_plain_python(game: CapabilityGame, orders: int, seed: int) -> tuple[list[float], list[float]]:
    """Means and standard errors of what each player adds, from orders drawn one by one."""
    draw = random.Random(seed)  # noqa: S311 - for orders, not for secrets
    needs = list(zip(game.teams, game.weights, strict=True))
    sums, squares = [0.0] * game.players, [0.0] * game.players
    order = list(range(game.players))
    for _ in range(orders):
        draw.shuffle(order)
        mask, before = 0, 0.0
        for player in order:
            mask |= 1 << player
            worth = 0.0
            for teams, weight in needs:
                best = 0.0
                for team, quality in teams:
                    if team & mask == team and quality > best:
                        best = quality
                worth += weight * best
            sums[player] += worth - before
            squares[player] += (worth - before) ** 2
            before = worth
    means = [total / orders for total in sums]
    spread = [
        (square / orders - mean * mean) / (orders - 1) for square, mean in zip(squares, means, strict=True)
    ]
    return means, [max(0.0, variance) ** 0.5 for variance in spread]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a piece of work gives, and the seconds that it takes by the clock."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


@dataclass(frozen=True)
class Round:
    """One round, all with one seed: seconds, and errors as parts of the worth of all."""

    orders: int
    ours_s: float
    plain_s: float
    error: float
    plain_error: float
    miss: float
    strict_orders: int
    strict_s: float


def measured(game: CapabilityGame, exact: np.ndarray, seed: int) -> Round:
    """Sample, do the same in plain Python, and sample to the stricter aim."""
    whole = float(exact.sum())
    found, took = timed(lambda: shapley_sampled(game, seed=seed, standard_error=ERROR))
    (_, plain), longer = timed(lambda: in_plain_python(game, found.permutations, seed))
    strict, finer = timed(lambda: shapley_sampled(game, seed=seed, standard_error=ERROR / game.players))
    assert found.converged
    assert strict.converged
    error, miss = found.standard_errors.max() / whole, np.abs(found.values - exact).max() / whole
    return Round(
        found.permutations, took, longer, error, max(plain) / whole, miss, strict.permutations, finer
    )


def main() -> None:
    """Print the medians; exit code 1 where the limit is missed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--runs", type=int, default=3, help="paired runs")
    options.add_argument("--players", type=int, default=30)
    options.add_argument("--needs", type=int, default=200)
    chosen = options.parse_args()
    game = invented(chosen.players, chosen.needs)
    exact, exactly_s = timed(lambda: shapley_exact(game))
    rounds = [measured(game, exact, seed) for seed in range(chosen.runs)]

    def median(what: Callable[[Round], float]) -> float:
        return statistics.median(map(what, rounds))

    ours_s, plain_s = median(lambda r: r.ours_s), median(lambda r: r.plain_s)
    first = rounds[0]
    print(f"{chosen.players} players, {chosen.needs} needs; {chosen.runs} runs of {first.orders} orders")
    print(f"sampled       {ours_s:8.3f} s, standard error {median(lambda r: r.error):.3%}")
    print(f"plain Python  {plain_s:8.3f} s, standard error {median(lambda r: r.plain_error):.3%}")
    print(f"ratio         {median(lambda r: r.plain_s / r.ours_s):8.1f}")
    print(f"to 1 % of an equal share: {median(lambda r: r.strict_s):.3f} s, {first.strict_orders} orders")
    print(f"exact, need by need: {exactly_s:.3f} s; the estimate strays by {median(lambda r: r.miss):.3%}")
    print(f"limit {LIMIT_S:.0f} s: {'kept' if ours_s <= LIMIT_S else 'missed'}")
    if ours_s > LIMIT_S:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
