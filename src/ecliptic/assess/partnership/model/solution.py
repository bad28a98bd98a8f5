"""Who does what in a solution, and what that means for everybody, counted from the roles themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from ecliptic.assess.partnership.model.problem import Floats, Problem, Truth, Whole
from ecliptic.assess.partnership.model.request import Request
from ecliptic.assess.partnership.model.solver import Status
from ecliptic.assess.partnership.model.terms import scope_of_gain, suitability

Teams: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Roles:
    """Who leads, contributes and backs up each need, and in which year it starts; -1: not met."""

    lead: Whole
    start: Whole
    contributors: Teams
    backups: Teams

    def parts(self, problem: Problem) -> Iterator[tuple[int, int, float, bool]]:
        """Organisation, need, share of its own effort, and whether that share is work done."""
        for need in np.flatnonzero(self.lead >= 0).tolist():
            others = self.contributors[need]
            yield int(self.lead[need]), need, problem.lead_share if others else 1.0, True
            for helper in others:
                yield helper, need, (1 - problem.lead_share) / len(others), True
            for backup in self.backups[need]:
                yield backup, need, problem.standby, False


@dataclass(frozen=True, eq=False)
class Solution:
    """An answer of the optimiser: roles, and what they come to.

    Without an answer (`found` is false) nobody has a role and `objectives` is empty. `bound` is what no
    solution can surpass, in the units of the objective asked for; `gap` is the relative distance to it.
    """

    lead: Whole
    """(n,) Organisation that leads; -1: the need is not met."""
    start: Whole
    """(n,) Year of the start, counted from 0; -1: the need is not met."""
    contributors: Teams
    backups: Teams
    objectives: Mapping[str, float]
    utility: Floats
    """(m,) Own weight of what is met, less the priced own effort."""
    alone: Floats
    """(m,) The best utility that each can reach alone."""
    effort: Floats
    """(m, years) Points of effort."""
    status: Status
    bound: float
    gap: float
    request: Request = field(default_factory=Request)
    seconds_building: float = 0.0
    seconds_solving: float = 0.0

    @property
    def found(self) -> bool:
        """Whether there is a solution at all."""
        return bool(self.objectives)

    @property
    def roles(self) -> Roles:
        """Who does what."""
        return Roles(self.lead, self.start, self.contributors, self.backups)


def nobody(problem: Problem) -> Roles:
    """No need is met."""
    n = len(problem.needs)
    return Roles(np.full(n, -1), np.full(n, -1), ((),) * n, ((),) * n)


def effort_by_year(problem: Problem, roles: Roles) -> Floats:
    """(m, years) points of effort, spread evenly over the years of each need."""
    effort = np.zeros((len(problem.organisations), problem.years))
    for who, need, share, _ in roles.parts(problem):
        start, lasts = int(roles.start[need]), int(problem.duration[need])
        effort[who, start : start + lasts] += share * problem.effort[who, need] / lasts
    return effort


def utilities(problem: Problem, roles: Roles) -> Floats:
    """(m,) own weight of what is met, less the priced own effort."""
    gained = problem.own_weight @ (roles.lead >= 0)
    return np.asarray(gained - problem.effort_price * effort_by_year(problem, roles).sum(axis=1))


def coverage_without(problem: Problem, roles: Roles, organisation: int) -> float:
    """Coverage that is left when the organisation withdraws."""
    return float(problem.weight @ ((roles.lead >= 0) & ~lost_without(problem, roles, organisation)))


def lost_without(problem: Problem, roles: Roles, organisation: int) -> Truth:
    """(n,) needs that it leads and nobody backs up, and those that wait for them."""
    backed = np.array([bool(team) for team in roles.backups], dtype=bool)
    return lost_with(problem, roles, (roles.lead == organisation) & ~backed)


def lost_with(problem: Problem, roles: Roles, lost: Truth) -> Truth:
    """(n,) the needs given and all that are met and wait for them, at any remove."""
    before, after = problem.precedence.T
    lost, met = lost.copy(), roles.lead >= 0
    while (then := lost[before] & met[after] & ~lost[after]).any():
        lost[after[then]] = True
    return lost


def objectives(problem: Problem, roles: Roles, alone: Floats) -> dict[str, float]:
    """Coverage, effort, alignment, fairness and resilience."""
    parts = list(roles.parts(problem))
    who = np.array([part[0] for part in parts], dtype=np.int64)
    need = np.array([part[1] for part in parts], dtype=np.int64)
    share = np.array([part[2] for part in parts])
    works = np.array([part[3] for part in parts], dtype=bool)
    scope, gaining = scope_of_gain(problem, alone)
    gain = (utilities(problem, roles) - alone)[gaining] / scope[gaining]
    everybody = range(len(problem.organisations))
    return {
        "coverage": float(problem.weight @ (roles.lead >= 0)),
        "effort": float((share * problem.effort[who, need]).sum()),
        "alignment": float((share * works * suitability(problem, who, need)).sum()),
        "fairness": float(gain.min(initial=np.inf)) if len(gaining) else 1.0,
        "resilience": min(coverage_without(problem, roles, i) for i in everybody),
    }


def teams(organisation: Whole, need: Whole, n: int) -> Teams:
    """For each need those that are in it, in order."""
    found: list[list[int]] = [[] for _ in range(n)]
    for who, what in sorted(zip(organisation.tolist(), need.tolist(), strict=True)):
        found[what].append(who)
    return tuple(tuple(team) for team in found)


def of_team(roles: Roles, need: int) -> Iterable[int]:
    """All that have a part in a need."""
    lead = int(roles.lead[need])
    return () if lead < 0 else (lead, *roles.contributors[need], *roles.backups[need])
