"""A workbook: an .xlsx file with one sheet for each kind, made to be read and filled by people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share.cells import as_cell
from ecliptic.share.files import write_together
from ecliptic.share.preamble import DEFAULTS, FORMAT, PLANS
from ecliptic.share.rows import ENVELOPE_FIELDS, by_kind, columns_of, value_of
from ecliptic.share.workbook_sheets import Sheet, Workbook, sheet_column, terms_of
from ecliptic.vocabulary import Record

INTRODUCTION = (
    "Each sheet holds records of one kind, one to a row. The first row names the columns, the second "
    "explains them.",
    "Dark blue columns are required; leave any other cell empty if it is unknown. Unknown is never zero.",
    "Columns may be moved or hidden, and rows may be put in any order.",
    "A column whose name begins with # is for people only and is not read.",
)


def write_workbook(path: str | Path, statements: Roadmap | Iterable[Statement]) -> None:
    """Write statements as a workbook; the same statements give the same bytes.

    Raises DataProblemsError where something does not fit into a spreadsheet cell; nothing is written then.
    """
    write_together({Path(path): workbook_bytes(statements)})


def workbook_bytes(statements: Roadmap | Iterable[Statement]) -> bytes:
    """The content of the file that `write_workbook` writes."""
    groups = by_kind(statements)
    return Workbook(
        title="Exploration plans",
        introduction=INTRODUCTION,
        defaults={spec.name: (None, spec.meaning) for spec in ENVELOPE_FIELDS if spec.name in DEFAULTS},
        sheets=[_sheet(kind, group) for kind, group in groups],
        marker=[("format", FORMAT), ("purpose", PLANS)],
        terms=terms_of(kind for kind, _ in groups),
    ).to_bytes()


def _sheet(kind: type[Record], statements: Iterable[Statement]) -> Sheet:
    columns = columns_of(kind)
    rows = [[as_cell(spec, value_of(statement, spec)) for spec in columns] for statement in statements]
    return Sheet(kind.plural, [sheet_column(spec) for spec in columns], rows)
