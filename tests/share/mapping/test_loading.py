"""Mapping files: what is wrong in one is told at once, by key, with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.share.mapping import load_mapping, read_mapping, shipped_mappings

HEAD = """
title = "Test"
envelope = { publisher = "EXA", stated_at = 2026-05-01 }
"""
TABLE = """
[[tables]]
kind = "function"
fields.id = "No."
fields.name = "Function"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(DataProblemsError) as caught:
        read_mapping(text, "m.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_mapping_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(HEAD + TABLE, encoding="utf-8")
    assert load_mapping(path).tables[0].kind == "function"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.toml", None, "cannot be read: No such file or directory"),
        ("m.toml", b"title = \xff", "is not in UTF-8"),
        ("m.toml", b"title = ", "is not well-formed TOML: Invalid value (at end of document)"),
    ],
)
def test_files_that_are_no_mapping(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataProblemsError) as caught:
        load_mapping(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.message) == (name, message)


def test_all_faults_are_told_at_once_with_their_keys() -> None:
    text = """
    titel = "Test"
    [[tables]]
    kind = "function"
    fields.id = { colum = "No.", pattern = "[" }
    skip = [{ column = "No.", matches = "x" }]
    """
    assert faults(text) == [
        "m.toml, title: is missing. Add it.",
        "m.toml, tables[1].skip[1].reason: is missing. Add it.",
        'm.toml, tables[1].fields.id.pattern: "[" is not a regular expression: unterminated character set at '
        "position 0. Correct it; the reference of mapping files says what may stand here.",
        "m.toml, tables[1].fields.id.colum: is no key of a mapping file in this place. Remove it, or correct "
        "its spelling; the reference of mapping files lists the keys.",
        "m.toml, titel: is no key of a mapping file in this place. Remove it, or correct its spelling; the "
        "reference of mapping files lists the keys.",
    ]


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        ('kind = "task"', "tables[1].kind", 'is "task", which is no kind of record'),
        ('fields.label = "x"', "tables[1].fields.label", "is no field of function"),
        ('let.name = "x"', "tables[1].let.name", "has the name of a field"),
        ('envelope.owner = "x"', "tables[1].envelope.owner", "is no part of the envelope"),
        ('each = "agency"', "tables[1].each", 'is "agency"'),
        ('each = "mark"', "tables[1].matrix", "does not fit what each record is made from"),
        ("matrix = {}", "tables[1].matrix", "does not fit what each record is made from"),
        ('sheet = "a"\nsheets = "b"', "tables[1].sheets", "is given besides sheet"),
        ('skip = [{ column = "a", reason = "r" }]', "tables[1].skip[1]", "has no condition"),
        ("fields.description = {}", "tables[1].fields.description", "has no source"),
        (
            'fields.description = { column = "a", constant = "b" }',
            "tables[1].fields.description",
            "has column and constant as its source",
        ),
        (
            'fields.description = { first_of = ["a"], split = ";" }',
            "tables[1].fields.description",
            "has steps besides first_of",
        ),
        (
            'fields.description = { column = "a", pattern = "b", find = "c" }',
            "tables[1].fields.description",
            "has both pattern and find",
        ),
        ("fields.description = { heading = true }", "tables[1].fields.description", "takes from a matrix"),
        (
            'fields.description = { column = "a", lookup = "words" }',
            "tables[1].fields.description.lookup",
            'is "words", which is no lookup',
        ),
        (
            'fields.description = { text = "{nothing}" }',
            "tables[1].fields.description",
            "is a template with {nothing}, which nothing gives",
        ),
        (
            'fields.description = { text = "{id" }',
            "tables[1].fields.description",
            "has a brace that stands alone",
        ),
        (
            'fields.description = { column = "a", pattern = "(b)", text = "{2}" }',
            "tables[1].fields.description",
            "refers to group 2",
        ),
        ('fields.description = { text = "{description}" }', "tables[1].fields", "refers to itself"),
    ],
)
def test_names_that_lead_nowhere(change: str, key: str, message: str) -> None:
    table = "\n".join(
        line for line in TABLE.splitlines() if not change.startswith(line.split(" =")[0] + " =")
    )
    found = faults(HEAD + table + "\n" + change + "\n")
    assert any(text.startswith(f"m.toml, {key}: {message}") for text in found), found


def test_a_table_must_say_what_every_record_must_have() -> None:
    (text,) = faults(HEAD + TABLE.replace('fields.name = "Function"', ""))
    assert text == (
        "m.toml, tables[1].fields: leaves out what every function must have. Add a recipe for name."
    )
    read_mapping(HEAD + TABLE.replace('fields.name = "Function"', 'repeats = "merge"'), "m.toml")


def test_somebody_must_state_it_at_some_time() -> None:
    found = faults('title = "t"\n' + TABLE)
    assert [text.split(":")[0] for text in found] == [
        "m.toml, tables[1].envelope.publisher",
        "m.toml, tables[1].envelope.stated_at",
    ]


def test_the_shipped_mappings_are_sound() -> None:
    shipped = shipped_mappings()
    assert {"lunar-2025", "mars-2025", "lunar-2024", "mars-2024"} <= shipped.keys()
    assert {"technology-gaps-2025", "data-gaps-2025", "techport"} <= shipped.keys()
    assert all(mapping.recognise is not None for mapping in shipped.values())


def test_the_example_in_the_reference_is_sound() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "mapping.md"
    example = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert read_mapping(example, "mapping.md").tables[1].each == "mark"


def test_the_reference_explains_every_key() -> None:
    from ecliptic.share.mapping import model

    page = (Path(__file__).parents[3] / "docs" / "reference" / "mapping.md").read_text(encoding="utf-8")
    parts = (model.Mapping, model.Recognition, model.TableRule, model.SkipRule, model.Matrix, model.Recipe)
    names = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    assert {name for name in names if f"`{name}`" not in page and f"`{name} " not in page} == set()


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_reported(text: str) -> None:
    with pytest.raises(DataProblemsError):
        read_mapping(text, "m.toml")
