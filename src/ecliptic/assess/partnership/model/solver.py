"""Hands a model to HiGHS as arrays in one call, and asks it again with other costs and bounds.

HiGHS: Huangfu and Hall 2018, Parallelizing the dual revised simplex method, Mathematical Programming
Computation 10, pp. 119-142. One thread and a fixed seed: the same question has the same answer, unless a
time limit cuts the search short.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Literal, NamedTuple, TypeAlias

import highspy  # type: ignore[import-untyped]
import numpy as np

from ecliptic.assess.partnership.model.build import Formulation
from ecliptic.assess.partnership.model.problem import Floats, Whole

Status: TypeAlias = Literal["optimal", "within gap", "time limit", "infeasible"]
_NO_GAP = 1e-9
_FEASIBILITY = 1e-7
_WORTH_GUIDING = 1000
"""A model with fewer whole columns is solved at once."""
_GUIDE_GAP = 0.005
_LEAST_S = 0.1


@dataclass(frozen=True)
class Patience:
    """When a search may stop: relative gap to the bound, and seconds on the clock as a guard."""

    gap: float = 1e-4
    time_limit_s: float = 60.0


class Bounds(NamedTuple):
    """Bounds for some columns or rows, in place of those that they have."""

    at: Whole
    lower: Floats
    upper: Floats


class Search(NamedTuple):
    """What is sought: the greatest sum of costs, within bounds that hold for this search only."""

    costs: Floats
    columns: Bounds | None = None
    rows: Bounds | None = None


class Found(NamedTuple):
    """What a search found: values of all columns (None: no solution), and how good they are at most."""

    status: Status
    values: Floats | None
    objective: float
    bound: float
    gap: float
    seconds: float


class Solver:
    """One model within HiGHS."""

    def __init__(self, made: Formulation) -> None:
        self.lower, self.upper = np.concatenate(made.lower), np.concatenate(made.upper)
        self.whole = np.concatenate(made.whole)
        matrix = made.rows.matrix()
        self._row_lower, self._row_upper = matrix.lower, matrix.upper
        self.columns, self.rows, self.entries = len(self.whole), len(matrix.lower), len(matrix.values)
        self._highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(option, value)
        self._highs.setOptionValue("mip_abs_gap", 0.0)
        self._highs.setOptionValue("mip_feasibility_tolerance", _FEASIBILITY)
        self._highs.passModel(
            self.columns,
            self.rows,
            self.entries,
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMaximize),
            0.0,
            np.zeros(self.columns),
            self.lower,
            self.upper,
            matrix.lower,
            matrix.upper,
            matrix.starts,
            matrix.columns,
            matrix.values,
            self.whole.astype(np.int32),
        )

    def run(self, search: Search, patience: Patience) -> Found:
        """The best values."""
        highs = self._highs
        highs.clearSolver()
        highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), search.costs)
        self._bound(search.columns, search.rows)
        highs.setOptionValue("mip_rel_gap", patience.gap)
        # HiGHS counts the time of a linear program from its first run, that of a search from its start.
        before = highs.getRunTime() if self._linear else 0.0
        highs.setOptionValue("time_limit", before + max(patience.time_limit_s, _LEAST_S))
        began = perf_counter()
        highs.run()
        found = self._found(search.costs, perf_counter() - began)
        self._unbound(search)
        return found

    def run_guided(self, search: Search, patience: Patience) -> Found:
        """The same, but first among the decisions that the linear relaxation makes at all.

        A variant of RENS (Berthold 2014, Mathematical Programming Computation 6, pp. 33-54) that fixes what
        is 0 in the relaxation. Where that is within the gap of the relaxation's bound, the search ends.
        """
        if int(self.whole.sum()) < _WORTH_GUIDING:
            return self.run(search, patience)
        relaxed = self._relaxed(search, patience)
        if relaxed.values is None:
            return relaxed
        # A third of the time for the first solution; the rest is left if it does not suffice.
        first = self.run(
            search._replace(columns=self._narrowed(search, relaxed.values)),
            Patience(max(patience.gap / 2, _GUIDE_GAP), patience.time_limit_s / 3),
        )
        first = _told(first, relaxed.objective)
        seconds = relaxed.seconds + first.seconds
        if first.gap <= patience.gap and first.status != "time limit":
            return first._replace(seconds=seconds)
        # The first solution is not handed over as a start: given one, HiGHS 1.14 took a worse value for the
        # optimum in one small model of a thousand.
        found = self.run(search, Patience(patience.gap, patience.time_limit_s - seconds))
        best = found
        if first.values is not None and not found.objective >= first.objective:
            best = _told(first, min(found.bound, relaxed.objective))
        # What rests on a search cut short may come out otherwise another time, and says so.
        cut = "time limit" in (first.status, found.status)
        return best._replace(status="time limit" if cut else best.status, seconds=seconds + found.seconds)

    @property
    def _linear(self) -> bool:
        """Whether no decision needs to be whole, as in the relaxation."""
        return bool(self._highs.getOptionValue("solve_relaxation")[1] or not self.whole.any())

    def _relaxed(self, search: Search, patience: Patience) -> Found:
        self._highs.setOptionValue("solve_relaxation", True)
        found = self.run(search, patience)
        self._highs.setOptionValue("solve_relaxation", False)
        return found

    def _narrowed(self, search: Search, values: Floats) -> Bounds:
        """Only what is above 0 in the relaxation."""
        lower, upper = self.lower.copy(), self.upper.copy()
        if search.columns is not None:
            lower[search.columns.at], upper[search.columns.at] = search.columns.lower, search.columns.upper
        upper[self.whole & (values <= _FEASIBILITY) & (lower <= 0)] = 0.0
        return Bounds(np.arange(self.columns), lower, upper)

    def _bound(self, columns: Bounds | None, rows: Bounds | None) -> None:
        for bounds, change in (
            (columns, self._highs.changeColsBounds),
            (rows, self._highs.changeRowsBounds),
        ):
            if bounds is not None and len(bounds.at):
                change(len(bounds.at), bounds.at.astype(np.int32), bounds.lower, bounds.upper)

    def _unbound(self, search: Search) -> None:
        """The bounds of the model again."""
        columns, rows = search.columns, search.rows
        self._bound(
            None if columns is None else _taken(columns.at, self.lower, self.upper),
            None if rows is None else _taken(rows.at, self._row_lower, self._row_upper),
        )

    def _found(self, costs: Floats, seconds: float) -> Found:
        highs = self._highs
        status, info = highs.getModelStatus(), highs.getInfo()
        states = highspy.HighsModelStatus
        if status in (states.kInfeasible, states.kUnboundedOrInfeasible):
            return Found("infeasible", None, np.nan, np.nan, np.nan, seconds)
        cut = status == states.kTimeLimit
        if not cut and status not in (states.kOptimal, states.kModelEmpty):
            message = f"HiGHS ended with {highs.modelStatusToString(status)}, which cannot be used"
            raise RuntimeError(message)
        dual_bound = np.inf if self._linear else float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Found("time limit", None, np.nan, dual_bound, np.inf, seconds)
        values = np.asarray(highs.getSolution().col_value)
        objective = float(costs @ values)
        bound = objective if self._linear and not cut else max(objective, dual_bound)
        gap = _gap(objective, bound)
        done: Status = "optimal" if gap <= _NO_GAP else "within gap"
        return Found("time limit" if cut else done, values, objective, bound, gap, seconds)


def _gap(objective: float, bound: float) -> float:
    return (bound - objective) / max(abs(objective), _NO_GAP) if bound > objective else 0.0


def _told(found: Found, bound: float) -> Found:
    """What was found, measured against another bound."""
    if found.values is None:
        return found
    gap = _gap(found.objective, bound)
    status: Status = "optimal" if gap <= _NO_GAP else "within gap"
    if found.status == "time limit":
        status = "time limit"
    return found._replace(status=status, bound=max(bound, found.objective), gap=gap)


def _taken(index: Whole, lower: Floats, upper: Floats) -> Bounds:
    return Bounds(index, lower[index], upper[index])
