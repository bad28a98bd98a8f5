"""The coalition with most reason to leave, in a game of needs and teams with any number of players."""

from __future__ import annotations

from typing import Any

import highspy  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecliptic.assess.partnership.games.capability import CapabilityGame
from ecliptic.assess.partnership.games.coalitions import Amounts, coalition, members
from ecliptic.assess.partnership.games.excess import Blocking
from ecliptic.errors import EclipticError, UsageError

_GAINS = 1e-9
_WHOLE = highspy.HighsVarType.kInteger


def most_blocking(game: CapabilityGame, shares: ArrayLike) -> Blocking | None:
    """The coalition that would gain most by leaving under a division; None where nobody would.

    One small mixed-integer programme: who is a member, and which team meets each need. A team serves only
    if all of it are members. Solved to the end, so up to 63 players need no list of all coalitions.
    """
    given = np.asarray(shares, dtype=np.float64)
    if given.shape != (game.players,) or not np.isfinite(given).all():
        message = f"shares must be one number for each of the {game.players} players"
        raise UsageError(message)
    inside = _best_members(game, given)
    mask = coalition(np.flatnonzero(inside).tolist())
    worth = float(game.worth(np.array([mask], dtype=np.uint64))[0])
    share = float(given[inside].sum())
    if not inside.any() or worth - share <= _GAINS:
        return None
    return Blocking(mask, members(mask), worth - share, worth, share)


def _best_members(game: CapabilityGame, shares: Amounts) -> NDArray[np.bool_]:
    """(players,) whether each is in the coalition of largest worth less share."""
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(option, value)
    solver.setOptionValue("mip_abs_gap", _GAINS)
    for share in shares:
        _binary(solver, -float(share))
    for teams, weight in zip(game.teams, game.weights, strict=True):
        used = [_binary(solver, weight * quality) for _, quality in teams]
        if used:
            solver.addRow(0.0, 1.0, len(used), np.array(used, dtype=np.int32), np.ones(len(used)))
        for column, (mask, _) in zip(used, teams, strict=True):
            for member in members(mask):
                pair = np.array([member, column], dtype=np.int32)
                solver.addRow(0.0, highspy.kHighsInf, 2, pair, np.array([1.0, -1.0]))
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        words = solver.modelStatusToString(solver.getModelStatus())
        message = f"The coalition with most reason to leave was not found: {words}. Check for extreme worths."
        raise EclipticError(message)
    return np.asarray(np.array(solver.getSolution().col_value[: game.players]) > 0.5)


def _binary(solver: Any, gain: float) -> int:
    """Add a decision that brings so much; its number."""
    column = int(solver.getNumCol())
    solver.addCol(gain, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
    solver.changeColIntegrality(column, _WHOLE)
    return column
