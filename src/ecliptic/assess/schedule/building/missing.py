"""What a plan could not know, counted, with how it is treated."""

from __future__ import annotations

from collections.abc import Sequence

from ecliptic.assess.assessment import Missing
from ecliptic.assess.schedule.building.draft import Sketch
from ecliptic.assess.schedule.building.functions import Wanted
from ecliptic.assess.schedule.building.technologies import IDLE

_FLOOR = "never reached in the lower bound, reached at once in the upper"
_MOST_NAMED = 5


def missing_of(sketch: Sketch, functions: Sequence[Wanted], over: frozenset[str]) -> tuple[Missing, ...]:
    """Everything unknown, kind by kind; what does not occur is left out."""
    drafts = [draft for draft in sketch.drafts.values() if draft.since is None]
    blank = [draft for draft in drafts if not draft.known and draft.milestone not in sketch.unstated]
    idle = [draft for draft in blank if draft.basis == IDLE]

    def of(kind: str) -> int:
        return sum(draft.milestone.kind == kind and draft.basis != IDLE for draft in blank)

    assumed = sum(draft.timed is not None and draft.timed.assumed for draft in drafts)
    silent = sum(not wanted.stated for wanted in functions)
    few = sum(wanted.too_few for wanted in functions)
    absent = sum(wanted.unallocated for wanted in functions)
    estimates = {f"schedule-estimate {e.id}" for e in sketch.estimates.unstated}
    found = [
        Missing("missions to come without a launch date", of("mission"), _FLOOR),
        Missing(
            "elements without a date and without a mission or element that has one", of("element"), _FLOOR
        ),
        Missing(
            "projects and contributions waited for, without a date",
            of("project") + of("contribution"),
            _FLOOR,
        ),
        Missing("technologies and technology gaps on which nobody is stated to work", len(idle), _FLOOR),
        Missing("milestones whose time rests on an assumption", assumed, "counted, and marked as assumed"),
        Missing("functions of phases for which nobody states any allocation", silent, _FLOOR),
        Missing(
            "functions that no element provides in a phase with allocations", absent, "counted as never there"
        ),
        Missing("functions with fewer elements than providers asked for", few, "counted as never there"),
        Missing("missions whose known windows are all over", len(over), "counted as never launched"),
        Missing(f"things named and stated by nobody: {_named(sketch)}", len(sketch.unstated), _FLOOR),
        Missing("estimates of things that nobody states", len(estimates), "left out"),
    ]
    return tuple(missing for missing in found if missing.count)


def _named(sketch: Sketch) -> str:
    """The first of them, with the records that name them."""
    words = [
        f"{milestone.kind} {milestone.id} (by {', '.join(sorted(by))})"
        for milestone, by in sorted(sketch.unstated.items())
    ]
    more = f" and {len(words) - _MOST_NAMED} more" if len(words) > _MOST_NAMED else ""
    return ", ".join(words[:_MOST_NAMED]) + more
