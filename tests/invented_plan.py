"""The plan of an agency that does not exist, in a layout of its own, as the how-to on mappings uses it.

python tests/invented_plan.py docs/how-to/examples/plan.xlsx
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

PROJECTS: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    (
        "Surface access",
        "Total surface access",
        [
            ("HOP-1 Hopper", "approved", "JAXA / ISRO", "end of 2028", [20, 45.5, 30, None]),
            ("HOP-2 Heavy hopper", "study", "-", "not before 2032", [None, None, 2, 5]),
        ],
    ),
    (
        "Living on the Moon",
        "Total living on the Moon",
        [
            ("ROV-A Crew rover", "planned", "CSA", "2030 - 2031", [5, 10, 40, 60]),
            ("GAR-1 Garden", "study", None, "open", [0.5, 0.5, "tbd", None]),
        ],
    ),
]
YEARS = [2026, 2027, 2028, 2029]
FUNCTIONS = [
    ("L-1", "Land 500 kg near the south pole", "●", None, "●", "●"),
    ("L-2", "Carry two people for a week", None, "○", None, "●"),
    ("L-3", "Grow food on the surface", None, None, None, None),
]


def write_plan(path: Path) -> None:
    """Write the workbook."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "Programme plan", "created": datetime(2026, 4, 1)})  # noqa: DTZ001 - as it wants
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"}),
            "tall": book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True}),
        }
        _write_programme(book.add_worksheet("Programme plan"), formats)
        _write_functions(book.add_worksheet("Who does what"), formats)
        log = book.add_worksheet("Changes")
        log.write_row(0, 0, ["Version", "What"])
        log.write_row(1, 0, ["1.1", "Heavy hopper added"])


def _write_programme(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.write(0, 0, "Meridian Space Agency: programme plan", formats["title"])
    sheet.write(1, 0, "Status of 1 April 2026. Amounts in million euro.")
    for column, label in enumerate(["Programme", "Project", "Decision", "Partners\u00a0", "First\nlaunch"]):
        sheet.merge_range(3, column, 4, column, label, formats["head"])
    sheet.merge_range(3, 5, 3, 8, "Budget", formats["head"])
    sheet.write_row(4, 5, YEARS, formats["head"])
    row = 5
    for programme, total, projects in PROJECTS:
        sheet.merge_range(row, 0, row + len(projects) - 1, 0, programme, formats["tall"])
        for name, decision, partners, launch, amounts in projects:
            sheet.write_row(row, 1, [name, decision, partners, launch, *amounts])
            row += 1
        sheet.write(row, 0, total)
        sums = [[p[4][i] for p in projects if isinstance(p[4][i], int | float)] for i in range(len(YEARS))]
        sheet.write_row(row, 5, [sum(amounts) for amounts in sums])
        row += 2
    sheet.write(row, 0, "Notes")
    sheet.write(row + 1, 0, "Amounts of studies are those of the study alone.")


def _write_functions(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.merge_range(0, 0, 1, 0, "Code", formats["head"])
    sheet.merge_range(0, 1, 1, 1, "Function", formats["head"])
    sheet.merge_range(0, 2, 0, 3, "First steps", formats["head"])
    sheet.merge_range(0, 4, 0, 5, "Settled", formats["head"])
    sheet.write_row(1, 2, ["HOP-1", "ROV-A", "HOP-2", "ROV-A"], formats["head"])
    for number, function in enumerate(FUNCTIONS):
        sheet.write_row(2 + number, 0, function)
    sheet.write(6, 0, "● provides the function   ○ helps to provide it")


if __name__ == "__main__":
    write_plan(Path(sys.argv[1]))
