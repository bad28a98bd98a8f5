"""What is known of a function in its phase, in a word."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.building import Wanted

LIKELY = 0.5
"""A function is likely in time where that is likelier than not."""


class State(Enum):
    """From what is there to what nobody speaks of; each function is in one of them."""

    THERE = "there already"
    LIKELY = "likely in time"
    UNLIKELY = "unlikely in time"
    UNDATED = "provided by elements without a date"
    HELD = "held by technology gaps that nobody works on"
    NO_NEED_DATE = "planned, with no date at which the phase needs it"
    UNALLOCATED = "provided by no element, or by too few"
    NOT_STATED = "in a phase for which nobody states allocations"


def state_of(found: Answered, wanted: Wanted) -> State:
    """The state of a function: first what cannot be known, then how likely it is."""
    if not wanted.stated:
        return State.NOT_STATED
    milestone = wanted.milestone
    if milestone is None or milestone not in found.chances:
        return State.UNALLOCATED
    told = found.chances[milestone]
    if told.floor.dates[90] is not None and told.floor.dates[90] <= found.plan.day and told.floor.ever == 1:
        return State.THERE
    if wanted.unknown:
        return State.UNDATED
    if wanted.held_by_gaps and found.parameters.gaps:
        return State.HELD
    if told.by is None:
        return State.NO_NEED_DATE
    return State.LIKELY if told.floor.chance >= LIKELY else State.UNLIKELY
