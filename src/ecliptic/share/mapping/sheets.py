"""Which sheets of a file each table of a mapping reads, and which nobody reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ecliptic.errors import Problem
from ecliptic.share.mapping.model import Mapping, TableRule
from ecliptic.share.mapping.wording import folded, quoted
from ecliptic.share.tables import TableFile


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """A sheet that a table of the mapping reads, with what the pattern of its name found."""

    rule: TableRule
    sheet: str
    groups: dict[str, str] = field(default_factory=dict)


def choose_sheets(mapping: Mapping, tables: TableFile) -> tuple[list[SheetChoice], list[Problem]]:
    """Each table of the mapping with the sheets that it reads, in order; problems where one is missing."""
    choices: list[SheetChoice] = []
    problems: list[Problem] = []
    for rule in mapping.tables:
        found = _chosen(rule, tables)
        choices += found
        if not found and not rule.optional:
            problems.append(_missing(rule, tables))
    if not tables.is_csv:
        problems += _unread(mapping, tables, {choice.sheet for choice in choices})
    return choices, problems


def _chosen(rule: TableRule, tables: TableFile) -> list[SheetChoice]:
    names = tables.sheet_names
    if rule.sheets is not None:
        pattern = re.compile(rule.sheets)
        matches = [(name, pattern.fullmatch(" ".join(name.split()))) for name in names]
        return [
            SheetChoice(rule, name, {key: text or "" for key, text in match.groupdict().items()})
            for name, match in matches
            if match is not None
        ]
    if rule.sheet is None:
        # CSV, or a workbook with nothing but this table.
        return [SheetChoice(rule, names[0])] if len(names) == 1 else []
    return [SheetChoice(rule, name) for name in names if folded(name) == folded(rule.sheet)][:1]


def _missing(rule: TableRule, tables: TableFile) -> Problem:
    wanted = rule.sheets or rule.sheet
    if wanted is None:
        message = (
            f"has {len(tables.sheet_names)} sheets, and the mapping does not say which holds {rule.kind}"
        )
    else:
        how = "whose name matches" if rule.sheets else "called"
        message = f'has no sheet {how} "{wanted}", which holds {rule.kind}'
    have = quoted(list(tables.sheet_names), 30) or "none"
    return Problem(
        message=message,
        remedy=f"Name the sheet in the mapping. The file has {have}.",
        file=tables.name,
    )


def _unread(mapping: Mapping, tables: TableFile, read: set[str]) -> list[Problem]:
    left_out = [re.compile(ignored.sheets) for ignored in mapping.ignore]
    return [
        Problem(
            message="is read by no table of the mapping",
            remedy="Add a table for it to the mapping, or list it under ignore with the reason.",
            file=tables.name,
            sheet=name,
            severity="warning",
        )
        for name in tables.sheet_names
        if name not in read and not any(pattern.fullmatch(" ".join(name.split())) for pattern in left_out)
    ]
