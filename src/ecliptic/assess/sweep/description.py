"""What a sweep asks: a question, parameters that all cases share, and axes whose choices are combined."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from ecliptic.assess.registry import Parameters, Question, questions
from ecliptic.errors import UsageError
from ecliptic.vocabulary import fields_of

SUMMARY = "summary"


@dataclass(frozen=True)
class Choice:
    """One choice on an axis, and the parameters that it brings."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Axis:
    """What is varied: each case takes one of the choices."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Case:
    """One combination of choices; `number` counts from 1 with the last axis moving first."""

    number: int
    choices: tuple[str, ...]
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Sweep:
    """A question and all parameters with which it is put."""

    question: str
    axes: tuple[Axis, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    table: str = SUMMARY
    """Table of the answers to gather."""

    @property
    def size(self) -> int:
        """Number of cases, counted without making them."""
        return math.prod(len(axis.choices) for axis in self.axes)

    @property
    def asked(self) -> Question[Any]:
        """The question itself; one that the register does not know raises UsageError."""
        known = questions()
        if self.question not in known:
            message = f"There is no question {self.question!r}. The questions are: {', '.join(known)}."
            raise UsageError(message)
        return known[self.question]

    def cases(self) -> Iterator[Case]:
        """Every combination of choices, in order.

        The parameters of a choice are laid over the common ones and those of earlier axes: what takes a list
        gets more entries, and of what takes one value the last stands.
        """
        lists = many_fields(self.asked.parameters)
        for number, chosen in enumerate(product(*(axis.choices for axis in self.axes)), 1):
            merged = _laid_over({}, self.parameters, lists)
            for choice in chosen:
                merged = _laid_over(merged, choice.parameters, lists)
            yield Case(number, tuple(choice.name for choice in chosen), merged)

    def told(self, case: Case) -> str:
        """The case in words, as messages name it."""
        words = [f"{axis.name} {choice}" for axis, choice in zip(self.axes, case.choices, strict=True)]
        return f"case {case.number} ({', '.join(words)})"


def many_fields(model: type[Parameters]) -> Set[str]:
    """The parameters that take a list."""
    return {spec.name for spec in fields_of(model) if spec.many}


def plain(value: Any, many: bool) -> Any:
    """A value as the question's model takes it: days as text, and a lone value of a list as a list of one."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(entry, many=False) for entry in value]
    return [value] if many else value


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any], lists: Set[str]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        ready = plain(value, name in lists)
        adds = name in lists and isinstance(ready, list)
        merged[name] = [*merged.get(name, ()), *ready] if adds else ready
    return merged
