"""The user's own numbers: durations as schedule estimates state them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ecliptic.assess.schedule.kernel import (
    Duration,
    empirical,
    fixed,
    lognormal,
    pert,
    triangular,
    uniform,
)
from ecliptic.errors import UsageError
from ecliptic.vocabulary import DurationShape, ScheduleEstimate

NINETY = 1.2815515655446004
"""Quantile of the standard normal at 90 %."""
LONE_SPREAD = 0.4
"""Assumed spread of the logarithm where a likely time stands alone."""

_NEEDED: dict[DurationShape, tuple[str, ...]] = {
    DurationShape.FIXED: ("likely_d",),
    DurationShape.UNIFORM: ("low_d", "high_d"),
    DurationShape.TRIANGULAR: ("low_d", "likely_d", "high_d"),
    DurationShape.PERT: ("low_d", "likely_d", "high_d"),
    DurationShape.LOGNORMAL: ("likely_d", "high_d"),
    DurationShape.SEEN: ("seen_d",),
}


def has_time(estimate: ScheduleEstimate) -> bool:
    """Whether it says how long something takes, and not only how likely or how dear it is."""
    times = (estimate.low_d, estimate.likely_d, estimate.high_d)
    return any(time is not None for time in times) or bool(estimate.seen_d)


def checked(estimate: ScheduleEstimate) -> None:
    """Raise UsageError where an estimate's numbers do not go together; it names the field and the remedy."""
    first, last = estimate.from_trl, estimate.to_trl
    if first is not None and last is not None and last <= first:
        _refuse(estimate, "to_trl", last, f"It lies above from_trl, which is {first}; give a higher level.")
    if not has_time(estimate):
        if estimate.chance is None:
            remedy = "Give likely_d, or seen_d, or a chance from 0 to 1; without them it estimates nothing."
            _refuse(estimate, "chance", None, remedy)
        return
    _in_order(estimate)
    for field in _NEEDED[_shape(estimate)] if not _lone(estimate) else ():
        if getattr(estimate, field) in (None, ()):
            needed = ", ".join(_NEEDED[_shape(estimate)])
            remedy = f"The shape {_shape(estimate)} needs {needed}; give a number of days, or another shape."
            _refuse(estimate, field, None, remedy)
    if _shape(estimate) is DurationShape.LOGNORMAL and not estimate.likely_d:
        _refuse(estimate, "likely_d", estimate.likely_d, "The median of a lognormal time is above 0 days.")


def _in_order(estimate: ScheduleEstimate) -> None:
    named = [(field, getattr(estimate, field)) for field in ("low_d", "likely_d", "high_d")]
    given = [(field, value) for field, value in named if value is not None]
    for (field, value), (other, most) in pairwise(given):
        if value > most:
            _refuse(
                estimate, field, value, f"It is at most {other}, which is {most:g}; lower it or raise that."
            )


def _refuse(estimate: ScheduleEstimate, field: str, value: object, remedy: str) -> None:
    shown = "empty" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    message = f"schedule-estimate {estimate.id}, {field}: {shown} cannot be used. {remedy}"
    raise UsageError(message)


def _shape(estimate: ScheduleEstimate) -> DurationShape:
    if estimate.shape is not None:
        return estimate.shape
    return DurationShape.SEEN if estimate.seen_d else DurationShape.TRIANGULAR


def _lone(estimate: ScheduleEstimate) -> bool:
    """Whether a likely time is all that is stated."""
    others = (estimate.shape, estimate.low_d, estimate.high_d)
    return estimate.likely_d is not None and not estimate.seen_d and all(o is None for o in others)


def duration_in(estimate: ScheduleEstimate) -> tuple[Duration, str, bool]:
    """The duration that an estimate states, in words too, and whether a spread had to be assumed.

    Raises UsageError where it states none, or numbers that do not go together.
    """
    checked(estimate)
    if not has_time(estimate):
        remedy = "Give likely_d or seen_d, in days; it has a chance alone."
        _refuse(estimate, "likely_d", None, remedy)
    said = f"estimate {estimate.id} of {estimate.organisation}"
    basis = f"{said}: {estimate.basis}" if estimate.basis else said
    if _lone(estimate):
        likely = estimate.likely_d or 0.0
        made = lognormal(likely, LONE_SPREAD) if likely > 0 else fixed(0.0)
        return made, f"{basis} (it states no spread; a factor of {np.exp(LONE_SPREAD):.1f} is assumed)", True
    return _duration(estimate), basis, False


def _duration(estimate: ScheduleEstimate) -> Duration:
    low, likely, high = (value or 0.0 for value in (estimate.low_d, estimate.likely_d, estimate.high_d))
    match _shape(estimate):
        case DurationShape.FIXED:
            return fixed(likely)
        case DurationShape.UNIFORM:
            return uniform(low, high)
        case DurationShape.TRIANGULAR:
            return triangular(low, likely, high)
        case DurationShape.PERT:
            return pert(low, likely, high)
        case DurationShape.LOGNORMAL:
            return lognormal(likely, float(np.log(high / likely)) / NINETY)
        case _:
            return empirical(estimate.seen_d)
