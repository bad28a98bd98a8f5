"""An element and the mission that carries it, where they are one undertaking that is announced twice.

The date of Argonaut and that of its first flight are two statements of one event. Two slips drawn for them,
of which the later counts, would make it late on paper alone, and two chances would cancel it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from ecliptic.assess.schedule.building.draft import Draft, Sketch
from ecliptic.assess.schedule.building.missions import is_cancelled, launch_of
from ecliptic.assess.schedule.plan import Wait
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Element, Firmness, Mission


def carrier(sketch: Sketch, draft: Draft, carrying: Sequence[Statement]) -> Statement | None:
    """The mission of which an element is all that is new; None where they are not one undertaking.

    Both have a date and the same lead, no other mission to come lists the element, and the mission lists no
    other element that is yet to come. An estimate of either is taken as it stands.
    """
    open_missions = [s for s in carrying if _is_open(sketch, s)]
    if len(open_missions) != 1 or draft.timed is None or draft.estimate is not None:
        return None
    (statement,) = open_missions
    mission = cast("Mission", statement.record)
    flight = sketch.drafts[launch_of(mission.id)]
    if flight.timed is None or flight.estimate is not None or mission.lead is None:
        return None
    element = sketch.roadmap.get(Element, draft.milestone.id)
    others = [other for other in mission.elements if other != draft.milestone.id and _is_new(sketch, other)]
    return statement if element is not None and element.lead == mission.lead and not others else None


def joined(sketch: Sketch, draft: Draft, mission: str, precedes: bool) -> Draft:
    """The element with the time of the mission, which then has none of its own beside.

    Where the mission goes before the first use, the element follows it by as much as stated dates differ;
    otherwise the mission waits for the element, which takes the mission's time.
    """
    flight = sketch.drafts[launch_of(mission)]
    basis = f"One undertaking with {flight.title}: their slip and chance are counted once."
    statements = (*flight.statements, *draft.statements)
    if precedes:
        lag = _between(flight, draft)
        sketch.waits.append(
            Wait(flight.milestone, draft.milestone, lag_d=lag, basis=basis, statements=statements)
        )
        return replace(draft, timed=None, chance=1.0, basis=basis)
    sketch.add(replace(flight, timed=None, chance=1.0, basis=basis))
    sketch.waits.append(Wait(draft.milestone, flight.milestone, basis=basis, statements=statements))
    return replace(
        draft,
        timed=flight.timed,
        chance=flight.chance,
        announced=flight.announced,
        basis=f"{basis} {flight.basis}",
        # The time is that of the mission, so that its statement comes first.
        statements=statements,
    )


def _between(flight: Draft, draft: Draft) -> float:
    last = None if flight.when is None else flight.when.latest
    first = None if draft.when is None else draft.when.earliest
    return 0.0 if last is None or first is None else float(max((first - last).days, 0))


def _is_open(sketch: Sketch, statement: Statement) -> bool:
    record = cast("Mission", statement.record)
    return not is_cancelled(record) and sketch.drafts[launch_of(record.id)].since is None


def _is_new(sketch: Sketch, element: str) -> bool:
    """Whether an element is not known to be in use already."""
    statement = sketch.roadmap.statement(Element.kind, element)
    if statement is None:
        return True
    bringing = sketch.responsible.carrying(Element.kind, element)
    return Firmness.FACT not in (statement.firmness, *(one.firmness for one in bringing))
