"""The appendix of a report: an entry for each record that something leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from ecliptic.publish.report.anchors import Anchors, record_id
from ecliptic.publish.report.cells import field_value, kind_name, with_links
from ecliptic.roadmap import Disagreement, Roadmap, Statement
from ecliptic.vocabulary import Visibility
from ecliptic.vocabulary.fields import FieldSpec

_SHOWN_ELSEWHERE = frozenset({"id", "name", "title"})


@dataclass(frozen=True, slots=True)
class Version:
    """One statement in the history of a record."""

    when: str
    publisher: str
    version: int
    what: str


@dataclass(frozen=True, slots=True)
class Dissent:
    """What another publisher says otherwise."""

    publisher: str
    when: str
    differences: tuple[tuple[str, Markup, Markup], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about one record that its statement, history and disagreements tell."""

    anchor: str
    id: str
    label: str | None
    statement: Statement
    fields: tuple[tuple[str, Markup], ...]
    sources: tuple[Markup, ...]
    dissent: tuple[Dissent, ...]
    history: tuple[Version, ...]
    visibility: str | None

    @property
    def firmness(self) -> str | None:
        """How firm the statement is."""
        return None if self.statement.firmness is None else self.statement.firmness.value

    @property
    def stated_on(self) -> str:
        """Day of the statement."""
        return self.statement.stated_at.date().isoformat()

    @property
    def stated_by(self) -> str | None:
        """Who stated it in the publisher's name."""
        return self.statement.envelope.stated_by


@dataclass(frozen=True, slots=True)
class KindEntries:
    """All entries of a kind."""

    kind: str
    name: str
    entries: tuple[Entry, ...]
    unverified: int


def record_entries(roadmap: Roadmap, anchors: Anchors) -> list[KindEntries]:
    """An entry for each record that has been linked to so far, by kind."""
    disputed: dict[tuple[str, str], list[Disagreement]] = {}
    for disagreement in roadmap.disagreements:
        disputed.setdefault((disagreement.kind, disagreement.id), []).append(disagreement)
    made = []
    for kind, statements in groupby(anchors.wanted, key=lambda s: s.kind):
        entries = tuple(
            _entry(roadmap, anchors, statement, disputed.get((kind, statement.id), ()))
            for statement in statements
        )
        unverified = sum(entry.statement.unverified for entry in entries)
        made.append(KindEntries(kind, kind_name(kind, plural=True), entries, unverified))
    return made


def usual_hand(kinds: Iterable[KindEntries]) -> str | None:
    """Who made most of the statements; said once instead of a thousand times."""
    hands = Counter(entry.stated_by for kind in kinds for entry in kind.entries if entry.stated_by)
    most = hands.most_common(1)
    return most[0][0] if most and most[0][1] > 1 else None


def _entry(
    roadmap: Roadmap, anchors: Anchors, statement: Statement, disputed: Iterable[Disagreement]
) -> Entry:
    record, envelope = statement.record, statement.envelope
    shown = [
        (_field_name(spec), _value(anchors, statement, spec))
        for spec in record.fields()
        if spec.name not in _SHOWN_ELSEWHERE and getattr(record, spec.name) not in (None, ())
    ]
    history = roadmap.history(statement.kind, statement.id)
    return Entry(
        anchor=record_id(statement.kind, statement.id),
        id=statement.id,
        label=record.label if record.label != record.id else None,
        statement=statement,
        fields=tuple(shown),
        sources=tuple(with_links(source) for source in envelope.sources),
        dissent=tuple(_dissent(disagreement) for disagreement in disputed),
        history=tuple(_version(item) for item in history) if len(history) > 1 else (),
        visibility=None if envelope.visibility is Visibility.PUBLIC else envelope.visibility.value,
    )


def _field_name(spec: FieldSpec) -> str:
    unit = f"_{spec.unit}".lower() if spec.unit else ""
    return spec.name.removesuffix(unit.replace("/", "_")).replace("_", " ")


def _value(anchors: Anchors, statement: Statement, spec: FieldSpec) -> Markup:
    record = statement.record
    value: Any = getattr(record, spec.name)
    kind = record.kind_referred_to(spec.name) or spec.target
    if kind is None:
        return field_value(value, spec.unit)
    identifiers = value if spec.many else (value,)
    return Markup("; ").join(anchors.known(kind, identifier) for identifier in identifiers)


def _dissent(disagreement: Disagreement) -> Dissent:
    other = disagreement.other
    differences = tuple(
        (d.field.replace("_", " "), field_value(d.taken, None), field_value(d.other, None))
        for d in disagreement.differences
    )
    return Dissent(other.publisher, other.stated_at.date().isoformat(), differences)


def _version(statement: Statement) -> Version:
    envelope = statement.envelope
    what = [
        "withdrawn" if envelope.withdrawn else "",
        envelope.firmness.value if envelope.firmness is not None else "",
        "unverified" if envelope.unverified else "",
    ]
    return Version(
        statement.stated_at.date().isoformat(),
        statement.publisher,
        statement.version,
        ", ".join(word for word in what if word),
    )
