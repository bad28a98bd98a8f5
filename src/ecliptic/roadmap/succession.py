"""How one edition of a publisher's statements follows another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ecliptic.roadmap.statement import Envelope, Statement

_IGNORED = {"version", "stated_at", "stated_by", "as_of", "sources", "withdrawn"}


def successor(earlier: Iterable[Statement], later: Iterable[Statement]) -> list[Statement]:
    """The statements to add so that an earlier set of one publisher becomes the later set.

    A thing said in the same words is stated again as still true, one said otherwise gets the next version,
    and one that is missing from the later set is withdrawn at the instant of the later set.
    """
    known: dict[tuple[str, str, str], Statement] = {}
    for statement in earlier:
        mark = statement.kind, statement.id, statement.publisher
        if mark not in known or known[mark].version < statement.version:
            known[mark] = statement
    added = []
    instant: dict[str, Envelope] = {}
    for statement in later:
        instant.setdefault(statement.publisher, statement.envelope)
        before = known.pop((statement.kind, statement.id, statement.publisher), None)
        version = 1 if before is None else before.version + 1
        added.append(_numbered(statement, version))
    for before in known.values():
        if not before.envelope.withdrawn and before.publisher in instant:
            added.append(_withdrawn(before, instant[before.publisher]))
    return added


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
    groups: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in statements:
        groups.setdefault((statement.kind, statement.id, statement.publisher), []).append(statement)
    numbered: list[Statement] = []
    for group in groups.values():
        if len({s.version for s in group}) == len(group):
            numbered += group
            continue
        distinct = list({s.canonical(): s for s in group}.values())
        distinct.sort(key=lambda s: (s.stated_at, s.version))
        times = {s.stated_at for s in distinct}
        if len(times) < len(distinct):
            # Said differently at the same instant: numbering would hide it, so building refuses it.
            numbered += distinct
        else:
            numbered += [_numbered(s, number) for number, s in enumerate(distinct, start=1)]
    return numbered


def _numbered(statement: Statement, version: int) -> Statement:
    if statement.version == version:
        return statement
    return replace(statement, envelope=statement.envelope.model_copy(update={"version": version}))


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
