"""Applying a mapping to a file: tables in; statements, problems and an account of every row out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecliptic.errors import Problem
from ecliptic.roadmap import Envelope
from ecliptic.share.mapping.account import Account
from ecliptic.share.mapping.gathering import Gathering
from ecliptic.share.mapping.layout import Layout, lay_out
from ecliptic.share.mapping.model import Mapping as MappingFile
from ecliptic.share.mapping.plan import Plan, needed_columns, plan
from ecliptic.share.mapping.records import RecordMaker
from ecliptic.share.mapping.row import Scope
from ecliptic.share.mapping.rows import TableReader
from ecliptic.share.mapping.sheets import SheetChoice, choose_sheets
from ecliptic.share.mapping.steps import folded_words
from ecliptic.share.mapping.wording import folded
from ecliptic.share.rows import Reading, line_of
from ecliptic.share.tables import Table, TableFile
from ecliptic.vocabulary import fields_of

_SEVERAL = frozenset(spec.name for spec in fields_of(Envelope) if spec.many)


@dataclass(frozen=True, slots=True)
class Mapped(Reading):
    """What a mapping made of a file."""

    accounts: tuple[Account, ...] = ()
    """What became of each row, by table of the mapping and sheet."""
    unread_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels of columns that no table of the mapping uses, by sheet."""


def apply(mapping: MappingFile, tables: TableFile) -> Mapped:
    """Make statements from a file by a mapping; rows without problems come out whatever the others hold."""
    choices, problems = choose_sheets(mapping, tables)
    problems = [*tables.problems, *problems]
    constants = {name: _as_list(name, value) for name, value in mapping.envelope.items()}
    fitting = _Fitting(mapping)
    sheets = list(dict.fromkeys(choice.sheet for choice in choices))
    content = dict(zip(sheets, tables.tables(sheets), strict=True))
    gathering = Gathering()
    accounts: list[Account] = []
    plans: list[tuple[str, Plan]] = []
    for choice in choices:
        fitted = fitting.of(choice, content[choice.sheet])
        if not isinstance(fitted, Plan):
            problems += fitted
            continue
        plans.append((choice.sheet, fitted))
        reader = TableReader(fitted, choice.groups, RecordMaker(fitted, constants, gathering))
        accounts.append(reader.read())
        problems += reader.problems
    statements = []
    origins = {}
    for statement, place, found in gathering.statements():
        problems += found
        if statement is not None:
            statements.append(statement)
            origins[line_of(statement)] = place
    return Mapped(
        tuple(statements),
        tuple(problems),
        origins,
        accounts=tuple(accounts),
        unread_columns=_unread_columns(plans),
    )


def _as_list(name: str, value: Any) -> Any:
    return [value] if name in _SEVERAL and not isinstance(value, list) else value


class _Fitting:
    """Fits the tables of a mapping to sheets, with what all of them share."""

    def __init__(self, mapping: MappingFile) -> None:
        self._blank = mapping.blank
        self._lookups = {name: folded_words(words) for name, words in mapping.lookups.items()}
        self._texts: dict[str, str] = {}
        self._answers: dict[int, dict[str, Any]] = {}

    def of(self, choice: SheetChoice, table: Table) -> Plan | list[Problem]:
        """The plan by which a sheet is read; problems where its header or columns are missing."""
        layout = lay_out(choice.rule, table, needed_columns(choice.rule))
        if not isinstance(layout, Layout):
            return layout
        blank = frozenset(map(folded, (*self._blank, *choice.rule.blank)))
        scope = Scope(layout, self._lookups, blank, choice.groups, self._texts, self._answers)
        return plan(choice.rule, layout, scope)


def _unread_columns(plans: Sequence[tuple[str, Plan]]) -> dict[str, tuple[str, ...]]:
    unread: dict[str, dict[int, str]] = {}
    for sheet, fitted in plans:
        labels = fitted.layout.own_labels
        named = {i: fitted.layout.shown_label(i) for i, label in enumerate(labels) if label}
        left = {i: label for i, label in named.items() if i not in fitted.used}
        before = unread.get(sheet)
        unread[sheet] = left if before is None else {i: before[i] for i in before.keys() & left.keys()}
    return {sheet: tuple(left[i] for i in sorted(left)) for sheet, left in unread.items() if left}
