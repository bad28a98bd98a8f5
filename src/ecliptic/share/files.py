"""Bytes from and to the disk: never more than memory can hold, and never half a set of files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from errno import EISDIR
from pathlib import Path

from ecliptic.errors import DataProblemsError, Problem, UsageError
from ecliptic.share.archive_safety import MAX_FILE_BYTES


def contents(path: Path, name: str | None = None) -> bytes:
    """The bytes of a file; `name` is what problems call it."""
    try:
        if path.stat().st_size <= MAX_FILE_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise DataProblemsError([unreadable(name or path.name, error)]) from error
    remedy = "Split it into several files."
    raise DataProblemsError(
        [Problem(f"is larger than {MAX_FILE_BYTES // 2**20} MiB", remedy, name or path.name)]
    )


def unreadable(name: str, error: OSError) -> Problem:
    """The problem that a file which cannot be opened is."""
    if isinstance(error, FileNotFoundError):
        return Problem("does not exist", "Check the name and the folder.", name)
    reason = error.strerror or type(error).__name__
    return Problem(f"cannot be read: {reason}", "Check the name and your right to read it.", name)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files; where one cannot be written, those that were there before stay as they were."""
    try:
        with ExitStack() as undo:
            drafts = {}
            for path, content in files.items():
                if path.is_dir():
                    raise IsADirectoryError(EISDIR, "a folder has that name", str(path))
                path.parent.mkdir(parents=True, exist_ok=True)
                draft = path.with_name(f".{path.name}.{os.getpid()}.part")
                undo.callback(draft.unlink, missing_ok=True)
                draft.write_bytes(content)
                drafts[draft] = path
            for draft, path in drafts.items():
                draft.replace(path)
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}. Choose another place."
        raise UsageError(message) from error
