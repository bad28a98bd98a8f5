"""Searches that are guided, cut short, or asked again."""

from __future__ import annotations

import numpy as np
import pytest

from ecliptic.assess.partnership.model import Model, Patience, Request
from ecliptic.assess.partnership.model.alone import stand_alone
from ecliptic.assess.partnership.model.solver import Search
from ecliptic.assess.partnership.model.terms import objective
from partnership_cases import crowd

CROWD = crowd(4, 24, 90, 10)


def test_a_guided_search_ends_within_the_gap_of_a_plain_one() -> None:
    model = Model(CROWD, ("coverage",))
    assert model.solver.whole.sum() > 1000, "otherwise nothing is guided"
    costs = np.zeros(model.solver.columns)
    index, values = objective(model.made, "coverage")
    costs[index] = values
    for gap in (0.02, 1e-4):
        patience = Patience(gap, 60)
        plain = model.solver.run(Search(costs), patience)
        guided = model.solver.run_guided(Search(costs), patience)
        assert guided.status in ("optimal", "within gap")
        assert guided.gap <= gap
        assert guided.objective <= plain.bound + 1e-7
        assert plain.objective <= guided.bound + 1e-7


def test_guided_and_cut_searches_leave_the_model_as_it_was() -> None:
    model = Model(CROWD, ("coverage", "alignment"))
    patience = Patience(0.01, 60)
    first = model.ask(Request.of("coverage"), patience)
    model.ask(Request.of("alignment"), Patience(0.0, 0.2))
    again = model.ask(Request.of("coverage"), patience)
    assert first.roles.lead.tolist() == again.roles.lead.tolist()
    assert first.roles.start.tolist() == again.roles.start.tolist()


def test_a_search_that_is_cut_short_says_so() -> None:
    solution = Model(CROWD, ("alignment",)).ask(Request.of("alignment"), Patience(0.0, 0.15))
    assert solution.status == "time limit"
    assert solution.gap > 0


def test_stand_alone_optima_are_the_same_together_and_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecliptic.assess.partnership.model import alone

    together = stand_alone(CROWD)
    assert together.status == "optimal"
    run = alone.Solver.run
    cut = []

    def first_cut(self: alone.Solver, search: Search, patience: Patience) -> object:
        found = run(self, search, patience)
        cut.append(None)
        return found._replace(status="time limit") if len(cut) == 1 else found

    monkeypatch.setattr(alone.Solver, "run", first_cut)
    apart = stand_alone(CROWD)
    assert len(cut) > 10
    assert apart.status == "optimal"
    assert apart.utility == pytest.approx(together.utility, abs=1e-7)


def test_a_stand_alone_search_that_is_cut_short_marks_what_rests_on_it() -> None:
    from dataclasses import replace

    cut = replace(stand_alone(CROWD), status="time limit")
    solution = Model(CROWD, ("coverage",), alone=cut).ask(Request.of("coverage"), Patience(0.02, 60))
    assert solution.found
    assert solution.status == "time limit"
