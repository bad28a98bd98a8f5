"""What of the whole a user wants to see: filters choose what is listed, never what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.state import PhaseState, SubArchitectures
from ecliptic.assess.registry import Parameters
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Function, Objective, Organisation, Phase, Ref, TaxonomyNode

_SHOWN_CHOICES = 30


class CoverageParameters(Parameters):
    """What to look at; whatever is left out is not restricted."""

    phase: Ref[Phase] | None = None
    """Phase to look at; empty for every phase that has functions."""
    sub_architecture: Ref[TaxonomyNode] | None = None
    """Only functions of this sub-architecture, by identifier or code, with all that it holds."""
    objective: Ref[Objective] | None = None
    """Only functions that this objective rests on through use cases."""
    organisation: Ref[Organisation] | None = None
    """Only functions that this organisation provides, addresses or is interested in."""


@dataclass(frozen=True, slots=True)
class Selected:
    """What is listed of one phase."""

    functions: tuple[str, ...]
    use_cases: tuple[str, ...]
    objectives: tuple[str, ...]
    everything: bool


class Selection:
    """The filters of one run, checked against the roadmap."""

    def __init__(self, roadmap: Roadmap, parameters: CoverageParameters, backing: Backing) -> None:
        self._backing = backing
        self._objective = parameters.objective
        self._organisation = parameters.organisation
        self._functions = roadmap.records(Function)
        self.nodes = SubArchitectures(roadmap)
        self._nodes = self._chosen_nodes(parameters.sub_architecture)
        _must_exist(parameters.objective, roadmap.records(Objective), "objective")
        _must_exist(parameters.organisation, roadmap.records(Organisation), "organisation")

    def of(self, phase: PhaseState) -> Selected:
        """Choose from one phase."""
        functions = tuple(phase.functions)
        if self.restricted:
            functions = tuple(function for function in functions if self._takes(phase, function))
        use_cases, objectives = phase.trace.use_cases, phase.trace.objectives
        if self._objective is not None:
            objectives = (self._objective,) if self._objective in objectives else ()
            use_cases = tuple(sorted(phase.trace.use_cases_for.get(self._objective, ())))
        if self._nodes is not None or self._organisation is not None:
            served = {use_case for f in functions for use_case in phase.trace.use_cases_of(f)}
            use_cases = tuple(use_case for use_case in use_cases if use_case in served)
            reached = set(phase.trace.reached_from(use_cases))
            objectives = tuple(objective for objective in objectives if objective in reached)
        return Selected(functions, use_cases, objectives, not self.restricted)

    @property
    def restricted(self) -> bool:
        """Whether anything but the phase is filtered."""
        return not (self._nodes is None and self._objective is None and self._organisation is None)

    def _takes(self, phase: PhaseState, function: str) -> bool:
        state = phase.state(function)
        if self._nodes is not None:
            node = state.record.sub_architecture
            if node is None or self._nodes.isdisjoint(self.nodes.path(node)):
                return False
        if self._objective is not None and self._objective not in phase.trace.objectives_behind(function):
            return False
        if self._organisation is None:
            return True
        involved = [
            *self._backing.behind(function, state.elements),
            *self._backing.addressing(function, state.elements),
        ]
        return any(involvement.organisation == self._organisation for involvement in involved)

    def _chosen_nodes(self, name: str | None) -> frozenset[str] | None:
        if name is None:
            return None
        named = {f.sub_architecture for f in self._functions.values() if f.sub_architecture is not None}
        used = {node for leaf in named for node in self.nodes.path(leaf)}
        if name in used:
            return frozenset([name])
        coded = {node for node in used if node in self.nodes.nodes and self.nodes.nodes[node].code == name}
        if not coded:
            _refuse(name, used, "sub-architecture")
        return frozenset(coded)


def _must_exist(name: str | None, known: Iterable[str], what: str) -> None:
    choices = list(known)
    if name is not None and name not in choices:
        _refuse(name, choices, what)


def _refuse(name: str, known: Iterable[str], what: str) -> None:
    choices: Sequence[str] = sorted(known)
    shown = ", ".join(choices[:_SHOWN_CHOICES])
    more = f" and {len(choices) - _SHOWN_CHOICES} more" if len(choices) > _SHOWN_CHOICES else ""
    remedy = f"Choose one of: {shown}{more}." if choices else f"The roadmap states no {what}."
    message = f"There is no {what} {name!r}. {remedy}"
    raise UsageError(message)
