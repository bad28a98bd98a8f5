"""Bodies that are broken, too large, of another type or made to hurt: refused in plain words."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from server.api.callers import ROOT, Caller

pytestmark = pytest.mark.usefixtures("small_store")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
JSON = "application/json"


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", ".").replace("_up_", "../"), content)
    return buffer.getvalue()


def one(rest: bytes) -> bytes:
    """A mission with something more."""
    return b'{"mission": [{"id": "x", "name": "X", ' + rest + b"}]}"


BODIES: dict[str, tuple[bytes, str, set[int]]] = {
    "nothing": (b" ", JSON, {400}),
    "no JSON": (b"{", JSON, {400}),
    "no object": (b"[1, 2]", JSON, {400}),
    "null": (b"null", JSON, {400}),
    "not UTF-8": (b'{"mission": [{"id": "\xff"}]}', JSON, {400}),
    "UTF-16": ('{"mission": []}'.encode("utf-16"), JSON, {400}),
    "no number": (b'{"mission": [{"id": "x", "name": NaN}]}', JSON, {400}),
    "an endless number": (b'{"mission": [{"id": ' + b"9" * 5000 + b"}]}", JSON, {400}),
    "too deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON, {400}),
    "deep within": (b'{"mission": ' + b"[" * 900 + b"]" * 900 + b"}", JSON, {400, 422}),
    "a key twice": (b'{"mission": [{"id": "x", "name": "A", "name": "B"}]}', JSON, {422}),
    "a kind twice": (b'{"mission": [], "mission": []}', JSON, {422}),
    "no kind": (b'{"misson": []}', JSON, {422}),
    "no list": (b'{"mission": {"id": "x"}}', JSON, {422}),
    "no statement": (b'{"mission": [1, null, [], "x"]}', JSON, {422}),
    "half a letter": (b'{"mission": [{"id": "x", "name": "\\ud800"}]}', JSON, {422}),
    "half a letter as a name": (b'{"mission": [{"\\ud800": "x"}], "\\udfff": []}', JSON, {422}),
    "NUL": (b'{"mission": [{"id": "a\\u0000b", "name": "\\u0000"}]}', JSON, {422}),
    "a far date": (one(b'"stated_at": "9999-12-31T23:59:59-23:00"'), JSON, {422}),
    "an early date": (one(b'"stated_at": "0001-01-01T00:00:00+23:00"'), JSON, {422}),
    "a date to come": (one(b'"stated_at": "2999-01-01T00:00:00Z"'), JSON, {422}),
    "another's": (one(b'"publisher": "JAXA"'), JSON, {422}),
    "another's by preamble": (b'{"ecliptic": {"publisher": "JAXA"}, "gap": [{"id": "x"}]}', JSON, {422}),
    "a bad preamble": (b'{"ecliptic": [], "mission": [{"id": "x", "name": "X"}]}', JSON, {422}),
    "a mistyped preamble": (
        b'{"ecliptic": {"visibility": "privat"}, "mission": [{"id": "x", "name": "X"}]}',
        JSON,
        {422},
    ),
    "a later format": (b'{"ecliptic": {"format": 99}, "mission": []}', JSON, {422}),
    "a huge version": (one(b'"version": 1e400'), JSON, {400, 422}),
    "a mark on no field": (one(b'"narrowed": {"nme": "private"}'), JSON, {422}),
    "a long text": (b'{"mission": [{"id": "x", "name": "' + b"a" * 100_000 + b'"}]}', JSON, {422}),
    "a long identifier": (b'{"mission": [{"id": "' + b"a" * 500 + b'", "name": "X"}]}', JSON, {422}),
    "no zip": (b"PK\x03\x04nonsense", ZIP, {422}),
    "an empty zip": (zipped(), ZIP, {422}),
    "a zip that leads out": (zipped(_up_x__csv="id\nx\n"), ZIP, {422}),
    "a zip without a package": (zipped(readme__txt="hello"), ZIP, {422}),
    "a descriptor that is none": (zipped(datapackage__json="[]"), ZIP, {422}),
    "a bomb": (zipped(missions__csv="id,name\n" + "a" * 60_000_000), ZIP, {422}),
    "no workbook": (b"nonsense", WORKBOOK, {422}),
    "a workbook that is a package": (zipped(datapackage__json="{}"), WORKBOOK, {422}),
    "no type": (b"{}", "text/plain", {415}),
    "a form": (b"mission=x", "application/x-www-form-urlencoded", {415}),
    "XML": (b"<a/>", "application/xml", {415}),
    "a form without file": (b"--x--\r\n", "multipart/form-data; boundary=x", {400, 422}),
    "a broken form": (b"nonsense", "multipart/form-data; boundary=x", {400, 422}),
    "a form without boundary": (b"nonsense", "multipart/form-data", {400}),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_changes_nothing_and_is_told_in_plain_words(name: str, callers: dict[str, Caller]) -> None:
    from ecliptic.server.statements.picture import PICTURE

    content, content_type, expected = BODIES[name]
    before = PICTURE.revision()
    response = callers["esa-delegate"]("POST", "statements", content, content_type=content_type)
    assert response.status_code in expected, response.content[:500]
    told(response)
    good = callers["esa-delegate"]("POST", "statements?mode=good", content, content_type=content_type)
    assert good.status_code in {200, *expected}, good.content[:500]
    if content_type == JSON:
        one = callers["esa-delegate"](
            "PUT", "own/missions/x", content, content_type=content_type, if_none_match="*"
        )
        assert one.status_code in {400, 422}
        told(one)
    assert PICTURE.revision() == before


def told(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = json.loads(response.content)
    assert said["status"] == response.status_code
    assert said["detail"]
    assert "Traceback" not in response.content.decode()
    assert all(problem["message"] and problem["remedy"] for problem in said["problems"])
    return said


def test_all_problems_are_told_at_once(callers: dict[str, Caller]) -> None:
    wrong = {"mission": [{"id": f"m{n}", "launch": "soon"} for n in range(50)]}
    said = told(callers["esa-delegate"]("POST", "statements", wrong))
    assert len(said["problems"]) == 100


@pytest.mark.parametrize("path", ["statements", "own/missions/x", "assessments/coverage/runs"])
def test_a_body_of_33_mib_is_refused_unread(path: str, callers: dict[str, Caller]) -> None:
    method = "PUT" if path.startswith("own") else "POST"
    response = callers["esa-delegate"](method, path, b" " * (33 * 2**20))
    assert response.status_code == 413
    told(response)


@pytest.mark.parametrize("length", ["-1", "nonsense", "99999999999999999999", "1e9"])
def test_a_length_that_is_none_is_refused(length: str, callers: dict[str, Caller]) -> None:
    from django.test import Client

    token = callers["esa-delegate"].token
    response = Client().post(
        ROOT + "statements",
        b"{}",
        content_type=JSON,
        headers={"Authorization": f"Bearer {token}"},
        CONTENT_LENGTH=length,
    )
    assert response.status_code in {400, 413}
    told(response)


def test_too_many_parameters_are_refused(callers: dict[str, Caller]) -> None:
    response = callers["anonymous"].get("things/missions?" + "&".join(["q=a"] * 25_000))
    assert response.status_code == 400
    told(response)


NAMES = ("%00", "a%0Ab", "x" * 121, "a;b", "%20", "%ED%A0%80", "a|b", "%E2%80%AE")


@pytest.mark.parametrize("identifier", NAMES)
def test_an_address_that_can_name_nothing_cannot_be_stated(
    identifier: str, callers: dict[str, Caller]
) -> None:
    response = callers["esa-delegate"]("PUT", f"own/missions/{identifier}", {"name": "X"}, if_none_match="*")
    assert response.status_code in {201, 404, 422}
    assert response.status_code != 201 or identifier == "%E2%80%AE" or "%ED" in identifier


@pytest.mark.parametrize("header", ['"' + "a" * 5000, ",,,", 'W/"x"', "\x00", '"\xff"', "*,*"])
def test_conditions_that_are_none_match_nothing(header: str, callers: dict[str, Caller]) -> None:
    response = callers["esa-delegate"]("DELETE", "own/missions/unknown", b"", if_match=header)
    assert response.status_code == 404
    response = callers["esa-delegate"]("DELETE", "own/missions/esa-public", b"", if_match=header)
    assert response.status_code == 412
