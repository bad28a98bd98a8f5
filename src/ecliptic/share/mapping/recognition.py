"""Finding the mapping that fits a file."""

from __future__ import annotations

from collections.abc import Iterable

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.mapping.layout import HEADER_SEARCH_ROWS
from ecliptic.share.mapping.loading import shipped_mappings
from ecliptic.share.mapping.model import Mapping
from ecliptic.share.mapping.wording import folded, quoted, text_of
from ecliptic.share.tables import TableFile


def recognise(tables: TableFile, mappings: Iterable[Mapping] | None = None) -> Mapping | None:
    """The mapping whose layout a file has, of those shipped unless others are given; None where none fits."""
    candidates = shipped_mappings().values() if mappings is None else mappings
    fitting = [mapping for mapping in candidates if _can_read(mapping, tables) and _fits(mapping, tables)]
    if not fitting:
        return None
    most = max(_conditions(mapping) for mapping in fitting)
    best = [mapping for mapping in fitting if _conditions(mapping) == most]
    if len(best) > 1:
        problem = Problem(
            message=f"fits several mappings equally well: {quoted([mapping.title for mapping in best])}",
            remedy="Say which one to use.",
            file=tables.name,
        )
        raise DataProblemsError([problem])
    return best[0]


def _can_read(mapping: Mapping, tables: TableFile) -> bool:
    """Whether the tables can be found at all: in a file with several sheets each must name its own."""
    names_sheets = any(rule.sheet is not None or rule.sheets is not None for rule in mapping.tables)
    return names_sheets or len(tables.sheet_names) == 1


def _conditions(mapping: Mapping) -> int:
    return mapping.recognise.conditions if mapping.recognise is not None else 0


def _fits(mapping: Mapping, tables: TableFile) -> bool:
    wanted = mapping.recognise
    if wanted is None:
        return False
    names = {folded(name) for name in tables.sheet_names}
    if not tables.is_csv and not names.issuperset(map(folded, wanted.sheets)):
        return False
    if (tables.is_csv and wanted.sheets) or names.intersection(map(folded, wanted.without)):
        return False
    if not wanted.columns:
        return wanted.conditions > 0
    labels = {folded(label) for label in wanted.columns}
    chosen = {folded(name) for name in wanted.sheets}
    sheets = [name for name in tables.sheet_names if folded(name) in chosen] or tables.sheet_names[:1]
    return any(_has_labels(tables, sheet, labels) for sheet in sheets)


def _has_labels(tables: TableFile, sheet: str, labels: set[str]) -> bool:
    rows = tables.table(sheet).rows[:HEADER_SEARCH_ROWS]
    return any(labels <= {folded(text_of(cell)) for cell in row} for row in rows)
