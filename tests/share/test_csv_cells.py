"""Reading CSV files in any dialect and encoding."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.share.tables import open_tables
from foreign import read_all, refusal, write_workbook


def csv_rows(path: Path, content: bytes) -> list[list[object]]:
    path.write_bytes(content)
    file = open_tables(path)
    assert file.is_csv
    assert file.sheet_names == (path.stem,)
    table = file.table(path.stem)
    assert table.sheet is None
    return [list(row) for row in table.rows]


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\nA,caf\xc3\xa9\n",
        b"\xef\xbb\xbfid,name\r\nA,caf\xc3\xa9\r\n",
        "id;name\rA;café\r".encode(),
        "id\tname\nA\tcafé".encode("utf-16"),
        b'"id","name"\r\n"A","caf\xc3\xa9"\n\n\n',
    ],
)
def test_csv_in_any_dialect(tmp_path: Path, content: bytes) -> None:
    assert csv_rows(tmp_path / "a.csv", content) == [["id", "name"], ["A", "café"]]


def test_csv_in_windows_1252_is_read_with_a_warning_for_each_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = csv_rows(path, b"id,name\nA,caf\xe9\nB,caf\xc3\xa9\n")
    assert rows == [["id", "name"], ["A", "café"], ["B", "café"]]
    (problem,) = open_tables(path).problems
    assert (problem.row, problem.severity) == (2, "warning")


def test_csv_keeps_row_numbers_and_fills_short_rows(tmp_path: Path) -> None:
    rows = csv_rows(tmp_path / "a.csv", b'id,name,note\n\nA\n"B","two\nlines",x\n')
    assert rows == [["id", "name", "note"], ["", "", ""], ["A", "", ""], ["B", "two\nlines", "x"]]


@pytest.mark.parametrize(
    ("content", "message", "row"),
    [
        (b"id,name\nA\x00,b\n", "holds NUL bytes, so it is not text", 2),
        (b'id,name\nA,"never closed\n', "opens a quotation mark that is never closed", 2),
        (b'id,name\nA,"b"c\n', "is not well-formed CSV", 2),
        (b"id,name\nA," + b"x" * 200_000, "holds a cell of over 131,072 characters", 2),
        (b"\xff\xfeA", "is damaged UTF-16 text", None),
    ],
)
def test_csv_that_cannot_be_read(tmp_path: Path, content: bytes, message: str, row: int | None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    problem = refusal(path)
    assert problem.message.startswith(message)
    assert problem.row == row


def test_an_empty_csv_has_no_rows(tmp_path: Path) -> None:
    assert csv_rows(tmp_path / "a.csv", b"") == []


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.csv", {"Plan": [["id"]]})
    assert open_tables(path).table("Plan").rows == [["id"]]


@given(st.binary(max_size=200))
def test_any_bytes_named_csv_are_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(content)
    with contextlib.suppress(DataProblemsError):
        read_all(path)


def test_reading_a_large_csv_takes_time_in_proportion(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n" + b"A,some text here\n" * 50_000)
    start = time.process_time()
    assert len(open_tables(path).table("a").rows) == 50_001
    assert time.process_time() - start < 5
