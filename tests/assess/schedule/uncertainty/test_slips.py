"""What is learned from histories: known slips are found again, few cases are drawn to all, many are not."""

from __future__ import annotations

from datetime import date
from math import exp, sqrt

import numpy as np
import pytest

from ecliptic.assess.schedule.uncertainty.announcements import courses
from ecliptic.assess.schedule.uncertainty.prior import PUBLISHED, Prior
from ecliptic.assess.schedule.uncertainty.slips import Seen, fitted, learned, seen_in
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness
from histories import TODAY, history, mission

FREE = Prior(cases=0.01, groups=0.01)
"""Hardly anything held beforehand."""


def drawn(seed: int, means: list[float], sigma: float, each: int, censor: float | None = None) -> list[Seen]:
    """Logarithms of slips of groups with these means; those above a random bound round `censor` wait."""
    rng = np.random.Generator(np.random.PCG64(seed))
    seen = []
    for group, mean in enumerate(means):
        for thing in range(each):
            slip = mean + sigma * rng.standard_normal()
            bound = np.inf if censor is None else censor + sigma * rng.standard_normal()
            name = (f"P{group:02d}", "mission")
            ratio = float(min(slip, bound))
            seen.append(Seen(name, ("mission", f"{group}-{thing}"), ratio, 0.0, bool(slip <= bound)))
    return seen


@pytest.mark.parametrize("censor", [None, 0.3])
def test_known_mean_and_spread_are_found_again(censor: float | None) -> None:
    # 600 cases of which about a third wait; the standard error of the mean is about 0.03, of sigma 0.02.
    found = fitted(drawn(1, [0.1], 0.6, 600, censor), FREE).of("P00", "mission")
    assert found.mu == pytest.approx(0.1, abs=0.1)
    assert found.sigma == pytest.approx(0.6, abs=0.07)
    assert found.waiting > 150 if censor is not None else found.waiting == 0


def test_leaving_out_what_waits_would_be_hopeful() -> None:
    found = fitted(drawn(2, [0.1], 0.6, 600, 0.0), FREE).of("P00", "mission")
    assert found.own is not None
    assert found.own < found.mu - 0.2


def test_the_standard_error_covers_the_means_of_groups() -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    means = (0.2 + 0.4 * rng.standard_normal(60)).tolist()
    slips = fitted(drawn(4, means, 0.6, 6))
    rows = [slips.of(f"P{group:02d}", "mission") for group in range(60)]
    apart = [(row.mu - mean) / row.tau for row, mean in zip(rows, means, strict=True)]
    # Of 60 standard normals the root mean square lies within 0.73 and 1.27 in all but 0.3 % of cases.
    assert 0.73 < float(np.sqrt(np.mean(np.square(apart)))) < 1.27
    # Without shrinkage it would be sigma over the root of six, 0.245.
    assert all(row.tau < 0.245 for row in rows)


def test_without_history_what_is_published_holds() -> None:
    slips = fitted([])
    assert slips.groups == {}
    found = slips.of("NASA", "mission")
    assert found.mu == pytest.approx(PUBLISHED.mu)
    assert found.sigma == pytest.approx(PUBLISHED.sigma)
    assert found.tau == pytest.approx(sqrt(PUBLISHED.sigma**2 / PUBLISHED.cases + PUBLISHED.between**2))
    # Mean growth of the time stated: GAO-20-405, 12 to 13 months, of an assumed five years, and others.
    assert PUBLISHED.shape.least + exp(found.mu + found.sigma**2 / 2) == pytest.approx(1.25)
    assert "GAO-20-405" in found.basis


def test_few_cases_are_drawn_to_all_and_many_are_not() -> None:
    crowd = drawn(5, [0.0] * 12, 0.5, 10)
    few = [Seen(("X", "mission"), ("mission", "x"), 1.5, 0.0, True)]
    many = [
        Seen(("X", "mission"), ("mission", f"x{n}"), 1.5 + 0.01 * (n % 3 - 1), 0.0, True) for n in range(400)
    ]
    drawn_in = fitted(crowd + few).of("X", "mission")
    alone = fitted(crowd + many).of("X", "mission")
    assert 0 < drawn_in.mu < 0.5
    assert alone.mu == pytest.approx(1.5, abs=0.05)
    assert alone.tau < 0.05 < drawn_in.tau
    assert alone.sigma < 0.15 < drawn_in.sigma


def test_a_thing_counts_once_however_often_it_is_announced() -> None:
    one = drawn(6, [0.2], 0.5, 30)
    thrice = [Seen(s.group, s.thing, s.ratio, s.vagueness, s.over) for s in one for _ in range(3)]
    once, often = (fitted(seen).of("P00", "mission") for seen in (one, thrice))
    assert (often.mu, often.sigma, often.tau) == pytest.approx((once.mu, once.sigma, once.tau))
    assert (often.cases, often.announcements) == (30, 90)


def test_vague_dates_explain_a_part_of_the_spread() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    noise = rng.standard_normal((500, 2)) * [0.4, 0.8]
    seen = [
        Seen(("P", "mission"), ("mission", str(n)), float(row.sum()), 0.64, True)
        for n, row in enumerate(noise)
    ]
    assert fitted(seen, FREE).of("P", "mission").sigma == pytest.approx(0.4, abs=0.12)


def test_a_roadmap_that_slips_as_known_is_learned_from() -> None:
    roadmap = history(8, {"NASA": (-0.5, 0.7), "ESA": (0.2, 0.7)}, 80, announcements=2)
    slips = learned(courses(roadmap), FREE)
    assert slips.of("NASA", "mission").mu == pytest.approx(-0.5, abs=0.25)
    assert slips.of("ESA", "mission").mu == pytest.approx(0.2, abs=0.25)
    assert slips.of("NASA", "mission").sigma == pytest.approx(0.7, abs=0.12)
    assert [row.publisher for row in slips.table()] == ["ESA", "NASA", ""]


def test_only_what_was_known_on_a_day_counts() -> None:
    statements = [
        mission("M", "2020-06-01", Firmness.APPROVED, "2018-01-01", version=1),
        mission("M", "2021-06-01", Firmness.APPROVED, "2019-06-01", version=2),
        mission("M", "2022-03-01", Firmness.FACT, "2025", version=3),
    ]
    (course,) = courses(Roadmap.build(statements))
    assert [a.day for a in course.announcements] == [date(2018, 1, 1), date(2019, 6, 1)]
    assert [s.over for s in seen_in(course)] == [True, True]
    before = course.until(date(2022, 2, 1))
    # The second announcement shows that it had not flown by then; of itself it shows nothing yet.
    assert [s.over for s in seen_in(before)] == [False]
    assert seen_in(course.until(date(2017, 1, 1))) == []
    assert course.until(date(2022, 3, 2)).reached is not None


def test_facts_and_dates_that_were_over_announce_nothing() -> None:
    statements = [
        mission("A", "2015", Firmness.PLANNED, "2016-06-01"),
        mission("B", "2027", Firmness.FACT, "2025-12-01"),
    ]
    assert courses(Roadmap.build(statements)) == ()
    assert date(2026, 1, 1) == TODAY
