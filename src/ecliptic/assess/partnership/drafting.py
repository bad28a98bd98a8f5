"""From records to what the optimiser is asked: who is a candidate for what, and on which terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching import Match, Matcher, Part, Reach, TermName, parts
from ecliptic.assess.partnership.model import Limit, Problem
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.stakes import Horizon, Numbers, Stakes
from ecliptic.vocabulary import Contribution, Firmness

if TYPE_CHECKING:
    from ecliptic.assess.partnership.model.problem import LimitKind

# What shows that somebody could do it; to wish for it does not.
_ABLE = (TermName.CAPABILITY, TermName.RELATED_WORK)

# How likely a part is taken up, by the firmest that its organisation has said near the need; by reason alone.
UPTAKE = {
    Firmness.FACT: 0.95,
    Firmness.APPROVED: 0.9,
    Firmness.PLANNED: 0.8,
    Firmness.CONSIDERED: 0.6,
    Firmness.CONCEPT: 0.55,
    Firmness.INTEREST: 0.5,
    None: 0.4,
}

LEADS = {
    Reach.LEADER: 1.0,
    Reach.CONTRIBUTOR: 0.5,
    Reach.PAYLOAD: 0.25,
    Reach.STUDY: 0.1,
    Reach.UNKNOWN: 0.1,
}
"""How many needs an organisation leads at most, by its reach, as a share of what leaders may."""

Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
Matches = Mapping[Subject, Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an option may look like, where no record says otherwise."""

    candidates: int = 8
    """Most organisations that are considered for a need, best matches first."""
    least_help: float = 0.15
    """Least capability or related work, 0 to 1, of whoever contributes or backs up."""
    contributors: int = 2
    backups: int = 1
    most_leads: int = 12
    """Most needs that one who has led missions or elements leads; the others fewer, by `LEADS`."""
    effort_price: float = 0.5
    """What the effort of meeting every need weighs, where having every need met weighs 1."""


@dataclass(frozen=True)
class Draft:
    """The question to the optimiser, and what its rows and columns stand for."""

    problem: Problem | None
    """None where nobody could lead anything."""
    organisations: tuple[str, ...]
    needs: tuple[Need, ...]
    stakes: Stakes
    without_candidate: tuple[Need, ...]
    """Needs for which nobody is known to be able to lead; they are not put to the optimiser."""
    beyond_means: int
    """Pairs left out because their cost is not known in the currency of the organisation's allowance."""


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Organisations by needs, each 0 or false where a pair is no candidate."""

    fit: Numbers
    able: Numbers
    """Best of capability and related work."""
    leads: Truth
    helps: Truth

    def of(self, needs: Whole) -> _Pairs:
        """Some of the needs."""
        return _Pairs(self.fit[:, needs], self.able[:, needs], self.leads[:, needs], self.helps[:, needs])


@dataclass(frozen=True, eq=False)
class Drafter:
    """What a draft is made of; rows of the stakes are `organisations_in(matches)`."""

    matcher: Matcher
    matches: Matches
    stakes: Stakes
    horizon: Horizon
    rules: Rules

    def draft(self, worth: Numbers) -> Draft:
        """Put the needs that somebody could lead to the optimiser; `worth` (n,) is what each is to all."""
        organisations = organisations_in(self.matches)
        pairs = _pairs(self.matcher, self.matches, organisations, self.rules.candidates)
        effort, budget = _means(self.stakes)
        unpayable = np.isnan(effort)
        helps = (pairs.able >= self.rules.least_help) & ~unpayable
        pairs = replace(pairs, leads=pairs.leads & helps, helps=helps)
        kept = np.flatnonzero(pairs.leads.any(axis=0))
        problem = None
        if len(kept):
            effort = np.where(helps, effort, np.nan)[:, kept]
            problem = self._problem(pairs.of(kept), kept, worth[kept], (effort, budget))
        needs = self.matcher.needs
        return Draft(
            problem=problem,
            organisations=organisations,
            needs=tuple(needs[place] for place in kept),
            stakes=self.stakes,
            without_candidate=tuple(need for p, need in enumerate(needs) if p not in set(kept.tolist())),
            beyond_means=int((unpayable & (pairs.able >= self.rules.least_help)).sum()),
        )

    def _problem(self, pairs: _Pairs, kept: Whole, worth: Numbers, means: tuple[Numbers, Numbers]) -> Problem:
        organisations, rules = organisations_in(self.matches), self.rules
        needs = [self.matcher.needs[place] for place in kept]
        own = self.stakes.own_weight[:, kept]
        totals, (effort, budget) = own.sum(axis=1, keepdims=True), means
        return Problem(
            organisations=organisations,
            needs=tuple(need.name for need in needs),
            first_year=self.horizon.first_year,
            years=self.horizon.years,
            weight=worth / worth.sum(),
            own_weight=np.divide(own, totals, out=np.zeros_like(own), where=totals > 0),
            effort=effort,
            fit=pairs.fit,
            interest=np.nan_to_num(interest_of(needs, self.matches, organisations)),
            may_lead=pairs.leads,
            may_help=pairs.helps,
            duration=self.stakes.duration_years[kept],
            earliest_start=np.zeros(len(kept), dtype=np.int64),
            latest_end=_latest_ends(needs, self.stakes.duration_years[kept], self.horizon),
            helpers_wanted=np.full(len(kept), rules.contributors),
            backups_wanted=np.full(len(kept), rules.backups),
            budget=budget,
            most_leads=_most_leads(self.matcher, organisations, rules.most_leads),
            precedence=_precedence(needs),
            limits=_limits(self.stakes, organisations, kept),
            effort_price=_price(effort, rules.effort_price),
        )


def organisations_in(matches: Matches) -> tuple[str, ...]:
    """Every organisation that is matched with anything, in order."""
    return tuple(sorted({match.organisation for ranked in matches.values() for match in ranked}))


def interest_of(needs: Sequence[Need], matches: Matches, organisations: Sequence[str]) -> Numbers:
    """Organisations by needs: interest from 0 to 1; nan where none is stated."""
    found = np.full((len(organisations), len(needs)), np.nan)
    rows = {organisation: row for row, organisation in enumerate(organisations)}
    for column, need in enumerate(needs):
        for match in matches.get(need.subject, ()):
            value = match.term(TermName.INTEREST).value
            found[rows[match.organisation], column] = np.nan if value is None else value
    return found


def uptake_of(needs: Sequence[Need], matches: Matches, organisations: Sequence[str]) -> Numbers:
    """Organisations by needs: how likely each takes a part up, by how firmly it has spoken near the need."""
    found = np.full((len(organisations), len(needs)), UPTAKE[None])
    rows = {organisation: row for row, organisation in enumerate(organisations)}
    for column, need in enumerate(needs):
        for match in matches.get(need.subject, ()):
            stated = [
                s.envelope.firmness
                for name in (TermName.RELATED_WORK, TermName.INTEREST)
                for s in match.term(name).statements
                if s.kind == Contribution.kind and s.envelope.firmness is not None
            ]
            firmest = min(stated, key=lambda firmness: firmness.rank, default=None)
            found[rows[match.organisation], column] = UPTAKE[firmest]
    return found


def _pairs(matcher: Matcher, matches: Matches, organisations: Sequence[str], candidates: int) -> _Pairs:
    shape = len(organisations), len(matcher.needs)
    fit, able, leads = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    rows = {organisation: row for row, organisation in enumerate(organisations)}
    for column, need in enumerate(matcher.needs):
        for match in list(matches.get(need.subject, ()))[:candidates]:
            row = rows[match.organisation]
            shown = (match.term(name).value for name in _ABLE)
            fit[row, column] = match.score
            able[row, column] = max((value for value in shown if value is not None), default=0.0)
            could = parts(match, matcher.profile(match.organisation), matcher.weights)
            leads[row, column] = Part.LEAD in could
    return _Pairs(fit, able, leads, able > 0)


def _means(stakes: Stakes) -> tuple[Numbers, Numbers]:
    """Effort and allowances in points; nan where a need has no cost in the currency of an allowance.

    Money becomes points by what an organisation's own estimates come to for a point on average: that changes
    the scale of its efforts and allowance alike, and so nothing about what the allowance is enough for.
    """
    effort, allowance = stakes.effort_points.copy(), stakes.allowance.copy()
    for row, currency in enumerate(stakes.in_money):
        if currency is None:
            continue
        cost = stakes.draw[row]
        known = ~np.isnan(cost) & (cost > 0)
        per_point = float(cost[known].sum() / effort[row, known].sum()) if known.any() else 1.0
        effort[row] = cost / per_point
        allowance[row] /= per_point
    return effort, allowance


def _most_leads(matcher: Matcher, organisations: Sequence[str], most: int) -> Whole:
    """How many needs each leads at most, by the largest part that it has taken so far."""
    shares = [LEADS[matcher.profile(organisation).reach] for organisation in organisations]
    return np.array([max(1, int(most * share)) for share in shares], dtype=np.int64)


def _latest_ends(needs: Sequence[Need], years: Whole, horizon: Horizon) -> Whole:
    """Year by whose start each need must be met: when it is needed, else the end of what is planned for."""
    ends = np.full(len(needs), horizon.years, dtype=np.int64)
    for place, need in enumerate(needs):
        if need.need_by is not None:
            # What can no longer be met in time is met as soon as it can be: late, and better than never.
            wanted = max(need.need_by.year - horizon.first_year, int(years[place]))
            ends[place] = min(horizon.years, wanted)
    return ends


def _precedence(needs: Sequence[Need]) -> Whole:
    places = {need.subject: place for place, need in enumerate(needs)}
    pairs = [
        (places[earlier], place)
        for place, need in enumerate(needs)
        for earlier in need.after
        if earlier in places
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _limits(stakes: Stakes, organisations: Sequence[str], kept: Whole) -> tuple[Limit, ...]:
    rows = {organisation: row for row, organisation in enumerate(organisations)}
    columns = {int(place): column for column, place in enumerate(kept)}
    found = []
    for record, places in stakes.limits:
        # A limit about somebody who takes no part in anything limits nothing.
        if record.partner is not None and record.partner not in rows:
            continue
        scope = tuple(columns[place] for place in places if place in columns)
        partner = None if record.partner is None else rows[record.partner]
        if scope:
            kind = cast("LimitKind", record.type.value)
            found.append(Limit(record.id, kind, rows[record.organisation], partner, scope))
    return tuple(found)


def _price(effort: Numbers, price: float) -> float:
    """Price of one point, from the price of the effort of meeting every need by its cheapest candidate."""
    known = np.where(np.isnan(effort), np.inf, effort).min(axis=0, initial=np.inf)
    total = float(known[np.isfinite(known)].sum())
    return price / total if total else 0.0
