"""Faults in words: every field of every kind is explained, with the remedy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from ecliptic.roadmap import Envelope
from ecliptic.vocabulary import KINDS, Element, Location, Organisation, Project, fields_of
from ecliptic.vocabulary.dates import FORMS
from ecliptic.vocabulary.messages import FieldProblem, explain

# Something wrong for every type of field, and what must be said about it.
WRONG: dict[str, tuple[Any, str, str]] = {
    "text": (" outer space", "is not a text that every format can hold", "Remove outer spaces"),
    "identifier": ("a;b", "is not an identifier", "without semicolon"),
    "ref": ("a|b", "is not an identifier", "without semicolon"),
    "integer": ("twelve", "is not a whole number", "Give a whole number"),
    "number": ("twelve", "is not a number", "Give a number"),
    "boolean": ("perhaps", "is neither yes nor no", "Write yes or no"),
    "date": ("soon", "is not a date", FORMS),
    "instant": ("soon", "is not an instant", "2026-03-14T09:00:00Z"),
    "term": ("never", "is not one of the terms", "Use one of: "),
    "marks": ({"mass_kg": "nobody"}, "is not a list of fields with who may see them", "private"),
}


def problems(model: type[BaseModel], data: dict[str, Any]) -> list[FieldProblem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return explain(caught.value, model)


EVERY_MODEL = pytest.mark.parametrize("model", [*KINDS.values(), Envelope], ids=[*KINDS, "envelope"])
STRANGE = ({"a": {}}, [[]], object(), b"\xff", 10**400, float("nan"), "\x00")


@EVERY_MODEL
def test_a_wrong_value_is_explained_with_the_remedy(model: type[BaseModel]) -> None:
    for spec in fields_of(model):
        value, message, remedy = WRONG[spec.type]
        wrong = {spec.name: [value] if spec.many else value}
        (found,) = [problem for problem in problems(model, wrong) if problem.field == spec.name]
        assert message in found.message
        assert remedy in found.remedy
        assert found.remedy.endswith(".")
        assert found.value == str(value) or spec.type == "marks"
        assert ("leave the cell empty" in found.remedy) == (not spec.required)
        assert spec.terms is None or all(term in found.remedy for term in spec.terms)
        assert spec.unit is None or spec.unit in found.remedy


@EVERY_MODEL
def test_no_value_is_too_strange_to_be_explained(model: type[BaseModel]) -> None:
    for spec in fields_of(model):
        for value in STRANGE:
            found = problems(model, {spec.name: value, "unknown": value})
            assert all(problem.message and problem.remedy.endswith(".") for problem in found)


@pytest.mark.parametrize("model", KINDS.values(), ids=KINDS)
def test_what_is_missing_is_named_with_its_meaning(model: type[BaseModel]) -> None:
    missing = {p.field: p for p in problems(model, {})}
    assert set(missing) == {spec.name for spec in fields_of(model) if spec.required}
    for spec in fields_of(model):
        if spec.required:
            assert missing[spec.name].message == "is missing"
            assert spec.meaning in missing[spec.name].remedy


def test_an_empty_value_of_a_required_field_is_missing() -> None:
    (found,) = problems(Element, {"id": "EM-1", "name": ""})
    assert (found.field, found.message) == ("name", "is missing")


def test_every_problem_is_told_at_once() -> None:
    found = problems(Organisation, {"id": "a;b", "type": "club", "founder": "perhaps", "phone": "1"})
    assert {p.field for p in found} == {"id", "name", "type", "founder", "phone"}


def test_an_unknown_field_is_answered_with_those_that_exist() -> None:
    (found,) = problems(Element, {"id": "EM-1", "name": "Lander", "mass": "12"})
    assert "mass_kg" in found.remedy


class Sizes(BaseModel):
    """Bounds of every sort."""

    above: float = Field(default=1, gt=0)
    at_most: float = Field(default=1, le=5)


@pytest.mark.parametrize(("field", "remedy"), [("above", "within the range"), ("at_most", "of at most 5")])
def test_bounds_of_every_sort_are_explained(field: str, remedy: str) -> None:
    (found,) = problems(Sizes, {field: 0 if field == "above" else 6})
    assert found.message == "is out of range"
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("model", "field", "value", "remedy"),
    [
        (Element, "mass_kg", -1, "Give a number in kg of at least 0, or leave the cell empty if unknown."),
        (
            Element,
            "crew",
            -1,
            "Give a whole number in persons of at least 0, or leave the cell empty if unknown.",
        ),
        (
            Project,
            "trl_now",
            10,
            "Give a whole number in TRL from 1 to 9, or leave the cell empty if unknown.",
        ),
        (
            Location,
            "latitude_deg",
            999,
            "Give a number in deg from -360 to 360, or leave the cell empty if unknown.",
        ),
        (Envelope, "version", 0, "Give a whole number of at least 1, or leave the cell empty if unknown."),
    ],
)
def test_a_number_out_of_range_is_answered_with_the_range(
    model: type[BaseModel], field: str, value: float, remedy: str
) -> None:
    (found,) = [problem for problem in problems(model, {field: value}) if problem.field == field]
    assert (found.message, found.remedy) == ("is out of range", remedy)


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.text(max_size=8), st.none() | st.text(max_size=5) | st.lists(st.integers()), max_size=4
    )
)
def test_any_dictionary_is_taken_or_explained(data: dict[str, Any]) -> None:
    try:
        Element.model_validate(data)
    except ValidationError as error:
        explained = explain(error, Element)
    else:
        explained = [FieldProblem("none", None, "", "")]
    assert explained
