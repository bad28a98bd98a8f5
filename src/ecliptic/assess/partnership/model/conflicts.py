"""Why something cannot be had: a smallest set of terms that exclude one another, found by deletion.

The deletion filter (Chinneck and Dravnieks 1991, ORSA Journal on Computing 3, pp. 157-168) leaves out one
term after another and keeps it out where the rest is still impossible. What remains is minimal: without any
one of its members the others can be had together. Another set may be smaller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from ecliptic.assess.partnership.model.alone import StandAlone, stand_alone
from ecliptic.assess.partnership.model.eligible import eligible
from ecliptic.assess.partnership.model.problem import Floats, Problem
from ecliptic.assess.partnership.model.request import Fixed, Request
from ecliptic.assess.partnership.model.solve import DEFAULT, Model
from ecliptic.assess.partnership.model.solver import Patience

Kind: TypeAlias = Literal[
    "precedence",
    "most leads",
    "rationality",
    "budget",
    "limit",
    "at least",
    "at most",
    "met",
    "not met",
    "led",
    "not led",
]
_ANY_SOLUTION = 1e9
"""A gap at which the first solution ends the search."""
_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Member:
    """One term of a conflict, in words; the key says which of its kind."""

    kind: Kind
    key: int | str | tuple[int, int]
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Terms that cannot be had together, though they can without any one of them.

    `proven` is false where a time limit kept it open whether some member is needed.
    """

    members: tuple[Member, ...]
    proven: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The members in words."""
        return tuple(member.words for member in self.members)

    @property
    def words(self) -> str:
        """The conflict as one phrase."""
        return "these exclude one another: " + "; ".join(self.names)


def conflicts(
    problem: Problem,
    *,
    fixed: Fixed | None = None,
    at_least: Mapping[str, float] | None = None,
    at_most: Mapping[str, float] | None = None,
    patience: Patience = DEFAULT,
    alone: Floats | None = None,
) -> Conflict | None:
    """A minimal set of demands and terms that exclude one another; None where a solution may exist.

    Terms are limits, budgets, most leads, precedence, and that each is at least as well off as alone, as
    measured by the stand-alone optimum of the problem as given (`alone` saves computing it). Who can lead a
    need at all, and the dates between which it must be met, are taken as they are.
    """
    request = Request.of("coverage", fixed=fixed, at_least=at_least, at_most=at_most)
    request.check(problem)
    measured = stand_alone(problem) if alone is None else StandAlone(alone)
    # A limit that wants a backup makes room for one; that room stays when the limit is left out, so that
    # leaving out can only make more possible.
    roomy = replace(problem, backups_wanted=eligible(problem).most_backups)
    return _Filter(roomy, measured, request, patience).conflict()


@dataclass
class _Filter:
    """Tries sets of terms."""

    problem: Problem
    alone: StandAlone
    request: Request
    patience: Patience
    open_ends: int = 0

    def conflict(self) -> Conflict | None:
        """The minimal set, or None."""
        kept = list(_members(self.problem, self.request))
        if not self._impossible(kept):
            return None
        self.open_ends = 0
        tried = 0
        size = _CHUNK
        while tried < len(kept):
            rest = kept[:tried] + kept[tried + size :]
            if self._impossible(rest):
                kept = rest
            elif size > 1:
                size = 1
            else:
                tried += 1
                size = _CHUNK if len(kept) - tried > 2 * _CHUNK else 1
        return Conflict(tuple(kept), proven=self.open_ends == 0)

    def _impossible(self, members: Collection[Member]) -> bool:
        """Whether the terms exclude one another for certain."""
        request = _request(members, self.request)
        rational = np.zeros(len(self.problem.organisations), dtype=bool)
        rational[[int(str(m.key)) for m in members if m.kind == "rationality"]] = True
        model = Model(_relaxed(self.problem, members), request.names, alone=self.alone, rational=rational)
        answer = model.ask(request, Patience(_ANY_SOLUTION, self.patience.time_limit_s))
        self.open_ends += answer.status == "time limit" and not answer.found
        return answer.status == "infeasible"


def _members(problem: Problem, request: Request) -> Iterator[Member]:
    """All terms, those that explain least first, since those tried first are likeliest left out."""
    organisations, needs = problem.organisations, problem.needs
    for row, (before, after) in enumerate(problem.precedence.tolist()):
        yield Member("precedence", row, f"{needs[before]} must have ended before {needs[after]} starts")
    for who in np.flatnonzero(problem.most_leads >= 0).tolist():
        most = int(problem.most_leads[who])
        yield Member("most leads", who, f"{organisations[who]} leads at most {most} needs")
    for who, name in enumerate(organisations):
        yield Member("rationality", who, f"{name} must be at least as well off as alone")
    for who in np.flatnonzero(~np.isnan(problem.budget).all(axis=1)).tolist():
        yield Member("budget", who, f"the yearly means of {organisations[who]}")
    for row, limit in enumerate(problem.limits):
        yield Member("limit", row, limit.name)
    for name, value in request.at_least.items():
        yield Member("at least", name, f"{name} must be at least {value:g}")
    for name, value in request.at_most.items():
        yield Member("at most", name, f"{name} must be at most {value:g}")
    yield from _decisions(problem, request.fixed)


def _decisions(problem: Problem, fixed: Fixed) -> Iterator[Member]:
    organisations, needs = problem.organisations, problem.needs
    for need in fixed.not_met:
        yield Member("not met", need, f"{needs[need]} must stay open")
    for need, who in fixed.not_led:
        yield Member("not led", (need, who), f"{organisations[who]} must not lead {needs[need]}")
    for need in fixed.met:
        yield Member("met", need, f"{needs[need]} must be met")
    for need, who in fixed.led:
        yield Member("led", (need, who), f"{organisations[who]} must lead {needs[need]}")


def _keys(members: Collection[Member], kind: Kind) -> list[int]:
    return [member.key for member in members if member.kind == kind and isinstance(member.key, int)]


def _relaxed(problem: Problem, members: Collection[Member]) -> Problem:
    """The problem with no other terms than the members."""
    most = np.full(len(problem.organisations), -1)
    leads = _keys(members, "most leads")
    most[leads] = problem.most_leads[leads]
    budget = np.full(problem.budget.shape, np.nan)
    held = _keys(members, "budget")
    budget[held] = problem.budget[held]
    return replace(
        problem,
        most_leads=most,
        budget=budget,
        precedence=problem.precedence[_keys(members, "precedence")],
        limits=tuple(problem.limits[row] for row in _keys(members, "limit")),
    )


def _request(members: Sequence[Member] | Collection[Member], asked: Request) -> Request:
    """The demands among the members."""

    def pairs(kind: Kind) -> tuple[tuple[int, int], ...]:
        return tuple(m.key for m in members if m.kind == kind and isinstance(m.key, tuple))

    names = {kind: {m.key for m in members if m.kind == kind} for kind in ("at least", "at most")}
    return Request(
        {"coverage": 1.0},
        {name: value for name, value in asked.at_least.items() if name in names["at least"]},
        {name: value for name, value in asked.at_most.items() if name in names["at most"]},
        Fixed(
            met=tuple(_keys(members, "met")),
            not_met=tuple(_keys(members, "not met")),
            led=pairs("led"),
            not_led=pairs("not led"),
        ),
    )
