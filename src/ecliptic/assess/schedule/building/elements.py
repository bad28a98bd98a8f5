"""Elements: in use by their own date, with the missions that list them, or as what fills them.

Missions list elements that they use or deliver, and do not say which. Where the stated launch lies wholly
before the stated first use, the mission delivers or shows the element, which then waits for any one of such
missions; otherwise the mission waits for the element. Along such waits stated dates never fall, so that
missions and elements cannot come to wait for one another in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from ecliptic.assess.schedule.building.draft import IN_USE, Draft, Sketch
from ecliptic.assess.schedule.building.missions import is_cancelled, launch_of
from ecliptic.assess.schedule.building.times import timed
from ecliptic.assess.schedule.building.undertakings import carrier, joined
from ecliptic.assess.schedule.plan import Milestone, Wait
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Contribution, Element, Firmness, Mission, PlannedDate

DELIVERED, FILLED = "missions that deliver it", "what fills it or carries it"


@dataclass(frozen=True, slots=True)
class _Carried:
    """A mission that lists an element."""

    mission: str
    record: Mission
    statement: Statement


def use_of(element: str) -> Milestone:
    """The milestone of an element."""
    return Milestone(Element.kind, element, IN_USE)


def add_elements(sketch: Sketch) -> None:
    """Take up the use of every element and its waits for missions, or theirs for it; missions come first."""
    carried = _carried(sketch)
    filled = _filled(sketch)
    for identifier, statement in sketch.roadmap.taken(Element.kind).items():
        draft = _own(sketch, identifier, statement)
        if draft.since is not None:
            draft = replace(draft, since=min([draft.since, *_flown(sketch, carried.get(identifier, ()))]))
        elif draft.own:
            draft = _dated(sketch, draft, carried.get(identifier, ()))
        else:
            draft = _derived(sketch, draft, carried.get(identifier, ()), filled.get(identifier, ()))
        sketch.add(draft)


def _own(sketch: Sketch, identifier: str, statement: Statement) -> Draft:
    """The element by its own date: a fact, an estimate, its first use, or a contribution that brings it."""
    record = cast("Element", statement.record)
    bringing = sketch.responsible.carrying(Element.kind, identifier)
    draft = Draft(
        use_of(identifier),
        f"{record.name} in use",
        organisations=sketch.responsible.of(Element.kind, identifier),
        basis="Nobody states when it is first used, and no mission with a date lists it.",
        statements=(statement,),
    )
    source, when = statement, record.first_use
    if when is None and statement.firmness is not Firmness.FACT:
        source, when = _brought(bringing) or (statement, None)
    if source is not statement:
        draft = replace(draft, statements=(source, statement))
    if source.firmness is Firmness.FACT:
        since = sketch.reached(source, when)
        if since is not None:
            words = "In use, as its statement says" + ("." if when else "; nobody states since when.")
            return replace(draft, since=since, when=when, basis=words)
    announced = None if when is None else when.latest
    draft = replace(draft, when=when, announced=announced)
    firmness = sketch.responsible.firmness(Element.kind, identifier)
    made = timed(sketch, draft, source, firmness)
    return made if made.known else draft


def _brought(bringing: Iterable[Statement]) -> tuple[Statement, PlannedDate | None] | None:
    """The first contribution to an element that says when it starts, or that it is a fact."""
    for statement in bringing:
        start = cast("Contribution", statement.record).start
        if start is not None or statement.firmness is Firmness.FACT:
            return statement, start
    return None


def _dated(sketch: Sketch, draft: Draft, carried: Sequence[_Carried]) -> Draft:
    """An element with a date, and what waits between it and the missions that list it."""
    found = carrier(sketch, draft, [one.statement for one in carried]) if sketch.once else None
    if found is None:
        _between(sketch, draft, carried)
        return draft
    precedes = _precedes(cast("Mission", found.record).launch, draft.when)
    return joined(sketch, draft, found.id, precedes)


def _between(sketch: Sketch, draft: Draft, carried: Iterable[_Carried]) -> None:
    """Lets missions wait for an element that has a date, or it for missions that are stated to go before."""
    standing = [one for one in carried if not is_cancelled(one.record)]
    delivering = [one for one in standing if _precedes(one.record.launch, draft.when)]
    if not _flown(sketch, delivering):
        basis = "The mission lists the element, and its stated launch lies before the stated first use."
        for one in delivering:
            statements = (one.statement, *draft.statements)
            before = launch_of(one.mission)
            sketch.waits.append(
                Wait(before, draft.milestone, alternatives=DELIVERED, basis=basis, statements=statements)
            )
    basis = "The mission lists the element, which has a date of its own."
    for one in standing:
        if one not in delivering:
            statements = (one.statement, *draft.statements)
            sketch.waits.append(
                Wait(draft.milestone, launch_of(one.mission), basis=basis, statements=statements)
            )


def _precedes(launch: PlannedDate | None, first_use: PlannedDate | None) -> bool:
    last = None if launch is None else launch.latest
    first = None if first_use is None else first_use.earliest
    return last is not None and first is not None and last < first


def _derived(
    sketch: Sketch, draft: Draft, carried: Iterable[_Carried], filling: Iterable[Statement]
) -> Draft:
    """An element without a date: with the first mission that lists it, or the first that fills it."""
    missions = list(carried)
    past = _flown(sketch, missions)
    if past:
        return replace(draft, since=min(past), basis="A mission that lists it has flown.")
    basis = "It has no date of its own: in use with the first mission that lists it or element that fills it."
    found = [(launch_of(one.mission), one.statement) for one in missions]
    found += [(use_of(statement.id), statement) for statement in filling]
    for before, statement in found:
        sketch.waits.append(
            Wait(before, draft.milestone, alternatives=FILLED, basis=basis, statements=(statement,))
        )
    return replace(draft, basis=basis) if found else replace(draft, known=False)


def _flown(sketch: Sketch, carried: Iterable[_Carried]) -> list[date]:
    """Days on which missions flew that list an element."""
    flown = [sketch.drafts[launch_of(one.mission)].since for one in carried]
    return [since for since in flown if since is not None]


def _carried(sketch: Sketch) -> Mapping[str, list[_Carried]]:
    found: dict[str, list[_Carried]] = defaultdict(list)
    for identifier, statement in sketch.roadmap.taken(Mission.kind).items():
        record = cast("Mission", statement.record)
        for element in sorted(set(record.elements)):
            found[element].append(_Carried(identifier, record, statement))
    return found


def _filled(sketch: Sketch) -> Mapping[str, list[Statement]]:
    """Concrete elements by the common one that they realise."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for identifier, statement in sketch.roadmap.taken(Element.kind).items():
        common = cast("Element", statement.record).realises
        if common is not None and common != identifier:
            found[common].append(statement)
    return found
