"""Templates with placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.share.mapping.templates import parse, slug

VALUES = {"phase": "HLR", "n": 7.0, "many": ["a", "b"], "none": "", "list": []}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{phase}:{n}", "HLR:7"),
        ("{n:03}", "007"),
        ("{phase:lower}/{phase:upper}", "hlr/HLR"),
        ("{many}", "a, b"),
        ("{{{phase}}}", "{HLR}"),
        ("plain", "plain"),
        ("{phase} ({none})", ""),
        ("{phase} {list}", ""),
    ],
)
def test_filled_templates(template: str, text: str) -> None:
    assert parse(template).filled(VALUES.__getitem__) == text


@pytest.mark.parametrize(
    "template", ["{", "}", "{phase", "phase}", "{}", "{phase!r}", "{phase:shout}", "{phase:099}"]
)
def test_templates_that_cannot_be_read(template: str) -> None:
    with pytest.raises(ValueError, match=r"brace|form"):
        parse(template)


@given(st.text(alphabet=st.characters(exclude_characters="{}"), max_size=30))
def test_text_without_braces_stays(text: str) -> None:
    assert parse(text).filled(VALUES.__getitem__) == text


@given(st.text(max_size=30))
def test_slugs_are_identifiers_or_empty(text: str) -> None:
    made = slug(text)
    assert made == "" or (made.strip("-") == made and made.isascii() and made == made.lower())
