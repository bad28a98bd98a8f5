"""From the values of columns to roles."""

from __future__ import annotations

import numpy as np

from ecliptic.assess.partnership.model.build import Formulation
from ecliptic.assess.partnership.model.columns import BACK, CONTRIBUTE
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
