"""How likely it is that something comes about at all, by how firmly it is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness, Mission

ASSUMED: Mapping[Firmness | None, float] = {
    Firmness.FACT: 1.0,
    Firmness.APPROVED: 0.9,
    Firmness.PLANNED: 0.7,
    Firmness.CONSIDERED: 0.4,
    Firmness.CONCEPT: 0.2,
    Firmness.INTEREST: 0.1,
    None: 0.4,
}
"""Chances that are assumed; no published figure was found. Without a firmness it is taken as considered."""
WORTH = 20
"""Missions that an assumed chance is worth against those of the roadmap."""

_STOPPED = ("cancel", "paus", "terminated", "abandoned", "withdrawn")


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the missions that were once stated with one firmness."""

    firmness: Firmness | None
    stated: int
    stopped: int
    """Their status says that they were cancelled or paused."""
    came: int
    """They flew."""
    unrecorded: int = 0
    """Of all missions that were stopped, those of which nobody says how firm they had been."""


def stopped(status: str | None) -> bool:
    """Whether a status says that work was cancelled or paused, its own or that of what it belongs to."""
    return any(word in (status or "").lower() for word in _STOPPED)


def standings(roadmap: Roadmap) -> dict[Firmness | None, Standing]:
    """What became of missions, by each firmness with which any version of a statement names them.

    A statement that itself says that a mission was stopped is no statement of how firm it was.
    """
    counts: dict[Firmness | None, list[int]] = {firmness: [0, 0, 0] for firmness in ASSUMED}
    unrecorded = 0
    for identifier, mission in roadmap.records(Mission).items():
        flew = roadmap.firmness("mission", identifier) is Firmness.FACT
        halted = not flew and stopped(mission.status)
        once = _once(roadmap, identifier)
        unrecorded += halted and not once - {None}
        for firmness in once:
            counts[firmness][0] += 1
            counts[firmness][1] += halted
            counts[firmness][2] += flew
    return {
        firmness: Standing(firmness, stated, ended, came, unrecorded)
        for firmness, (stated, ended, came) in counts.items()
    }


def _once(roadmap: Roadmap, identifier: str) -> set[Firmness | None]:
    """Firmness with which a mission was stated before what became of it was."""
    earlier: set[Firmness | None] = set()
    for statement in roadmap.history("mission", identifier):
        record = statement.record
        told = isinstance(record, Mission) and stopped(record.status)
        if statement.firmness is not Firmness.FACT and not (told and statement.firmness is None):
            earlier.add(statement.firmness)
    return earlier


def chance(firmness: Firmness | None, standing: Standing | None = None) -> tuple[float, str]:
    """The chance that something comes about, and what it rests on.

    Missions of the roadmap count, beside an assumption worth twenty of them, only where some of that
    firmness were stopped and some came about, and where more stopped missions are known to have been so firm
    than are of unknown firmness: a roadmap that no longer rates what was stopped shows survivors, and its
    count would flatter.
    """
    assumed = ASSUMED[firmness]
    if firmness is Firmness.FACT:
        return assumed, "a fact"
    name = f"stated as {firmness}" if firmness is not None else "stated without a firmness"
    words = f"chance of {assumed:.0%} assumed for what is {name}"
    if standing is None or not (standing.stopped and standing.came):
        return assumed, words
    if standing.unrecorded >= standing.stopped:
        return assumed, (
            f"{words}; that {standing.came} such missions flew and {standing.stopped} were stopped is not "
            f"counted, since nobody says how firm {standing.unrecorded} other stopped ones had been"
        )
    settled = standing.stopped + standing.came
    found = (assumed * WORTH + standing.came) / (WORTH + settled)
    return found, (
        f"chance of {found:.0%} for what is {name}: {standing.came} of {settled} such missions flew and "
        f"{standing.stopped} were stopped, beside {assumed:.0%} assumed as if from {WORTH} missions"
    )
