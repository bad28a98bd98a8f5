"""How dates hang together: dependencies, estimates of durations and chances, and windows of time."""

from __future__ import annotations

from ecliptic.vocabulary.architecture import Location, Mission
from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import (
    Amount,
    Days,
    DaysEitherWay,
    Identifier,
    PositiveCount,
    ReadinessLevel,
    Ref,
    Share,
    Text,
)
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.terms import DurationShape


class Dependency(
    Record,
    kind="dependency",
    plural="dependencies",
    family="architecture",
    any_refs={"before": "before_kind", "after": "after_kind"},
    expected=("basis",),
):
    """One thing must be there before another can be: a rover before its lander leaves.

    What records say of themselves, such as the elements of a mission, needs no dependency of its own.
    """

    before_kind: Identifier
    """Kind of the thing that comes first, such as element or technology."""
    before: Identifier
    """Identifier of the thing that comes first."""
    after_kind: Identifier
    """Kind of the thing that waits for it."""
    after: Identifier
    """Identifier of the thing that waits for it."""
    readiness: ReadinessLevel | None = None
    """Readiness level that a technology or gap must reach first; empty for the level that is wanted of it."""
    lag_d: DaysEitherWay | None = None
    """Time that passes after the first is there; below nought where the second may come so much before."""
    alternatives: Identifier | None = None
    """Name of a set of alternatives: of the dependencies of one thing that share it, not all must be met."""
    enough: PositiveCount | None = None
    """How many of the alternatives are enough; empty for one."""
    basis: Text | None = None
    """Where the dependency comes from."""


class ScheduleEstimate(
    Record,
    kind="schedule-estimate",
    plural="schedule-estimates",
    family="architecture",
    lead="organisation",
    any_refs={"target": "target_kind"},
    expected=(("likely_d", "seen_d", "chance"), "basis"),
):
    """How long something still takes, how likely it is to come about, and what it costs, as estimated.

    The time counts from the date of the estimate or, if that is later, from when all it waits for is there.
    """

    organisation: Ref[Organisation]
    """Organisation that estimates."""
    target_kind: Identifier
    """Kind of the thing estimated, such as mission, element or technology."""
    target: Identifier
    """Identifier of the thing estimated."""
    from_trl: ReadinessLevel | None = None
    """Readiness level from which the step starts, where the estimate is about one step of a technology."""
    to_trl: ReadinessLevel | None = None
    """Readiness level that the step reaches."""
    shape: DurationShape | None = None
    """How chances are spread between the least and the longest time; triangular where it is not stated."""
    low_d: Days | None = None
    """Least time that it takes."""
    likely_d: Days | None = None
    """Likeliest time; the median of a lognormal shape."""
    high_d: Days | None = None
    """Longest time; the time kept with a chance of 90 % for a lognormal shape."""
    seen_d: tuple[Days, ...] = ()
    """Times that comparable work has taken, for the shape of what was seen."""
    chance: Share | None = None
    """Chance from 0 to 1 that it comes about at all."""
    cost_low: Amount | None = None
    """Least cost, in whole units of the currency."""
    cost_likely: Amount | None = None
    """Likeliest cost, in whole units of the currency."""
    cost_high: Amount | None = None
    """Highest cost, in whole units of the currency."""
    cost_per_year: Amount | None = None
    """What each year adds to the cost, in whole units of the currency."""
    cost_currency: Text | None = None
    """ISO 4217 code of the currency."""
    basis: Text | None = None
    """What the estimate rests on."""


class Window(
    Record,
    kind="window",
    plural="windows",
    family="architecture",
    expected=("opens", "closes", ("destination", "missions")),
):
    """A time in which something may be launched, or may not: a launch window, a season of light."""

    name: Text
    """What it is called."""
    destination: Ref[Location] | None = None
    """Place for which it holds, with all that lies in it: whatever goes there keeps to the window."""
    missions: tuple[Ref[Mission], ...] = ()
    """Missions for which it holds."""
    opens: PlannedDate | None = None
    """First day of the window."""
    closes: PlannedDate | None = None
    """Last day of the window."""
    repeats_d: Days | None = None
    """Time from one opening to the next; empty for one window alone."""
    blackout: bool = False
    """True where nothing may start in the time named, rather than only then."""
    notes: Text | None = None
    """Anything that a reader must know."""
