"""Counts of functions rolled up to whatever they serve or belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ecliptic.assess.coverage.state import PhaseState
from ecliptic.assess.involvement import FIRMNESSES

COVERED, PARTLY, UNCOVERED = "covered", "partly covered", "not covered"
EMPTY, UNKNOWN = "no function", "not stated"

COUNTED_FIRMNESSES = (*(firmness.value for firmness in FIRMNESSES), "unknown")


@dataclass(frozen=True, slots=True)
class Rollup:
    """How many functions of a group are provided, by how many, and how firmly."""

    functions: int
    covered: int
    single: int
    marked: int
    firmness: tuple[int, ...]
    """Provided functions by the rank of their best firmness; the unknown come last."""

    @classmethod
    def of(cls, phase: PhaseState, functions: Iterable[str]) -> Rollup:
        """Count functions of a phase, each given once."""
        every = list(functions)
        provided = [function for function in every if function in phase.provided]
        ranks = [phase.ranks[function] for function in provided if function in phase.ranks]
        return cls(
            functions=len(every),
            covered=len(provided),
            single=[len(phase.provided[function]) for function in provided].count(1),
            marked=sum(map(phase.allocations.marks.__contains__, every)),
            firmness=by_firmness(ranks, len(provided)),
        )

    @property
    def none(self) -> int:
        """Functions that no element provides."""
        return self.functions - self.covered

    def status(self, *, stated: bool, complete: bool = True) -> str:
        """Covered only if every function is; `complete` is false where part of the group has no function."""
        if not self.functions:
            return EMPTY
        if not stated:
            return UNKNOWN
        if self.covered == self.functions and complete:
            return COVERED
        return PARTLY if self.covered else UNCOVERED


def by_firmness(ranks: Iterable[int], covered: int) -> tuple[int, ...]:
    """Count ranks, given the number of functions that the known and unknown ones make together."""
    counts = Counter(ranks)
    known = [counts[firmness.rank] for firmness in FIRMNESSES]
    return (*known, covered - sum(known))
