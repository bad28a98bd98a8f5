"""Putting together what several files of one edition say about the same things.

An edition often comes as several workbooks, one for the Moon and one for Mars, say, and some things stand in
both. Neither statement follows the other: together they are what the publisher says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from ecliptic.errors import Problem
from ecliptic.roadmap import Envelope, Statement
from ecliptic.share.mapping.wording import folded
from ecliptic.vocabulary import Record

P = TypeVar("P", Record, Envelope)


def joined(statements: Iterable[Statement]) -> tuple[list[Statement], list[Problem]]:
    """Make one statement of those that a publisher made about one thing at the same instant.

    Lists are united and empty fields filled. Where they contradict each other both stay as they are, and a
    problem says so.
    """
    groups: dict[tuple[Any, ...], Statement] = {}
    apart: list[Statement] = []
    problems: list[Problem] = []
    for statement in statements:
        key = (*statement.key, statement.stated_at)
        known = groups.setdefault(key, statement)
        if known is statement:
            continue
        differing = _differing(known, statement)
        if differing:
            problems.append(_contradiction(known, statement, differing))
            apart.append(statement)
        else:
            groups[key] = _union(known, statement)
    return [*groups.values(), *apart], problems


def _differing(one: Statement, other: Statement) -> list[str]:
    parts = ((one.record, other.record), (one.envelope, other.envelope))
    return [
        name for ours, theirs in parts for name in type(ours).model_fields if _contradict(ours, theirs, name)
    ]


def _contradict(ours: Record | Envelope, theirs: Record | Envelope, name: str) -> bool:
    one, other = getattr(ours, name), getattr(theirs, name)
    if one == other or isinstance(one, tuple) or one is None or other is None:
        return False
    if isinstance(one, str) and isinstance(other, str) and type(one) is str:
        return folded(one) != folded(other)
    return name != "unverified"


def _union(one: Statement, other: Statement) -> Statement:
    return replace(
        one, record=_filled(one.record, other.record), envelope=_filled(one.envelope, other.envelope)
    )


def _filled(ours: P, theirs: P) -> P:
    update: dict[str, Any] = {}
    for name in type(ours).model_fields:
        one, other = getattr(ours, name), getattr(theirs, name)
        if isinstance(one, tuple):
            if more := tuple(item for item in other if item not in one):
                update[name] = one + more
        elif one is None and other is not None:
            update[name] = other
        elif name == "unverified" and other:
            update[name] = True
    return ours.model_copy(update=update) if update else ours


def _contradiction(one: Statement, other: Statement, fields: list[str]) -> Problem:
    files = " and ".join(dict.fromkeys("; ".join(s.envelope.sources) or "a file" for s in (one, other)))
    named = ", ".join(fields)
    return Problem(
        message=f"is stated by {one.publisher} twice at one instant, with another {named} ({files})",
        remedy="Give the files of later editions a later date, or make them agree.",
        value=f"{one.kind} {one.id}",
    )
