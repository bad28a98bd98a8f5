"""The register of questions: each is entered once and answers alike in Python, commands, pages and reports.

A plug-in enters its own by an entry point in the group `ecliptic.questions` that names a `Question`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points, version
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ecliptic.assess.assessment import Answer, Assessment, Provenance
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary.messages import FieldProblem, explain

ENTRY_POINT_GROUP = "ecliptic.questions"
_BUILT_IN = ("coverage", "readiness", "overlap", "health", "partnership", "schedule")


class Parameters(BaseModel):
    """Base of every question's parameters: frozen, closed, each described by its docstring."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Question(Generic[P]):
    """A question that can be put to a roadmap."""

    name: str
    title: str
    asks: str
    parameters: type[P]
    answer: Callable[[Roadmap, P], Answer]

    def __call__(self, roadmap: Roadmap, **parameters: Any) -> Assessment:
        """Put the question; parameters that it does not know or take raise UsageError."""
        chosen = self.read_parameters(parameters)
        return Assessment(
            title=self.title,
            asks=self.asks,
            answer=self.answer(roadmap, chosen),
            provenance=Provenance(
                question=self.name,
                roadmap=roadmap,
                parameters=chosen.model_dump(mode="json"),
                version=_version(),
            ),
        )

    def read_parameters(self, given: Mapping[str, Any]) -> P:
        """Check parameters; all that is wrong is told at once."""
        try:
            return self.parameters.model_validate(dict(given))
        except ValidationError as error:
            faults = [self._said(problem) for problem in explain(error, self.parameters)]
            raise UsageError("\n".join(faults)) from None

    def _said(self, problem: FieldProblem) -> str:
        known = self.parameters.model_fields
        if problem.field not in known:
            choices = f"It has: {', '.join(known)}." if known else "It has none."
            return f"The question {self.name} has no parameter {problem.field!r}. {choices}"
        value = "" if problem.value is None else f"{problem.value!r} "
        # The same fault in a file has a cell to leave empty; here there is a parameter to leave out.
        remedy = problem.remedy.replace("leave the cell empty if unknown", "leave it out")
        return f"{problem.field}: {value}{problem.message}. {remedy}"


def question(
    name: str, *, title: str, asks: str, parameters: type[P]
) -> Callable[[Callable[[Roadmap, P], Answer]], Question[P]]:
    """Make a function that answers into a question of the register."""

    def make(answer: Callable[[Roadmap, P], Answer]) -> Question[P]:
        return Question(name, title, asks, parameters, answer)

    return make


@lru_cache(maxsize=1)
def _version() -> str:
    return version("ecliptic")


@lru_cache(maxsize=1)
def questions() -> Mapping[str, Question[Any]]:
    """Every question by name: the program's own, then those of installed plug-ins."""
    found: dict[str, Question[Any]] = {}
    for name in _BUILT_IN:
        found[name] = getattr(import_module(f"ecliptic.assess.{name}"), name)
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: e.name):
        added = entry.load()
        if not isinstance(added, Question):
            message = (
                f"The plug-in {entry.value} does not give a Question; make it with ecliptic.assess.question."
            )
            raise UsageError(message)
        if added.name in found:
            message = f"The plug-in {entry.value} enters the question {added.name}, which exists already."
            raise UsageError(message)
        found[added.name] = added
    return MappingProxyType(found)
