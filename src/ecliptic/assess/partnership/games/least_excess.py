"""The linear programme under the nucleolus: the division whose worst treated coalition is treated best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecliptic.assess.partnership.games.coalitions import Amounts, Coalitions, joint_shares, membership
from ecliptic.errors import EclipticError

_SOLVER_TOLERANCE = 1e-10
"""The least that HiGHS takes. Worths come scaled, so that the largest gain is 1."""

_VIOLATED = 1e-9
_COUNTS = 1e-6
"""Multipliers add up to 1 over at most players + 1 coalitions, so one of them is far larger than this."""


@dataclass(frozen=True)
class Level:
    """The least excess that the worst treated coalitions can be brought to, and which these are."""

    excess: float
    shares: Amounts
    """One division that reaches it."""
    tight: tuple[int, ...]
    """Coalitions that have this very excess in every division that reaches it; one or more of these."""


def least_excess(
    worths: Amounts, settled: dict[int, float], open_coalitions: Coalitions, *, alone: bool
) -> Level:
    """Minimise the largest excess of the open coalitions, while settled ones have the joint shares given.

    `worths` of all coalitions; `alone` keeps each player's share at 0 or more. By complementary slackness a
    coalition whose constraint has a positive multiplier in one optimal dual solution is tight in all optimal
    solutions. So multipliers tell whom to settle, and no comparison of nearly equal numbers. Coalitions enter
    the programme as they are found violated; the others have the multiplier 0.
    """
    programme = _Programme(len(worths).bit_length() - 1, settled, alone=alone)
    waiting = np.ones(len(open_coalitions), dtype=np.bool_)
    entering = _first(worths, open_coalitions, programme.players)
    while len(entering):
        waiting[entering] = False
        masks = open_coalitions[entering]
        programme.admit(masks, worths[masks.astype(np.intp)])
        level = programme.solve()
        found = worths - joint_shares(level.shares)
        over = found[open_coalitions.astype(np.intp)] - level.excess
        over[~waiting] = 0.0
        entering = _worst(over, 4 * programme.players)
    return level


def _first(worths: Amounts, open_coalitions: Coalitions, players: int) -> Coalitions:
    """Places of coalitions likely to matter: the worst off if all share equally, and all but one player."""
    equal = np.full(players, worths[-1] / players)
    found = (worths - joint_shares(equal))[open_coalitions.astype(np.intp)]
    sizes = np.bitwise_count(open_coalitions)
    likely = np.argsort(-found, kind="stable")[: 4 * players]
    ends = np.flatnonzero((sizes == 1) | (sizes == players - 1))
    return np.union1d(likely, ends).astype(np.uint64)


def _worst(over: Amounts, most: int) -> Coalitions:
    places = np.flatnonzero(over > _VIOLATED)
    return places[np.argsort(-over[places], kind="stable")[:most]].astype(np.uint64)


class _Programme:
    """Variables: each player's share, then the excess, which is minimised."""

    def __init__(self, players: int, settled: dict[int, float], *, alone: bool) -> None:
        import highspy  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, and for divisions only

        self.players, self.settled, self.masks = players, len(settled), np.zeros(0, dtype=np.uint64)
        self.optimal = highspy.HighsModelStatus.kOptimal
        self.solver = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("primal_feasibility_tolerance", _SOLVER_TOLERANCE),
            ("dual_feasibility_tolerance", _SOLVER_TOLERANCE),
        ):
            self.solver.setOptionValue(option, value)
        lower = np.full(players + 1, 0.0 if alone else -highspy.kHighsInf)
        lower[-1] = -highspy.kHighsInf
        self.infinite = highspy.kHighsInf
        self.solver.addVars(players + 1, lower, np.full(players + 1, highspy.kHighsInf))
        self.solver.changeColCost(players, 1.0)
        shares = np.array(list(settled.values()))
        rows = membership(np.array(list(settled), dtype=np.uint64), players).astype(np.float64)
        self._add(np.hstack((rows, np.zeros((len(rows), 1)))), shares, shares)

    def admit(self, masks: Coalitions, worths: Amounts) -> None:
        """Ask that joint share + excess ≥ worth of some coalitions."""
        self.masks = np.concatenate((self.masks, masks))
        rows = membership(masks, self.players).astype(np.float64)
        rows = np.hstack((rows, np.ones((len(masks), 1))))
        self._add(rows, worths, np.full(len(masks), self.infinite))

    def solve(self) -> Level:
        """The least excess with the coalitions admitted so far."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != self.optimal:
            words = self.solver.modelStatusToString(status)
            message = (
                f"The linear programme of the nucleolus was not solved: {words}. Check for extreme worths."
            )
            raise EclipticError(message)
        solution = self.solver.getSolution()
        values = np.array(solution.col_value)
        multipliers = np.array(solution.row_dual)[self.settled :]
        counts = min(_COUNTS, float(multipliers.max()))
        tight = tuple(int(mask) for mask in self.masks[multipliers >= counts])
        return Level(float(values[-1]), values[:-1], tight)

    def _add(self, rows: Amounts, lower: Amounts, upper: Amounts) -> None:
        line, column = np.nonzero(rows)
        starts = np.searchsorted(line, np.arange(len(rows))).astype(np.int32)
        ones = np.ones(len(line))
        self.solver.addRows(len(rows), lower, upper, len(line), starts, column.astype(np.int32), ones)
