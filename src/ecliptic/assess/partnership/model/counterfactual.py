"""What would be otherwise: another lead, or an organisation that withdraws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecliptic.assess.partnership.model.alone import StandAlone
from ecliptic.assess.partnership.model.conflicts import Conflict, conflicts
from ecliptic.assess.partnership.model.problem import Problem
from ecliptic.assess.partnership.model.request import SENSE, Fixed, Request
from ecliptic.assess.partnership.model.solution import Solution, coverage_without, lost_without
from ecliptic.assess.partnership.model.solve import DEFAULT, Model
from ecliptic.assess.partnership.model.solver import Patience
from ecliptic.errors import UsageError


@dataclass(frozen=True, eq=False)
class Counterfactual:
    """The best solution in which another leads, or why there is none."""

    solution: Solution | None
    loss: Mapping[str, float]
    """By objective how much worse it is, whichever way is worse; empty without a solution."""
    words: str
    """What blocks it; empty where nothing does."""
    conflict: Conflict | None


@dataclass(frozen=True, eq=False)
class Withdrawal:
    """What is left when an organisation withdraws: at once, and when the others have arranged all anew."""

    organisation: int
    lost: tuple[int, ...]
    """Needs that it led and nobody backed up, and those that waited for them."""
    taken_over: tuple[int, ...]
    """Needs that it led and that a backup takes over."""
    left: float
    """Coverage left at once."""
    rearranged: float
    """Best coverage that the others can reach; nan where none was found in time."""
    solution: Solution
    """How they reach it."""


def instead(
    problem: Problem, solution: Solution, need: int, organisation: int, patience: Patience = DEFAULT
) -> Counterfactual:
    """What is lost if that organisation led that need and all else were chosen anew, as it was asked before.

    Where that cannot be, `words` names what blocks it: that it is no candidate, dates, or a minimal set of
    terms that exclude one another.
    """
    request = _with_lead(solution.request, need, organisation)
    request.check(problem)
    unfit = _unfit(problem, need, organisation)
    if unfit:
        return Counterfactual(None, {}, unfit, None)
    found = Model(problem, request.names, alone=StandAlone(solution.alone)).ask(request, patience)
    if found.found:
        loss = {name: SENSE[name] * (solution.objectives[name] - found.objectives[name]) for name in SENSE}
        return Counterfactual(found, loss, "", None)
    if found.status == "time limit":
        return Counterfactual(None, {}, "no solution was found in the time allowed", None)
    why = conflicts(
        problem,
        fixed=request.fixed,
        at_least=request.at_least,
        at_most=request.at_most,
        patience=patience,
        alone=solution.alone,
    )
    words = why.words if why is not None else "no solution was found, and no conflict in the time allowed"
    return Counterfactual(None, {}, words, why)


def _with_lead(request: Request, need: int, organisation: int) -> Request:
    """The request with this lead, in place of what it said about the lead of the need."""
    fixed = request.fixed
    return replace(
        request,
        fixed=Fixed(
            met=fixed.met,
            not_met=tuple(other for other in fixed.not_met if other != need),
            led=(*(pair for pair in fixed.led if pair[0] != need), (need, organisation)),
            not_led=tuple(pair for pair in fixed.not_led if pair != (need, organisation)),
        ),
    )


def _unfit(problem: Problem, need: int, organisation: int) -> str:
    """Why the organisation cannot lead the need at all, or nothing."""
    name, what = problem.organisations[organisation], problem.needs[need]
    if np.isnan(problem.effort[organisation, need]):
        return f"what {what} would take {name} is unknown, so it is no candidate"
    if not problem.may_lead[organisation, need]:
        return f"nothing shows that {name} could lead {what}"
    span = min(int(problem.latest_end[need]), problem.years) - int(problem.earliest_start[need])
    if span < problem.duration[need]:
        return f"{what} takes {problem.duration[need]} years, and its dates leave {max(span, 0)}"
    return ""


def withdrawal(
    problem: Problem, solution: Solution, organisation: int, patience: Patience = DEFAULT
) -> Withdrawal:
    """What is left without the organisation: at once, and when the others seek the most coverage anew.

    Its own limits and its claim to be no worse off go with it.
    """
    m = len(problem.organisations)
    if not 0 <= organisation < m:
        message = f"there is no organisation {organisation}; there are {m}, counted from 0"
        raise UsageError(message)
    others = np.arange(m) != organisation
    without = replace(
        problem,
        may_lead=problem.may_lead & others[:, None],
        may_help=problem.may_help & others[:, None],
        own_weight=problem.own_weight * others[:, None],
        limits=tuple(limit for limit in problem.limits if limit.organisation != organisation),
    )
    alone = StandAlone(solution.alone * others)
    anew = Model(without, ("coverage",), alone=alone).ask(Request.of("coverage"), patience)
    roles = solution.roles
    lost = lost_without(problem, roles, organisation)
    led = (roles.lead == organisation) & ~lost
    return Withdrawal(
        organisation=organisation,
        lost=tuple(np.flatnonzero(lost).tolist()),
        taken_over=tuple(np.flatnonzero(led).tolist()),
        left=coverage_without(problem, roles, organisation),
        rearranged=anew.objectives.get("coverage", np.nan),
        solution=anew,
    )
