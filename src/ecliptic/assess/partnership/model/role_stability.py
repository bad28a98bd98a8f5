"""Whether anybody would gain by dropping a part: Nash stability of the roles that are proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from ecliptic.assess.partnership.model.problem import Floats, Problem, Truth
from ecliptic.assess.partnership.model.solution import Roles, Solution, effort_by_year, lost_with, utilities

Part: TypeAlias = Literal["leads", "contributes", "backs up"]
_NOTHING = 1e-9
_PLAY = 1e-6


@dataclass(frozen=True, slots=True)
class Leaving:
    """An organisation that would gain by dropping a part while all others keep theirs."""

    organisation: int
    need: int
    part: Part
    gain: float
    """By how much its own utility would rise."""
    lost: tuple[int, ...]
    """Needs that would no longer be met."""


def improves_alone(problem: Problem, solution: Solution) -> tuple[Leaving, ...]:
    """All parts that their holder would gain by dropping alone, the largest gain first; none: Nash-stable.

    The others keep their parts and start nothing new. If a lead leaves, a backup takes over, else the need is
    lost. If a contributor leaves, lead and remaining contributors share the whole, or the need is lost where
    that breaks a yearly budget. If a backup leaves, the need stays, unless it rests on that backup for an
    organisation that will not depend on one other. What waits for a lost need is lost with it.
    A part that serves others alone, as a backup's does, is worth nothing in its holder's own weights: such
    parts rest on agreement, and are found here.
    """
    roles = solution.roles
    before = utilities(problem, roles)
    found = [
        Leaving(who, need, part, float(after - before[who]), tuple(np.flatnonzero(lost).tolist()))
        for who, need, part in _parts(roles)
        for lost in [_lost(problem, roles, who, need, part)]
        for after in [_utility_after(problem, roles, (who, need), lost)]
        if after - before[who] > _NOTHING
    ]
    return tuple(sorted(found, key=lambda leaving: (-leaving.gain, leaving.organisation, leaving.need)))


def _parts(roles: Roles) -> Iterator[tuple[int, int, Part]]:
    for need in np.flatnonzero(roles.lead >= 0).tolist():
        yield int(roles.lead[need]), need, "leads"
        yield from ((who, need, "contributes") for who in roles.contributors[need])
        yield from ((who, need, "backs up") for who in roles.backups[need])


def _lost(problem: Problem, roles: Roles, who: int, need: int, part: Part) -> Truth:
    """(n,) needs that are no longer met when the part is dropped."""
    lost = np.zeros(len(problem.needs), dtype=bool)
    if part == "leads":
        lost[need] = not roles.backups[need]
    elif part == "contributes":
        effort = effort_by_year(problem, _without_contributor(roles, need, who))
        team = [int(roles.lead[need]), *roles.contributors[need]]
        over = effort > problem.budget + _PLAY * np.maximum(1.0, np.abs(problem.budget))
        lost[need] = any(over[other].any() for other in team if other != who)
    else:
        lost[need] = len(roles.backups[need]) == 1 and _rests_on_backup(problem, roles, need)
    return lost_with(problem, roles, lost)


def _rests_on_backup(problem: Problem, roles: Roles, need: int) -> bool:
    """Whether somebody accepts the need only because it is backed up."""
    lead = int(roles.lead[need])
    return any(
        limit.kind == "no sole dependence"
        and need in limit.needs
        and problem.own_weight[limit.organisation, need] > 0
        and lead != limit.organisation
        and limit.partner in (None, lead)
        for limit in problem.limits
    )


def _without_contributor(roles: Roles, need: int, who: int) -> Roles:
    others = list(roles.contributors)
    others[need] = tuple(other for other in others[need] if other != who)
    return Roles(roles.lead, roles.start, tuple(others), roles.backups)


def _utility_after(problem: Problem, roles: Roles, dropped: tuple[int, int], lost: Truth) -> float:
    """The organisation's utility without the part and without what is lost."""
    who, need = dropped
    met = (roles.lead >= 0) & ~lost
    spent: Floats = np.zeros(len(problem.needs))
    for other, what, share, _ in roles.parts(problem):
        if other == who and what != need:
            spent[what] = share * problem.effort[who, what]
    return float(problem.own_weight[who] @ met - problem.effort_price * spent[met].sum())
