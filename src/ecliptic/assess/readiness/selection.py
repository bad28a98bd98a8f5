"""What of the whole a user wants to see: filters choose what is listed, never what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ecliptic.assess.phases import Phases
from ecliptic.assess.readiness.picture import GapState
from ecliptic.assess.readiness.waiting import touches
from ecliptic.assess.registry import Parameters
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import DataGap, Organisation, Phase, Ref, TaxonomyNode

_SHOWN_CHOICES = 30


class ReadinessParameters(Parameters):
    """What to look at; whatever is left out is not restricted."""

    phase: Ref[Phase] | None = None
    """Only gaps that this phase, or a part of it, needs closed; another name of the phase will do."""
    sub_architecture: Ref[TaxonomyNode] | None = None
    """Only gaps that concern this sub-architecture, by identifier or code."""
    organisation: Ref[Organisation] | None = None
    """Only gaps that this organisation works on or is interested in."""
    assessment: str | None = None
    """Only gaps of this assessment, such as ISRU; a part of its name will do if no other has it."""


class Selection:
    """The filters of one run, checked against the roadmap."""

    def __init__(
        self, roadmap: Roadmap, parameters: ReadinessParameters, phases: Phases, gaps: Sequence[GapState]
    ) -> None:
        self._phases = phases
        self._data_gaps = roadmap.records(DataGap)
        self.phase = self._chosen_phase(roadmap, parameters.phase, gaps)
        self._nodes = _chosen_nodes(roadmap, parameters.sub_architecture, gaps)
        self._organisation = _chosen_organisation(roadmap, parameters.organisation)
        self._assessment = _chosen_assessment(parameters.assessment, gaps)
        self.gaps = tuple(gap for gap in gaps if self._takes(gap))

    @property
    def beyond_phase(self) -> bool:
        """Whether anything but the phase is filtered, which data gaps say nothing of."""
        return any(x is not None for x in (self._nodes, self._organisation, self._assessment))

    @property
    def everything(self) -> bool:
        """Whether nothing is filtered."""
        return self.phase is None and not self.beyond_phase

    @property
    def data_gaps(self) -> Mapping[str, DataGap]:
        """Data gaps of the phase; none where another filter is set."""
        if self.beyond_phase:
            return {}
        return {i: gap for i, gap in self._data_gaps.items() if self._in_phase(gap.phases)}

    def in_phase(self, gap: GapState) -> bool:
        """Whether the phase that was chosen needs a gap closed."""
        return self._in_phase(gap.record.phases)

    def _in_phase(self, listed: Iterable[str]) -> bool:
        chosen = self.phase
        return chosen is None or any(touches(self._phases, chosen, other) for other in listed)

    def _takes(self, gap: GapState) -> bool:
        if not self.in_phase(gap):
            return False
        if self._nodes is not None and self._nodes.isdisjoint(gap.record.sub_architectures):
            return False
        if self._assessment is not None and gap.record.assessment != self._assessment:
            return False
        involved = {worker.organisation for worker in gap.workers.all}
        return self._organisation is None or self._organisation in involved

    def _chosen_phase(self, roadmap: Roadmap, name: str | None, gaps: Sequence[GapState]) -> str | None:
        if name is None:
            return None
        used = {phase for gap in gaps for phase in gap.record.phases}
        used |= {phase for gap in self._data_gaps.values() for phase in gap.phases}
        wider = {p for p in roadmap.records(Phase) if any(touches(self._phases, p, u) for u in used)}
        return self._phases.resolve(name, used | wider, "gap")


def _chosen_nodes(roadmap: Roadmap, name: str | None, gaps: Sequence[GapState]) -> frozenset[str] | None:
    if name is None:
        return None
    used = {node for gap in gaps for node in gap.record.sub_architectures}
    if name in used:
        return frozenset([name])
    nodes = roadmap.records(TaxonomyNode)
    coded = frozenset(node for node in used if node in nodes and nodes[node].code == name)
    if not coded:
        _refuse(name, used, "sub-architecture with a technology gap")
    return coded


def _chosen_organisation(roadmap: Roadmap, name: str | None) -> str | None:
    known = roadmap.records(Organisation)
    if name is not None and name not in known:
        _refuse(name, known, "organisation")
    return name


def _chosen_assessment(name: str | None, gaps: Sequence[GapState]) -> str | None:
    known = sorted({gap.record.assessment for gap in gaps if gap.record.assessment is not None})
    if name is None or name in known:
        return name
    parts = [other for other in known if name.strip() and name.strip().casefold() in other.casefold()]
    if len(parts) != 1:
        _refuse(name, parts or known, "single assessment" if parts else "assessment")
    return parts[0]


def _refuse(name: str, known: Iterable[str], what: str) -> None:
    choices = sorted(known)
    shown = ", ".join(choices[:_SHOWN_CHOICES])
    more = f" and {len(choices) - _SHOWN_CHOICES} more" if len(choices) > _SHOWN_CHOICES else ""
    remedy = f"Choose one of: {shown}{more}." if choices else f"The roadmap states no {what}."
    message = f"There is no {what} {name!r}. {remedy}"
    raise UsageError(message)
