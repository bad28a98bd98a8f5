"""How one edition of a publisher's statements follows another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain

from ecliptic.roadmap.statement import Envelope, Line, Statement

_IGNORED = {"version", "stated_at", "stated_by", "as_of", "sources"}


def successor(earlier: Iterable[Statement], later: Iterable[Statement]) -> list[Statement]:
    """The statements to add so that an earlier set of one publisher becomes the later set.

    A thing said in the same words is stated again as still true, one said otherwise gets the next version,
    and one that is missing from the later set is withdrawn at the instant of the later set.
    """
    known: dict[Line, Statement] = {}
    for statement in earlier:
        line = _line(statement)
        if line not in known or known[line].version < statement.version:
            known[line] = statement
    number = _Numbering()
    added: dict[Line, list[Statement]] = {}
    newest: dict[str, Envelope] = {}
    for statement in sorted(later, key=_by_time):
        newest[statement.publisher] = statement.envelope
        line = _line(statement)
        stated = added.setdefault(line, [])
        before = stated[-1] if stated else known.get(line)
        stated.append(number(statement, 1 if before is None else before.version + 1))
    withdrawn = [
        _withdrawn(before, newest[before.publisher])
        for line, before in known.items()
        if line not in added and not before.envelope.withdrawn and before.publisher in newest
    ]
    return [*chain.from_iterable(added.values()), *withdrawn]


def says_the_same(one: Statement, other: Statement) -> bool:
    """Whether two statements differ only in when, by whom and from which source they were made."""
    if one.record != other.record:
        return False
    return one.envelope.model_dump(exclude=_IGNORED) == other.envelope.model_dump(exclude=_IGNORED)


def renumbered(statements: Iterable[Statement]) -> list[Statement]:
    """Give statements of one publisher about one thing successive versions where several share one number.

    Files that were read one after the other each begin with version 1; time tells which came first.
    Statements that agree in everything count once.
    """
    groups: dict[Line, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(_line(statement), []).append(statement)
    number = _Numbering()
    numbered: list[Statement] = []
    for group in groups.values():
        distinct = group if len(group) == 1 else list({s.canonical(): s for s in group}.values())
        if len({s.version for s in distinct}) == len(distinct):
            numbered += distinct
        elif len({s.stated_at for s in distinct}) < len(distinct):
            # Said differently at the same instant: numbering would hide it, so building refuses it.
            numbered += distinct
        else:
            numbered += _rising(sorted(distinct, key=_by_time), number)
    return numbered


def _rising(statements: Iterable[Statement], number: _Numbering) -> Iterator[Statement]:
    version = 0
    for statement in statements:
        version = max(statement.version, version + 1)
        yield number(statement, version)


def _line(statement: Statement) -> Line:
    return statement.kind, statement.id, statement.publisher


def _by_time(statement: Statement) -> tuple[datetime, int]:
    return statement.envelope.stated_at, statement.envelope.version


class _Numbering:
    """Gives statements other versions; those that shared an envelope share one afterwards too."""

    def __init__(self) -> None:
        # The old envelope is kept beside the new one, so that no other can take over its identity.
        self._made: dict[tuple[int, int], tuple[Envelope, Envelope]] = {}

    def __call__(self, statement: Statement, version: int) -> Statement:
        old = statement.envelope
        if old.version == version:
            return statement
        mark = id(old), version
        if mark not in self._made:
            self._made[mark] = old, old.model_copy(update={"version": version})
        return replace(statement, envelope=self._made[mark][1])


def _withdrawn(statement: Statement, later: Envelope) -> Statement:
    update = {
        "version": statement.version + 1,
        "stated_at": later.stated_at,
        "stated_by": later.stated_by,
        "as_of": later.as_of,
        "sources": later.sources,
        "unverified": later.unverified,
        "withdrawn": True,
    }
    return replace(statement, envelope=statement.envelope.model_copy(update=update))
