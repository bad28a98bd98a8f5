"""References in what was read that lead nowhere, told with the place where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from ecliptic.errors import Problem
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.audit.finding import Fault, Inspection
from ecliptic.roadmap.audit.references import dangling, unknown_kinds
from ecliptic.share.rows import Place, Reading, line_of


def loose_ends(reading: Reading, known: Iterable[Statement] = ()) -> tuple[Problem, ...]:
    """References to things that neither the inputs nor the known statements describe.

    Plans arrive one by one, so reading does not ask this; whoever checks a plan against others does.
    """
    own = {line_of(statement) for statement in reading.statements}
    others = (statement for statement in known if line_of(statement) not in own)
    inspection = Inspection(Roadmap.build([*reading.statements, *others]))
    faults = [*dangling(inspection), *unknown_kinds(inspection)]
    return tuple(_problem(fault, reading) for fault in faults if _line(fault) in own)


def _line(fault: Fault) -> tuple[str, str, str | None]:
    return fault.kind, fault.id, fault.publisher


def _problem(fault: Fault, reading: Reading) -> Problem:
    place = reading.origins.get((fault.kind, fault.id, fault.publisher or ""), Place())
    near = f"Perhaps {' or '.join(fault.suggestions)} is meant. " if fault.suggestions else ""
    thing = fault.others[0].kind.replace("-", " ") if fault.others else "kind"
    return place.problem(
        fault.field,
        f"is no {thing} that anybody states",
        f"{near}Correct the identifier, or state the {thing} as well.",
        fault.value,
    )
