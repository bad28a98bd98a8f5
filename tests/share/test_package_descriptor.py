"""The descriptor of a package keeps the rules of Data Package 2."""

from __future__ import annotations

from typing import Any

import pytest

from ecliptic.share.package_descriptor import descriptor
from ecliptic.share.rows import ENVELOPE_NAMES, by_kind
from ecliptic.vocabulary import KINDS, Firmness
from plans import STATEMENTS


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return descriptor(by_kind(STATEMENTS), {"title": "Plans", "name": "nasa"})


def test_the_descriptor_has_what_the_standard_requires(described: dict[str, Any]) -> None:
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert described["name"] == "nasa"
    assert [resource["name"] for resource in described["resources"]] == [
        "organisations",
        "elements",
        "missions",
    ]
    for resource in described["resources"]:
        assert resource["path"] == f"{resource['name']}.csv"
        assert {"type", "format", "mediatype", "encoding", "description"} <= resource.keys()
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert len(names) == len(set(names))
        assert set(resource["schema"]["primaryKey"]) <= set(names)
        assert resource["schema"]["missingValues"] == [""]


def test_every_field_of_every_kind_is_described(described: dict[str, Any]) -> None:
    types = {"string", "number", "integer", "boolean", "date", "datetime", "list"}
    whole = descriptor([(kind, []) for kind in KINDS.values()], {})
    assert [resource["name"] for resource in whole["resources"]] == [kind.plural for kind in KINDS.values()]
    for kind, resource in zip(KINDS.values(), whole["resources"], strict=True):
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert set(fields) == {*kind.model_fields, *ENVELOPE_NAMES}
        for field in fields.values():
            assert field["type"] in types
            assert field["title"]
            assert field["description"]
        assert fields["id"]["constraints"] == {"required": True}
        assert fields["firmness"]["constraints"]["enum"] == [str(term) for term in Firmness]


def test_units_and_bounds_are_told(described: dict[str, Any]) -> None:
    elements = described["resources"][1]["schema"]["fields"]
    mass = next(field for field in elements if field["name"] == "mass_kg")
    assert mass["type"] == "number"
    assert mass["unit"] == "kg"
    assert mass["constraints"] == {"minimum": 0}


def test_only_references_that_all_lead_somewhere_are_foreign_keys(described: dict[str, Any]) -> None:
    organisations, elements, missions = (resource["schema"] for resource in described["resources"])
    key = {"fields": ["lead"], "reference": {"resource": "organisations", "fields": ["id"]}}
    assert key in elements["foreignKeys"]
    assert key in missions["foreignKeys"]
    # Within one table the standard leaves the name empty.
    assert {"fields": ["realises"], "reference": {"resource": "", "fields": ["id"]}} in elements[
        "foreignKeys"
    ]
    dangling = [s for s in STATEMENTS if s.id != "NASA"]
    for resource in descriptor(by_kind(dangling), {})["resources"]:
        for found in resource["schema"].get("foreignKeys", []):
            assert found["reference"]["resource"] == ""
    assert "foreignKeys" in organisations
