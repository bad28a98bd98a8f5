"""What is asked of the optimiser: objective, bounds on others, and decisions that are fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ecliptic.assess.partnership.model.problem import Problem
from ecliptic.assess.partnership.model.terms import OBJECTIVES
from ecliptic.errors import UsageError

SENSE: Final = {"coverage": 1, "effort": -1, "alignment": 1, "fairness": 1, "resilience": 1}
"""1: the more the better; -1: the less the better."""
_LEAST = ("fairness", "resilience")
"""The least of something: the model knows it from below only, so that no upper bound can be set."""


@dataclass(frozen=True)
class Fixed:
    """Decisions that are taken already, as indices; pairs are (need, organisation)."""

    met: tuple[int, ...] = ()
    not_met: tuple[int, ...] = ()
    led: tuple[tuple[int, int], ...] = ()
    not_led: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Request:
    """Weights of the objectives, each in its good direction; bounds on any; decisions fixed."""

    objective: Mapping[str, float] = field(default_factory=lambda: {"coverage": 1.0})
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    fixed: Fixed = field(default_factory=Fixed)

    @classmethod
    def of(cls, objective: Mapping[str, float] | str, **others: object) -> Request:
        """A request, in which one objective may be named alone."""
        weights = {objective: 1.0} if isinstance(objective, str) else dict(objective)
        return cls(weights, **{name: value for name, value in others.items() if value is not None})  # type: ignore[arg-type]

    @property
    def names(self) -> set[str]:
        """All objectives that it is about."""
        return {*self.objective, *self.at_least, *self.at_most}

    def check(self, problem: Problem) -> None:
        """UsageError with all that is wrong."""
        found = list(self._faults(problem))
        if found:
            message = "This cannot be asked:\n" + "\n".join(f"- {fault}" for fault in found)
            raise UsageError(message)

    def _faults(self, problem: Problem) -> Iterator[str]:
        known = ", ".join(OBJECTIVES)
        for name in sorted(self.names - set(OBJECTIVES)):
            yield f"{name!r} is no objective; there are: {known}"
        if not any(weight > 0 for weight in self.objective.values()):
            yield f"no objective has a weight above 0; give one of: {known}"
        for name, weight in self.objective.items():
            if not 0 <= weight < np.inf:
                yield f"the weight of {name} is {weight}; it must be at least 0"
        for name in _LEAST:
            if name in self.at_most:
                yield f"{name} can be bounded from below only; leave it out of at_most"
        for bounds in (self.at_least, self.at_most):
            for name, value in bounds.items():
                if np.isnan(value):
                    yield f"the bound on {name} is no number"
        yield from self._faults_of_decisions(problem)

    def _faults_of_decisions(self, problem: Problem) -> Iterator[str]:
        m, n = problem.size
        fixed = self.fixed
        needs = {*fixed.met, *fixed.not_met, *(need for need, _ in (*fixed.led, *fixed.not_led))}
        for need in sorted(needs):
            if not 0 <= need < n:
                yield f"there is no need {need}; there are {n}, counted from 0"
        for organisation in sorted({who for _, who in (*fixed.led, *fixed.not_led)}):
            if not 0 <= organisation < m:
                yield f"there is no organisation {organisation}; there are {m}, counted from 0"
