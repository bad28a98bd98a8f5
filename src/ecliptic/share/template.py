"""A template: a workbook for one organisation, filled with what it last stated, to be sent back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share.cells import as_cell
from ecliptic.share.files import write_together
from ecliptic.share.preamble import FORMAT, TEMPLATE
from ecliptic.share.rows import ENVELOPE_FIELDS, columns_of, value_of
from ecliptic.share.template_return import LEFT_OUT, SAID_ONCE, STATED, content_of
from ecliptic.share.workbook_sheets import YES_NO, Sheet, SheetColumn, Workbook, sheet_column, terms_of
from ecliptic.share.workbook_writing import INTRODUCTION
from ecliptic.vocabulary import KINDS, Organisation

_INTRODUCTION = (
    "This workbook holds what {organisation} last stated. Nothing is taken for confirmed that is not said "
    "to be:",
    "a row that is neither confirmed nor edited stays as it was stated, with the date of then.",
    "To say that a row still holds as it stands, choose yes under still true. To change it, edit it.",
    "To take it back, choose yes under withdrawn. New things go into new rows.",
    "Write below when this is stated, such as 2026-03-14, and by whom.",
    "",
    *INTRODUCTION,
)


def write_template(path: str | Path, roadmap: Roadmap, organisation: str) -> None:
    """Write a workbook in which an organisation confirms, edits, withdraws and adds what it states.

    Raises UsageError where the roadmap knows organisations, but not this one.
    """
    write_together({Path(path): template_bytes(roadmap, organisation)})


def template_bytes(roadmap: Roadmap, organisation: str) -> bytes:
    """The content of the file that `write_template` writes."""
    stated = [statement for statement in roadmap.statements if statement.publisher == organisation]
    if not stated and roadmap.records(Organisation) and not roadmap.get(Organisation, organisation):
        message = f"No organisation {organisation!r} is known, and it states nothing. Check its identifier."
        raise UsageError(message)
    current = _current(stated)
    confirm = SheetColumn("still true", "yes if the row holds as it stands.", YES_NO)
    sheets = []
    for kind in KINDS.values():
        shown = [spec for spec in columns_of(kind) if spec.name not in LEFT_OUT]
        rows = [
            [None, *(as_cell(spec, value_of(statement, spec)) for spec in shown)]
            for statement in current
            if type(statement.record) is kind
        ]
        columns = [confirm, *map(sheet_column, shown)]
        sheets.append(Sheet(kind.plural, columns, rows, frozen=2))
    return Workbook(
        title=f"What {organisation} states",
        introduction=[line.format(organisation=organisation) for line in _INTRODUCTION],
        defaults={spec.name: (None, spec.meaning) for spec in ENVELOPE_FIELDS if spec.name in SAID_ONCE},
        sheets=sheets,
        marker=[
            ("format", FORMAT),
            ("purpose", TEMPLATE),
            ("organisation", organisation),
            *((STATED, s.kind, s.id, s.version, content_of(s)) for s in current),
        ],
        terms=terms_of(KINDS.values()),
    ).to_bytes()


def _current(statements: Iterable[Statement]) -> list[Statement]:
    """The newest version about each thing, unless that takes it back."""
    newest: dict[tuple[str, str], Statement] = {}
    for statement in statements:
        known = newest.setdefault((statement.kind, statement.id), statement)
        if known.version < statement.version:
            newest[statement.kind, statement.id] = statement
    return [statement for statement in newest.values() if not statement.envelope.withdrawn]
