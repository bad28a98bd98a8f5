"""What waits for a gap to be closed: functions, use cases and, through these, objectives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ecliptic.assess.coverage.trace import Demands
from ecliptic.assess.phases import Phases
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Allocation, AllocationStatus, Function, TechnologyGap


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a gap to objectives."""

    function: str | None
    use_case: str | None
    how: str
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits for one gap."""

    paths: tuple[Path, ...]
    named_functions: tuple[str, ...]
    functions: tuple[str, ...]
    use_cases: tuple[str, ...]
    objectives: tuple[str, ...]
    without_element: tuple[str, ...]
    """Functions that no element provides in a phase that concerns the gap."""
    unknown_provision: tuple[str, ...]
    """Functions of which nobody states in any such phase whether an element provides them."""


class Provision:
    """In which phases no element provides a function."""

    def __init__(self, roadmap: Roadmap, phases: Phases) -> None:
        self._phases = phases
        self._functions = roadmap.records(Function)
        self._provided: set[tuple[str, str]] = set()
        self._stated: set[str] = set()
        for allocation in roadmap.records(Allocation).values():
            self._stated.add(allocation.phase)
            if allocation.element is not None and allocation.status is AllocationStatus.ALLOCATED:
                self._provided.add((allocation.phase, allocation.function))

    def missing_in(self, function: str, concerned: Iterable[str]) -> tuple[str, ...] | None:
        """Phases of the function that concern the gap and have no element; None where nobody tells."""
        record = self._functions.get(function)
        if record is None:
            return None
        chosen = [p for p in record.phases if p in self._stated and self._meets(p, tuple(concerned))]
        if not chosen:
            return None
        return self._phases.in_order(p for p in chosen if (p, function) not in self._provided)

    def _meets(self, phase: str, concerned: tuple[str, ...]) -> bool:
        return not concerned or any(touches(self._phases, phase, other) for other in concerned)


def touches(phases: Phases, one: str, other: str) -> bool:
    """Whether two phases have a part in common, as far as sources say what they embrace."""
    return not phases.embraced(one).isdisjoint(phases.embraced(other))


class Demand:
    """Follows gaps to what waits for them."""

    def __init__(self, roadmap: Roadmap, phases: Phases) -> None:
        self._demands = Demands(roadmap)
        self._functions = roadmap.records(Function)
        self.provision = Provision(roadmap, phases)
        self._functions_of: dict[str, list[str]] = {}
        for identifier, function in self._functions.items():
            for use_case in function.use_cases:
                self._functions_of.setdefault(use_case, []).append(identifier)

    @property
    def use_cases_known(self) -> Iterable[str]:
        """Use cases that somebody states."""
        return self._demands.use_cases

    def behind(self, gap: TechnologyGap) -> Waiting:
        """Everything that waits for a gap."""
        paths = [*self._named(gap), *self._further(gap)]
        functions = sorted({path.function for path in paths if path.function is not None})
        use_cases = sorted({path.use_case for path in paths if path.use_case is not None})
        objectives = sorted({objective for path in paths for objective in path.objectives})
        missing = {function: self.provision.missing_in(function, gap.phases) for function in functions}
        return Waiting(
            paths=tuple(sorted(set(paths), key=lambda p: (p.function or "", p.use_case or "", p.how))),
            named_functions=tuple(sorted(set(gap.functions))),
            functions=tuple(functions),
            use_cases=tuple(use_cases),
            objectives=tuple(objectives),
            without_element=tuple(f for f, phases in missing.items() if phases),
            unknown_provision=tuple(f for f, phases in missing.items() if phases is None),
        )

    def _named(self, gap: TechnologyGap) -> Iterable[Path]:
        """Use cases that the gap names, each with the gap's functions, or else all functions, behind it."""
        own = set(gap.functions)
        for use_case in gap.use_cases:
            behind = self._functions_of.get(use_case, [])
            served = [function for function in behind if function in own]
            how = "named by the gap" if served else "all functions of the use case"
            objectives = self._known_objectives(use_case)
            for function in served or behind:
                yield Path(function, use_case, how, objectives)
            if not behind:
                yield Path(None, use_case, "named by the gap", objectives)

    def _further(self, gap: TechnologyGap) -> Iterable[Path]:
        """Use cases that the gap's functions serve although the gap does not name them."""
        named = set(gap.use_cases)
        for function in gap.functions:
            record = self._functions.get(function)
            uses = () if record is None else record.use_cases
            for use_case in uses:
                if use_case not in named:
                    yield Path(function, use_case, "through the function", self._known_objectives(use_case))
            if not uses:
                yield Path(function, None, "named by the gap", ())

    def _known_objectives(self, use_case: str) -> tuple[str, ...]:
        return tuple(o for o in self._demands.objectives_of(use_case) if o in self._demands.objectives)
