"""JSON Schema says of a record what its class says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ecliptic.vocabulary import KINDS, Contribution, Element, Firmness, Record, Role
from ecliptic.vocabulary.schema import DIALECT, schema, schema_of
from strategies import records

EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def test_the_whole_is_a_schema_of_the_draft_and_holds_every_kind() -> None:
    whole = schema()
    Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == DIALECT
    assert set(KINDS) <= set(whole["$defs"])
    assert json.loads(json.dumps(whole)) == whole
    assert Draft202012Validator(whole).is_valid({"id": "EM-004", "name": "Gateway"})
    assert not Draft202012Validator(whole).is_valid({"id": "EM-004"})


@EVERY_KIND
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_schema_takes_every_record_as_it_is_written(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(records(kind))
    validator = Draft202012Validator(schema_of(kind))
    validator.validate(json.loads(record.model_dump_json()))
    validator.validate(json.loads(record.model_dump_json(exclude_defaults=True)))


@EVERY_KIND
def test_the_schema_tells_all_about_each_field(kind: type[Record]) -> None:
    described = schema_of(kind)
    Draft202012Validator.check_schema(described)
    assert described["additionalProperties"] is False
    assert described["required"] == [spec.name for spec in kind.fields() if spec.required]
    for spec in kind.fields():
        field = described["properties"][spec.name]
        assert field["description"] == spec.meaning
        assert field.get("x-unit") == spec.unit
        assert field.get("x-target") == spec.target
        if spec.terms is not None:
            assert spec.terms.__name__ in json.dumps(field)
            listed = described["$defs"][spec.terms.__name__]["oneOf"]
            assert listed == [{"const": term.value, "description": term.meaning} for term in spec.terms]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mass_kg": -1},
        {"mass_kg": "heavy"},
        {"mass_kg": True},
        {"lead": "a;b"},
        {"partners": "ESA"},
        {"unknown": 1},
        {"name": None},
        {"crew": 1.5},
    ],
)
def test_the_schema_refuses_what_the_class_refuses(wrong: dict[str, Any]) -> None:
    right = {"id": "EM-004", "name": "Gateway"}
    validator = Draft202012Validator(schema_of(Element))
    assert validator.is_valid(right)
    assert not validator.is_valid({**right, **wrong})


def test_the_schema_tells_what_json_schema_has_no_word_for() -> None:
    element = schema_of(Element)
    assert element["x-lead"] == "lead"
    assert element["x-plural"] == "elements"
    assert element["x-family"] == "architecture"
    assert ["mass_kg"] in element["x-expected"]
    assert schema_of(Contribution)["x-any-references"] == {"target": "target_kind"}
    assert "Role" in schema()["$defs"]
    assert {t["const"] for t in schema()["$defs"]["Role"]["oneOf"]} == set(Role)
    # Firmness belongs to the envelope, which is no record.
    assert Firmness.__name__ not in schema()["$defs"]
