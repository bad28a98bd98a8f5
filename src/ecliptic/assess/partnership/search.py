"""Looks for common ground: from a roadmap to needs, matches, options and how well they hold."""

from __future__ import annotations

from ecliptic.assess.partnership.audience import Audience
from ecliptic.assess.partnership.drafting import (
    Draft,
    Drafter,
    Matches,
    Rules,
    interest_of,
    organisations_in,
    uptake_of,
)
from ecliptic.assess.partnership.ground import Chosen, Ground, Instead
from ecliptic.assess.partnership.matching import Matcher
from ecliptic.assess.partnership.needs import OPEN, Want, needs_of
from ecliptic.assess.partnership.options import alternatives, balance, choose, nothing
from ecliptic.assess.partnership.question import PartnershipParameters
from ecliptic.assess.partnership.robustness import Trial
from ecliptic.assess.partnership.stakes import Horizon, stakes_of
from ecliptic.assess.partnership.worth import Weighing, worth_of
from ecliptic.roadmap import Roadmap


def search(audience: Audience, parameters: PartnershipParameters) -> Ground:
    """Everything that an answer tells, worked out once."""
    roadmap = audience.roadmap
    wants = [*OPEN, Want.FRAGILE] if parameters.fragile else OPEN
    needs = needs_of(roadmap, wants=wants, phase=parameters.phase)
    matcher = Matcher(roadmap, needs)
    matches = {
        subject: [match for match in ranked if match.grounded and not match.present]
        for subject, ranked in matcher.by_need.items()
    }
    horizon = _horizon(roadmap, parameters)
    organisations = organisations_in(matches)
    worth = worth_of(roadmap, needs, Weighing.OBJECTIVES if parameters.by_objectives else Weighing.NEEDS)
    stakes = stakes_of(
        roadmap, organisations, needs, matcher.scopes, horizon, interest_of(needs, matches, organisations)
    )
    drafted = Drafter(matcher, matches, stakes, horizon, _rules(parameters)).draft(worth)
    chosen = _chosen(drafted, matches, parameters)
    first = chosen.options[0] if chosen.options else None
    found: tuple[Instead, ...] = ()
    if first is not None and drafted.problem is not None:
        found = alternatives(drafted.problem, first, drafted.needs)
    return Ground(
        audience=audience,
        needs=needs,
        worth={need.subject: float(weight) for need, weight in zip(needs, worth, strict=True)},
        matcher=matcher,
        draft=drafted,
        chosen=chosen,
        alternatives=found,
        organisation=parameters.organisation,
        most_leads=parameters.most_leads,
    )


def _chosen(drafted: Draft, matches: Matches, parameters: PartnershipParameters) -> Chosen:
    problem = drafted.problem
    if problem is None:
        return nothing()
    uptake = uptake_of(drafted.needs, matches, problem.organisations)
    trial = Trial(balance(problem), uptake, samples=parameters.samples, seed=parameters.seed)
    return choose(problem, parameters.front_points, trial)


def _horizon(roadmap: Roadmap, parameters: PartnershipParameters) -> Horizon:
    first = parameters.first_year
    if first is None:
        newest = max((s.envelope.stated_at.year for s in roadmap.statements), default=2025)
        first = newest + 1
    return Horizon(first, parameters.years)


def _rules(parameters: PartnershipParameters) -> Rules:
    return Rules(
        contributors=parameters.contributors,
        backups=parameters.backups,
        most_leads=parameters.most_leads,
        effort_price=parameters.effort_price,
    )
