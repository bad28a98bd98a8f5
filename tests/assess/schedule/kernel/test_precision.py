"""Samples until an answer is as exact as was asked for."""

from itertools import pairwise
from math import inf, sqrt

import numpy as np
import pytest

from ecliptic.assess.schedule.kernel import (
    Asked,
    Outcome,
    Precision,
    Schedule,
    exponential,
    fixed,
    network,
    normal,
    periodic,
    simulate,
    simulate_until,
    uniform,
)
from ecliptic.errors import UsageError


def plan() -> Schedule:
    """Two ways to an end that is not certain."""
    return Schedule(
        network(4, [(0, 2), (1, 2), (2, 3)]),
        [uniform(2, 9), exponential(3), fixed(1), normal(6, 2)],
        calendars={2: periodic(0, 4, 1)},
        happens={1: 0.8},
    )


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes agree to the bit."""
    pairs = [(one.waits, other.waits), (one.wait, other.wait)]
    for held in ("criticality", "cruciality", "stored"):
        mine, theirs = getattr(one, held), getattr(other, held)
        assert mine.keys() == theirs.keys()
        pairs += [(mine[a], theirs[a]) for a in mine]
    for a, finish in one.finishes.items():
        known = other.finishes[a]
        assert (finish.samples, finish.reached) == (known.samples, known.reached)
        assert (finish.mean, finish.deviation) == (known.mean, known.deviation)
        pairs += [(getattr(finish, part), getattr(known, part)) for part in ("counts", "least", "most")]
    return all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in pairs)


@pytest.mark.parametrize(("threads", "most"), [(1, 10_000_000), (3, 10_000_000), (2, 20_001), (1, 3000)])
def test_rounds_end_where_one_go_does(threads: int, most: int) -> None:
    asked = Asked(goals=(3,), watched=(0,), stored=(3,))
    found = simulate_until(plan(), Precision("mean", 0.02, most=most), 4, asked, threads=threads)
    assert same(found, simulate(plan(), found.samples, 4, asked, threads=2))
    assert found.samples == (32_768 if most == 10_000_000 else most)
    assert found.converged == (most == 10_000_000)


def test_rounds_are_told() -> None:
    found = simulate_until(plan(), Precision("mean", 0.02, activity=3), 4).convergence
    assert found is not None
    assert [told.samples for told in found.rounds] == [8192 * 2**n for n in range(len(found.rounds))]
    for fewer, more in pairwise(found.rounds):
        assert fewer.error > found.wanted
        assert fewer.error / more.error == pytest.approx(sqrt(2), rel=0.1)
    assert found.error == found.rounds[-1].error <= found.wanted


def test_what_is_exact_at_once_takes_one_round() -> None:
    certain = Schedule(network(1, []), [fixed(3)])
    for precision in (Precision("mean", 1e-9), Precision("quantile", 1e-9, at=0.8)):
        found = simulate_until(certain, precision, 1)
        assert (found.samples, found.converged) == (8192, True)


def test_no_event_in_all_samples_is_no_certainty() -> None:
    """One in 10^13 finishes as late as 30."""
    rare = Schedule(network(1, []), [exponential(1)])
    found = simulate_until(rare, Precision("chance", 1e-5, at=30.0, most=100_000), 1)
    assert not found.converged
    assert found.convergence is not None
    assert found.convergence.error == pytest.approx(sqrt(2) / 100_000, rel=1e-3)


def test_errors_are_those_that_many_seeds_show() -> None:
    """The standard error of a chance and the half-width of a quantile, over 60 seeds."""
    seen = [simulate(plan(), 4000, seed, threads=1).finishes[3] for seed in range(60)]
    told = simulate(plan(), 4000, 99)
    chance = Precision("chance", 1, at=16.0).error(told)
    assert np.std([finish.chance(16.0) for finish in seen]) == pytest.approx(chance, rel=0.3)
    width = Precision("quantile", 1, at=0.4).error(told)
    assert 1.96 * np.std([finish.quantile(0.4) for finish in seen]) == pytest.approx(width, rel=0.35)


def test_a_quantile_that_may_never_come() -> None:
    found = simulate(plan(), 4000, 1)
    assert Precision("quantile", 1, at=0.8).error(found) == inf
    assert Precision("quantile", 1, at=0.9).error(found) == 0  # never, and surely so
    never = Schedule(network(1, []), [fixed(1)], happens={0: 0.0})
    assert Precision("mean", 1).error(simulate(never, 100, 1)) == inf


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Precision("median", 1), "a chance, a mean or a quantile"),
        (lambda: Precision("mean", 0), "above 0"),
        (lambda: Precision("mean", inf), "above 0"),
        (lambda: Precision("quantile", 1), "which quantile"),
        (lambda: Precision("mean", 1, most=1), "at least 2"),
        (lambda: simulate_until(plan(), Precision("mean", 1, activity=1), 1), "not watched"),
    ],
)
def test_bad_precisions_are_named(make, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make()
