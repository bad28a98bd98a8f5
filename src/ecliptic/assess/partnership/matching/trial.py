"""How well matches recover partners of the past, against simple guesses, with intervals by resampling."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.history import Hidden, Question
from ecliptic.assess.partnership.matching.matches import Matcher
from ecliptic.assess.partnership.matching.regions import Region, distance, region_of
from ecliptic.assess.partnership.matching.weights import Weights
from ecliptic.vocabulary import Organisation

TOP = 5
"""So many first guesses are looked at."""
RESAMPLES = 10_000
_LOW, _HIGH = 2.5, 97.5

Numbers = NDArray[np.float64]


class Method(StrEnum):
    """A way to guess partners."""

    MATCHES = "matches"
    ACTIVITY = "most active agency"
    REGION = "same region"
    PARTNER = "earlier partner"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question was answered by each method."""

    question: Question
    ranks: Mapping[Method, tuple[int, ...]]
    """Places of the partners among all candidates, the first being 1, in order."""
    known_before: bool
    """Whether the leader has worked with any of the partners in what is not hidden."""

    def hit(self, method: Method) -> bool:
        """Whether any partner is among the first guesses."""
        return self.ranks[method][0] <= TOP

    def reciprocal_rank(self, method: Method) -> float:
        """1 divided by the place of the first partner."""
        return 1.0 / self.ranks[method][0]

    def recall(self, method: Method) -> float:
        """Part of the partners that are among the first guesses."""
        ranks = self.ranks[method]
        return sum(rank <= TOP for rank in ranks) / len(ranks)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a method reached, and how far matches are ahead of it."""

    method: Method
    figures: Mapping[str, Figure]
    """By measure: hit rate, reciprocal rank and recall."""
    behind: Mapping[str, Figure]
    """By measure, matches minus this method, resampled together; nothing for matches."""


def answers(
    hidden: Hidden, weights: Weights | None = None, leaving_out: Collection[str] = ()
) -> tuple[Outcome, ...]:
    """Every question, answered by every method from what is not hidden.

    Organisations left out are neither asked for nor guessed; questions about nobody else are dropped.
    """
    matcher = Matcher(hidden.roadmap, [question.need for question in hidden.questions], weights)
    guesses = _Guesses(matcher, frozenset(leaving_out))
    found = (guesses.answer(question) for question in hidden.questions)
    return tuple(outcome for outcome in found if outcome is not None)


class _Guesses:
    """Orders all candidates for a question by each method; ties go to the more active, then by name."""

    def __init__(self, matcher: Matcher, leaving_out: frozenset[str]) -> None:
        self._matcher = matcher
        self._leaving_out = leaving_out
        records = matcher.roadmap.records(Organisation)
        self._regions: Mapping[str, Region | None] = {i: region_of(records[i]) for i in matcher.organisations}
        self._activity = {i: len(p.work) for i, p in matcher.profiles.items()}

    def answer(self, question: Question) -> Outcome | None:
        leader = question.leader
        candidates = [i for i in self._matcher.organisations if i not in {leader, *self._leaving_out}]
        partners = [partner for partner in question.partners if partner in candidates]
        if not partners:
            return None
        ties = self._matcher.ties
        keys: Mapping[Method, Callable[[str], float]] = {
            Method.ACTIVITY: lambda _: 0.0,
            Method.REGION: lambda i: distance(self._regions[leader], self._regions[i]),
            Method.PARTNER: lambda i: -len(ties.between(leader, i)),
        }
        orders = {
            method: sorted(candidates, key=lambda i, key=key: (key(i), -self._activity[i], i))  # type: ignore[misc]
            for method, key in keys.items()
        }
        orders[Method.MATCHES] = [
            match.organisation for match in self._matcher.ranked(question.need, candidates)
        ]
        ranks = {
            method: tuple(sorted(orders[method].index(partner) + 1 for partner in partners))
            for method in Method
        }
        return Outcome(question, ranks, any(ties.between(leader, partner) for partner in partners))


def scores(outcomes: Sequence[Outcome], seed: int = 0, resamples: int = RESAMPLES) -> tuple[Score, ...]:
    """Means and intervals of each method; with no outcomes, none.

    Resampled are the cooperations and not the questions, since questions about one cooperation share its fate
    (percentile bootstrap, clustered).
    """
    if not outcomes:
        return ()
    draws = _draws([outcome.question.thing for outcome in outcomes], seed, resamples)
    measures: Mapping[str, Callable[[Outcome, Method], float]] = {
        "hit rate": Outcome.hit,
        "reciprocal rank": Outcome.reciprocal_rank,
        "recall": Outcome.recall,
    }
    found = []
    for method in Method:
        of_method, behind = {}, {}
        for name, measure in measures.items():
            values = np.array([float(measure(o, method)) for o in outcomes])
            ours = np.array([float(measure(o, Method.MATCHES)) for o in outcomes])
            of_method[name] = _figure(values, draws)
            behind[name] = _figure(ours - values, draws)
        found.append(Score(method, of_method, {} if method is Method.MATCHES else behind))
    return tuple(found)


def _draws(things: Sequence[Subject], seed: int, resamples: int) -> Numbers:
    """How often each question is drawn in each resample: resamples by questions."""
    clusters = {thing: place for place, thing in enumerate(dict.fromkeys(things))}
    generator = np.random.Generator(np.random.PCG64(seed))
    even = np.full(len(clusters), 1.0 / len(clusters))
    counts = generator.multinomial(len(clusters), even, size=resamples).astype(np.float64)
    return counts[:, [clusters[thing] for thing in things]]


def _figure(values: Numbers, draws: Numbers) -> Figure:
    means = (draws @ values) / draws.sum(axis=1)
    low, high = np.percentile(means, [_LOW, _HIGH])
    return Figure(float(values.mean()), float(low), float(high))
