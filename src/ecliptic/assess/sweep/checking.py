"""What is wrong with a sweep, told before anything runs: all faults at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ecliptic.assess.registry import Question, questions
from ecliptic.assess.sweep.description import Sweep, many_fields, plain
from ecliptic.vocabulary.messages import FieldProblem, explain

MOST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: its place in the file's words, the value, the fault and the remedy."""

    place: str
    message: str
    remedy: str
    value: str | None = None

    def __str__(self) -> str:
        found = f'"{self.value}" ' if self.value is not None else ""
        return f"{self.place}: {found}{self.message}. {self.remedy}"


def faults(sweep: Sweep) -> list[Fault]:
    """All faults of a sweep; its parameters are checked with the question's own model.

    First every table of parameters is checked by itself; only where all are sound, the cases that they make.
    """
    found = [*_faults_of_names(sweep)]
    if sweep.size > MOST_CASES:
        factors = " × ".join(str(len(axis.choices)) for axis in sweep.axes)
        message = f"makes {factors} = {sweep.size:,} cases, and at most {MOST_CASES:,} may be asked at once"
        found.append(Fault("axis", message, "Leave out choices, or divide the sweep into several files."))
    if sweep.question not in questions():
        known = ", ".join(questions())
        found.append(Fault("question", "is not a question", f"Use one of: {known}.", sweep.question))
        return found
    asked = sweep.asked
    for place, parameters in tables_of_parameters(sweep):
        found += _faults_of_table(asked, place, parameters)
    return found or [*_faults_of_cases(sweep, asked)]


def tables_of_parameters(sweep: Sweep) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table of parameters with its place in the file."""
    yield "parameters", sweep.parameters
    for axis in sweep.axes:
        for choice in axis.choices:
            yield f"axis {axis.name}, choice {choice.name}, parameters", choice.parameters


def _faults_of_names(sweep: Sweep) -> Iterator[Fault]:
    names = [axis.name for axis in sweep.axes]
    if not names:
        yield Fault("axis", "is missing", 'Give at least one: [[axis]] with name = "…" and its choices.')
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault("axis", "is the name of several axes", "Give each axis a name of its own.", name)
    for axis in sweep.axes:
        choices = [choice.name for choice in axis.choices]
        for name in sorted({name for name in choices if choices.count(name) > 1}):
            remedy = "Give each choice of an axis a name of its own."
            yield Fault(f"axis {axis.name}, choice", "is the name of several choices", remedy, name)
        if not choices:
            remedy = 'Give at least one: [[axis.choice]] with name = "…" and parameters = {…}.'
            yield Fault(f"axis {axis.name}", "has no choice", remedy)


def _faults_of_table(asked: Question[Any], place: str, parameters: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults that a table has whatever is laid over it: nothing is missing yet."""
    lists = many_fields(asked.parameters)
    ready = {name: plain(value, name in lists) for name, value in parameters.items()}
    try:
        asked.parameters.model_validate(ready)
    except ValidationError as error:
        for problem in explain(error, asked.parameters):
            # What is missing here, or does not go together, the tables laid over this one may mend.
            if problem.field in ready:
                yield _said(asked, f"{place}.{problem.field}", problem)


def _faults_of_cases(sweep: Sweep, asked: Question[Any]) -> Iterator[Fault]:
    """Faults of parameters taken together, each told for the first case that has it."""
    told: set[tuple[str, str]] = set()
    for case in sweep.cases():
        try:
            asked.parameters.model_validate(case.parameters)
        except ValidationError as error:
            for fault in _faults_together(asked, error):
                if (fault.place, fault.message) not in told:
                    told.add((fault.place, fault.message))
                    place = f"{sweep.told(case)}, {fault.place}"
                    yield Fault(place, fault.message, fault.remedy, fault.value)


def _faults_together(asked: Question[Any], error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_context=False):
        if not detail["loc"]:
            message = detail["msg"].removeprefix("Value error, ").rstrip(".")
            yield Fault("parameters", message, "Change one of them.")
    for problem in explain(error, asked.parameters):
        if problem.field in asked.parameters.model_fields:
            yield _said(asked, f"parameters.{problem.field}", problem)


def _said(asked: Question[Any], place: str, problem: FieldProblem) -> Fault:
    known = asked.parameters.model_fields
    if problem.field not in known:
        remedy = f"It has: {', '.join(known)}." if known else "It has none."
        return Fault(place, f"is no parameter of the question {asked.name}", remedy)
    remedy = problem.remedy.replace("leave the cell empty if unknown", "leave it out")
    return Fault(place, problem.message, remedy, problem.value)
