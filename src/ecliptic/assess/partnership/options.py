"""Options: ways to share the work, each chosen for an aim, with what holds it together and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ecliptic.assess.partnership.games import CapabilityGame, most_blocking, shapley
from ecliptic.assess.partnership.ground import Chosen, Instead, Option
from ecliptic.assess.partnership.model import (
    Model,
    Patience,
    Problem,
    Solution,
    coverage_without,
    front,
    improves_alone,
    instead,
    picks,
    solve,
    withdrawal,
)
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.robustness import Robustness, Trial, robustness_of
from ecliptic.assess.partnership.stakes import Numbers
from ecliptic.assess.partnership.timing import as_early

ALIGNMENT, EFFORT = 0.5, 0.1
"""What alignment, and all effort, weigh in the balanced option, where coverage weighs 1."""

MISSED_SHOWN = 3
"""So many of those missed most are followed to what the others would do without them."""

MOST_ALTERNATIVES = 12
"""So many needs are asked for another lead."""

PATIENCE = Patience(gap=5e-3, time_limit_s=120.0)
"""An option within half a hundredth of the best is as good; the time limit is a guard alone."""

ROUGHLY = Patience(gap=1e-2, time_limit_s=120.0)
"""For the points between the ends of the front."""

MOST_PLAYERS = 63
"""More organisations than this have no fair share worked out."""


def balance(problem: Problem) -> Mapping[str, float]:
    """Weights of the objectives in the balanced option."""
    cheapest = np.where(np.isnan(problem.effort), np.inf, problem.effort).min(axis=0, initial=np.inf)
    total = float(cheapest[np.isfinite(cheapest)].sum()) or 1.0
    return {"coverage": 1.0, "alignment": ALIGNMENT, "effort": EFFORT / total}


def choose(problem: Problem, points: int, trial: Trial) -> Chosen:
    """Work out the options; the balanced one comes first."""
    model = Model(problem)
    aims = {
        "balanced": (
            "much coverage, good fit and little effort",
            solve(model, balance(problem), patience=PATIENCE),
        )
    }
    aims |= {pick.name: (pick.words, pick.solution) for pick in picks(model, patience=PATIENCE)}
    named = {name: (aim, as_early(problem, found)) for name, (aim, found) in aims.items() if found.found}
    shares = fair_shares(problem)
    tried = robustness_of(problem, [solution for _, solution in named.values()], trial)
    options = tuple(
        replace(
            _option(problem, name, aim, solution),
            survival=tried.survival[place] if tried.samples else {},
            regret=tried.regret[place],
        )
        for place, (name, (aim, solution)) in enumerate(named.items())
    )
    if options:
        options = (_with_blocking(problem, options[0], shares), *options[1:])
    found = front(_leads_alone(problem), points=points, patience=ROUGHLY)
    return Chosen(options, tuple(found.points), found.ideal, found.nadir, shares, tried)


def _leads_alone(problem: Problem) -> Problem:
    """The problem without contributors, and without backups unless a limit asks for them.

    Neither makes more needs be met. Without them the front is found in seconds, with them in minutes.
    """
    none = np.zeros(len(problem.needs), dtype=np.int64)
    if any(limit.kind == "no sole dependence" for limit in problem.limits):
        return replace(problem, helpers_wanted=none)
    helps = np.zeros_like(problem.may_help)
    return replace(problem, helpers_wanted=none, backups_wanted=none, may_help=helps)


def nothing() -> Chosen:
    """What is chosen where nobody could lead anything."""
    none = np.zeros(0)
    return Chosen((), (), {}, {}, none, Robustness(0, (), none, np.zeros((0, 0)), 0))


def fair_shares(problem: Problem) -> Numbers:
    """(m,) Shapley shares of the coverage that all can reach, were effort no object; nan for too many."""
    m, _ = problem.size
    if m > MOST_PLAYERS:
        return np.full(m, np.nan)
    return np.asarray(shapley(_game(problem), seed=0).values)


def _game(problem: Problem) -> CapabilityGame:
    """Whoever could lead a need meets it alone."""
    m, n = problem.size
    teams = [[(1 << int(who), 1.0) for who in np.flatnonzero(problem.may_lead[:, need])] for need in range(n)]
    return CapabilityGame(teams, problem.weight.tolist(), m)


def _option(problem: Problem, name: str, aim: str, solution: Solution) -> Option:
    """How well one solution holds; samples are added afterwards."""
    left = np.array(
        [coverage_without(problem, solution.roles, who) for who in range(len(problem.organisations))]
    )
    missed = [int(who) for who in np.argsort(left, kind="stable")[:MISSED_SHOWN]]
    whole = solution.objectives["coverage"]
    rearranged = {
        who: withdrawal(problem, solution, who).rearranged for who in missed if left[who] < whole - _NOTHING
    }
    dropped = len(improves_alone(problem, solution))
    return Option(name, aim, solution, left, rearranged=rearranged, would_drop=dropped)


def _with_blocking(problem: Problem, option: Option, shares: Numbers) -> Option:
    """The option with the coalition that would gain most by leaving, if any would."""
    total = float(np.nansum(shares))
    if np.isnan(shares).any() or total <= 0:
        return option
    blocked = most_blocking(_game(problem), shares * (option.solution.objectives["coverage"] / total))
    if blocked is None or blocked.excess <= _WORTH_LEAVING:
        return option
    # Who brings nothing and gets nothing would leave or stay alike.
    members = tuple(problem.organisations[who] for who in blocked.members if shares[who] > 0)
    return replace(option, blocking=members, excess=blocked.excess)


_NOTHING = 1e-9
_WORTH_LEAVING = 1e-3
"""An advantage of less than a thousandth of the whole is no reason to leave."""


def alternatives(problem: Problem, option: Option, needs: Sequence[Need]) -> tuple[Instead, ...]:
    """For the needs that are worth most: the next best match to lead, and what that would cost the whole."""
    solution = option.solution
    met = np.flatnonzero(solution.lead >= 0)
    order = sorted(met.tolist(), key=lambda column: (-problem.weight[column], column))[:MOST_ALTERNATIVES]
    found = []
    for column in order:
        others = [who for who in np.flatnonzero(problem.may_lead[:, column]) if who != solution.lead[column]]
        if others:
            best = max(others, key=lambda who: (problem.fit[who, column], -who))
            found.append(_instead(problem, solution, needs[column], column, int(best)))
    return tuple(found)


def _instead(problem: Problem, solution: Solution, need: Need, column: int, other: int) -> Instead:
    """What it would cost the whole if somebody else led a need."""
    lead, name = problem.organisations[int(solution.lead[column])], problem.organisations[other]
    found = instead(problem, solution, column, other)
    if found.solution is None:
        return Instead(need, lead, name, None, f"{name} cannot lead it: {found.words}.")
    lost = {
        objective: (solution.objectives[objective] - found.solution.objectives[objective]) * sense
        for objective, sense in (("coverage", 1), ("effort", -1), ("alignment", 1))
    }
    # Minus nought would read as a loss.
    gain = {objective: 0.0 - round(value, 6) for objective, value in lost.items()}
    words = (
        f"With {name} in the lead, coverage would change by {gain['coverage']:+.1%}, effort by "
        f"{0.0 - gain['effort']:+.1f} points and alignment by {gain['alignment']:+.3f}."
    )
    return Instead(need, lead, name, lost, words)
