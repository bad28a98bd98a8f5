"""The roadmap: everybody's statements resolved into one picture for one viewer at one instant."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar, cast

from ecliptic.errors import UsageError
from ecliptic.roadmap.resolution import Disagreement, disagreement, newest_by_publisher, without_repeats
from ecliptic.roadmap.statement import Statement, canonical_part
from ecliptic.roadmap.view import Viewer, visible
from ecliptic.vocabulary import KINDS, Firmness, Record

R = TypeVar("R", bound=Record)
V = TypeVar("V")

# A thing of which there is but one statement, as of most, needs no tuple to hold it.
Stated = Statement | tuple[Statement, ...]
_Thing = tuple[str, str]

_NOTHING: MappingProxyType[str, Any] = MappingProxyType({})
_ORDER = {kind: place for place, kind in enumerate(KINDS)}
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that refers to a thing, and the field that does so."""

    kind: str
    id: str
    field: str


class Roadmap:
    """An immutable, indexed view of the statements that one viewer may see at one instant.

    For each thing there is one record, chosen by the rule in `ecliptic.roadmap.resolution`; the statements
    that lost and say otherwise are kept as `disagreements`.
    """

    def __init__(
        self,
        statements: Iterable[Statement] = (),
        *,
        as_of: datetime | None = None,
        viewer: Viewer | None = None,
    ) -> None:
        """Resolve statements, in any order, into a roadmap; the same as `build`."""
        self._as_of = as_of
        self._viewer = viewer or Viewer.holder()
        seen = visible(statements, self._viewer)
        # There is no other way in: whatever a roadmap holds has passed the filters of viewer and time.
        self._things, contested = _things(seen if as_of is None else _stated_by(seen, as_of))
        self._others: dict[_Thing, list[Statement]] = {}
        taken = {kind: dict(by_id) for kind, by_id in self._things.items()}
        for kind, identifier in contested:
            self._resolve(kind, identifier, taken[kind])
        self._taken: dict[str, MappingProxyType[str, Statement]] = {
            kind: MappingProxyType(cast("dict[str, Statement]", t)) for kind, t in taken.items()
        }
        self._records: dict[str, MappingProxyType[str, Record]] = {}

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
        return cls(statements, as_of=as_of, viewer=viewer)

    def restated(self, histories: Iterable[Statement]) -> Roadmap:
        """The roadmap brought up to date, for the same viewer and instant; this one stays as it is.

        `histories` replace all statements about every thing that occurs in them: give them complete and
        unfiltered, every version of every publisher. The result is what `build` makes of all statements.
        """
        told = list(histories)
        # What is new goes through the one way in too; only its result is taken over.
        part = Roadmap(told, as_of=self._as_of, viewer=self._viewer)
        touched: dict[str, set[str]] = {}
        for statement in told:
            touched.setdefault(statement.kind, set()).add(statement.id)
        made = Roadmap(as_of=self._as_of, viewer=self._viewer)
        things, taken = self._things.copy(), self._taken.copy()
        # Other threads may be adding to the records known; to them a copy is one step.
        records = self._records.copy()
        for kind, ids in touched.items():
            things[kind] = _renewed(self._things.get(kind, {}), part._things.get(kind, {}), ids)
            taken[kind] = MappingProxyType(_renewed(self._taken.get(kind, _NOTHING), part.taken(kind), ids))
            if kind in records:
                fresh = part.records(KINDS[kind])
                records[kind] = MappingProxyType(_renewed(records[kind], fresh, ids))
        made._things = {kind: things[kind] for kind in KINDS if things.get(kind)}
        made._taken = {kind: taken[kind] for kind in made._things}
        made._records = records
        made._others = self._others | part._others
        changed = {(kind, identifier) for kind, ids in touched.items() for identifier in ids}
        for thing in changed - part._others.keys():
            made._others.pop(thing, None)
        # What has been worked out already is kept up to date; what nobody has asked for can wait.
        if "_referrers" in self.__dict__:
            made.__dict__["_referrers"] = self._referrers_with(part, changed)
        if "disagreements" in self.__dict__:
            made.__dict__["disagreements"] = self._disagreements_with(part, changed)
        return made

    @property
    def as_of(self) -> datetime | None:
        """Instant that the roadmap shows; None for all that has been stated."""
        return self._as_of

    @property
    def viewer(self) -> Viewer:
        """Who may see what the roadmap holds."""
        return self._viewer

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
        taken: Mapping[str, Statement] = self._taken.get(kind, _NOTHING)
        return taken

    def others(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Current statements of other publishers about a thing that were not taken."""
        return tuple(self._others.get((kind, identifier), ()))

    def history(self, kind: str, identifier: str) -> tuple[Statement, ...]:
        """Every statement about a thing, withdrawn ones too, oldest first."""
        stated = self._things.get(kind, _NOTHING).get(identifier, ())
        return (stated,) if isinstance(stated, Statement) else stated

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
            yield from _flat(by_id)

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
        for kind, by_id in self._things.items():
            total.update(kind.encode())
            statements = _flat(by_id)
            while batch := list(islice(statements, _BATCH)):
                for statement in batch:
                    if id(statement.envelope) not in written:
                        written[id(statement.envelope)] = canonical_part(statement.envelope)
                total.update(b"\n".join([written[id(s.envelope)] for s in batch]))
                total.update(b"\n".join([canonical_part(s.record) for s in batch]))
        return total.hexdigest()

    @cached_property
    def _referrers(self) -> Mapping[_Thing, tuple[Reference, ...]]:
        found: dict[_Thing, list[Reference]] = {}
        for kind in self.kinds:
            for identifier, statement in self._taken[kind].items():
                for field, target, other in references(statement.record):
                    found.setdefault((target, other), []).append(Reference(kind, identifier, field))
        return {thing: tuple(refs) for thing, refs in found.items()}

    def referrers(self, kind: str, identifier: str) -> tuple[Reference, ...]:
        """The records that refer to a thing, with the field that does."""
        return self._referrers.get((kind, identifier), ())

    def _referrers_with(self, part: Roadmap, changed: Set[_Thing]) -> Mapping[_Thing, tuple[Reference, ...]]:
        """The index of referrers, with what the changed things refer to as it is in the part."""
        before = [statement for thing in changed if (statement := self.statement(*thing)) is not None]
        targets = {(kind, other) for s in before for _, kind, other in references(s.record)}
        renewed = dict(self._referrers)
        for target in targets | part._referrers.keys():
            found = [r for r in renewed.pop(target, ()) if (r.kind, r.id) not in changed]
            found += part._referrers.get(target, ())
            if found:
                renewed[target] = tuple(sorted(found, key=lambda r: (_ORDER[r.kind], r.id)))
        return renewed

    def _disagreements_with(self, part: Roadmap, changed: Set[_Thing]) -> tuple[Disagreement, ...]:
        """The disagreements, with those about the changed things as they are in the part."""
        fresh: dict[_Thing, list[Disagreement]] = {thing: [] for thing in changed}
        for found in part.disagreements:
            fresh[_disputed(found)].append(found)
        renewed = list(self.disagreements)
        for thing, about in fresh.items():
            start, end = (side(renewed, thing, key=_disputed) for side in (bisect_left, bisect_right))
            renewed[start:end] = about
        return tuple(renewed)

    def _resolve(self, kind: str, identifier: str, taken: dict[str, Stated]) -> None:
        candidates = newest_by_publisher(self.history(kind, identifier))
        if not candidates:
            del taken[identifier]
            return
        taken[identifier] = candidates[0]
        if len(candidates) > 1:
            self._others[kind, identifier] = candidates[1:]


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
    for id_field, kind_field in record.any_refs.items():
        yield id_field, getattr(record, kind_field), getattr(record, id_field)


def _stated_by(statements: Iterable[Statement], as_of: datetime) -> Iterator[Statement]:
    if as_of.tzinfo is None:
        message = f"The instant {as_of} has no time zone. Give one, such as {as_of.isoformat()}Z."
        raise UsageError(message)
    return (s for s in statements if s.envelope.stated_at <= as_of)


def _things(statements: Iterable[Statement]) -> tuple[dict[str, dict[str, Stated]], list[_Thing]]:
    """All statements by kind, in the order of the vocabulary, and by identifier, in order.

    Also the things for which there is something to resolve: several statements, or one that is withdrawn.
    """
    gathered: dict[str, dict[str, Stated]] = {}
    several: dict[_Thing, list[Statement]] = {}
    withdrawn: dict[_Thing, None] = {}
    for statement in statements:
        record = statement.record
        by_id = gathered.get(record.kind)
        if by_id is None:
            by_id = gathered[record.kind] = {}
        known = by_id.setdefault(record.id, statement)
        if known is not statement:
            several.setdefault((record.kind, record.id), [cast("Statement", known)]).append(statement)
        elif statement.envelope.withdrawn:
            withdrawn[record.kind, record.id] = None
    for (kind, identifier), of_one in several.items():
        gathered[kind][identifier] = _history(of_one)
    things = {
        kind: {identifier: gathered[kind][identifier] for identifier in sorted(gathered[kind])}
        for kind in KINDS
        if kind in gathered
    }
    return things, list(withdrawn | dict.fromkeys(several))


def _history(statements: list[Statement]) -> Stated:
    once = without_repeats(statements)
    if len(once) == 1:
        return once[0]
    return tuple(sorted(once, key=lambda s: (s.envelope.stated_at, s.envelope.publisher, s.envelope.version)))


def _renewed(
    known: dict[str, V] | MappingProxyType[str, V], fresh: Mapping[str, V], touched: Iterable[str]
) -> dict[str, V]:
    """What is known by identifier, with the touched ones as they are in what is fresh; in order."""
    renewed = known.copy()
    added = False
    for identifier in touched:
        if identifier in fresh:
            added = added or identifier not in renewed
            renewed[identifier] = fresh[identifier]
        else:
            renewed.pop(identifier, None)
    return {identifier: renewed[identifier] for identifier in sorted(renewed)} if added else renewed


def _disputed(found: Disagreement) -> _Thing:
    return found.kind, found.id


def _flat(by_id: Mapping[str, Stated]) -> Iterator[Statement]:
    for stated in by_id.values():
        if isinstance(stated, Statement):
            yield stated
        else:
            yield from stated
