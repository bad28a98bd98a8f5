"""Who would gain by dropping a part, on cases that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecliptic.assess.partnership.model import Limit, Problem, Roles, Solution, improves_alone, solve
from ecliptic.assess.partnership.model.solution import Teams


def trio(**changed: object) -> Problem:
    """Each could lead; a point costs 0.05, and a need takes four of them in two years."""
    given: dict[str, object] = {
        "organisations": ("A", "B", "C"),
        "needs": ("first", "second"),
        "first_year": 2030,
        "years": 4,
        "weight": [0.5, 0.5],
        "own_weight": [[0.5, 0.5], [0.5, 0.5], [0.1, 0.9]],
        "effort": np.full((3, 2), 4.0),
        "fit": np.ones((3, 2)),
        "interest": np.ones((3, 2)),
        "may_lead": np.ones((3, 2)),
        "may_help": np.ones((3, 2)),
        "duration": [2, 2],
        "earliest_start": [0, 0],
        "latest_end": [4, 4],
        "helpers_wanted": [2, 2],
        "backups_wanted": [2, 2],
        "budget": np.full((3, 4), np.nan),
        "most_leads": [-1, -1, -1],
        "precedence": [],
        "limits": (),
        "effort_price": 0.05,
    }
    return Problem(**{**given, **changed})  # type: ignore[arg-type]


NONE: Teams = ((), ())


def roles(problem: Problem, lead: list[int], helpers: Teams = NONE, backups: Teams = NONE) -> Solution:
    made = Roles(np.array(lead), np.where(np.array(lead) >= 0, [0, 2], -1), helpers, backups)
    base = solve(problem)
    return replace(
        base, lead=made.lead, start=made.start, contributors=made.contributors, backups=made.backups
    )


def told(problem: Problem, solution: Solution) -> list[tuple[int, int, str, float, tuple[int, ...]]]:
    return [
        (x.organisation, x.need, x.part, pytest.approx(x.gain), x.lost)
        for x in improves_alone(problem, solution)
    ]


def test_a_lead_stays_where_the_need_is_worth_its_effort() -> None:
    problem = trio()
    assert told(problem, roles(problem, [0, 1])) == []
    # To C the first need is worth 0.1, and takes it 0.2.
    assert told(problem, roles(problem, [2, 1])) == [(2, 0, "leads", 0.1, (0,))]


def test_a_lead_that_is_backed_up_gains_by_leaving_it_to_the_backup() -> None:
    problem = trio()
    found = told(problem, roles(problem, [0, 1], backups=((1,), ())))
    assert found == [(0, 0, "leads", 0.2, ()), (1, 0, "backs up", 0.04, ())]


def test_a_contributor_gains_unless_the_others_lack_the_means() -> None:
    problem = trio()
    shared = roles(problem, [0, 1], helpers=((1,), ()))
    assert told(problem, shared) == [(1, 0, "contributes", 0.08, ())]
    short = trio(budget=[[1.5] * 4, [np.nan] * 4, [np.nan] * 4])
    assert told(short, roles(short, [0, 1], helpers=((1,), ()))) == []


def test_what_waits_is_lost_too() -> None:
    problem = trio(precedence=[[0, 1]], own_weight=[[0.1, 0.9], [0.5, 0.5], [0.1, 0.9]])
    # The first is worth 0.1 and takes 0.2, but the second waits for it.
    assert told(problem, roles(problem, [0, 1])) == []


def test_a_backup_holds_what_rests_on_it() -> None:
    limit = Limit("C rests on nobody alone", "no sole dependence", 2, None, (0, 1))
    problem = trio(limits=(limit,))
    assert told(problem, roles(problem, [-1, 0], backups=((), (1,)))) == [(0, 1, "leads", 0.2, ())]
