"""Statements that cannot all be true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ecliptic.roadmap.audit.finding import Fault, Inspection, Thing, capitalised
from ecliptic.roadmap.statement import Statement
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Contribution,
    Firmness,
    Function,
    Mission,
    Phase,
    Role,
)

# Roles that bind, so that they cannot rest on an interest.
_BINDING_ROLES = frozenset([Role.LEAD, Role.PARTNER])
_CLAIMING_ROLES = frozenset([Role.LEAD, Role.PARTNER, Role.CONTRIBUTOR, Role.PROVIDER])


def disagreements(inspection: Inspection) -> Iterator[Fault]:
    """Publishers that say different things about one thing; each field once."""
    for disagreement in inspection.roadmap.disagreements:
        taken, other = disagreement.taken, disagreement.other
        for differing in disagreement.differences:
            yield Fault.of(
                other,
                f"{capitalised(inspection.name(other.kind, other.id))}: {other.publisher} gives "
                f"{differing.field} as {_shown(differing.other)}, {taken.publisher}, whose statement is "
                f"taken, as {_shown(differing.taken)}.",
                field=differing.field,
                value=_shown(differing.other),
            )


def marked_yet_allocated(inspection: Inspection) -> Iterator[Fault]:
    """Functions that are marked as provided by no element in a phase, and allocated in it all the same."""
    marks, allocated = _by_place(inspection)
    for place, statement in marks.items():
        if place in allocated:
            function, phase = place
            providers = sorted({str(cast("Allocation", s.record).element) for s in allocated[place]})
            by = sorted({s.publisher for s in allocated[place]})
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(Function.kind, function))} is marked as unallocated in phase "
                f"{phase} by {statement.publisher}, yet {' and '.join(by)} "
                f"{'allocates' if len(by) == 1 else 'allocate'} it to {', '.join(providers)}.",
                field="status",
                value=phase,
                others=(
                    Thing(Function.kind, function),
                    Thing(Phase.kind, phase),
                    *(Thing(Allocation.kind, s.id) for s in allocated[place]),
                ),
            )


def ill_formed_allocations(inspection: Inspection) -> Iterator[Fault]:
    """Marks of no allocation that name an element, and allocations that name none."""
    for statement in inspection.current:
        record = statement.record
        if not isinstance(record, Allocation):
            continue
        marked = record.status is AllocationStatus.UNALLOCATED
        if marked and record.element is not None:
            wrong = f"is marked as unallocated, yet names the element {record.element}"
        elif not marked and record.element is None:
            wrong = "is allocated, yet names no element"
        else:
            continue
        yield Fault.of(statement, f"Allocation {record.id} {wrong}.", field="element", value=record.element)


def marked_yet_claimed(inspection: Inspection) -> Iterator[Fault]:
    """Functions that a publisher marks as unallocated while an organisation says that it provides them."""
    marks, _ = _by_place(inspection)
    phases: dict[str, list[str]] = {}
    publishers: dict[str, set[str]] = {}
    for (function, phase), mark in marks.items():
        phases.setdefault(function, []).append(phase)
        publishers.setdefault(function, set()).add(mark.publisher)
    for statement in inspection.roadmap.taken(Contribution.kind).values():
        contribution = cast("Contribution", statement.record)
        if contribution.role not in _CLAIMING_ROLES:
            continue
        claimed: list[str] = [*contribution.functions]
        if contribution.target_kind == Function.kind:
            claimed.append(contribution.target)
        for function in sorted(set(claimed) & phases.keys()):
            yield Fault.of(
                statement,
                f"{contribution.organisation} says that it helps to provide "
                f"{inspection.name(Function.kind, function)} ({_firmness(statement)}), which "
                f"{' and '.join(sorted(publishers[function]))} marks as unallocated in "
                f"{' and '.join(sorted(phases[function]))}.",
                field="functions",
                value=function,
                others=(Thing(Function.kind, function),),
            )


def roles_against_firmness(inspection: Inspection) -> Iterator[Fault]:
    """Contributions that lead or partner out of mere interest, or call interest what is firmer."""
    for statement in inspection.current:
        record, firmness = statement.record, statement.firmness
        if not isinstance(record, Contribution) or firmness is None:
            continue
        interest = firmness is Firmness.INTEREST
        if (interest and record.role in _BINDING_ROLES) or (not interest and record.role is Role.INTEREST):
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(record.kind, record.id))} has the role {record.role} "
                f"({record.role.meaning}) and the firmness {firmness} ({firmness.meaning}).",
                field="role",
                value=str(record.role),
            )


def unsaid_firmness(inspection: Inspection) -> Iterator[Fault]:
    """Contributions and missions of which nobody says how firm they are."""
    for statement in inspection.current:
        if isinstance(statement.record, Contribution | Mission) and statement.firmness is None:
            yield Fault.of(
                statement,
                f"{statement.publisher} does not say how firm "
                f"{inspection.name(statement.kind, statement.id)} is.",
                field="firmness",
            )


Place = tuple[str, str]


def _by_place(inspection: Inspection) -> tuple[dict[Place, Statement], dict[Place, list[Statement]]]:
    """Marks and allocations by function and phase."""
    marks: dict[Place, Statement] = {}
    allocated: dict[Place, list[Statement]] = {}
    for statement in inspection.roadmap.taken(Allocation.kind).values():
        allocation = cast("Allocation", statement.record)
        place = allocation.function, allocation.phase
        if allocation.status is AllocationStatus.UNALLOCATED:
            marks.setdefault(place, statement)
        elif allocation.element is not None:
            allocated.setdefault(place, []).append(statement)
    return marks, allocated


def _firmness(statement: Statement) -> str:
    return str(statement.firmness or "firmness not said")


def _shown(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 120 else text[:119] + "…"
