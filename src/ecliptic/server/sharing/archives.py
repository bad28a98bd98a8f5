"""Zip files that people bring: a package, or several files together, unpacked where they can do no harm."""

from __future__ import annotations

import errno
import io
import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.archive_safety import Archive, UnsafeArchiveError

MAX_ENTRIES = 500
MAX_UNPACKED_BYTES = 128 * 2**20
MAX_DEPTH = 4
MAX_NAME = 120

_WORKBOOK = "[Content_Types].xml"
_LOCKED = 0x1
_UNIX = 3
_AGAIN = "Pack the files of the package, or the workbooks, into a new zip file."


def unpack(name: str, content: bytes, folder: Path) -> None:
    """Unpack a zip file into a folder; raises DataProblemsError with all that is wrong with it."""
    try:
        listed = _listed(name, content)
        archive = Archive(content)
        for entry in listed:
            path = folder.joinpath(*PurePosixPath(entry.filename).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.part(entry.filename))
    except UnsafeArchiveError as error:
        raise DataProblemsError([Problem(error.message, error.remedy, name)]) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            # A full disk is our fault, and nothing to mend in the file.
            raise
        # Such as two names that are one to the disk, or a file where a folder is wanted.
        message = "holds names that no folder can hold side by side"
        raise DataProblemsError([Problem(message, _AGAIN, name)]) from error


def _listed(name: str, content: bytes) -> list[zipfile.ZipInfo]:
    """The files of an archive that are to be read; what the system adds by itself is left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        # No archive; offsets or names that cannot be; a version of the format that Python does not read.
        raise DataProblemsError([Problem(f"is no zip file: {error}", _AGAIN, name)]) from error
    problems = list(_problems(name, entries))
    if problems:
        raise DataProblemsError(problems)
    return [entry for entry in entries if not entry.is_dir() and not _is_added_by_system(entry.filename)]


def _problems(name: str, entries: list[zipfile.ZipInfo]) -> list[Problem]:
    names = [entry.filename for entry in entries]
    if _WORKBOOK in names:
        return [Problem("is a workbook with the ending .zip", "Give it the ending .xlsx.", name)]
    if len(entries) > MAX_ENTRIES:
        return [Problem(f"holds more than {MAX_ENTRIES} files", "Pack only what is to be read.", name)]
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        message = f"holds more than {MAX_UNPACKED_BYTES // 2**20} MiB when unpacked"
        return [Problem(message, "Split it into several files.", name)]
    found = [
        Problem(fault, _AGAIN, name, value=_shown(entry.filename))
        for entry in entries
        if (fault := _fault(entry)) is not None
    ]
    seen: set[str] = set()
    for entry in entries:
        # Two names that differ only in how a letter is composed, or in case, are one file on some disks.
        same = unicodedata.normalize("NFC", entry.filename).casefold()
        if same in seen:
            found.append(Problem("stands twice in it", _AGAIN, name, value=_shown(entry.filename)))
        seen.add(same)
    return found


def _fault(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry of an archive is not unpacked."""
    path = entry.filename
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or "\\" in path or ":" in path or not parts:
        return "is a name that leads out of the archive"
    if len(parts) > MAX_DEPTH or any(len(part.encode()) > MAX_NAME for part in parts):
        return "is a name that is too long"
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in path):
        return "is a name with signs that cannot be seen"
    if entry.flag_bits & _LOCKED:
        return "is locked with a password"
    if entry.create_system == _UNIX and stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link to another file"
    return None


def _is_added_by_system(path: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(path).parts)


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)[:200]
