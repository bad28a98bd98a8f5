"""The description of the interface: complete, true to JSON Schema, and readable by people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from accessible import faults_of_themes
from server.api.callers import ROOT

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

    from server_site import Site


@pytest.fixture
def document(client: Client, db: None) -> dict[str, Any]:
    response = client.get(ROOT + "openapi.json")
    assert response.status_code == 200
    told: dict[str, Any] = json.loads(response.content)
    return told


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def test_every_operation_is_described_with_its_errors(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(names) == len(set(names)) >= 20
    for path, method, told in operations(document):
        assert told["summary"], (path, method)
        assert told["description"], (path, method)
        assert set(told["tags"]) <= tags
        assert {"401", "429"} <= set(told["responses"]), (path, method)
        assert all(parameter["description"] for parameter in told["parameters"]), (path, method)
        if method != "get":
            assert {"403", "413", "415"} <= set(told["responses"]), (path, method)
            assert {} not in told["security"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def look(part: Any) -> None:
        if isinstance(part, dict):
            reference = part.get("$ref")
            if isinstance(reference, str):
                found: Any = document
                for step in reference.removeprefix("#/").split("/"):
                    found = found[step]
            for inner in part.values():
                look(inner)
        elif isinstance(part, list):
            for inner in part:
                look(inner)

    look(document)
    assert document["openapi"].startswith("3.1")
    assert "x-described-as" not in json.dumps(document)


def test_schemas_are_schemas_and_fit_what_is_answered(
    document: dict[str, Any], client: Client, reference_store: None
) -> None:
    from jsonschema import Draft202012Validator

    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    schemas = {"components": document["components"], **document["components"]["schemas"]["Statement"]}
    names = {
        told["kind"]: kind
        for told in client.get(ROOT + "things").json()["kinds"]
        for kind in [told["plural"]]
    }
    for kind, plural in names.items():
        listed = client.get(f"{ROOT}things/{plural}?limit=3").json()["statements"]
        name = document["components"]["schemas"]["Statement"]["discriminator"]["mapping"][kind]
        validator = Draft202012Validator({**schemas, "oneOf": [{"$ref": name}]})
        for statement in listed:
            validator.validate(statement)


def test_examples_are_taken_as_they_stand(document: dict[str, Any], callers: dict[str, Any]) -> None:
    content = document["paths"]["/api/v1/statements"]["post"]["requestBody"]["content"]
    taken = callers["esa-delegate"]("POST", "statements", content["application/json"]["example"])
    assert taken.status_code == 200, taken.content


def test_the_page_tells_of_every_operation_and_loads_from_nowhere(
    client: Client, document: dict[str, Any]
) -> None:
    page = client.get("/api/").content.decode()
    for path, method, _ in operations(document):
        assert f"{method.upper()} {path}".replace("'", "&#x27;") in page
    assert "//cdn" not in page
    assert "<script>" not in page


def test_the_page_fits_phones_and_breaks_no_rule(site_page: Page, reference_site: Site) -> None:
    site_page.goto(f"{reference_site.url}/api/")
    assert site_page.locator("h1").inner_text() == "Interface for programs"
    for details in site_page.locator("details").all()[:3]:
        details.evaluate("element => { element.open = true }")
    assert faults_of_themes(site_page) == []
