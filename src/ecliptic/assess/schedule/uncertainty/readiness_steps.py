"""How long technologies take to ripen: lognormal times from one readiness level to another.

Up to level 6 from the fits to TechPort projects that the roadmap's readiness statistics hold; beyond from
published averages of low confidence; and assumed where the roadmap has neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import exp, log, log1p, sqrt

import numpy as np

from ecliptic.assess.schedule.kernel import Duration, fixed, lognormal
from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.uncertainty.quantiles import duration_of, normal_chance
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import ReadinessStatistic

YEAR_D = 365.25
ASSUMED_YEARS, ASSUMED_SPREAD = 3.0, 0.6
"""A step of which nothing is known; the spread, of the logarithm, is about that of the fits."""
BIAS = (
    "times are the funded spans of NASA TechPort projects, mostly small instruments and software, and only "
    "of those that made the step; 76.1 % of projects reached their planned level"
)


@dataclass(frozen=True, slots=True)
class Span:
    """The time that one or several levels take, as a lognormal of years."""

    mu: float
    sigma: float
    cases: int
    """Projects that it rests on, at most; 0 where it rests on none that are known."""
    basis: str
    assumed: bool

    @property
    def moments(self) -> tuple[float, float]:
        """Mean and variance in years."""
        mean = exp(self.mu + self.sigma**2 / 2)
        return mean, mean**2 * (exp(self.sigma**2) - 1)

    @property
    def duration(self) -> Duration:
        """The same in days, for the kernel."""
        return lognormal(exp(self.mu) * YEAR_D, self.sigma)


@dataclass(frozen=True)
class ReadinessSteps:
    """What is known of steps, by the level from which and to which they go."""

    spans: Mapping[tuple[int, int], Span] = field(default_factory=dict)
    population: Mapping[int, float] = field(default_factory=dict)
    """How many technologies are at each level now."""

    @classmethod
    def of(cls, roadmap: Roadmap) -> ReadinessSteps:
        """The steps that the roadmap's readiness statistics tell."""
        found = list(roadmap.records(ReadinessStatistic).values())
        spans = _averages(found) | _years_per_level(found) | _fits(found)
        population = {
            int(s.from_trl): s.value
            for s in found
            if s.metric == "projects currently at this TRL" and s.from_trl and s.value
        }
        return cls(spans, population)

    def span(self, from_trl: int, to_trl: int) -> Span:
        """The time of all levels between two; of several steps as a lognormal of their mean and variance.

        Of the ways to get there the one of fewest steps is taken, then the one whose weakest step rests on
        most cases. Steps follow one another and are independent (L. F. Fenton, IRE Transactions on
        Communications Systems 8 (1960) 57–67, for the sum).
        """
        parts = self._way(from_trl, to_trl)
        if len(parts) == 1:
            return parts[0]
        mean, variance = (sum(column) for column in zip(*(part.moments for part in parts), strict=True))
        square = log1p(variance / mean**2)
        return Span(
            log(mean) - square / 2,
            sqrt(square),
            max(part.cases for part in parts),
            ", then ".join(part.basis for part in parts),
            any(part.assumed for part in parts),
        )

    def _way(self, from_trl: int, to_trl: int) -> list[Span]:
        """Spans that follow one another; an assumed one for each level that nothing tells of."""
        between = range(from_trl + 1, to_trl)
        for stops in range(len(between) + 1):
            ways = []
            for chosen in combinations(between, stops):
                steps = list(pairwise((from_trl, *chosen, to_trl)))
                if all(step in self.spans for step in steps):
                    ways.append([self.spans[step] for step in steps])
            if ways:
                return max(ways, key=lambda way: min(span.cases for span in way))
        levels = pairwise(range(from_trl, to_trl + 1))
        return [self.spans.get(step) or _assumed(*step) for step in levels]

    def ripening(self, from_trl: int | None, to_trl: int) -> tuple[Duration, str, bool]:
        """The time to a level, its basis, and whether it rests on an assumption."""
        _checked(from_trl, to_trl)
        if from_trl is None:
            return self._from_anywhere(to_trl)
        if from_trl >= to_trl:
            return fixed(0.0), f"at readiness level {from_trl} already, {to_trl} is wanted", False
        span = self.span(from_trl, to_trl)
        return span.duration, _words([span]), span.assumed

    def _from_anywhere(self, to_trl: int) -> tuple[Duration, str, bool]:
        """From a level drawn from those of all technologies that are still below the one wanted."""
        counts = {level: count for level, count in sorted(self.population.items()) if level < to_trl}
        words = "drawn from the present levels of technologies below it"
        if not counts:
            if to_trl == 1:
                return fixed(0.0), "every technology has readiness level 1", True
            # Nothing tells where others stand, so every level below is as likely.
            counts = dict.fromkeys(range(1, to_trl), 1.0)
            words = "any level below it being as likely"
        spans = [self.span(level, to_trl) for level in counts]
        shares = np.array(list(counts.values())) / sum(counts.values())
        shortest = exp(min(s.mu - 6 * s.sigma for s in spans))
        longest = exp(max(s.mu + 6 * s.sigma for s in spans))
        logs = np.linspace(log(shortest), log(longest), 4001)
        parts = (n * normal_chance((logs - s.mu) / s.sigma) for n, s in zip(shares, spans, strict=True))
        reached = np.sum(list(parts), axis=0)

        def quantile(chances: Reals) -> Reals:
            return np.asarray(np.exp(np.interp(chances, reached, logs)) * YEAR_D)

        basis = f"readiness level not stated: {words}, {', '.join(map(str, counts))}; {_words(spans)}"
        return duration_of(quantile), basis, True


def _words(spans: list[Span]) -> str:
    """What spans rest on, each once, and how that is biased."""
    told = "; ".join(dict.fromkeys(span.basis for span in spans))
    return f"{told} ({BIAS})" if any(span.cases for span in spans) else told


def _checked(from_trl: int | None, to_trl: int) -> None:
    for name, level in (("from_trl", from_trl), ("to_trl", to_trl)):
        if level is not None and not 1 <= level <= 9:
            message = f"{name} is {level}; readiness levels go from 1 to 9."
            raise UsageError(message)


def _levels(found: ReadinessStatistic) -> tuple[int, int] | None:
    """The step that a statistic is about, where it is about one."""
    ends = (found.from_trl or "", found.to_trl or "")
    if not all(len(end) == 1 and end in "123456789" for end in ends):
        return None
    first, last = (int(end) for end in ends)
    return (first, last) if first < last else None


def _cases(found: ReadinessStatistic) -> int:
    size = found.sample_size or ""
    return int(size) if size.isascii() and size.isdigit() else 0


def _fits(statistics: list[ReadinessStatistic]) -> dict[tuple[int, int], Span]:
    """The lognormal fits of exact transitions."""
    halves: dict[tuple[int, int], dict[str, ReadinessStatistic]] = {}
    for found in statistics:
        step = _levels(found)
        if step is not None and found.value is not None and found.metric == "lognormal fit of duration":
            halves.setdefault(step, {})[found.statistic] = found
    made = {}
    for step, fit in halves.items():
        mu, sigma = fit.get("mu"), fit.get("sigma")
        if mu is not None and sigma is not None and mu.value is not None and (sigma.value or 0) > 0:
            basis = f"readiness {step[0]} to {step[1]}: fit to {_cases(mu)} projects"
            made[step] = Span(mu.value, sigma.value or 0.0, _cases(mu), basis, False)
    return made


def _years_per_level(statistics: list[ReadinessStatistic]) -> dict[tuple[int, int], Span]:
    """One level from the median and the mean of years for each level gained, where no fit is of that step."""
    halves: dict[str, dict[str, ReadinessStatistic]] = {}
    for found in statistics:
        if found.from_trl and found.value and found.metric.startswith("years per TRL level gained"):
            halves.setdefault(found.from_trl, {})[found.statistic] = found
    made = {}
    for level, both in halves.items():
        median, mean = both.get("median"), both.get("mean")
        if median is None or mean is None or not level.isdigit():
            continue
        ratio = (mean.value or 0) / (median.value or 1)
        sigma = sqrt(2 * log(ratio)) if ratio > 1 else ASSUMED_SPREAD
        first = int(level)
        words = f"readiness {first} to {first + 1}: years for each level gained, of {_cases(median)} projects"
        made[first, first + 1] = Span(
            log(median.value or 1), sigma, _cases(median), f"{words}; {BIAS}", False
        )
    return made


def _averages(statistics: list[ReadinessStatistic]) -> dict[tuple[int, int], Span]:
    """Published averages of a step, of all that name it, with an assumed spread; for steps beyond level 6."""
    means: dict[tuple[int, int], list[ReadinessStatistic]] = {}
    for found in statistics:
        step = _levels(found)
        if step is not None and step[0] >= 6 and found.metric == "average time" and found.value:
            means.setdefault(step, []).append(found)
    made = {}
    for step, named in means.items():
        mean = sum(found.value or 0 for found in named) / len(named)
        values = " and ".join(f"{found.value:g}" for found in named)
        basis = (
            f"readiness {step[0]} to {step[1]}: published averages of {values} years, of low confidence "
            f"since their sources were not found; a factor of {exp(ASSUMED_SPREAD):.1f} either way is assumed"
        )
        made[step] = Span(log(mean) - ASSUMED_SPREAD**2 / 2, ASSUMED_SPREAD, 0, basis, True)
    return made


def _assumed(first: int, last: int) -> Span:
    basis = f"readiness {first} to {last}: {ASSUMED_YEARS:g} years assumed, since no statistic tells"
    return Span(log(ASSUMED_YEARS) - ASSUMED_SPREAD**2 / 2, ASSUMED_SPREAD, 0, basis, True)
