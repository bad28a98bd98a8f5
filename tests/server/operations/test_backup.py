"""Backup, destroy, restore: the same digests, on the database that the tests run on."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from ecliptic.errors import UsageError
from ecliptic.server.operations.backup import restore

if TYPE_CHECKING:
    from server_site import Site

_DIGEST = re.compile(r"revision \d+, \d+ statements, roadmap [0-9a-f]{64}")


def destroy(site: Site) -> None:
    """Take everything away, as a lost disk does."""
    url = site.environment["ECLIPTIC_DATABASE_URL"]
    if url.startswith("sqlite"):
        for path in Path(url.removeprefix("sqlite:///")).parent.glob("ecliptic.sqlite3*"):
            path.unlink()
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def test_what_was_backed_up_while_running_comes_back_after_all_is_lost(small_site: Site) -> None:
    file = small_site.folder / "backups" / "one.zip"
    made = small_site.ecliptic("server", "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    small_site.stop()
    destroy(small_site)
    restored = small_site.ecliptic("server", "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    (before,), (after,) = _DIGEST.findall(made.stdout), _DIGEST.findall(restored.stdout)
    assert before == after
    assert small_site.ecliptic("server", "check").returncode == 0
    # What only grows still refuses to change, so the triggers came back as well.
    tampering = (
        "from ecliptic.server.statements.models import StoredStatement as S; S.objects.update(version=9)"
    )
    refused = small_site.manage("shell", "-c", tampering, check=False)
    assert refused.returncode != 0
    assert "only grows" in refused.stderr


def test_data_is_replaced_only_when_told_so(small_site: Site) -> None:
    file = small_site.folder / "one.zip"
    small_site.ecliptic("server", "backup", str(file))
    small_site.stop()
    refused = small_site.ecliptic("server", "restore", str(file))
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert small_site.ecliptic("server", "restore", "--replace", str(file)).returncode == 0


def test_a_backup_is_not_written_over(small_site: Site) -> None:
    file = small_site.folder / "one.zip"
    file.write_bytes(b"precious")
    refused = small_site.ecliptic("server", "backup", str(file))
    assert refused.returncode == 2
    assert "exists" in refused.stderr
    assert file.read_bytes() == b"precious"


def test_a_damaged_or_foreign_file_is_refused_before_anything_is_touched(db: None, tmp_path: Path) -> None:
    vendor = connection.vendor
    dump = b"what a database dumps"
    manifest = {
        "format": 1,
        "database": vendor,
        "dump_sha256": hashlib.sha256(dump).hexdigest(),
        "contents": {},
    }
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[vendor]
    spoilt = {
        "is not a backup of Ecliptic, or is damaged": [
            archive_of(tmp_path / "cut.zip", manifest, dump).read_bytes()[:-40],
            b"not an archive",
            b"",
            archive_of(tmp_path / "poor.zip", {"format": 1}, dump).read_bytes(),
        ],
        "has another digest": [archive_of(tmp_path / "dump.zip", manifest, dump[:-1]).read_bytes()],
        f"is a backup of {other}": [
            archive_of(tmp_path / "other.zip", {**manifest, "database": other}, dump).read_bytes()
        ],
        "this version reads format 1": [
            archive_of(tmp_path / "later.zip", {**manifest, "format": 99}, dump).read_bytes()
        ],
    }
    path = tmp_path / "spoilt.zip"
    for said, contents in spoilt.items():
        for content in contents:
            path.write_bytes(content)
            # The transaction of the test would not survive a database that was touched.
            with pytest.raises(UsageError, match=said):
                restore(path, replace=True)


def archive_of(path: Path, manifest: dict[str, object], dump: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("database.dump", dump)
    return path


def test_what_comes_back_otherwise_than_the_manifest_says_is_told(small_site: Site) -> None:
    file = small_site.folder / "one.zip"
    small_site.ecliptic("server", "backup", str(file))
    with zipfile.ZipFile(file) as archive:
        manifest, dump = json.loads(archive.read("manifest.json")), archive.read("database.dump")
    manifest["contents"]["statements"] += 1
    lying = archive_of(small_site.folder / "lying.zip", manifest, dump)
    refused = small_site.ecliptic("server", "restore", "--replace", str(lying))
    assert refused.returncode == 2
    assert "is not what lying.zip says" in refused.stderr


def test_tampering_behind_the_programs_back_is_found_by_check(small_site: Site) -> None:
    url = small_site.environment["ECLIPTIC_DATABASE_URL"]
    change = "UPDATE audit_auditevent SET account_name = 'somebody else' WHERE sequence = 1"
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        shutil.copy(path, small_site.folder / "kept.sqlite3")
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TRIGGER audit_auditevent_no_update")
            connection.execute(change)
    else:
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            server.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL")
            server.execute(change)
    found = small_site.ecliptic("server", "check")
    assert found.returncode == 1
    assert "Entry 1 (statements.stated) was changed after it was written." in found.stderr
