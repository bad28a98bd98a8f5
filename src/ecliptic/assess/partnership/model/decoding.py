"""From the values of columns to roles, and back."""

from __future__ import annotations

import numpy as np

from ecliptic.assess.partnership.model.build import Formulation
from ecliptic.assess.partnership.model.columns import ALONE, BACK, CONTRIBUTE, JOINT
from ecliptic.assess.partnership.model.problem import Floats
from ecliptic.assess.partnership.model.solution import Roles, teams


def decode(made: Formulation, values: Floats) -> Roles:
    """The roles that the values of all columns stand for."""
    columns, n = made.columns, made.columns.needs
    parts = columns.parts
    taken = values[parts.column] > 0.5
    lead, start = np.full(n, -1), np.full(n, -1)
    leads = parts.leading[taken[parts.leading]]
    lead[parts.need[leads]] = parts.organisation[leads]
    need, year = np.nonzero(columns.start >= 0)
    begun = values[columns.start[need, year]] > 0.5
    start[need[begun]] = year[begun]
    shared, back = (parts.of_kind(kind) for kind in (CONTRIBUTE, BACK))
    shared, back = shared[taken[shared]], back[taken[back]]
    return Roles(
        lead,
        start,
        teams(parts.organisation[shared], parts.need[shared], n),
        teams(parts.organisation[back], parts.need[back], n),
    )


def encode(made: Formulation, roles: Roles) -> Floats:
    """Values of the columns that roles decide; the solver finds those of the others, which follow from them.

    A part that is not open is left out, so that the values may be no solution; the solver then drops them.
    """
    columns = made.columns
    parts = columns.parts
    values = np.zeros(columns.load_first)
    met = roles.lead >= 0
    values[columns.met] = met
    first = np.where(columns.start >= 0, columns.start, np.iinfo(np.int64).max).min(axis=1)
    timed = (columns.start >= 0).sum(axis=1) > 1
    chosen = np.where(timed, columns.start[np.arange(columns.needs), np.maximum(roles.start, 0)], first)
    begun = chosen[met & (chosen >= 0) & (chosen < columns.load_first)]
    values[begun] = 1.0
    numbers = np.array([len(team) for team in roles.contributors], dtype=np.int64)
    values[columns.size_column] = met[columns.size_need] & (columns.size == numbers[columns.size_need])
    alone = numbers[parts.need] == 0
    leads = roles.lead[parts.need] == parts.organisation
    pairs = list(zip(parts.organisation.tolist(), parts.need.tolist(), strict=True))
    helps = np.array([who in roles.contributors[need] for who, need in pairs], dtype=bool)
    backs = np.array([who in roles.backups[need] for who, need in pairs], dtype=bool)
    of_kind = {
        ALONE: leads & alone,
        JOINT: leads & ~alone,
        CONTRIBUTE: helps & (parts.contributors == numbers[parts.need]),
        BACK: backs,
    }
    values[parts.column] = np.choose(parts.kind, [of_kind[kind] for kind in (ALONE, JOINT, CONTRIBUTE, BACK)])
    return values
