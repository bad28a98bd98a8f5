"""The cells of a CSV file, whatever its encoding, separator and line ends."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field

_SEPARATORS = ",;\t|"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a CSV file that its reader must know; row counts from 1."""

    message: str
    remedy: str
    row: int | None = None
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class CsvCells:
    """The rows of a CSV file, all of one length, and what was odd about the file."""

    rows: list[list[str]]
    remarks: list[Remark] = field(default_factory=list)


def read_csv(data: bytes) -> CsvCells:
    """Read CSV in UTF-8, UTF-16 or, line by line where it is neither, Windows-1252."""
    remarks: list[Remark] = []
    text = _decoded(data, remarks)
    if text is None:
        return CsvCells([], remarks)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        rows.extend(reader)
    except csv.Error as error:
        remarks.append(_unreadable(str(error), len(rows) + 1))
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return CsvCells(rows, remarks)


def _decoded(data: bytes, remarks: list[Remark]) -> str | None:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        remarks.append(Remark("holds NUL bytes, so it is not text", "Save it as CSV in UTF-8.", row))
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            remarks.append(Remark("is damaged UTF-16 text", "Save it as CSV in UTF-8."))
            return None
    return "".join(
        _line_decoded(line, number, remarks) for number, line in enumerate(data.splitlines(keepends=True), 1)
    )


def _line_decoded(line: bytes, number: int, remarks: list[Remark]) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        remarks.append(
            Remark(
                "is not in UTF-8; its letters were read as Windows-1252, which is a guess",
                "Save the file as CSV in UTF-8.",
                number,
                is_error=False,
            )
        )
        # The five bytes that Windows-1252 leaves open become the mark for an unknown letter.
        return line.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """The separator that the first line with any of them uses most, outside quotes."""
    quoted = False
    counts = dict.fromkeys(_SEPARATORS, 0)
    for letter in text[:_LONGEST_CELL]:
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in counts:
            counts[letter] += 1
        elif not quoted and letter in "\r\n" and any(counts.values()):
            break
    return max(counts, key=lambda separator: counts[separator])


def _unreadable(reason: str, row: int) -> Remark:
    if "field larger" in reason:
        return Remark(
            f"holds a cell of over {_LONGEST_CELL:,} characters, or a quotation mark that is never closed",
            "Close the quotation mark, or shorten the cell.",
            row,
        )
    if "unexpected end" in reason:
        return Remark("opens a quotation mark that is never closed", "Close it.", row)
    return Remark(
        f"is not well-formed CSV ({reason})",
        "Write quotation marks within a quoted cell twice, and quote the whole cell.",
        row,
    )
