"""Signed packages: what goes out comes back, and whatever was done to the file on its way is noticed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share import signed_archive, signing
from ecliptic.share.keys import SigningKey, as_text, make_key
from ecliptic.share.rows import by_kind
from ecliptic.share.signed_archive import pack, unpack
from ecliptic.share.signing import Signed, read_signed, signed_bytes, write_signed
from plans import STATEMENTS, lines
from strategies import statement_lists

KEY = make_key()
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATA = signed_bytes(STATEMENTS, "NASA", KEY, serial=7, made_at=MADE)


def refused(data: bytes, *keys: str) -> list[str]:
    with pytest.raises(DataProblemsError) as raised:
        read_signed(data, keys or [KEY.public], name="nasa.zip")
    return lines(raised.value.problems)


def of_nasa(listed: list[Statement]) -> list[Statement]:
    mine = [replace(each, envelope=each.envelope.model_copy(update={"publisher": "NASA"})) for each in listed]
    return list({each.key: each for each in mine}.values())


def forged(
    change: dict[str, bytes | None], *, key: SigningKey = KEY, manifest: dict[str, Any] | None = None
) -> bytes:
    """The package with other parts, and signed again where the manifest is changed."""
    parts = unpack(DATA) | {name: content for name, content in change.items() if content is not None}
    for name in [name for name, content in change.items() if content is None]:
        del parts[name]
    if manifest is not None:
        whole = json.loads(parts["manifest.json"]) | manifest
        text = json.dumps(whole, sort_keys=True, separators=(",", ":")) + "\n"
        parts |= sealed(text.encode(), key)
    return pack(parts)


def sealed(manifest: bytes, key: SigningKey = KEY) -> dict[str, bytes]:
    signature = as_text(key.sign(b"ecliptic signed package\n" + manifest))
    return {"manifest.json": manifest, "manifest.sig": f"{key.public} {signature}\n".encode()}


# --- round trips ----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(listed=statement_lists(max_size=5).map(of_nasa), serial=st.integers(1, 2**63 - 1))
def test_any_statements_come_back(listed: list[Statement], serial: int) -> None:
    signed = read_signed(
        signed_bytes(listed, "NASA", KEY, serial=serial, made_at=MADE), [make_key().public, KEY.public]
    )
    assert (signed.publisher, signed.serial, signed.made_at, signed.key) == ("NASA", serial, MADE, KEY.public)
    assert by_kind(signed.reading.statements) == by_kind(listed)
    assert Roadmap.build(signed.reading.statements).digest == Roadmap.build(listed).digest


def test_a_file_comes_back_and_any_zip_program_opens_it(tmp_path: Path) -> None:
    write_signed(tmp_path / "nasa.zip", Roadmap.build(STATEMENTS), "NASA", KEY, serial=7, made_at=MADE)
    assert (tmp_path / "nasa.zip").read_bytes() == DATA
    signed = read_signed(tmp_path / "nasa.zip", [KEY.public])
    assert set(signed.reading.statements) == set(STATEMENTS)
    with zipfile.ZipFile(tmp_path / "nasa.zip") as archive:
        assert archive.testzip() is None
        assert "elements.csv" in archive.namelist()


def test_one_instant_is_signed_in_one_way() -> None:
    local = MADE.astimezone(timezone(timedelta(hours=9)))
    assert signed_bytes(STATEMENTS, "NASA", KEY, serial=7, made_at=local) == DATA


def test_the_digest_tells_packages_apart() -> None:
    def digest(data: bytes) -> str:
        return read_signed(data, [KEY.public]).digest

    same, later = DATA, signed_bytes(STATEMENTS, "NASA", KEY, serial=8, made_at=MADE)
    fewer = signed_bytes(STATEMENTS[:2], "NASA", KEY, serial=7, made_at=MADE)
    assert len({digest(DATA), digest(same), digest(later), digest(fewer)}) == 3


# --- what was done on the way ---------------------------------------------------------------------


@settings(max_examples=400)
@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_any_flipped_byte_is_noticed(place: int, flip: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= flip
    assert refused(bytes(changed))


def test_every_byte_of_the_frame_counts() -> None:
    """All bytes of headers and directory, where other zip files have room that no check covers."""
    contents = bytearray(len(DATA))
    for content in unpack(DATA).values():
        begin = DATA.index(content)
        contents[begin : begin + len(content)] = b"x" * len(content)
    frame = [place for place, content in enumerate(contents) if not content]
    assert len(frame) > 500
    unnoticed = [place for place in frame if _same_parts(place)]
    assert unnoticed == []


def _same_parts(place: int) -> bool:
    changed = bytearray(DATA)
    changed[place] ^= 0x01
    try:
        return unpack(bytes(changed)) == unpack(DATA)
    except signed_archive.ArchiveError:
        return False


@settings(max_examples=60)
@given(length=st.integers(0, len(DATA) - 1))
def test_a_file_cut_short_is_noticed(length: int) -> None:
    assert refused(DATA[:length])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<!doctype html>", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_signed_package_is_refused(data: bytes) -> None:
    (problem,) = refused(data)
    assert problem.startswith("nasa.zip: is ")
    assert "ecliptic share sign" in problem


def test_nothing_may_stand_before_or_behind() -> None:
    assert refused(DATA + b"\0")
    assert refused(b"\0" + DATA)
    assert "packed again" in refused(DATA + DATA)[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_compressed_archive_is_refused_unopened(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in unpack(DATA).items():
            archive.writestr(name, content)
        archive.writestr("bomb.csv", b"0" * 50_000_000)
    assert refused(buffer.getvalue())


@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "/etc/evil.csv",
        "a\\b.csv",
        "C:evil.csv",
        "folder/elements.csv",
        ".hidden.csv",
        "Ä.csv",
        "x",
    ],
)
def test_names_that_no_package_has_are_refused(name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for own, content in unpack(DATA).items():
            archive.writestr(own, content)
        archive.writestr(name, b"id,name\n")
    (problem,) = refused(buffer.getvalue())
    assert "holds a file of a name that no package has" in problem


def test_too_many_files_are_refused() -> None:
    parts = {f"part-{number}.csv": b"" for number in range(signed_archive.MAX_PARTS + 1)}
    assert "more than 64 files" in refused(pack(parts))[0]


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "MAX_BYTES", 1000)
    assert refused(DATA) == [
        "nasa.zip: is larger than 0 MiB. Leave out versions that are long past, and sign the package again."
    ]
    with (tmp_path / "huge.zip").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(DataProblemsError, match="is larger than"):
        read_signed(tmp_path / "huge.zip", [KEY.public])
    with pytest.raises(DataProblemsError, match="when packed"):
        signed_bytes(STATEMENTS, "NASA", KEY, serial=7, made_at=MADE)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(DataProblemsError, match=r"nasa\.zip: does not exist"):
        read_signed(tmp_path / "nasa.zip", [KEY.public])


# --- keys -----------------------------------------------------------------------------------------


def test_another_key_is_refused_and_named() -> None:
    (problem,) = refused(DATA, make_key().public)
    assert KEY.public in problem
    assert "is not registered" in problem


def test_without_any_key_nothing_is_believed() -> None:
    with pytest.raises(DataProblemsError, match="not registered"):
        read_signed(DATA, [])


def test_the_signature_of_somebody_else_under_a_known_name_is_refused() -> None:
    parts = unpack(DATA)
    thief = sealed(parts["manifest.json"], make_key())["manifest.sig"].split()[1]
    claim = KEY.public.encode() + b" " + thief + b"\n"
    assert "is not a signature of manifest.json" in refused(forged({"manifest.sig": claim}))[0]


@pytest.mark.parametrize(
    "text", [b"", b"\xff", b"ed25519:AAAA", KEY.public.encode(), b" \n", b"a b\n\n"], ids=range(6)
)
def test_what_is_no_signature_is_refused(text: bytes) -> None:
    assert "does not hold a signature" in refused(forged({"manifest.sig": text}))[0]


def test_a_signature_made_for_another_purpose_does_not_count() -> None:
    manifest = unpack(DATA)["manifest.json"]
    bare = f"{KEY.public} {as_text(KEY.sign(manifest))}\n".encode()
    assert "is not a signature" in refused(forged({"manifest.sig": bare}))[0]


# --- files and manifest ---------------------------------------------------------------------------


def test_every_file_must_be_the_one_that_was_signed() -> None:
    elements = unpack(DATA)["elements.csv"]
    changed = elements.replace(b"85000.5", b"85000.6")
    assert changed != elements
    data = forged({"elements.csv": changed, "missions.csv": None, "extra.csv": b"id\n"})
    assert refused(data) == [
        f"nasa.zip/{name}: {what}. Sign the package again with `ecliptic share sign`, and publish that file "
        "unchanged."
        for name, what in (
            ("elements.csv", "is not the file that was signed"),
            ("extra.csv", "is not listed in the manifest"),
            ("missions.csv", "is listed in the manifest and missing"),
        )
    ]


def test_the_publisher_cannot_be_exchanged() -> None:
    whole = json.loads(unpack(DATA)["manifest.json"]) | {"publisher": "ESA"}
    text = (json.dumps(whole, sort_keys=True, separators=(",", ":")) + "\n").encode()
    assert "is not a signature" in refused(forged({"manifest.json": text}))[0]


def test_a_stranger_s_statements_are_refused_even_when_signed() -> None:
    problems = refused(forged({}, manifest={"publisher": "ESA"}))
    assert len(problems) == len(STATEMENTS)
    assert any("nasa.zip/elements.csv, row 2" in problem for problem in problems)
    assert all("another organisation than ESA" in problem for problem in problems)


def test_a_stranger_s_statements_are_not_signed() -> None:
    with pytest.raises(DataProblemsError, match="another organisation than ESA"):
        signed_bytes(STATEMENTS, "ESA", KEY, serial=1, made_at=MADE)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({"format": 2}, "later version of Ecliptic"),
        ({"format": 2, "new_field": 1}, "later version of Ecliptic"),
        ({"serial": 0}, "serial: is wrong"),
        ({"serial": "7"}, "serial: is wrong"),
        ({"serial": 2**63}, "serial: is wrong"),
        ({"made_at": "yesterday"}, "made_at: is wrong"),
        ({"made_at": "2026-03-01T12:00:00"}, "made_at: is wrong"),
        ({"made_at": "0001-01-01T00:00:00+14:00"}, "made_at: is wrong"),
        ({"made_at": "2026-03-01T13:00:00+01:00"}, "one right way"),
        ({"publisher": " "}, "publisher: is wrong"),
        ({"comment": "hello"}, "comment: is wrong"),
        ({"files": [{"name": "elements.csv"}]}, r"files.0.sha256: is wrong"),
    ],
)
def test_a_signed_manifest_must_still_make_sense(manifest: dict[str, Any], words: str) -> None:
    assert words in "\n".join(refused(forged({}, manifest=manifest)))


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_signed_manifest_must_be_json(text: bytes) -> None:
    assert refused(forged(sealed(text)))


def test_a_signed_manifest_has_no_spaces_and_no_key_twice() -> None:
    manifest = unpack(DATA)["manifest.json"]
    for other in (
        manifest.replace(b'"serial":', b'"serial": '),
        manifest.replace(b'"serial"', b'"serial":9,"serial"'),
    ):
        assert "one right way" in refused(forged(sealed(other)))[0]


def test_a_file_listed_twice_or_of_no_package_is_refused() -> None:
    files = json.loads(unpack(DATA)["manifest.json"])["files"]
    assert "lists a file twice" in refused(forged({}, manifest={"files": [*files, files[0]]}))[0]
    program = b"print()"
    entry = {"name": "run.py", "sha256": hashlib.sha256(program).hexdigest(), "size": len(program)}
    (problem,) = refused(forged({"run.py": program}, manifest={"files": [*files, entry]}))
    assert "run.py: is not a file of a package" in problem


def test_bad_rows_are_told_with_file_row_and_column() -> None:
    parts = unpack(DATA)
    bad = parts["elements.csv"].replace(b"85000.5", b"heavy")
    files = [
        entry | {"sha256": hashlib.sha256(bad).hexdigest(), "size": len(bad)}
        if entry["name"] == "elements.csv"
        else entry
        for entry in json.loads(parts["manifest.json"])["files"]
    ]
    (problem,) = refused(forged({"elements.csv": bad}, manifest={"files": files}))
    assert problem.startswith('nasa.zip/elements.csv, row 2, mass_kg: "heavy" is not a number')


@pytest.mark.parametrize(
    ("serial", "made_at", "publisher"),
    [
        (0, MADE, "NASA"),
        (1, MADE.replace(tzinfo=None), "NASA"),
        (1, MADE, "a;b"),
    ],
)
def test_what_cannot_be_signed_is_wrong_use(serial: int, made_at: datetime, publisher: str) -> None:
    with pytest.raises(UsageError, match="cannot be signed"):
        signed_bytes([], publisher, KEY, serial=serial, made_at=made_at)


def test_names_of_files_never_lead_out_of_the_scratch_folder() -> None:
    signed: Signed = read_signed(DATA, [KEY.public], name="../../no such place/..")
    assert len(signed.reading.statements) == len(STATEMENTS)
