"""Files of sweeps: what they mean, and every fault at once with its place and its remedy."""

from __future__ import annotations

import pytest

from ecliptic.assess.sweep import MOST_CASES, Axis, Choice, Sweep, faults, read
from ecliptic.errors import DataProblemsError

GOOD = """
question = "probe"
table = "numbers"
parameters = { size = 2 }

[[axis]]
name = "scenario"
[[axis.choice]]
name = "baseline"
[[axis.choice]]
name = "late"
parameters = { marks = ["A"], day = 2030-01-02 }

[[axis]]
name = "policy"
[[axis.choice]]
name = "none"
"""

BAD = """
question = "probe"
tabel = "numbers"

[parameters]
sise = 2

[[axis]]
name = "scenario"
weight = 2
[[axis.choice]]
name = "baseline"
parameters = { size = "two" }
[[axis.choice]]
name = "baseline"
parameters = 3

[[axis]]
name = "policy"
choice = 3

[[axis]]
[[axis.choice]]
name = "none"
parameters = { marks = ["good", " bad"] , refuse = "perhaps" }
"""


def told(text: str) -> list[str]:
    with pytest.raises(DataProblemsError) as caught:
        read(text, "s.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_file_becomes_a_sweep() -> None:
    late = Choice("late", read(GOOD, "s.toml").axes[0].choices[1].parameters)
    assert read(GOOD, "s.toml") == Sweep(
        question="probe",
        axes=(Axis("scenario", (Choice("baseline"), late)), Axis("policy", (Choice("none"),))),
        parameters={"size": 2},
        table="numbers",
    )
    assert [case.parameters for case in read(GOOD, "s.toml").cases()] == [
        {"size": 2},
        {"size": 2, "marks": ["A"], "day": "2030-01-02"},
    ]


def test_every_fault_is_told_at_once_with_place_value_and_remedy() -> None:
    known = "size, marks, day, refuse, fail, extra, folder, die"
    assert told(BAD) == [
        "s.toml, tabel: is no key of a sweep in this place. The keys here are: question, table, "
        "parameters, axis.",
        "s.toml, axis scenario, weight: is no key of a sweep in this place. The keys here are: name, choice.",
        's.toml, axis scenario, choice baseline, parameters: "3" is not a table of parameters. Write a '
        "table: parameters = { name = value }.",
        "s.toml, axis policy: has choices that are no list of tables. Begin each with [[axis.choice]], "
        "in two pairs of brackets.",
        's.toml, axis 3, name: is missing. Name it: name = "…".',
        's.toml, axis scenario, choice: "baseline" is the name of several choices. Give each choice of an '
        "axis a name of its own.",
        f"s.toml, parameters.sise: is no parameter of the question probe. It has: {known}.",
        's.toml, axis scenario, choice baseline, parameters.size: "two" is not a whole number. Give a whole '
        "number, such as 4, or leave it out.",
        's.toml, axis 3, choice none, parameters.refuse: "perhaps" is neither yes nor no. Write yes or no, '
        "or leave it out.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("question = ", "s.toml: is not well-formed TOML: Invalid value (at end of document)"),
        ("", 's.toml, question: is missing. Name one, such as question = "coverage".'),
        ("", "s.toml, axis: is missing. Give at least one: [[axis]]"),
        ("question = 3", 's.toml, question: "3" is not a line of text.'),
        ('question = "prob"', 's.toml, question: "prob" is not a question. Use one of: coverage,'),
        ('axis = "x"', "s.toml, axis: is no list of tables."),
        ('[[axis]]\nname = "a"', "s.toml, axis a: has no choice. Give at least one: [[axis.choice]]"),
    ],
)
def test_each_fault_says_what_would_be_right(text: str, words: str) -> None:
    assert any(problem.startswith(words) for problem in told(text)), told(text)


def test_too_many_cases_are_refused_before_they_are_made() -> None:
    choices = tuple(Choice(str(number)) for number in range(101))
    sweep = Sweep("probe", (Axis("a", choices), Axis("b", choices)))
    (fault,) = faults(sweep)
    assert str(fault) == (
        f"axis: makes 101 × 101 = 10,201 cases, and at most {MOST_CASES:,} may be asked at once. Leave out "
        "choices, or divide the sweep into several files."
    )


def test_parameters_that_do_not_go_together_are_told_with_the_first_case_that_has_them() -> None:
    missing = Sweep("strict", (Axis("a", (Choice("x"), Choice("y"), Choice("z", {"needed": 1}))),))
    assert [str(fault) for fault in faults(missing)] == [
        "case 1 (a x), parameters.needed: is missing. Give it: A number that must be given."
    ]
    apart = Sweep("strict", (Axis("a", (Choice("x", {"needed": 3, "most": 2}),)),))
    assert [str(fault) for fault in faults(apart)] == [
        "case 1 (a x), parameters: needed is more than most. Change one of them."
    ]
