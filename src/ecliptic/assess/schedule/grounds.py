"""What the answer takes for granted, and what it did not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Missing
from ecliptic.assess.schedule.uncertainty import too_vague

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered


def ground_rules(found: Answered) -> tuple[str, ...]:
    """What is so by the question itself."""
    rules = [
        f"Everything is seen from {found.plan.day}: what has come about by then is certain, and what has not "
        "comes later.",
        f"A function is provided when {found.parameters.providers} of the elements allocated to it in its "
        f"phase {'is' if found.parameters.providers == 1 else 'are'} in use.",
        "What has no date is told in two ways: never there (the lower number, which is the headline), and "
        "there at once (the upper).",
    ]
    if found.parameters.gaps:
        rules.append(
            "A function is available when it is provided and every technology gap that names it is closed."
        )
    return tuple(rules)


def assumptions(found: Answered) -> tuple[str, ...]:
    """What was assumed because nobody states it."""
    slips, overall = found.timings.slips, found.timings.slips.overall
    told = [
        "Lead times stretch as they did in the past, by publisher and kind and drawn to the mean of all: in "
        f"the median {overall.factor:.2f} times what was announced ({overall.basis}).",
        "A mission's announced date already allows for what its publisher knows of the things that it waits "
        "for; counting their own slips too makes the answer rather too late than too early.",
        "Steps of one organisation, and steps of one programme, are correlated by "
        f"{found.parameters.correlation:g} (normal copula); otherwise, and apart from what is uncertain "
        "about slips in common, they are independent.",
        "Technology gaps that somebody works on close as projects of the readiness statistics did; these "
        "are funded spans of mostly small projects and no natural times of maturing.",
        "Chances that something comes about at all go by its firmness; see the column basis of the "
        "milestones.",
    ]
    told += [f"{phase}: {when.basis}" for phase, when in found.needed.items() if when.is_indication]
    if found.parameters.learned and not slips.groups:
        told.append(
            "The roadmap has no history of dates, so that published figures alone tell how far dates slip."
        )
    return tuple(told)


def missing(found: Answered) -> tuple[Missing, ...]:
    """What was unknown, with how it was treated."""
    undated = [phase for phase, when in found.needed.items() if when.day is None]
    more = (
        Missing(
            "phases of which nobody states or indicates when they need their functions",
            len(undated),
            "chances in time are left empty; chances to be there at all are told",
        ),
        Missing(
            "missions whose launch is known too vaguely to judge predictions",
            len(too_vague(found.roadmap)),
            "left out of the calibration",
        ),
    )
    return (*found.built.missing, *(one for one in more if one.count))
