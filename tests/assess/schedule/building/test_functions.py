"""Functions in a plan: providers, unallocated marks and the gaps that hold them."""

from datetime import date

import pytest

from ecliptic.assess.schedule.building import Asked, Built, plan_of
from ecliptic.assess.schedule.plan import Milestone
from ecliptic.errors import UsageError
from ecliptic.roadmap import Statement
from made_plans import Steady, before, element, gap, roadmap, said

STATEMENTS = (
    said("phase", "P", name="First"),
    said("phase", "Q", name="Second", follows="P"),
    said("phase", "R", name="Third", follows="Q"),
    said("function", "F", phases=["P", "Q"]),
    said("function", "G", phases=["P"]),
    said("function", "H", phases=["P"]),
    said("function", "I", phases=["R"]),
    said("element", "one", first_use="2028"),
    said("element", "two", first_use="2030"),
    said("element", "three"),
    said("allocation", "1", function="F", phase="P", element="one"),
    said("allocation", "2", function="F", phase="P", element="two"),
    said("allocation", "3", function="G", phase="P", status="unallocated"),
    said("allocation", "4", function="F", phase="Q", element="three"),
    said("allocation", "5", function="F", phase="Q", element="elsewhere"),
    said("technology-gap", "gap", functions=["F"], phases=["Q"], organisations=["ESA"]),
    said("technology-gap", "idle", functions=["F"]),
)


def built(asked: Asked | None = None, *more: Statement) -> Built:
    return plan_of(roadmap(*STATEMENTS, *more), Steady(), asked or Asked())


def function(identifier: str, stage: str) -> Milestone:
    return Milestone("function", identifier, stage)


def test_a_function_waits_for_as_many_elements_as_are_asked_for() -> None:
    for providers in (1, 2):
        made = built(Asked("P", providers)).plan
        waits = before(made, function("F", "provided in P"))
        assert {wait.before for wait in waits} == {element("one"), element("two")}
        assert {wait.enough for wait in waits} == {providers}
        assert len({wait.alternatives for wait in waits}) == 1


def test_gaps_hold_a_function_where_they_concern_the_phase() -> None:
    made = built()
    assert {w.before for w in before(made.plan, function("F", "available in P"))} == {
        function("F", "provided in P"),
        gap("idle"),
    }
    assert {w.before for w in before(made.plan, function("F", "available in Q"))} == {
        function("F", "provided in Q"),
        gap("idle"),
        gap("gap"),
    }
    first = next(wanted for wanted in made.functions if wanted.function == "F" and wanted.phase == "P")
    assert (first.gaps, first.unknown, first.held_by_gaps) == (("idle",), False, True)
    assert first.milestone == function("F", "available in P")
    assert {first.provided, first.available} <= set(made.plan.goals)


def test_without_gaps_a_function_is_there_once_it_is_provided() -> None:
    made = built(Asked("P", gaps=False))
    assert made.plan.goals == (function("F", "provided in P"),)
    assert {wanted.available for wanted in made.functions} == {None}


def test_absent_unknown_and_unstated_are_told_apart() -> None:
    told = {(wanted.function, wanted.phase): wanted for wanted in built().functions}
    assert set(told) == {("F", "P"), ("F", "Q"), ("G", "P"), ("H", "P"), ("I", "R")}
    marked, silent, unstated = told["G", "P"], told["H", "P"], told["I", "R"]
    assert (marked.marked, marked.unallocated, marked.milestone) == (True, True, None)
    assert (silent.marked, silent.unallocated, silent.milestone) == (False, True, None)
    # Nobody says anything of the third phase: that is unknown, not absent.
    assert (unstated.stated, unstated.unallocated, unstated.unknown) == (False, False, True)
    assert unstated.provided == function("I", "provided in R")
    # One of its elements has no date, and nobody states the other.
    assert told["F", "Q"].unknown
    assert [wanted.function for wanted in built().unallocated] == ["G", "H"]


def test_elements_that_nobody_states_are_named() -> None:
    made = built()
    assert not made.plan.by_milestone[element("elsewhere")].known
    assert any("element elsewhere (by allocation 5)" in missing.what for missing in made.missing)


def test_fewer_elements_than_asked_for_are_no_provision() -> None:
    made = built(Asked("P", 3))
    (few,) = made.too_few
    assert few.function == "F"
    assert few.milestone is None
    assert made.plan.goals == ()


def test_functions_of_other_phases_are_left_out() -> None:
    made = built(Asked("Q"))
    assert made.phases == ("Q",)
    assert {step.milestone.stage for step in made.plan.steps if step.milestone.kind == "function"} == {
        "provided in Q",
        "available in Q",
    }


def test_questions_that_cannot_be_asked() -> None:
    with pytest.raises(UsageError, match="Choose one of: P, Q, R"):
        built(Asked("S"))
    with pytest.raises(UsageError, match="1 or more"):
        built(Asked(providers=0))


def test_gaps_take_time_only_where_somebody_works_on_them() -> None:
    made = built(
        Asked(),
        said("technology", "T", trl_now=4),
        said("technology-gap", "rated", technologies=["T"], organisations=["ESA", "JAXA"]),
        said("technology", "U", trl_now=8),
        said("technology-gap", "open", technologies=["U"], organisations=["ESA"]),
    ).plan.by_milestone
    assert not made[gap("idle")].known
    assert made[gap("gap")].duration.likely == 3 * 365
    assert made[gap("rated")].duration.likely == 2 * 365
    assert set(made[gap("rated")].organisations) == {"ESA", "JAXA"}
    # A gap that is stated is open, however ready a technology is that might close it.
    assert made[gap("open")].duration.likely == 365
    assert date(2026, 7, 1) == built().plan.day
