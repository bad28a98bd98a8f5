"""Samples: the same on any number of threads, closed forms, and what is refused."""

from itertools import pairwise
from math import asin, exp, inf, log, pi, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.kernel import (
    Asked,
    Calendar,
    CommonCause,
    Correlated,
    Schedule,
    closed,
    dates,
    discrete,
    empirical,
    exponential,
    fixed,
    lognormal,
    lognormal_of,
    network,
    normal,
    periodic,
    pert,
    simulate,
    triangular,
    uniform,
)
from ecliptic.assess.schedule.kernel.schedule import arranged
from ecliptic.errors import UsageError

SIGMAS = 4.0


def one(duration, samples: int = 200_000, seed: int = 1, **more):
    """Outcome of a single activity, with its samples."""
    return simulate(Schedule(network(1, []), [duration], **more), samples, seed, Asked(stored=(0,)))


def everything() -> Schedule:
    """A network with something of all there is."""
    pairs = [(0, 3), (1, 3), (2, 3), (3, 4), (4, 5), (0, 6), (6, 7), (5, 8), (7, 8)]
    durations = [
        triangular(1, 2, 5),
        pert(1, 3, 9),
        lognormal(4, 0.5),
        fixed(0),
        normal(6, 1),
        exponential(2),
        discrete([(1, 0.3), (4, 0.7)]),
        empirical([1, 2, 2, 7]),
        uniform(0, 1),
    ]
    return Schedule(
        network(9, pairs, [0, 1, 0, 0, 0.5, 0, 0, 0, 0], needed={3: 2}),
        durations,
        earliest={6: 2.5},
        calendars={4: periodic(3, 4, 1), 7: closed([(6, 8)])},
        happens={1: 0.8},
        correlated=[Correlated((0, 2), ((1, 0.6), (0.6, 1)))],
        causes=[CommonCause({4: 0.7, 5: 0.7, 6: -0.4})],
    )


def test_threads_change_nothing() -> None:
    asked = Asked(goals=(8, 3), watched=(5,), stored=(8,))
    outcomes = [simulate(everything(), 50_001, 7, asked, threads=threads) for threads in (1, 2, 5)]
    first = outcomes[0]
    for other in outcomes[1:]:
        assert np.array_equal(first.stored[8], other.stored[8])
        for number, finish in first.finishes.items():
            mine, theirs = finish, other.finishes[number]
            assert (mine.reached, mine.mean, mine.deviation) == (
                theirs.reached,
                theirs.mean,
                theirs.deviation,
            )
            assert np.array_equal(mine.counts, theirs.counts)
            assert np.array_equal(mine.most, theirs.most)
        for goal in (8, 3):
            assert np.array_equal(first.criticality[goal], other.criticality[goal])
            assert np.array_equal(first.cruciality[goal], other.cruciality[goal], equal_nan=True)
        assert np.array_equal(first.wait, other.wait)


def test_sums_tell_the_same_as_samples() -> None:
    outcome = simulate(everything(), 50_001, 7, Asked(stored=tuple(range(9))))
    finish, kept = outcome.finishes[8], outcome.stored[8]
    assert finish.mean == pytest.approx(kept.mean(), rel=1e-12)
    assert finish.deviation == pytest.approx(kept.std(ddof=1), rel=1e-9)
    for chance in (0.001, 0.1, 0.5, 0.7, 0.999):
        width = (kept.max() - kept.min()) / 1000
        assert finish.quantile(chance) == pytest.approx(np.quantile(kept, chance), abs=width)
    assert finish.chance(np.median(kept)) == pytest.approx(0.5, abs=0.001)
    # The last activity starts when both before it have finished.
    last = kept - np.maximum(outcome.stored[5], outcome.stored[7])
    assert outcome.cruciality[8][8] == pytest.approx(np.corrcoef(last, kept)[0, 1], abs=1e-9)


def test_without_drivers_finishes_are_the_same() -> None:
    asked = simulate(everything(), 20_000, 7), simulate(everything(), 20_000, 7, Asked(drivers=False))
    assert asked[0].finishes[8].mean == asked[1].finishes[8].mean
    assert np.array_equal(asked[0].finishes[8].counts, asked[1].finishes[8].counts)
    assert not asked[1].criticality


def test_another_seed_draws_others_and_the_same_stream_the_same() -> None:
    assert not np.array_equal(one(uniform(0, 1), seed=1).stored[0], one(uniform(0, 1), seed=2).stored[0])
    pair = Schedule(network(2, [(1, 0)]), [uniform(0, 1), uniform(0, 1)], streams=(40, 41))
    alone = Schedule(network(1, []), [uniform(0, 1)], streams=(41,))
    both = simulate(pair, 1000, 3, Asked(stored=(1,))).stored[1]
    assert np.array_equal(both, simulate(alone, 1000, 3, Asked(stored=(0,))).stored[0])


def test_streams_are_independent_and_uniform() -> None:
    count, samples = 30, 100_000
    schedule = Schedule(network(count, []), [uniform(0, 1)] * count)
    stored = simulate(schedule, samples, 9, Asked(goals=(0,), stored=range(count))).stored
    table = np.array([stored[n] for n in range(count)])
    apart = np.corrcoef(table)[np.triu_indices(count, 1)] * sqrt(samples)
    assert np.abs(apart).max() < 4.5  # of 435 pairs
    along = [np.corrcoef(row[1:], row[:-1])[0, 1] * sqrt(samples) for row in table]
    assert np.abs(along).max() < SIGMAS
    for row in table:
        counts = np.histogram(row, 100, (0, 1))[0]
        assert ((counts - samples / 100) ** 2 / (samples / 100)).sum() < 99 + 5 * sqrt(2 * 99)


@pytest.mark.parametrize(
    ("duration", "quantile"),
    [
        (uniform(2, 6), lambda u: 2 + 4 * u),
        (triangular(1, 2, 5), lambda u: 1 + sqrt(4 * u) if u < 0.25 else 5 - sqrt(12 * (1 - u))),
        (exponential(3), lambda u: -3 * log(1 - u)),
        (normal(50, 4), NormalDist(50, 4).inv_cdf),
        (lognormal(4, 0.5), lambda u: 4 * exp(0.5 * NormalDist().inv_cdf(u))),
        # Beta distributions with closed quantiles.
        (pert(0, 0, 1, weight=4), lambda u: 1 - (1 - u) ** 0.2),
        (pert(2, 4, 4, weight=2), lambda u: 2 + 2 * u ** (1 / 3)),
    ],
)
def test_draws_are_quantiles_of_the_same_stream(duration, quantile) -> None:
    chances = one(uniform(0, 1), 20_000).stored[0]
    drawn = one(duration, 20_000).stored[0]
    assert drawn == pytest.approx([quantile(u) for u in chances], rel=1e-6)


def test_pert_has_its_moments() -> None:
    finish = one(pert(2, 3, 9)).finishes[0]
    assert finish.mean == pytest.approx((2 + 4 * 3 + 9) / 6, abs=SIGMAS * finish.standard_error)
    a, b = 1 + 4 / 7, 1 + 4 * 6 / 7
    assert finish.deviation == pytest.approx(7 * sqrt(a * b / 36 / 7), rel=0.01)


def test_lognormal_by_its_mean() -> None:
    finish = one(lognormal_of(10, 3)).finishes[0]
    assert finish.mean == pytest.approx(10, abs=SIGMAS * finish.standard_error)
    assert finish.deviation == pytest.approx(3, rel=0.02)


def test_discrete_and_empirical_chances() -> None:
    finish = one(empirical([3, 1, 1, 8])).finishes[0]
    for time, chance in ((0.9, 0), (1, 0.5), (3, 0.75), (7.9, 0.75), (8, 1)):
        assert finish.chance(time) == pytest.approx(chance, abs=SIGMAS * 0.5 / sqrt(200_000))


def clark(one_: tuple[float, float], other: tuple[float, float], correlation: float) -> tuple[float, float]:
    """Mean and variance of the later of two normals: C. E. Clark, Operations Research 9 (1961) 145–162."""
    standard, (m, s), (n, t) = NormalDist(), one_, other
    a = sqrt(s * s + t * t - 2 * s * t * correlation)
    x = (m - n) / a
    first = m * standard.cdf(x) + n * standard.cdf(-x) + a * standard.pdf(x)
    second = (
        (m * m + s * s) * standard.cdf(x) + (n * n + t * t) * standard.cdf(-x) + (m + n) * a * standard.pdf(x)
    )
    return first, second - first * first


@pytest.mark.parametrize("correlation", [-0.7, 0.0, 0.3])
def test_later_of_two_normals_has_clarks_moments(correlation: float) -> None:
    matrix = ((1, correlation), (correlation, 1))
    schedule = Schedule(
        network(3, [(0, 2), (1, 2)]),
        [normal(30, 3), normal(31, 2), fixed(0)],
        correlated=[Correlated((0, 1), matrix)],
    )
    finish = simulate(schedule, 200_000, 8).finishes[2]
    mean, variance = clark((30, 3), (31, 2), correlation)
    assert finish.mean == pytest.approx(mean, abs=SIGMAS * finish.standard_error)
    assert finish.deviation == pytest.approx(sqrt(variance), rel=0.01)


def test_series_of_normals() -> None:
    schedule = Schedule(network(3, [(0, 1), (1, 2)], [2, 0]), [normal(20, 3), normal(30, 4), fixed(1)])
    finish = simulate(schedule, 200_000, 8).finishes[2]
    assert finish.mean == pytest.approx(53, abs=SIGMAS * finish.standard_error)
    assert finish.quantile(0.8) == pytest.approx(53 + 5 * NormalDist().inv_cdf(0.8), abs=0.05)


def test_waiting_for_a_window() -> None:
    """Ready at any time of the period alike: the wait is 0 with chance w/T, and (T - w)²/2T on average."""
    period, window = 780.0, 30.0
    schedule = Schedule(
        network(2, [(0, 1)]), [uniform(0, 10 * period), fixed(0)], calendars={1: periodic(0, period, window)}
    )
    outcome = simulate(schedule, 200_000, 11)
    closed_for = period - window
    mean, square = closed_for**2 / (2 * period), closed_for**3 / (3 * period)
    assert outcome.wait[1] == pytest.approx(mean, abs=SIGMAS * sqrt((square - mean**2) / 200_000))
    assert outcome.waits[1] == pytest.approx(closed_for / period, abs=SIGMAS * 0.5 / sqrt(200_000))
    # Who waits does not owe it to what came before.
    assert outcome.criticality[1][0] == pytest.approx(window / period, abs=0.002)


# Whole numbers of quarters, so that neither way rounds.
quarters = st.integers(0, 12_000).map(lambda n: n / 4)


@given(
    ready=quarters,
    first=quarters,
    period=st.integers(1, 3200).map(lambda n: n / 4),
    share=st.sampled_from([0, 0.25, 0.5, 1]),
    spans=st.lists(st.tuples(quarters, quarters), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_loops_wait_as_calendars_say(ready, first, period, share, spans) -> None:
    base = periodic(first, period, share * period)
    calendar = closed([(a, a + b) for a, b in spans], base) if spans else base
    schedule = Schedule(network(2, [(0, 1)]), [fixed(ready), fixed(0)], calendars={1: calendar})
    outcome = simulate(schedule, 2, 1, Asked(stored=(1,)), threads=1)
    assert outcome.stored[1][0] == pytest.approx(calendar.next(ready))


def test_after_the_last_window_never() -> None:
    schedule = Schedule(
        network(2, [(0, 1)]), [uniform(0, 10), fixed(1)], calendars={1: Calendar(windows=((2.0, 5.0),))}
    )
    finish = simulate(schedule, 100_000, 12).finishes[1]
    assert finish.reached / 100_000 == pytest.approx(0.5, abs=0.01)
    assert finish.quantile(0.7) == inf
    assert finish.chance(1e9) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("correlation", [-0.8, 0.3, 0.95])
def test_correlation_is_recovered(correlation: float) -> None:
    """Spearman's rank correlation of a Gaussian copula is 6/π asin(r/2), whatever the shapes."""
    matrix = ((1, correlation), (correlation, 1))
    schedule = Schedule(
        network(2, []), [triangular(1, 2, 9), exponential(3)], correlated=[Correlated((0, 1), matrix)]
    )
    stored = simulate(schedule, 100_000, 13, Asked(stored=(0, 1))).stored
    ranks = [np.argsort(np.argsort(stored[n])) for n in (0, 1)]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(
        6 / pi * asin(correlation / 2), abs=SIGMAS / sqrt(100_000)
    )
    # And each keeps its own distribution.
    assert np.quantile(stored[1], 0.9) == pytest.approx(3 * log(10), rel=0.02)


def test_common_cause_correlates_by_its_loadings() -> None:
    schedule = Schedule(
        network(3, []),
        [normal(50, 5)] * 3,
        causes=[CommonCause({0: 0.8, 1: 0.6}), CommonCause({1: 0.5, 2: -0.9})],
    )
    stored = simulate(schedule, 100_000, 14, Asked(stored=(0, 1, 2))).stored
    found = np.corrcoef([stored[n] for n in range(3)])
    for (a, b), expected in {(0, 1): 0.48, (1, 2): -0.45, (0, 2): 0.0}.items():
        assert found[a, b] == pytest.approx(expected, abs=SIGMAS / sqrt(100_000))
    assert stored[1].std() == pytest.approx(5, rel=0.01)


def test_perfect_correlation_is_allowed() -> None:
    schedule = Schedule(
        network(2, []), [normal(50, 5)] * 2, correlated=[Correlated((0, 1), ((1, 1), (1, 1)))]
    )
    stored = simulate(schedule, 1000, 15, Asked(stored=(0, 1))).stored
    assert stored[0] == pytest.approx(stored[1])


@pytest.mark.parametrize(("needed", "place"), [(1, 0), (2, 1), (3, 2)])
def test_some_of_several_are_enough(needed: int, place: int) -> None:
    pairs = [(0, 3), (1, 3), (2, 3)]
    schedule = Schedule(network(4, pairs, needed={3: needed}), [uniform(0, 1)] * 3 + [fixed(0)])
    outcome = simulate(schedule, 100_000, 16, Asked(stored=(0, 1, 2, 3)))
    times = np.sort([outcome.stored[n] for n in range(3)], axis=0)
    assert np.array_equal(outcome.stored[3], times[place])
    # The k-th of three uniforms is at k/4 on average; each provider decides a third of the time.
    assert outcome.finishes[3].mean == pytest.approx(needed / 4, abs=0.004)
    assert outcome.criticality[3][:3] == pytest.approx(1 / 3, abs=0.01)


def test_one_of_two_providers_may_never_come() -> None:
    schedule = Schedule(
        network(3, [(0, 2), (1, 2)], needed={2: 1}), [fixed(3), fixed(5), fixed(0)], happens={0: 0.6, 1: 0.5}
    )
    finish = simulate(schedule, 200_000, 17).finishes[2]
    assert finish.chance(3) == pytest.approx(0.6, abs=0.005)
    assert finish.chance(5) == pytest.approx(0.8, abs=0.005)
    assert finish.mean == pytest.approx((0.6 * 3 + 0.2 * 5) / 0.8, abs=0.01)


def test_error_halves_with_four_times_the_samples() -> None:
    """Over 64 seeds the spread of the mean falls by 2, within the 12 % or so that 64 seeds can tell it."""
    schedule = Schedule(network(3, [(0, 2), (1, 2)]), [triangular(1, 2, 5), exponential(2), fixed(0)])
    spread = [
        np.std([simulate(schedule, samples, seed, threads=1).finishes[2].mean for seed in range(64)])
        for samples in (500, 2000, 8000)
    ]
    for fewer, more in pairwise(spread):
        assert 1.45 < fewer / more < 2.75
    told = simulate(schedule, 2000, 1).finishes[2].standard_error
    assert spread[1] == pytest.approx(told, rel=0.35)


def test_without_chance_samples_are_the_dates() -> None:
    draw = np.random.Generator(np.random.PCG64(18))
    pairs = sorted({tuple(sorted(draw.choice(60, 2, replace=False).tolist())) for _ in range(120)})
    took = draw.integers(1, 9, 60).astype(float)
    net = network(60, pairs)
    outcome = simulate(Schedule(net, [fixed(t) for t in took]), 100, 1, Asked(goals=(59,), stored=range(60)))
    known = dates(net, took, goal=59)
    assert [outcome.stored[n][0] for n in range(60)] == known.early_finish.tolist()
    assert np.array_equal(outcome.criticality[59] > 0, known.slack == 0)
    assert np.all(np.isnan(outcome.cruciality[59]))


def test_progress_counts_and_stops() -> None:
    seen: list[int] = []
    simulate(everything(), 20_000, 1, progress=seen.append)
    assert seen[-1] == 20_000
    assert seen == sorted(seen)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(everything(), 200_000, 1, progress=stop)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: triangular(3, 2, 5), "come in order"),
        (lambda: discrete([(1, 0.5), (2, 0.6)]), "add up to 1.1"),
        (lambda: discrete([(1, 1.5), (2, -0.5)]), "between 0 and 1"),
        (lambda: lognormal(0, 1), "above 0"),
        (lambda: normal(1, -1), "0 or more"),
        (lambda: fixed(inf), "finite"),
        (lambda: empirical([]), "at least one"),
        (lambda: Schedule(network(1, []), [fixed(1)], happens={0: 1.2}), "between 0 and 1"),
        (lambda: Schedule(network(2, [(0, 1)], [-2]), [fixed(1), fixed(1)]), "would start before activity 0"),
        (lambda: Schedule(network(2, []), [fixed(1)]), "each of the 2"),
        (lambda: simulate(everything(), 1, 1), "at least 2"),
        (lambda: simulate(everything(), 10, 1, Asked(goals=(9,))), "from 0 to 8"),
    ],
)
def test_bad_input_is_named(make, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make()


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (((1, 0.9, -0.9), (0.9, 1, 0.9), (-0.9, 0.9, 1)), "cannot hold together"),
        (((1, 1.5, 0), (1.5, 1, 0), (0, 0, 1)), "between -1 and 1"),
        (((1, 0.5, 0), (0.4, 1, 0), (0, 0, 1)), "same across its diagonal"),
        (((1, 0), (0, 1)), "as many rows"),
    ],
)
def test_what_is_no_correlation_matrix(matrix, words: str) -> None:
    schedule = Schedule(network(3, []), [normal(9, 1)] * 3, correlated=[Correlated((0, 1, 2), matrix)])
    with pytest.raises(UsageError, match=words):
        simulate(schedule, 10, 1)


def test_all_schedules_take_the_same_compiled_loops() -> None:
    """Other types of arrays would be compiled again, which takes longer than most samples."""
    whole = Schedule(
        network(2, [(0, 1)], [1]),
        [discrete([(1, 1)]), fixed(1)],
        earliest={0: 1},
        calendars={1: periodic(0, 4, 1), 0: closed([(2, 3)])},
        happens={0: 1},
    )
    alone = Schedule(network(1, []), [pert(1, 2, 3)], causes=[CommonCause({0: 1})])
    known = [part.dtype for part in arranged(everything(), 1).plan]
    for schedule in (whole, alone):
        plan = arranged(schedule, -1).plan
        assert [part.dtype for part in plan] == known
        assert all(part.flags.c_contiguous and part.flags.writeable for part in plan)


def test_a_full_disk_does_not_end_the_first_run(monkeypatch) -> None:
    known = simulate(everything(), 100, 1).finishes[8].mean
    from ecliptic.assess.schedule.kernel import loops

    compiled, failures = loops.simulate, [OSError("No space left on device")]

    def kept(*given) -> None:
        if failures:
            raise failures.pop()
        compiled(*given)

    monkeypatch.setattr(loops, "simulate", kept)
    assert simulate(everything(), 100, 1).finishes[8].mean == known
    assert not failures


@pytest.mark.parametrize("seed", range(4))
def test_series_and_parallels_of_discrete_durations(seed: int) -> None:
    """Two or three parallel chains of two or three activities, by adding and by taking the later exactly."""
    draw = np.random.Generator(np.random.PCG64(seed))
    outcomes, pairs, number, whole = [], [], 0, np.zeros(1)
    whole[0] = 1.0  # chance of each time 0, 1, 2, ... of the latest chain so far
    ends = []
    for _ in range(int(draw.integers(2, 4))):
        chain = np.ones(1)
        for place in range(int(draw.integers(2, 4))):
            chances = draw.dirichlet([1, 1, 1])
            times = np.sort(draw.choice(12, 3, replace=False))
            outcomes.append(list(zip(times.tolist(), chances.tolist(), strict=True)))
            one = np.zeros(12)
            one[times] = chances
            chain = np.convolve(chain, one)
            pairs += [(number - 1, number)] if place else []
            number += 1
        ends.append(number - 1)
        size = max(len(chain), len(whole))
        upto = [np.cumsum(np.pad(part, (0, size - len(part)))) for part in (chain, whole)]
        whole = np.diff(upto[0] * upto[1], prepend=0.0)
    schedule = Schedule(
        network(number + 1, [*pairs, *((end, number) for end in ends)]),
        [*(discrete([(t, c / sum(c for _, c in o)) for t, c in o]) for o in outcomes), fixed(0)],
    )
    finish = simulate(schedule, 50_000, seed, Asked(drivers=False)).finishes[number]
    times = np.arange(len(whole))
    mean = float(times @ whole)
    assert finish.mean == pytest.approx(mean, abs=SIGMAS * finish.standard_error)
    assert finish.deviation == pytest.approx(sqrt(times**2 @ whole - mean**2), rel=0.02)
    for time, chance in zip(times, np.cumsum(whole), strict=True):
        error = SIGMAS * sqrt(max(chance * (1 - chance), 0) / 50_000) + 1e-9
        assert finish.chance(float(time)) == pytest.approx(chance, abs=error)


def test_causes_must_leave_room() -> None:
    causes = [CommonCause({0: 0.8}), CommonCause({0: 0.8})]
    with pytest.raises(UsageError, match="add up to 1 at most"):
        simulate(Schedule(network(1, []), [normal(9, 1)], causes=causes), 10, 1)
