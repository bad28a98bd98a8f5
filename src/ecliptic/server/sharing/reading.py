"""Reading what was brought: files laid out in a scratch folder, read under limits, kept for the next page."""

from __future__ import annotations

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from uuid import UUID

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.server.sharing.archives import unpack
from ecliptic.server.sharing.limits import READING_S
from ecliptic.server.sharing.models import Upload
from ecliptic.share import Reading, read
from ecliptic.share.package_descriptor import DESCRIPTOR

_ZIP = ".zip"
_KEPT = 3
_LONGEST_NAME = 150
_UNNAMED = "file"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody sent it."""

    name: str
    content: bytes


class _TooLongError(Exception):
    """Reading took longer than anybody waits."""


_reading = Lock()
_keeping = Lock()
_kept: OrderedDict[UUID, Reading] = OrderedDict()


def reading_of(upload: Upload) -> Reading:
    """What an upload that waits holds; read once and kept, since pages ask again and again."""
    with _keeping:
        if upload.uuid in _kept:
            _kept.move_to_end(upload.uuid)
            return _kept[upload.uuid]
    files = [Brought(file.name, bytes(file.content or b"")) for file in upload.files.all()]
    reading = read_files(files, upload.organisation, upload.received_at)
    keep(upload.uuid, reading)
    return reading


def keep(uuid: UUID, reading: Reading) -> None:
    """Keep a reading for the pages that will ask for it."""
    with _keeping:
        _kept[uuid] = reading
        _kept.move_to_end(uuid)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)


def read_files(files: Iterable[Brought], organisation: str, unsaid: datetime) -> Reading:
    """Read files together; what they leave unsaid is the organisation's, stated at `unsaid`.

    Whatever is wrong with them is among the problems.
    """
    given = {"publisher": organisation, "stated_at": unsaid}
    # One at a time in each process: a large workbook takes much memory while it is read.
    with _reading, TemporaryDirectory(prefix="ecliptic-upload-") as scratch:
        paths, problems = _laid_out(list(files), Path(scratch))
        deadline = time.monotonic() + READING_S

        def hurry(_what: str, _done: int, _total: int) -> None:
            if time.monotonic() > deadline:
                raise _TooLongError

        try:
            found = read(paths, keep_good=True, given=given, progress=hurry) if paths else Reading()
        except _TooLongError:
            message = f"takes longer than {READING_S:.0f} seconds to read"
            remedy = "Split it into several files."
            found = Reading(problems=(Problem(message, remedy, "upload"),))
        return Reading.of([Reading(problems=tuple(problems)), found])


def clean_name(name: str) -> str:
    """The last part of a file's name, fit for any disk and any page."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in last).strip()
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem:
        stem, dot, ending = shown.strip("."), "", ""
    cut = stem.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{cut or _UNNAMED}{dot}{ending[:12]}"


def _laid_out(files: list[Brought], scratch: Path) -> tuple[list[Path], list[Problem]]:
    """Files on the disk as the reader wants them: those of a package side by side, others apart."""
    if any(file.name == DESCRIPTOR for file in files):
        folder = scratch / "package"
        folder.mkdir()
        for file in files:
            (folder / file.name).write_bytes(file.content)
        return [folder], []
    paths: list[Path] = []
    problems: list[Problem] = []
    for number, file in enumerate(files):
        folder = scratch / str(number)
        folder.mkdir()
        path = folder / file.name
        if path.suffix.lower() != _ZIP:
            path.write_bytes(file.content)
            paths.append(path)
            continue
        try:
            inside = folder / path.stem
            inside.mkdir()
            unpack(file.name, file.content, inside)
            paths.append(inside)
        except DataProblemsError as error:
            problems += error.problems
    return paths, problems
