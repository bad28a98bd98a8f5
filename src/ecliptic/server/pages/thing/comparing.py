"""What two statements about one thing say differently, in a form that one reads at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from ecliptic.roadmap import Envelope, FieldChange, Statement
from ecliptic.server.pages.listing.facets import title_of
from ecliptic.server.pages.values import NOT_STATED, Writer
from ecliptic.vocabulary import KINDS, FieldSpec, fields_of

# What a reader wants to know of an envelope; its version and instant head each side already.
_OF_THE_ENVELOPE = ("firmness", "as_of", "sources", "visibility", "unverified", "withdrawn", "stated_by")
_TITLES = {"as_of": "holds for", "stated_by": "stated by"}
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Words are matched in a time that grows with the square of their number.
_MOST_PIECES = 1500
# What two versions say never changes, and histories are long.
_MOST_KEPT = 512

ENVELOPE_SPECS = {spec.name: spec for spec in fields_of(Envelope)}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field on two sides."""

    title: str
    meaning: str
    before: Markup
    after: Markup


def changes(before: Statement, after: Statement) -> list[FieldChange]:
    """The fields of record and envelope that differ; the record's come first."""
    return [
        *_differing(before.record, after.record, type(after.record).model_fields),
        *_differing(before.envelope, after.envelope, _OF_THE_ENVELOPE),
    ]


def written(change: FieldChange, kind: str, writer: Writer) -> Changed:
    """A difference as it is shown: what went is struck out, what came is marked."""
    spec = _spec(kind, change.field)
    title = _TITLES.get(spec.name, title_of(spec))
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and spec.type == "text" and not spec.many:
        was, is_now = _words(before, after)
        return Changed(title, spec.meaning, was, is_now)
    if spec.many and isinstance(before, tuple) and isinstance(after, tuple):
        return Changed(
            title,
            spec.meaning,
            _list(before, change.gone, "del", spec, writer),
            _list(after, change.new, "ins", spec, writer),
        )
    return Changed(
        title, spec.meaning, _whole(before, "del", spec, writer), _whole(after, "ins", spec, writer)
    )


def _differing(one: object, other: object, names: Any) -> Iterator[FieldChange]:
    for name in names:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield FieldChange(name, before, after)


def _spec(kind: str, field: str) -> FieldSpec:
    of_record = {spec.name: spec for spec in KINDS[kind].fields()}
    return of_record.get(field) or ENVELOPE_SPECS[field]


def _whole(value: Any, name: str, spec: FieldSpec, writer: Writer) -> Markup:
    if value is None or value == ():
        return NOT_STATED
    return _marked(name, writer.value(value, spec, spec.target))


def _list(values: Sequence[Any], marked: Sequence[Any], name: str, spec: FieldSpec, writer: Writer) -> Markup:
    if not values:
        return NOT_STATED
    parts = []
    for value in values:
        shown = writer.value((value,), spec, spec.target)
        parts.append(_marked(name, shown) if value in marked else shown)
    return Markup("; ").join(parts)


@lru_cache(maxsize=_MOST_KEPT)
def _words(before: str, after: str) -> tuple[Markup, Markup]:
    """Two texts with the words that only one of them has marked."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    begin = _alike(old, new)
    # Most edits touch a word or two, so little is left to be matched between what both have.
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    head, tail = escape("".join(old[:begin])), escape("".join(old[len(old) - end :]))
    was, is_now = _matched(old[begin : len(old) - end], new[begin : len(new) - end])
    return head + was + tail, head + is_now + tail


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces are the same from the beginning on."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _matched(old: Sequence[str], new: Sequence[str]) -> tuple[Markup, Markup]:
    """Two rows of pieces with those that only one of them has marked."""
    if max(len(old), len(new)) > _MOST_PIECES:
        was, is_now = escape("".join(old)), escape("".join(new))
        return _marked("del", was) if was else was, _marked("ins", is_now) if is_now else is_now
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    was, is_now = Markup(""), Markup("")
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = escape("".join(old[old_from:old_to])), escape("".join(new[new_from:new_to]))
        was += gone if what == "equal" or not gone else _marked("del", gone)
        is_now += come if what == "equal" or not come else _marked("ins", come)
    return was, is_now


def _marked(name: str, content: Markup) -> Markup:
    return Markup(f"<{name}>{content}</{name}>")  # noqa: S704 - the content is markup already  # nosec B704
