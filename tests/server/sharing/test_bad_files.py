"""Files that do harm, or try to: each is refused in plain words, and nothing is kept of it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ecliptic.roadmap import Envelope, Statement
from ecliptic.server.sharing.models import Upload, UploadedFile
from ecliptic.server.sharing.reading import Brought, read_files
from ecliptic.share.json_file import json_bytes
from ecliptic.share.workbook_writing import workbook_bytes
from ecliptic.vocabulary import Mission
from server_store import THEN

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account

People = dict[str, "Account"]
Clients = dict[str, "Client"]
pytestmark = pytest.mark.usefixtures("small_store")


def mission(identifier: str, name: str) -> Statement:
    return Statement(Mission(id=identifier, name=name), Envelope(publisher="ESA", stated_at=THEN))


def send(client: Client, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("sharing:upload"), {"files": sent}, follow=True)


def told(*files: tuple[str, bytes]) -> str:
    brought = [Brought(name, content) for name, content in files]
    reading = read_files(brought, "ESA", datetime(2026, 1, 1, tzinfo=UTC))
    assert reading.errors
    return "\n".join(map(str, reading.problems))


def zipped(*parts: tuple[str, bytes], **info: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(entry, key, value)
            archive.writestr(entry, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../datapackage.json",
        "/etc/missions.csv",
        "a\\..\\b.csv",
        "C:/missions.csv",
        "a/b/c/d/e.csv",
        "x\u202ey.csv",
    ],
)
def test_path_tricks_in_archives_are_refused(name: str) -> None:
    assert "is a name" in told(("plan.zip", zipped((name, b"id,name\n"))))


def test_bad_archives_are_told_in_plain_words() -> None:
    link = zipped(("missions.csv", b"/etc/passwd"), create_system=3, external_attr=0o120777 << 16)
    assert "is a link to another file" in told(("plan.zip", link))
    twice = zipped(("missions.csv", b"id\n"), ("MISSIONS.csv", b"id\n"))
    assert "stands twice" in told(("plan.zip", twice))
    assert "is no zip file" in told(("plan.zip", b"no archive at all"))
    assert "zip bomb" in told(("plan.zip", zipped(("missions.csv", b"0" * 40_000_000))))
    assert "holds more than 128 MiB" in told(("plan.zip", zipped(("a.csv", bytes(130 * 2**20)))))
    many = zipped(*((f"{number}.csv", b"") for number in range(600)))
    assert "holds more than 500 files" in told(("plan.zip", many))
    assert "holds nothing that can be read" in told(("plan.zip", zipped(("readme.txt", b"x"))))
    assert "Give it the ending .xlsx" in told(("plan.zip", workbook_bytes([mission("m", "M")])))
    locked = bytearray(zipped(("missions.csv", b"id\n")))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert "locked with a password" in told(("plan.zip", bytes(locked)))


def far_cell() -> bytes:
    book = workbook_bytes([mission("m", "M")])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part.startswith("xl/worksheets/"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            new.writestr(part, content)
    return out.getvalue()


def test_bad_workbooks_are_told_in_plain_words() -> None:
    assert "far from the data" in told(("plan.xlsx", far_cell()))
    assert "is not an Excel workbook" in told(("plan.xlsx", b"\x89PNG\r\n not a workbook"))
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    assert "plan.xlsx" in told(("plan.xlsx", encrypted))
    assert "is not a file that can be read" in told(("plan.docx", b"PK"))
    assert "is not a file that can be read" in told(("plan", b"PK"))
    assert "is not JSON" in told(("plan.json", b"{"))
    assert "nested too deeply" in told(("plan.json", b'{"mission":' + b"[" * 100_000))


def test_formulas_count_with_their_values_and_text_is_never_a_formula(signed_in: Clients) -> None:
    page = send(
        signed_in["esa-delegate"],
        ("missions.csv", b"id,name,lead\nm-1,=1+1,\nm-2,<script>alert(1)</script>,\n"),
    )
    shown = signed_in["esa-delegate"].get(page.redirect_chain[-1][0] + "?show=new").content.decode()
    assert "=1+1" in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_empty_large_and_many_files_are_refused_at_the_door(signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    empty = send(delegate, ("plan.xlsx", b""))
    assert empty.status_code == 422
    nothing = delegate.post(reverse("sharing:upload"), {"note": "x"})
    assert "holds no file" in nothing.content.decode()
    large = send(delegate, ("plan.json", bytes(33 * 2**20)))
    assert large.status_code == 413
    assert "is larger than 32 MiB" in large.content.decode()
    many = send(delegate, *((f"{number}.csv", b"id,name\n") for number in range(61)))
    assert many.status_code == 422
    more = send(delegate, *((f"{number}.csv", b"id,name\n") for number in range(120)))
    assert more.status_code in (400, 422)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "name", ["计划 🚀.json", "a/../../b.json", "x" * 300 + ".json", "\u202egnp.json", ".json", "a\x00b.json"]
)
def test_names_of_files_are_shown_and_never_followed(signed_in: Clients, name: str) -> None:
    page = send(signed_in["esa-delegate"], (name, json_bytes([mission("m-1", "One")])))
    assert page.status_code in (200, 422), name
    for file in UploadedFile.objects.all():
        assert "/" not in file.name
        assert "\x00" not in file.name
        assert len(file.name.encode()) < 200


def test_the_upload_is_protected_against_other_sites(people: People) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["esa-delegate"])
    sent = {"files": SimpleUploadedFile("plan.json", json_bytes([mission("m-1", "One")]))}
    assert client.post(reverse("sharing:upload"), sent).status_code == 403
    assert not Upload.objects.exists()
