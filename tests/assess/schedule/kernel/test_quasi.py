"""Quasi-random samples: the same on any number of threads, unbiased, and with errors that hold."""

import json
import sys
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from ecliptic.assess.schedule.kernel import (
    Asked,
    CommonCause,
    Correlated,
    Precision,
    Schedule,
    discrete,
    exponential,
    fixed,
    lognormal,
    network,
    normal,
    periodic,
    quasi,
    simulate,
    simulate_until,
    triangular,
    uniform,
)
from ecliptic.assess.schedule.kernel.outcome import student
from ecliptic.assess.schedule.kernel.quasi import most_nets, whole_nets
from ecliptic.errors import MissingExtraError, UsageError

EVENLY = Asked(quasi=True)


def bridge() -> Schedule:
    """The Wheatstone bridge with unit exponentials, whose mean is 83/24."""
    pairs = [(0, 2), (0, 3), (1, 4), (2, 4), (3, 5), (4, 5)]
    return Schedule(network(6, pairs), [exponential(1)] * 5 + [fixed(0)])


def everything() -> Schedule:
    """A network with something of all that draws."""
    return Schedule(
        network(6, [(0, 2), (1, 2), (2, 3), (3, 5), (4, 5)]),
        [
            lognormal(4, 0.5),
            normal(6, 1),
            exponential(2),
            uniform(0, 3),
            discrete([(1, 0.5), (9, 0.5)]),
            fixed(0),
        ],
        calendars={3: periodic(3.0, 4.0, 1.0)},
        happens={2: 0.9, 4: 0.6},
        correlated=[Correlated((0, 1), ((1, 0.6), (0.6, 1)))],
        causes=[CommonCause({2: 0.7, 3: 0.7})],
    )


def test_threads_change_nothing() -> None:
    asked = Asked(goals=(5, 2), stored=(5,), quasi=True)
    one, other = (simulate(everything(), 30_000, 7, asked, threads=threads) for threads in (1, 3))
    assert one.samples == 32_768 == len(one.stored[5])
    assert np.array_equal(one.stored[5], other.stored[5])
    for goal in (5, 2):
        assert np.array_equal(one.finishes[goal].counts, other.finishes[goal].counts)
        assert one.finishes[goal].mean == other.finishes[goal].mean
        assert one.finishes[goal].chance_error(20) == other.finishes[goal].chance_error(20)
        assert np.array_equal(one.criticality[goal], other.criticality[goal])
    assert not np.array_equal(one.stored[5], simulate(everything(), 30_000, 8, asked).stored[5])


def test_the_answers_are_those_of_independent_samples() -> None:
    evenly = simulate(everything(), 65_536, 1, EVENLY)
    freely = simulate(everything(), 200_000, 2)
    one, other = evenly.finishes[5], freely.finishes[5]
    assert one.reached / one.samples == pytest.approx(0.54, abs=0.001)
    assert one.mean == pytest.approx(other.mean, abs=4 * other.standard_error)
    for time in (8, 12, 16):
        assert one.chance(time) == pytest.approx(other.chance(time), abs=4 * other.chance_error(time))
    assert evenly.criticality[5] == pytest.approx(freely.criticality[5], abs=0.01)
    assert evenly.cruciality[5] == pytest.approx(freely.cruciality[5], abs=0.02, nan_ok=True)
    assert evenly.wait == pytest.approx(freely.wait, abs=0.02)


def test_a_network_of_psplib_keeps_its_percentiles() -> None:
    """Against the published 12 million samples, of 0.0089 and 0.4306 to four figures."""
    case = json.loads((Path(__file__).parents[3] / "cases/schedule/sched_psplib_j301_1.json").read_text())
    pairs = [(int(a) - 1, b - 1) for a, after in case["successors"].items() for b in after]
    schedule = Schedule(network(32, pairs), [triangular(0.8 * d, d, 1.5 * d) for d in case["durations"]])
    finish = simulate(schedule, 131_072, 1, Asked(quasi=True, drivers=False)).finishes[31]
    known = case["expected"]["triangular_0p8_1_1p5"]
    assert finish.mean == pytest.approx(known["mean"], abs=4 * 0.0006)
    assert finish.chance(38) == pytest.approx(0.0089, abs=5.4 * finish.chance_error(38) + 1e-4)
    assert finish.chance(42) == pytest.approx(0.4306, abs=5.4 * finish.chance_error(42) + 6e-4)
    assert finish.quantile(0.7) == pytest.approx(43.448, abs=0.005)


def test_wheatstone_bridge_is_met_more_closely() -> None:
    """Within what 8 replicates say of themselves, which is less than a third of the usual error."""
    finish = simulate(bridge(), 16_384, 3, EVENLY).finishes[5]
    assert abs(finish.mean - 83 / 24) < 5.4 * finish.standard_error  # 0.999 by Student's 7
    assert finish.standard_error < finish.deviation / sqrt(finish.samples) / 3


def test_told_errors_are_those_of_many_seeds() -> None:
    """Of 40 seeds the spread against the error told in the middle, which 8 replicates know to a fourth."""
    found = [simulate(bridge(), 2048, seed, EVENLY, threads=1).finishes[5] for seed in range(40)]
    for made, told in (
        ([f.mean for f in found], [f.standard_error for f in found]),
        ([f.chance(3.0) for f in found], [f.chance_error(3.0) for f in found]),
    ):
        assert np.std(made) == pytest.approx(sqrt(np.mean(np.square(told))), rel=0.4)
    assert np.mean([f.mean for f in found]) == pytest.approx(
        83 / 24, abs=4 * np.std([f.mean for f in found]) / 6
    )


def test_quantiles_are_bounded_by_replicates() -> None:
    schedule = Schedule(network(2, [(0, 1)]), [normal(20, 3), normal(30, 4)])
    finish = simulate(schedule, 8192, 1, EVENLY).finishes[1]
    low, high = finish.bounds(0.8, 0.999)
    assert low < 50 + 5 * NormalDist().inv_cdf(0.8) < high
    usual = simulate(schedule, 8192, 1).finishes[1].bounds(0.8, 0.999)
    assert high - low < (usual[1] - usual[0]) / 2
    # Some replicates reach this quantile and some never.
    low, high = simulate(everything(), 8192, 1, EVENLY).finishes[5].bounds(0.54)
    assert low < high == np.inf


def test_a_precision_is_reached_with_fewer() -> None:
    wanted = Precision("mean", 0.005)
    evenly = simulate_until(bridge(), wanted, 1, EVENLY)
    assert evenly.converged
    assert evenly.samples < simulate_until(bridge(), wanted, 1).samples / 3
    assert evenly.finishes[5].mean == simulate(bridge(), evenly.samples, 1, EVENLY).finishes[5].mean
    last = simulate_until(bridge(), Precision("mean", 1e-9, most=20_001), 1, EVENLY)
    assert (last.samples, last.converged) == (16_384, False)


def test_more_dimensions_than_points_take_the_rest_from_chance(monkeypatch) -> None:
    monkeypatch.setattr(quasi, "MOST_DIMENSIONS", 3)
    schedule = Schedule(network(20, [(n, 19) for n in range(19)]), [uniform(0, n + 1.0) for n in range(20)])
    outcome = simulate(schedule, 8192, 1, Asked(stored=range(20), quasi=True))
    table = np.array([outcome.stored[n] for n in range(19)])
    assert np.abs(np.corrcoef(table)[np.triu_indices(19, 1)]).max() < 5 / sqrt(8192)
    assert len(np.unique(table[0])) == 8192


def test_each_scrambling_is_a_net() -> None:
    """Each interval of a 512th holds one sample of 512, and so does each of 16 × 32 rectangles of the first
    two dimensions, whatever the order of the samples; no point is one of another scrambling."""
    schedule = Schedule(network(2, []), [uniform(0, 1)] * 2)
    stored = simulate(schedule, 4096, 1, Asked(stored=(0, 1), quasi=True)).stored
    table = np.array([stored[0], stored[1]]).reshape(2, 8, 512)
    for first, second in zip(*table, strict=True):
        assert np.array_equal(np.sort((first * 512).astype(int)), np.arange(512))
        assert np.array_equal(np.sort((second * 512).astype(int)), np.arange(512))
        cells = (first * 16).astype(int) * 32 + (second * 32).astype(int)
        assert np.array_equal(np.sort(cells), np.arange(512))
    assert len(np.unique(table[0])) == 4096


def test_numbers_of_samples() -> None:
    assert [whole_nets(n) for n in (2, 16, 17, 8192, 10_000)] == [16, 16, 32, 8192, 16_384]
    assert [most_nets(n) for n in (2, 16, 17, 8192, 10_000)] == [16, 16, 16, 8192, 8192]
    with pytest.raises(UsageError, match="at most"):
        whole_nets(1 << 40)
    nothing = Schedule(network(1, []), [fixed(3)])
    assert simulate(nothing, 5, 1, EVENLY).finishes[0].standard_error == 0


def test_student_is_that_of_the_tables() -> None:
    """W. S. Gosset's distribution: 7 degrees of freedom, two-sided 90, 95 and 99 %."""
    for confidence, known in ((0.90, 1.8946), (0.95, 2.3646), (0.99, 3.4995)):
        assert student(confidence, 7) == pytest.approx(known, rel=0.005)


def test_without_scipy_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(MissingExtraError, match="scipy"):
        simulate(bridge(), 64, 1, EVENLY)
