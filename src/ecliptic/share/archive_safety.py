"""What a workbook's archive may contain, so that no file makes the program use up the machine.

A workbook is a zip of XML parts. Each part that is needed is inflated here, under limits, and handed on
uncompressed: the parser behind never sees a compressed byte, so a part that lies about its size cannot
reach it. A single far cell would make the parser allocate the whole rectangle up to it; that is found here
as well.
"""

from __future__ import annotations

import io
import re
import string
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache

MAX_FILE_BYTES = 200 * 2**20
MAX_PART_BYTES = 256 * 2**20
MAX_TOTAL_BYTES = 384 * 2**20
MAX_PARTS = 5_000
# Honest sheets reach about 30; deflate itself ends at 1,032.
MAX_RATIO = 250
RATIO_COUNTS_FROM_BYTES = 8 * 2**20
# Cells of the rectangle that the parser allocates, filled or not.
MAX_AREA = 10_000_000

# What zipfile raises for damaged archives: it trusts the numbers in them, and says RuntimeError for a part
# with a password of its own.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class UnsafeArchiveError(Exception):
    """An archive that is not opened; says why and what to do."""

    def __init__(self, message: str, remedy: str, sheet: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.sheet = sheet


class Archive:
    """The parts of a zip file, inflated one by one within limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UnsafeArchiveError(
                message=f"is damaged: {error}",
                remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            ) from error
        if len(self._zip.infolist()) > MAX_PARTS:
            raise UnsafeArchiveError(
                message=f"has more than {MAX_PARTS} parts",
                remedy="Copy the sheets that matter into a new workbook.",
            )
        self._total = 0

    @property
    def names(self) -> frozenset[str]:
        """Names of the parts."""
        return frozenset(self._zip.namelist())

    def part(self, name: str) -> bytes:
        """One part, inflated; raises UnsafeArchiveError where it is damaged or too large."""
        info = self._zip.getinfo(name)
        self._refuse_bomb(name, info.file_size, info.compress_size)
        try:
            with self._zip.open(info) as stream:
                content = stream.read(MAX_PART_BYTES + 1)
        except _DAMAGE as error:
            raise UnsafeArchiveError(
                message=f"is damaged in its part {name}",
                remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            ) from error
        self._refuse_bomb(name, len(content), info.compress_size)
        self._total += len(content)
        if self._total > MAX_TOTAL_BYTES:
            raise UnsafeArchiveError(
                message=f"holds more than {MAX_TOTAL_BYTES // 2**20} MiB when unpacked",
                remedy="Split it into several workbooks.",
            )
        return content

    @staticmethod
    def _refuse_bomb(name: str, size: int, packed: int) -> None:
        if size > MAX_PART_BYTES:
            raise UnsafeArchiveError(
                message=f"holds more than {MAX_PART_BYTES // 2**20} MiB in its part {name}",
                remedy="Remove what is not data, such as formatting of empty cells, or split it.",
            )
        if size > RATIO_COUNTS_FROM_BYTES and size > MAX_RATIO * max(packed, 1):
            raise UnsafeArchiveError(
                message=f"unpacks to over {MAX_RATIO} times its size in its part {name}, as a zip bomb does",
                remedy="Copy the cells that matter into a new workbook.",
            )


def stored(parts: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of these parts without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


# --- far cells ------------------------------------------------------------------------------------

_REFERENCE = rb"""(?<![\w:.-])r\s*=\s*["']\s*([A-Za-z]*)([0-9]*)"""
_TAG = re.compile(rb"<(?:\w+:)?(c|row)(?![\w:.-])(?:[^<>]*?" + _REFERENCE + rb")?([^<>]*)")
_ANOTHER_REFERENCE = re.compile(_REFERENCE)
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:c|row)[\s>/]")
_LETTERS, _DIGITS = string.ascii_letters.encode(), string.digits.encode()
# Letters, digits and quotation marks made equal: in this outline a far reference, however it is written,
# has three letters before a digit, or five digits before its end.
_OUTLINE = bytes.maketrans(_LETTERS + _DIGITS + b"'", b"A" * 52 + b"0" * 10 + b'"')
# Ways of writing that are allowed and rare.
_ODD_MARKS = (b"r='", b" =", b"= ", b"\t=", b"=\t", b"\n=", b"=\n", b"\r=", b"=\r")
# What a sheet without any match is at most as high, or as wide, as. Patterns that begin with fixed
# letters are searched ten times faster than others.
_HEIGHTS = (
    (re.compile(rb'r="[A-Za-z]*[0-9]{5}'), 9_999),
    (re.compile(rb'r="[A-Za-z]*[0-9]{6}'), 99_999),
    (re.compile(rb'r="[A-Za-z]*(?:[2-9][0-9]{5}|[0-9]{7})'), 199_999),
)
_WIDTHS = (
    (re.compile(rb'r="[A-Za-z]{3}'), 702),
    (re.compile(rb'r="(?:[C-Zc-z][A-Za-z]|[A-Za-z]{3})'), 78),
    (re.compile(rb'r="[A-Za-z]{2}'), 26),
)


def refuse_far_cells(xml: bytes) -> None:
    """Raise UnsafeArchiveError where the rectangle that holds all cells of a sheet is too large."""
    start = max(xml.find(b"sheetData"), 0)
    if _is_surely_small(xml, start):
        return
    height, width = _extent(xml, start)
    if height * width > MAX_AREA:
        raise UnsafeArchiveError(
            message=f"reaches to column {column_letters(width)} and row {height}, far from the data",
            remedy="Delete the rows and columns beyond the data, or copy the data into a new sheet.",
        )


def _is_surely_small(xml: bytes, start: int) -> bool:
    """Whether a few searches show what otherwise takes a look at every cell."""
    end = xml.find(b"</sheetData", start)
    if end < 0 or _CELL_OR_ROW.search(xml, end):
        return False
    data = xml[start:end]
    if b":c" in data or b":row" in data:
        return False
    # Cells and rows that do not say where they are stand behind the one before.
    more_columns = data.count(b"<c") - data.count(b'<c r="')
    more_rows = data.count(b"<row") - data.count(b'<row r="')
    outline = data.translate(_OUTLINE)
    if b"AAA0" not in outline and b'00000"' not in outline:
        return (9_999 + more_rows) * (702 + more_columns) <= MAX_AREA
    return _is_within_steps(data, more_rows, more_columns)


def _is_within_steps(data: bytes, more_rows: int, more_columns: int) -> bool:
    """The same for longer sheets, where references are written as usual."""
    if any(mark in data for mark in _ODD_MARKS):
        return False
    height = next((limit for far, limit in _HEIGHTS if not far.search(data)), None)
    if height is None:
        return False
    return any(
        (height + more_rows) * (width + more_columns) <= MAX_AREA and not far.search(data)
        for far, width in _WIDTHS
    )


def _extent(xml: bytes, start: int) -> tuple[int, int]:
    """The last row and the last column that any cell of a sheet is in."""
    height = width = row = column = 0
    for name, letters, digits, rest in _TAG.findall(xml, start):
        if name == b"row":
            row, column = int(digits[:12]) if digits else row + 1, 0
        elif letters or digits:
            row, column = int(digits[:12] or b"0"), _column_number(letters)
        else:
            column += 1
        if b"r" in rest:
            # Of several references, which no program writes, the parser takes one; any must do no harm.
            for more_letters, more_digits in _ANOTHER_REFERENCE.findall(rest):
                row = max(row, int(more_digits[:12] or b"0"))
                column = max(column, _column_number(more_letters))
        if row > height:
            height = row
        if column > width:
            width = column
    return height, width


@lru_cache(maxsize=20_000)
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def column_letters(column: int) -> str:
    """The letters that a spreadsheet shows above a column, counted from 1."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
