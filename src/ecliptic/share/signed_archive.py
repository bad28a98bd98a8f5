"""The zip file that a signed package is: without compression, and with one way only to write the same parts.

A zip file usually has many places that no check of its contents covers: times, remarks, gaps, a second list
of names. Here none is left, for what is read is packed again and must give the same bytes. Without
compression nothing can unfold into more than came. Transport may compress as it likes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping

MAX_BYTES = 64 * 2**20
MAX_PARTS = 64

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}(?:\.[a-z0-9]{1,8}){1,2}", re.ASCII)
# Signature, versions, flags, method, time, date, checksum, packed size, size, lengths of name and extra.
_HEADER = struct.Struct("<4s5H3I2H")
_BEGINNING = b"PK\x03\x04"
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


class ArchiveError(Exception):
    """Bytes that are not such an archive; says what is wrong with them."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The archive of these parts, in order of their names; the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = _UNIX, _REGULAR_FILE
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive that `pack` made; raises ArchiveError where another byte stands anywhere."""
    if not data.startswith(_BEGINNING):
        message = "is not a signed package"
        raise ArchiveError(message)
    parts: dict[str, bytes] = {}
    offset = 0
    while data.startswith(_BEGINNING, offset):
        if len(parts) == MAX_PARTS:
            message = f"holds more than {MAX_PARTS} files"
            raise ArchiveError(message)
        name, content, offset = _part(data, offset)
        parts[name] = content
    if pack(parts) != data:
        message = "is not packed as signing packs it: it was changed, cut short or packed again"
        raise ArchiveError(message)
    return parts


def _part(data: bytes, offset: int) -> tuple[str, bytes, int]:
    """Name and content of the part that begins here, and where the next one begins."""
    start = offset + _HEADER.size
    if start > len(data):
        message = "is cut short"
        raise ArchiveError(message)
    *_, size, name_length, _ = _HEADER.unpack_from(data, offset)
    name = data[start : start + name_length].decode("ascii", errors="replace")
    if not _NAME.fullmatch(name):
        message = f"holds a file of a name that no package has, {name[:80]!r}"
        raise ArchiveError(message)
    begin = start + name_length
    return name, data[begin : begin + size], begin + size
