"""The register of questions: the program's own, plug-ins, and what is said about wrong parameters."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from ecliptic import assess
from ecliptic.assess import Answer, Basis, Parameters, Question, question, questions, registry
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Element, Phase, Ref
from ecliptic.vocabulary.fields import ReadinessLevel
from saying import said

BUILT_IN = ["coverage", "readiness", "overlap", "health", "partnership", "schedule"]


class Choice(Parameters):
    """Parameters of a made-up question."""

    phase: Ref[Phase] | None = None
    """Phase to look at."""
    threshold: ReadinessLevel = 6
    """Level to reach."""


@question("nothing", title="Nothing", asks="What is nothing?", parameters=Choice)
def nothing(roadmap: Roadmap, parameters: Choice) -> Answer:
    """Find nothing."""
    return Answer(findings=(), tables=(), basis=Basis(len(roadmap), parameters.threshold))


@dataclass(frozen=True)
class Entry:
    """An entry point as an installed plug-in would give it."""

    name: str
    value: str
    loaded: Any

    def load(self) -> Any:
        """What it names."""
        return self.loaded


@pytest.fixture
def plug_ins(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Entry]]:
    """Plug-ins as if they were installed."""
    entries: list[Entry] = []
    monkeypatch.setattr(registry, "entry_points", lambda group: entries)
    questions.cache_clear()
    yield entries
    questions.cache_clear()


def test_the_programs_own_questions_come_first_and_are_the_ones_that_python_calls() -> None:
    assert list(questions())[: len(BUILT_IN)] == BUILT_IN
    for name in BUILT_IN:
        assert isinstance(questions()[name], Question)
        assert questions()[name] is getattr(assess, name)
        assert questions()[name].name == name


def test_every_question_says_what_it_asks_and_what_each_parameter_means() -> None:
    for entry in questions().values():
        assert entry.asks.endswith("?")
        assert all(field.description for field in entry.parameters.model_fields.values())


def test_a_plug_in_is_entered_under_its_own_name(plug_ins: list[Entry]) -> None:
    plug_ins.append(Entry("other", "plug.in:nothing", nothing))
    assert questions()["nothing"] is nothing
    assert list(questions()) == [*BUILT_IN, "nothing"]


def test_a_plug_in_that_is_no_question_is_refused_by_name(plug_ins: list[Entry]) -> None:
    plug_ins.append(Entry("other", "plug.in:number", 3))
    with pytest.raises(UsageError, match=r"plug\.in:number does not give a Question"):
        questions()


def test_a_plug_in_may_not_take_the_place_of_a_question(plug_ins: list[Entry]) -> None:
    plug_ins.append(Entry("mine", "plug.in:coverage", assess.coverage))
    with pytest.raises(UsageError, match="enters the question coverage, which exists already"):
        questions()


def test_an_answer_says_what_it_was_drawn_from() -> None:
    roadmap = Roadmap.build([said(Element(id="EL-1", name="Lander"))])
    answer = nothing(roadmap, threshold=4)
    assert (answer.question, answer.title, answer.asks) == ("nothing", "Nothing", "What is nothing?")
    assert answer.provenance.as_dict() == {
        "question": "nothing",
        "roadmap_digest": roadmap.digest,
        "parameters": {"phase": None, "threshold": 4},
        "version": answer.provenance.version,
        "as_of": None,
        "viewer": "holder",
        "seed": None,
    }
    assert answer.basis == Basis(1, 4)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fase": "HLR"}, "The question nothing has no parameter 'fase'. It has: phase, threshold."),
        ({"threshold": 12}, "threshold: '12' is out of range"),
        ({"threshold": "six"}, "threshold: 'six' is not a whole number"),
        ({"phase": " HLR"}, "phase: ' HLR' is not an identifier"),
    ],
)
def test_a_wrong_parameter_is_told_with_its_remedy(given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        nothing(Roadmap.build([]), **given)
    assert words in str(caught.value)
    assert "cell" not in str(caught.value)


def test_all_wrong_parameters_are_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        nothing(Roadmap.build([]), fase="HLR", threshold=0)
    assert len(str(caught.value).splitlines()) == 2


def test_parameters_given_as_words_are_understood() -> None:
    assert nothing.read_parameters({"threshold": "4"}).threshold == 4


def test_assess_is_imported_without_anything_heavy() -> None:
    program = (
        "import sys, ecliptic.assess\n"
        "print(sorted({'polars', 'numpy', 'click', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
