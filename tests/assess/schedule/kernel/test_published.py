"""Networks whose answers are known: every case of sched_exact.json, and a network of PSPLIB.

Samples are drawn once for each case, with one seed; means are held within 4 standard errors, chances within 4
binomial errors, and quantiles between those of the chances 4 binomial errors either side.
"""

import json
from fractions import Fraction
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from ecliptic.assess.schedule.kernel import (
    Asked,
    Correlated,
    Finish,
    Outcome,
    Schedule,
    cost_for,
    dates,
    discrete,
    exponential,
    fixed,
    joint_chance,
    network,
    normal,
    periodic,
    pert,
    simulate,
    triangular,
)

CASES = Path(__file__).parents[3] / "cases" / "schedule"
EXACT = {case["id"]: case for case in json.loads((CASES / "sched_exact.json").read_text())["cases"]}
PSPLIB = json.loads((CASES / "sched_psplib_j301_1.json").read_text())
SAMPLES, SIGMAS = 400_000, 4.0


def holds_quantiles(finish: Finish, expected: dict[str, float], slack: float = 0.0) -> None:
    """Quantiles named P50 and so on, within sampling error and the width of a bin."""
    for name, value in expected.items():
        if name.startswith("P") and name[1:].isdigit():
            chance = int(name[1:]) / 100
            error = SIGMAS * sqrt(chance * (1 - chance) / finish.samples)
            bin_width = 0.01 * finish.deviation
            low, high = finish.quantile(chance - error), finish.quantile(min(1.0, chance + error))
            assert low - slack - bin_width <= value <= high + slack + bin_width, name


def holds_mean(finish: Finish, mean: float, variance: float, error: float = 0.0) -> None:
    """The mean within sampling error; the standard deviation within 1 %."""
    assert finish.mean == pytest.approx(mean, abs=SIGMAS * (finish.standard_error + error))
    assert finish.deviation == pytest.approx(sqrt(variance), rel=0.01)


def test_discrete_network_by_enumeration() -> None:
    case = EXACT["discrete8"]
    names = list(case["activities"])
    pairs = [(names.index(b), n) for n, name in enumerate(names) for b in case["activities"][name]["after"]]
    durations = [
        discrete([(value, float(Fraction(chance))) for value, chance in activity["durations"]])
        for activity in case["activities"].values()
    ]
    outcome = simulate(Schedule(network(len(names), pairs), durations), SAMPLES, 1)
    expected, end = case["expected"], names.index("H")
    finish = outcome.finishes[end]
    holds_mean(finish, expected["mean"], expected["var"])
    for name in ("P50", "P70", "P80", "P95"):
        assert finish.quantile(int(name[1:]) / 100) == expected[name]
    upto = 0.0
    for value, chance in expected["pmf"].items():
        upto += chance
        error = SIGMAS * sqrt(max(upto * (1 - upto), 0) / SAMPLES)
        assert finish.chance(float(value)) == pytest.approx(upto, abs=error + 1e-12), value
    for name, chance in expected["criticality"].items():
        error = SIGMAS * sqrt(chance * (1 - chance) / SAMPLES)
        assert outcome.criticality[end][names.index(name)] == pytest.approx(chance, abs=error), name


@pytest.mark.parametrize("name", ["bridge_exp1", "bridge_exp2"])
def test_wheatstone_bridge(name: str) -> None:
    arcs = EXACT[name]["arcs"]
    # Arcs are activities; each waits for those that end where it begins, the end for those into node 4.
    pairs = [(i, j) for i, a in enumerate(arcs) for j, b in enumerate(arcs) if a[1] == b[0]]
    pairs += [(i, len(arcs)) for i, arc in enumerate(arcs) if arc[1] == 4]
    durations = [*(exponential(arc[2]) for arc in arcs), fixed(0)]
    finish = simulate(Schedule(network(len(arcs) + 1, pairs), durations), SAMPLES, 2).finishes[len(arcs)]
    expected = EXACT[name]["expected"]
    holds_mean(finish, expected["mean"], expected["variance"])
    holds_quantiles(finish, expected)


@pytest.mark.parametrize("correlation", [0, 0.5, 0.9])
def test_later_of_two_normals(correlation: float) -> None:
    """C. E. Clark, Operations Research 9 (1961) 145–162, and the exact distribution of the case."""
    expected = EXACT["two_normals"]["expected"][f"rho={correlation}"]
    schedule = Schedule(
        network(3, [(0, 2), (1, 2)]),
        [normal(36, 5), normal(34, 8), fixed(0)],
        correlated=[Correlated((0, 1), ((1, correlation), (correlation, 1)))],
    )
    finish = simulate(schedule, SAMPLES, 3).finishes[2]
    holds_mean(finish, expected["mean"], expected["sd"] ** 2)
    holds_quantiles(finish, expected)


def test_launch_waits_for_its_window() -> None:
    case = EXACT["window_slip"]
    schedule = Schedule(
        network(2, [(0, 1)]),
        [discrete([(time, chance) for time, chance in case["ready"]]), fixed(210)],
        calendars={1: periodic(2150, 780, 30)},
    )
    finish = simulate(schedule, SAMPLES, 4).finishes[1]
    expected = case["expected"]
    assert finish.mean == pytest.approx(expected["mean"], abs=SIGMAS * finish.standard_error)
    # The chance of the first window is exactly a half, so P50 stands on an edge; just below it does not.
    assert finish.quantile(0.49) == expected["P50"]
    assert finish.quantile(0.70) == expected["P70"]
    for time, chance in ((2360, 0.5), (3139, 0.5), (3140, 1.0)):
        assert finish.chance(time) == pytest.approx(chance, abs=SIGMAS * 0.5 / sqrt(SAMPLES))


def test_joint_confidence_in_cost_and_schedule() -> None:
    case = EXACT["jcl"]
    schedule = Schedule(network(2, []), [normal(48, 6), normal(1000, 60)])
    outcome = simulate(schedule, SAMPLES, 5, Asked(stored=(0, 1)))
    months, extra = outcome.stored[0], outcome.stored[1] - 1000
    cost, plan, expected = 500 + 20 * months + extra, case["plan"], case["expected"]
    error = SIGMAS * 0.5 / sqrt(SAMPLES)
    assert joint_chance(months, cost, plan["finish"], plan["cost"]) == pytest.approx(
        expected["JCL"], abs=error
    )
    alone = joint_chance(months, cost, plan["finish"], np.inf)
    assert alone == pytest.approx(expected["P_schedule"], abs=error)
    assert joint_chance(months, cost, np.inf, plan["cost"]) == pytest.approx(expected["P_cost"], abs=error)
    assert np.corrcoef(months, cost)[0, 1] == pytest.approx(expected["rho"], abs=error)
    # Near that cost one part in a thousand of confidence is worth about 0.5.
    assert cost_for(months, cost, 54, 0.7) == pytest.approx(expected["cost_for_JCL70_at_finish_54"], abs=2.0)


def psplib(shape: str) -> Outcome:
    make = {"triangular": triangular, "pert": pert}[shape]
    durations = [make(0.8 * d, d, 1.5 * d) for d in PSPLIB["durations"]]
    return simulate(Schedule(psplib_network(), durations), 1_000_000, 6)


def psplib_network():
    pairs = [(int(a) - 1, b - 1) for a, after in PSPLIB["successors"].items() for b in after]
    return network(len(PSPLIB["durations"]), pairs)


def test_psplib_critical_path() -> None:
    found = dates(psplib_network(), PSPLIB["durations"])
    assert found.early_finish[-1] == PSPLIB["expected"]["cpm_length"] == 38
    assert np.all(found.slack >= 0)


@pytest.mark.parametrize(
    ("shape", "expected", "error"),
    [("triangular", "triangular_0p8_1_1p5", 0.0006), ("pert", "beta_pert_0p8_1_1p5", 0.0009)],
)
def test_psplib_percentiles(shape: str, expected: str, error: float) -> None:
    known = PSPLIB["expected"][expected]
    finish = psplib(shape).finishes[31]
    holds_mean(finish, known["mean"], known["sd"] ** 2, error)
    holds_quantiles(finish, known, SIGMAS * error)
    for time in (38, 42):
        if f"P_not_later_than_{time}" in known:
            chance = known[f"P_not_later_than_{time}"]
            # Published to four figures.
            assert finish.chance(time) == pytest.approx(chance, abs=SIGMAS * finish.chance_error(time) + 1e-4)
