"""The reference pages are made from the vocabulary, and leave nothing of it out."""

from __future__ import annotations

import json
import posixpath
import re
from importlib import import_module
from pathlib import Path

import pytest

from ecliptic.roadmap import Envelope
from ecliptic.vocabulary import KINDS, Record, Term
from ecliptic.vocabulary.schema import schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        made: dict[str, str] = import_module("reference_pages").pages_of_the_vocabulary()
    return made


def table_row(page: str, name: str) -> str:
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \|.*$", page, re.M)
    return str(row)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_page_of_a_kind_explains_every_field(pages: dict[str, str], kind: type[Record]) -> None:
    page = pages[f"kinds/{kind.kind}.md"]
    for spec in kind.fields():
        row = table_row(page, spec.name)
        assert spec.meaning in row
        assert ("required" in row) == spec.required
        assert spec.unit is None or spec.unit in row
        assert spec.target is None or f"({spec.target}.md)" in row
        assert spec.terms is None or "terms.md#" in row
    assert all(f"`{name}`" in page for group in kind.expected for name in group)
    assert f"`{kind.plural}.csv`" in page


def test_every_term_is_explained(pages: dict[str, str]) -> None:
    for terms in Term.__subclasses__():
        for term in terms:
            assert f"| `{term}` | {term.meaning} |" in pages["terms.md"]


def test_every_field_of_the_envelope_is_explained(pages: dict[str, str]) -> None:
    for name, field in Envelope.model_fields.items():
        assert str(field.description) in table_row(pages["statement.md"], name)


def test_the_schema_lies_beside_the_pages(pages: dict[str, str]) -> None:
    assert json.loads(pages["kinds/vocabulary.schema.json"]) == schema()
    assert "(vocabulary.schema.json)" in pages["kinds/index.md"]


def test_every_link_between_the_pages_leads_somewhere(pages: dict[str, str]) -> None:
    broken = [
        f"{name}: {link}"
        for name, text in pages.items()
        if name.endswith(".md")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) not in pages
    ]
    assert broken == []
