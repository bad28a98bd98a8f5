"""Dates that cannot be, dates that have passed, and statements that have grown old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ecliptic.roadmap.audit.finding import Fault, Inspection, Thing, capitalised
from ecliptic.roadmap.statement import Statement
from ecliptic.vocabulary import KINDS, Element, Firmness, Mission, Phase, PlannedDate

# Pairs of dates of which the first must not come after the second, in whichever kind has both.
ORDERED_DATES = (("start", "end"), ("joined", "left"))
# The day on which a thing happens, by kind: until then it is no fact.
HAPPENINGS = {Mission.kind: "launch", Element.kind: "first_use"}


def dates_out_of_order(inspection: Inspection) -> Iterator[Fault]:
    """Things that end for certain before they begin."""
    dated = {
        kind: [pair for pair in ORDERED_DATES if model.model_fields.keys() >= set(pair)]
        for kind, model in KINDS.items()
    }
    for statement in inspection.current:
        record = statement.record
        for first, last in dated[record.kind]:
            begin, end = getattr(record, first), getattr(record, last)
            if _surely_before(end, begin):
                yield Fault.of(
                    statement,
                    f"{capitalised(inspection.name(record.kind, record.id))} has {last} {end} before "
                    f"{first} {begin}.",
                    field=last,
                    value=str(end),
                )


def phases_out_of_order(inspection: Inspection) -> Iterator[Fault]:
    """Phases that begin for certain before the phase that they follow."""
    phases = inspection.roadmap.records(Phase)
    for identifier, statement in inspection.roadmap.taken(Phase.kind).items():
        phase = phases[identifier]
        before = phases.get(phase.follows) if phase.follows is not None else None
        if before is not None and _surely_before(phase.start, before.start):
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(Phase.kind, identifier))} starts {phase.start}, before the "
                f"start, {before.start}, of {inspection.name(Phase.kind, before.id)}, which it follows.",
                field="start",
                value=str(phase.start),
                others=(Thing(Phase.kind, before.id),),
            )


def facts_to_come(inspection: Inspection) -> Iterator[Fault]:
    """Things that are stated as facts before the day on which they can happen."""
    for statement, field, when in _happenings(inspection):
        stated = known_on(statement)
        if statement.firmness is Firmness.FACT and when.earliest is not None and when.earliest > stated:
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(statement.kind, statement.id))} is stated as a fact on "
                f"{stated.isoformat()}, before its {field.replace('_', ' ')} of {when}.",
                field=field,
                value=str(when),
            )


def past_launches(inspection: Inspection) -> Iterator[Fault]:
    """Missions whose launch date has passed while the statement still speaks of a plan."""
    today = inspection.today or date.min
    for statement, field, when in _happenings(inspection):
        firmness = statement.firmness
        if field != "launch" or firmness in (None, Firmness.FACT):
            continue
        if when.latest is not None and when.latest < today:
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(statement.kind, statement.id))} was to be launched {when}, "
                f"which has passed, and is still stated as {firmness}.",
                field=field,
                value=str(when),
            )


def stale(inspection: Inspection) -> Iterator[Fault]:
    """Statements that hold for a day too long ago."""
    today = inspection.today or date.min
    limit = timedelta(days=inspection.stale_after_days)
    for statement in inspection.current:
        known = known_on(statement)
        if today - known > limit:
            yield Fault.of(
                statement,
                f"What {statement.publisher} states about {inspection.name(statement.kind, statement.id)} is "
                f"as of {known.isoformat()}, {(today - known).days} days ago.",
                field="as_of" if statement.envelope.as_of is not None else "stated_at",
                value=known.isoformat(),
            )


def versions_out_of_order(inspection: Inspection) -> Iterator[Fault]:
    """Statements whose version is later and whose date is earlier than another's of the same publisher."""
    roadmap = inspection.roadmap
    for statement in inspection.current:
        for earlier in roadmap.history(statement.kind, statement.id):
            if (
                earlier.publisher == statement.publisher
                and earlier.version < statement.version
                and earlier.stated_at > statement.stated_at
            ):
                yield Fault.of(
                    statement,
                    f"Version {statement.version} of what {statement.publisher} states about "
                    f"{inspection.name(statement.kind, statement.id)} is older than version "
                    f"{earlier.version}.",
                    field="version",
                    value=str(statement.version),
                )
                break


def _happenings(inspection: Inspection) -> Iterator[tuple[Statement, str, PlannedDate]]:
    for statement in inspection.current:
        field = HAPPENINGS.get(statement.kind)
        if field is not None and (when := getattr(statement.record, field)) is not None:
            yield statement, field, when


def known_on(statement: Statement) -> date:
    """The last day for which a statement can hold: as of when it speaks, but not later than it was made."""
    stated = statement.stated_at.date()
    as_of = statement.envelope.as_of
    return stated if as_of is None or as_of.latest is None else min(as_of.latest, stated)


def _surely_before(one: PlannedDate | None, other: PlannedDate | None) -> bool:
    if one is None or other is None or one.latest is None or other.earliest is None:
        return False
    return one.latest < other.earliest
