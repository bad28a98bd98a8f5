"""The question put to the optimiser: who could meet which need, when, at what effort, on which terms."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ecliptic.assess.partnership.model.faults import faults
from ecliptic.errors import UsageError

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Truth: TypeAlias = npt.NDArray[np.bool_]
LimitKind: TypeAlias = Literal["must lead", "takes no part", "no sole dependence", "no exchange"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What an organisation will not do, or only on a condition, for the needs given.

    - must lead: it takes part in such a need only if it leads it.
    - takes no part: it has no part in such a need.
    - no sole dependence: where such a need matters to it (own weight above 0) and another leads it (the
      partner, where one is given), somebody must back the need up, which may be itself.
    - no exchange: it is never in one team with the partner; without a partner, with nobody at all.

    `name` stands for the limit in messages; `partner` may be given for the last two kinds only.
    """

    name: str
    kind: LimitKind
    organisation: int
    partner: int | None
    needs: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Problem:
    """Needs, organisations and terms on plain arrays: m organisations, n needs, years counted from 0.

    All faults are told at once by UsageError. Arrays are copied and cannot be changed afterwards. Unknown
    effort makes no candidate: whoever has nan there has no part in the need, whatever `may_lead` says.
    """

    organisations: tuple[str, ...]
    needs: tuple[str, ...]
    first_year: int
    years: int
    weight: Floats
    """(n,) What meeting a need is worth to all, at least 0, sum 1."""
    own_weight: Floats
    """(m, n) What meeting a need is worth to each; every row sums to 1, or is 0 throughout."""
    effort: Floats
    """(m, n) Points of effort if the organisation met the need alone; nan: no candidate."""
    fit: Floats
    """(m, n) How well organisation and need go together, 0 to 1."""
    interest: Floats
    """(m, n) How much the organisation wants to have a part, 0 to 1."""
    may_lead: Truth
    """(m, n) Whether it can lead."""
    may_help: Truth
    """(m, n) Whether it can contribute or back up."""
    duration: Whole
    """(n,) Whole years that meeting the need takes, at least 1."""
    earliest_start: Whole
    """(n,) First year in which it may start."""
    latest_end: Whole
    """(n,) Year by whose start it must have ended; a need whose span is too short cannot be met."""
    helpers_wanted: Whole
    """(n,) Most contributors that may share the work."""
    backups_wanted: Whole
    """(n,) Most second providers: 0, 1 or 2."""
    budget: Floats
    """(m, years) Most points of effort in each year; nan: no limit is known."""
    most_leads: Whole
    """(m,) Most needs that the organisation can lead; -1: no limit."""
    precedence: Whole
    """(k, 2) The first need must have ended before the second starts."""
    limits: tuple[Limit, ...]
    effort_price: float
    """What one point of own effort weighs against own weight."""
    lead_share: float = 0.6
    """Share of the effort that the lead keeps where there are contributors."""
    standby: float = 0.2
    """Share of its own effort that each backup keeps ready."""

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name, kind in _ARRAYS.items():
            put(self, name, _frozen_array(getattr(self, name), kind, name))
        for name in ("organisations", "needs", "limits"):
            put(self, name, tuple(getattr(self, name)))
        found = faults(self)
        if found:
            message = "The problem cannot be solved as it is put:\n" + "\n".join(f"- {f}" for f in found)
            raise UsageError(message)

    @property
    def size(self) -> tuple[int, int]:
        """How many organisations and how many needs."""
        return len(self.organisations), len(self.needs)

    def reaches(self, limit: Limit) -> Truth:
        """(n,) For which needs a limit holds."""
        held = np.zeros(len(self.needs), dtype=bool)
        held[list(limit.needs)] = True
        return held


def _frozen_array(given: object, kind: type, name: str) -> npt.NDArray[np.generic]:
    try:
        array: npt.NDArray[np.generic] = np.array(given, dtype=kind)
    except (TypeError, ValueError) as error:
        message = f"{name} cannot be read as numbers: {error}. Give an array of {kind.__name__}."
        raise UsageError(message) from error
    if name == "precedence" and array.size == 0:
        array = array.reshape(0, 2)
    array.flags.writeable = False
    return array


_KINDS: dict[str, type] = {"Floats": np.float64, "Whole": np.int64, "Truth": np.bool_}
_ARRAYS = {field.name: _KINDS[str(field.type)] for field in fields(Problem) if str(field.type) in _KINDS}
