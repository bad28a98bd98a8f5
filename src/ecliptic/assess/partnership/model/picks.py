"""Named options: the best in each objective, with coverage kept within a stated share of the most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ecliptic.assess.partnership.model.front import at_no_worse
from ecliptic.assess.partnership.model.problem import Problem
from ecliptic.assess.partnership.model.request import Request
from ecliptic.assess.partnership.model.solution import Solution
from ecliptic.assess.partnership.model.solve import DEFAULT, Model
from ecliptic.assess.partnership.model.solver import Patience
from ecliptic.errors import UsageError

_NAMES = {
    "effort": ("least effort", "the least effort"),
    "fairness": ("fairest", "the most for whoever gains least"),
    "resilience": ("most resilient", "the most coverage left when any one withdraws"),
    "alignment": ("best aligned", "parts for those that are interested and fit"),
}
_LITTLE = 1e-3


@dataclass(frozen=True, eq=False)
class Pick:
    """An option with a name, and in words what it was chosen for.

    The solution's request, bound, gap and status are those of its aim; among solutions as good it is the one
    with most coverage, and then little effort.
    """

    name: str
    words: str
    solution: Solution


def picks(problem: Problem | Model, share: float = 0.95, patience: Patience = DEFAULT) -> tuple[Pick, ...]:
    """Most coverage; then the others with at least this share of that coverage.

    Each is lexicographic: the aim first, then coverage, then effort. An aim for which nothing was found in
    time is left out; without any solution there is no option.
    """
    if not 0 <= share <= 1:
        message = f"the share of coverage that is kept is {share}; it must be between 0 and 1"
        raise UsageError(message)
    model = problem if isinstance(problem, Model) else Model(problem)
    return tuple(_picks(model, share, patience))


def _picks(model: Model, share: float, patience: Patience) -> Iterator[Pick]:
    most = _refined(model, Request.of("coverage"), {"effort": 1.0}, patience)
    if most is None:
        return
    yield Pick("most coverage", "the most coverage, and that with the least effort", most)
    kept = {"coverage": share * most.objectives["coverage"]}
    for objective, (name, words) in _NAMES.items():
        aim = Request.of(objective, at_least=kept)
        among = {"coverage": 1.0}
        if objective != "effort":
            among["effort"] = _LITTLE / max(most.objectives["effort"], _LITTLE)
        found = _refined(model, aim, among, patience)
        if found is not None:
            yield Pick(name, f"{words}, with at least {share:.0%} of the coverage that can be had", found)


def _refined(
    model: Model,
    aim: Request,
    among: Mapping[str, float],
    patience: Patience,
) -> Solution | None:
    """The best for the aim, and of those the best for another."""
    best = model.ask(aim, patience)
    if not best.found:
        return None
    (name,) = aim.objective
    bounds = dict(aim.at_least), dict(aim.at_most)
    for side, bound in zip(bounds, ("at_least", "at_most"), strict=True):
        side.update(at_no_worse(name, best.objectives[name]).get(bound, {}))
    then = model.ask(Request(among, *bounds), patience)
    if not then.found:
        return best
    return replace(
        then,
        request=aim,
        bound=best.bound,
        gap=best.gap,
        status=best.status,
        seconds_solving=best.seconds_solving + then.seconds_solving,
    )
