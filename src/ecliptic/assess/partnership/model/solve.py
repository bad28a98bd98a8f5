"""Asks the model: the best roles for an objective, with bounds on others and decisions fixed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from time import perf_counter

import numpy as np

from ecliptic.assess.partnership.model.alone import StandAlone, stand_alone
from ecliptic.assess.partnership.model.build import INFINITY, formulate
from ecliptic.assess.partnership.model.decoding import decode
from ecliptic.assess.partnership.model.problem import Problem, Truth
from ecliptic.assess.partnership.model.request import SENSE, Fixed, Request
from ecliptic.assess.partnership.model.resilience import add_resilience
from ecliptic.assess.partnership.model.solution import (
    Solution,
    effort_by_year,
    nobody,
    objectives,
    utilities,
)
from ecliptic.assess.partnership.model.solver import Bounds, Found, Patience, Search, Solver
from ecliptic.assess.partnership.model.terms import (
    OBJECTIVES,
    add_fairness,
    add_limits,
    add_rationality,
    objective,
)
from ecliptic.errors import UsageError

DEFAULT = Patience()
_PLAY = 1e-9
"""Relative play in bounds, so that a bound taken from a solution admits that solution."""


class Model:
    """A problem built once, to be asked again and again.

    `about` names the objectives that will be asked for or bounded. Individual rationality holds for all, or
    for those in `rational` (m,); `alone` saves computing the stand-alone optima again.
    """

    def __init__(
        self,
        problem: Problem,
        about: Collection[str] = OBJECTIVES,
        *,
        alone: StandAlone | None = None,
        rational: Truth | None = None,
    ) -> None:
        self.problem = problem
        self.alone = stand_alone(problem) if alone is None else alone
        began = perf_counter()
        made = formulate(problem)
        add_limits(made)
        floor = self.alone.utility if rational is None else np.where(rational, self.alone.utility, -INFINITY)
        add_rationality(made, floor)
        added = {"fairness": -1, "resilience": -1}
        if "fairness" in about:
            added["fairness"] = add_fairness(made, self.alone.utility)
        if "resilience" in about:
            added["resilience"] = add_resilience(made)
        self.expressions = {
            name: objective(made, name, added.get(name)) for name in OBJECTIVES if added.get(name, 0) >= 0
        }
        self._units = dict.fromkeys(OBJECTIVES, 1.0) | {"effort": made.effort_unit}
        self._rows = {
            name: int(made.rows.add(1, -INFINITY, INFINITY, (0, *self.expressions[name]))[0])
            for name in ("coverage", "effort", "alignment")
        }
        self.made, self.solver = made, Solver(made)
        # Optima that were given were built before, for others too.
        self.seconds_building = perf_counter() - began + self.alone.seconds_building * (alone is None)

    def ask(self, request: Request, patience: Patience = DEFAULT) -> Solution:
        """The best solution for the request."""
        request.check(self.problem)
        missing = sorted(request.names - set(self.expressions))
        if missing:
            message = f"the model was built without {', '.join(missing)}; name it in `about`"
            raise UsageError(message)
        columns = self._columns(request)
        if columns is None:
            return self._answer(request, Found("infeasible", None, np.nan, np.nan, np.nan, 0.0), 1.0)
        costs = np.zeros(self.solver.columns)
        for name, weight in request.objective.items():
            index, values = self.expressions[name]
            np.add.at(costs, index, weight * SENSE[name] * self._units[name] * values)
        scale = float(np.abs(costs).max(initial=0.0)) or 1.0
        search = Search(costs / scale, columns, self._bounds(request))
        # The relaxation says little about who is worst off, so it is no guide to fairness.
        run = self.solver.run if "fairness" in request.names else self.solver.run_guided
        found = run(search, patience)
        return self._answer(request, found, scale)

    def _columns(self, request: Request) -> Bounds | None:
        """Columns bounded by decisions, and by bounds on the least of something; None: they clash."""
        lower, upper = self.solver.lower.copy(), self.solver.upper.copy()
        fixed, columns = request.fixed, self.made.columns
        parts = columns.parts
        leads = parts.leading
        need, who, column = parts.need[leads], parts.organisation[leads], parts.column[leads]
        lower[[*fixed.met, *(need for need, _ in fixed.led)]] = 1.0
        upper[list(fixed.not_met)] = 0.0
        for what, organisation in fixed.led:
            upper[column[(need == what) & (who != organisation)]] = 0.0
        for what, organisation in fixed.not_led:
            upper[column[(need == what) & (who == organisation)]] = 0.0
        for name in ("fairness", "resilience"):
            if name in request.at_least:
                index = self.expressions[name][0]
                lower[index] = np.maximum(lower[index], _below(request.at_least[name]))
        changed = np.flatnonzero((lower != self.solver.lower) | (upper != self.solver.upper))
        if (lower[changed] > upper[changed]).any():
            return None
        return Bounds(changed, lower[changed], upper[changed])

    def _bounds(self, request: Request) -> Bounds:
        """Rows of the objectives that are bounded."""
        names = [name for name in self._rows if name in request.at_least or name in request.at_most]
        low = [_below(request.at_least.get(name, -INFINITY)) / self._units[name] for name in names]
        high = [-_below(-request.at_most.get(name, INFINITY)) / self._units[name] for name in names]
        return Bounds(
            np.array([self._rows[name] for name in names], dtype=np.int64), np.array(low), np.array(high)
        )

    def _answer(self, request: Request, found: Found, scale: float) -> Solution:
        roles = nobody(self.problem) if found.values is None else decode(self.made, found.values)
        alone = self.alone.utility
        asked = [name for name, weight in request.objective.items() if weight > 0]
        units = SENSE[asked[0]] / request.objective[asked[0]] if len(asked) == 1 else 1.0
        return Solution(
            lead=roles.lead,
            start=roles.start,
            contributors=roles.contributors,
            backups=roles.backups,
            objectives={} if found.values is None else objectives(self.problem, roles, alone),
            utility=utilities(self.problem, roles),
            alone=alone,
            effort=effort_by_year(self.problem, roles),
            status="time limit" if self.alone.status == "time limit" else found.status,
            bound=found.bound * scale * units,
            gap=found.gap,
            request=request,
            seconds_building=self.seconds_building,
            seconds_solving=found.seconds,
        )


def solve(
    problem: Problem | Model,
    objective: Mapping[str, float] | str = "coverage",
    *,
    at_least: Mapping[str, float] | None = None,
    at_most: Mapping[str, float] | None = None,
    fixed: Fixed | None = None,
    patience: Patience = DEFAULT,
) -> Solution:
    """The best roles for an objective, or for a weighted sum of some, each in its good direction.

    Effort is in points, the others are shares of 1, so weights in a sum must make up for that. Bounds on
    fairness and resilience can be set from below only. A model that was built before is used as it is.
    """
    request = Request.of(objective, at_least=at_least, at_most=at_most, fixed=fixed)
    if isinstance(problem, Model):
        return problem.ask(request, patience)
    request.check(problem)
    return Model(problem, request.names).ask(request, patience)


def _below(value: float) -> float:
    return value - _PLAY * max(1.0, abs(value)) if np.isfinite(value) else value
