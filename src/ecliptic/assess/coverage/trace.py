"""What functions are for: from functions to use cases to objectives, within one phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Characteristic, Objective, UseCase


class Demands:
    """Which objectives each use case serves, directly or through characteristics and needs."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.use_cases = roadmap.records(UseCase)
        self.objectives = roadmap.records(Objective)
        characteristics = roadmap.records(Characteristic)
        self._of: dict[str, tuple[str, ...]] = {}
        for identifier, use_case in self.use_cases.items():
            served: set[str] = set(use_case.objectives)
            for name in use_case.characteristics:
                characteristic = characteristics.get(name)
                served.update(characteristic.objectives if characteristic is not None else ())
            self._of[identifier] = tuple(sorted(served))

    def objectives_of(self, use_case: str) -> tuple[str, ...]:
        """Objectives that a use case serves, in any phase."""
        return self._of.get(use_case, ())


class Trace:
    """The trace of one phase.

    A use case or objective belongs to the phases in which its source lists it. One that lists no phase at
    all belongs wherever something that belongs there refers to it.
    """

    def __init__(self, demands: Demands, phase: str, functions: Mapping[str, Statement]) -> None:
        self._uses: dict[str, tuple[str, ...]] = {
            identifier: statement.record.use_cases  # type: ignore[attr-defined] # a function
            for identifier, statement in functions.items()
        }
        self._named = set(chain.from_iterable(self._uses.values()))
        self._use_cases = {i for i, record in demands.use_cases.items() if phase in record.phases}
        self._use_cases |= {
            i for i in self._named if i in demands.use_cases and not demands.use_cases[i].phases
        }
        self.use_cases: tuple[str, ...] = tuple(sorted(self._use_cases))
        """Use cases of the phase, in order of identifiers."""
        served = set(chain.from_iterable([demands.objectives_of(use_case) for use_case in self.use_cases]))
        listed = {i for i, record in demands.objectives.items() if phase in record.phases}
        listed |= {i for i in served if i in demands.objectives and not demands.objectives[i].phases}
        self.objectives: tuple[str, ...] = tuple(sorted(listed))
        """Objectives of the phase, in order of identifiers."""
        self.objectives_of: dict[str, tuple[str, ...]] = {
            use_case: tuple(o for o in demands.objectives_of(use_case) if o in listed)
            for use_case in self.use_cases
        }
        self.use_cases_for: dict[str, list[str]] = {objective: [] for objective in self.objectives}
        for use_case, objectives in self.objectives_of.items():
            for objective in objectives:
                self.use_cases_for[objective].append(use_case)
        self.unstated = sorted(
            {*(i for i in self._named if i not in demands.use_cases)}
            | {*(i for i in served if i not in demands.objectives)}
        )
        """Use cases and objectives that are referred to and that nobody states."""

    def use_cases_of(self, function: str) -> tuple[str, ...]:
        """Use cases of the phase that a function serves."""
        return tuple([use_case for use_case in self._uses[function] if use_case in self._use_cases])

    @cached_property
    def untraced(self) -> frozenset[str]:
        """Functions that serve no use case of the phase; none where it has no use case at all."""
        known = self._use_cases
        if not known:
            return frozenset()
        return frozenset([function for function, uses in self._uses.items() if known.isdisjoint(uses)])

    @property
    def use_cases_without_function(self) -> tuple[str, ...]:
        """Use cases that no function of the phase makes possible."""
        return tuple(sorted(self._use_cases - self._named))

    @cached_property
    def functions_of(self) -> dict[str, list[str]]:
        """Functions that each use case of the phase needs."""
        found: dict[str, list[str]] = {use_case: [] for use_case in self.use_cases}
        for function in self._uses:
            for use_case in self.use_cases_of(function):
                found[use_case].append(function)
        return found

    def objectives_behind(self, function: str) -> tuple[str, ...]:
        """Objectives that a function serves through its use cases."""
        return self.reached_from(self.use_cases_of(function))

    def reached_from(self, use_cases: Iterable[str]) -> tuple[str, ...]:
        """Objectives that any of these use cases serves."""
        reached: set[str] = set()
        for use_case in use_cases:
            reached.update(self.objectives_of.get(use_case, ()))
        return tuple(sorted(reached))

    def functions_for(self, objective: str) -> tuple[str, ...]:
        """Functions that an objective rests on through its use cases."""
        found: set[str] = set()
        for use_case in self.use_cases_for.get(objective, ()):
            found.update(self.functions_of[use_case])
        return tuple(sorted(found))
