"""Technologies and gaps: from the readiness level that they have to those that are wanted of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from ecliptic.assess.readiness.workers import Workers, workers_by_gap
from ecliptic.assess.schedule.building.draft import CLOSED, Draft, Sketch, held_on, ready_at
from ecliptic.assess.schedule.building.estimates import Estimated
from ecliptic.assess.schedule.building.times import chanced
from ecliptic.assess.schedule.plan import Milestone, Wait
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Firmness, Project, Technology, TechnologyGap

READY = 6
"""Level at which a gap counts as closed, and that is wanted of a technology where nobody says otherwise.

NASA asks for it before the preliminary design review of what uses the technology (NPR 7123.1, appendix G).
"""

IDLE = "Nobody is stated to work on it."

Levels = Mapping[tuple[str, str], frozenset[int]]
"""Readiness levels that dependencies ask for, by kind and identifier."""


@dataclass(frozen=True, slots=True)
class _Ladder:
    """A technology or gap, and the milestones on its way, lowest level first."""

    kind: str
    id: str
    label: str
    level: int | None
    reached: date
    """Day by which it had its level."""
    rungs: tuple[tuple[int, str], ...]
    """Level and stage of each milestone."""
    organisations: tuple[str, ...]
    worked_on: bool
    firmness: Firmness | None
    statements: tuple[Statement, ...]


def stage_of_gap(level: int) -> str:
    """What a gap has reached at a readiness level."""
    return CLOSED if level == READY else ready_at(level)


def wanted_of(sketch: Sketch, kind: str, identifier: str) -> int:
    """The level that is wanted of a technology or gap where a dependency does not say it."""
    if kind == Technology.kind:
        record = sketch.roadmap.get(Technology, identifier)
        return READY if record is None or record.trl_target is None else record.trl_target
    return READY


def add_technologies(sketch: Sketch, asked: Levels) -> None:
    """Take up every technology that has a target or of which a dependency asks a level."""
    for identifier, statement in sketch.roadmap.taken(Technology.kind).items():
        record = cast("Technology", statement.record)
        levels = set(asked.get((Technology.kind, identifier), ()))
        if record.trl_target is not None:
            levels.add(record.trl_target)
        if not levels:
            continue
        levels |= _on_the_way(sketch, Technology.kind, identifier, max(levels))
        held = record.assessed.latest if record.assessed is not None else None
        contributions = sketch.responsible.contributions(Technology.kind, identifier)
        organisations = sketch.responsible.of(Technology.kind, identifier)
        ladder = _Ladder(
            Technology.kind,
            identifier,
            record.name,
            record.trl_now,
            min(held or held_on(statement), sketch.day),
            tuple((level, ready_at(level)) for level in sorted(levels)),
            organisations or tuple(sorted({s.record.organisation for s in contributions})),  # type: ignore[attr-defined]
            bool(organisations or contributions),
            sketch.responsible.firmness(Technology.kind, identifier),
            (statement, *contributions),
        )
        _climb(sketch, ladder)


def add_gaps(sketch: Sketch, asked: Levels) -> None:
    """Take up the closing of every technology gap, and the levels that dependencies ask of it."""
    workers = workers_by_gap(sketch.roadmap)
    for identifier, statement in sketch.roadmap.taken(TechnologyGap.kind).items():
        record = cast("TechnologyGap", statement.record)
        working = workers.get(identifier, Workers())
        levels = {READY, *asked.get((TechnologyGap.kind, identifier), ())}
        levels |= _on_the_way(sketch, TechnologyGap.kind, identifier, READY)
        ladder = _Ladder(
            TechnologyGap.kind,
            identifier,
            record.title,
            _level_of_gap(sketch, record, working),
            min(held_on(statement), sketch.day),
            tuple((level, stage_of_gap(level)) for level in sorted(levels)),
            tuple(dict.fromkeys(w.organisation for w in working.working if w.organisation is not None)),
            bool(working.working),
            working.firmness,
            (statement, *(worker.statement for worker in working.working)),
        )
        _climb(sketch, ladder)


def _level_of_gap(sketch: Sketch, gap: TechnologyGap, workers: Workers) -> int | None:
    """The highest level of anything that would close the gap, below the one that closes it.

    A gap that is stated is open, whatever the level of a technology that would close it.
    """
    technologies = [sketch.roadmap.get(Technology, other) for other in gap.technologies]
    levels = [technology.trl_now for technology in technologies if technology is not None]
    for worker in workers.working:
        record = worker.statement.record
        if isinstance(record, Project):
            levels.append(record.trl_now or record.trl_begin)
    known = [level for level in levels if level is not None]
    return min(max(known), READY - 1) if known else None


def _on_the_way(sketch: Sketch, kind: str, identifier: str, most: int) -> set[int]:
    """Levels at which estimated steps begin or end, up to the highest that is wanted."""
    return {level for level in sketch.estimates.levels(kind, identifier) if level <= most}


def _climb(sketch: Sketch, ladder: _Ladder) -> None:
    """Take up the milestones of a ladder, each after the one below."""
    below: Milestone | None = None
    level = ladder.level
    for wanted, stage in ladder.rungs:
        draft = _rung(ladder, stage)
        if ladder.level is not None and wanted <= ladder.level:
            sketch.add(replace(draft, since=ladder.reached, basis=f"Rated at TRL {ladder.level}."))
            continue
        estimated = _estimate(sketch, ladder, level, wanted)
        draft = _step(sketch, ladder, draft, (level, wanted), estimated)
        # An estimate of the whole counts from the level now; a step from the level below, which has had
        # its chance already.
        if below is not None and (estimated is None or estimated.record.to_trl is not None):
            draft = replace(draft, chance=1.0)
            sketch.waits.append(Wait(below, draft.milestone, basis="One readiness level follows another."))
        sketch.add(draft)
        below, level = draft.milestone, wanted


def _rung(ladder: _Ladder, stage: str) -> Draft:
    label = ladder.label if len(ladder.label) <= 80 else ladder.label[:79].rstrip() + "…"
    return Draft(
        Milestone(ladder.kind, ladder.id, stage),
        f"{label}: {stage}",
        organisations=ladder.organisations,
        statements=ladder.statements,
    )


def _estimate(sketch: Sketch, ladder: _Ladder, before: int | None, wanted: int) -> Estimated | None:
    """The estimate of one step; for the last, where there is none, that of the whole."""
    found = sketch.estimates.step(ladder.kind, ladder.id, before, wanted)
    if found is None and wanted == ladder.rungs[-1][0]:
        found = sketch.estimates.whole(ladder.kind, ladder.id)
    return found


def _step(
    sketch: Sketch,
    ladder: _Ladder,
    draft: Draft,
    levels: tuple[int | None, int],
    estimated: Estimated | None,
) -> Draft:
    """One step as estimated, else by how technologies ripen if anybody works on it."""
    if estimated is not None:
        timed = estimated.timed
        statements = (*draft.statements, estimated.statement)
        draft = replace(draft, estimate=estimated.record, statements=statements)
    elif ladder.worked_on:
        timed = sketch.timings.ripening(*levels)
    else:
        return replace(draft, known=False, basis=IDLE)
    draft = replace(draft, timed=timed, after_waits=True, basis=timed.basis)
    return chanced(sketch, draft, ladder.firmness)


def levels_of(asked: Iterable[tuple[str, str, int]]) -> Levels:
    """The levels asked of each thing."""
    found: dict[tuple[str, str], set[int]] = {}
    for kind, identifier, level in asked:
        found.setdefault((kind, identifier), set()).add(level)
    return {thing: frozenset(levels) for thing, levels in found.items()}
