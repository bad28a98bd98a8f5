"""What a request brings: JSON, or a package or workbook as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest

from ecliptic.errors import Problem
from ecliptic.server.api.problems import ApiError, refused_values
from ecliptic.share.archive_safety import Archive, UnsafeArchiveError
from ecliptic.share.json_file import (
    PREAMBLE,
    JsonError,
    json_problem,
    parsed_object,
    read_json_object,
)
from ecliptic.share.memory import without_collection
from ecliptic.share.package import read_package
from ecliptic.share.package_descriptor import DESCRIPTOR
from ecliptic.share.preamble import FORMAT
from ecliptic.share.reading import read
from ecliptic.share.rows import Place, Reading
from ecliptic.vocabulary import KINDS

BODY = "body"
"""What problems call the body of a request."""
ZIP = "application/zip"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MULTIPART = "multipart/form-data"
TYPES = ("application/json", ZIP, WORKBOOK, MULTIPART)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What statements say that do not say it themselves."""

    publisher: str
    stated_at: datetime

    def entry(self) -> dict[str, Any]:
        """The same as files have it."""
        return {"publisher": self.publisher, "stated_at": self.stated_at.isoformat()}


def uploaded(request: HttpRequest, defaults: Defaults) -> Reading:
    """Read the statements that a request brings; what is wrong with them is among the problems."""
    kind = (request.content_type or "").lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _with_defaults(json_body(request), defaults)
    if kind == MULTIPART:
        name, data = _one_file(request)
        return _file(name, data, defaults)
    if kind in (ZIP, WORKBOOK):
        return _file("upload.zip" if kind == ZIP else "upload.xlsx", request.body, defaults)
    raise wrong_type(TYPES)


def wrong_type(types: tuple[str, ...]) -> ApiError:
    """The body is of a type that is not read here."""
    return ApiError(
        "wrong-content-type",
        f"Send one of these, and say so in the header Content-Type: {', '.join(types)}.",
        headers={"Accept": ", ".join(types)},
    )


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The object that the body of a request holds."""
    try:
        with without_collection():
            return parsed_object(request.body)
    except (JsonError, RecursionError) as error:
        problem = json_problem(error, Place(BODY))
        raise ApiError("unreadable", f"The body {problem.message}.", (problem,)) from error


def _with_defaults(whole: dict[str, Any], defaults: Defaults) -> Reading:
    start = whole.get(PREAMBLE, {"format": FORMAT})
    if isinstance(start, Mapping):
        whole[PREAMBLE] = {**defaults.entry(), **start}
    for key, entries in whole.items():
        if key in KINDS and isinstance(entries, list):
            _forget_kinds(key, entries)
    with without_collection():
        return read_json_object(whole, BODY)


def _forget_kinds(kind: str, entries: list[Any]) -> None:
    """Answers tell the kind of each statement, so what was read here may be sent back with it."""
    for entry in entries:
        if isinstance(entry, dict) and entry.get("kind") == kind:
            del entry["kind"]


def _one_file(request: HttpRequest) -> tuple[str, bytes]:
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        message, remedy = f"holds {len(files)} files", "Send one file, as `file`."
        raise refused_values([Problem(message, remedy, file=BODY)])
    return Path(files[0].name or "upload").name, files[0].read()


def _file(name: str, data: bytes, defaults: Defaults) -> Reading:
    suffix = Path(name).suffix.lower()
    if suffix == ".json":
        return _json_file(data, defaults)
    if suffix not in (".zip", ".xlsx"):
        raise wrong_type((*TYPES, "a file that ends in .json, .zip or .xlsx"))
    with TemporaryDirectory(prefix="ecliptic-upload-") as folder:
        if suffix == ".zip":
            return _package(Path(folder) / "package", data, name)
        path = Path(folder) / (name if name.isascii() and name.isprintable() else "upload.xlsx")
        path.write_bytes(data)
        return read(path, keep_good=True)


def _json_file(data: bytes, defaults: Defaults) -> Reading:
    try:
        return _with_defaults(parsed_object(data), defaults)
    except (JsonError, RecursionError) as error:
        return Reading(problems=(json_problem(error, Place(BODY)),))


def _package(folder: Path, data: bytes, name: str) -> Reading:
    """Read a package that was packed into a zip file; it may lie in one folder within."""
    folder.mkdir()
    try:
        archive = Archive(data)
        root = _root(archive.names)
        for part in sorted(archive.names):
            own = part.removeprefix(root)
            # Only what a package consists of is unpacked, and nothing that leads elsewhere.
            if (
                part.startswith(root)
                and "/" not in own
                and "\\" not in own
                and own.endswith((".csv", ".json"))
            ):
                (folder / own).write_bytes(archive.part(part))
    except UnsafeArchiveError as error:
        return Reading(problems=(Problem(error.message, error.remedy, file=name),))
    except (OSError, ValueError):
        problem = Problem("holds a file whose name cannot be used", "Name files as their kinds.", file=name)
        return Reading(problems=(problem,))
    return read_package(folder, keep_good=True)


def _root(names: frozenset[str]) -> str:
    """The folder within an archive that holds the package; empty where it lies at the top."""
    found = min((n for n in names if n.rpartition("/")[2] == DESCRIPTOR), key=len, default=DESCRIPTOR)
    return found.removesuffix(DESCRIPTOR)
