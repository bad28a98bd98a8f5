"""JSON files: what goes out comes back; what is wrong is told with its path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share import read_json, write_json
from ecliptic.share.json_file import json_bytes, read_json_bytes
from ecliptic.share.rows import by_kind
from ecliptic.vocabulary import Element
from plans import NASA, STATEMENTS, lines
from strategies import long_texts, statement_lists

KEYS = st.sampled_from(
    ["element", "ecliptic", "id", "name", "publisher", "stated_at", "narrowed", "partners"]
)
ENVELOPE: dict[str, Any] = {"publisher": "NASA", "stated_at": "2024-12-02"}


def read(content: Any) -> list[str]:
    text = content if isinstance(content, str) else json.dumps(content)
    return lines(read_json_bytes(text.encode("utf-8", "surrogatepass"), "plans.json").problems)


def element(**values: Any) -> dict[str, Any]:
    return {"element": [{"id": "E1", "name": "x", **ENVELOPE, **values}]}


@settings(max_examples=60)
@given(statement_lists(max_size=6))
def test_any_statements_come_back(listed: list[Statement]) -> None:
    data = json_bytes(listed)
    assert data == json_bytes(list(reversed(listed))) == json_bytes(Roadmap.build(listed))
    reading = read_json_bytes(data, "plans.json")
    assert reading.problems == ()
    assert by_kind(reading.statements) == by_kind(listed)


@settings(max_examples=3)
@given(long_texts())
def test_the_longest_text_comes_back(text: str) -> None:
    statement = Statement(Element(id="E", name="x", notes=text), NASA)
    assert read_json_bytes(json_bytes([statement]), "plans.json").statements == (statement,)


def test_a_file_reads_as_people_expect(tmp_path: Path) -> None:
    write_json(tmp_path / "plans.json", STATEMENTS)
    whole = json.loads((tmp_path / "plans.json").read_text(encoding="utf-8"))
    assert list(whole) == ["ecliptic", "organisation", "element", "mission"]
    assert whole["ecliptic"] == {"format": 1}
    assert whole["element"][0] == {
        "id": "EM-001",
        "name": "Space Launch System",
        "lead": "NASA",
        "partners": ["ESA", "JAXA"],
        "first_use": "2022-11",
        "crew": 0,
        "mass_kg": 85000.5,
        "publisher": "NASA",
        "version": 1,
        "stated_at": "2024-12-02T00:00:00Z",
        "sources": ["ADD Rev B"],
        "firmness": "planned",
        "visibility": "public",
    }
    assert read_json(tmp_path / "plans.json").statements == STATEMENTS


def test_one_statement_stands_on_one_line() -> None:
    assert len(json_bytes(STATEMENTS).decode().splitlines()) == len(STATEMENTS) + 3 * 2 + 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"mass_kg": "twelve"},
            'plans.json, element[0].mass_kg: "twelve" is not a number. Give a number in kg',
        ),
        ({"mass_kg": [12]}, "element[0].mass_kg: holds a list or an object. Write it as a number."),
        ({"mass_kg": True}, 'element[0].mass_kg: "true" is a truth value. Write it as a number.'),
        (
            {"name": True},
            'element[0].name: "true" is a truth value. Write it as a text between quotation marks.',
        ),
        ({"name": {"en": "x"}}, "element[0].name: holds a list or an object"),
        ({"name": None}, "element[0].name: is missing. Give it: What it is called."),
        ({"name": "a\u0000b"}, 'element[0].name: "a\ufffdb" is not a text that every format can hold'),
        ({"name": "\ud800"}, 'element[0].name: "\ufffd" is not a text'),
        ({"partners": [["ESA"]]}, "Write it as a list with a text between quotation marks for each item."),
        ({"partners": ["ESA", False]}, 'element[0].partners: "false" is a truth value'),
        ({"partners": ["E;S"]}, 'element[0].partners: "E;S" is not an identifier'),
        ({"sources": {"a": 1}}, "element[0].sources: holds a list or an object"),
        ({"narrowed": ["mass_kg"]}, 'Write it as an object such as {"mass_kg": "private"}.'),
        (
            {"narrowed": {"mass_kg": "secret"}},
            'element[0].narrowed: "secret" is not a list of fields with who',
        ),
        ({"narrowed": {"weight": "private"}}, 'element[0].narrowed: "weight" is marked and is no field'),
        ({"weight": {"a": [1]}}, "element[0].weight: "),
        ({"stated_at": 5}, 'element[0].stated_at: "5" is not an instant'),
        ({"mass_kg": 10**400}, "element[0].mass_kg: "),
        ({"first_use": "2028-02-30"}, 'element[0].first_use: "2028-02-30" is not a date'),
    ],
)
def test_what_is_wrong_in_a_statement_is_told_once_with_its_path(
    values: dict[str, Any], message: str
) -> None:
    (problem,) = read(element(**values))
    assert message in problem


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "plans.json, row 1: is not JSON: Expecting value at character 1"),
        ('{\n"element": [\n{"id": }]}', "plans.json, row 3: is not JSON: Expecting value at character 8"),
        ("[]", 'is not an object with a list for each kind. Write it as {"ecliptic": {"format": 1}'),
        ('"text"', "is not an object"),
        ({"elemnt": []}, 'plans.json: "elemnt" is not a kind. The kinds are: organisation, '),
        ({"element": {}}, "plans.json, element: is not a list"),
        ({"element": ["E1"]}, 'plans.json, element[0]: is not an object. Write it as {"id": "...", ...}.'),
        ({"ecliptic": {"format": 9}}, 'ecliptic.format: "9" is a format that this version'),
        ({"ecliptic": []}, "plans.json, ecliptic: "),
        ('{"element": [{"id": NaN}]}', "is not JSON: NaN is no number"),
        ('{"element": [], "element": []}', "plans.json, element: stands twice. Keep one of them."),
        ("[" * 200_000, "plans.json: is nested too deeply"),
        ('{"element": ' + "[" * 900 + "]" * 900 + "}", "plans.json"),
        ('{"element": [{"id": "E1", "x": ' + "[" * 900 + "]" * 900 + "}]}", "plans.json"),
    ],
)
def test_what_is_wrong_with_the_file_is_told(content: Any, message: str) -> None:
    problem, *_ = read(content)
    assert message in problem


def test_keys_that_stand_twice_are_not_passed_over() -> None:
    row = '{"id": "E1", "name": "x", "name": "y", "publisher": "NASA", "stated_at": "2024", '
    row += '"narrowed": {"mass_kg": "private", "mass_kg": "public"}}'
    stated, *twice = read('{"element": [' + row + "]}")
    assert stated.startswith("plans.json, element[0].name: stands twice")
    assert twice[0].startswith('plans.json, element[0].narrowed: "mass_kg" holds a key twice')


def test_bytes_that_are_not_utf8_are_told() -> None:
    (problem,) = read_json_bytes('{\n"element": "Météo"}'.encode("latin-1"), "plans.json").problems
    assert str(problem) == 'plans.json, row 2: "byte 0xe9" is not UTF-8. Save the file as UTF-8.'


def test_a_byte_order_mark_the_plural_and_null_do_no_harm() -> None:
    text = "\ufeff" + json.dumps({"elements": element(mass_kg=None, stated_by=None, crew="4")["element"]})
    (statement,) = read_json_bytes(text.encode(), "plans.json").statements
    assert statement.record == Element(id="E1", name="x", crew=4)


def test_publisher_and_time_may_be_said_once_for_all() -> None:
    whole = {"ecliptic": {"format": 1, **ENVELOPE}, "element": [{"id": "E1", "name": "x"}]}
    (statement,) = read_json_bytes(json.dumps(whole).encode(), "plans.json").statements
    assert statement.publisher == "NASA"


def test_contradicting_statements_are_named_both() -> None:
    one, other = element()["element"] + element(name="y")["element"]
    (problem,) = read({"element": [one, other]})
    assert problem == (
        'plans.json, element[1].id: "E1" is stated by NASA as version 1 here and in element[0], in different '
        "words. Give the later one the next version number, or remove one of them."
    )


def test_good_statements_survive_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "plans.json"
    rows = [*element()["element"], {"id": "E2"}, {"id": "E3", "name": "z", **ENVELOPE}]
    path.write_text(json.dumps({"element": rows}))
    with pytest.raises(DataProblemsError) as raised:
        read_json(path)
    kept = read_json(path, keep_good=True)
    assert kept.problems == raised.value.problems
    assert [statement.id for statement in kept.statements] == ["E1", "E3"]


def test_files_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataProblemsError, match=r"none\.json: does not exist"):
        read_json(tmp_path / "none.json")
    with pytest.raises(DataProblemsError, match="cannot be read"):
        read_json(tmp_path)
    with pytest.raises(UsageError, match="cannot be written"):
        write_json(tmp_path, STATEMENTS)
    assert list(tmp_path.parent.glob(".*.part")) == []


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_no_traceback(data: bytes) -> None:
    read_json_bytes(data, "plans.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=30,
    )
)
def test_any_json_gives_problems_and_no_traceback(content: Any) -> None:
    for problem in read_json_bytes(json.dumps(content).encode(), "plans.json").problems:
        str(problem).encode()
