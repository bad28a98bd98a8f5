"""Bytes from and to the disk: bounded, and never half a set of files."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.share import files
from ecliptic.share.memory import without_collection


def test_files_too_large_for_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans.json").write_bytes(bytes(100))
    assert files.contents(tmp_path / "plans.json") == bytes(100)
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 99)
    with pytest.raises(DataProblemsError, match=r"plans\.json: is larger than 0 MiB\. Split it into several"):
        files.contents(tmp_path / "plans.json")


def test_where_one_file_cannot_be_written_the_others_stay_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"before")
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "by this").write_bytes(b"")
    with pytest.raises(UsageError, match=r"blocked.* cannot be written: .+ Choose another place\."):
        files.write_together({tmp_path / "one": b"after", tmp_path / "blocked": b""})
    assert (tmp_path / "one").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "one"]


def test_files_are_written_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    files.write_together({tmp_path / "a" / "b" / "c": b"content"})
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"content"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["c"]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_cycles_goes_on_as_it_was(was_on: bool) -> None:
    if not was_on:
        gc.disable()
    try:
        with without_collection():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
        with pytest.raises(UsageError), without_collection():
            raise UsageError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
