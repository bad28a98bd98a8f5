"""Signed packages: one file by which an agency publishes its plan at an address of its own.

The file holds a package, a manifest that lists its files with their SHA-256, and the signature of the
manifest. Who reads it needs the publisher's public key, and nothing that came along with the file is trusted
before the signature holds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ecliptic.errors import DataProblemsError, Problem, UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share.files import unreadable, write_together
from ecliptic.share.keys import (
    SIGNATURE_BYTES,
    SigningKey,
    as_text,
    bytes_of,
    is_signed,
    make_key,
    public_key,
)
from ecliptic.share.package import package_files, read_package
from ecliptic.share.package_descriptor import DESCRIPTOR
from ecliptic.share.rows import Place, Reading
from ecliptic.share.signed_archive import MAX_BYTES, ArchiveError, pack, unpack
from ecliptic.vocabulary import Organisation, Ref

__all__ = ["Signed", "SigningKey", "make_key", "public_key", "read_signed", "signed_bytes", "write_signed"]

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_SERIAL = 2**63 - 1
# Far from the ends of the calendar, where an instant has no counterpart in UTC.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

# What is signed begins with these words, so that no signature can be passed off as one of something else.
_PURPOSE = b"ecliptic signed package\n"
_SIGN_AGAIN = "Sign the package again with `ecliptic share sign`, and publish that file unchanged."


class ListedFile(BaseModel):
    """A file of the package, as the manifest lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    sha256: str
    size: int


class Manifest(BaseModel):
    """What is signed: who publishes which files, when, and in which place of the publisher's series."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    files: tuple[ListedFile, ...]
    format: int
    made_at: Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)]
    publisher: Ref[Organisation]
    serial: Annotated[int, Field(ge=1, le=LARGEST_SERIAL)]

    def canonical(self) -> bytes:
        """The one way to write it: keys in order, no spaces, instants in UTC."""
        whole = self.model_dump() | {"made_at": self.made_at.astimezone(UTC).isoformat()}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed package whose signature holds."""

    publisher: str
    serial: int
    """Rises with every package that the publisher signs: who has seen a later one refuses this one."""
    made_at: datetime
    reading: Reading
    """The statements, all of them the publisher's own, and warnings."""
    key: str
    """The public key by which the signature holds."""
    digest: str
    """SHA-256 of what was signed: two packages with the same digest say the same."""


# --- writing --------------------------------------------------------------------------------------


def write_signed(
    path: str | Path,
    statements: Roadmap | Iterable[Statement],
    publisher: str,
    key: SigningKey,
    *,
    serial: int,
    made_at: datetime,
) -> None:
    """Write what a publisher states as a signed package; the same input gives the same bytes.

    Raises DataProblemsError where a statement is another publisher's.
    """
    write_together({Path(path): signed_bytes(statements, publisher, key, serial=serial, made_at=made_at)})


def signed_bytes(
    statements: Roadmap | Iterable[Statement],
    publisher: str,
    key: SigningKey,
    *,
    serial: int,
    made_at: datetime,
) -> bytes:
    """The content of the file that `write_signed` writes."""
    listed = tuple(statements.statements if isinstance(statements, Roadmap) else statements)
    strangers = [statement for statement in listed if statement.publisher != publisher]
    if strangers:
        raise DataProblemsError([_stranger(each, publisher, Place()) for each in strangers])
    parts = package_files(listed, {"title": f"Plans of {publisher}"})
    manifest = _manifest(parts, publisher, serial, made_at).canonical()
    parts[MANIFEST] = manifest
    parts[SIGNATURE] = f"{key.public} {as_text(key.sign(_PURPOSE + manifest))}\n".encode()
    data = pack(parts)
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 2**20} MiB when packed"
        raise DataProblemsError(
            [Problem(message, "Leave out versions that are long past.", "signed package")]
        )
    return data


def _manifest(parts: Mapping[str, bytes], publisher: str, serial: int, made_at: datetime) -> Manifest:
    files = tuple(
        ListedFile(name=name, sha256=hashlib.sha256(parts[name]).hexdigest(), size=len(parts[name]))
        for name in sorted(parts)
    )
    try:
        return Manifest.model_validate(
            {"files": files, "format": FORMAT, "made_at": made_at, "publisher": publisher, "serial": serial}
        )
    except ValidationError as error:
        names = sorted({str(detail["loc"][0]) for detail in error.errors()})
        message = (
            f"A package cannot be signed with this {', '.join(names)}. Give the publisher's identifier, a "
            f"serial number from 1 to {LARGEST_SERIAL} and an instant with its zone."
        )
        raise UsageError(message) from error


# --- reading --------------------------------------------------------------------------------------


def read_signed(source: str | Path | bytes, public_keys: Iterable[str], *, name: str | None = None) -> Signed:
    """Read a signed package, from its file or its bytes, that one of these public keys vouches for.

    `name` is what problems call it. Raises DataProblemsError with all problems of the first check that fails:
    the archive, the signature, the manifest, the files, the statements, their publisher.
    """
    if isinstance(source, bytes):
        file, data = name or "signed package", source
    else:
        file, data = name or Path(source).name, _contents(Path(source), name)
    if len(data) > MAX_BYTES:
        raise DataProblemsError([_too_large(file)])
    try:
        parts = unpack(data)
    except ArchiveError as error:
        raise DataProblemsError([Problem(str(error), _SIGN_AGAIN, file)]) from error
    signed, signature = parts.pop(MANIFEST, b""), parts.pop(SIGNATURE, b"")
    key = _signer(signed, signature, [public_key(text) for text in public_keys], file)
    manifest = _read_manifest(signed, f"{file}/{MANIFEST}")
    _check_files(manifest, parts, file)
    reading = _read_parts(parts, file)
    strangers = [each for each in reading.statements if each.publisher != manifest.publisher]
    if strangers:
        raise DataProblemsError(
            _stranger(each, manifest.publisher, reading.origins.get(each.key[:3], Place(file)))
            for each in strangers
        )
    digest = hashlib.sha256(signed).hexdigest()
    return Signed(manifest.publisher, manifest.serial, manifest.made_at, reading, key, digest)


def _contents(path: Path, name: str | None) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataProblemsError([unreadable(name or path.name, error)]) from error


def _too_large(file: str) -> Problem:
    remedy = "Leave out versions that are long past, and sign the package again."
    return Problem(f"is larger than {MAX_BYTES // 2**20} MiB", remedy, file)


def _signer(manifest: bytes, signature: bytes, public_keys: list[str], file: str) -> str:
    """The public key that the manifest is signed with, which must be one of those given."""
    place = Place(f"{file}/{SIGNATURE}")
    key, _, written = signature.decode("ascii", errors="replace").removesuffix("\n").partition(" ")
    found = bytes_of(written, SIGNATURE_BYTES)
    if found is None or signature != f"{key} {written}\n".encode():
        raise DataProblemsError([place.problem(None, "does not hold a signature", _SIGN_AGAIN)])
    if key not in public_keys:
        message = "is of a key that is not registered for the publisher"
        remedy = "Sign with a registered key, or register this one if it is truly the publisher's."
        raise DataProblemsError([place.problem(None, message, remedy, key)])
    if not is_signed(_PURPOSE + manifest, found, key):
        message = f"is not a signature of {MANIFEST}: one of the two was changed"
        raise DataProblemsError([place.problem(None, message, _SIGN_AGAIN)])
    return key


def _read_manifest(data: bytes, file: str) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise DataProblemsError(_manifest_problems(data, error, file)) from error
    if manifest.format != FORMAT:
        raise DataProblemsError([_unknown_format(manifest.format, file)])
    if manifest.canonical() != data:
        raise DataProblemsError([Problem("is not written in the one right way", _SIGN_AGAIN, file)])
    return manifest


def _manifest_problems(data: bytes, error: ValidationError, file: str) -> Iterator[Problem]:
    try:
        later: Any = json.loads(data)
    except (ValueError, RecursionError):
        later = None
    if isinstance(later, dict) and later.get("format") != FORMAT:
        yield _unknown_format(later.get("format"), file)
        return
    for detail in error.errors(include_url=False, include_context=False):
        column = ".".join(map(str, detail["loc"])) or None
        yield Place(file).problem(column, f"is wrong: {detail['msg']}", _SIGN_AGAIN)


def _unknown_format(found: object, file: str) -> Problem:
    message = "is a format that this version of Ecliptic does not know"
    remedy = "Use a later version of Ecliptic, or let the publisher sign with an older one."
    return Place(file).problem("format", message, remedy, found)


def _check_files(manifest: Manifest, parts: Mapping[str, bytes], file: str) -> None:
    """Raise DataProblemsError unless the parts are exactly the files that the manifest lists."""
    listed = {entry.name: entry for entry in manifest.files}
    problems = (
        [] if len(listed) == len(manifest.files) else [Problem("lists a file twice", _SIGN_AGAIN, file)]
    )
    for name in sorted({*listed, *parts}):
        place = f"{file}/{name}"
        if name not in parts:
            problems.append(Problem("is listed in the manifest and missing", _SIGN_AGAIN, place))
        elif name not in listed:
            problems.append(Problem("is not listed in the manifest", _SIGN_AGAIN, place))
        elif not _is(listed[name], parts[name]):
            problems.append(Problem("is not the file that was signed", _SIGN_AGAIN, place))
        elif name != DESCRIPTOR and not name.endswith(".csv"):
            problems.append(Problem("is not a file of a package", _SIGN_AGAIN, place))
    if problems:
        raise DataProblemsError(problems)


def _is(listed: ListedFile, content: bytes) -> bool:
    return listed.size == len(content) and listed.sha256 == hashlib.sha256(content).hexdigest()


def _read_parts(parts: Mapping[str, bytes], file: str) -> Reading:
    """Read the files of the package, whose names have been found harmless."""
    with TemporaryDirectory(prefix="ecliptic-") as scratch:
        # Problems begin with the name of the folder.
        folder = Path(scratch) / (re.sub(r"[^\w.-]+", "-", file).strip("-.")[:80] or "package")
        folder.mkdir()
        for name, content in parts.items():
            (folder / name).write_bytes(content)
        return read_package(folder)


def _stranger(statement: Statement, publisher: str, place: Place) -> Problem:
    message = f"is stated by another organisation than {publisher}, who publishes the package"
    remedy = f"Leave out what {publisher} does not state itself."
    value = f"{statement.kind} {statement.id} by {statement.publisher}"
    return place.problem("publisher", message, remedy, value)
