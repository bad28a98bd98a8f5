"""The cells of an .xlsx file, read safely, with what a spreadsheet program alone would know about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree  # nosec B405 - a part with a document type is refused below

from python_calamine import CalamineError, CalamineWorkbook

from ecliptic.share.archive_safety import (
    Archive,
    UnsafeArchiveError,
    column_letters,
    refuse_far_cells,
    stored,
)

Cell = str | float | int | bool | date | datetime | time | timedelta
Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each as row and column counted from 0."""

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS_XLSX = "Save it as an Excel workbook (.xlsx) or as CSV."
_RELATIONSHIP_ID = re.compile(r"\{.*/relationships\}id")
_SKELETON = ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml", "xl/sharedStrings.xml")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the value of one cell cannot be used."""

    message: str
    remedy: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class SheetCells:
    """What one sheet holds; rows[0] is the row that spreadsheets call 1."""

    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


class WorkbookCells:
    """An .xlsx file whose sheets are unpacked and parsed when they are asked for."""

    def __init__(self, data: bytes) -> None:
        _refuse_other_formats(data)
        self._archive = Archive(data)
        if "xl/workbook.xml" not in self._archive.names:
            raise UnsafeArchiveError(message="is a zip file and no Excel workbook", remedy=_SAVE_AS_XLSX)
        self._common = {name: self._archive.part(name) for name in _SKELETON if name in self._archive.names}
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            if name not in self._archive.names:
                raise UnsafeArchiveError(
                    message=f"is damaged: its part {name} is missing", remedy=_SAVE_AS_XLSX
                )
            self._common[name] = self._archive.part(name)
        self._parts = _parts_of_sheets(self._common)
        for name, part in self._parts.items():
            if part not in self._archive.names:
                raise UnsafeArchiveError(
                    message=f"is damaged: the part of its sheet {name} is missing", remedy=_SAVE_AS_XLSX
                )

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets, hidden ones too, in order."""
        return tuple(self._parts)

    def read(self, names: Iterable[str]) -> dict[str, SheetCells]:
        """Several sheets at once; asking one by one repeats the work on what they have in common."""
        xml = {name: self._archive.part(self._parts[name]) for name in names}
        for name, content in xml.items():
            _refuse_far(name, content)
        workbook = _parsed({**self._common, **{self._parts[name]: content for name, content in xml.items()}})
        return {name: _sheet_cells(workbook, name, content) for name, content in xml.items()}


def load(path: Path, limit: int) -> bytes:
    """The bytes of a file; raises UnsafeArchiveError where it is longer than the limit."""
    size = path.stat().st_size
    if size > limit:
        raise UnsafeArchiveError(
            message=f"is larger than {limit // 2**20} MiB", remedy="Split it into several files."
        )
    return path.read_bytes()


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_OLE_SIGNATURE):
        if _ENCRYPTED in data:
            raise UnsafeArchiveError(
                message="is protected by a password",
                remedy="Remove the password in the program that made it, and save it.",
            )
        raise UnsafeArchiveError(
            message="is in the old .xls format or another Office format", remedy=_SAVE_AS_XLSX
        )
    if not data.startswith(b"PK"):
        raise UnsafeArchiveError(message="is not an Excel workbook", remedy=_SAVE_AS_XLSX)


def _parsed(parts: dict[str, bytes]) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(stored(parts))
    except CalamineError as error:
        raise _damaged(error) from error


def _damaged(error: BaseException, sheet: str | None = None) -> UnsafeArchiveError:
    where = f" in its sheet {sheet}" if sheet else ""
    return UnsafeArchiveError(
        message=f"is damaged{where}: {error}",
        remedy="Open it in a spreadsheet program and save it again as .xlsx.",
    )


def _refuse_far(sheet: str, xml: bytes) -> None:
    try:
        refuse_far_cells(xml)
    except UnsafeArchiveError as error:
        raise UnsafeArchiveError(error.message, error.remedy, sheet=sheet) from error


def _sheet_cells(workbook: CalamineWorkbook, name: str, xml: bytes) -> SheetCells:
    try:
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise _damaged(error, name) from error
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    faults = _faults(xml)
    if faults:
        _reach(rows, faults)
    return SheetCells(rows, tuple(sheet.merged_cell_ranges or ()), faults)


def _reach(rows: list[list[Cell]], faults: dict[tuple[int, int], Fault]) -> None:
    """Make the rows long enough to hold the faulty cells, which the parser leaves out as empty."""
    height = max(row for row, _ in faults) + 1
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in faults)])
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend("" for _ in range(width - len(row)))


# --- what the parser does not tell ----------------------------------------------------------------

# Each begins with fixed letters, which makes the search ten times faster than one pattern for all.
_SUSPECT = tuple(re.compile(pattern) for pattern in (rb"<f[\s>/]", rb":f[\s>/]", rb't="e"', rb"t='e'"))
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
_AT = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")
_ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
_TEXT_TYPE = re.compile(rb"""\bt=["'](?:str|s|inlineStr)["']""")


def _faults(xml: bytes) -> dict[tuple[int, int], Fault]:
    """Error cells and formulas without a stored value: both reach us as empty cells, which they are not."""
    if not any(pattern.search(xml) for pattern in _SUSPECT):
        return {}
    faults = {}
    for attributes, content in _CELL.findall(xml):
        fault = _fault(attributes, content)
        at = _AT.search(attributes)
        if fault is not None and at is not None:
            column = 0
            for letter in at[1]:
                column = column * 26 + letter - 64
            faults[int(at[2]) - 1, column - 1] = fault
    return faults


def _fault(attributes: bytes, content: bytes) -> Fault | None:
    value = _VALUE.search(content)
    if _ERROR_TYPE.search(attributes):
        shown = value[1].decode("utf-8", "replace") if value else "an error"
        return Fault("is an error that a formula gave", "Mend the formula, or type the value.", shown)
    if _FORMULA.search(content) and not (value and value[1]) and not _TEXT_TYPE.search(attributes):
        return Fault(
            "holds a formula whose result was not stored",
            "Open the file in a spreadsheet program, let it calculate, and save it; or type the value.",
        )
    return None


def _parts_of_sheets(common: dict[str, bytes]) -> dict[str, str]:
    """The part of the archive that holds each sheet; sheets with nothing but a chart are left out."""
    targets = {}
    for relationship in _elements(common["xl/_rels/workbook.xml.rels"], "Relationship"):
        if relationship.get("Type", "").endswith("/worksheet"):
            target = relationship.get("Target", "")
            targets[relationship.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    parts = {}
    for sheet in _elements(common["xl/workbook.xml"], "sheet"):
        identifier = next((value for key, value in sheet.items() if _RELATIONSHIP_ID.fullmatch(key)), "")
        if identifier in targets:
            parts[sheet.get("name", "")] = targets[identifier]
    return parts


def _elements(xml: bytes, name: str) -> list[ElementTree.Element]:
    # A workbook has no business with entities, and they are how small XML becomes large.
    if b"<!" in xml.replace(b"<!--", b"") or b"\x00" in xml:
        raise UnsafeArchiveError(message="holds XML with a document type", remedy=_SAVE_AS_XLSX)
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - a part with a document type is refused above  # nosec B314
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # The latter two where it names an encoding that does not exist, or that the bytes are not in.
        raise _damaged(error) from error
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == name]


__all__ = ["Cell", "Fault", "Range", "SheetCells", "WorkbookCells", "column_letters", "load"]
