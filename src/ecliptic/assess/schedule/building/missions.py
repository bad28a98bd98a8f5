"""Missions: the launch, as announced, as estimated, past, cancelled or unknown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import cast

from ecliptic.assess.schedule.building.draft import LAUNCH, Draft, Sketch
from ecliptic.assess.schedule.building.organisations import programmes
from ecliptic.assess.schedule.building.times import timed
from ecliptic.assess.schedule.plan import Milestone
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Firmness, Mission

# At the beginning only: "planned on the landed stage" and "to be launched" say nothing of the kind.
_FLOWN = re.compile(
    r"(?:flown|launched|completed|landed|operating|operational|in flight|in orbit|cruise|crashed)\b",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"(?<!not )(?<!not yet )\bcancel", re.IGNORECASE)


def launch_of(mission: str) -> Milestone:
    """The milestone of a mission."""
    return Milestone(Mission.kind, mission, LAUNCH)


def add_missions(sketch: Sketch) -> None:
    """Take up the launch of every mission."""
    series = programmes(sketch.roadmap)
    for identifier, statement in sketch.roadmap.taken(Mission.kind).items():
        sketch.add(_drafted(sketch, identifier, statement, series.get(identifier)))


def is_cancelled(mission: Mission) -> bool:
    """Whether its status says so."""
    return mission.status is not None and _CANCELLED.search(mission.status) is not None


def _drafted(sketch: Sketch, identifier: str, statement: Statement, programme: str | None) -> Draft:
    mission = cast("Mission", statement.record)
    draft = Draft(
        launch_of(identifier),
        f"Launch of {mission.name}",
        when=mission.launch,
        organisations=sketch.responsible.of(Mission.kind, identifier),
        programme=programme,
        announced=None if mission.launch is None else mission.launch.latest,
        statements=(statement,),
    )
    since = _flown(sketch, statement, mission)
    if since is not None:
        return replace(draft, since=since, basis="Flown, as its statement says.")
    if is_cancelled(mission):
        return replace(draft, chance=0.0, basis=f"Its status says that it is cancelled: {mission.status}.")
    return timed(sketch, draft, statement)


def _flown(sketch: Sketch, statement: Statement, mission: Mission) -> date | None:
    """Day of the launch, where it is past: stated as a fact, or flown by its status."""
    fact = statement.firmness is Firmness.FACT
    if fact or (mission.status is not None and _FLOWN.match(mission.status)):
        return sketch.reached(statement, mission.launch)
    return None
