"""The own time and chance of a thing: as estimated, as announced, or unknown."""

from __future__ import annotations

from dataclasses import replace

from ecliptic.assess.schedule.building.draft import Draft, Sketch
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Firmness


def timed(sketch: Sketch, draft: Draft, statement: Statement, firmness: Firmness | None = None) -> Draft:
    """The draft with its own time and chance: as estimated, else as the statement announces, else unknown.

    The firmness is that of the statement, or the one given where the statement says none.
    """
    kind, identifier, _ = draft.milestone
    estimated = sketch.estimates.whole(kind, identifier)
    if estimated is not None:
        own = estimated.timed
        draft = replace(
            draft,
            timed=own,
            estimate=estimated.record,
            after_waits=True,
            statements=(*draft.statements, estimated.statement),
        )
    elif draft.when is not None:
        own = sketch.timings.announced(statement, draft.when)
        draft = replace(draft, timed=own, announced=own.announced or draft.announced)
    else:
        return replace(draft, known=False, basis=draft.basis or "Nobody states when.")
    return chanced(sketch, replace(draft, basis=own.basis), statement.firmness or firmness)


def chanced(sketch: Sketch, draft: Draft, firmness: Firmness | None) -> Draft:
    """The draft with its chance: as estimated, else by how firmly it is stated."""
    kind, identifier, _ = draft.milestone
    given = sketch.estimates.chance(kind, identifier)
    if given is not None:
        chance, source = given
        return replace(
            draft,
            chance=chance,
            basis=f"{draft.basis}; its chance is as estimated"
            if draft.basis
            else "its chance is as estimated",
            statements=(*draft.statements, source),
        )
    chance, words = sketch.timings.chance(firmness)
    return replace(draft, chance=chance, basis=f"{draft.basis}; {words}" if draft.basis else words)
