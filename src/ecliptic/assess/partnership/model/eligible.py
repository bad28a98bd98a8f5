"""Who may take which part in which need, and when a need may start, once limits and dates are applied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.model.problem import Problem, Truth, Whole


@dataclass(frozen=True)
class Eligible:
    """Parts that are open. Pairs of organisations that exclude each other are not applied here."""

    lead: Truth
    """(m, n) May lead, without contributors at least."""
    share: Truth
    """(m, n) May lead with contributors."""
    contribute: Truth
    """(m, n)"""
    back: Truth
    """(m, n) May back up."""
    most_contributors: Whole
    """(n,)"""
    most_backups: Whole
    """(n,) As wanted, and one where an organisation will not depend on another alone."""
    first_start: Whole
    """(n,) First year in which all that must come before can have ended."""
    last_start: Whole
    """(n,) Before `first_start` where the need cannot be met."""

    @property
    def possible(self) -> Truth:
        """(n,) Whether the need can be met by anybody, looked at by itself and what it waits for."""
        return np.asarray(self.lead.any(axis=0))


def eligible(problem: Problem) -> Eligible:
    """Parts that are open to each organisation in each need.

    A need of which a predecessor cannot be met cannot be met either, and nobody has a part in it.
    """
    lead, help_ = _candidates(problem)
    closed = _closed_to_teams(problem)
    first = _first_starts(problem)
    last = np.minimum(problem.latest_end, problem.years) - problem.duration
    possible = _possible(problem, lead.any(axis=0) & (first <= last))
    lead, help_ = lead & possible, help_ & possible
    contribute = help_ & ~closed & (problem.helpers_wanted > 0)
    backups = np.maximum(problem.backups_wanted, _backups_demanded(problem))
    return Eligible(
        lead=lead,
        share=lead & ~closed & _somebody_else(contribute),
        contribute=contribute,
        back=help_ & ~closed & (backups > 0),
        most_contributors=np.minimum(problem.helpers_wanted, contribute.sum(axis=0)),
        most_backups=backups,
        first_start=first,
        last_start=last,
    )


def _candidates(problem: Problem) -> tuple[Truth, Truth]:
    """(m, n) who may lead, who may help, by candidacy and by limits on having a part."""
    known = ~np.isnan(problem.effort)
    lead, help_ = problem.may_lead & known, problem.may_help & known
    for limit in problem.limits:
        held = problem.reaches(limit)
        if limit.kind == "takes no part":
            lead[limit.organisation] &= ~held
        if limit.kind in ("takes no part", "must lead"):
            help_[limit.organisation] &= ~held
    return lead, help_


def _closed_to_teams(problem: Problem) -> Truth:
    """(m, n) Where an organisation works alone or not at all."""
    closed = np.zeros(problem.size, dtype=bool)
    for limit in problem.limits:
        if limit.kind == "no exchange" and limit.partner is None:
            closed[limit.organisation] |= problem.reaches(limit)
    return closed


def _backups_demanded(problem: Problem) -> Whole:
    demanded = np.zeros(len(problem.needs), dtype=np.int64)
    for limit in problem.limits:
        if limit.kind == "no sole dependence":
            demanded |= problem.reaches(limit) & (problem.own_weight[limit.organisation] > 0)
    return demanded


def _somebody_else(able: Truth) -> Truth:
    """(m, n) Whether anybody but the organisation itself is able."""
    return np.asarray(able.sum(axis=0) - able > 0)


def _first_starts(problem: Problem) -> Whole:
    """Earliest starts, put off by the longest chain of what must come before."""
    first = np.array(problem.earliest_start)
    before, after = problem.precedence.T
    while True:
        later = first.copy()
        np.maximum.at(later, after, first[before] + problem.duration[before])
        if (later == first).all():
            return first
        first = later


def _possible(problem: Problem, possible: Truth) -> Truth:
    before, after = problem.precedence.T
    while (after_impossible := possible[after] & ~possible[before]).any():
        possible = possible.copy()
        possible[after[after_impossible]] = False
    return possible
