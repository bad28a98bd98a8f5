"""All data in one file, and back: proved by the digests of the roadmap and of the log.

The file is a zip archive with the database's own dump and a manifest that says what must come back. SQLite is
copied by its own backup, PostgreSQL by pg_dump and pg_restore; both may run while the server does.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.server.audit.log import verify
from ecliptic.server.audit.models import AuditHead
from ecliptic.server.operations import dumps
from ecliptic.server.statements.models import Ledger, StoredStatement
from ecliptic.server.statements.picture import Picture

FORMAT = 1
_MANIFEST, _DUMP = "manifest.json", "database.dump"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, by which a restored database is compared with it."""

    revision: int
    statements: int
    digest: str
    """Digest of the roadmap of all statements."""
    audit_entries: int
    audit_digest: str
    """Digest of the newest entry of the log, which rests on all before."""


def back_up(file: Path, *, at: datetime | None = None) -> Contents:
    """Write all data into a new file; raises UsageError where the file exists or the dump fails."""
    if file.exists():
        message = f"{file} exists. Give the name of a new file; backups are not written over."
        raise UsageError(message)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and moved there at the end, so that half a backup never looks like a whole one.
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        dump, whole = Path(folder) / _DUMP, Path(folder) / "whole.zip"
        with dumps.frozen() as snapshot:
            contents = contents_of_database()
            dumps.write(dump, snapshot)
        manifest = {
            "format": FORMAT,
            "program": version("ecliptic"),
            "made_at": (at or timezone.now()).isoformat(),
            "database": connection.vendor,
            "dump_sha256": _sha256(dump),
            "contents": asdict(contents),
        }
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.write(dump, _DUMP)
        whole.chmod(0o600)
        whole.replace(file)
    return contents


def restore(file: Path, *, replace: bool = False) -> Contents:
    """Put the database back as a backup holds it, bring its tables to this version, and compare.

    Raises UsageError where the file is no whole backup, is of the other database, or would replace data
    without being told to; and where what came back is not what was backed up.
    """
    with tempfile.TemporaryDirectory(prefix="ecliptic-restore-") as folder:
        dump = Path(folder) / _DUMP
        manifest = _opened(file, dump)
        if not replace and _holds_data():
            message = "The database holds data. Give --replace to throw it away, after a backup of its own."
            raise UsageError(message)
        dumps.put_back(dump)
    connections.close_all()
    call_command("migrate", verbosity=0)
    wanted, found = Contents(**manifest["contents"]), contents_of_database()
    if found != wanted:
        message = f"What came back is not what {file.name} says: {found} instead of {wanted}."
        raise UsageError(message)
    if faults := list(verify()):
        raise UsageError("\n".join(["The log of what was done is not whole:", *faults]))
    return found


def contents_of_database() -> Contents:
    """What the database holds now."""
    head = AuditHead.objects.first() or AuditHead()
    # A picture of its own: the one that requests share may be of another instant.
    roadmap = Picture().whole()
    return Contents(
        revision=Ledger.objects.values_list("revision", flat=True).first() or 0,
        statements=StoredStatement.objects.count(),
        digest=roadmap.digest,
        audit_entries=head.sequence,
        audit_digest=head.digest,
    )


def _opened(file: Path, dump: Path) -> dict[str, Any]:
    """Unpack the dump, and give the manifest; the file is checked before anything is touched."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
            with archive.open(_DUMP) as packed, dump.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        told = manifest["format"], manifest["database"], manifest["dump_sha256"], manifest["contents"]
    except (zipfile.BadZipFile, KeyError, ValueError, zlib.error, EOFError) as error:
        message = f"{file.name} is not a backup of Ecliptic, or is damaged: {error}."
        raise UsageError(message) from error
    if told[0] != FORMAT:
        message = f"{file.name} is a backup of format {told[0]}; this version reads format {FORMAT}."
        raise UsageError(message)
    if told[1] != connection.vendor:
        message = (
            f"{file.name} is a backup of {told[1]}, and ECLIPTIC_DATABASE_URL names {connection.vendor}."
        )
        raise UsageError(message)
    if told[2] != _sha256(dump):
        message = f"{file.name} is damaged: the dump in it has another digest than its manifest says."
        raise UsageError(message)
    return manifest


def _holds_data() -> bool:
    tables = connection.introspection.table_names()
    return StoredStatement._meta.db_table in tables and StoredStatement.objects.exists()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
