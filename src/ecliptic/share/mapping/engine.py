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
from ecliptic.share.mapping.recipes import Scope, Words, folded_words
from ecliptic.share.mapping.records import RecordMaker
from ecliptic.share.mapping.rows import TableReader
from ecliptic.share.mapping.sheets import SheetChoice, choose_sheets
from ecliptic.share.mapping.wording import folded
from ecliptic.share.rows import Reading
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
    lookups = {name: folded_words(words) for name, words in mapping.lookups.items()}
    sheets = list(dict.fromkeys(choice.sheet for choice in choices))
    content = dict(zip(sheets, tables.tables(sheets), strict=True))
    gathering = Gathering()
    accounts: list[Account] = []
    plans: list[tuple[str, Plan]] = []
    for choice in choices:
        fitted = _fitted(mapping, choice, content[choice.sheet], lookups)
        if not isinstance(fitted, Plan):
            problems += fitted
            continue
        plans.append((choice.sheet, fitted))
        reader = TableReader(fitted, choice.groups, RecordMaker(fitted, constants, gathering))
        accounts.append(reader.read())
        problems += reader.problems
    statements = []
    for statement, found in gathering.statements():
        problems += found
        if statement is not None:
            statements.append(statement)
    return Mapped(tuple(statements), tuple(problems), tuple(accounts), _unread_columns(plans))


def _as_list(name: str, value: Any) -> Any:
    return [value] if name in _SEVERAL and not isinstance(value, list) else value


def _fitted(
    mapping: MappingFile, choice: SheetChoice, table: Table, lookups: Mapping[str, Words]
) -> Plan | list[Problem]:
    layout = lay_out(choice.rule, table, needed_columns(choice.rule))
    if not isinstance(layout, Layout):
        return layout
    blank = frozenset(map(folded, (*mapping.blank, *choice.rule.blank)))
    return plan(choice.rule, layout, Scope(layout, lookups, blank, choice.groups))


def _unread_columns(plans: Sequence[tuple[str, Plan]]) -> dict[str, tuple[str, ...]]:
    unread: dict[str, dict[int, str]] = {}
    for sheet, fitted in plans:
        labels = fitted.layout.own_labels
        named = {i: fitted.layout.shown_label(i) for i, label in enumerate(labels) if label}
        left = {i: label for i, label in named.items() if i not in fitted.used}
        before = unread.get(sheet)
        unread[sheet] = left if before is None else {i: before[i] for i in before.keys() & left.keys()}
    return {sheet: tuple(left[i] for i in sorted(left)) for sheet, left in unread.items() if left}
