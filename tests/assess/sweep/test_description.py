"""Cases of a sweep: every combination, in one order, with parameters laid over one another."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.assess.sweep import Axis, Choice, Sweep
from ecliptic.errors import UsageError


def axis(name: str, **choices: dict[str, object]) -> Axis:
    return Axis(name, tuple(Choice(choice, parameters) for choice, parameters in choices.items()))


def test_the_last_axis_moves_first() -> None:
    sweep = Sweep("probe", (axis("a", x={}, y={}), axis("b", one={}, two={}, three={})))
    assert [case.choices for case in sweep.cases()] == list(product(("x", "y"), ("one", "two", "three")))
    assert [case.number for case in sweep.cases()] == [1, 2, 3, 4, 5, 6]


def test_later_values_override_and_later_lists_add() -> None:
    sweep = Sweep(
        "probe",
        (axis("a", x={"size": 5, "marks": ["B"]}), axis("b", y={"size": 6, "marks": ["C", "D"]}, none={})),
        {"size": 4, "marks": ["A"], "day": "2030"},
    )
    first, second = sweep.cases()
    assert first.parameters == {"size": 6, "marks": ["A", "B", "C", "D"], "day": "2030"}
    assert second.parameters == {"size": 5, "marks": ["A", "B"], "day": "2030"}


def test_a_lone_value_of_a_list_is_a_list_of_one_and_days_are_text() -> None:
    sweep = Sweep("probe", (axis("a", x={"marks": "B", "day": date(2030, 1, 2)}),), {"marks": "A"})
    (case,) = sweep.cases()
    assert case.parameters == {"marks": ["A", "B"], "day": "2030-01-02"}
    assert sweep.told(case) == "case 1 (a x)"


@given(st.lists(st.lists(st.lists(st.text(max_size=3), max_size=3), min_size=1, max_size=3), max_size=3))
def test_lists_of_a_case_are_those_of_its_choices_one_after_the_other(marks: list[list[list[str]]]) -> None:
    axes = tuple(
        Axis(str(number), tuple(Choice(str(i), {"marks": words}) for i, words in enumerate(choices)))
        for number, choices in enumerate(marks)
    )
    sweep = Sweep("probe", axes)
    cases = list(sweep.cases())
    assert len(cases) == sweep.size
    assert len({case.choices for case in cases}) == sweep.size
    for case in cases:
        chosen = [marks[place][int(choice)] for place, choice in enumerate(case.choices)]
        assert case.parameters.get("marks", []) == [word for words in chosen for word in words]


def test_an_unknown_question_names_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"There is no question 'probes'\. The questions are: coverage,"):
        list(Sweep("probes", ()).cases())
