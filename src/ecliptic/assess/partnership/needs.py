"""What a roadmap leaves open: functions that nobody or only one provides, gaps, elements that are late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import chain

from ecliptic.assess.assessment import Subject
from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.state import Allocations, allocations_by_phase, functions_by_phase
from ecliptic.assess.involvement import committed
from ecliptic.assess.phases import Phases
from ecliptic.assess.readiness.picture import Picture
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import DataGap, Element, Function, TechnologyGap


class Want(StrEnum):
    """Why something is a need."""

    UNALLOCATED = "marked as unallocated"
    NOBODY = "no provider"
    FRAGILE = "one provider"
    UNADDRESSED = "nobody works on it"
    DATA = "data wanted"
    LATE = "late"


OPEN = (Want.UNALLOCATED, Want.NOBODY, Want.UNADDRESSED, Want.DATA, Want.LATE)
"""The wants of what is open altogether; what is fragile has a provider at least."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the roadmap asks for and nobody, or not enough, answers."""

    subject: Subject
    label: str
    wants: tuple[Want, ...]
    topics: tuple[str, ...] = ()
    """Topics that it is known to belong to, beyond those that matching finds for its thing."""
    phases: tuple[str, ...] = ()
    need_by: date | None = None
    """First day on which it is needed; None where it is unknown."""
    present: tuple[str, ...] = ()
    """Organisations that provide it or work on it already."""
    after: tuple[Subject, ...] = ()
    """Needs that must be met before it."""
    statements: tuple[Statement, ...] = ()

    @property
    def name(self) -> str:
        """Kind and identifier in one word, as messages call it."""
        return f"{self.subject.kind} {self.subject.id}"


@dataclass
class _Function:
    """One function over all phases that want it."""

    statement: Statement
    wants: set[Want] = field(default_factory=set)
    phases: list[str] = field(default_factory=list)
    statements: dict[tuple[str, str, str, int], Statement] = field(default_factory=dict)
    elements: set[str] = field(default_factory=set)


def needs_of(
    roadmap: Roadmap, *, wants: Collection[Want] = OPEN, phase: str | None = None
) -> tuple[Need, ...]:
    """Every need of these sorts, kind by kind in order of identifiers.

    With a phase, what that phase or one that it embraces needs; gaps that name no phase are left out then.
    A phase that nothing is listed in raises UsageError.
    """
    phases = Phases(roadmap)
    chosen = None if phase is None else phases.embraced(_resolved(roadmap, phases, phase))
    found = [
        *_functions(roadmap, phases, chosen),
        *_technology_gaps(roadmap, chosen),
        *_data_gaps(roadmap, phases, chosen),
        *_late_elements(roadmap, phases, chosen),
    ]
    return _in_sequence([need for need in found if not set(need.wants).isdisjoint(wants)], roadmap)


def _resolved(roadmap: Roadmap, phases: Phases, phase: str) -> str:
    gaps, data = roadmap.records(TechnologyGap).values(), roadmap.records(DataGap).values()
    named = [*(gap.phases for gap in gaps), *(gap.phases for gap in data)]
    used = {*functions_by_phase(roadmap), *chain.from_iterable(named)}
    return phases.resolve(phase, used, "need")


def _functions(roadmap: Roadmap, phases: Phases, chosen: Set[str] | None) -> Iterator[Need]:
    listed, allocated = functions_by_phase(roadmap), allocations_by_phase(roadmap)
    found: dict[str, _Function] = {}
    for phase in phases.in_order(listed):
        known = allocated.get(phase)
        # Where nobody states any allocation, coverage is unknown: no function of the phase is open for that.
        if known is None or (chosen is not None and phase not in chosen):
            continue
        for identifier, statement in listed[phase].items():
            wanted = _wants(known, identifier)
            if wanted:
                _note(found.setdefault(identifier, _Function(statement)), wanted, phase, known)
    backing = Backing(roadmap)
    for identifier in sorted(found):
        yield _need_of_function(found[identifier], backing, phases)


def _wants(known: Allocations, function: str) -> set[Want]:
    wanted = set()
    if function in known.marks:
        wanted.add(Want.UNALLOCATED)
    providers = len(known.provided.get(function, ()))
    if providers < 2:
        wanted.add(Want.FRAGILE if providers else Want.NOBODY)
    return wanted


def _note(function: _Function, wanted: set[Want], phase: str, known: Allocations) -> None:
    identifier = function.statement.id
    function.wants |= wanted
    function.phases.append(phase)
    provided = known.provided.get(identifier, {})
    function.elements |= provided.keys()
    for statement in (*provided.values(), *known.marks.get(identifier, ())):
        function.statements[statement.key] = statement


def _need_of_function(function: _Function, backing: Backing, phases: Phases) -> Need:
    identifier, record = function.statement.id, function.statement.record
    elements = sorted(function.elements)
    involved = [*backing.behind(identifier, elements), *backing.addressing(identifier, elements)]
    return Need(
        Subject(Function.kind, identifier),
        record.label,
        tuple(want for want in Want if want in function.wants),
        phases=tuple(function.phases),
        need_by=_first_start(phases, function.phases),
        present=tuple(sorted({i.organisation for i in committed(involved)})),
        statements=(function.statement, *(function.statements[key] for key in sorted(function.statements))),
    )


def _technology_gaps(roadmap: Roadmap, chosen: Set[str] | None) -> Iterator[Need]:
    picture = Picture(roadmap)
    for gap in sorted(picture.gaps, key=lambda state: state.id):
        if gap.workers.working or (chosen is not None and chosen.isdisjoint(gap.record.phases)):
            continue
        when = gap.need.when
        yield Need(
            Subject(TechnologyGap.kind, gap.id),
            gap.record.title,
            (Want.UNADDRESSED,),
            phases=gap.record.phases,
            need_by=None if when is None else when.earliest or when.latest,
            statements=(gap.statement, *(worker.statement for worker in gap.workers.interested)),
        )


def _data_gaps(roadmap: Roadmap, phases: Phases, chosen: Set[str] | None) -> Iterator[Need]:
    for identifier, statement in roadmap.taken(DataGap.kind).items():
        record = statement.record
        if not isinstance(record, DataGap) or (chosen is not None and chosen.isdisjoint(record.phases)):
            continue
        yield Need(
            Subject(DataGap.kind, identifier),
            record.title,
            (Want.DATA,),
            phases=record.phases,
            need_by=_first_start(phases, record.phases),
            statements=(statement,),
        )


def _late_elements(roadmap: Roadmap, phases: Phases, chosen: Set[str] | None) -> Iterator[Need]:
    """Elements that, even if used on the first day that their date allows, come after their phase began."""
    for identifier, statement in roadmap.taken(Element.kind).items():
        record = statement.record
        if not isinstance(record, Element) or record.first_use is None or record.first_use.earliest is None:
            continue
        listed = [phase for phase in record.phases if chosen is None or phase in chosen]
        start = _first_start(phases, listed)
        if start is None or record.first_use.earliest <= start:
            continue
        yield Need(
            Subject(Element.kind, identifier),
            record.label,
            (Want.LATE,),
            phases=tuple(listed),
            need_by=start,
            present=tuple(sorted({*record.partners, *([record.lead] if record.lead else [])})),
            statements=(statement,),
        )


def _first_start(phases: Phases, names: Iterable[str]) -> date | None:
    """Start of the first of these phases; None unless their order and its start are stated."""
    first = phases.earliest(names)
    return None if first is None else phases.start(first)


def _in_sequence(needs: Sequence[Need], roadmap: Roadmap) -> tuple[Need, ...]:
    """The needs with what must come before each: a function waits for the gaps that name it."""
    before: dict[Subject, list[Subject]] = {}
    gaps: Mapping[str, TechnologyGap] = roadmap.records(TechnologyGap)
    for need in needs:
        if need.subject.kind == TechnologyGap.kind:
            for function in gaps[need.subject.id].functions:
                before.setdefault(Subject(Function.kind, function), []).append(need.subject)
    return tuple(replace(need, after=tuple(sorted(before.get(need.subject, ())))) for need in needs)
