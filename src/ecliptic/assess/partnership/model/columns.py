"""The decisions of the model, each a column: what is met, when it starts, who has which part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.model.eligible import Eligible
from ecliptic.assess.partnership.model.problem import Floats, Problem, Truth, Whole

ALONE, JOINT, CONTRIBUTE, BACK = range(4)
"""Kinds of part: leads without contributors, leads with some, contributes, backs up."""


@dataclass(frozen=True)
class Parts:
    """All parts that somebody might have, one entry each, and the column of each from `first` on.

    A contributor's part is another for each number of contributors in the team, so that shares stay linear.
    """

    first: int
    kind: Whole
    organisation: Whole
    need: Whole
    contributors: Whole
    """In a team with so many contributors; 0 for all parts but those of contributors."""
    share: Floats
    """Share of the organisation's own effort that the part takes."""
    effort: Floats
    """The same in points."""

    @property
    def count(self) -> int:
        """How many parts."""
        return len(self.kind)

    @property
    def column(self) -> Whole:
        """Column of each part."""
        return np.arange(self.first, self.first + self.count)

    def of_kind(self, *kinds: int) -> Whole:
        """Which parts are of these kinds."""
        return np.flatnonzero(np.isin(self.kind, kinds))

    @property
    def leading(self) -> Whole:
        """Which parts are those of a lead."""
        return self.of_kind(ALONE, JOINT)


@dataclass(frozen=True)
class Columns:
    """Where each decision stands: met needs first, then starts, sizes of teams, parts, and loads by start.

    A load is the share of its effort that an organisation with a budget bears if the need starts that year.
    """

    needs: int
    start: Whole
    """(n, years) Column of each start; -1 where the need cannot start then."""
    size_need: Whole
    size: Whole
    """For each size of a team in each need: how many contributors."""
    size_first: int
    parts: Parts
    load_organisation: Whole
    load_need: Whole
    load_year: Whole
    load_first: int
    count: int

    @property
    def met(self) -> Whole:
        """(n,) Column of whether each need is met."""
        return np.arange(self.needs)

    @property
    def size_column(self) -> Whole:
        """Column of each size of a team."""
        return np.arange(self.size_first, self.size_first + len(self.size))

    @property
    def load_column(self) -> Whole:
        """Column of each load."""
        return np.arange(self.load_first, self.load_first + len(self.load_need))


def lay_out(problem: Problem, open_: Eligible) -> Columns:
    """The columns of all decisions that are open."""
    n = len(problem.needs)
    timed = _starts(problem, open_)
    start = np.full((n, problem.years), -1, dtype=np.int64)
    start[timed] = np.arange(n, n + timed.sum())
    after_starts = n + int(timed.sum())
    joint: Truth = np.asarray(open_.share.any(axis=0))
    numbers = np.arange(1, int(open_.most_contributors.max(initial=0)) + 1)
    size_need, index = np.nonzero(joint[:, None] & (numbers <= open_.most_contributors[:, None]))
    parts = _parts(problem, open_, joint, after_starts + len(size_need))
    loaded = _budgeted(problem, parts)[:, :, None] & timed[None]
    load_organisation, load_need, load_year = np.nonzero(loaded)
    load_first = parts.first + parts.count
    return Columns(
        needs=n,
        start=start,
        size_need=size_need,
        size=numbers[index],
        size_first=after_starts,
        parts=parts,
        load_organisation=load_organisation,
        load_need=load_need,
        load_year=load_year,
        load_first=load_first,
        count=load_first + len(load_need),
    )


def _starts(problem: Problem, open_: Eligible) -> Truth:
    """(n, years) when a need may start; only the first possible year where nothing depends on the year."""
    years = np.arange(problem.years)
    timed = (years >= open_.first_start[:, None]) & (years <= open_.last_start[:, None])
    timed &= open_.possible[:, None]
    known = _has_budget(problem)
    bound = np.array(((open_.lead | open_.contribute | open_.back) & known[:, None]).any(axis=0))
    bound[problem.precedence.ravel()] = True
    return np.asarray(timed & (bound[:, None] | (years == open_.first_start[:, None])))


def _budgeted(problem: Problem, parts: Parts) -> Truth:
    """(m, n) whether the organisation has a budget in any year, and a part that takes effort."""
    budgeted = np.zeros(problem.size, dtype=bool)
    costly = parts.effort > 0
    budgeted[parts.organisation[costly], parts.need[costly]] = True
    return budgeted & _has_budget(problem)[:, None]


def _has_budget(problem: Problem) -> Truth:
    """(m,) whether a budget is known for any year."""
    return np.asarray((~np.isnan(problem.budget)).any(axis=1))


def _parts(problem: Problem, open_: Eligible, joint: Truth, first: int) -> Parts:
    """The parts kind by kind."""
    rest = 1 - problem.lead_share
    blocks = [(ALONE, 0, open_.lead, 1.0), (JOINT, 0, open_.share, problem.lead_share)]
    for number in range(1, int(open_.most_contributors.max(initial=0)) + 1):
        enough = joint & (number <= open_.most_contributors)
        blocks.append((CONTRIBUTE, number, open_.contribute & enough, rest / number))
    blocks.append((BACK, 0, open_.back, problem.standby))
    places = [np.nonzero(able) for _, _, able, _ in blocks]
    lengths = [len(found[0]) for found in places]
    organisation = np.concatenate([found[0] for found in places])
    need = np.concatenate([found[1] for found in places])
    share = np.repeat([block[3] for block in blocks], lengths)
    return Parts(
        first=first,
        kind=np.repeat([block[0] for block in blocks], lengths),
        organisation=organisation,
        need=need,
        contributors=np.repeat([block[1] for block in blocks], lengths),
        share=share,
        effort=share * problem.effort[organisation, need],
    )
