"""Why something cannot be had: against every way, and minimal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.model import Fixed, Limit, Member, Problem, conflicts
from how_long import THOROUGH
from partnership_cases import Ways, alone_of, case, every_way

seeds = st.integers(0, 2**32 - 1)


def possible(problem: Problem, members: Collection[Member], coverage: float | None) -> bool:
    """Whether every way that keeps to these terms and no others includes one with the demands."""
    kinds: dict[str, set[object]] = {}
    for member in members:
        kinds.setdefault(member.kind, set()).add(member.key)
    m = len(problem.organisations)
    held = {kind: [i for i in range(m) if i in kinds.get(kind, ())] for kind in ("budget", "most leads")}
    budget, most = np.full(problem.budget.shape, np.nan), np.full(m, -1)
    budget[held["budget"]] = problem.budget[held["budget"]]
    most[held["most leads"]] = problem.most_leads[held["most leads"]]
    backups = np.array(problem.backups_wanted)
    for limit in problem.limits:
        if limit.kind == "no sole dependence":
            for need in limit.needs:
                backups[need] = max(backups[need], problem.own_weight[limit.organisation, need] > 0)
    loose = replace(
        problem,
        budget=budget,
        most_leads=most,
        backups_wanted=backups,
        limits=tuple(limit for row, limit in enumerate(problem.limits) if row in kinds.get("limit", ())),
        precedence=np.array(
            [p for row, p in enumerate(problem.precedence.tolist()) if row in kinds.get("precedence", ())],
            dtype=int,
        ),
    )
    ways = every_way(loose, rational=False, alone=alone_of(problem))
    return bool(_wanted(ways, kinds, coverage).any())


def _wanted(ways: Ways, kinds: dict[str, set[object]], coverage: float | None) -> np.ndarray:
    fine = np.ones(ways.count, dtype=bool)
    for need in range(len(ways.by_need)):
        if need in kinds.get("met", ()):
            fine &= ways.met()[:, need]
        for who in range(ways.utility.shape[1]):
            if (need, who) in kinds.get("led", ()):
                fine &= ways.lead(need) == who
    for who in range(ways.utility.shape[1]):
        if who in kinds.get("rationality", ()):
            fine &= ways.utility[:, who] >= ways.alone[who] - 1e-7
    if "coverage" in kinds.get("at least", ()) and coverage is not None:
        fine &= ways.values["coverage"] >= coverage - 1e-7
    return fine


@settings(max_examples=120 if THOROUGH else 40, deadline=None)
@given(seeds, st.data())
def test_a_conflict_is_one_and_is_minimal(seed: int, data: st.DataObject) -> None:
    problem = case(seed)
    m, n = problem.size
    need, who = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, m - 1))
    coverage = data.draw(st.sampled_from([None, 0.7, 1.0]))
    fixed = Fixed(met=tuple(range(data.draw(st.integers(0, n)))), led=((need, who),))
    found = conflicts(problem, fixed=fixed, at_least={} if coverage is None else {"coverage": coverage})
    ways = every_way(problem)
    demands: dict[str, set[object]] = {"met": set(fixed.met), "led": set(fixed.led), "at least": {"coverage"}}
    if _wanted(ways, demands, coverage).any():
        assert found is None
        return
    assert found is not None
    assert found.proven
    assert not possible(problem, found.members, coverage), "the members can be had together"
    for left_out in found.members:
        rest = [member for member in found.members if member != left_out]
        assert possible(problem, rest, coverage), f"not minimal: without {left_out.words}"


def base(**changed: object) -> Problem:
    given: dict[str, object] = {
        "organisations": ("ESA", "JAXA"),
        "needs": ("rover", "relay"),
        "first_year": 2030,
        "years": 4,
        "weight": [0.5, 0.5],
        "own_weight": [[0.5, 0.5], [0.5, 0.5]],
        "effort": [[4.0, 4.0], [4.0, 4.0]],
        "fit": np.ones((2, 2)),
        "interest": np.ones((2, 2)),
        "may_lead": np.ones((2, 2)),
        "may_help": np.zeros((2, 2)),
        "duration": [2, 2],
        "earliest_start": [0, 0],
        "latest_end": [4, 4],
        "helpers_wanted": [0, 0],
        "backups_wanted": [0, 0],
        "budget": np.full((2, 4), np.nan),
        "most_leads": [-1, -1],
        "precedence": [],
        "limits": (),
        "effort_price": 0.0,
    }
    return Problem(**{**given, **changed})  # type: ignore[arg-type]


def test_a_conflict_names_its_members_in_words() -> None:
    problem = base(
        budget=[[1.0] * 4, [np.nan] * 4],
        limits=(
            Limit("JAXA takes no part in the rover", "takes no part", 1, None, (0,)),
            Limit("ESA must lead the relay", "must lead", 0, None, (1,)),
        ),
    )
    found = conflicts(problem, fixed=Fixed(met=(0,)))
    assert found is not None
    assert set(found.names) == {
        "the yearly means of ESA",
        "JAXA takes no part in the rover",
        "rover must be met",
    }
    assert found.words.startswith("these exclude one another: ")


def test_every_kind_of_term_can_be_part_of_a_conflict() -> None:
    led = conflicts(base(most_leads=[1, -1]), fixed=Fixed(led=((0, 0), (1, 0))))
    assert led is not None
    assert led.names == ("ESA leads at most 1 needs", "ESA must lead rover", "ESA must lead relay")
    waits = conflicts(base(precedence=[[0, 1]], latest_end=[4, 3]), fixed=Fixed(met=(1,)))
    assert waits is not None
    assert waits.names == ("rover must have ended before relay starts", "relay must be met")
    worse = base(effort_price=0.1, own_weight=[[1, 0], [0, 1]])
    lonely = conflicts(worse, fixed=Fixed(led=((1, 0),), not_met=(0,)))
    assert lonely is not None
    assert "ESA must be at least as well off as alone" in lonely.names
    costly = conflicts(base(), at_least={"coverage": 1.0}, at_most={"effort": 5.0})
    assert costly is not None
    assert costly.names == ("coverage must be at least 1", "effort must be at most 5")
    both = conflicts(base(), fixed=Fixed(led=((0, 0),), not_led=((0, 0),)))
    assert both is not None
    assert both.names == ("ESA must not lead rover", "ESA must lead rover")


def test_where_all_can_be_had_there_is_no_conflict() -> None:
    assert conflicts(base(), fixed=Fixed(met=(0, 1)), at_least={"coverage": 1.0}) is None


def test_more_terms_than_are_tried_at_once_still_leave_a_minimal_set() -> None:
    limits = tuple(Limit(f"idle {k}", "takes no part", 0, None, ()) for k in range(40))
    shut = tuple(Limit(f"shut {i}", "takes no part", i, None, (1,)) for i in (0, 1))
    problem = base(limits=(*limits[:20], shut[0], *limits[20:], shut[1]))
    found = conflicts(problem, fixed=Fixed(met=(1,)))
    assert found is not None
    assert found.names == ("shut 0", "shut 1", "relay must be met")
