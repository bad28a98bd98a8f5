"""What an answer goes by: rules that always hold, what was assumed, and what was unknown."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ecliptic.assess.assessment import Missing
from ecliptic.assess.involvement import counted
from ecliptic.assess.partnership.ground import Ground
from ecliptic.assess.partnership.model import Problem
from ecliptic.assess.partnership.options import ALIGNMENT, EFFORT
from ecliptic.assess.partnership.stakes import ASSUMED_CLASS, POINTS, YEARS
from ecliptic.vocabulary import Budget, EffortClass


def ground_rules(ground: Ground) -> tuple[str, ...]:
    """Rules that always hold."""
    return (
        f"This answer may be shown to {ground.audience.words}.",
        "An option is a suggestion to talk about. Nothing in it is a commitment of anybody, and an interest "
        "is never counted as one.",
        "Every organisation is at least as well off in an option as alone, in its own weights.",
        "An organisation's limits, allowances, priorities and estimates count only as it states them itself.",
        "Effort is counted in points of size classes: an order, and no money. Money is used only within the "
        "allowance of an organisation that states both in one currency; budgets as a whole are never used.",
        "Whoever provides a need already is no candidate for it; an interest alone is enough for nothing.",
    )


def assumptions(ground: Ground) -> tuple[str, ...]:
    """What was assumed where nobody says."""
    classes = ", ".join(f"{kind}: {effort}" for kind, effort in ASSUMED_CLASS.items())
    points = ", ".join(f"{c} {POINTS[c]:g} points and {YEARS[c]} years" for c in EffortClass)
    return (
        f"Where nobody estimates the effort of a need, it is taken by its kind ({classes}); {points}.",
        f"Whoever leads keeps {Problem.lead_share:.0%} of the work where others contribute; whoever backs up "
        f"keeps {Problem.standby:.0%} of its own effort ready.",
        f"Nobody leads more than {ground.most_leads} needs: those who provided parts "
        "half as many, those who have supplied payloads a quarter, others a tenth, and at least one.",
        "Who has stated no priorities weighs needs by its interests, and all others alike.",
        f"In the balanced option coverage weighs 1, alignment {ALIGNMENT:g}, and the effort of meeting every "
        f"need {EFFORT:g}.",
        "In samples, weights vary by about a half and efforts by two fifths, work may take up to two years "
        "more, and a part is taken up with a chance between 40 % and 95 % by how firmly its organisation has "
        "spoken near the need. These spreads are judgements, not measurements.",
        "Fair shares are Shapley values of what coalitions could lead, were effort no object.",
        "Topics of functions, gaps and missions are connected with those of capabilities by crosswalks and "
        "words of our own making, which nobody has confirmed.",
    )


def missing(ground: Ground) -> tuple[Missing, ...]:
    """What was unknown, and how it was treated."""
    draft = ground.draft
    unestimated = int((~draft.stakes.estimated).all(axis=0).sum()) if len(ground.needs) else 0
    no_allowance = int(np.isnan(draft.stakes.allowance).all(axis=1).sum())
    budgets = Counter(b.organisation for b in ground.audience.roadmap.records(Budget).values())
    about_organisations = (
        Missing("needs whose effort nobody estimates", unestimated, "a class of effort is assumed by kind"),
        Missing(
            "organisations that state no allowance for joint work",
            no_allowance,
            "no limit of means is known; only how many needs each may lead is limited",
        ),
        Missing(
            "organisations with stated budgets of other scope",
            len(budgets),
            "not used: what a budget as a whole leaves for joint work is unknown",
        ),
        Missing(
            "organisations that state no priorities",
            int((~draft.stakes.has_priorities).sum()),
            "their weights are taken from interests, and equal where there are none",
        ),
    )
    entries = (*about_organisations, *_about_needs(ground))
    return tuple(entry for entry in entries if entry.count)


def _about_needs(ground: Ground) -> tuple[Missing, ...]:
    draft = ground.draft
    no_topic = sum(not ground.topics(need) for need in ground.needs)
    return (
        Missing(
            "needs without a date by which they are needed",
            sum(need.need_by is None for need in ground.needs),
            "may be met in any year that is planned for",
        ),
        Missing("needs of which nobody says the topic", no_topic, "left without a candidate"),
        Missing(
            "needs that nobody is known to be able to lead",
            len(draft.without_candidate),
            "not put to the optimiser; listed as findings",
        ),
        Missing(
            "pairs of organisation and need whose cost is not known in the currency of its allowance",
            draft.beyond_means,
            "left out: what has no price cannot be kept within an allowance",
        ),
        Missing(
            f"of {counted(ground.chosen.robustness.samples, 'sample')}, those ended by a time limit",
            ground.chosen.robustness.cut_short,
            "the best found until then counts; run again on a quieter machine",
        ),
    )
