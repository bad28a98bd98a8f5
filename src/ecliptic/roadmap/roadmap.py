"""The roadmap: everybody's statements resolved into one picture for one viewer at one instant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

from ecliptic.roadmap.resolution import Disagreement, disagreement, newest_by_publisher, without_repeats
from ecliptic.roadmap.statement import Statement, canonical_part, canonical_with
from ecliptic.roadmap.view import Viewer, visible
from ecliptic.vocabulary import KINDS, Firmness, Record

R = TypeVar("R", bound=Record)

_NOTHING: Mapping[str, Statement] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that refers to a thing, and the field that does so."""

    kind: str
    id: str
    field: str


class Roadmap:
    """An immutable, indexed view of the statements that one viewer may see at one instant.

    For each thing there is one record, chosen by the rule in `ecliptic.roadmap.resolution`; the statements
    that lost and say otherwise are kept as `disagreements`. Make it with `build`.
    """

    def __init__(
        self,
        things: Mapping[str, Mapping[str, tuple[Statement, ...]]],
        as_of: datetime | None,
        viewer: Viewer,
    ) -> None:
        self._things = things
        self._records: dict[str, Mapping[str, Record]] = {}
        self._taken: dict[str, Mapping[str, Statement]] = {}
        self._others: dict[tuple[str, str], list[Statement]] = {}
        for kind, by_id in things.items():
            self._taken[kind] = MappingProxyType(self._resolved(by_id))
        self.as_of = as_of
        self.viewer = viewer

    @classmethod
    def build(
        cls,
        statements: Iterable[Statement],
        *,
        as_of: datetime | None = None,
        viewer: Viewer | None = None,
    ) -> Roadmap:
        """Resolve statements, in any order, into a roadmap.

        `as_of` leaves out what was stated after that instant. Two statements that share kind, identifier,
        publisher and version but differ raise DataProblemsError.
        """
        viewer = viewer or Viewer.holder()
        gathered: dict[str, dict[str, Statement | list[Statement]]] = {}
        for statement in visible(statements, viewer):
            if as_of is not None and statement.envelope.stated_at > as_of:
                continue
            record = statement.record
            by_id = gathered.get(record.kind)
            if by_id is None:
                by_id = gathered[record.kind] = {}
            known = by_id.setdefault(record.id, statement)
            if known is not statement:
                by_id[record.id] = [*known, statement] if isinstance(known, list) else [known, statement]
        things = {
            kind: {identifier: _thing(gathered[kind][identifier]) for identifier in sorted(gathered[kind])}
            for kind in KINDS
            if kind in gathered
        }
        return cls(things, as_of, viewer)

    def records(self, kind: type[R]) -> Mapping[str, R]:
        """Every record of a kind by identifier, in order of identifiers."""
        known = self._records.get(kind.kind)
        if known is None:
            taken = self._taken.get(kind.kind, _NOTHING)
            known = MappingProxyType({identifier: s.record for identifier, s in taken.items()})
            self._records[kind.kind] = known
        return cast("Mapping[str, R]", known)

    def get(self, kind: type[R], identifier: str) -> R | None:
        """The record of a thing, or None where nobody states it."""
        statement = self.statement(kind.kind, identifier)
        return None if statement is None else cast("R", statement.record)

    def statement(self, kind: str, identifier: str) -> Statement | None:
        """The statement that was taken for a thing, or None where nobody states it."""
        return self._taken.get(kind, _NOTHING).get(identifier)

    def taken(self, kind: str) -> Mapping[str, Statement]:
        """The statements that were taken for all things of a kind, by identifier."""
        return self._taken.get(kind, _NOTHING)

    def others(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Current statements of other publishers about a thing that were not taken."""
        return tuple(self._others.get((kind, identifier), ()))

    def history(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Every statement about a thing, withdrawn ones too, oldest first."""
        return self._things.get(kind, {}).get(identifier, ())

    def firmness(self, kind: str, identifier: str) -> Firmness | None:
        """How firm the statement is that was taken for a thing."""
        statement = self.statement(kind, identifier)
        return None if statement is None else statement.envelope.firmness

    def label(self, kind: str, identifier: str) -> str:
        """What people call a thing; its identifier where nobody states it."""
        statement = self.statement(kind, identifier)
        return identifier if statement is None else statement.record.label

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of which there is at least one current record, in the order of the vocabulary."""
        return tuple(kind for kind, taken in self._taken.items() if taken)

    @property
    def statements(self) -> Iterator[Statement]:
        """Every statement that the viewer may see, in order of kind, thing, time and publisher."""
        for by_id in self._things.values():
            for history in by_id.values():
                yield from history

    def __len__(self) -> int:
        """Count the things of all kinds."""
        return sum(len(taken) for taken in self._taken.values())

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Statements that were not taken and say something else."""
        found = []
        for (kind, identifier), others in sorted(self._others.items()):
            taken = self._taken[kind][identifier]
            found += [d for other in others if (d := disagreement(taken, other)) is not None]
        return tuple(found)

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of all statements in the roadmap; independent of their order."""
        total = hashlib.sha256()
        # Most statements share their envelope with many others, so each is written once.
        written: dict[int, bytes] = {}
        for statement in self.statements:
            envelope = written.get(id(statement.envelope))
            if envelope is None:
                envelope = written[id(statement.envelope)] = canonical_part(statement.envelope)
            total.update(canonical_with(statement, envelope))
            total.update(b"\n")
        return total.hexdigest()

    @cached_property
    def _referrers(self) -> Mapping[tuple[str, str], tuple[Reference, ...]]:
        found: dict[tuple[str, str], list[Reference]] = {}
        for kind in self.kinds:
            for identifier, statement in self._taken[kind].items():
                for field, target, other in references(statement.record):
                    found.setdefault((target, other), []).append(Reference(kind, identifier, field))
        return {thing: tuple(refs) for thing, refs in found.items()}

    def referrers(self, kind: str, identifier: str) -> tuple[Reference, ...]:
        """The records that refer to a thing, with the field that does."""
        return self._referrers.get((kind, identifier), ())

    def _resolved(self, by_id: Mapping[str, tuple[Statement, ...]]) -> dict[str, Statement]:
        taken = {}
        for identifier, history in by_id.items():
            if len(history) == 1:
                if not history[0].envelope.withdrawn:
                    taken[identifier] = history[0]
                continue
            candidates = newest_by_publisher(history)
            if candidates:
                taken[identifier] = candidates[0]
            if len(candidates) > 1:
                self._others[candidates[0].record.kind, identifier] = candidates[1:]
        return taken


def references(record: Record) -> Iterator[tuple[str, str, str]]:
    """Each reference that a record makes: field, kind and identifier referred to."""
    for spec in record.fields():
        if spec.target is None:
            continue
        value = getattr(record, spec.name)
        if value is None:
            continue
        for identifier in value if spec.many else (value,):
            yield spec.name, spec.target, identifier
    if record.any_ref is not None:
        kind_field, id_field = record.any_ref
        yield id_field, getattr(record, kind_field), getattr(record, id_field)


def _thing(stated: Statement | list[Statement]) -> tuple[Statement, ...]:
    if isinstance(stated, Statement):
        return (stated,)
    once = without_repeats(stated)
    return tuple(sorted(once, key=lambda s: (s.envelope.stated_at, s.envelope.publisher, s.envelope.version)))
