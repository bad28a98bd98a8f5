"""Records of every kind: closed, frozen, and the same after a way through a dictionary or JSON."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ecliptic.vocabulary import KINDS, Contribution, Element, GroundRule, Organisation, Record
from strategies import records

EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@EVERY_KIND
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_record_comes_back_from_a_dictionary_from_json_and_from_a_pickle(
    kind: type[Record], data: st.DataObject
) -> None:
    record = data.draw(records(kind))
    assert kind.model_validate(record.model_dump()) == record
    assert kind.model_validate(record.model_dump(mode="json")) == record
    assert kind.model_validate_json(record.model_dump_json(exclude_defaults=True)) == record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - pickled the line before
    assert hash(record) == hash(kind.model_validate(record.model_dump()))


@EVERY_KIND
def test_a_kind_says_what_it_is_and_where_it_stands(kind: type[Record]) -> None:
    assert KINDS[kind.kind] is kind
    assert kind.family in {"organisations", "objectives", "architecture", "technology", "coordination"}
    assert (kind.__doc__ or "").strip().partition("\n\n")[0].endswith(".")
    names = set(kind.model_fields)
    assert kind.lead_field is None or kind.lead_field in names
    assert names.issuperset({*kind.any_refs, *kind.any_refs.values()})
    optional = {spec.name for spec in kind.fields() if not spec.required}
    assert optional.issuperset(name for group in kind.expected for name in group)


def test_plural_names_of_files_and_sheets_are_all_different_and_fit_a_spreadsheet() -> None:
    plurals = [kind.plural for kind in KINDS.values()]
    assert len(set(plurals)) == len(plurals)
    # A sheet's name has at most 31 characters: Microsoft, "Excel specifications and limits".
    assert max(map(len, plurals)) <= 31


@EVERY_KIND
def test_unknown_fields_are_refused(kind: type[Record]) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate({"id": "x", "no_such_field": 1})
    assert "no_such_field" in {error["loc"][0] for error in caught.value.errors()}


def test_a_record_cannot_be_changed() -> None:
    record = Element(id="EM-004", name="Gateway")
    with pytest.raises(ValidationError, match="frozen"):
        record.name = "Station"  # type: ignore[misc] - what is tested


def test_the_label_is_what_people_call_a_thing() -> None:
    assert Element(id="EM-004", name="Gateway").label == "Gateway"
    titled = {
        "id": "C-1",
        "organisation": "ESA",
        "role": "lead",
        "target_kind": "element",
        "target": "EM-004",
    }
    assert Contribution.model_validate({**titled, "title": "I-HAB"}).label == "I-HAB"
    assert Contribution.model_validate(titled).label == "C-1"
    assert GroundRule(id="GR-1", statement="Two crew at least", imposed=True).label == "GR-1"


def test_what_is_left_out_is_unknown_and_not_zero() -> None:
    element = Element(id="EM-004", name="Gateway")
    assert element.mass_kg is None
    assert element.crew is None
    assert Organisation.model_validate({"id": "X", "name": "X", "type": "agency"}).founder is None
