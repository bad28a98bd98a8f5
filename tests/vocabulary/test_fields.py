"""What may stand in a field, and what is told about it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ecliptic.vocabulary import KINDS, Element, Function, Organisation, Ref, Role
from ecliptic.vocabulary.fields import (
    IDENTIFIER_LENGTH,
    TEXT_LENGTH,
    FieldSpec,
    Identifier,
    Text,
    fields_of,
)
from strategies import identifiers, texts

IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
REFERENCE: TypeAdapter[str] = TypeAdapter(Ref[Function])
TEXT: TypeAdapter[str] = TypeAdapter(Text)


def takes(reader: TypeAdapter[Any], value: Any) -> bool:
    try:
        return bool(reader.validate_python(value) == value)
    except ValidationError:
        return False


@given(st.text() | identifiers())
def test_identifiers_and_references_take_the_same_strings(value: str) -> None:
    assert takes(IDENTIFIER, value) == takes(REFERENCE, value)


@given(identifiers())
def test_an_identifier_can_stand_in_a_list_in_a_cell(value: str) -> None:
    assert takes(IDENTIFIER, value)
    assert not re.search(r"[;\\|\x00-\x1f\x7f]", value)
    assert value == value.strip()


@pytest.mark.parametrize(
    "value", ["", " ", " a", "a ", "a;b", "a|b", "a\\b", "a\nb", "a\n", "a\tb", "a\x00", "a\u00a0b", "\ufffe"]
)
def test_what_would_break_a_list_or_a_cell_is_no_identifier(value: str) -> None:
    assert not takes(IDENTIFIER, value)


@pytest.mark.parametrize(
    "value", ["FN-T-102 L", "2020/TX01.1.1", "HLR:FN-T-101 L:EM-001", "嫦娥-6", "é", "x"]
)
def test_identifiers_of_sources_stay_readable(value: str) -> None:
    assert takes(IDENTIFIER, value)


def test_lengths_are_limited_by_what_a_cell_holds() -> None:
    assert takes(IDENTIFIER, "x" * IDENTIFIER_LENGTH)
    assert not takes(IDENTIFIER, "x" * (IDENTIFIER_LENGTH + 1))
    assert takes(TEXT, "x" * TEXT_LENGTH)
    assert not takes(TEXT, "x" * (TEXT_LENGTH + 1))


@given(texts())
def test_a_text_is_anything_with_a_beginning_and_an_end(value: str) -> None:
    assert takes(TEXT, value)


@pytest.mark.parametrize(
    "value", ["", " ", " a", "a ", "a\u00a0", "\u2003a", "a\rb", "a\x0bb", "a\x85b", "a\uffff", "\ud800"]
)
def test_what_some_format_would_lose_is_no_text(value: str) -> None:
    assert not takes(TEXT, value)


def test_line_feed_and_tab_within_a_text_stay() -> None:
    assert takes(TEXT, "first\nsecond\tthird")


@pytest.mark.parametrize("value", [True, False])
def test_a_tick_is_no_number(value: bool) -> None:
    with pytest.raises(ValidationError):
        Element(id="EL-1", name="Lander", mass_kg=value)
    with pytest.raises(ValidationError):
        Element(id="EL-1", name="Lander", crew=value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nan", "inf", -1.0])
def test_a_mass_is_a_number_from_zero(value: Any) -> None:
    with pytest.raises(ValidationError):
        Element(id="EL-1", name="Lander", mass_kg=value)


def every_field() -> list[tuple[str, FieldSpec]]:
    return [(kind, spec) for kind, model in KINDS.items() for spec in model.fields()]


def test_every_field_tells_what_it_means() -> None:
    for kind, spec in every_field():
        assert re.fullmatch(r"[A-Z1].*\.", spec.meaning), f"{kind}.{spec.name}: one sentence"
        assert (spec.type == "ref") == (spec.target is not None)
        assert (spec.type == "term") == (spec.terms is not None)
        assert spec.target is None or spec.target in KINDS
        assert not (spec.required and spec.expected)
        assert spec.default is None or not spec.required


def test_a_number_says_its_unit_and_its_name_ends_with_it() -> None:
    endings = {"kg": "_kg", "kW": "_kw", "km": "_km", "deg": "_deg", "h": "_h", "d": "_d", "m/s": "_m_s"}
    endings["km/s"] = "_km_s"
    for _, spec in every_field():
        if spec.unit in endings:
            assert spec.name.endswith(endings[spec.unit])


def test_fields_of_tells_everything_about_a_field() -> None:
    specs = {spec.name: spec for spec in fields_of(Element)}
    assert specs["id"].type == "identifier"
    assert specs["id"].required
    assert (specs["lead"].type, specs["lead"].target, specs["lead"].many) == ("ref", "organisation", False)
    assert (specs["phases"].type, specs["phases"].target, specs["phases"].many) == ("ref", "phase", True)
    assert (specs["mass_kg"].type, specs["mass_kg"].unit) == ("number", "kg")
    assert (specs["crew"].type, specs["crew"].unit) == ("integer", "persons")
    assert specs["first_use"].type == "date"
    assert specs["lead"].expected
    assert not specs["notes"].expected
    assert specs["partners"].default == ()
    contribution = {spec.name: spec for spec in fields_of(KINDS["contribution"])}
    assert contribution["target"].type == "identifier"
    assert contribution["role"].terms is Role
    assert {spec.name: spec.type for spec in fields_of(Organisation)}["founder"] == "boolean"
