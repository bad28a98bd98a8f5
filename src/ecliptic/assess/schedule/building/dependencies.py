"""Dependencies that are stated: what each names, as milestones, and what it makes wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from ecliptic.assess.schedule.building.draft import BEGUN, FINISHED, Draft, Sketch, ready_at
from ecliptic.assess.schedule.building.elements import use_of
from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.building.functions import Functions
from ecliptic.assess.schedule.building.missions import launch_of
from ecliptic.assess.schedule.building.technologies import Levels, levels_of, stage_of_gap, wanted_of
from ecliptic.assess.schedule.building.works import add_contribution, add_project
from ecliptic.assess.schedule.plan import Milestone, Wait
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import (
    Contribution,
    Dependency,
    Element,
    Function,
    Mission,
    Project,
    Technology,
    TechnologyGap,
)

KINDS_THAT_WAIT = (
    "mission",
    "element",
    "technology",
    "technology-gap",
    "project",
    "function",
    "contribution",
)
RIPENING = (Technology.kind, TechnologyGap.kind)

IN_ANY_PHASE = "available in any phase"

_STAGES = {Project.kind: FINISHED, Contribution.kind: BEGUN}


def levels_asked(sketch: Sketch) -> Levels:
    """Readiness levels that dependencies ask for, so that technologies have a milestone for each."""
    asked = []
    for statement in sketch.roadmap.taken(Dependency.kind).values():
        record = _dependency(statement)
        ends = ((record.before_kind, record.before), (record.after_kind, record.after))
        for (kind, identifier), level in zip(ends, (record.readiness, None), strict=True):
            if kind in RIPENING:
                asked.append((kind, identifier, level or wanted_of(sketch, kind, identifier)))
    return levels_of(asked)


def add_dependencies(sketch: Sketch, functions: Functions) -> None:
    """Take up every dependency; all else but the other functions must be there already."""
    enough = _enough(sketch)
    for identifier, statement in sketch.roadmap.taken(Dependency.kind).items():
        record = _dependency(statement)
        faults = _faults(record)
        sketch.faults += faults
        if faults:
            continue
        stated = sketch.roadmap.statement(record.after_kind, record.after) is not None
        by = f"{Dependency.kind} {identifier}"
        if not stated:
            missing = Milestone(record.after_kind, record.after, _stage(record.after_kind))
            sketch.unstated.setdefault(missing, set()).add(by)
            continue
        before = _before(sketch, functions, record, by)
        group = (record.after_kind, record.after, record.alternatives or "")
        for after in _after(sketch, functions, record):
            sketch.waits.append(
                Wait(
                    before,
                    after,
                    record.lag_d or 0.0,
                    # Marked, so that it is never mixed up with alternatives that the plan itself makes.
                    f"{record.alternatives} (stated)" if record.alternatives else None,
                    enough.get(group, 1) if record.alternatives else 1,
                    record.basis or "Stated as a dependency.",
                    (statement,),
                )
            )


def carry(sketch: Sketch) -> None:
    """Let missions without a date launch with the mission that they wait for, which carries them."""
    carried = {w.after for w in sketch.waits if w.before.kind == w.after.kind == Mission.kind}
    for milestone in sorted(carried):
        draft = sketch.drafts[milestone]
        if not draft.known and draft.when is None and milestone not in sketch.unstated:
            basis = "Nobody states a date of its own; launched with the mission that it waits for."
            sketch.add(replace(draft, known=True, basis=basis))


def _before(sketch: Sketch, functions: Functions, record: Dependency, by: str) -> Milestone:
    """The milestone that comes first; its time is unknown where nobody states the thing."""
    kind, identifier = record.before_kind, record.before
    statement = sketch.roadmap.statement(kind, identifier)
    if statement is None:
        level = record.readiness
        milestone = Milestone(kind, identifier, ready_at(level) if level else _stage(kind))
        sketch.named(milestone, by)
        return milestone
    if kind in RIPENING:
        return _ripe(kind, identifier, record.readiness or wanted_of(sketch, kind, identifier))
    if kind == Function.kind:
        return _in_any_phase(sketch, functions, identifier, statement)
    return _made(sketch, kind, identifier, statement)


def _after(sketch: Sketch, functions: Functions, record: Dependency) -> list[Milestone]:
    """The milestones that wait: all steps of a technology, and a function in all its phases."""
    kind, identifier = record.after_kind, record.after
    if kind == Function.kind:
        found = functions.everywhere(identifier)
        return [wanted.provided for wanted in found if wanted.provided is not None]
    if kind in RIPENING:
        rungs = [draft for m, draft in sketch.drafts.items() if (m.kind, m.id) == (kind, identifier)]
        return [draft.milestone for draft in rungs if draft.since is None]
    statement = sketch.roadmap.statement(kind, identifier)
    return [] if statement is None else [_made(sketch, kind, identifier, statement)]


def _made(sketch: Sketch, kind: str, identifier: str, statement: Statement) -> Milestone:
    """The milestone of a thing that has one; projects and contributions are taken up when they are named."""
    if kind == Mission.kind:
        return launch_of(identifier)
    if kind == Element.kind:
        return use_of(identifier)
    milestone = Milestone(kind, identifier, _STAGES[kind])
    if milestone not in sketch.drafts:
        add = add_project if kind == Project.kind else add_contribution
        add(sketch, milestone, statement)
    return milestone


def _in_any_phase(sketch: Sketch, functions: Functions, function: str, statement: Statement) -> Milestone:
    """A function that something waits for: there as soon as it is in one of its phases."""
    milestone = Milestone(Function.kind, function, IN_ANY_PHASE)
    if milestone in sketch.drafts:
        return milestone
    found = [wanted.milestone for wanted in functions.everywhere(function) if wanted.milestone is not None]
    basis = "Available in the first of its phases." if found else "No phase has enough elements for it."
    title = f"{function} {IN_ANY_PHASE}"
    # Where no phase provides it, it is not unknown: it does not come about.
    draft = Draft(milestone, title, chance=1.0 if found else 0.0, basis=basis, statements=(statement,))
    sketch.add(draft)
    for before in found:
        sketch.waits.append(Wait(before, milestone, alternatives="its phases", basis=basis))
    return milestone


def _ripe(kind: str, identifier: str, level: int) -> Milestone:
    stage = stage_of_gap(level) if kind == TechnologyGap.kind else ready_at(level)
    return Milestone(kind, identifier, stage)


def _stage(kind: str) -> str:
    """A stage of a thing that nobody states."""
    return _STAGES.get(kind, "there")


def _faults(record: Dependency) -> list[Fault]:
    """What is wrong with one dependency by itself."""
    found = []

    def fault(field: str, value: object, message: str) -> None:
        found.append(Fault(Dependency.kind, record.id, field, str(value), message))

    choices = ", ".join(KINDS_THAT_WAIT)
    for field, kind in (("before_kind", record.before_kind), ("after_kind", record.after_kind)):
        if kind not in KINDS_THAT_WAIT:
            fault(field, kind, f"Things of this kind do not come about at a time. Name one of: {choices}.")
    if record.readiness is not None and record.before_kind not in RIPENING:
        fault("readiness", record.readiness, "Only technologies and technology gaps have a readiness level.")
    if record.enough is not None and record.alternatives is None:
        fault("enough", record.enough, "Name the set of alternatives of which so many are enough.")
    return found


def _enough(sketch: Sketch) -> Mapping[tuple[str, str, str], int]:
    """How many of each set of alternatives are enough; faults where that is not one possible number."""
    sets: dict[tuple[str, str, str], list[Dependency]] = defaultdict(list)
    for statement in sketch.roadmap.taken(Dependency.kind).values():
        record = _dependency(statement)
        if record.alternatives is not None and not _faults(record):
            sets[record.after_kind, record.after, record.alternatives].append(record)
    enough = {}
    for group, records in sets.items():
        given = sorted({record.enough for record in records if record.enough is not None})
        enough[group] = given[-1] if given else 1
        count = len({(record.before_kind, record.before, record.readiness) for record in records})
        if len(given) < 2 and enough[group] <= count:
            continue
        of = f"alternatives {group[2]} of {group[0]} {group[1]}"
        for record in records:
            if record.enough is not None:
                message = (
                    f"The {of} say different numbers; give all the same."
                    if len(given) > 1
                    else f"There are only {count} {of}; give at most that number."
                )
                sketch.faults.append(Fault(Dependency.kind, record.id, "enough", str(record.enough), message))
        enough[group] = min(enough[group], count)
    return enough


def _dependency(statement: Statement) -> Dependency:
    return cast("Dependency", statement.record)
