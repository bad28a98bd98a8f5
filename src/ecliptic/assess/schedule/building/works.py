"""Projects and contributions, taken up where a dependency names them."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from ecliptic.assess.schedule.building.draft import Draft, Sketch
from ecliptic.assess.schedule.building.times import timed
from ecliptic.assess.schedule.plan import Milestone
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Contribution, Firmness, Project, ProjectStatus


def add_project(sketch: Sketch, milestone: Milestone, statement: Statement) -> None:
    """The end of a project; past where it is completed, never where it is cancelled."""
    record = cast("Project", statement.record)
    draft = Draft(
        milestone,
        f"{record.title} finished",
        when=record.end,
        organisations=sketch.responsible.of(Project.kind, record.id),
        programme=record.programme,
        announced=None if record.end is None else record.end.latest,
        statements=(statement,),
    )
    if record.status is ProjectStatus.CANCELLED:
        sketch.add(replace(draft, chance=0.0, basis="Its status says that it is cancelled."))
        return
    since = sketch.reached(statement, record.end)
    if record.status is ProjectStatus.COMPLETED and since is not None:
        sketch.add(replace(draft, since=since, basis="Its status says that it is completed."))
        return
    sketch.add(timed(sketch, draft, statement))


def add_contribution(sketch: Sketch, milestone: Milestone, statement: Statement) -> None:
    """The beginning of a contribution; past where it is a fact."""
    record = cast("Contribution", statement.record)
    draft = Draft(
        milestone,
        f"{record.title or record.id} begun",
        when=record.start,
        organisations=(record.organisation,),
        announced=None if record.start is None else record.start.latest,
        statements=(statement,),
    )
    since = sketch.reached(statement, record.start) if statement.firmness is Firmness.FACT else None
    if since is not None:
        sketch.add(replace(draft, since=since, basis="Begun, as its statement says."))
        return
    sketch.add(timed(sketch, draft, statement))
