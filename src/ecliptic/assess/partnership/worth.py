"""What meeting each need is worth to all: every need alike, or by the objectives that wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.stakes import Numbers
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import DataGap, Function, TechnologyGap, UseCase


class Weighing(StrEnum):
    """How needs are weighed against each other where all organisations look at them together."""

    NEEDS = "needs"
    OBJECTIVES = "objectives"


def worth_of(roadmap: Roadmap, needs: Sequence[Need], weighing: Weighing) -> Numbers:
    """Weights of needs, summing to 1; one of which no objective is known weighs as the others on average."""
    if weighing is Weighing.NEEDS:
        return np.full(len(needs), 1 / len(needs)) if needs else np.zeros(0)
    counts = np.array([len(objectives_behind(roadmap, need)) for need in needs], dtype=float)
    known = counts[counts > 0]
    counts[counts == 0] = known.mean() if known.size else 1.0
    total = counts.sum()
    return counts / total if total else counts


def objectives_behind(roadmap: Roadmap, need: Need) -> frozenset[str]:
    """The objectives that wait for a need, by the use cases and functions that it serves."""
    kind, identifier = need.subject
    if kind == DataGap.kind:
        data_gap = roadmap.get(DataGap, identifier)
        return frozenset() if data_gap is None else frozenset(data_gap.objectives)
    functions = {identifier} if kind == Function.kind else set()
    use_cases: set[str] = set()
    gap = roadmap.get(TechnologyGap, identifier) if kind == TechnologyGap.kind else None
    if gap is not None:
        functions.update(gap.functions)
        use_cases.update(gap.use_cases)
    for name in functions:
        function = roadmap.get(Function, name)
        use_cases.update(() if function is None else function.use_cases)
    served = [roadmap.get(UseCase, name) for name in sorted(use_cases)]
    return frozenset(objective for use_case in served if use_case for objective in use_case.objectives)
